"""What Keras takes, in its order and with its defaults, is what is taken here: recorded of Keras 3.15."""

import inspect
from typing import Any

import numpy as np
import pytest

from playground import engine
from playground.engine import layers, optimizers

from . import signatures

# Methods of Keras that are its inside, or belong to what was left out (bits, low-rank adapters, boxes around things).
LEFT_OUT = {
    *(
        "convert_input",
        "rematerialized_call",
        "quantized_build",
        "get_quantization_layer_structure",
    ),
    *("get_monitor_value", "in_cooldown", "inner_loop", "normalized_weights", "interpolate_pr_auc"),
    *("enable_lora", "check_finite", "get_random_transformation", "transform_images", "add_metric"),
    *("transform_labels", "transform_bounding_boxes", "transform_segmentation_masks"),
}
# What differs, and why.
OTHERWISE = {
    "KerasTensor.reshape": "stands for an array, which takes the sizes one by one, too",
    "Layer.build": "may be called without a shape by a layer that needs none",
}
LOOSER = ("compute_mask", "from_config", "build", "compute_output_spec")  # may take more than asked


def found(path: str) -> Any:
    """What has this name here; None when it was left out."""
    thing: Any = engine
    for part in path.split("."):
        thing = getattr(thing, part, None)
        if thing is None:
            return None
    return thing


RECORDED = signatures.recorded()


def test_all_signatures_are_those_of_keras():
    missing, different = set(), {}
    for path, theirs in RECORDED.items():
        thing = found(path)
        name = path.rsplit(".", 1)[-1]
        if thing is None:
            if inspect.isclass(found(path.rpartition(".")[0])):
                missing.add(name)
            continue
        ours = signatures.spelled(thing)
        if ours != theirs and name not in LOOSER and path not in OTHERWISE:
            different[path] = (theirs, ours)
    assert not different
    assert missing == LEFT_OUT


def test_what_is_said_to_differ_differs():
    for path in OTHERWISE:
        assert signatures.spelled(found(path)) != RECORDED[path]


POSITIONAL = [
    path.removesuffix(".__init__")
    for path, theirs in RECORDED.items()
    if path.endswith(".__init__")
    and path.startswith(("layers.", "optimizers."))
    and theirs.partition("*")[0].count(",") > 3
    and found(path) is not None
    and path.split(".")[1] not in ("Discretization", "InputLayer")  # one of several has to be given
]


@pytest.mark.parametrize("path", POSITIONAL)
def test_each_argument_arrives_where_its_place_says(path):
    """Given one by one, by position: the default of every other argument before it, then a value of its own."""
    cls = found(path)
    parameters = [*inspect.signature(cls.__init__).parameters.values()][1:]
    parameters = [p for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
    first = {
        "units": 3,
        "filters": 4,
        "kernel_size": 3,
        "num_heads": 2,
        "key_dim": 3,
        "head_dim": 3,
    }
    first |= {
        "num_query_heads": 2,
        "num_key_value_heads": 1,
        "equation": "ab,bc->ac",
        "output_shape": 4,
    }
    first |= {
        "input_dim": 5,
        "output_dim": 3,
        "pool_size": 2,
        "height": 3,
        "width": 4,
        "max_tokens": 9,
    }
    own = {"activation": "relu", "kernel_regularizer": "l2", "bias_initializer": "ones", "seed": 7}
    own |= {"use_bias": False, "name": "mine", "clipnorm": 0.5, "center": False, "dropout": 0.25}
    own |= {"recurrent_dropout": 0.5, "return_sequences": True, "go_backwards": True, "rate": 0.5}
    own |= {"kernel_constraint": "non_neg", "gamma_regularizer": "l1", "ema_momentum": 0.75}
    own |= {
        "weight_decay": 0.125,
        "momentum": 0.5,
        "epsilon": 0.25,
        "data_format": "channels_first",
    }
    for at, parameter in enumerate(parameters):
        if parameter.name not in own:
            continue
        values = [first.get(p.name, p.default) for p in parameters[:at]]
        if any(v is inspect.Parameter.empty for v in values):
            return
        named = {
            p.name: first[p.name]
            for p in parameters[at:]
            if p.name in first and p.default is p.empty
        }
        by_place = cls(*values, own[parameter.name], **named)
        by_name = cls(
            **{p.name: v for p, v in zip(parameters, values)},
            **{parameter.name: own[parameter.name]},
            **named,
        )
        a, b = by_place.get_config(), by_name.get_config()
        if parameter.name != "name":
            del a["name"], b["name"]
        assert str(a) == str(b)
        if (path, parameter.name) == ("layers.SimpleRNN", "seed"):  # in no config, as in Keras
            continue
        assert str(own[parameter.name]) in str(a) or parameter.name.endswith(("izer", "raint"))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: layers.Dense(2, lora_rank=4), "Dense has no `lora_rank` here.*Received: lora_rank=4"),
        (lambda: layers.Embedding(5, 2, lora_rank=4), "Embedding has no `lora_rank` here"),
        (lambda: layers.Dense(2, quantization_config={}), "no `quantization_config` here.*mixed_float16"),
        (lambda: layers.Conv2DTranspose(2, 3, groups=2), "has no argument `groups`"),
        (lambda: layers.LSTM(*[2] * 40), "takes at most 24 positional arguments. Received: 40"),
        (lambda: layers.GroupNormalization(2, -1, 0.1, True, center=True), "multiple values for argument 'center'"),
        (lambda: optimizers.SGD(0.1, 0.9, False, weight_decays=1), "weight_decays"),
    ],
)  # fmt: skip
def test_what_is_not_taken_is_named(make, words):
    with pytest.raises((TypeError, ValueError), match=f"(?s){words}"):
        make()


def test_layer_normalization_takes_center_third():
    layer = layers.LayerNormalization(-1, 1e-3, False)
    layer.build((None, 3))
    assert [w.name for w in layer.weights] == ["gamma"]
    assert np.allclose(layer(np.array([[1.0, 2.0, 3.0]])), [[-1.2238, 0.0, 1.2238]], atol=1e-3)
