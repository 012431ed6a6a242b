"""Run the calls on real Keras and keep the numbers: `KERAS_BACKEND=jax python tests/parity/record.py`.

Needs the extra `parity`. The file it writes, `recorded.npz`, is what `test_parity.py` compares with.
"""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
from calls import all_calls

if __name__ == "__main__":
    numbers = {case: np.asarray(call(), "float32") for case, call in all_calls(keras).items()}
    path = Path(__file__).with_name("recorded.npz")
    np.savez_compressed(path, keras_version=keras.__version__, **numbers)
    print(
        f"{len(numbers)} cases of Keras {keras.__version__} in {path.name}, {path.stat().st_size} bytes"
    )
