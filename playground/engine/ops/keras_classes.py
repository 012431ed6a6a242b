"""Keras's classes of operations: where they are, what they are called, and what their constructors take.

A functional model that was made with `ops.mean(x, axis=1)` is saved as one with the operation `Mean(axis=1)`, in the
module `keras.src.ops.numpy`, called on x.
"""

# module of Keras -> functions -> arguments of the constructor
_ARGUMENTS = (
    (
        "numpy",
        "absolute add angle arccos arccosh arcsin arcsinh arctan arctan2 arctanh bitwise_and "
        "bitwise_not bitwise_or bitwise_xor cbrt ceil conjugate copy corrcoef cos cosh "
        "deg2rad digitize divide divide_no_nan true_divide dot dstack equal exp exp2 expm1 fabs fliplr "
        "flipud floor floor_divide fmax fmin fmod gcd get_item greater greater_equal "
        "heaviside hstack hypot i0 imag inner isfinite isinf isnan isneginf isposinf isreal "
        "kron lcm ldexp left_shift less less_equal log log10 log1p log2 logaddexp logaddexp2 "
        "logical_and logical_not logical_or logical_xor matmul maximum minimum mod multiply "
        "ndim negative nextafter nonzero not_equal outer power rad2deg ravel real reciprocal "
        "right_shift select sign signbit sin sinc sinh size slogdet sqrt square subtract tan "
        "tanh trunc vdot vstack where",
        "",
    ),
    ("numpy", "vander", "N increasing"),
    ("numpy", "isin", "assume_unique invert"),
    ("numpy", "tensordot transpose", "axes"),
    (
        "numpy",
        "append argsort average concatenate count_nonzero expand_dims flip sort squeeze stack "
        "take take_along_axis",
        "axis",
    ),
    ("numpy", "cumprod cumsum nancumprod nancumsum", "axis dtype"),
    (
        "numpy",
        "all any argmax argmin mean median nanargmax nanargmin nanmax nanmean nanmedian "
        "nanmin nanprod nanstd nansum nanvar ptp std sum var",
        "axis keepdims",
    ),
    ("numpy", "prod", "axis keepdims dtype"),
    ("numpy", "max min", "axis keepdims initial"),
    ("numpy", "nanpercentile nanquantile percentile quantile", "axis method keepdims"),
    ("numpy", "swapaxes", "axis1 axis2"),
    ("numpy", "cross", "axisa axisb axisc axis"),
    ("numpy", "histogram", "bins range"),
    ("numpy", "round", "decimals"),
    ("numpy", "arange array empty_like full_like ones_like view zeros_like", "dtype"),
    ("numpy", "isclose", "equal_nan"),
    ("numpy", "meshgrid", "indexing"),
    ("numpy", "dsplit hsplit vsplit", "indices_or_sections"),
    ("numpy", "array_split split", "indices_or_sections axis"),
    ("numpy", "diag diagflat tril triu", "k"),
    ("numpy", "rot90", "k axes"),
    ("numpy", "argpartition", "kth axis"),
    ("numpy", "correlate", "mode"),
    ("numpy", "diff", "n axis"),
    ("numpy", "nan_to_num", "nan posinf neginf"),
    ("numpy", "reshape", "newshape"),
    ("numpy", "logspace", "num endpoint base dtype axis"),
    ("numpy", "geomspace", "num endpoint dtype axis"),
    ("numpy", "linspace", "num endpoint retstep dtype axis"),
    ("numpy", "diagonal trace", "offset axis1 axis2"),
    ("numpy", "pad", "pad_width mode"),
    ("numpy", "tile", "repeats"),
    ("numpy", "repeat", "repeats axis"),
    ("numpy", "allclose", "rtol atol equal_nan"),
    ("numpy", "broadcast_to unravel_index", "shape"),
    ("numpy", "full", "shape dtype"),
    ("numpy", "roll", "shift axis"),
    ("numpy", "searchsorted", "side"),
    ("numpy", "unique", "sorted return_index return_inverse return_counts axis size fill_value"),
    ("numpy", "moveaxis", "source destination"),
    ("numpy", "einsum", "subscripts"),
    ("numpy", "bincount", "weights minlength sparse"),
    ("numpy", "trapezoid", "x dx axis"),
    ("numpy", "clip", "x_min x_max"),
    (
        "nn",
        "hard_sigmoid hard_silu hard_tanh log_sigmoid polar relu relu6 selu sigmoid silu "
        "softplus softsign sparse_plus sparse_sigmoid tanh_shrink",
        "",
    ),
    ("nn", "celu elu", "alpha"),
    ("nn", "gelu", "approximate"),
    ("nn", "moments", "axes keepdims synchronized"),
    ("nn", "glu log_softmax softmax sparsemax", "axis"),
    ("nn", "batch_normalization layer_normalization rms_normalization", "axis epsilon"),
    ("nn", "normalize", "axis order epsilon"),
    ("nn", "squareplus", "b"),
    ("nn", "depth_to_space space_to_depth", "block_size data_format"),
    ("nn", "binary_crossentropy", "from_logits"),
    ("nn", "categorical_crossentropy sparse_categorical_crossentropy", "from_logits axis"),
    ("nn", "dot_product_attention", "is_causal flash_attention attn_logits_soft_cap"),
    ("nn", "unfold", "kernel_size dilation padding stride"),
    ("nn", "ctc_loss", "mask_index"),
    ("nn", "psnr", "max_val"),
    ("nn", "leaky_relu", "negative_slope"),
    ("nn", "multi_hot one_hot", "num_classes axis dtype sparse"),
    ("nn", "adaptive_average_pool adaptive_max_pool", "output_size data_format"),
    ("nn", "fold", "output_size kernel_size dilation padding stride"),
    ("nn", "average_pool max_pool", "pool_size strides padding data_format"),
    ("nn", "ctc_decode", "strategy beam_width top_paths merge_repeated mask_index"),
    ("nn", "conv depthwise_conv separable_conv", "strides padding data_format dilation_rate"),
    ("nn", "conv_transpose", "strides padding output_padding data_format dilation_rate"),
    ("nn", "hard_shrink soft_shrink", "threshold"),
    ("nn", "threshold", "threshold default_value"),
    ("image", "hsv_to_rgb rgb_to_grayscale rgb_to_hsv sobel_edges", "data_format"),
    ("image", "affine_transform", "interpolation fill_mode fill_value data_format"),
    ("image", "map_coordinates", "order fill_mode fill_value"),
    (
        "image",
        "resize",
        "size interpolation antialias crop_to_aspect_ratio pad_to_aspect_ratio fill_mode "
        "fill_value data_format",
    ),
    ("image", "extract_patches", "size strides dilation_rate padding data_format"),
    (
        "image",
        "crop_images",
        "top_cropping left_cropping bottom_cropping right_cropping target_height target_width "
        "data_format",
    ),
    (
        "image",
        "pad_images",
        "top_padding left_padding bottom_padding right_padding target_height target_width "
        "data_format",
    ),
    ("core", "slice_update stop_gradient", ""),
    ("core", "cast saturate_cast", "dtype"),
    ("core", "convert_to_tensor", "dtype sparse ragged"),
    ("core", "unstack", "num axis"),
    ("core", "scatter_update", "reduction"),
    ("core", "scatter slice", "shape"),
    ("math", "cdist erf erfc erfinv fft fft2 ifft2 logdet rsqrt view_as_complex view_as_real", ""),
    ("math", "logsumexp", "axis keepdims"),
    ("math", "irfft rfft", "fft_length"),
    ("math", "in_top_k", "k"),
    ("math", "top_k", "k sorted"),
    ("math", "segment_max segment_min segment_prod segment_sum", "num_segments sorted"),
    ("math", "extract_sequences", "sequence_length sequence_stride"),
    ("math", "istft", "sequence_length sequence_stride fft_length length window center"),
    ("math", "stft", "sequence_length sequence_stride fft_length window center"),
    ("linalg", "det eig eigh inv lu_factor solve", ""),
    ("linalg", "svd", "full_matrices compute_uv"),
    ("linalg", "solve_triangular", "lower"),
    ("linalg", "qr", "mode"),
    ("linalg", "norm", "ord axis keepdims"),
    ("linalg", "lstsq pinv", "rcond"),
    ("linalg", "matrix_rank", "tol"),
    ("linalg", "cholesky cholesky_inverse", "upper"),
)

