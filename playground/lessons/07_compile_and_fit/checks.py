import numpy as np
import tensorflow as tf

from playground import datasets


def trained_model(run):
    """`model`, trained; where nothing has that name, what was trained first."""
    assert run.models, "Nothing was trained. The program should call `model.fit(x, y, …)`."
    named = run.namespace.get("model")
    return named if any(named is trained for trained in run.models) else run.models[0]


def curves_of(run):
    """The history of the model's training, after at least one whole epoch."""
    history = getattr(trained_model(run).history, "history", None) or {}
    assert history, (
        "The training did not complete an epoch. If the program shows an error, repair it first."
    )
    return history


def check_new_points(run):
    """The trained model is right about 95 of 100 new points"""
    model = trained_model(run)
    seed = int(np.random.randint(1000, 10**6))
    x, y = datasets.two_clouds(n=500, noise=0.4, seed=seed)
    answers = np.asarray(model.predict(x, verbose=0))
    assert answers.size == 500, (
        f"For 500 points the model returns the shape {answers.shape}; expected (500, 1). "
        "Give the last layer `units=1`."
    )
    answers = answers.reshape(500, 1)
    assert np.isfinite(answers).all(), "The model answers nan. Make the learning rate smaller."
    assert answers.min() >= 0 and answers.max() <= 1, (
        f"The model answers numbers from {answers.min():.1f} to {answers.max():.1f}, not probabilities. "
        "Give the last layer `activation=tf.nn.sigmoid`."
    )
    right = float(np.mean((answers > 0.5) == y))
    losses = (getattr(model.history, "history", None) or {}).get("loss") or [1.0]
    distance = float(np.mean(np.abs(answers - y)))
    assert distance < 0.3 or abs(losses[-1]) > 1e-3, (
        f"The loss is {losses[-1]:.4f}, yet the answers are {distance:.2f} away from the labels: this loss does "
        'not fit one probability for each sample. Try `loss="binary_crossentropy"`.'
    )
    assert right >= 0.95, (
        f"It is right about {right:.0%} of new points. Train for more epochs, or choose a learning rate that "
        "is neither too small nor too large."
    )


def check_five_epochs(run):
    """In 5 epochs or fewer, the validation loss gets below 0.05"""
    history = curves_of(run)
    assert "val_loss" in history, (
        "There is no validation loss. Keep some data back with `validation_split=0.2`."
    )
    losses = history["val_loss"]
    assert len(losses) <= 5, f"The model was trained for {len(losses)} epochs. Set `epochs=5`."
    assert losses[-1] < 0.75, (
        f"After {len(losses)} epochs the validation loss is {losses[-1]:.2f}, worse than a guess: the steps are so "
        "large that they jump over the goal. Try a smaller learning rate, between 0.01 and 0.1."
    )
    assert losses[-1] < 0.05, (
        f"After {len(losses)} epochs the validation loss is {losses[-1]:.3f}. Larger steps get there sooner: "
        "try a larger learning rate."
    )


def check_second_metric(run):
    """A second metric is watched beside the accuracy"""
    names = [name for name in curves_of(run) if name != "loss" and not name.startswith("val_")]
    assert names, 'No metric was watched. Pass a list: `metrics=["accuracy", "mae"]`.'
    assert len(names) >= 2, (
        f"Only {names[0]} was watched. Add a metric to the list: `metrics=[…, …]`, or choose it in the form."
    )


def value_of(function, y_true, y_pred):
    """What the learner's function says about these labels and answers."""
    name = function.__name__
    try:
        outcome = function(tf.constant(y_true), tf.constant(y_pred))
    except Exception as error:
        message = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise AssertionError(
            f"`{name}` fails for labels and answers of shape (20, 1): {message}"
        ) from None
    assert outcome is not None, f"`{name}` returns nothing. Begin its last line with `return`."
    assert np.asarray(outcome).dtype != bool, (
        f"`{name}` returns a truth, not a number. Make zeros and ones of it before you take the mean: "
        '`tf.cast(wrong, "float32")`.'
    )
    return float(np.mean(np.asarray(outcome)))


