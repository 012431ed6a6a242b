"""Nested lists, tuples and dicts: flatten, map, compare. Dicts are walked in sorted key order, None is a leaf."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterator
from typing import Any

MAP_TO_NONE = object()


def is_nested(structure: Any) -> bool:
    """Whether `structure` is a list, tuple or dict."""
    return isinstance(structure, list | tuple | dict)


def _keys(mapping: dict) -> list:
    if isinstance(mapping, OrderedDict):
        return list(mapping)
    try:
        return sorted(mapping)
    except TypeError:
        return list(mapping)


def _children(structure: Any) -> list | None:
    if isinstance(structure, dict):
        return [structure[k] for k in _keys(structure)]
    return list(structure) if isinstance(structure, list | tuple) else None


def _rebuild(structure: Any, children: list) -> Any:
    """A structure like `structure` that holds `children`."""
    if isinstance(structure, dict):
        by_key = dict(zip(_keys(structure), children))
        items = [(k, by_key[k]) for k in structure]  # keep the order of insertion
        if isinstance(structure, defaultdict):
            return defaultdict(structure.default_factory, items)
        return type(structure)(items)
    if hasattr(structure, "_fields"):  # a namedtuple
        return type(structure)(*children)
    return type(structure)(children)


def _walk(structure: Any) -> Iterator[Any]:
    children = _children(structure)
    if children is None:
        yield structure
    else:
        for child in children:
            yield from _walk(child)


def flatten(structure: Any) -> list:
    """The leaves of `structure` in order."""
    return list(_walk(structure))


def _walk_with_path(structure: Any, path: tuple) -> Iterator[tuple[tuple, Any]]:
    if isinstance(structure, dict):
        for k in _keys(structure):
            yield from _walk_with_path(structure[k], (*path, k))
    elif isinstance(structure, list | tuple):
        names = getattr(structure, "_fields", range(len(structure)))
        for k, child in zip(names, structure):
            yield from _walk_with_path(child, (*path, k))
    else:
        yield path, structure


def flatten_with_path(structure: Any) -> list[tuple[tuple, Any]]:
    """`(path, leaf)` pairs, a path being a tuple of keys and indices."""
    return list(_walk_with_path(structure, ()))


def map_structure(func: Callable, *structures: Any, none_is_leaf: bool = True) -> Any:
    """`func` of the corresponding leaves of equally shaped `structures`."""
    if not callable(func):
        raise TypeError(f"`func` must be callable. Received: func={func}")
    if not structures:
        raise ValueError("Must provide at least one structure")
    first, rest = structures[0], structures[1:]
    if not none_is_leaf and first is None:
        return None
    for other in rest:
        _assert_same_node(first, other)
    children = _children(first)
    if children is None:
        return func(*structures)
    others = [_children(o) for o in rest]
    mapped = [
        map_structure(func, c, *(o[i] for o in others if o is not None), none_is_leaf=none_is_leaf)
        for i, c in enumerate(children)
    ]
    return _rebuild(first, mapped)


def map_structure_up_to(shallow_structure: Any, func: Callable, *structures: Any) -> Any:
    """Like `map_structure`, but stops where `shallow_structure` has leaves."""
    if not structures:
        raise ValueError("Must provide at least one structure")
    children = _children(shallow_structure)
    if children is None:
        return func(*structures)
    parts = []
    for s in structures:
        below = _children(s)
        if below is None or len(below) != len(children):
            raise ValueError(f"Structures do not match: {shallow_structure} and {s}")
        parts.append(below)
    mapped = [map_structure_up_to(c, func, *(p[i] for p in parts)) for i, c in enumerate(children)]
    return _rebuild(shallow_structure, mapped)


def traverse(func: Callable, structure: Any, top_down: bool = True) -> Any:
    """`structure` with `func(node)` in place of each node where that is not None."""
    if top_down:
        result = func(structure)
        if result is not None:
            return None if result is MAP_TO_NONE else result
    children = _children(structure)
    if children is not None:
        structure = _rebuild(structure, [traverse(func, c, top_down) for c in children])
    if top_down:
        return structure
    result = func(structure)
    if result is None:
        return structure
    return None if result is MAP_TO_NONE else result


def _assert_same_node(a: Any, b: Any) -> None:
    same = is_nested(a) == is_nested(b)
    if same and is_nested(a):
        same = (
            isinstance(a, dict) == isinstance(b, dict)
            and isinstance(a, list) == isinstance(b, list)
            and len(a) == len(b)
            and not (isinstance(a, dict) and _keys(a) != _keys(b))
        )
    if not same:
        raise ValueError(
            f"`a` and `b` don't have the same structure. Expected {type(a).__name__} {a}. "
            f"Received {type(b).__name__} {b}"
        )


def assert_same_structure(a: Any, b: Any, check_types: bool = True) -> None:
    """ValueError unless `a` and `b` are nested alike. `check_types=False` lets lists equal tuples."""
    if check_types:
        _assert_same_node(a, b)
    elif is_nested(a) != is_nested(b) or (is_nested(a) and len(a) != len(b)):
        raise ValueError(f"`a` and `b` don't have the same structure: {a} and {b}")
    for x, y in zip(_children(a) or (), _children(b) or ()):
        assert_same_structure(x, y, check_types)


def assert_same_paths(a: Any, b: Any) -> None:
    """ValueError unless the leaves of `a` and `b` have the same paths."""
    paths_a = {p for p, _ in flatten_with_path(a)}
    paths_b = {p for p, _ in flatten_with_path(b)}
    if paths_a != paths_b:
        raise ValueError(f"`a` and `b` don't have the same paths: {paths_a} and {paths_b}")


def pack_sequence_as(structure: Any, flat_sequence: Any) -> Any:
    """A structure like `structure` whose leaves are `flat_sequence`."""
    if not isinstance(flat_sequence, list | tuple):
        raise TypeError(f"`flat_sequence` must be a list or tuple. Received: {flat_sequence}")
    leaves = iter(flat_sequence)
    missing = object()

    def fill(node: Any) -> Any:
        children = _children(node)
        if children is not None:
            return _rebuild(node, [fill(c) for c in children])
        leaf = next(leaves, missing)
        if leaf is missing:
            raise ValueError(f"Too few leaves for the structure {structure}: {len(flat_sequence)}")
        return leaf

    packed = fill(structure)
    if next(leaves, missing) is not missing:
        raise ValueError(f"Too many leaves for the structure {structure}: {len(flat_sequence)}")
    return packed


def lists_to_tuples(structure: Any) -> Any:
    """`structure` with tuples where it has lists."""
    return traverse(lambda s: tuple(s) if isinstance(s, list) else None, structure, top_down=False)


def map_shape_structure(func: Callable, structure: Any) -> Any:
    """`func` of every shape (a tuple or list of ints and None) in `structure`."""

    def is_shape(s: Any) -> bool:
        return isinstance(s, list | tuple) and all(d is None or isinstance(d, int) for d in s)

    if not callable(func):
        raise TypeError(f"`func` must be callable, got {func}")
    return traverse(lambda s: func(s) if is_shape(s) else None, structure)