# where words of the function's name, with capitals, are not the name of the class
_CLASSES = {
    "allclose": "AllClose",
    "batch_normalization": "BatchNorm",
    "cdist": "CDist",
    "ctc_decode": "CTCDecode",
    "ctc_loss": "CTCLoss",
    "fft": "FFT",
    "fft2": "FFT2",
    "hsv_to_rgb": "HSVToRGB",
    "ifft2": "IFFT2",
    "irfft": "IRFFT",
    "isin": "IsIn",
    "istft": "ISTFT",
    "layer_normalization": "LayerNorm",
    "psnr": "PSNR",
    "rfft": "RFFT",
    "rgb_to_grayscale": "RGBToGrayscale",
    "rgb_to_hsv": "RGBToHSV",
    "rms_normalization": "RMSNorm",
    "searchsorted": "SearchSorted",
    "stft": "STFT",
    "svd": "SVD",
    "extract_patches_3d": "ExtractPatches3D",
}
_FOUND = {
    function: (module, tuple(arguments.split()))
    for module, functions, arguments in _ARGUMENTS
    for function in functions.split()
}
_FUNCTIONS = {name: function for function, name in _CLASSES.items()}


def constructor_arguments(function: str) -> tuple[str, ...]:
    """Names of those arguments of a function of `keras.ops` that the operation, not its call, is given."""
    return _FOUND.get(function, ("", ()))[1]


def module_of(function: str) -> str | None:
    """Where Keras has the operation: `"keras.src.ops.numpy"`. None for what it has not."""
    found = _FOUND.get(function)
    return None if found is None else f"keras.src.ops.{found[0]}"


def class_name(function: str) -> str:
    """`"Sum"` for `"sum"`."""
    return _CLASSES.get(function) or "".join(part.capitalize() for part in function.split("_"))


def function_name(class_name: str) -> str | None:
    """`"isin"` for `"IsIn"`; None where it follows from the name of the class."""
    return _FUNCTIONS.get(class_name)
