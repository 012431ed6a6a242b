"""None where a value was expected: most often a function without `return`."""

from __future__ import annotations

import ast

from playground.execute.advice.scene import Advice, Scene

# methods that give back None, and what to do instead
_GIVES_NOTHING = {
    "compile": "compile changes the model itself: write `{0}.compile(…)` on a line of its own, without `=`.",
    "append": "append changes the list itself: write `{0}.append(…)` on a line of its own, without `=`.",
    "extend": "extend changes the list itself: write `{0}.extend(…)` on a line of its own, without `=`.",
    "sort": "sort changes it itself; `sorted({0})` gives a new one.",
    "reverse": "reverse changes the list itself; `{0}[::-1]` gives a new one.",
    "update": "update changes it itself: write it on a line of its own, without `=`.",
    "add": "add changes it itself: write `{0}.add(…)` on a line of its own, without `=`.",
    "summary": "summary prints the table and gives back nothing (None): write it on a line of its own.",
    "build": "build makes the weights and gives back nothing (None): write it on a line of its own.",
    "adapt": "adapt learns the scale and gives back nothing (None): write it on a line of its own.",
    "set_weights": "set_weights changes the layer itself: write it on a line of its own.",
    "load_weights": "load_weights changes the model itself: write it on a line of its own.",
    "save": "save writes a file and gives back nothing (None): write it on a line of its own.",
    "shuffle": "np.random.shuffle changes the array itself: write it on a line of its own.",
    "seed": "seed gives back nothing (None): write it on a line of its own.",
    "set_random_seed": "set_random_seed gives back nothing (None): write it on a line of its own.",
    "print": "print shows a value and gives back nothing (None).",
}
_NEVER = {"__init__", "build", "__setitem__", "reset_state", "update_state", "main"}


def advise(scene: Scene) -> Advice | None:
    text = scene.text
    if "None" not in text or not scene.places:
        return None
    return _by_origin(scene) or _by_function(scene)


def _by_origin(scene: Scene) -> Advice | None:
    """Back from the name that is None to what made it so."""
    line = scene.line
    names = [n for n in scene.nodes(ast.Name) if n.lineno == line and isinstance(n.ctx, ast.Load)]
    for name in names:
        if scene.maybe(name) is not None or not _known(scene, name):
            continue
        made = scene.assigned(name.id, line)
        if made is None or not isinstance(made.value, ast.Call):
            continue
        said = _of_call(scene, made.value, f"{name.id} is None since line {made.lineno}: ")
        if said:
            return said
    for call in [c for c in scene.nodes(ast.Call) if c.lineno == line]:
        said = _of_call(scene, call, "", certain=False)
        if said:
            return said
    return None


def _known(scene: Scene, name: ast.Name) -> bool:
    try:
        scene.value(name)
    except Exception:
        return False
    return True


def _of_call(scene: Scene, call: ast.Call, begin: str, certain: bool = True) -> Advice | None:
    called = call.func
    function = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
    own = next((f for f in scene.functions() if f.name == function), None)
    if own is not None:
        return Advice(begin + _without_return(scene, own)) if not _always_returns(own) else None
    if certain and function == "gradient":
        return Advice(
            f"{begin}the tape saw no way from the target to it. A Variable is watched by itself, a constant needs"
            " `tape.watch(x)` inside the `with`; and what is computed must stand inside the `with tf.GradientTape()"
            " as tape:` block."
        )
    if certain and function in _GIVES_NOTHING:
        owner = scene.source_of(called.value) if isinstance(called, ast.Attribute) else ""
        return Advice(begin + _GIVES_NOTHING[function].format(owner))
    layer = scene.maybe(called)
    for f in scene.functions():
        of = scene.class_of(f)
        if f.name in ("call", "__call__") and of is not None and of.name == type(layer).__name__:
            return Advice(begin + _without_return(scene, f)) if not _always_returns(f) else None
    return None


def _by_function(scene: Scene) -> Advice | None:
    """A function of the program whose value is used and that has none."""
    candidates = [f for f in scene.functions() if f.name not in _NEVER and not _always_returns(f)]
    used = [f for f in candidates if _value_is_used(scene, f)]
    if not used:
        return None
    whole = [f for f in used if not _returns(f)] or used
    return Advice(_without_return(scene, whole[0]))


