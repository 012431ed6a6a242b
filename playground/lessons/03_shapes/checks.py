import numpy as np


def answer_of(function, *inputs):
    """What the function returns, as an array; what it was given stands in the advice when it fails."""
    shapes = " and ".join(str(array.shape) for array in inputs)
    try:
        outputs = function(*inputs)
    except Exception as error:
        message = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise AssertionError(f"`{function.__name__}` fails for {shapes}: {message}") from None
    assert outputs is not None, (
        f"`{function.__name__}` returns nothing. Begin its last line with `return`."
    )
    return np.asarray(outputs)


def check_encode(run):
    """`encode` makes 32 numbers of each picture, from all of its pixels"""
    encode = run.namespace.get("encode")
    assert callable(encode), "Keep the function `encode(images)`."
    n = int(np.random.randint(7, 20))
    images = np.random.uniform(-1, 1, (n, 28, 28)).astype("float32")
    answer = answer_of(encode, images)
    assert answer.shape != (n, 28, 32), (
        f"For {n} pictures `encode` returns (n, 28, 32): 32 numbers for each row. Flatten the pictures first: "
        "`dense(flatten(images))`."
    )
    assert answer.shape != (n, 28 * 32), (
        f"For {n} pictures `encode` returns {answer.shape}: `dense` came first and made 32 numbers of each row. "
        "Flatten first, then `dense`: `dense(flatten(images))`."
    )
    assert answer.ndim != 2 or len(answer) != n or answer.shape[1] == 32, (
        f"For {n} pictures `encode` returns {answer.shape}: {answer.shape[1]} numbers for each; expected 32. How many "
        "go out is the number of units: `layers.Dense(32, …)`."
    )
    assert answer.shape == (n, 32), (
        f"For {n} pictures `encode` returns the shape {answer.shape}; expected ({n}, 32). The first number of a shape, "
        "how many samples, must stay: `layers.Flatten()` keeps it."
    )
    assert np.allclose(answer_of(encode, images), answer, atol=1e-4), (
        "`encode` says something else each time it is called: it makes a new layer, with new random weights. Make the "
        "layer once, outside of the function, and call it inside: `dense(flatten(images))`."
    )
    blind = 0
    for _ in range(12):
        row, column = np.random.randint(0, 28, 2)
        other = (row + np.random.randint(1, 28)) % 28
        changed = images.copy()
        changed[:, row, column], changed[:, other, column] = (
            images[:, other, column],
            images[:, row, column],
        )
        blind += np.allclose(answer_of(encode, changed), answer, atol=1e-7)
    assert blind < 6, (
        "Swapping two pixels of a column changes nothing, so `encode` does not see the pictures whole. Lay all 784 "
        "pixels in a row with `layers.Flatten()`; take no mean and leave none out."
    )
    alone = answer_of(encode, images[:1])
    assert np.allclose(alone[0], answer[0], atol=1e-4), (
        "One picture alone gets other numbers than among others: samples are mixed up. Use `layers.Flatten()`."
    )


def check_head(run):
    """`head` turns these 32 numbers into 10, kept in `scores`"""
    head, scores = run.namespace.get("head"), run.namespace.get("scores")
    assert head is not None, "Make a layer and call it `head`: `head = layers.Dense(10)`."
    assert hasattr(head, "get_weights"), (
        "`head` should be the layer itself. Make it, `head = layers.Dense(10)`, and call it on the next line."
    )
    assert head.get_weights(), (
        "`head` has no weights yet. Call it: `scores = head(encode(images))`."
    )
    width = head.get_weights()[0].shape[0]
    assert width == 32, (
        f"`head` was made for inputs of {width} numbers; expected 32. Feed it what `encode` returns: "
        "`scores = head(encode(images))`."
    )
    answer = answer_of(head, np.random.normal(size=(3, 32)).astype("float32"))
    assert answer.shape == (3, 10), (
        f"`head` turns 3 inputs into {answer.shape}; expected (3, 10): give it 10 units."
    )
    assert scores is not None, "Keep what `head` returns: `scores = head(encode(images))`."
    assert tuple(scores.shape) == (6, 10), (
        f"`scores` has the shape {tuple(scores.shape)}; expected (6, 10), ten numbers for each of the 6 pictures."
    )


def check_said_before(run):
    """`shape_of_W` and `parameters` say what `head` has"""
    shape, count = run.namespace.get("shape_of_W"), run.namespace.get("parameters")
    assert shape is not None and count is not None, (
        "Write down what you expect of `head`: `shape_of_W = (…, …)` and `parameters = …`."
    )
    try:
        shape = tuple(int(number) for number in shape)
        count = int(count)
    except (TypeError, ValueError):
        raise AssertionError(
            "Expected two numbers in brackets, `shape_of_W = (…, …)`, and one number, `parameters = …`."
        ) from None
    assert shape != (10, 32), (
        "`shape_of_W` lies on its side: first what comes in, then what goes out."
    )
    assert shape == (32, 10), (
        f"`shape_of_W` is {shape}. How many numbers does `encode` return for a picture, and how many should `head`?"
    )
    assert count != 320, (
        "`parameters` counts the weights of `W`, 32 × 10. Each of the 10 units has a bias too."
    )
    assert count == 330, (
        f"`parameters` is {count}; expected the numbers in `W`, which is {shape[0]} × {shape[1]}, and one bias for "
        "each unit. The samples do not count: every picture uses the same weights."
    )


def check_errors(run):
    """`errors_of` subtracts from each prediction its own target"""
    errors_of = run.namespace.get("errors_of")
    assert callable(errors_of), "Keep the function `errors_of(predictions, targets)`."
    n = int(np.random.randint(3, 20))
    predictions = np.random.normal(size=(n, 1)).astype("float32")
    targets = np.random.normal(size=(n,)).astype("float32")
    answer = answer_of(errors_of, predictions, targets)
    assert answer.shape != (n, n), (
        f"For {n} predictions `errors_of` returns {n} × {n} numbers: every prediction meets every target. Give the "
        "targets the shape (n, 1) first: `keras.ops.reshape(targets, (-1, 1))`."
    )
    assert answer.size == n, (
        f"For {n} predictions `errors_of` returns the shape {answer.shape}; expected ({n}, 1), one error each. Leave "
        "`predictions` as they are and reshape the targets: `keras.ops.reshape(targets, (-1, 1))`."
    )
    expected = predictions[:, 0] - targets
    assert not np.allclose(answer.ravel(), -expected, atol=1e-4), (
        "The errors have the wrong sign: predictions minus targets."
    )
    assert np.allclose(answer.ravel(), expected, atol=1e-4), (
        "The errors are not predictions minus targets, each from its own. Reshape the targets, and subtract: sort "
        "nothing, square nothing, and keep the sign."
    )
    assert answer.shape == (n, 1), (
        f"The errors are right, but their shape is {answer.shape}; expected ({n}, 1), the shape of the predictions. "
        "Leave `predictions` as they are and reshape the targets: `keras.ops.reshape(targets, (-1, 1))`."
    )
