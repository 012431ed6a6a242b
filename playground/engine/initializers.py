"""Initializers: objects that make the first values of weights, `initializer(shape, dtype)`."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from playground.engine import config, ops, random
from playground.engine.contents import contents
from playground.engine.dtypes import standardize_dtype
from playground.engine.identifiers import resolve
from playground.engine.naming import to_snake_case


class Initializer:
    """Base class: write `__call__(shape, dtype)` and `get_config`."""

    def __call__(self, shape: Any, dtype: Any = None) -> Any:
        """Values of `shape` and `dtype`."""
        raise NotImplementedError("Initializer subclasses must implement the `__call__()` method.")

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments."""
        return {}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """An initializer made from `get_config`."""
        return cls(**config)

    def clone(self) -> Any:
        """An equal initializer."""
        return type(self).from_config(self.get_config())


# --------------------------------------------------------------------------------------------- constant
class Zeros(Initializer):
    """All 0."""

    def __call__(self, shape: Any, dtype: Any = None) -> Any:
        return ops.zeros(shape, dtype)


class Ones(Initializer):
    """All 1."""

    def __call__(self, shape: Any, dtype: Any = None) -> Any:
        return ops.ones(shape, dtype)


class Constant(Initializer):
    """All `value`, a number or a tensor that broadcasts."""

    def __init__(self, value: Any = 0.0) -> None:
        self.value = value

    def __call__(self, shape: Any, dtype: Any = None) -> Any:
        dtype = standardize_dtype(dtype)
        return ops.broadcast_to(ops.cast(ops.convert_to_tensor(self.value), dtype), shape)

    def get_config(self) -> dict[str, Any]:
        from playground.engine import saving

        return {"value": saving.serialize_keras_object(self.value)}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        from playground.engine import saving

        return cls(saving.deserialize_keras_object(config["value"]))


class Identity(Initializer):
    """The identity matrix times `gain`. Only for 2-D weights."""

    def __init__(self, gain: float = 1.0) -> None:
        self.gain = gain

    def __call__(self, shape: Any, dtype: Any = None) -> Any:
        if len(shape) != 2:
            raise ValueError(
                "Identity matrix initializer can only be used for 2D matrices. Received: "
                f"shape={shape} of rank {len(shape)}."
            )
        return self.gain * ops.eye(*shape, dtype=dtype)

    def get_config(self) -> dict[str, Any]:
        return {}  # Keras leaves `gain` out


# ----------------------------------------------------------------------------------------------- random
class RandomInitializer(Initializer):
    """Base class of those that draw. An int `seed` gives the same values at every call; a SeedGenerator others
    each time; None takes a seed of its own when the initializer is made."""

    def __init__(self, seed: Any = None) -> None:
        self._init_seed = seed
        if seed is None:
            seed = random.make_default_seed()
        elif isinstance(seed, dict):
            from playground.engine import saving

            seed = saving.deserialize_keras_object(seed)
        elif not isinstance(seed, int | np.integer | random.SeedGenerator):
            raise ValueError(
                "`seed` argument should be an instance of `keras.random.SeedGenerator()` or an integer. "
                f"Received: seed={seed}"
            )
        self.seed = seed

    def get_config(self) -> dict[str, Any]:
        seed = self._init_seed
        if isinstance(seed, random.SeedGenerator):
            from playground.engine import saving

            seed = saving.serialize_keras_object(seed)
        return {"seed": seed}


class RandomNormal(RandomInitializer):
    """Normal numbers."""

    def __init__(self, mean: float = 0.0, stddev: float = 0.05, seed: Any = None) -> None:
        self.mean, self.stddev = mean, stddev
        super().__init__(seed)

    def __call__(self, shape: Any, dtype: Any = None) -> Any:
        return random.normal(shape, self.mean, self.stddev, dtype, self.seed)

    def get_config(self) -> dict[str, Any]:
        return {"mean": self.mean, "stddev": self.stddev, **super().get_config()}


class TruncatedNormal(RandomInitializer):
    """Normal numbers within two standard deviations of the mean."""

    def __init__(self, mean: float = 0.0, stddev: float = 0.05, seed: Any = None) -> None:
        self.mean, self.stddev = mean, stddev
        super().__init__(seed)

    def __call__(self, shape: Any, dtype: Any = None) -> Any:
        return random.truncated_normal(shape, self.mean, self.stddev, dtype, self.seed)

    def get_config(self) -> dict[str, Any]:
        return {"mean": self.mean, "stddev": self.stddev, **super().get_config()}


