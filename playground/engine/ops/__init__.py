"""keras.ops: functions of tensors. One family a file; in each, an op's NumPy computation, shape rule and gradient stand
together. This file is the table of contents."""

# ruff: noqa: F403
from typing import TYPE_CHECKING
from typing import Any as _Any

from playground.engine.contents import contents as _contents

if TYPE_CHECKING:
    from playground.engine.ops.activation_functions import *
    from playground.engine.ops.arithmetic import *
    from playground.engine.ops.attention import *
    from playground.engine.ops.axes import *
    from playground.engine.ops.comparison import *
    from playground.engine.ops.complex_numbers import *
    from playground.engine.ops.conditions import *
    from playground.engine.ops.control_flow import *
    from playground.engine.ops.conversion import *
    from playground.engine.ops.convolution import *
    from playground.engine.ops.creation import *
    from playground.engine.ops.crossentropies import *
    from playground.engine.ops.ctc_decoding import *
    from playground.engine.ops.ctc_scoring import *
    from playground.engine.ops.decompositions import *
    from playground.engine.ops.diagonals import *
    from playground.engine.ops.differentiation import *
    from playground.engine.ops.einstein_sums import *
    from playground.engine.ops.elementwise import *
    from playground.engine.ops.encodings import *
    from playground.engine.ops.exponentials import *
    from playground.engine.ops.extremes import *
    from playground.engine.ops.indexing import *
    from playground.engine.ops.joining import *
    from playground.engine.ops.linear_algebra import *
    from playground.engine.ops.linear_equations import *
    from playground.engine.ops.nan_reductions import *
    from playground.engine.ops.normalization import *
    from playground.engine.ops.norms import *
    from playground.engine.ops.padding import *
    from playground.engine.ops.patches import *
    from playground.engine.ops.pooling import *
    from playground.engine.ops.quantiles import *
    from playground.engine.ops.rearranging import *
    from playground.engine.ops.reductions import *
    from playground.engine.ops.repeating import *
    from playground.engine.ops.reshaping import *
    from playground.engine.ops.running import *
    from playground.engine.ops.scattering import *
    from playground.engine.ops.segments import *
    from playground.engine.ops.signal import *
    from playground.engine.ops.softmaxes import *
    from playground.engine.ops.sorting import *
    from playground.engine.ops.special_functions import *
    from playground.engine.ops.splitting import *
    from playground.engine.ops.statistics import *
    from playground.engine.ops.trigonometry import *
    from playground.engine.ops.views import *

