"""BatchNormalization: mean 0 and variance 1 over the batch."""

from __future__ import annotations

from typing import Any

from playground.engine import initializers, ops
from playground.engine.layers.input_spec import InputSpec
from playground.engine.layers.normalization import ScaleAndShift


class BatchNormalization(ScaleAndShift):
    """(x - mean) / √(variance + epsilon) · gamma + beta, each along `axis`.

    In training, mean and variance are the batch's, and running means of them are kept with
    `moving = momentum · moving + (1 - momentum) · batch`; otherwise these are used. Ioffe and Szegedy, "Batch
    Normalization" (2015).

    With `renorm`, training outputs are scaled by r and shifted by d, which count as constants and make them what
    the running values (kept with `renorm_momentum`) would give; `renorm_clipping` bounds r by "rmin" and "rmax",
    d by ±"dmax". Ioffe, "Batch Renormalization" (2017).
    """

    def __init__(
        self,
        axis: int = -1,
        momentum: float = 0.99,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = "zeros",
        gamma_initializer: Any = "ones",
        moving_mean_initializer: Any = "zeros",
        moving_variance_initializer: Any = "ones",
        beta_regularizer: Any = None,
        gamma_regularizer: Any = None,
        beta_constraint: Any = None,
        gamma_constraint: Any = None,
        renorm: bool = False,
        renorm_clipping: dict[str, float] | None = None,
        renorm_momentum: float = 0.99,
        synchronized: bool = False,
        **kwargs: Any,
    ):
        super().__init__(
            scale=scale,
            center=center,
            beta_initializer=beta_initializer,
            gamma_initializer=gamma_initializer,
            beta_regularizer=beta_regularizer,
            gamma_regularizer=gamma_regularizer,
            beta_constraint=beta_constraint,
            gamma_constraint=gamma_constraint,
            **kwargs,
        )
        self.axis = int(axis)
        if not isinstance(momentum, int | float) or not 0 <= momentum <= 1:
            raise ValueError(
                f"`momentum` must be in the range [0, 1]. Received: momentum={momentum}"
            )
        self.momentum = float(momentum)
        self.epsilon = epsilon
        self.synchronized = synchronized
        self.moving_mean_initializer = initializers.get(moving_mean_initializer)
        self.moving_variance_initializer = initializers.get(moving_variance_initializer)
        self.renorm = renorm
        self.renorm_clipping = _checked_clipping(renorm_clipping)
        self.renorm_momentum = renorm_momentum
        self.moving_stddev: Any = None
        self.renorm_mean: Any = None
        self.renorm_stddev: Any = None
        self.moving_mean: Any = None
        self.moving_variance: Any = None

    def build(self, input_shape: tuple) -> None:
        shape = (input_shape[self.axis],)
        self._add_gamma_and_beta(shape, self.scale, self.center)
        for name, initializer in (
            ("moving_mean", self.moving_mean_initializer),
            ("moving_variance", self.moving_variance_initializer),
        ):
            variable = self.add_weight(
                shape=shape, name=name, initializer=initializer, trainable=False, autocast=False
            )
            setattr(self, name, variable)
        if self.renorm:
            for name, initializer in (
                ("moving_stddev", self._initial_stddev),
                ("renorm_mean", self.moving_mean_initializer),
                ("renorm_stddev", self._initial_stddev),
            ):
                variable = self.add_weight(
                    shape=shape, name=name, initializer=initializer, trainable=False, autocast=False
                )
                setattr(self, name, variable)
        rank = len(input_shape)
        self.input_spec = InputSpec(ndim=rank, axes={self.axis % rank: input_shape[self.axis]})
        self._reduction_axes = [i for i in range(rank) if i != self.axis % rank]

    def call(self, inputs: Any, training: Any = None, mask: Any = None) -> Any:
        dtype = "float32" if self.compute_dtype in ("float16", "bfloat16") else self.compute_dtype
        x = ops.cast(inputs, dtype)
        gamma = None if self.gamma is None else ops.cast(self.gamma, dtype)
        beta = None if self.beta is None else ops.cast(self.beta, dtype)
        if training and self.trainable:
            mean, variance = self._moments(x, mask)
            if self.renorm:
                gamma, beta = self._renormalized(mean, variance, gamma, beta)
            else:
                _update(self.moving_mean, mean, self.momentum)
                _update(self.moving_variance, variance, self.momentum)
        else:
            mean, variance = self.moving_mean, self.moving_variance
        outputs = ops.batch_normalization(
            x=x,
            mean=ops.cast(mean, dtype),
            variance=ops.cast(variance, dtype),
            axis=self.axis,
            offset=beta,
            scale=gamma,
            epsilon=self.epsilon,
        )
        return ops.cast(outputs, self.compute_dtype)

    def _initial_stddev(self, shape: tuple, dtype: Any = None) -> Any:
        return ops.sqrt(ops.cast(self.moving_variance_initializer(shape, dtype=dtype), dtype))

    def _renormalized(self, mean: Any, variance: Any, gamma: Any, beta: Any) -> tuple[Any, Any]:
        """gamma · r and gamma · d + beta; updates the running values."""
        stddev, clip = ops.sqrt(variance + self.epsilon), self.renorm_clipping or {}
        r = stddev / self.renorm_stddev
        d = (mean - self.renorm_mean) / self.renorm_stddev
        if "rmin" in clip or "rmax" in clip:
            r = ops.clip(r, clip.get("rmin", 0.0), clip.get("rmax", float("inf")))
        if "dmax" in clip:
            d = ops.clip(d, -clip["dmax"], clip["dmax"])
        r, d = ops.stop_gradient(r), ops.stop_gradient(d)
        _update(self.moving_mean, mean, self.momentum)
        _update(self.moving_stddev, stddev, self.momentum)
        self.moving_variance.assign(ops.square(self.moving_stddev) - self.epsilon)
        _update(self.renorm_mean, mean, self.renorm_momentum)
        _update(self.renorm_stddev, stddev, self.renorm_momentum)
        if gamma is not None:
            r, d = r * gamma, d * gamma
        return r, d if beta is None else d + beta

    def _moments(self, x: Any, mask: Any) -> tuple[Any, Any]:
        """Mean and variance along `axis`, of the steps that count when there is a mask."""
        if mask is None:
            return ops.moments(x, axes=self._reduction_axes)
        weight = ops.cast(mask, x.dtype)
        weight = ops.reshape(weight, (*weight.shape, *(1,) * (len(x.shape) - len(weight.shape))))
        weight = weight * ops.ones_like(x)
        total = ops.sum(weight, self._reduction_axes, keepdims=True)
        mean = ops.sum(weight * x, self._reduction_axes, keepdims=True) / (total + 1e-7)
        squares = ops.sum(weight * ops.square(x - mean), self._reduction_axes, keepdims=True)
        variance = squares / (total + 1e-7)
        size = (x.shape[self.axis],)
        return ops.reshape(mean, size), ops.reshape(variance, size)

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "axis": self.axis,
            "momentum": self.momentum,
            "epsilon": self.epsilon,
            "moving_mean_initializer": initializers.serialize(self.moving_mean_initializer),
            "moving_variance_initializer": initializers.serialize(self.moving_variance_initializer),
            "synchronized": self.synchronized,
            "renorm": self.renorm,
            "renorm_clipping": self.renorm_clipping,
            "renorm_momentum": self.renorm_momentum,
        }


def _update(moving: Any, batch: Any, momentum: float) -> None:
    """moving = momentum · moving + (1 - momentum) · batch."""
    moving.assign(moving * momentum + batch * (1.0 - momentum))


def _checked_clipping(clipping: dict[str, float] | None) -> dict[str, float] | None:
    clip = clipping or {}
    unknown = set(clip) - {"rmax", "rmin", "dmax"}
    if unknown:
        raise ValueError(
            "Received invalid keys for `renorm_clipping`. Expected some of rmax, rmin, dmax. "
            f"Received: {sorted(unknown)}"
        )
    if clip.get("rmax", float("inf")) < clip.get("rmin", 0.0):
        raise ValueError(f"rmax should be at least rmin in `renorm_clipping`. Received: {clip}")
    if clip.get("dmax", 0.0) < 0:
        raise ValueError(f"dmax should be non-negative in `renorm_clipping`. Received: {clip}")
    return clipping
