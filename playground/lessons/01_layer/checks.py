import numpy as np


def answer_of(layer, inputs):
    """What the layer returns for `inputs`, as an array."""
    try:
        outputs = layer(inputs)
    except Exception as error:
        message = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise AssertionError(f"Calling your layer on new data fails: {message}") from None
    assert outputs is not None, "`call` returns nothing. End it with `return y`."
    return np.asarray(outputs)


def with_random_weights(make, inputs):
    """A layer that has been built on `inputs`, with its weight matrix and its bias, both random."""
    layer = make()
    answer_of(layer, inputs)
    weights = {array.ndim: array for array in layer.get_weights()}
    assert 2 in weights, (
        "Your layer has no weight matrix. In `build`, make one with "
        "`self.add_weight(shape=(input_dim, self.units), …)`."
    )
    assert weights[2].shape[-1:] == (3,) or weights[2].shape[0] == 3, (
        f"With `units=3` the weight matrix has the shape {weights[2].shape}: the number of units is not the one that "
        "the layer was given. In `__init__`, keep it: `self.units = units`."
    )
    assert weights[2].shape == (inputs.shape[-1], 3), (
        f"For inputs of width {inputs.shape[-1]} and `units=3` the weight matrix should have the shape "
        f"({inputs.shape[-1]}, 3), one row for each input; yours has {weights[2].shape}."
    )
    assert 1 in weights, (
        "Your layer has no bias. In `build`, make one number for each unit: "
        "`self.b = self.add_weight(shape=(self.units,), …)`."
    )
    random = [np.random.normal(size=w.shape).astype("float32") for w in layer.get_weights()]
    layer.set_weights(random)
    weights = {array.ndim: array for array in random}
    return layer, weights[2], weights[1]


def check_forward(run):
    """`SimpleDense` computes `activation(inputs @ W + b)`"""
    SimpleDense = run.namespace.get("SimpleDense")
    assert SimpleDense is not None, "Keep the class `SimpleDense`; the tasks use it."
    inputs = np.random.normal(size=(6, 5)).astype("float32")

    layer, W, b = with_random_weights(lambda: SimpleDense(units=3), inputs)
    answer = answer_of(layer, inputs)
    assert not np.allclose(answer, inputs @ W, atol=1e-4), (
        "The bias is made but not used. In `call`, add `self.b` to the product."
    )
    assert answer.shape == (6, 3), (
        f"For 6 inputs and 3 units the output should have the shape (6, 3); yours has {answer.shape}."
    )
    assert np.allclose(answer, inputs @ W + b, atol=1e-4), (
        "Without an activation the output should be `tf.matmul(inputs, self.W) + self.b`."
    )

    def double(z):
        return 2.0 * z

    layer, W, b = with_random_weights(lambda: SimpleDense(units=3, activation=double), inputs)
    answer = answer_of(layer, inputs)
    assert answer.shape == (6, 3), (
        f"With an activation the output has the shape {answer.shape}; expected (6, 3). Apply it last, to the result of "
        "`tf.matmul(inputs, self.W) + self.b`: `y = self.activation(y)`."
    )
    assert not np.allclose(answer, inputs @ W + b, atol=1e-4), (
        "The activation has no effect. Keep what it returns: `y = self.activation(y)`."
    )
    assert np.allclose(answer, 2.0 * (inputs @ W + b), atol=1e-4), (
        "Apply the activation last, to all of `tf.matmul(inputs, self.W) + self.b`."
    )


def check_64_units(run):
    """`my_dense` returns 64 numbers for each input"""
    layer = run.namespace.get("my_dense")
    assert layer is not None, "Make a layer and call it `my_dense`."
    output = run.namespace.get("output_tensor")
    assert output is not None, "Keep the line `output_tensor = my_dense(input_tensor)`."
    assert tuple(output.shape)[-1:] == (64,), (
        f"`output_tensor` has the shape {tuple(output.shape)}. Change `units` where `my_dense` is made."
    )
    answer = answer_of(layer, np.random.normal(size=(3, 784)).astype("float32"))
    assert answer.shape == (3, 64), (
        f"`my_dense` turns 3 inputs of 784 numbers into {answer.shape}; expected (3, 64)."
    )


def check_second_layer(run):
    """A second layer, `my_output`, turns those 64 numbers into 10"""
    layer = run.namespace.get("my_output")
    assert layer is not None, "Make a second layer: `my_output = SimpleDense(units=10)`."
    assert hasattr(layer, "get_weights"), (
        "`my_output` should be the layer itself. Give what it returns another name."
    )
    shapes = [array.shape for array in layer.get_weights()]
    assert shapes, "`my_output` has no weights yet. Call it: `my_output(output_tensor)`."
    assert (784, 10) not in shapes, (
        "`my_output` was fed `input_tensor`. Feed it what the first layer returned, `output_tensor`."
    )
    answer = answer_of(layer, np.random.normal(size=(3, 64)).astype("float32"))
    assert answer.shape == (3, 10), (
        f"`my_output` turns 3 inputs of 64 numbers into {answer.shape}; expected (3, 10)."
    )
