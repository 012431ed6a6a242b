import numpy as np


def part_of(run, name):
    found = run.namespace.get(name)
    assert found is not None, f"Keep `{name}`; the tasks use it."
    return found


def attempt(name, call):
    """What the call gives; the cause when it fails."""
    try:
        return call()
    except Exception as error:
        message = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise AssertionError(f"`{name}` fails: {message}") from None


def check_batches(run):
    """`batches` yields every sample once, shuffled, each with its own label"""
    batches = part_of(run, "batches")
    n, size = int(np.random.randint(21, 30)), 8
    x = np.arange(2 * n, dtype="float32").reshape(n, 2)
    y = x[:, :1] * 10
    made = attempt("batches", lambda: list(batches(x, y, size)))
    assert all(isinstance(pair, tuple) and len(pair) == 2 for pair in made), (
        "`batches` should yield pairs, one for each batch. Write `yield x[chosen], y[chosen]` in its loop, "
        "not `return`."
    )
    assert made, "`batches` yields nothing. In its loop write `yield x[chosen], y[chosen]`."
    xs, ys = (np.concatenate([np.asarray(pair[i]) for pair in made]) for i in (0, 1))
    assert len(xs) == len(ys) and np.array_equal(ys, xs[:, :1] * 10), (
        "Points have got others' labels. Take `x` and `y` in the same order: `x[chosen]` and `y[chosen]`."
    )
    seen = sorted(xs[:, 0].tolist())
    assert len(set(seen)) == len(seen), (
        f"Of {n} samples some come twice in one epoch. Draw one order for all, `np.random.permutation(len(x))`, and "
        "cut it into pieces."
    )
    assert len(made) != 1 or len(seen) != n % size, (
        f"Only the last batch is yielded, with {n % size} samples: `yield` stands behind the loop. Put it in the loop, "
        "under `chosen = …`."
    )
    assert len(seen) == n or any(len(pair[0]) for pair in made[1:]) or len(made) == 1, (
        f"Only the first batch has samples, and {len(made) - 1} are empty. A piece ends `batch_size` behind its own "
        "beginning: `order[start : start + batch_size]`."
    )
    assert len(seen) == n, (
        f"Of {n} samples, in batches of {size}, {len(seen)} have their turn. "
        + (
            "The last, smaller batch counts too."
            if len(seen) == n // size * size and len(made) > 1
            else "Go on until all had theirs: `for start in range(0, len(x), batch_size)`."
        )
    )
    sizes = [len(pair[0]) for pair in made]
    assert sizes[:-1] == [size] * (n // size), (
        f"The batches have {sizes} samples; expected {size} in each but the last."
    )
    again = np.concatenate([np.asarray(pair[0]) for pair in batches(x, y, size)])
    assert not np.array_equal(xs, x), (
        "The samples come in the order in which they lie. Shuffle: `order = np.random.permutation(len(x))`."
    )
    assert not np.array_equal(xs, again), (
        "Two epochs have the same order. Draw the order inside of `batches`, anew each time, and without a fixed seed."
    )


