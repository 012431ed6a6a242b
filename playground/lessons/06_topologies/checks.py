import numpy as np

from playground import datasets


def drawing(run):
    """The nodes by id, and for each node the ids its arrows come from."""
    assert run.models, (
        "Nothing was trained. The program should make a `model`, compile it and call `model.fit(…)`."
    )
    assert run.built is not None and run.built.nodes, (
        "Nothing is drawn: the program called no layer."
    )
    nodes = {node.id: node for node in run.built.nodes}
    sources = {
        id: [a for a, b in run.built.edges if b == id and a in nodes and a != id] for id in nodes
    }
    return nodes, sources


def ancestors(id, sources):
    """Everything that `id` is made from."""
    found, waiting = set(), list(sources[id])
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += sources[one]
    return found


def joins(run):
    """Where arrows meet: (whether one is made from another, whether they are added) for each such node.

    Additions and concatenations need not be layers: what an operation made arrives at the next layer, and
    its width tells which of the two it was.
    """
    nodes, sources = drawing(run)
    found = []
    for id, node in nodes.items():
        if len(sources[id]) < 2:
            continue
        shortcut = any(a in ancestors(b, sources) for a in sources[id] for b in sources[id])
        widths = [nodes[a].output_shapes[0][-1] for a in sources[id] if nodes[a].output_shapes]
        if node.class_name in ("Add", "Concatenate"):
            added = node.class_name == "Add"
        else:
            added = bool(node.input_shapes) and node.input_shapes[0][-1] != sum(widths)
        found.append((shortcut, added))
    return found


def check_branches(run):
    """`model` has two branches from `inputs`, joined by `Concatenate`"""
    found = joins(run)
    assert found, (
        "The drawing has no arrows that meet. Call two layers on `inputs`, and call "
        "`layers.Concatenate()` on the list of both results."
    )
    branches = [added for shortcut, added in found if not shortcut]
    concatenated = [added for _, added in found if not added]
    assert branches or not concatenated, (
        "What you concatenate lies in one row: one part is made from the other. Let both begin at `inputs`."
    )
    assert branches, (
        "There is no second branch yet: call two layers on `inputs`, and `layers.Concatenate()` on both results."
    )
    assert concatenated, (
        "The branches are added, so nobody can tell them apart any more. Join them with `layers.Concatenate()`."
    )
    assert any(not shortcut and not added for shortcut, added in found), (
        "Join the branches from `inputs` with `layers.Concatenate()`, and keep `Add` for the shortcut."
    )


def check_shortcut(run):
    """`model` has a shortcut: what goes into a layer is added to what comes out"""
    found = joins(run)
    nodes, sources = drawing(run)
    single = [
        id for id, node in nodes.items() if node.class_name == "Add" and len(sources[id]) == 1
    ]
    shortcuts = [added for shortcut, added in found if shortcut]
    assert shortcuts or not single, (
        "Your `Add` gets the same tensor twice: it adds it to itself. Give it what went into the layer "
        "and what came out."
    )
    assert shortcuts, (
        "No arrow leads past a layer yet. Keep what the layer returns, `block = SimpleDense(…)(h)`, and go on with "
        "`layers.Add()([h, block])`."
    )
    assert any(shortcuts), (
        "An arrow leads past a layer, but its tensor is laid beside the layer's result. Add it instead: "
        "`layers.Add()([h, block])`."
    )


def check_heads(run):
    """`model` has two heads with a loss each: `arm`, then `far`, which learns `distance`"""
    drawing(run)
    model = run.models[-1]
    seed = int(np.random.randint(1000, 10**6))
    points, labels = datasets.spiral(n=500, noise=0.05, seed=seed)
    distance = np.sqrt(np.sum(points**2, axis=1, keepdims=True))
    answers = model.predict(points, verbose=0)
    if isinstance(answers, dict):
        answers = list(answers.values())
    assert isinstance(answers, (list, tuple)) and len(answers) == 2, (
        f"`model` gives {'one answer' if not isinstance(answers, (list, tuple)) else f'{len(answers)} answers'} "
        "for a point; expected two. Call a second layer on `h`, and make the model with both: "
        "`keras.Model(inputs, [arm, far])`."
    )
    arm, far = (np.asarray(answer) for answer in answers)
    for name, answer in (("arm", arm), ("far", far)):
        assert answer.shape == (500, 1), (
            f"For 500 points `{name}` has the shape {answer.shape}; expected (500, 1): one unit."
        )
    losses = [name for name in run.history or {} if name.endswith("_loss") and name[:4] != "val_"]
    assert len(losses) == 2, (
        f"Training shows {len(losses)} losses beside their sum; expected one for each head. Compile with "
        '`loss=["binary_crossentropy", "mean_squared_error"]`, and fit with `[y, distance]`.'
    )

    def error(answer, truth):
        return float(np.mean(np.abs(answer - truth)))

    assert error(arm, labels) <= error(arm, distance) or error(far, distance) <= error(
        far, labels
    ), "The heads learn each other's labels. Give them in the order of the heads: `[y, distance]`."
    alike = (
        min(arm.std(), far.std()) > 1e-4 and abs(np.corrcoef(arm[:, 0], far[:, 0])[0, 1]) > 0.9999
    )
    assert not alike, (
        "`far` says nothing that `arm` does not say: it is called on `arm`. Call both heads on the same tensor: "
        '`SimpleDense(1, name="far")(h)`.'
    )
    assert far.max() > 1.2 or error(far, distance) < 0.2, (
        f"`far` never says more than {far.max():.2f}, but distances go up to 2. Behind a sigmoid or tanh it "
        "cannot grow beyond 1: use no activation in this head."
    )
    assert error(far, distance) < 0.2, (
        f"`far` is wrong by {error(far, distance):.2f} on average. A distance is no class: is the loss of the "
        'second head `"mean_squared_error"`, and were there enough epochs?'
    )
    right = float(np.mean((arm > 0.5) == labels))
    assert right > 0.6, (
        f"`arm` is right about {right:.0%} of new points. Keep its sigmoid, and its loss "
        '`"binary_crossentropy"` first.'
    )