def _without_return(scene: Scene, function: ast.FunctionDef) -> str:
    owner = scene.class_of(function)
    called = f"`{function.name}` of {owner.name}" if owner else f"`{function.name}`"
    last = function.body[-1]
    if _returns(function):
        return (
            f"{called} (line {function.lineno}) does not return a value on every path: its end is reached without"
            " `return`."
        )
    shown = ""
    ending = last.value if isinstance(last, ast.Expr) else None
    if (
        isinstance(ending, ast.Call)
        and isinstance(ending.func, ast.Attribute)
        and ending.func.attr in _GIVES_NOTHING
    ):
        shown = f": `return {scene.source_of(ending.func.value)}`"
    elif isinstance(ending, ast.Call) and scene.source_of(ending.func) == "print" and ending.args:
        shown = f": `return {_cut(scene.source_of(ending.args[0]))}`"
    elif isinstance(last, ast.Expr) and not isinstance(last.value, ast.Constant):
        shown = f": `return {_cut(scene.source_of(last.value))}`"
    elif isinstance(last, ast.Assign) and isinstance(last.targets[0], ast.Name):
        shown = f": `return {last.targets[0].id}`"
    else:
        named = [
            n.id
            for n in ast.walk(function)
            if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
        ]
        shown = f": `return {named[0]}`, for instance" if named else ""
    return f"{called} (line {function.lineno}) ends without `return`, so its value is None. End it with return{shown}."


def _cut(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


def _own(function: ast.FunctionDef) -> list[ast.AST]:
    """The nodes of a function, without those of functions inside it."""
    found: list[ast.AST] = []
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        found.append(node)
        if not isinstance(node, ast.FunctionDef | ast.Lambda | ast.ClassDef | ast.AsyncFunctionDef):
            waiting += ast.iter_child_nodes(node)
    return found


def _returns(function: ast.FunctionDef) -> bool:
    return any(isinstance(n, ast.Return) and n.value is not None for n in _own(function))


def _always_returns(function: ast.FunctionDef) -> bool:
    if any(isinstance(n, ast.Yield | ast.YieldFrom) for n in _own(function)):
        return True
    only = function.body[0]
    if len(function.body) == 1 and isinstance(only, ast.Pass | ast.Raise):
        return isinstance(only, ast.Raise)
    return _ends(function.body)


def _ends(body: list[ast.stmt]) -> bool:
    last = body[-1]
    if isinstance(last, ast.Return):
        return last.value is not None
    if isinstance(last, ast.If):
        return bool(last.orelse) and _ends(last.body) and _ends(last.orelse)
    if isinstance(last, ast.With | ast.For):
        return _ends(last.body)
    if isinstance(last, ast.While):
        return True
    if isinstance(last, ast.Try):
        return _ends(last.body) or _ends(last.finalbody or [ast.Pass()])
    if isinstance(last, ast.Match):
        return all(_ends(case.body) for case in last.cases)
    return isinstance(last, ast.Raise)


def _value_is_used(scene: Scene, function: ast.FunctionDef) -> bool:
    """Whether what it gives back goes somewhere: Keras's methods, losses and metrics, and calls inside expressions."""
    owner = scene.class_of(function)
    if owner is not None:
        return function.name in (
            "call", "get_config", "compute_output_shape", "train_step", "test_step", "result", "__call__", "__getitem__"
        )  # fmt: skip
    alone = {id(n.value) for n in scene.nodes(ast.Expr)}
    for node in scene.nodes((ast.Call, ast.Name)):
        if isinstance(node, ast.Call):
            if (
                isinstance(node.func, ast.Name)
                and node.func.id == function.name
                and id(node) not in alone
            ):
                return True
        elif (
            node.id == function.name
            and isinstance(node.ctx, ast.Load)
            and not any(c.func is node for c in scene.nodes(ast.Call))
        ):
            return True  # it is passed on: a loss, a metric, an activation
    return False
