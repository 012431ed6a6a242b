"""Arguments that many layers share, with values that a program may give them."""

from __future__ import annotations

from tests.fuzz.draw import Options

ACTIVATIONS = [
    "'relu'", "'tanh'", "'sigmoid'", "'softplus'", "'elu'", "'selu'", "'gelu'", "'silu'", "'leaky_relu'",
    "'softsign'", "'mish'", "'exponential'", "'hard_sigmoid'", "'hard_silu'", "'softmax'", "'log_softmax'", "'linear'",
    "'relu6'", "'celu'", "'log_sigmoid'", "'tanh_shrink'", "'hard_tanh'", "'soft_shrink'", "'squareplus'", "ops.sin",
    "'sparse_plus'", "lambda t: t * ops.sigmoid(t)",
]  # fmt: skip
REGULARIZERS = [
    "'l2'",
    "'l1'",
    "'l1_l2'",
    "keras.regularizers.L1(0.003)",
    "keras.regularizers.L2(0.02)",
    "keras.regularizers.L1L2(0.001, 0.01)",
    "lambda w: 0.01 * ops.sum(ops.abs(w))",
]
CONSTRAINTS = [
    "'max_norm'",
    "'non_neg'",
    "'unit_norm'",
    "keras.constraints.MaxNorm(0.5)",
    "keras.constraints.MaxNorm(1.0, axis=0)",
    "keras.constraints.MinMaxNorm(0.2, 0.9, rate=0.5)",
    "lambda w: ops.clip(w, -0.5, 0.5)",
]
INITIALIZERS = [
    "'he_normal'",
    "'lecun_uniform'",
    "'random_normal'",
    "'ones'",
    "keras.initializers.RandomUniform(-0.5, 0.5)",
    "keras.initializers.TruncatedNormal(stddev=0.3)",
    "keras.initializers.Constant(0.1)",
]
ACTIVATION: Options = {"activation": ACTIVATIONS}
TRAINABLE: Options = {"trainable": ["False", "True"]}
BIAS: Options = {
    "use_bias": ["False"],
    "bias_regularizer": REGULARIZERS,
    "bias_constraint": CONSTRAINTS[:2],
    "bias_initializer": ["'ones'", "'random_normal'"],
}
KERNEL: Options = {
    "kernel_initializer": INITIALIZERS,
    "kernel_regularizer": REGULARIZERS,
    "kernel_constraint": CONSTRAINTS,
    "activity_regularizer": REGULARIZERS[:3],
}
WEIGHTED: Options = {**BIAS, **KERNEL, **TRAINABLE}
RARE = 0.08  # how often a layer has any one of these
