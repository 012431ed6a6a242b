"""What a plan does, in words: one line for each call, with shapes and bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from playground.engine.plan import accelerator
from playground.engine.plan.block import Block
from playground.engine.plan.graph import Graph, Node, needed_for, users_of
from playground.engine.plan.lowering import is_elementwise
from playground.engine.plan.memory import Memory
from playground.engine.plan.plan import Plan
from playground.engine.plan.source import Source
from playground.engine.plan.step import Plans
from playground.engine.plan.wording import Wording, size


def explanation(model: Any, name: str) -> str:
    """How `model.train_step` (or what `name` says) is done: the plan, or why there is none."""
    title = f"{type(model).__name__} {model.name}, {name}: "
    if model.run_eagerly:
        return title + "run as plain Python in every step, because run_eagerly=True."
    plans: Plans | None = getattr(model, "_plans", {}).get(name)
    if plans is not None and plans.problem is not None:
        return title + f"run as plain Python in every step, because {plans.problem}."
    if plans is None or plans.last is None:
        return title + "not recorded yet. A plan is made in the first steps of `fit`."
    replay = plans.last
    return "\n".join([title + _summary(replay.plan), *_listing(replay.plan, replay.data)])


def _summary(plan: Plan) -> str:
    source = plan.source if plan._block is None else plan._block.source
    recorded = sum(node.kind == "op" for node in plan.recorded.nodes())
    return (
        f"{recorded} recorded operations became {source.calls} NumPy calls a step, for batches of "
        f"{plan.batch_size}, with {size(source.memory.bytes)} of buffers. Numbers are float32 unless said."
        f"{_where(source)}"
    )


def _where(source: Source) -> str:
    """Who does the calls, where it is not NumPy alone."""
    program, current = source.program, accelerator.current()
    if program is None or current is None or not program.stretches:
        return ""
    if program.whole:
        return f" What they say is done in {current.name}, for all batches in one call."
    stretches = (
        "one stretch" if len(program.stretches) == 1 else f"{len(program.stretches)} stretches"
    )
    return (
        f" What {source.calls - program.between} of them say is done in {current.name}, in {stretches}; NumPy does "
        "what is marked."
    )


def _listing(plan: Plan, data: list[str]) -> Iterator[str]:
    block: Block | None = plan._block
    if block is None:
        words = Wording("s", data)
        yield from _steps(plan.source, words, _phases(plan.graph, ()))
        return
    stages = block.stages
    before = Wording("p", data)
    if stages.prepared:
        yield "Before the steps, for all batches at once:"
        yield from _at_once(stages.prepared, before)
    counters = [x for x in stages.order if x.number in stages.counted]
    for node in counters:
        variable, step, ahead = stages.counted[node.number]
        before.call(node, f"({variable.path} + {step.payload})" if ahead else variable.path)
    handed = [*data, *[before.of(x) for x in stages.handed_in]]
    inside = Wording("s", handed)
    made = stages.step.outputs[len(plan.graph.outputs) :]
    if block.source.calls:
        phases = _phases(stages.step, made)
        yield from _steps(block.source, inside, phases)
    after = Wording("a", data)
    for x in (*stages.prepared, *counters):
        after.call(x, before.of(x))
    for x, y in zip(stages.handed_on, made):
        after.call(x, inside.of(y))
    if stages.added:
        yield "After the steps, for all batches at once:"
        yield from _at_once(stages.after, after)
        for variable, node in stages.added.items():
            sign = "-=" if variable in stages.subtracted else "+="
            yield _line("", "", "", f"{variable.path} {sign} {after.of(node)} of every batch")


def _at_once(nodes: Iterable[Node], words: Wording) -> Iterator[str]:
    for node in nodes:
        if not node.payload.view:
            text = words.expression(node)
            yield _line(words.name(node), _shape(node), "", text)


# --------------------------------------------------------------------------------------------- the steps
_TITLES = ("In every step, forward:", "  gradients:", "  update:")


def _phases(graph: Graph, handed_on: Iterable[Node]) -> dict[int, int]:
    """For the number of each node: 0 for the forward pass, 1 for gradients, 2 for the update.

    The update is what reads what only the optimizer knows, and what only that reads, element by element. The forward
    pass is what logs need, and what their results are computed from.
    """
    nodes = graph.nodes()
    users = users_of(nodes)
    forward = {x.number for x in needed_for([*graph.outputs, *handed_on])}
    weights = [x.payload.array for x in nodes if x.kind == "variable" and x.number in forward]
    late: set[int] = set()
    for node in nodes:
        own = node.kind == "variable" and not any(
            np.may_share_memory(node.payload.array, w) for w in weights
        )
        if own or any(x.number in late for x in node.inputs):
            late.add(node.number)
    late -= forward
    for node in reversed(nodes):
        own = is_elementwise(node) or node.name == "pack"
        readers = users[node.number]
        if own and readers and all(u.number in late for u in readers):
            late.add(node.number)
    late |= {x.number for x in graph.assignments.values()}
    return {x.number: 2 if x.number in late else int(x.number not in forward) for x in nodes}


def _steps(source: Source, words: Wording, phases: dict[int, int]) -> Iterator[str]:
    graph, memory, program = source.graph, source.memory, source.program
    results = {x.number: v for v, x in graph.assignments.items()}
    computed = [x for x in memory.order if x.kind == "op" and x.number not in memory.views]
    held = _held(computed, memory)
    for phase, title in enumerate(_TITLES):
        members = [x for x in computed if phases[x.number] == phase]
        if members:
            yield title
        for node in members:
            text, room = words.expression(node), held[node.number]
            if node.number in results:
                text, room = f"{text}  → {results[node.number].path}", "in place"
            if program and program.stretches and node.number not in program.encoded:
                text = f"{text}  by NumPy"
            yield _line(words.name(node), _shape(node), room, text)


def _held(computed: list[Node], memory: Memory) -> dict[int, str]:
    """The memory that each node takes, in the order of computation."""
    known: set[int] = set()
    held: dict[int, str] = {}
    for node in computed:
        array = memory.arrays.get(node.number)
        base = None if array is None else id(_owner(array))
        held[node.number] = "reused" if base in known else size(node.size * node.dtype.itemsize)
        if base is not None:
            known.add(base)
    return held


def _owner(array: np.ndarray) -> np.ndarray:
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array


def _shape(node: Node) -> str:
    kind = np.dtype(node.dtype).name
    return f"{tuple(node.shape)}" + ("" if kind == "float32" else f" {kind}")


def _line(name: str, shape: str, held: str, text: str) -> str:
    """`  s12   (10, 4)             160 B     s11 @ dense/kernel+bias`."""
    return f"  {name:5} {shape:18} {held:9} {text}".rstrip()