_load, __dir__ = _contents(
    __name__,
    {
        ".": "image, linalg, nn, numpy",
        ".activation_functions": (
            "celu, elu, gelu, glu, hard_shrink, hard_sigmoid, hard_silu, hard_swish, hard_tanh, leaky_relu, "
            "log_sigmoid, mish, relu, relu6, selu, sigmoid, silu, soft_shrink, softplus, softsign, sparse_plus, "
            "sparse_sigmoid, squareplus, swish, tanh_shrink, threshold"
        ),
        ".arithmetic": (
            "add, arctan2, copysign, divide, divide_no_nan, floor_divide, fmax, fmin, fmod, gcd, heaviside, hypot, "
            "lcm, ldexp, logaddexp, logaddexp2, maximum, minimum, mod, multiply, nextafter, power, remainder, square, "
            "subtract, true_divide"
        ),
        ".attention": "dot_product_attention",
        ".axes": "flip, fliplr, flipud, moveaxis, roll, rot90, swapaxes, transpose",
        ".comparison": (
            "allclose, bitwise_and, bitwise_invert, bitwise_left_shift, bitwise_not, bitwise_or, bitwise_right_shift, "
            "bitwise_xor, equal, greater, greater_equal, isclose, isfinite, isin, isinf, isnan, isneginf, isposinf, "
            "isreal, left_shift, less, less_equal, logical_and, logical_not, logical_or, logical_xor, not_equal, "
            "right_shift"
        ),
        ".complex_numbers": (
            "angle, conj, conjugate, imag, polar, real, view_as_complex, view_as_real"
        ),
        ".conditions": "argwhere, nonzero, select, where",
        ".control_flow": (
            "associative_scan, cond, fori_loop, map, scan, switch, vectorize, vectorized_map, while_loop"
        ),
        ".conversion": (
            "cast, convert_to_numpy, convert_to_tensor, dtype, is_tensor, saturate_cast, shape, stop_gradient"
        ),
        ".convolution": "conv, conv_transpose, depthwise_conv, separable_conv",
        ".creation": (
            "arange, array, bartlett, blackman, empty, empty_like, eye, full, full_like, geomspace, hamming, hanning, "
            "identity, kaiser, linspace, logspace, meshgrid, ones, ones_like, tri, vander, zeros, zeros_like"
        ),
        ".crossentropies": (
            "binary_crossentropy, categorical_crossentropy, sparse_categorical_crossentropy"
        ),
        ".ctc_decoding": "ctc_decode",
        ".ctc_scoring": "ctc_loss",
        ".decompositions": (
            "cholesky, cholesky_inverse, eig, eigh, lu_factor, matrix_rank, pinv, qr, svd"
        ),
        ".diagonals": "diag, diagflat, diagonal, trace, tril, triu",
        ".differentiation": "custom_gradient, jvp",
        ".einstein_sums": "einsum",
        ".elementwise": (
            "abs, absolute, ceil, clip, fabs, floor, nan_to_num, negative, positive, round, sign, signbit, trunc"
        ),
        ".encodings": "multi_hot, one_hot",
        ".exponentials": (
            "cbrt, exp, exp2, expm1, log, log1p, log2, log10, reciprocal, rsqrt, sqrt"
        ),
        ".extremes": "all, amax, amin, any, argmax, argmin, count_nonzero, max, min, ptp",
        ".indexing": "get_item, take, take_along_axis, unravel_index",
        ".joining": (
            "append, atleast_1d, atleast_2d, atleast_3d, concatenate, dstack, hstack, stack, vstack"
        ),
        ".linear_algebra": "cross, dot, inner, kron, matmul, outer, tensordot, vdot",
        ".linear_equations": "det, inv, logdet, lstsq, slogdet, solve, solve_triangular",
        ".nan_reductions": (
            "nanargmax, nanargmin, nancumprod, nancumsum, nanmax, nanmean, nanmedian, nanmin, nanpercentile, nanprod, "
            "nanquantile, nanstd, nansum, nanvar"
        ),
        ".normalization": (
            "batch_normalization, layer_normalization, moments, normalize, rms_normalization"
        ),
        ".norms": "cdist, norm",
        ".padding": "pad",
        ".patches": "depth_to_space, extract_sequences, fold, space_to_depth, unfold",
        ".pooling": "adaptive_average_pool, adaptive_max_pool, average_pool, max_pool",
        ".quantiles": "median, percentile, quantile",
        ".rearranging": "rearrange",
        ".reductions": "average, logsumexp, mean, prod, std, sum, var",
        ".repeating": "repeat, tile",
        ".reshaping": "broadcast_to, expand_dims, ravel, reshape, squeeze",
        ".running": "cumprod, cumsum, diff, trapezoid",
        ".scattering": "scatter, scatter_update, slice, slice_update",
        ".segments": "segment_max, segment_min, segment_prod, segment_sum",
        ".signal": "fft, fft2, ifft, ifft2, irfft, istft, rfft, stft",
        ".softmaxes": "log_softmax, softmax, sparsemax",
        ".sorting": "argpartition, argsort, digitize, in_top_k, searchsorted, sort, top_k, unique",
        ".special_functions": "erf, erfc, erfinv, i0",
        ".splitting": "array_split, dsplit, hsplit, split, unstack, vsplit",
        ".statistics": "bincount, corrcoef, correlate, histogram, psnr",
        ".trigonometry": (
            "arccos, arccosh, arcsin, arcsinh, arctan, arctanh, cos, cosh, deg2rad, rad2deg, sin, sinc, sinh, tan, "
            "tanh"
        ),
        ".views": "copy, ndim, size, view",
    },
)


def __getattr__(name: str) -> _Any:
    """The function called `name`; `ops.Sum` is `ops.sum` as a class of operations."""
    if name[:1].isupper():
        from playground.engine.ops.symbolic import class_of

        return class_of(name, _load)
    return _load(name)
