import numpy as np

from playground import datasets


def curves_of(run, name):
    """The model `name` and its history."""
    model = run.namespace.get(name)
    assert model is not None, f"Make a model and call it `{name}`."
    assert name == "big" or model is not run.namespace.get("big"), (
        f"`{name}` is `big` itself under a second name, and goes on from its weights. Make a new one: "
        f"`{name} = make_model(…)`."
    )
    assert any(model is trained for trained in run.models), (
        f"`{name}` was not trained: call `{name}.fit(x, y, …)`."
    )
    history = getattr(model.history, "history", None) or {}
    assert history.get("loss"), f"The training of `{name}` did not complete an epoch."
    assert "val_loss" in history, (
        f"`{name}` was trained without validation, so nobody sees whether it overfits. Pass "
        "`validation_data=(val_x, val_y)` to `fit`."
    )
    return model, history


def check_overfits(run):
    """`big` was trained until it overfits, and validation shows it"""
    _, history = curves_of(run, "big")
    losses, val_losses = history["loss"], history["val_loss"]
    half = len(losses) // 2
    apart = np.abs(np.subtract(losses, val_losses))[half:].mean()
    learned_from = (abs(losses[-1] - val_losses[-1]) < 0.02 and losses[-1] < 0.15) or (
        apart < 0.03 and len(losses) >= 50
    )
    assert not learned_from, (
        "The validation loss follows the loss down: were the validation data those it learns from? Fit on `x` "
        "and `y`, and pass `validation_data=(val_x, val_y)`."
    )
    assert val_losses[-1] > 1.3 * min(val_losses), (
        f"After {len(losses)} epochs the validation loss is {val_losses[-1]:.2f}, and at its best it was "
        f"{min(val_losses):.2f}: that is no overfitting yet. Train for more epochs, say 100."
    )
    assert losses[-1] < 0.25, (
        f"The loss itself is still {losses[-1]:.2f}. To learn 100 points by heart the model needs more epochs."
    )


def check_best_epoch(run):
    """`best_epoch` says in which epoch, from 1, the validation loss was smallest"""
    best_epoch = run.namespace.get("best_epoch")
    assert callable(best_epoch), "Keep the function `best_epoch(val_losses)`."

    def answer(losses):
        try:
            received = best_epoch(losses)
        except Exception as error:
            message = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise AssertionError(
                f"`best_epoch` fails for a list of {len(losses)} losses: {message}"
            ) from None
        assert received is not None, (
            "`best_epoch` returns nothing. Begin its last line with `return`."
        )
        return received

    same = answer([0.5, 0.6, 0.7]) == answer([0.9, 0.8, 0.7, 0.6])
    assert not same, (
        "`best_epoch` says the same of two different lists: it looks at another one. Use what it is "
        "given, `val_losses`."
    )
    for _ in range(5):
        losses = np.random.uniform(0.2, 1.0, int(np.random.randint(4, 30)))
        losses[int(np.random.randint(1, len(losses) - 1))] = 0.1
        expected = int(losses.argmin()) + 1
        received = answer(losses.tolist())
        assert received != expected - 1, (
            f"`best_epoch` returns {received}, the place in the list counted from 0; epochs are counted from 1."
        )
        assert received != 0.1, (
            "`best_epoch` returns the smallest loss itself; expected the number of its epoch."
        )
        assert received != int(losses.argmax()) + 1, (
            f"`best_epoch` returns {received}, and there the loss was largest. Look for the smallest: `min`, not `max`."
        )
        assert received == expected, (
            f"Of {len(losses)} losses the smallest was in epoch {expected}; `best_epoch` returns {received}."
        )


def check_stopped(run):
    """`stopped` ended early and has the weights of its best epoch"""
    model, history = curves_of(run, "stopped")
    losses = history["val_loss"]
    big = (
        getattr(getattr(run.namespace.get("big"), "history", None), "history", {}).get("loss") or []
    )
    assert len(losses) < max(100, len(big)), (
        f"`stopped` was trained for all {len(losses)} epochs. Pass `callbacks=[…]` with an "
        '`EarlyStopping("val_loss", patience=10, restore_best_weights=True)`.'
    )
    best = int(np.argmin(losses))
    waited = len(losses) - 1 - best
    assert waited > 0, (
        "The last epoch was the best one, so it was not patience that ended the training. Ask for 100 "
        "epochs, and watch "
        '"val_loss", not "loss".'
    )
    assert waited >= 3, (
        f"It ended {waited} epochs after its best one. A validation loss wavers; with `patience=10` it gets over that."
    )
    x, y = run.namespace.get("val_x"), run.namespace.get("val_y")
    assert x is not None and y is not None, "Keep `val_x` and `val_y`."
    now = float(np.ravel(model.evaluate(x, y, verbose=0))[0])
    parts = [run.namespace.get(name) for name in ("x", "y")]
    if all(part is not None for part in parts):
        last = [part[-(len(part) // 5) :] for part in parts]
        split = float(np.ravel(model.evaluate(*last, verbose=0))[0])
        assert abs(split - min(losses)) > 1e-4 or abs(now - split) < 1e-3, (
            "`stopped` was validated on the last fifth of `x`, and `big` on other points, so nobody can compare them. "
            "Give `fit` the same: `validation_data=(val_x, val_y)`."
        )
    assert abs(now - min(losses)) < 0.002, (
        f"The validation loss is {now:.3f} now, and was {min(losses):.3f} in its best epoch: the weights are "
        'those of another epoch. Watch "val_loss", not "loss", and pass `restore_best_weights=True`.'
    )


def check_dropped(run):
    """`dropped` has Dropout between its layers, and overfits less than `big`"""
    model, history = curves_of(run, "dropped")
    x, _ = datasets.moons(n=200, noise=0.4, seed=int(np.random.randint(1000, 10**6)))
    once, again = (np.asarray(model(x, training=True)) for _ in range(2))
    assert not np.array_equal(once, again), (
        "While it trains `dropped` says the same each time, so nothing is dropped. Put `layers.Dropout(dropout)` "
        "behind each hidden layer in `make_model`, and make it with `make_model(dropout=0.5)`."
    )
    quiet = np.asarray(model(x, training=False))
    assert np.array_equal(quiet, np.asarray(model(x, training=False))), (
        "`dropped` is random even when it does not train. Use `layers.Dropout`, which knows the difference."
    )
    assert not np.any((once == 0) & (quiet > 0.02)), (
        "Some answers are dropped themselves. The last layer is no place for Dropout: put it behind hidden layers."
    )
    _, big = curves_of(run, "big")
    assert len(history["loss"]) >= len(big["loss"]), (
        f"`dropped` was trained for {len(history['loss'])} epochs and `big` for {len(big['loss'])}. To compare "
        "them, train both as long."
    )
    ours, theirs = (np.mean(curve["val_loss"][-5:]) for curve in (history, big))
    assert ours < 0.95 * theirs, (
        f"At the end the validation loss of `dropped` is {ours:.2f}, that of `big` {theirs:.2f}. Drop more, such as "
        "0.5, behind both hidden layers."
    )
