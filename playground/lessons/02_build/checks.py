import numpy as np
import tensorflow as tf


def make_layer(run, units):
    """A new `SimpleDense`, which has not been called."""
    SimpleDense = run.namespace.get("SimpleDense")
    assert SimpleDense is not None, "Keep the class `SimpleDense`; the tasks use it."
    try:
        return SimpleDense(units=units)
    except TypeError as error:
        raise AssertionError(
            f"`SimpleDense(units={units})` should be enough to make a layer: {error}. Take `input_dim` out of "
            "`__init__`; `build` gets it from `input_shape[-1]`."
        ) from None


def call_layer(layer, inputs):
    """What the layer returns for `inputs`, as an array."""
    try:
        outputs = layer(inputs)
    except Exception as error:
        message = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise AssertionError(
            f"Calling a new layer on {inputs.shape[0]} inputs of {inputs.shape[1]} numbers fails: {message}"
        ) from None
    assert outputs is not None, "`call` returns nothing. End it with `return …`."
    return np.asarray(outputs)


def built_layer(run, width, units):
    """A new layer after its first call, on inputs of this width."""
    layer = make_layer(run, units)
    inputs = np.random.normal(size=(5, width)).astype("float32")
    outputs = call_layer(layer, inputs)
    shapes = sorted(array.shape for array in layer.get_weights())
    assert shapes, (
        "After its first call the layer has no weights that Keras knows of. Make them with `self.add_weight(…)`; "
        "an array kept in `self` is not trained."
    )
    assert shapes == sorted([(width, units), (units,)]), (
        f"For inputs of width {width} and {units} units the weights should have the shapes ({width}, {units}) and "
        f"({units},); yours have {' and '.join(map(str, shapes))}. Use `input_shape[-1]` and `self.units`."
    )
    assert outputs.shape == (5, units), (
        f"For 5 inputs and {units} units the output should have the shape (5, {units}); yours has {outputs.shape}."
    )
    return layer


def check_build(run):
    """`SimpleDense` needs no input size: it makes its weights in `build`"""
    layer = make_layer(run, 3)
    assert not layer.get_weights(), (
        "The layer has weights before it saw any input. Make them in `build(self, input_shape)`, "
        "not in `__init__`, and leave it to Keras to call `build`."
    )
    for width, units in np.random.randint(2, 12, (3, 2)):
        layer = built_layer(run, int(width), int(units))
        before = [array.copy() for array in layer.get_weights()]
        call_layer(layer, np.random.normal(size=(4, width)).astype("float32"))
        after = layer.get_weights()
        assert len(after) == len(before) and all(map(np.array_equal, before, after)), (
            "Each call changes the weights: they are made anew in `call`. Make them in `build`, which Keras calls once."
        )


def check_forward(run):
    """`call` computes `inputs @ W + b`, and gradients reach both weights"""
    layer = built_layer(run, 4, 3)
    inputs = np.random.normal(size=(6, 4)).astype("float32")
    layer.set_weights(
        [np.random.normal(size=a.shape).astype("float32") for a in layer.get_weights()]
    )
    weights = {array.ndim: array for array in layer.get_weights()}
    answer = call_layer(layer, inputs)
    assert not np.allclose(answer, inputs @ weights[2], atol=1e-4), (
        "The bias is made but not used. In `call`, add `self.b` to the product."
    )
    assert np.allclose(answer, inputs @ weights[2] + weights[1], atol=1e-4), (
        "With random weights the output is not `tf.matmul(inputs, self.W) + self.b`. Compute just that in `call`."
    )

    with tf.GradientTape() as tape:
        total = tf.reduce_sum(layer(tf.constant(inputs)) ** 2)
    gradients = tape.gradient(total, layer.trainable_weights)
    assert len(gradients) == 2 and all(gradient is not None for gradient in gradients), (
        f"Training would change {sum(g is not None for g in gradients)} of the 2 weights. Make both with "
        "`self.add_weight(…)`, trainable as it is by itself, and use tensor operations in `call`, not NumPy."
    )
    step = 1e-2
    for position, gradient in enumerate(gradients):
        slopes = []
        for change in (step, -step):
            arrays = [array.copy() for array in layer.get_weights()]
            place = next(i for i, a in enumerate(arrays) if a.shape == tuple(gradient.shape))
            arrays[place].flat[0] += change
            kept = layer.get_weights()
            layer.set_weights(arrays)
            slopes.append(float(np.sum(call_layer(layer, inputs).astype("float64") ** 2)))
            layer.set_weights(kept)
        expected, received = (
            (slopes[0] - slopes[1]) / (2 * step),
            float(np.asarray(gradient).flat[0]),
        )
        assert abs(expected - received) < 0.05 * abs(expected) + 0.05, (
            f"The gradient of weight {position + 1} is {received:.3f}, but changing that weight a little changes the "
            f"output as if it were {expected:.3f}. Use tensor operations only in `call`."
        )


def check_initializers(run):
    """`W` begins with small random numbers around 0, `b` with zeros"""
    layer, other = built_layer(run, 60, 20), built_layer(run, 60, 20)
    W, b = sorted(layer.get_weights(), key=lambda array: -array.ndim)
    W2 = max(other.get_weights(), key=lambda array: array.ndim)
    assert not np.all(W[0, 0] == W), (
        f"Every number of `W` begins as {W[0, 0]:g}, so all units stay alike for ever. Give it an initializer that is "
        'random, such as `initializer="random_normal"`.'
    )
    assert not np.array_equal(W, W2), (
        "Two new layers begin with the very same `W`. Leave the random numbers to the initializer."
    )
    assert abs(W.mean()) < 0.1 and W.std() < 0.5, (
        f"The numbers of `W` lie around {W.mean():.2f} and stray by {W.std():.2f}; expected small ones around 0. "
        'Try `initializer="random_normal"`.'
    )
    assert np.all(b == 0), 'The bias should begin as zeros: `initializer="zeros"`.'


def check_two_widths(run):
    """`small` was fed 3 numbers and `large` 300, both made with `units=4`"""
    for name, width in (("small", 3), ("large", 300)):
        layer = run.namespace.get(name)
        assert layer is not None, f"Make a layer `{name} = SimpleDense(units=4)`."
        assert hasattr(layer, "get_weights"), (
            f"`{name}` should be the layer itself: `{name} = SimpleDense(units=4)`, and then `{name}(tf.ones(…))`."
        )
        shapes = [array.shape for array in layer.get_weights()]
        assert shapes, (
            f"`{name}` has no weights yet: call it, `{name}(tf.ones(shape=(2, {width})))`."
        )
        assert not any(len(shape) == 2 and shape[-1] != 4 for shape in shapes), (
            f"`{name}` has {max(shape[-1] for shape in shapes)} units; expected 4, however wide its input is: "
            f"`{name} = SimpleDense(units=4)`."
        )
        assert (width, 4) in shapes, (
            f"`{name}` should have a weight of shape ({width}, 4), for inputs of width {width}; yours have "
            f"{' and '.join(map(str, shapes))}. Look at the shape of what it was fed first: two samples of {width} "
            f"numbers are `tf.ones(shape=(2, {width}))`."
        )