class RandomUniform(RandomInitializer):
    """Numbers spread evenly from `minval` to `maxval`."""

    def __init__(self, minval: float = -0.05, maxval: float = 0.05, seed: Any = None) -> None:
        self.minval, self.maxval = minval, maxval
        super().__init__(seed)

    def __call__(self, shape: Any, dtype: Any = None) -> Any:
        return random.uniform(shape, self.minval, self.maxval, dtype, self.seed)

    def get_config(self) -> dict[str, Any]:
        return {"minval": self.minval, "maxval": self.maxval, **super().get_config()}


class VarianceScaling(RandomInitializer):
    """Numbers whose variance is `scale` / n, where n is the number of inputs (`mode="fan_in"`), of outputs
    ("fan_out") or their mean ("fan_avg"): so that signals neither grow nor fade from layer to layer.

    `distribution` is "truncated_normal", "untruncated_normal" or "uniform". Which axes of the weights are inputs and
    which outputs is told by `compute_fans`, or by `input_axes` and `output_axes`.
    """

    def __init__(
        self,
        scale: float = 1.0,
        mode: str = "fan_in",
        distribution: str = "truncated_normal",
        seed: Any = None,
        input_axes: Any = None,
        output_axes: Any = None,
    ) -> None:
        if scale <= 0.0:
            raise ValueError(f"Argument `scale` must be positive float. Received: scale={scale}")
        modes = {"fan_in", "fan_out", "fan_avg"}
        if mode not in modes:
            raise ValueError(f"Invalid `mode` argument: {mode}. Please use one of {sorted(modes)}")
        distribution = distribution.lower()
        if distribution == "normal":
            distribution = "truncated_normal"
        kinds = {"uniform", "truncated_normal", "untruncated_normal"}
        if distribution not in kinds:
            raise ValueError(
                f"Invalid `distribution` argument: {distribution}. Please use one of {sorted(kinds)}"
            )
        self.scale, self.mode, self.distribution = scale, mode, distribution
        self.input_axes, self.output_axes = input_axes, output_axes
        super().__init__(seed)

    def __call__(self, shape: Any, dtype: Any = None) -> Any:
        fan_in, fan_out = compute_fans(shape, self.input_axes, self.output_axes)
        n = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[self.mode]
        variance = self.scale / max(1.0, n)
        if self.distribution == "truncated_normal":
            # cutting a normal distribution at two standard deviations leaves 0.8796 of its deviation
            stddev = math.sqrt(variance) / 0.87962566103423978
            return random.truncated_normal(shape, 0.0, stddev, dtype, self.seed)
        if self.distribution == "untruncated_normal":
            return random.normal(shape, 0.0, math.sqrt(variance), dtype, self.seed)
        limit = math.sqrt(3.0 * variance)
        return random.uniform(shape, -limit, limit, dtype, self.seed)

    def get_config(self) -> dict[str, Any]:
        return {
            "scale": self.scale,
            "mode": self.mode,
            "distribution": self.distribution,
            **super().get_config(),
            **self._axes(),
        }

    def _axes(self) -> dict[str, Any]:
        return {"input_axes": self.input_axes, "output_axes": self.output_axes}

    def with_axes(self, input_axes: Any, output_axes: Any) -> VarianceScaling:
        """The same, which draws the same numbers, for weights with these axes; itself when it has axes of its own."""
        if self.input_axes is not None and self.output_axes is not None:
            return self
        axes = {"input_axes": input_axes, "output_axes": output_axes}
        return type(self).from_config({**self.get_config(), "seed": self.seed, **axes})


class _Preset(VarianceScaling):
    """A VarianceScaling with all chosen but the seed and the axes."""

    scaling: tuple[float, str, str]

    def __init__(self, seed: Any = None, input_axes: Any = None, output_axes: Any = None) -> None:
        super().__init__(*self.scaling, seed=seed, input_axes=input_axes, output_axes=output_axes)

    def get_config(self) -> dict[str, Any]:
        return {**RandomInitializer.get_config(self), **self._axes()}


class GlorotUniform(_Preset):
    """Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks" (2010)."""

    scaling = (1.0, "fan_avg", "uniform")


class GlorotNormal(_Preset):
    """The same with a truncated normal distribution."""

    scaling = (1.0, "fan_avg", "truncated_normal")


class LecunNormal(_Preset):
    """LeCun et al., "Efficient BackProp" (1998)."""

    scaling = (1.0, "fan_in", "truncated_normal")


class LecunUniform(_Preset):
    """The same with a uniform distribution."""

    scaling = (1.0, "fan_in", "uniform")


class HeNormal(_Preset):
    """He et al., "Delving deep into rectifiers" (2015): for relu."""

    scaling = (2.0, "fan_in", "truncated_normal")


class HeUniform(_Preset):
    """The same with a uniform distribution."""

    scaling = (2.0, "fan_in", "uniform")