def check_own_metric(run):
    """`far_off`, a metric of your own, is watched: the share of answers more than 0.25 off"""
    far_off = run.namespace.get("far_off")
    assert callable(far_off), "Write a function `far_off(y_true, y_pred)`."
    truth = np.random.randint(0, 2, (20, 1)).astype("float32")
    answers = np.random.uniform(0, 1, (20, 1)).astype("float32")
    expected = float(np.mean(np.abs(truth - answers) > 0.25))
    received = value_of(far_off, truth, answers)
    assert abs(received - (1 - expected)) > 1e-5 or abs(expected - 0.5) < 0.01, (
        f"`far_off` gives {received:.2f}, the share of answers that are near; {expected:.2f} are more than 0.25 off. "
        "Turn the comparison round: `> 0.25`."
    )
    assert abs(received - expected) < 1e-5, (
        f"For random answers `far_off` gives {received:.2f}; {expected:.2f} of them are more than 0.25 from their "
        "label. Compare the distance, `tf.abs(y_true - y_pred) > 0.25`, and take the mean of the zeros and ones."
    )
    assert "far_off" in curves_of(run), (
        '`far_off` is not watched yet. Put the function itself in the list: `metrics=["accuracy", far_off]`.'
    )


def check_own_loss(run):
    """`other` was trained on `cubic_error`, your own loss, by an `SGD` with momentum"""
    cubic_error = run.namespace.get("cubic_error")
    assert callable(cubic_error), "Write a function `cubic_error(y_true, y_pred)`."
    truth = np.random.uniform(0, 1, (20, 1)).astype("float32")
    answers = np.random.uniform(0, 1, (20, 1)).astype("float32")
    below, above = (
        value_of(cubic_error, truth, truth - 0.5),
        value_of(cubic_error, truth, truth + 0.5),
    )
    assert abs(below - above) < 1e-4, (
        f"An answer 0.5 smaller than the truth gives {below:.3f}, one 0.5 larger than the truth gives {above:.3f}. "
        "Both are equally wrong: take the distance with `tf.abs`."
    )
    expected = float(np.mean(np.abs(truth - answers) ** 3))
    received = value_of(cubic_error, truth, answers)
    assert abs(received - expected) < 1e-4, (
        f"For random answers `cubic_error` gives {received:.4f}; expected {expected:.4f}, "
        "the mean of the distances to the third power: `tf.reduce_mean(tf.abs(y_true - y_pred) ** 3)`."
    )
    variable = tf.Variable(answers)
    with tf.GradientTape() as tape:
        outcome = tf.reduce_mean(cubic_error(tf.constant(truth), variable))
    gradient = tape.gradient(outcome, variable)
    slope = 3 * (answers - truth) * np.abs(answers - truth) / answers.size
    assert gradient is not None and np.allclose(np.asarray(gradient), slope, atol=1e-5), (
        "No gradient comes through `cubic_error`, so it cannot train. Use tensor operations, such as "
        "`tf.abs` and `tf.reduce_mean`, not NumPy."
    )

    other = run.namespace.get("other")
    assert other is not None, "Make a second model and call it `other`."
    assert other is not run.namespace.get("model"), (
        "`other` is `model` itself under a second name, so `compile` changes that. Make a second model: "
        "`other = keras.Sequential([…])`."
    )
    assert any(other is trained for trained in run.models), (
        "`other` was not trained: call `other.compile(…)` and `other.fit(x, y, …)`."
    )
    assert other.loss is cubic_error, (
        "`cubic_error` is not the loss of `other` yet. Compile with `loss=cubic_error`, the function without quotes."
    )
    optimizer = other.optimizer
    name = type(optimizer).__name__
    assert name == "SGD", (
        f"The optimizer of `other` is {name}. Pass `keras.optimizers.SGD(learning_rate=…, momentum=…)`."
    )
    momentum = float(getattr(optimizer, "momentum", 0.0) or 0.0)
    assert momentum > 0, (
        'The SGD of `other` has no momentum; the string "sgd" has none either. Make the object: '
        "`keras.optimizers.SGD(learning_rate=0.3, momentum=0.9)`."
    )
    assert momentum < 1, "A momentum of 1 or more never slows down. Try 0.9."
