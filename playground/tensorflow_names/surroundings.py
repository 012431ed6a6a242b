"""What programs ask of the machine and of TensorFlow itself: devices, versions, errors. There is one processor here."""

from __future__ import annotations

import contextlib
import logging
from collections import namedtuple
from collections.abc import Iterator
from typing import Any

from playground.engine import ops, tree
from playground.tensorflow_names.missing import Names

PhysicalDevice = namedtuple("PhysicalDevice", ["name", "device_type"])
_CPU = PhysicalDevice("/physical_device:CPU:0", "CPU")
VERSION = "2.21.0"  # of the TensorFlow whose names these are


def _devices(device_type: str | None = None) -> list[PhysicalDevice]:
    """The processor."""
    return [_CPU] if device_type in (None, "CPU") else []


def _nothing(*_: Any, **__: Any) -> None:
    """Accepted; it changes nothing here."""


@contextlib.contextmanager
def device(device_name: Any) -> Iterator[None]:
    """Accepted; everything is computed on the one processor."""
    yield


@contextlib.contextmanager
def control_dependencies(control_inputs: Any) -> Iterator[None]:
    """Accepted; what stands first is computed first here."""
    yield


@contextlib.contextmanager
def init_scope() -> Iterator[None]:
    """Accepted; there is no graph to leave."""
    yield


def executing_eagerly() -> bool:
    """True: nothing is compiled before it runs."""
    return True


def no_op(name: str | None = None) -> None:
    """Nothing."""


def group(*inputs: Any, name: str | None = None) -> None:
    """Nothing more: the inputs are computed already."""


def get_logger() -> logging.Logger:
    """The logger of this name."""
    return logging.getLogger("tensorflow")


def _same(function: Any = None, **_: Any) -> Any:
    """The function as it is."""
    return function if function is not None else lambda f: f


_EAGER: list[bool] = [False]
_memory = dict.fromkeys(("set_memory_growth", "set_virtual_device_configuration"), _nothing)
config = Names(
    "tf.config",
    list_physical_devices=_devices,
    list_logical_devices=_devices,
    get_visible_devices=_devices,
    set_visible_devices=_nothing,
    set_soft_device_placement=_nothing,
    run_functions_eagerly=lambda run_eagerly: _EAGER.__setitem__(0, bool(run_eagerly)),
    functions_run_eagerly=lambda: _EAGER[0],
    experimental=Names(
        "tf.config.experimental",
        list_physical_devices=_devices,
        enable_op_determinism=_nothing,
        **_memory,
    ),
    threading=Names(
        "tf.config.threading",
        set_inter_op_parallelism_threads=_nothing,
        set_intra_op_parallelism_threads=_nothing,
    ),
    optimizer=Names("tf.config.optimizer", set_jit=_nothing),
)
errors = Names(
    "tf.errors",  # what is raised here in their place
    InvalidArgumentError=ValueError,
    OutOfRangeError=StopIteration,
    NotFoundError=FileNotFoundError,
    ResourceExhaustedError=MemoryError,
    UnimplementedError=NotImplementedError,
    FailedPreconditionError=RuntimeError,
    OpError=Exception,
)
test = Names(
    "tf.test",
    is_gpu_available=lambda *_, **__: False,
    gpu_device_name=lambda: "",
    is_built_with_cuda=lambda: False,
)
version = Names("tf.version", VERSION=VERSION)
autograph = Names(
    "tf.autograph",
    set_verbosity=_nothing,
    experimental=Names(
        "tf.autograph.experimental", do_not_convert=_same, set_loop_options=_nothing
    ),
)
nest = Names(
    "tf.nest",
    flatten=tree.flatten,
    map_structure=tree.map_structure,
    pack_sequence_as=tree.pack_sequence_as,
    is_nested=tree.is_nested,
    assert_same_structure=tree.assert_same_structure,
)
bitwise = Names(
    "tf.bitwise",
    bitwise_and=ops.bitwise_and,
    bitwise_or=ops.bitwise_or,
    bitwise_xor=ops.bitwise_xor,
    invert=ops.bitwise_not,
    left_shift=ops.left_shift,
    right_shift=ops.right_shift,
)
