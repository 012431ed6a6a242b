import numpy as np

from playground import datasets


def trained_model(run):
    model = run.namespace.get("model")
    assert model is not None, "Make a model and call it `model`: `model = keras.Sequential([…])`."
    assert any(model is trained for trained in run.models), (
        "`model` was not trained to the end: call `model.compile(…)` and `model.fit(x, y, …)`, and repair what the "
        "program says first."
    )
    return model


def check_right(run):
    """`model` is right about 9 of 10 new pictures"""
    model = trained_model(run)
    learned = run.namespace.get("x")
    assert learned is None or np.max(learned) > 0.5, (
        f"The largest number in `x` is {np.max(learned):.3f}. Ink is 1 and paper 0 already: leave `x` as it is, "
        "without dividing by 255."
    )
    x, y = datasets.glyphs(samples=500, classes=10, seed=int(np.random.randint(1000, 10**6)))
    answers = np.asarray(model.predict(x, verbose=0))
    assert answers.shape == (500, 10), (
        f"For 500 pictures `model` returns the shape {answers.shape}; expected (500, 10). Flatten the "
        "pictures, and end "
        'with `layers.Dense(10, activation="softmax")`.'
    )
    assert np.isfinite(answers).all(), "The model answers nan. Make the learning rate smaller."
    sums = answers.sum(axis=1)
    assert answers.min() >= 0 and np.allclose(sums, 1, atol=1e-3), (
        f"The ten numbers of an answer add up to {sums[0]:.2f}; expected 1. Give the last layer "
        '`activation="softmax"`, which the loss counts on.'
    )
    right = float(np.mean(answers.argmax(axis=1) == y))
    assert right > 0.2, (
        f"It is right about {right:.0%}, as if it guessed. Is the loss the one for numbers of classes, "
        '`"sparse_categorical_crossentropy"`, and is the learning rate neither huge nor tiny?'
    )
    assert right >= 0.9, (
        f"It is right about {right:.0%} of new pictures. Give it a hidden layer with an activation, more units, or "
        "more epochs."
    )


def check_small(run):
    """`model` has 3,000 parameters or fewer"""
    model = trained_model(run)
    assert model.built, (
        "`model` has no weights to count: `fit` ended before they were made. Repair what the program says first."
    )
    count = model.count_params()
    first = next((layer for layer in model.layers if layer.get_weights()), None)
    wide = first is not None and first.get_weights()[0].shape[0] == 1
    assert count <= 3000 or not wide, (
        f"It has {count} parameters: a `Dense` layer looks at each pixel alone, and `Flatten` lays what it makes of "
        "64 of them in one row. Put `layers.Flatten()` first."
    )
    assert count <= 3000, (
        f"It has {count} parameters. A hidden layer costs 64 weights, a bias and 10 weights to the last layer for each "
        "unit: use fewer units."
    )


def check_validation(run):
    """`fit` watched a validation loss"""
    history = getattr(trained_model(run).history, "history", None) or {}
    assert "val_loss" in history, (
        "There is no validation loss. Keep some pictures back: `validation_split=0.2`."
    )
    assert min(history["val_loss"]) < 2.2, (
        f"The validation loss never got below {min(history['val_loss']):.1f}; knowing nothing gives 2.3. Look at the "
        "last layer and the loss."
    )


def check_accuracy(run):
    """`accuracy` is that on `test_x` and `test_y`, pictures that `model` never saw"""
    model = trained_model(run)
    accuracy, x, y = (run.namespace.get(name) for name in ("accuracy", "test_x", "test_y"))
    assert x is not None and y is not None, "Keep `test_x` and `test_y`."
    assert accuracy is not None, "Ask the model: `loss, accuracy = model.evaluate(test_x, test_y)`."
    assert np.size(accuracy) == 1, (
        "Expected one number: `loss, accuracy = model.evaluate(test_x, test_y)`."
    )
    answers = np.asarray(model.predict(x, verbose=0))
    expected = float(np.mean(answers.argmax(axis=-1) == y)) if answers.ndim == 2 else -1.0
    received = float(np.ravel(accuracy)[0])
    assert abs(received - expected) < 0.004, (
        f"`accuracy` is {received:.3f}; `model` is right about {expected:.3f} of the test pictures. Evaluate on "
        '`test_x` and `test_y`, after `fit`, with `metrics=["accuracy"]`; the loss comes first.'
    )


def check_counts(run):
    """`counts` is the confusion matrix on the test pictures"""
    model = trained_model(run)
    counts, x, y = (run.namespace.get(name) for name in ("counts", "test_x", "test_y"))
    assert counts is not None, (
        'Count into `counts = np.zeros((10, 10), dtype="int32")`, as in lesson 11.'
    )
    counts = np.asarray(counts)
    assert counts.shape == (10, 10), f"`counts` has the shape {counts.shape}; expected (10, 10)."
    answers = np.asarray(model.predict(x, verbose=0))
    assert answers.ndim == 2, "First let `model` give ten numbers for each picture."
    expected = np.zeros((10, 10))
    np.add.at(expected, (np.asarray(y), answers.argmax(axis=1)), 1)
    assert not np.array_equal(counts, expected.T) or np.array_equal(expected, expected.T), (
        "Rows and columns are swapped: the row says what it is, the column what the model said."
    )
    assert counts.sum() == len(y), (
        f"`counts` adds up to {counts.sum()}; expected {len(y)}, every test picture once: "
        "pairs of what it is and what was said, `np.add.at(counts, (test_y, said), 1)`."
    )
    assert np.array_equal(counts, expected), (
        "`counts` is not what the trained model says about the test pictures. Predict `test_x` after `fit`, take "
        "`argmax(axis=1)`, and count pairs of `test_y` and that."
    )
