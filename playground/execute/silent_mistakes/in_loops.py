"""What is made again in every round of a loop, or is never made use of in it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from playground.execute.silent_mistakes.text import Text, dotted, kind_of_class, last_name

_APPLIES = {"apply_gradients", "apply", "assign", "assign_sub", "assign_add", "minimize"}
_RESETS = {"reset_state", "reset_states", "reset_metrics"}


def in_loops(text: Text) -> Iterator[tuple[int, str]]:
    for loop in (n for n in ast.walk(text.tree) if isinstance(n, ast.For | ast.While)):
        yield from _optimizer_made_anew(loop)
        yield from _compiled_anew(loop)
        yield from _model_made_anew(loop)
        yield from _never_reset(text, loop)
        yield from _never_applied(text, loop)


def _direct(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a round, those in `with` and `if` too, but not those of loops inside."""
    for statement in body:
        yield statement
        if isinstance(statement, ast.With | ast.If):
            yield from _direct(statement.body)
            yield from _direct(getattr(statement, "orelse", []))


def _calls(statement: ast.stmt) -> Iterator[ast.Call]:
    if isinstance(statement, ast.With | ast.If | ast.For | ast.While | ast.FunctionDef):
        return
    yield from (n for n in ast.walk(statement) if isinstance(n, ast.Call))


def _methods(loop: ast.For | ast.While, name: str) -> list[ast.Call]:
    """Calls `….name(…)` in a round."""
    return [c for s in _direct(loop.body) for c in _calls(s) if _attribute(c) == name]


def _attribute(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _assigned(loop: ast.For | ast.While) -> dict[str, ast.Assign]:
    """Names that get a value in a round."""
    return {
        target.id: statement
        for statement in _direct(loop.body)
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }


def _optimizer_made_anew(loop: ast.For | ast.While) -> Iterator[tuple[int, str]]:
    assigned = _assigned(loop)
    for call in [*_methods(loop, "apply_gradients"), *_methods(loop, "apply")]:
        name = last_name(call.func.value) if isinstance(call.func, ast.Attribute) else ""
        made = assigned.get(name)
        value = made.value if made is not None else None
        if isinstance(value, ast.Call) and kind_of_class(last_name(value.func)) == "optimizer":
            yield (
                value.lineno,
                f"{name} is made anew in every round of the loop: it forgets its momentum and counts no steps. Make it "
                "once, before the loop.",
            )


def _compiled_anew(loop: ast.For | ast.While) -> Iterator[tuple[int, str]]:
    assigned, own = _assigned(loop), _targets(loop)
    restored = {_owner(c) for name in ("set_weights", "load_weights") for c in _methods(loop, name)}
    fitted = {_owner(c) for c in _methods(loop, "fit")}
    for call in _methods(loop, "compile"):
        name = _owner(call)
        read = {n.id for n in ast.walk(call) if isinstance(n, ast.Name)}
        changed = read & (own | set(assigned))
        if name and name in fitted - restored - own - set(assigned) and not changed:
            yield (
                call.lineno,
                f"compile in every round of the loop gives {name} a new optimizer, without momentum, while its "
                "weights stay. Call compile once, before the loop.",
            )


def _model_made_anew(loop: ast.For | ast.While) -> Iterator[tuple[int, str]]:
    own = _targets(loop)
    if not any("epoch" in name for name in own):
        return
    assigned = _assigned(loop)
    for call in _methods(loop, "fit"):
        made = assigned.get(_owner(call))
        if made is not None and isinstance(made.value, ast.Call):
            read = {n.id for s in loop.body for n in ast.walk(s) if isinstance(n, ast.Name)}
            if not own & read:
                yield (
                    made.lineno,
                    f"{_owner(call)} is made anew in every round of the loop, so each begins untrained. Make and "
                    "compile it once, before the loop; or fit(…, epochs=…) without a loop.",
                )


def _never_reset(text: Text, loop: ast.For | ast.While) -> Iterator[tuple[int, str]]:
    """A metric that goes on over epochs of the learner's own."""
    if not any("epoch" in name for name in _targets(loop)):
        return
    if any(_attribute(call) in _RESETS for call in text.calls()):
        return
    updated = {
        _owner(call)
        for node in ast.walk(loop)
        if isinstance(call := node, ast.Call) and _attribute(call) == "update_state"
    }
    made = set(_assigned(loop))
    for call in [c for s in loop.body for c in _calls(s) if _attribute(c) == "result"]:
        name = _owner(call)
        if name in updated and name not in made:
            yield (
                call.lineno,
                f"{name} is the mean over all epochs so far: a metric goes on counting until it is told to begin anew. "
                f"Call {name}.reset_state() at the end of every epoch.",
            )


def _never_applied(text: Text, loop: ast.For | ast.While) -> Iterator[tuple[int, str]]:
    if any(_attribute(call) in _APPLIES for call in text.calls()):
        return
    for call in _methods(loop, "gradient"):
        sources = call.args[1] if len(call.args) > 1 else None
        if sources is not None and "trainable" in dotted(sources):
            yield (
                call.lineno,
                "Gradients are computed here and never applied, so the weights stay as they are. Try "
                "optimizer.apply_gradients(zip(gradients, model.trainable_variables)).",
            )
            return


def _owner(call: ast.Call) -> str:
    """`model` of `model.fit(…)`."""
    value = call.func.value if isinstance(call.func, ast.Attribute) else None
    return value.id if isinstance(value, ast.Name) else ""


def _targets(loop: ast.For | ast.While) -> set[str]:
    if isinstance(loop, ast.While):
        return set()
    return {n.id for n in ast.walk(loop.target) if isinstance(n, ast.Name)}
