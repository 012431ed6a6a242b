"""Packages that learners import and that are not here: what this page has instead. The one table of such answers."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from playground.engine.meanings import alike

CURVES = (
    "This page draws the curves of loss and metrics, the network and the decision boundary by itself, while `fit` "
    "runs"
)
_DATA = (
    "`from playground import datasets` has iris, penguins, wine, digits, moons, spiral and others"
)
HERE = (
    "A program can import keras, tensorflow (the names that Keras needs), numpy, playground.datasets and Python's "
    "standard library."
)

# package → what to say; a longer dotted name counts before a shorter one
ANSWERS: dict[str, str] = {
    "matplotlib": f"{CURVES}: leave out the plots. Numbers are seen with print: `print(history.history['loss'])`.",
    "seaborn": f"{CURVES}: leave out the plots. Numbers are seen with print.",
    "plotly": f"{CURVES}: leave out the plots. Numbers are seen with print.",
    "bokeh": f"{CURVES}: leave out the plots. Numbers are seen with print.",
    "pylab": f"{CURVES}: leave out the plots. Numbers are seen with print.",
    "pydot": "The page draws the network by itself, and `model.summary()` prints it.",
    "graphviz": "The page draws the network by itself, and `model.summary()` prints it.",
    "pandas": (
        "Tables are NumPy arrays here: `np.genfromtxt(text.splitlines(), delimiter=',', skip_header=1)` reads "
        "comma-separated numbers that stand in the program as a text, and the csv module reads words."
    ),
    "polars": "Tables are NumPy arrays here; the csv module reads text.",
    "sklearn": (
        f"{_DATA}; `fit(…, validation_split=0.2)` holds data back, keras.layers.Normalization scales, and "
        'metrics=["accuracy"] counts.'
    ),
    "sklearn.model_selection": (
        "`fit(x, y, validation_split=0.2)` holds the last fifth back. To split yourself, shuffled: "
        "`order = np.random.permutation(len(x)); x, y = x[order], y[order]`, then slice."
    ),
    "sklearn.preprocessing": (
        "keras.layers.Normalization scales (call its `adapt(x)`), or `(x - x.mean(axis=0)) / x.std(axis=0)`; "
        "keras.utils.to_categorical makes one-hot labels, `np.unique(words, return_inverse=True)` numbers words."
    ),
    "sklearn.datasets": (
        f"{_DATA}: `x, y = datasets.iris()`, or `datasets.moons(n=500, noise=0.1)`, points (n, 2) with labels (n, 1)."
    ),
    "sklearn.metrics": (
        '`model.compile(…, metrics=["accuracy"])` and `model.evaluate(x, y)` count; keras.metrics has Precision, '
        "Recall, AUC, F1Score and others. By hand: `np.mean(y_pred == y_true)`."
    ),
    "scipy": "NumPy and keras.ops have most of what it is used for: numpy.linalg, numpy.fft, keras.ops.erf.",
    "torch": (
        "PyTorch is another framework. Here layers come from keras.layers (nn.Linear is Dense, forward is call), and "
        "`fit` or a tf.GradientTape trains."
    ),
    "torchvision": f"PyTorch is another framework. {_DATA}.",
    "jax": "JAX is not here; keras.ops has NumPy's functions, and tf.GradientTape their gradients.",
    "flax": "JAX is not here; layers come from keras.layers.",
    "theano": "Theano is not here; keras.ops has the operations.",
    "tensorflow_datasets": f"Nothing is fetched from the internet here. Try playground.datasets: {_DATA}.",
    "datasets": f"Nothing is fetched from the internet here. Try {_DATA}.",
    "tensorflow_hub": "Networks trained by others are not here: build one from keras.layers.",
    "tensorflow_probability": "Distributions are not here; keras.random and keras.losses have the usual ones.",
    "tensorflow_addons": (
        "Its layers and losses are in Keras today, most of them: look into keras.layers and keras.losses."
    ),
    "transformers": (
        "Networks trained by others are not here: keras.layers.MultiHeadAttention is what they are made of."
    ),
    "keras_tuner": "Try values in a `for` loop: each `fit` becomes a curve of its own in the page.",
    "kerastuner": "Try values in a `for` loop: each `fit` becomes a curve of its own in the page.",
    "keras_nlp": "Networks trained by others are not here: build one from keras.layers.",
    "keras_hub": "Networks trained by others are not here: build one from keras.layers.",
    "keras_cv": "Networks trained by others are not here: build one from keras.layers.",
    "keras_core": "Its name is Keras today: `import keras`.",
    "PIL": (
        "Pictures are NumPy arrays of shape (height, width, channels) here; keras.ops.image.resize changes their"
        " size."
    ),
    "cv2": (
        "Pictures are NumPy arrays of shape (height, width, channels) here; keras.ops.image.resize changes their"
        " size."
    ),
    "skimage": "Pictures are NumPy arrays here; keras.ops.image.resize changes their size.",
    "imageio": "Pictures are NumPy arrays here.",
    "nltk": "Texts are split and numbered with Python here: str.split and a dict; then keras.layers.Embedding.",
    "spacy": "Texts are split and numbered with Python here: str.split and a dict; then keras.layers.Embedding.",
    "gensim": "keras.layers.Embedding learns vectors of words, from their numbers.",
    "gym": "There are no environments here: write the steps of a small one as a Python class.",
    "gymnasium": "There are no environments here: write the steps of a small one as a Python class.",
    "tqdm": "`fit` shows its own progress; remove the import, and tqdm(…) around loops.",
    "google.colab": "That is Colab's, to reach one's files there. Remove the line: there are no files to mount here.",
    "google": "That is Colab's, to reach one's files there. Remove the line: there are no files to mount here.",
    "IPython": "That belongs to notebooks. Remove the line: `print` shows values here.",
    "ipywidgets": "That belongs to notebooks: the page has the controls.",
    "requests": (
        "A program cannot reach the internet here: put small data into the program, or use playground.datasets."
    ),
    "h5py": '`model.save("model.keras")` and `keras.models.load_model` save and load without it.',
    "wandb": "Nothing is sent anywhere here: the page draws the curves of every run.",
    "mlflow": "Nothing is sent anywhere here: the page draws the curves of every run.",
    "tensorboard": "The page draws the curves of every run; keras.callbacks.CSVLogger writes them to a file.",
    "visualkeras": "The page draws the network by itself.",
    "tkinter": "A program has no window of its own here: it prints, and the page draws.",
    "streamlit": "A program has no page of its own here: it prints, and this page draws.",
    "gradio": "A program has no page of its own here: it prints, and this page draws.",
    "pygame": "A program has no window of its own here: it prints, and the page draws.",
    "xgboost": "There are networks here: keras.Sequential.",
    "lightgbm": "There are networks here: keras.Sequential.",
    "numba": "Training is compiled by itself here; keras.ops and NumPy compute whole arrays at once.",
    "cupy": "NumPy computes here, on the processor.",
    "sympy": "There are numbers here, no formulas: NumPy, and tf.GradientTape for gradients.",
}


_USUAL = (
    "keras",
    "numpy",
    "tensorflow",
    "playground",
    "random",
    "math",
    "time",
    "os",
    "sys",
    "collections",
    "itertools",
)


def answer(name: str, wanted: Sequence[str] = ()) -> str:
    """What to say of a module `name` (dotted, or only its root) that cannot be imported, of which the names `wanted`
    were asked for."""
    root = name.split(".")[0] or "This module"
    for length in range(len(name.split(".")), 0, -1):
        found = ANSWERS.get(".".join(name.split(".")[:length]))
        if found:
            deeper = f"{name}.{wanted[0]}" if wanted else name
            return f"{root} is not here. {ANSWERS.get(deeper, found)}"
    known = sys.stdlib_module_names
    same = next((k for k in ("keras", "tensorflow", "numpy") if k == root.lower()), None)
    if same:
        return f"Did you mean `import {same}`? Python tells capital letters from small ones."
    if root in known:
        return f"{root} is of Python's standard library, and one of the few parts of it that are not here."
    close = alike(root, _USUAL, 0.7) or alike(
        root, [k for k in known if not k.startswith("_")], 0.8
    )
    hint = f" Did you mean {close[0]}?" if close else ""
    return f"{root} is not here.{hint} {HERE}"
