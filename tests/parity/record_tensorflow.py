"""Evaluate the calls of `tensorflow_calls.py` on real TensorFlow and keep what they give.

    KERAS_BACKEND=tensorflow python -m tests.parity.record_tensorflow

Needs TensorFlow; run from the root of the repository. Writes `recorded_tensorflow.npz` (values, and gradients behind
them) and `recorded_tensorflow.json` (texts, and what `tf.print` prints).
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import tensorflow as tf

from .tensorflow_calls import CASES, PRINTED, TEXTS, given, value


def printed(expression: str, folder: Path) -> str:
    """What `tf.print` writes."""
    file = folder / "printed.txt"
    file.write_text("")
    eval(expression[:-1] + f", output_stream='file://{file}')", {"tf": tf, "np": np})
    return file.read_text()


if __name__ == "__main__":
    import tempfile

    here = Path(__file__).parent
    arrays = {f"{case} -> {i}": found for case in CASES for i, found in enumerate(value(tf, case))}
    path = here / "recorded_tensorflow.npz"
    np.savez_compressed(path, version=tf.__version__, **arrays)
    texts = {text: repr(eval(text, {"tf": tf, "np": np, **given(tf)})) for text in TEXTS}
    with tempfile.TemporaryDirectory() as folder:
        texts.update({text: printed(text, Path(folder)) for text in PRINTED})
    lines = [f"{json.dumps(case)}: {json.dumps(said)}" for case, said in texts.items()]
    (here / "recorded_tensorflow.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
    print(f"{len(CASES)} calls of TensorFlow {tf.__version__}, {path.stat().st_size} bytes")