def check_train_step(run):
    """`train_step` makes one step of the optimizer and returns the loss"""
    train_step, model = part_of(run, "train_step"), part_of(run, "model")
    optimizer, loss_function = part_of(run, "optimizer"), part_of(run, "loss_function")
    x = np.random.uniform(-1, 1, (16, 2)).astype("float32")
    y = np.random.randint(0, 2, (16, 1)).astype("float32")
    model(x)
    kept, before = model.get_weights(), int(optimizer.iterations)

    def loss_now():
        return float(np.asarray(loss_function(y, model(x))))

    try:
        expected = loss_now()
        turned = float(np.asarray(loss_function(np.asarray(model(x)), y.astype("float32"))))
        received = attempt("train_step", lambda: train_step(x, y))
        assert received is not None, (
            "`train_step` returns nothing. End it with `return float(loss)`."
        )
        after = model.get_weights()
        made = int(optimizer.iterations) - before
        assert made > 0, (
            "The optimizer made no step. Take the gradients with a `tf.GradientTape` and give them to "
            "`optimizer.apply_gradients(zip(gradients, model.trainable_weights))`."
        )
        assert made == 1, f"The optimizer made {made} steps; expected one for each batch."
        assert any(not np.array_equal(a, b) for a, b in zip(kept, after)), (
            "The optimizer made a step and no weight changed. Are the gradients those of the loss?"
        )
        assert abs(float(np.asarray(received)) - turned) > 1e-4 or abs(turned - expected) < 1e-3, (
            "The loss is given the predictions first. First the labels, then what the model says: "
            "`loss_function(yb, model(xb, training=True))`."
        )
        assert abs(float(np.asarray(received)) - expected) < 1e-4, (
            f"`train_step` returns {float(np.asarray(received)):.4f}; expected {expected:.4f}, the loss that the "
            "gradients were taken of, before the step."
        )
        # Every change is the gradient times the same negative number, for SGD; finite differences say which gradient.
        rate = float(np.asarray(optimizer.learning_rate))
        for at in range(len(kept)):
            changed = [array.copy() for array in kept]
            losses = []
            for step in (1e-2, -1e-2):
                changed[at] = kept[at].copy()
                changed[at].flat[0] += step
                model.set_weights(changed)
                losses.append(loss_now())
            slope = (losses[0] - losses[1]) / 2e-2
            moved = float(after[at].flat[0] - kept[at].flat[0])
            assert type(optimizer).__name__ != "SGD" or abs(moved + rate * slope) < 0.05 * rate * (
                abs(slope) + 0.05
            ), (
                f"A weight moved by {moved:.4f}; the learning rate times its slope is {-rate * slope:.4f}. Use the "
                "gradients as "
                "they are, of this batch only."
            )
    finally:
        model.set_weights(kept)


def check_train(run):
    """`train` goes through all epochs, and the model has learned"""
    train, optimizer, model = (
        part_of(run, "train"),
        part_of(run, "optimizer"),
        part_of(run, "model"),
    )
    x = np.random.uniform(-1, 1, (20, 2)).astype("float32")
    y = np.random.randint(0, 2, (20, 1)).astype("float32")
    model(x)
    kept, before = model.get_weights(), int(optimizer.iterations)
    try:
        history = attempt("train", lambda: train(x, y, epochs=4, batch_size=8))
        steps = int(optimizer.iterations) - before
    finally:
        model.set_weights(kept)
    assert history is not None, "`train` returns nothing. End it with `return history`."
    assert len(history) == 4, (
        f"For 4 epochs `train` returns {len(history)} losses; expected 4, the mean of each epoch. Loop over "
        "`range(epochs)`, and inside of it over the batches."
    )
    assert steps == 12, (
        f"4 epochs of 20 samples in batches of 8 made {steps} steps; expected 12, three in each epoch."
    )
    assert all(np.ndim(loss) == 0 and np.isfinite(float(loss)) for loss in history), (
        "The loss of an epoch should be one number: the mean over its batches."
    )
    losses = run.namespace.get("losses")
    assert losses is not None and len(losses) > 1, (
        "Keep the line `losses = train(x, y, epochs=20, batch_size=32)`."
    )
    assert losses[-1] < 0.5 * losses[0], (
        f"The loss went from {losses[0]:.3f} to {losses[-1]:.3f}. Expected less than half: is every batch "
        "shuffled with "
        "its labels, and does each make a step?"
    )


def check_steps(run):
    """`steps` says how many steps 20 epochs make"""
    steps = run.namespace.get("steps")
    assert steps is not None, "Write down how many steps you expect: `steps = …`."
    assert steps != 20 * 500, (
        "That is a step for each sample. One step looks at a whole batch of 32."
    )
    assert steps not in (300, 20 * 500 // 32, 20 * 500 / 32), (
        f"`steps` is {steps}: the last batch of an epoch is smaller, and it makes a step too."
    )
    assert steps == 320, (
        f"`steps` is {steps}; expected the number of batches in an epoch, 500 / 32 rounded up, for each of 20 epochs."
    )
