import numpy as np


def layers_of(run, name):
    """The layers of the Keras model `name`, built, with their widths."""
    model = run.namespace.get(name)
    assert model is not None, f"Make a model and call it `{name}`."
    assert hasattr(model, "count_params"), (
        f"`{name}` should be a model of Keras, made of `layers.Dense`: `models.Sequential([…])`."
    )
    found = [layer for layer in model.layers if layer.get_weights()]
    assert found, f"`{name}` has no weights yet. Call it once: `{name}(images)`."
    return model, found, [layer.get_weights()[0].shape[1] for layer in found]


def check_naive(run):
    """The naive model turns `(2, 784)` into `(2, 10)`"""
    naive = run.namespace.get("naive")
    assert naive is not None, "Keep the model `naive`, to compare with."
    inputs = np.random.normal(size=(5, 784)).astype("float32")
    try:
        shape = tuple(naive(inputs).shape)
    except Exception as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise AssertionError(
            f"The naive model does not fit together: {reason} "
            "The `input_size` of each layer is the `output_size` of the one before."
        ) from None
    assert shape == (5, 10), f"For 5 images the naive model returns {shape}; expected (5, 10)."


def check_same_layers(run):
    """`model`, of `layers.Dense`, has the naive model's four layers"""
    model, found, widths = layers_of(run, "model")
    assert len(widths) == 4, f"It has {len(widths)} layers; the naive model has 4."
    assert widths == [32, 64, 32, 10], (
        f"Its layers have {widths} units; expected 32, 64, 32 and 10."
    )

    answers = np.asarray(model(np.random.normal(size=(50, 784)).astype("float32")))
    assert answers.min() >= 0 and np.allclose(answers.sum(axis=1), 1, atol=1e-4), (
        'The ten numbers of an answer must add up to 1. Give the last layer `activation="softmax"`.'
    )
    for position, layer in enumerate(found[:-1], 1):
        width = layer.get_weights()[0].shape[0]
        outputs = np.asarray(layer(np.random.normal(size=(50, width)).astype("float32")))
        assert not np.allclose(outputs.sum(axis=1), 1, atol=1e-4), (
            f"What layer {position} of `model` returns adds up to 1, as probabilities do. `softmax` belongs into the "
            'last layer; give this one `activation="relu"`.'
        )
        assert outputs.min() >= 0, (
            f"relu makes no negative numbers, and layer {position} of `model` does. "
            'Give it `activation="relu"`.'
        )


def check_wider(run):
    """In `wider`, a second model, the second layer has 128 units"""
    wider, _, widths = layers_of(run, "wider")
    assert wider is not run.namespace.get("model"), (
        "`wider` is `model` itself under a second name, and a layer that has its weights does not get wider. Make a "
        "second model: `wider = models.Sequential([…])`."
    )
    assert widths != [32, 64, 32, 10], (
        "`wider` is still as wide as `model`: change its second layer."
    )
    assert widths == [32, 128, 32, 10], (
        f"The layers of `wider` have {widths} units; expected 32, 128, 32 and 10: "
        "its second layer is the one that changes."
    )
