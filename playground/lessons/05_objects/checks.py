import numpy as np


def trained_model(run):
    assert run.models, "Nothing was trained. The program should call `model.fit(…)`."
    return run.models[-1]


def check_momentum(run):
    """The optimizer is an `SGD` object with momentum"""
    optimizer = trained_model(run).optimizer
    name = type(optimizer).__name__
    assert name == "SGD", (
        f"The optimizer is {name}. Pass `keras.optimizers.SGD(learning_rate=…, momentum=…)`."
    )
    momentum = float(getattr(optimizer, "momentum", 0.0) or 0.0)
    default_rate = abs(float(np.asarray(optimizer.learning_rate)) - 0.01) < 1e-6
    assert momentum > 0 or not default_rate, (
        'The optimizer is still the string "sgd", or an object without settings. Make the object: '
        "`keras.optimizers.SGD(learning_rate=0.3, momentum=0.9)`."
    )
    assert momentum > 0, "Your SGD has no momentum. Values around 0.9 are usual: `momentum=0.9`."
    assert momentum < 1, "A momentum of 1 or more never slows down. Try 0.9."


def check_cubic_error(run):
    """The loss is `cubic_error`, the mean of the distances to the power of 3"""
    cubic_error = run.namespace.get("cubic_error")
    assert callable(cubic_error), "Write a function `cubic_error(y_true, y_pred)`."
    truth = np.random.uniform(0, 1, (20, 1)).astype("float32")
    answers = np.random.uniform(0, 1, (20, 1)).astype("float32")

    def value(y_true, y_pred):
        import tensorflow as tf

        outcome = cubic_error(tf.constant(y_true), tf.constant(y_pred))
        assert outcome is not None, (
            "`cubic_error` returns nothing. Begin its last line with `return`."
        )
        return float(np.mean(np.asarray(outcome)))

    below = value(truth, truth - 0.5)
    above = value(truth, truth + 0.5)
    assert abs(below - above) < 1e-4, (
        f"An answer 0.5 smaller than the truth gives {below:.3f}, one 0.5 larger than the truth gives {above:.3f}. "
        "Both are equally wrong: take the distance with `tf.abs`."
    )
    expected = float(np.mean(np.abs(truth - answers) ** 3))
    assert abs(value(truth, answers) - expected) < 1e-4, (
        f"For random answers it gives {value(truth, answers):.4f}; expected {expected:.4f}, "
        "the mean of the distances to the third power."
    )
    assert trained_model(run).loss is cubic_error, (
        "`cubic_error` is not the loss yet. Compile with `loss=cubic_error`, the function without quotes."
    )


def check_probabilities(run):
    """`probabilities` holds what the trained model says about `new_x`"""
    probabilities = run.namespace.get("probabilities")
    new_x = run.namespace.get("new_x")
    assert new_x is not None, "Keep `new_x`, the points to ask about."
    assert probabilities is not None, (
        "Ask the model, after the training: `probabilities = model.predict(new_x)`."
    )
    shape = np.shape(np.asarray(probabilities))
    assert shape == (len(new_x), 1), (
        f"`probabilities` has the shape {shape}; expected ({len(new_x)}, 1), what `model.predict(new_x)` returns."
    )
    expected = np.asarray(trained_model(run).predict(new_x, verbose=0))
    assert np.allclose(np.asarray(probabilities), expected, atol=1e-4), (
        "That is not what the trained model says. Did you ask it before the training?"
    )
