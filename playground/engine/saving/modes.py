"""Two contexts for reading and writing configs: whether code may be run, and which objects are one and the same."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

# what is said in one thread is not heard in another
_safe_mode: ContextVar[bool | None] = ContextVar("safe_mode", default=None)
_sharing: ContextVar[Any] = ContextVar("sharing", default=None)


TRUST = (
    "This allows arbitrary code execution: a lambda is saved as code, which loading would run, whoever wrote the file. "
    "If you made the file yourself, pass `safe_mode=False` to the function that loads, or call "
    "`keras.config.enable_unsafe_deserialization()` before. Better for the next time: a function with a name (`def`), "
    "registered with `@keras.saving.register_keras_serializable()`, which is saved by its name."
)


class SafeModeScope:
    """Within a `with` block, deserialization refuses (`safe_mode=True`) or allows code from the file."""

    def __init__(self, safe_mode: bool | None = True):
        self.safe_mode = safe_mode

    def __enter__(self) -> SafeModeScope:
        self._before = _safe_mode.get()
        _safe_mode.set(self.safe_mode)
        return self

    def __exit__(self, *exception: Any) -> None:
        _safe_mode.set(self._before)


def in_safe_mode(default: bool | None = True) -> bool | None:
    """What the innermost `SafeModeScope` says, else `default`."""
    said = _safe_mode.get()
    return default if said is None else said


def enable_unsafe_deserialization() -> None:
    """From now on, in this thread, code from files is run unless a scope or argument forbids it."""
    _safe_mode.set(False)


def forget_unsafe_deserialization() -> None:
    """As if `enable_unsafe_deserialization` had not been called."""
    _safe_mode.set(None)


class ObjectSharingScope:
    """Within a `with` block, an object that is written twice is marked, and read back as one object."""

    def __enter__(self) -> ObjectSharingScope:
        self._before = _sharing.get()
        self._written: dict[
            int, tuple[Any, dict]
        ] = {}  # id -> the object, kept alive, and its config
        self._read: dict[int, Any] = {}
        _sharing.set(self)
        return self

    def __exit__(self, *exception: Any) -> None:
        _sharing.set(self._before)

    def written(self, obj: Any, config: dict) -> None:
        """Take note; from the second time on, put an id into both configs."""
        if id(obj) in self._written:
            config["shared_object_id"] = self._written[id(obj)][1]["shared_object_id"] = id(obj)
        else:
            self._written[id(obj)] = (obj, config)

    def find(self, config: dict) -> Any:
        """The object read before under the id in `config`, or None."""
        return self._read.get(config.get("shared_object_id", 0))

    def read(self, obj: Any, config: dict) -> None:
        """Take note of an object made from `config`."""
        if "shared_object_id" in config:
            self._read[config["shared_object_id"]] = obj


def sharing() -> ObjectSharingScope | None:
    """The innermost `ObjectSharingScope`."""
    return _sharing.get()
