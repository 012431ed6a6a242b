"""keras.ops: functions of tensors. One family a file; in each, an op's NumPy computation, shape rule and gradient stand
together. This file is the table of contents."""

# ruff: noqa: F401
import sys as _sys

from playground.engine import left_out as _left_out
from playground.engine.naming import to_snake_case as _to_snake_case
from playground.engine.ops import image
from playground.engine.ops.activation_functions import (
    celu,
    elu,
    gelu,
    glu,
    hard_shrink,
    hard_sigmoid,
    hard_silu,
    hard_swish,
    hard_tanh,
    leaky_relu,
    log_sigmoid,
    mish,
    relu,
    relu6,
    selu,
    sigmoid,
    silu,
    soft_shrink,
    softplus,
    softsign,
    sparse_plus,
    sparse_sigmoid,
    squareplus,
    swish,
    tanh_shrink,
    threshold,
)
from playground.engine.ops.arithmetic import (
    add,
    arctan2,
    copysign,
    divide,
    divide_no_nan,
    floor_divide,
    fmax,
    fmin,
    fmod,
    gcd,
    heaviside,
    hypot,
    lcm,
    ldexp,
    logaddexp,
    logaddexp2,
    maximum,
    minimum,
    mod,
    multiply,
    nextafter,
    power,
    remainder,
    square,
    subtract,
    true_divide,
)
from playground.engine.ops.attention import (
    dot_product_attention,
)
from playground.engine.ops.axes import (
    flip,
    fliplr,
    flipud,
    moveaxis,
    roll,
    rot90,
    swapaxes,
    transpose,
)
from playground.engine.ops.comparison import (
    allclose,
    bitwise_and,
    bitwise_invert,
    bitwise_left_shift,
    bitwise_not,
    bitwise_or,
    bitwise_right_shift,
    bitwise_xor,
    equal,
    greater,
    greater_equal,
    isclose,
    isfinite,
    isin,
    isinf,
    isnan,
    isneginf,
    isposinf,
    isreal,
    left_shift,
    less,
    less_equal,
    logical_and,
    logical_not,
    logical_or,
    logical_xor,
    not_equal,
    right_shift,
)
from playground.engine.ops.complex_numbers import (
    angle,
    conj,
    conjugate,
    imag,
    polar,
    real,
    view_as_complex,
    view_as_real,
)
from playground.engine.ops.conditions import (
    argwhere,
    nonzero,
    select,
    where,
)
from playground.engine.ops.control_flow import (
    associative_scan,
    cond,
    fori_loop,
    map,
    scan,
    switch,
    vectorize,
    vectorized_map,
    while_loop,
)
from playground.engine.ops.conversion import (
    cast,
    convert_to_numpy,
    convert_to_tensor,
    dtype,
    is_tensor,
    saturate_cast,
    shape,
    stop_gradient,
)
from playground.engine.ops.convolution import (
    conv,
    conv_transpose,
    depthwise_conv,
    separable_conv,
)
from playground.engine.ops.creation import (
    arange,
    array,
    bartlett,
    blackman,
    empty,
    empty_like,
    eye,
    full,
    full_like,
    geomspace,
    hamming,
    hanning,
    identity,
    kaiser,
    linspace,
    logspace,
    meshgrid,
    ones,
    ones_like,
    tri,
    vander,
    zeros,
    zeros_like,
)
from playground.engine.ops.crossentropies import (
    binary_crossentropy,
    categorical_crossentropy,
    sparse_categorical_crossentropy,
)
from playground.engine.ops.decompositions import (
    cholesky,
    cholesky_inverse,
    eig,
    eigh,
    lu_factor,
    matrix_rank,
    pinv,
    qr,
    svd,
)
from playground.engine.ops.diagonals import (
    diag,
    diagflat,
    diagonal,
    trace,
    tril,
    triu,
)
from playground.engine.ops.differentiation import (
    custom_gradient,
    jvp,
)
from playground.engine.ops.einsum import (
    einsum,
)
from playground.engine.ops.elementwise import (
    abs,
    absolute,
    ceil,
    clip,
    fabs,
    floor,
    nan_to_num,
    negative,
    positive,
    round,
    sign,
    signbit,
    trunc,
)
from playground.engine.ops.encodings import (
    multi_hot,
    one_hot,
)
from playground.engine.ops.exponentials import (
    cbrt,
    exp,
    exp2,
    expm1,
    log,
    log1p,
    log2,
    log10,
    reciprocal,
    rsqrt,
    sqrt,
)
from playground.engine.ops.extremes import (
    all,
    amax,
    amin,
    any,
    argmax,
    argmin,
    count_nonzero,
    max,
    min,
    ptp,
)
from playground.engine.ops.indexing import (
    get_item,
    take,
    take_along_axis,
    unravel_index,
)
from playground.engine.ops.joining import (
    append,
    atleast_1d,
    atleast_2d,
    atleast_3d,
    concatenate,
    dstack,
    hstack,
    stack,
    vstack,
)
from playground.engine.ops.linear_algebra import (
    cross,
    dot,
    inner,
    kron,
    matmul,
    outer,
    tensordot,
    vdot,
)
from playground.engine.ops.linear_equations import (
    det,
    inv,
    logdet,
    lstsq,
    slogdet,
    solve,
    solve_triangular,
)
from playground.engine.ops.nan_reductions import (
    nanargmax,
    nanargmin,
    nancumprod,
    nancumsum,
    nanmax,
    nanmean,
    nanmedian,
    nanmin,
    nanpercentile,
    nanprod,
    nanquantile,
    nanstd,
    nansum,
    nanvar,
)
from playground.engine.ops.normalization import (
    batch_normalization,
    layer_normalization,
    moments,
    normalize,
    rms_normalization,
)
from playground.engine.ops.norms import (
    cdist,
    norm,
)
from playground.engine.ops.padding import (
    pad,
)
from playground.engine.ops.patches import (
    depth_to_space,
    extract_sequences,
    fold,
    space_to_depth,
    unfold,
)
from playground.engine.ops.pooling import (
    adaptive_average_pool,
    adaptive_max_pool,
    average_pool,
    max_pool,
)
from playground.engine.ops.quantiles import (
    median,
    percentile,
    quantile,
)
from playground.engine.ops.rearranging import (
    rearrange,
)
from playground.engine.ops.reductions import (
    average,
    logsumexp,
    mean,
    prod,
    std,
    sum,
    var,
)
from playground.engine.ops.repeating import (
    repeat,
    tile,
)
from playground.engine.ops.reshaping import (
    broadcast_to,
    expand_dims,
    ravel,
    reshape,
    squeeze,
)
from playground.engine.ops.running import (
    cumprod,
    cumsum,
    diff,
    trapezoid,
)
from playground.engine.ops.scattering import (
    scatter,
    scatter_update,
    slice,
    slice_update,
)
from playground.engine.ops.segments import (
    segment_max,
    segment_min,
    segment_prod,
    segment_sum,
)
from playground.engine.ops.signal import (
    fft,
    fft2,
    ifft,
    ifft2,
    irfft,
    istft,
    rfft,
    stft,
)
from playground.engine.ops.softmax import (
    log_softmax,
    softmax,
    sparsemax,
)
from playground.engine.ops.sorting import (
    argpartition,
    argsort,
    digitize,
    in_top_k,
    searchsorted,
    sort,
    top_k,
    unique,
)
from playground.engine.ops.special_functions import (
    erf,
    erfc,
    erfinv,
    i0,
)
from playground.engine.ops.splitting import (
    array_split,
    dsplit,
    hsplit,
    split,
    unstack,
    vsplit,
)
from playground.engine.ops.statistics import (
    bincount,
    corrcoef,
    correlate,
    histogram,
    psnr,
)
from playground.engine.ops.symbolic import operation_class as _operation_class
from playground.engine.ops.trigonometry import (
    arccos,
    arccosh,
    arcsin,
    arcsinh,
    arctan,
    arctanh,
    cos,
    cosh,
    deg2rad,
    rad2deg,
    sin,
    sinc,
    sinh,
    tan,
    tanh,
)
from playground.engine.ops.views import (
    copy,
    ndim,
    size,
    view,
)

linalg = nn = numpy = _sys.modules[
    __name__
]  # keras.ops.linalg, keras.ops.nn, keras.ops.numpy: everything here

_CLASS_NAMES = {
    "IsIn": "isin",
    "SearchSorted": "searchsorted",
    "LayerNorm": "layer_normalization",
    "RMSNorm": "rms_normalization",
}


def __getattr__(name: str) -> object:
    """`ops.Sum` is `ops.sum` as a class of operations."""
    function = name[:1].isupper() and globals().get(_CLASS_NAMES.get(name, _to_snake_case(name)))
    if not function:
        said = _left_out.explained("ops", name)
        raise AttributeError(
            said or f"module {__name__!r} has no attribute {name!r}.{_similar(name)}"
        )
    return _operation_class(function)


def _similar(name: str) -> str:
    import difflib

    near = difflib.get_close_matches(name, [n for n in globals() if not n.startswith("_")], 1)
    return f" Did you mean {near[0]!r}?" if near else ""