class Orthogonal(RandomInitializer):
    """`gain` times a matrix with orthonormal rows or columns: the Q of a QR decomposition of normal numbers. Saxe
    et al., "Exact solutions to the nonlinear dynamics of learning in deep linear neural networks" (2013)."""

    def __init__(self, gain: float = 1.0, seed: Any = None) -> None:
        self.gain = gain
        super().__init__(seed)

    def __call__(self, shape: Any, dtype: Any = None) -> Any:
        if len(shape) < 2:
            raise ValueError(
                "The tensor to initialize must be at least two-dimensional. Received: "
                f"shape={shape} of rank {len(shape)}."
            )
        rows, columns = math.prod(shape[:-1]), shape[-1]
        flat = (max(rows, columns), min(rows, columns))
        numbers = random.normal(flat, seed=self.seed, dtype=dtype).array
        q, r = np.linalg.qr(numbers.astype(np.float64))
        q = q * np.sign(np.diag(r))  # makes the distribution uniform over orthogonal matrices
        q = q.T if rows < columns else q
        return ops.convert_to_tensor((self.gain * q.reshape(shape)).astype(numbers.dtype))

    def get_config(self) -> dict[str, Any]:
        return {"gain": self.gain, **super().get_config()}


def compute_fans(shape: Any, input_axes: Any = None, output_axes: Any = None) -> tuple[int, int]:
    """Number of inputs and outputs of a unit whose weights have `shape`: of a dense kernel (inputs, outputs), of a
    convolution (*kernel, inputs, outputs) times the size of the kernel. `input_axes` and `output_axes` say so for
    other weights."""
    shape = tuple(shape)
    if input_axes is not None and output_axes is not None:
        inputs, outputs = (math.prod(shape[i] for i in axes) for axes in (input_axes, output_axes))
        return int(inputs), int(outputs)
    if len(shape) < 1:
        return 1, 1
    if len(shape) == 1:
        return int(shape[0]), int(shape[0])
    field = math.prod(shape[:-2])
    return int(shape[-2] * field), int(shape[-1] * field)


# ------------------------------------------------------------------------------------------------ lookup
ALL = {
    cls.__name__: cls
    for cls in (
        Zeros, Ones, Constant, Identity, RandomNormal, TruncatedNormal, RandomUniform, VarianceScaling, GlorotUniform,
        GlorotNormal, LecunNormal, LecunUniform, HeNormal, HeUniform, Orthogonal,
    )
}  # fmt: skip
# `keras.initializers.zeros` and so on are the classes, too
zeros, ones, constant, identity, orthogonal = Zeros, Ones, Constant, Identity, Orthogonal
random_normal, random_uniform, truncated_normal = RandomNormal, RandomUniform, TruncatedNormal
glorot_normal, glorot_uniform = GlorotNormal, GlorotUniform
he_normal, he_uniform, lecun_normal, lecun_uniform = HeNormal, HeUniform, LecunNormal, LecunUniform
variance_scaling = VarianceScaling
IdentityInitializer, OrthogonalInitializer = Identity, Orthogonal
_BY_NAME: dict[str, Any] = {
    **ALL,
    **{to_snake_case(name): cls for name, cls in ALL.items()},
    "uniform": RandomUniform,
    "normal": RandomNormal,
    "one": Ones,
    "zero": Zeros,
    "orthogonal": Orthogonal,
    "IdentityInitializer": Identity,
    "OrthogonalInitializer": Orthogonal,
}
Initializers = ALL


def serialize(initializer: Any) -> Any:
    """A config from which `deserialize` makes an equal initializer."""
    from playground.engine import saving

    return saving.serialize_keras_object(initializer)


def deserialize(config: Any, custom_objects: dict | None = None) -> Any:
    """The initializer that `serialize` described."""
    from playground.engine import saving

    return saving.deserialize_keras_object(
        config, module_objects=_BY_NAME, custom_objects=custom_objects
    )


def get(identifier: Any) -> Any:
    """The initializer for a name, a config, a class, an array or a callable; None for None."""
    if identifier is None:
        return None
    if not (ops.is_tensor(identifier) or isinstance(identifier, np.ndarray | np.generic)):
        return resolve(identifier, _BY_NAME, "initializer", "keras.initializers")
    values = ops.convert_to_tensor(identifier)

    def from_array(shape: Any, dtype: Any = None) -> Any:
        if tuple(values.shape) != tuple(shape):
            raise ValueError(
                f"Expected `shape` to be {values.shape} for an array initializer. Received: shape={shape}"
            )
        return ops.cast(values, dtype or config.floatx())

    return from_array


__getattr__, __dir__ = contents(__name__, {})
