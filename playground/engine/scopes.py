"""Contexts that change what operations mean for a while: stateless, symbolic, name, autocast, device."""

from __future__ import annotations

from typing import Any

from playground.engine.dtypes import is_float, standardize_dtype
from playground.engine.keras_tensor import KerasTensor

stateless: StatelessScope | None = None  # the innermost that is active; likewise below
symbolic: SymbolicScope | None = None
autocast: AutocastScope | None = None
names: list[name_scope] = []


class StatelessScope:
    """Inside, `Variable.assign` leaves variables alone: new values are kept here and seen by later reads.

    `state_mapping` is a list of `(variable, value)` pairs that are in force from the start.
    """

    def __init__(
        self,
        state_mapping: Any = None,
        collect_losses: bool = False,
        initialize_variables: bool = True,
    ) -> None:
        from playground.engine.ops import convert_to_tensor
        from playground.engine.variable import Variable

        self.collect_losses = collect_losses
        self.initialize_variables = initialize_variables
        self.losses: list = []
        self.state_mapping: dict[int, Any] = {}
        self._variables: dict[int, Any] = {}
        for key, value in state_mapping or ():
            if not isinstance(key, Variable):
                raise ValueError(
                    "Invalid reference variable in StatelessScope: all keys in argument `mapping` must be Variable "
                    f"instances. Received instead: {key}"
                )
            if not isinstance(value, KerasTensor):
                value = convert_to_tensor(value, dtype=key.dtype)
            if tuple(value.shape) != tuple(key.shape):
                raise ValueError(
                    "Invalid variable value in StatelessScope: all values in argument `mapping` must be tensors with "
                    f"a shape that matches the corresponding variable shape. For variable {key}, received value of "
                    f"shape {value.shape}."
                )
            self.add_update((key, value))
        self._uninitialized: list = []

    def __enter__(self) -> StatelessScope:
        global stateless
        self._before = stateless
        stateless = self
        return self

    def __exit__(self, *exc: Any) -> None:
        global stateless
        stateless = self._before
        if stateless is None and self.initialize_variables:
            for variable in self._uninitialized:
                variable._deferred_initialize()
        elif stateless is not None:
            stateless._uninitialized.extend(self._uninitialized)
        self._uninitialized = []

    def add_loss(self, loss: Any) -> None:
        """Collect a loss that a layer added."""
        self.losses.append(loss)

    def add_update(self, update: tuple[Any, Any]) -> None:
        """Let `variable` read as `value` inside this scope."""
        variable, value = update
        self._variables[id(variable)] = variable
        self.state_mapping[id(variable)] = value

    def get_current_value(self, variable: Any) -> Any:
        """What `variable` reads as, None if it was not changed here."""
        return self.state_mapping.get(id(variable))


class SymbolicScope:
    """Inside, layers called on KerasTensors infer shapes but are not added to any graph, unless it began inside with
    an `Input`: a layer may build a model of its own."""

    def __enter__(self) -> SymbolicScope:
        global symbolic
        self._before = symbolic
        symbolic = self
        return self

    def __exit__(self, *exc: Any) -> None:
        global symbolic
        symbolic = self._before


class AutocastScope:
    """Inside, float variables read as `dtype`: how layers compute in float16 with float32 weights."""

    def __init__(self, dtype: Any) -> None:
        if dtype is not None:
            dtype = standardize_dtype(dtype)
            if not is_float(dtype):
                raise ValueError(
                    "`AutocastScope` can only be used with a floating-point target dtype, such as 'float16'. "
                    f"Received: dtype={dtype}"
                )
        self.dtype = dtype

    def maybe_cast(self, value: Any) -> Any:
        """`value` in the scope's dtype if it is a float tensor."""
        from playground.engine.ops import cast

        return (
            cast(value, self.dtype) if self.dtype is not None and is_float(value.dtype) else value
        )

    def __enter__(self) -> AutocastScope:
        global autocast
        self._before = autocast
        autocast = self
        return self

    def __exit__(self, *exc: Any) -> None:
        global autocast
        autocast = self._before


class name_scope:
    """Prefixes the `path` of variables made inside with `name/`."""

    def __init__(
        self,
        name: str,
        **kwargs: Any,
    ) -> None:
        if not isinstance(name, str) or "/" in name:
            raise ValueError(
                "Argument `name` must be a string and cannot contain character `/`. "
                f"Received: name={name}"
            )
        self.name = name
        self.caller = kwargs.pop("caller", None)
        self.deduplicate = kwargs.pop("deduplicate", True)
        self.override_parent = kwargs.pop("override_parent", None)
        if kwargs:
            raise TypeError(f"name_scope: unknown argument(s) {sorted(kwargs)}")
        self._pushed = False

    def __enter__(self) -> name_scope:
        same = names and self.caller is not None and names[-1].caller is self.caller
        self._pushed = not (self.deduplicate and same and names[-1].name == self.name)
        if self._pushed:
            names.append(self)
        return self

    def __exit__(self, *exc: Any) -> None:
        if self._pushed and self in names:
            del names[names.index(self) :]  # with what was opened inside and never closed
        self._pushed = False


def current_path() -> str:
    """The names of all open scopes, joined by `/`."""
    parts: list[str] = []
    for scope in names:
        if scope.override_parent is not None:
            parent = scope.override_parent.strip("/")
            parts = [parent] if parent else []
        parts.append(scope.name)
    return "/".join(parts)


class device_scope:
    """`with device("cpu"):` is accepted and changes nothing: there is one device."""

    def __init__(self, device_name: str) -> None:
        self.device_name = device_name

    def __enter__(self) -> device_scope:
        return self

    def __exit__(self, *exc: Any) -> None:
        pass


def in_stateless_scope() -> bool:
    """Whether assignments are being kept apart."""
    return stateless is not None


def get_stateless_scope() -> StatelessScope | None:
    """The innermost stateless scope."""
    return stateless


def in_symbolic_scope() -> bool:
    """Whether only shapes are being inferred."""
    return symbolic is not None


def get_autocast_scope() -> AutocastScope | None:
    """The innermost autocast scope."""
    return autocast


class RematScope:
    """`with RematScope():` is accepted and changes nothing: activations are always kept."""

    def __init__(
        self, mode: str | None = "full", output_size_threshold: int = 1024, layer_names: Any = None
    ) -> None:
        self.mode = mode
        self.output_size_threshold = output_size_threshold
        self.layer_names = layer_names or []

    def __enter__(self) -> RematScope:
        return self

    def __exit__(self, *exc: Any) -> None:
        pass


def remat(f: Any) -> Any:
    """`f` itself: Keras would compute its activations again in the backward pass, to save memory."""
    return f
