"""keras.ops.nn: what keras.ops has for neural networks, under the name that says so."""

from playground.engine.contents import contents as _contents

__getattr__, __dir__ = _contents(
    __name__,
    {
        "..ops": (
            "adaptive_average_pool, adaptive_max_pool, average_pool, batch_normalization, binary_crossentropy, "
            "categorical_crossentropy, celu, conv, conv_transpose, ctc_decode, ctc_loss, depth_to_space, "
            "depthwise_conv, dot_product_attention, elu, fold, gelu, glu, hard_shrink, hard_sigmoid, hard_silu, "
            "hard_swish, hard_tanh, layer_normalization, leaky_relu, log_sigmoid, log_softmax, max_pool, moments, "
            "multi_hot, normalize, one_hot, polar, psnr, relu, relu6, rms_normalization, selu, separable_conv, "
            "sigmoid, silu, swish, soft_shrink, softmax, softplus, softsign, space_to_depth, sparse_plus, "
            "sparse_sigmoid, sparse_categorical_crossentropy, sparsemax, squareplus, tanh_shrink, threshold, "
            "unfold"
        ),
    },
)
