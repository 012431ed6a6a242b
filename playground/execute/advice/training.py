"""How beginners train and save: heads and labels without a list, their own function in quotes, a tape that sees
nothing, an order of points, a file by another name."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from playground.execute.advice.scene import Advice, Scene, method_called


def advise(scene: Scene) -> Advice | None:
    return next(filter(None, _ideas(scene)), None)


def _ideas(scene: Scene) -> Iterator[Advice | None]:
    text = scene.text
    if isinstance(scene.error, TypeError):
        yield _heads_without_list(scene)
        yield _labels_without_list(scene)
        yield _gradient_swapped(scene)
        yield _steps_of_a_range(scene)
    if "Could not interpret" in text:
        yield _own_function_in_quotes(scene)
    if "No gradients provided" in text:
        yield _predict_under_the_tape(scene)
    if "File not found" in text or isinstance(scene.error, FileNotFoundError):
        yield _saved_otherwise(scene)
    if "arrays used as indices" in text:
        yield _points_for_places(scene)


def _heads_without_list(scene: Scene) -> Advice | None:
    """`keras.Model(inputs, arm, far)`"""
    call = scene.call()
    name = scene.source_of(call.func) if call else ""
    if "positional argument" not in scene.text or call is None or len(call.args) < 3:
        return None
    if name.rpartition(".")[2] != "Model":
        return None
    outputs = ", ".join(scene.source_of(node) for node in call.args[1:])
    return Advice(
        f"A model is made of inputs and outputs, two arguments. Several outputs are one list: "
        f"`{name}({scene.source_of(call.args[0])}, [{outputs}])`."
    )


def _labels_without_list(scene: Scene) -> Advice | None:
    """`model.fit(x, y, distance, batch_size=32)`"""
    call = scene.call()
    name = scene.source_of(call.func) if call else ""
    if "multiple values for argument 'batch_size'" not in scene.text or call is None:
        return None
    if not name.endswith(".fit") or len(call.args) != 3:
        return None
    x, *labels = (scene.source_of(node) for node in call.args)
    return Advice(
        f"The third place of `fit` is the batch size. Labels of several heads are one list: "
        f"`{name}({x}, [{', '.join(labels)}], …)`."
    )


def _own_function_in_quotes(scene: Scene) -> Advice | None:
    """`loss="cubic_error"`: a function of the program by its name."""
    found = re.search(r"Could not interpret (\w+) identifier: '(\w+)'", scene.text)
    own = next((f for f in scene.functions() if found and f.name == found[2]), None)
    if found is None or own is None:
        return None
    return Advice(
        f"{own.name} is your own function (line {own.lineno}). Keras knows only its own by name: give the "
        f"function itself, `{own.name}` without quotes."
    )


def _gradient_swapped(scene: Scene) -> Advice | None:
    """`tape.gradient(weights, loss)`"""
    for node in scene.nodes(ast.Assign):
        call = node.value
        if not method_called(call, "gradient") or len(call.args) != 2:
            continue
        if abs(node.lineno - scene.line) > 5:
            continue
        target, sources = (scene.maybe(each) for each in call.args)
        if (
            isinstance(target, list)
            and target
            and hasattr(target[0], "assign")
            and not isinstance(sources, list)
        ):
            first, second = (scene.source_of(each) for each in call.args)
            return Advice(
                "First what the gradient is taken of, then the weights: "
                f"`{scene.source_of(call.func)}({second}, {first})`.",
                line=node.lineno,
            )
    return None


def _steps_of_a_range(scene: Scene) -> Advice | None:
    """`range(n / size)`"""
    node = scene.expression()
    if "cannot be interpreted as an integer" not in scene.text or not isinstance(node, ast.Call):
        return None
    inner = node.args[0] if len(node.args) == 1 else None
    if scene.source_of(node.func) != "range" or not isinstance(inner, ast.BinOp):
        return None
    if not isinstance(inner.op, ast.Div):
        return None
    left, right = scene.source_of(inner.left), scene.source_of(inner.right)
    return Advice(
        f"`range` counts whole numbers, and `/` gives others. From 0 on in steps of {right}: "
        f"`range(0, {left}, {right})`; to count them only, `range({left} // {right})`."
    )


def _predict_under_the_tape(scene: Scene) -> Advice | None:
    for call in scene.nodes(ast.Call):
        if method_called(call, "gradient") and len(call.args) > 1:
            weights = scene.source_of(call.args[1])
            if weights.endswith(".get_weights()"):
                return Advice(
                    f"`{weights}` gives copies, plain arrays, and the tape does not know them (line {call.lineno}). "
                    f"The weights themselves: `{weights.removesuffix('.get_weights()')}.trainable_weights`.",
                    line=call.lineno,
                )
    for block in scene.nodes(ast.With):
        if "GradientTape" not in scene.source_of(block.items[0].context_expr):
            continue
        for call in ast.walk(block):
            method = method_called(call, "predict")
            if method is not None and isinstance(call, ast.Call):
                model = scene.source_of(method.value)
                data = scene.source_of(call.args[0]) if call.args else "x"
                return Advice(
                    f"`predict` gives numbers, and the tape cannot see where they come from (line {call.lineno}). "
                    f"Call the model itself: `{model}({data}, training=True)`.",
                    line=call.lineno,
                )
    return None


def _saved_otherwise(scene: Scene) -> Advice | None:
    call = scene.call()
    asked = call.args[0] if call and call.args else None
    if not isinstance(asked, ast.Constant) or not isinstance(asked.value, str):
        return None
    for node in scene.nodes(ast.Call):
        saves = method_called(node, "save", "save_weights", "savez")
        name = node.args[0] if saves and node.args else None
        if (
            isinstance(name, ast.Constant)
            and isinstance(name.value, str)
            and node.lineno <= scene.line
        ):
            return Advice(
                f'There is no file {asked.value}: line {node.lineno} writes "{name.value}". Both need the same name.'
            )
    return None


def _points_for_places(scene: Scene) -> Advice | None:
    """`order = np.random.permutation(x)`, and then `x[order[…]]`; or probabilities for classes."""
    used = {n.id for n in scene.nodes(ast.Name) if n.lineno == scene.line}
    for node in scene.nodes(ast.Assign):
        call, name = node.value, scene.source_of(node.targets[0])
        if (
            name in used
            and isinstance(call, ast.Call)
            and scene.source_of(call.func).endswith(".predict")
        ):
            return Advice(
                f"{name} holds probabilities (line {node.lineno}), and places are whole numbers. The class of each: "
                f"`{name} = {scene.source_of(call)}.argmax(axis=1)`.",
                line=node.lineno,
            )
        if (
            isinstance(call, ast.Call)
            and scene.source_of(call.func).endswith(".permutation")
            and call.args
        ):
            data = scene.source_of(call.args[0])
            shape = getattr(scene.maybe(call.args[0]), "shape", ())
            if len(shape) > 1 and node.lineno <= scene.line:
                return Advice(
                    f"{scene.source_of(node.targets[0])} holds the points themselves, shuffled, not their places (line "
                    f"{node.lineno}). An order of their places is `{scene.source_of(call.func)}(len({data}))`.",
                    line=node.lineno,
                )
    return None
