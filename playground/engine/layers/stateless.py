"""`stateless_call`: a layer as a pure function of its variables."""

from __future__ import annotations

from typing import Any

from playground.engine import scopes


def stateless_call(
    layer: Any,
    trainable_variables: Any,
    non_trainable_variables: Any,
    args: tuple,
    kwargs: dict[str, Any],
    return_losses: bool,
) -> Any:
    """`layer(*args, **kwargs)` with these values for its variables, which keep their own. Returns the outputs and
    the new values of the non-trainable variables, and the losses when asked for. ValueError when the numbers of
    values differ from those of the variables, or before the layer is built."""
    layer._check_super_called()
    if not layer.built:
        raise ValueError(
            f"To call stateless_call, {type(layer).__name__} must be built (i.e. its variables must have been already "
            "created). You can build it by calling it on some data."
        )
    own = [(layer.trainable_variables, trainable_variables, "trainable_variables")]
    own += [(layer.non_trainable_variables, non_trainable_variables, "non_trainable_variables")]
    mapping = []
    for variables, values, what in own:
        values = list(values)
        if len(variables) != len(values):
            raise ValueError(
                f"Argument `{what}` must be a list of tensors corresponding 1:1 to {type(layer).__name__}().{what}. "
                f"Received list with length {len(values)}, but expected {len(variables)} variables."
            )
        mapping += list(zip(variables, values))
    losses = None
    with scopes.StatelessScope(state_mapping=mapping) as scope:
        outputs = layer(*args, **kwargs)
        if return_losses:
            losses = layer.losses
    after = []
    for variable in layer.non_trainable_variables:
        value = scope.get_current_value(variable)
        after.append(variable.value if value is None else value)
    return (outputs, after, losses) if return_losses else (outputs, after)
