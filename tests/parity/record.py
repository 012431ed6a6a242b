"""Run the calls on real Keras and keep what they give: `KERAS_BACKEND=jax python -m tests.parity.record`.

Needs the extra `parity`; run from the root of the repository. Writes what `test_parity.py` compares with:
`recorded.npz` (numbers, of `calls.py`), `recorded_texts.json` (configurations, names, summaries, progress lines, of
`texts.py`), `recorded_names.json` (all public names, of `names.py`) and `recorded_signatures.json` (what they take, of
`signatures.py`). The calls are seeded or use given numbers, so a second run writes the same content.
"""

from __future__ import annotations

import json
from pathlib import Path

import keras
import numpy as np

from . import signatures
from .calls import all_calls
from .names import public_names, written
from .texts import all_texts

if __name__ == "__main__":
    numbers = {case: np.asarray(call(), "float32") for case, call in all_calls(keras).items()}
    path = Path(__file__).with_name("recorded.npz")
    np.savez_compressed(path, keras_version=keras.__version__, **numbers)
    texts = {case: call() for case, call in all_texts(keras).items()}
    words = path.with_name("recorded_texts.json")
    lines = [f"{json.dumps(case)}: {json.dumps(said)}" for case, said in texts.items()]
    words.write_text("{\n" + ",\n".join(lines) + "\n}\n")
    names = path.with_name("recorded_names.json")
    names.write_text(written(public_names(keras)))
    taken = signatures.all_signatures(keras)
    signatures.RECORDED.write_text(signatures.written(taken))
    for file, count in (
        (path, len(numbers)),
        (words, len(texts)),
        (signatures.RECORDED, len(taken)),
    ):
        size = file.stat().st_size
        print(f"{count} cases of Keras {keras.__version__} in {file.name}, {size} bytes")
