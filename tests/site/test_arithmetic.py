"""The page's own arithmetic, compiled and run in Pyodide in Node: the numbers are NumPy's."""

import json
from pathlib import Path

import numpy as np
import pytest

from playground.site import arithmetic
from playground.site.bytecode import run_in_pyodide
from playground.site.distribution import distribution

PROGRAM = Path(__file__).with_name("arithmetic_in_pyodide.py")


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wasm")
    (folder / arithmetic.NAME).write_bytes(arithmetic.compiled_arithmetic())
    root = Path(__file__).resolve().parents[2]
    return json.loads(run_in_pyodide(distribution(), PROGRAM, "await everything()", [root, folder]))


def test_products_are_numpys_to_the_bit_in_every_layout(found):
    compared = found["compared"]
    assert compared["wrong"] == []
    assert compared["count"] > 2000
    assert compared["refused"] == ["[(2, 3, 2, 4, 5), (2, 1, 2, 5, 4)]"]  # three loops


def test_functions_are_rounded_right_and_lose_nothing(found):
    functions = found["functions"]
    assert functions["lost"] == []
    assert {name: error for name, error in functions["errors"].items() if error > 0.6} == {}
    assert {"exp", "log", "tanh", "sqrt", "0.999**t"} < functions["errors"].keys()


@pytest.mark.parametrize("kind, least", [("elementwise", 800), ("reduced", 80)])
def test_what_is_done_to_elements_is_numpys(found, kind, least):
    assert found[kind]["wrong"] == []
    assert found[kind]["count"] > least


def test_random_programs_train_as_they_do_eagerly(found):
    assert found["programs"]["found"] == []
    assert found["programs"]["stretches"] > 10


def test_what_it_cannot_do_it_refuses(found):
    assert found["refused"] == [True] * 6


def test_arithmetic_that_fails_its_test_is_not_used(found):
    assert found["wrong"] == ["it multiplies matrices of 1 × 1 and 1 × 1 wrongly", False]


def test_a_model_trains_as_with_numpy_while_memory_grows(found):
    fast, slow = found["fast"], found["numpy"]
    assert fast["problem"] == ""
    np.testing.assert_allclose(fast["losses"], slow["losses"], rtol=1e-5)
    np.testing.assert_allclose(fast["weights"], slow["weights"], rtol=1e-3, atol=1e-5)


def test_the_explanation_says_what_runs_where(found):
    assert "is done in WebAssembly, for all batches in one call" in found["fast"]["explained"]
    assert "in WebAssembly" not in found["numpy"]["explained"]


def test_the_module_is_small_and_brings_nothing_of_its_own(tmp_path, monkeypatch):
    made = arithmetic.compiled_arithmetic()
    assert len(made) < 40_000
    assert arithmetic.checked(made) == made
    monkeypatch.setattr(arithmetic, "cache_folder", lambda: tmp_path / "another")
    assert arithmetic.compiled_arithmetic() == made


def test_another_module_is_an_error():
    with pytest.raises(arithmetic.CompilerError, match="expected a module without data"):
        arithmetic.checked(b"\0asm\1\0\0\0")
