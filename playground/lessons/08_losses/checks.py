import numpy as np
import tensorflow as tf

from playground import datasets


def answers_of(run, name, x):
    """What the trained model `name` says about new samples, as an array."""
    model = run.namespace.get(name)
    assert model is not None, f"Keep the model `{name}`."
    assert any(model is trained for trained in run.models), (
        f"`{name}` was not trained: call `{name}.compile(…)` and `{name}.fit(…)`."
    )
    answers = np.asarray(model.predict(x, verbose=0))
    assert np.isfinite(answers).all(), f"`{name}` answers nan. Does its last layer fit its loss?"
    return model, answers


def new_seed():
    return int(np.random.randint(1000, 10**6))


def check_two(run):
    """`two` says a probability, trained on the loss for yes or no"""
    x, y = datasets.moons(n=500, noise=0.1, seed=new_seed())
    model, answers = answers_of(run, "two", x)
    assert answers.shape == (500, 1), (
        f"For 500 points `two` returns the shape {answers.shape}; expected (500, 1): one unit."
    )
    assert np.ptp(answers) > 0.1, (
        f"`two` says {answers.flat[0]:.2f} about every point. A softmax over one unit is always 1: use `sigmoid`."
    )
    assert answers.min() >= 0 and answers.max() <= 1, (
        f"`two` says numbers from {answers.min():.1f} to {answers.max():.1f}, not probabilities. Give its last "
        'layer `activation="sigmoid"`.'
    )
    surest = np.where(answers > 0.5, 0.0, 1.0).astype(
        "float32"
    )  # as if it were wrong about everything
    loss = float(np.ravel(model.evaluate(x, surest, verbose=0))[0])
    assert loss > 1.05, (
        f"Were `two` wrong about every point, its loss would be only {loss:.2f}: this loss hardly minds sure mistakes. "
        'For a probability use `loss="binary_crossentropy"`.'
    )
    right = float(np.mean((answers > 0.5) == y))
    assert right > 0.93, (
        f"`two` is right about {right:.0%} of new points. Keep its hidden layer and its 20 epochs."
    )


def check_many(run):
    """`many` says three probabilities, and the largest is the right class"""
    random = np.random.default_rng()
    labels = random.integers(0, 3, 500)
    places = np.array([[0.0, 1.5], [1.3, -0.8], [-1.3, -0.8]])
    x = (places[labels] + random.normal(0, 0.35, (500, 2))).astype("float32")
    _, answers = answers_of(run, "many", x)
    assert answers.shape == (500, 3), (
        f"For 500 points `many` returns the shape {answers.shape}; expected (500, 3). Three classes, three units: "
        'end with `layers.Dense(3, activation="softmax")`.'
    )
    sums = answers.sum(axis=1)
    assert answers.min() >= 0 and np.allclose(sums, 1, atol=1e-3), (
        f"The three numbers of an answer add up to {sums[0]:.2f}; expected 1, as probabilities of which one is "
        'true. Give the last layer `activation="softmax"`.'
    )
    right = float(np.mean(answers.argmax(axis=1) == labels))
    assert right > 0.93, (
        f"The largest probability of `many` is the right class for {right:.0%} of new points. Is the loss the one for "
        'numbers of classes, `"sparse_categorical_crossentropy"`?'
    )


def check_number(run):
    """`number` says a number that may be negative"""
    x, y = datasets.plane(n=500, noise=0.0, seed=new_seed())
    _, answers = answers_of(run, "number", x)
    assert answers.shape == (500, 1), (
        f"For 500 points `number` returns the shape {answers.shape}; expected (500, 1): one unit."
    )
    assert answers.min() < -0.05, (
        f"`number` never says less than {answers.min():.2f}, and the truth goes down to {y.min():.1f}. "
        "Sigmoid, relu and softmax "
        "cannot be negative: use no activation in the last layer."
    )
    error = float(np.mean(np.abs(answers - y)))
    assert error < 0.12, (
        f'`number` is wrong by {error:.2f} on average. For a number use `loss="mean_squared_error"`, and no '
        "activation in the last layer."
    )


def check_surprise(run):
    """`surprise` is the mean cross-entropy of labels and probabilities"""
    surprise = run.namespace.get("surprise")
    assert callable(surprise), "Keep the function `surprise(y_true, p)`."
    truth = np.random.randint(0, 2, (20, 1)).astype("float32")
    truth[:2, 0] = 0, 1
    p = np.random.uniform(0.05, 0.95, (20, 1)).astype("float32")

    def value(probabilities):
        try:
            outcome = surprise(tf.constant(truth), probabilities)
        except Exception as error:
            message = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise AssertionError(
                f"`surprise` fails for shapes (20, 1) and (20, 1): {message}"
            ) from None
        assert outcome is not None, "`surprise` returns nothing. Begin its last line with `return`."
        return outcome

    given = np.where(truth == 1, p, 1 - p)  # to what is true
    expected = float(np.mean(-np.log(given)))
    received = np.asarray(value(tf.constant(p)))
    assert received.size == 1, (
        f"For 20 samples `surprise` returns the shape {received.shape}; expected one number: take the mean, "
        "`tf.reduce_mean(…)`."
    )
    received = float(received.reshape(()))
    assert abs(received + expected) > 1e-4, (
        f"`surprise` is {received:.3f}: the logarithm of a probability is negative. Put a minus in front."
    )
    assert abs(received - len(p) * expected) > 1e-3, (
        f"`surprise` is {received:.1f} for 20 samples, and would be larger for more: it is the sum. Take the mean, "
        "`tf.reduce_mean(…)`."
    )
    ones = float(np.mean(-truth * np.log(p)))
    zeros = float(np.mean(-(1 - truth) * np.log(1 - p)))
    assert min(abs(received - ones), abs(received - zeros)) > 1e-4, (
        "`surprise` counts samples of one class only. Add the other half: where the label is 0, what counts is "
        "`(1 - y_true) * log(1 - p)`."
    )
    assert abs(received - expected) < 1e-4, (
        f"For random probabilities `surprise` is {received:.3f}; expected {expected:.3f}, the mean of `-log` "
        "of what was "
        "given to the true class: `y_true * log(p) + (1 - y_true) * log(1 - p)`, with a minus."
    )
    variable = tf.Variable(p)
    with tf.GradientTape() as tape:
        loss = value(variable)
    gradient = tape.gradient(loss, variable)
    assert gradient is not None, (
        "No gradient comes through `surprise`, so it cannot train. Use `tf.math.log` and `tf.reduce_mean`, not NumPy."
    )
    step = np.zeros_like(p)
    step[0, 0] = 1e-2
    slope = float(np.asarray(value(tf.constant(p + step)))) - float(
        np.asarray(value(tf.constant(p - step)))
    )
    assert (
        abs(float(np.asarray(gradient)[0, 0]) - slope / 2e-2) < 0.05 * abs(slope / 2e-2) + 0.01
    ), "The gradient of `surprise` is not its slope. Use tensor operations only."
