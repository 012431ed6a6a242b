"""Engine-wide settings: the default float type, the fuzz factor and the image layout."""

from __future__ import annotations

from playground.engine.contents import contents

_floatx = "float32"
_epsilon = 1e-7
_image_data_format = "channels_last"
_FLOATS = ("bfloat16", "float16", "float32", "float64")
_LAYOUTS = ("channels_last", "channels_first")


def floatx() -> str:
    """Name of the default float dtype: `"float32"` unless `set_floatx` changed it."""
    return _floatx


def set_floatx(value: str) -> None:
    """Make `value` (`"float16"`, `"float32"` or `"float64"`) the default float dtype."""
    global _floatx
    if value not in _FLOATS:
        raise ValueError(f"Unknown `floatx` value: {value}. Expected one of {_FLOATS}.")
    _floatx = str(value)


def epsilon() -> float:
    """The small number added where a division or a logarithm must not meet zero: 1e-7."""
    return _epsilon


def set_epsilon(value: float) -> None:
    """Set the fuzz factor."""
    global _epsilon
    _epsilon = float(value)


def image_data_format() -> str:
    """`"channels_last"` (batch, rows, columns, channels) or `"channels_first"`."""
    return _image_data_format


def set_image_data_format(data_format: str) -> None:
    """Set the default layout of images."""
    global _image_data_format
    _image_data_format = standardize_data_format(data_format)


def standardize_data_format(data_format: str | None) -> str:
    """`data_format` in lower case, the default for None; ValueError for anything else."""
    if data_format is None:
        return _image_data_format
    lowered = str(data_format).lower()
    if lowered not in _LAYOUTS:
        raise ValueError(
            "The `data_format` argument must be one of `'channels_first'`, `'channels_last'`. "
            f"Received: data_format={data_format}"
        )
    return lowered


def backend() -> str:
    """The engine computes with NumPy."""
    return "numpy"


_max_epochs: int | None = None
_max_steps_per_epoch: int | None = None


def max_epochs() -> int | None:
    """The most epochs any `fit` runs, None for no limit."""
    return _max_epochs


def set_max_epochs(max_epochs: int | None) -> None:
    """Limit every `fit` to so many epochs."""
    global _max_epochs
    _max_epochs = max_epochs


def max_steps_per_epoch() -> int | None:
    """The most batches any epoch has, None for no limit."""
    return _max_steps_per_epoch


def set_max_steps_per_epoch(max_steps_per_epoch: int | None) -> None:
    """Limit every epoch of `fit`, `evaluate` and `predict` to so many batches."""
    global _max_steps_per_epoch
    _max_steps_per_epoch = max_steps_per_epoch


_flash_attention = True


def enable_flash_attention() -> None:
    """Allow attention layers to use fused kernels. There are none here: it changes nothing."""
    global _flash_attention
    _flash_attention = True


def disable_flash_attention() -> None:
    """Forbid fused kernels of attention."""
    global _flash_attention
    _flash_attention = False


def is_flash_attention_enabled() -> bool:
    """False after `disable_flash_attention`."""
    return _flash_attention


_traceback_filtering = True


def enable_traceback_filtering() -> None:
    """Keras hides its own frames in tracebacks after this. Here they are always shown."""
    global _traceback_filtering
    _traceback_filtering = True


def disable_traceback_filtering() -> None:
    """Keras shows its own frames in tracebacks after this, as we always do."""
    global _traceback_filtering
    _traceback_filtering = False


def is_traceback_filtering_enabled() -> bool:
    """False after `disable_traceback_filtering`."""
    return _traceback_filtering


# what is set elsewhere
__getattr__, __dir__ = contents(
    __name__,
    {
        ".dtype_policies": "dtype_policy, set_dtype_policy",
        ".saving.modes": "enable_unsafe_deserialization",
        ".messages": (
            "enable_interactive_logging, disable_interactive_logging, is_interactive_logging_enabled, "
            "set_logging_verbosity"
        ),
    },
)
