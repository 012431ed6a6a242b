"""Modules that Keras had once, and those of other people's file layouts: where their names are today."""

from __future__ import annotations

# (the beginning of a path behind `keras.`, where its names are now); the longest that fits counts
_MOVED: tuple[tuple[str, str], ...] = (
    ("engine.topology", "keras.layers"),
    ("engine.base_layer", "keras.layers"),
    ("engine.input_layer", "keras.layers"),
    ("engine.training", "keras.models"),
    ("engine.sequential", "keras.models"),
    ("engine", "keras.layers.Layer or keras.Model"),
    ("layers.core", "keras.layers"),
    ("layers.convolutional", "keras.layers"),
    ("layers.pooling", "keras.layers"),
    ("layers.recurrent", "keras.layers"),
    ("layers.embeddings", "keras.layers"),
    ("layers.embedding", "keras.layers"),
    ("layers.dense", "keras.layers"),
    ("layers.normalization", "keras.layers"),
    ("layers.advanced_activations", "keras.layers"),
    ("layers.merge", "keras.layers"),
    ("layers.noise", "keras.layers"),
    ("layers.wrappers", "keras.layers"),
    ("utils.np_utils", "keras.utils"),
    ("utils.generic_utils", "keras.utils"),
    ("utils.vis_utils", "keras.utils"),
    ("utils.layer_utils", "keras.utils"),
    ("utils.data_utils", "keras.utils"),
    ("optimizers.legacy", "keras.optimizers"),
    ("optimizers.experimental", "keras.optimizers"),
    ("optimizers.adam_v2", "keras.optimizers"),
    ("optimizers.optimizer_v2", "keras.optimizers"),
    ("optimizer_v2", "keras.optimizers"),
    ("optimizer_v1", "keras.optimizers"),
    ("objectives", "keras.losses"),
    ("mixed_precision.experimental", "keras.mixed_precision"),
    ("backend.tensorflow_backend", "keras.ops"),
    ("initializations", "keras.initializers"),
    ("preprocessing.sequence.pad_sequences", "keras.utils"),
)
_TEXTS = (
    "Texts are split and numbered with Python here (str.split and a dict); keras.layers.Embedding takes the numbers, "
    "and keras.utils.pad_sequences makes them equally long."
)
_SAID: tuple[tuple[str, str], ...] = (
    ("preprocessing.text", _TEXTS),
    (
        "preprocessing.image",
        "Pictures are NumPy arrays here; keras.ops.image.resize changes their size.",
    ),
    (
        "layers.experimental",
        "Those layers are in keras.layers today, as layers.Normalization, layers.Rescaling and others.",
    ),
    (
        "layers.preprocessing",
        "Those layers are in keras.layers today, as layers.Normalization and others.",
    ),
    ("wrappers", "A model has fit, evaluate and predict itself."),
    ("utils.np_utils", "Its to_categorical is `keras.utils.to_categorical` today."),
    ("layers.merge", "Use `keras.layers.Concatenate`, `Add`, `Multiply` or `Average`."),
)


def present_name(fullname: str, names: tuple[str, ...] = ()) -> str:
    """Where the names of a module are today, as a sentence; "" when nothing is known.

    `present_name("keras.layers.core", ("Dense",))` → "Write `from keras.layers import Dense`: …".
    """
    root, *path = fullname.split(".")
    if root == "tensorflow" and path[:2] == ["python", "keras"]:
        inside = present_name(".".join(["keras", *path[2:]]), names)
        home = ".".join(["tensorflow.keras", *path[2:]])
        return inside.replace("from keras", "from tensorflow.keras") or _write(home, names)
    prefix = "tensorflow.keras" if root == "tensorflow" else "keras"
    if root == "tensorflow" and path[:1] == ["keras"]:
        path = path[1:]
    elif root not in ("keras", "playground"):
        return ""
    if root == "playground":
        path = path[1:] if path[:1] == ["engine"] else path
    dotted = ".".join(part for part in path if part != "src")
    for beginning, said in _SAID:
        if dotted == beginning or dotted.startswith(f"{beginning}."):
            return (
                said
                if not (names and beginning == "utils.np_utils")
                else _write(f"{prefix}.utils", names)
            )
    fitting = [entry for entry in _MOVED if f"{dotted}.".startswith(f"{entry[0]}.")]
    if not fitting:
        return ""
    home = max(fitting, key=lambda entry: len(entry[0]))[1]
    return _write(home.replace("keras.", f"{prefix}."), names)


def _write(home: str, names: tuple[str, ...]) -> str:
    if " or " in home:
        return f"Layers and models are {home} today."
    if not names:
        return f"Its names are in `{home}` today: `from {home} import …`."
    return f"Write `from {home} import {', '.join(names)}`."
