"""The table of Keras's operations fits the functions that are here."""

import inspect

import pytest

from playground.engine import ops
from playground.engine.ops.keras_classes import _FOUND, class_name
from playground.engine.ops.symbolic import operation_class


@pytest.mark.parametrize("name", _FOUND)
def test_an_operation_is_found_by_its_class_and_knows_its_arguments(name):
    module, arguments = _FOUND[name]
    home = ops.image if module == "image" else ops
    function = getattr(home, name)
    plain = getattr(function, "__wrapped__", function)
    assert {*arguments} <= {*inspect.signature(plain).parameters}
    assert getattr(home, class_name(name)) is operation_class(function)
