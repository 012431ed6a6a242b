"""Let real Keras write its three kinds of files, and read ours: `python -m tests.parity.files.record`.

Needs the extra `parity`, h5py and KERAS_BACKEND=jax; run from the root of the repository. Writes `model.keras`,
`model.h5`, `model.weights.h5`, `operations.keras`, `expected.npz` and `operations.npz`, with which `test_files.py` and
`test_operations.py` compare; fails when Keras reads something else from the files that the engine writes than what
was in them.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).parent
X = np.linspace(-1, 1, 24, dtype="float32").reshape(6, 4)
Y = np.stack([X.sum(1), X[:, 0]], 1)
KINDS = ("keras", "h5", "weights.h5")


def model(keras: Any) -> Any:
    """A functional model with a Sequential inside, compiled."""
    layers = keras.layers
    inputs = keras.Input((4,))
    hidden = layers.BatchNormalization()(layers.Dense(3, activation="relu")(inputs))
    hidden = layers.Dropout(0.1, seed=1)(hidden)
    inner = keras.Sequential([keras.Input((3,)), layers.Dense(2, kernel_regularizer="l2")])
    made = keras.Model(inputs, inner(layers.add([hidden, layers.Dense(3)(hidden)])))
    made.compile(
        keras.optimizers.Adam(keras.optimizers.schedules.ExponentialDecay(0.1, 2, 0.5)),
        keras.losses.MeanSquaredError(),
        metrics=["mae", keras.metrics.RootMeanSquaredError()],
    )
    return made


def save(made: Any, folder: Path) -> None:
    """All three files of a model."""
    made.save(folder / "model.keras")
    made.save(folder / "model.h5")
    made.save_weights(folder / "model.weights.h5")


def loaded(keras: Any, kind: str, folder: Path) -> Any:
    """The model of a file."""
    if kind != "weights.h5":
        return keras.saving.load_model(folder / f"model.{kind}")
    made = model(keras)
    made.optimizer.build(made.trainable_variables)
    made.load_weights(folder / "model.weights.h5")
    return made


def numbers(made: Any) -> dict[str, np.ndarray]:
    """What a model predicts, its losses, and its optimizer's state."""
    found = {"predicted": made.predict(X, verbose=0), "evaluated": made.evaluate(X, Y, verbose=0)}
    state = [np.ravel(np.asarray(v)) for v in made.optimizer.variables]
    return {**{k: np.asarray(v) for k, v in found.items()}, "state": np.concatenate(state)}


if __name__ == "__main__":
    import keras

    from playground import engine
    from tests.parity.files.operations import X as X_OF_OPERATIONS
    from tests.parity.files.operations import operations, weights

    keras.utils.set_random_seed(0)
    theirs = model(keras)
    theirs.fit(X, Y, epochs=2, verbose=0, shuffle=False)
    save(theirs, HERE)
    keras.utils.clear_session()
    of_operations = operations(keras)
    of_operations.set_weights(weights())
    of_operations.save(HERE / "operations.keras")
    predicted = of_operations.predict(X_OF_OPERATIONS, verbose=0)
    np.savez_compressed(HERE / "operations.npz", predicted=predicted)
    np.savez_compressed(HERE / "expected.npz", **numbers(theirs))
    ours = model(engine)
    ours.fit(X, Y, epochs=2, verbose=0, shuffle=False)
    expected = numbers(ours)
    with tempfile.TemporaryDirectory() as folder:
        save(ours, Path(folder))
        written = operations(engine)
        written.set_weights(weights())
        written.save(Path(folder) / "operations.keras")
        read = keras.saving.load_model(Path(folder) / "operations.keras")
        again = read.predict(X_OF_OPERATIONS, verbose=0)
        np.testing.assert_allclose(again, predicted, rtol=1e-5, atol=1e-6)
        print(f"Keras {keras.__version__} read our operations")
        for kind in KINDS:
            received = numbers(loaded(keras, kind, Path(folder)))
            for name, values in expected.items():
                if (kind, name) != (
                    "h5",
                    "state",
                ):  # Keras itself starts the optimizer of an .h5 file anew
                    np.testing.assert_allclose(received[name], values, rtol=1e-5, atol=1e-6)
            print(f"Keras {keras.__version__} read our .{kind}")
