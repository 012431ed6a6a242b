import numpy as np


def trained(run):
    assert run.models, "Nothing was trained. Keep the lines `model.compile(…)` and `model.fit(…)`."
    model, new_x, new_y = (run.namespace.get(name) for name in ("model", "new_x", "new_y"))
    assert model is not None and new_x is not None and new_y is not None, (
        "Keep `model`, `new_x` and `new_y`."
    )
    return model, new_x, new_y


def check_accuracy(run):
    """`accuracy` is that of the trained model on `new_x` and `new_y`"""
    model, new_x, new_y = trained(run)
    accuracy = run.namespace.get("accuracy")
    assert accuracy is not None, "Ask the model: `loss, accuracy = model.evaluate(new_x, new_y)`."
    assert np.size(accuracy) == 1, (
        "`evaluate` returns a list, the loss and then the metrics. Take it apart: `loss, accuracy = …`."
    )
    loss, expected = (float(value) for value in model.evaluate(new_x, new_y, verbose=0))
    received = float(np.ravel(accuracy)[0])
    x, y = run.namespace.get("x"), run.namespace.get("y")
    known = float(model.evaluate(x, y, verbose=0)[1]) if x is not None and y is not None else None
    assert abs(received - loss) > 1e-4 or abs(loss - expected) < 1e-3, (
        f"`accuracy` is {received:.3f}, and that is the loss. `evaluate` returns the loss first, then the accuracy."
    )
    assert known is None or abs(received - known) > 1e-4 or abs(known - expected) < 1e-3, (
        f"{received:.3f} is the accuracy on what the model learned from. Evaluate on `new_x` and `new_y`."
    )
    assert abs(received - 1) > 1e-6 or expected > 0.999, (
        f"`accuracy` is 1, and the trained model is right about {expected:.3f}: the labels that `evaluate` got are the "
        "model's own answers. Give it `new_y`."
    )
    assert abs(received - expected) < 1e-3, (
        f"`accuracy` is {received:.3f}; the trained model is right about {expected:.3f} of `new_x`. Evaluate "
        "after `fit`."
    )


def check_said(run):
    """`probabilities` and `said` hold what the model says about `new_x`"""
    model, new_x, _ = trained(run)
    probabilities, said = run.namespace.get("probabilities"), run.namespace.get("said")
    assert probabilities is not None, (
        "Ask the model, after the training: `probabilities = model.predict(new_x)`."
    )
    n = len(new_x)
    shape = np.shape(np.asarray(probabilities))
    assert shape == (n, 3), (
        f"`probabilities` has the shape {shape}; expected ({n}, 3), what `model.predict(new_x)` returns."
    )
    expected = np.asarray(model.predict(new_x, verbose=0))
    assert np.allclose(np.asarray(probabilities), expected, atol=1e-4), (
        "That is not what the trained model says. Did you ask it before the training?"
    )
    assert said is not None, "Take the surest class of each: `said = probabilities.argmax(axis=1)`."
    said = np.asarray(said)
    assert said.shape != () and said.shape != (3,), (
        f"`said` has the shape {said.shape}; expected ({n},), a class for each point. The largest of each *row*: "
        "`argmax(axis=1)`."
    )
    assert said.shape == (n,), (
        f"`said` has the shape {said.shape}; expected ({n},), one class for each point: "
        "`said = probabilities.argmax(axis=1)`."
    )
    assert not np.allclose(said, expected.max(axis=1), atol=1e-4), (
        "`said` holds the largest probabilities; expected the classes they belong to: `argmax`, not `max`."
    )
    assert np.array_equal(said, expected.argmax(axis=1)), (
        "`said` is not the class with the largest probability: `probabilities.argmax(axis=1)`."
    )


def check_confusion_matrix(run):
    """`confusion_matrix` counts: row = what it is, column = what was said"""
    confusion_matrix = run.namespace.get("confusion_matrix")
    assert callable(confusion_matrix), (
        "Keep the function `confusion_matrix(y_true, y_pred, classes)`."
    )
    classes, n = int(np.random.randint(3, 6)), 60
    true = np.random.randint(0, classes, n)
    said = np.where(np.random.uniform(size=n) < 0.6, true, np.random.randint(0, classes, n))
    said[true == 0] = 1
    try:
        received = confusion_matrix(true, said, classes)
    except Exception as error:
        message = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise AssertionError(
            f"`confusion_matrix` fails for {n} samples of {classes} classes: {message}"
        ) from None
    assert received is not None, "`confusion_matrix` returns nothing. End it with `return counts`."
    received = np.asarray(received)
    assert received.shape == (classes, classes), (
        f"For {classes} classes it returns the shape {received.shape}; expected ({classes}, {classes})."
    )
    expected = np.zeros((classes, classes))
    np.add.at(expected, (true, said), 1)
    assert not np.array_equal(received, expected.T), (
        "Rows and columns are swapped: `counts[true, said]`, the row says what it is."
    )
    total = float(received.sum())
    assert abs(total - n) < 1e-6 or not np.array_equal(received, expected > 0), (
        "Each place is 1 at most. Count: `counts[true, said] += 1` adds to what is there."
    )
    assert total != 1, (
        f"Of {n} samples only the first is counted: `return counts` stands in the loop. Put it behind the loop, as far "
        "to the left as `for`."
    )
    assert total != classes, (
        f"Of {n} samples only the first {classes} are counted, as many as there are classes. Go through all of them: "
        "`for true, said in zip(y_true, y_pred)`."
    )
    labels = run.namespace.get("new_y")
    assert labels is None or total != len(labels), (
        f"For {n} samples the counts add up to {total:g}, the number of your own points: use what the function is "
        "given, `y_true` and `y_pred`."
    )
    assert abs(total - n) < 1e-6, (
        f"{n} samples give counts that add up to {total:g}. Count every sample once: `counts[true, said] += 1`."
    )
    assert np.array_equal(received, expected), (
        f"Of class 0, {int(expected[0, 1])} samples were taken for class 1; your matrix says "
        f"{received[0, 1]:g} in row 0, "
        "column 1."
    )


def check_loaded(run):
    """`loaded` comes from a file and says the same as `model`"""
    model, _, _ = trained(run)
    loaded = run.namespace.get("loaded")
    assert loaded is not None, (
        'Save the model, `model.save("clouds.keras")`, and load it: `loaded = keras.models.load_model("clouds.keras")`.'
    )
    assert loaded is not model, (
        "`loaded` is the same object as `model`, not one from the file. Use `keras.models.load_model`."
    )
    assert hasattr(loaded, "predict"), (
        "`loaded` is no model. `load_weights` and `save` return nothing; "
        '`keras.models.load_model("clouds.keras")` does.'
    )
    x = np.random.uniform(-2, 2, (50, 2)).astype("float32")
    ours, theirs = (np.asarray(each.predict(x, verbose=0)) for each in (model, loaded))
    assert ours.shape == theirs.shape and np.allclose(ours, theirs, atol=1e-4), (
        "`loaded` says something else than `model`. Save it after the training, and load that file."
    )
