"""Nested structures."""

from collections import OrderedDict, namedtuple

import pytest

from playground.engine import tree

Point = namedtuple("Point", "x y")
NESTED = {"b": [1, (2, None)], "a": Point(3, 4)}


def test_flatten_sorts_keys_and_keeps_none():
    assert tree.flatten(NESTED) == [3, 4, 1, 2, None]
    assert tree.flatten(OrderedDict([("z", 1), ("a", 2)])) == [1, 2]
    assert tree.flatten(5) == [5]


def test_paths():
    assert tree.flatten_with_path({"b": [1], "a": Point(3, 4)}) == [
        (("a", "x"), 3),
        (("a", "y"), 4),
        (("b", 0), 1),
    ]


def test_map_keeps_types_and_order():
    mapped = tree.map_structure(lambda x: x and x * 10, NESTED)
    assert mapped == {"b": [10, (20, None)], "a": Point(30, 40)}
    assert isinstance(mapped["a"], Point)
    assert list(mapped) == ["b", "a"]
    assert tree.map_structure(lambda a, b: a + b, [1, (2,)], [3, (4,)]) == [4, (6,)]


def test_pack():
    assert tree.pack_sequence_as(NESTED, [1, 2, 3, 4, 5]) == {"b": [3, (4, 5)], "a": Point(1, 2)}
    with pytest.raises(ValueError, match="Too few"):
        tree.pack_sequence_as([1, 2], [1])
    with pytest.raises(ValueError, match="Too many"):
        tree.pack_sequence_as([1], [1, 2])


def test_structures_that_differ():
    tree.assert_same_structure([1, (2,)], [3, (4,)])
    tree.assert_same_structure([1, 2], (3, 4), check_types=False)
    for other in ([1], [1, [2]], {"a": 1, "b": 2}, (1, 2)):
        with pytest.raises(ValueError, match="same structure"):
            tree.assert_same_structure([1, 2], other)


def test_traverse():
    assert tree.traverse(lambda x: "S" if isinstance(x, tuple) else None, [1, (2, 3)]) == [1, "S"]
    assert tree.lists_to_tuples([1, [2, [3]]]) == (1, (2, (3,)))
    assert tree.map_shape_structure(sum, {"a": (1, 2), "b": [(3, 4)]}) == {"a": 3, "b": [7]}
