import numpy as np

from playground import datasets


def trained_model(run):
    """The model that was trained last."""
    assert run.models, "Nothing was trained. The program should call `model.fit(x, y, …)`."
    return run.models[-1]


def curves_of(run):
    """The history of the last training, after at least one whole epoch."""
    trained_model(run)
    history = run.history or {}
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
    losses = (run.history or {}).get("loss") or [1.0]
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
