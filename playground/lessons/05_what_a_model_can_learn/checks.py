import numpy as np

from playground import datasets


def named_model(run, name):
    """The model `name`, trained."""
    model = run.namespace.get(name)
    assert model is not None, f"Make a model and call it `{name}`."
    assert any(model is trained for trained in run.models), (
        f"`{name}` was not trained: call `{name}.compile(…)` and `{name}.fit(…)`."
    )
    return model


def share_of_right_answers(model):
    """On points that are new to the model."""
    x, y = datasets.circle(n=1000, noise=0.1, seed=int(np.random.randint(1000, 10**6)))
    answers = np.asarray(model.predict(x, verbose=0))
    assert answers.size == 1000, (
        f"For 1000 points it returns the shape {answers.shape}; expected (1000, 1): end with `Dense(1)`."
    )
    return float(np.mean((answers.reshape(1000, 1) > 0.5) == y))


def draws_a_line(model):
    """Whether the model's boundary is straight: then the middle of two points it calls 1 is always 1 too."""
    random = np.random.default_rng()
    points = random.uniform(-4, 4, (4000, 2)).astype("float32")
    answers = np.asarray(model.predict(points, verbose=0)).reshape(-1) > 0.5
    for side in (answers, ~answers):
        members = points[side]
        if len(members) > 1:
            pairs = random.integers(0, len(members), (2, 1000))
            middle = (members[pairs[0]] + members[pairs[1]]) / 2
            found = np.asarray(model.predict(middle, verbose=0)).reshape(-1) > 0.5
            if np.mean(found == (side is answers)) < 0.99:
                return False
    return True


def check_hidden_layer(run):
    """`model` is right about 95 of 100 new points, with 30 parameters or fewer"""
    model = named_model(run, "model")
    right = share_of_right_answers(model)
    assert right >= 0.95 or not draws_a_line(model), (
        f"It is right about {right:.0%}: its boundary is a straight line. Add a hidden layer before the last "
        "one, and give it an activation such as tanh or relu; without one it adds nothing."
    )
    assert right >= 0.95, (
        f"It is right about {right:.0%}. Give the hidden layer a few more units, or train for more epochs."
    )
    assert model.count_params() <= 30, (
        f"It has {model.count_params()} parameters. Use fewer units: each hidden unit costs "
        "two weights, a bias, and a weight in the last layer."
    )


def check_parameters(run):
    """`parameters` says how many parameters `model`, with its hidden layer, has"""
    model = named_model(run, "model")
    parameters = run.namespace.get("parameters")
    widths = [layer.get_weights()[0].shape for layer in model.layers if layer.get_weights()]
    assert len(widths) > 1, "First give `model` a hidden layer; then count."
    assert parameters is not None, (
        "Write down how many parameters you expect of `model`: `parameters = …`."
    )
    assert np.size(parameters) == 1 and not isinstance(parameters, str), (
        "Expected one number: `parameters = …`."
    )
    count, biases = model.count_params(), sum(shape[1] for shape in widths)
    assert parameters != count - biases, (
        f"`parameters` is {parameters}: those are the weights. Each of the {biases} units has a bias too."
    )
    first = widths[0][0] * widths[0][1] + widths[0][1]
    assert parameters != first, (
        f"`parameters` is {parameters}: that is the hidden layer alone. The last layer has weights too, one for each "
        "hidden unit, and a bias."
    )
    assert parameters == count, (
        f"`parameters` is {parameters}; expected {widths[0][0]} weights and a bias for each of the {widths[0][1]} "
        f"hidden units, and for the last layer {widths[-1][0]} weights and a bias."
    )


def check_squares(run):
    """`squared` does as well with 3 parameters, behind a layer `Squares`"""
    model = named_model(run, "squared")
    Squares = run.namespace.get("Squares")
    assert Squares is not None, "Write a class `Squares(keras.layers.Layer)` with a method `call`."
    inputs = np.random.normal(size=(6, 2)).astype("float32")
    outputs = Squares()(inputs)
    assert outputs is not None, "`call` of `Squares` returns nothing. End it with `return …`."
    assert np.allclose(np.asarray(outputs), inputs**2, atol=1e-5), (
        "`Squares` should return the square of every number: `inputs * inputs`."
    )
    assert model.count_params() == 3, (
        f"`squared` has {model.count_params()} parameters; expected 3: `Squares()`, then one `Dense(1)`."
    )
    right = share_of_right_answers(model)
    assert right >= 0.95, (
        f"`squared` is right about {right:.0%}. Does it begin with `Squares()`, and was it trained for "
        "enough epochs?"
    )
