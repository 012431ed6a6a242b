"""Tables of contents: parts of the engine are loaded when they are asked for, and everything is where they say."""

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from playground import engine, keras_names
from playground.engine.left_out import NotHere

ENGINE = Path(engine.__file__).parent
PACKAGES = [
    *("", "callbacks", "layers", "losses", "metrics", "models", "ops", "ops.image"),
    *("optimizers", "training"),
]


def module(package: str):
    return import_module(f"playground.engine.{package}".rstrip("."))


def loaded_after(code: str) -> set[str]:
    """The modules of the engine that a new process has loaded after `code`, relative to the package."""
    code += "\nimport sys; print(*sys.modules)"
    found = subprocess.check_output([sys.executable, "-c", code], text=True).splitlines()[-1]
    return {n.removeprefix("playground.").removeprefix("engine.") for n in found.split()}


PROGRAM = """
import numpy as np
from playground import engine as keras
inputs = keras.Input((2,))
x = keras.layers.Dropout(0.1)(keras.layers.Dense(4, activation="relu")(inputs))
model = keras.Model(inputs, keras.layers.Add()([x, x]))
model = keras.Sequential([model, keras.layers.Dense(1, activation="sigmoid")])
model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
model.fit(np.ones((20, 2)), np.ones((20, 1)), validation_split=0.5)
model.evaluate(np.ones((20, 2)), np.ones((20, 1)))
with keras.GradientTape() as tape:
    loss = keras.ops.mean(keras.ops.square(keras.ops.matmul(np.ones((3, 2)), model.weights[0])))
tape.gradient(loss, model.weights[0])
model.summary()
"""


def test_a_bare_import_loads_nothing_but_the_table():
    loaded = loaded_after("import numpy; before = set()\nimport playground.engine")
    ours = {n for n in loaded if (ENGINE / f"{n.replace('.', '/')}.py").exists()}
    assert ours == {"contents"}


def test_a_program_loads_only_what_it_uses():
    loaded = loaded_after(PROGRAM)
    assert {"layers.dense", "ops.linear_algebra", "optimizers.adam"} <= loaded
    unused = {
        *("layers.recurrent", "layers.attention", "layers.convolution", "layers.adaptive_pooling"),
        *("layers.resizing", "layers.preprocessing", "ops.image", "ops.signal", "ops.convolution"),
        *("metrics.curves", "losses.ctc_loss", "optimizers.ftrl", "models.saving", "synonyms"),
        *("difflib", "zipfile"),
    }
    assert not unused & loaded


def test_what_is_usual_is_all_that_a_usual_program_needs():
    usual = loaded_after("from playground.engine import usual; usual.load()")
    needed = {n for n in loaded_after(PROGRAM) if (ENGINE / f"{n.replace('.', '/')}.py").exists()}
    assert needed - usual == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_every_name_is_where_the_table_says(package):
    table = module(package)
    assert dir(table) == sorted(dir(table))
    for name in dir(table):
        assert getattr(table, name) is not None
    names: dict = {}
    exec(f"from {table.__name__} import *", names)
    assert set(dir(table)) <= set(names)


@pytest.mark.parametrize("package", PACKAGES)
def test_type_checkers_see_the_files_of_the_table(package):
    tree = ast.parse((ENGINE / package.replace(".", "/") / "__init__.py").read_text())
    below = next(n.body for n in tree.body if isinstance(n, ast.If))
    seen = {n.module for n in below if isinstance(n, ast.ImportFrom) if n.module}
    table = module(package)
    homes = {
        home
        for name in dir(table)
        if (home := getattr(getattr(table, name), "__module__", "")).startswith("playground.engine")
    }
    # what a table takes from other packages and from aliases needs no mention
    assert {h for h in homes if h.startswith(f"{table.__name__}.")} - {table.__name__} <= seen


@pytest.mark.parametrize("package", PACKAGES)
def test_no_file_is_called_like_something_in_the_table(package):
    """Loading such a file would put the module in the place of the thing."""
    folder = ENGINE / package.replace(".", "/")
    files = {p.stem for p in folder.glob("*.py")} - {"__init__"}
    table = module(package)
    things = {n for n in dir(table) if not isinstance(getattr(table, n), type(ast))}
    assert not files & things


def test_a_name_that_is_nowhere_says_what_is_close():
    with pytest.raises(NotHere, match=r"no attribute 'Dence'. Did you mean Dense"):
        _ = engine.layers.Dence
    assert not hasattr(engine.layers, "Dence")


@pytest.mark.parametrize("name", ["distillation", "applications", "datasets", "Quantizer"])
def test_top_level_names_of_keras_that_were_left_out_are_explained(name):
    with keras_names.available():
        import keras  # pyright: ignore[reportMissingImports]

        with pytest.raises(AttributeError, match=rf"keras.{name} is not here: .*Closest: "):
            getattr(keras, name)


def test_importing_a_namespace_that_was_left_out_is_explained():
    with (
        keras_names.available(),
        pytest.raises(ModuleNotFoundError, match=r"keras.applications is not here.*Closest"),
    ):
        import keras.applications  # noqa: F401  # pyright: ignore[reportMissingImports]


@pytest.mark.parametrize(
    ("space", "some"), [("linalg", "norm svd"), ("nn", "relu one_hot"), ("numpy", "mean max")]
)
def test_the_functions_of_ops_are_also_where_keras_groups_them(space, some):
    from playground.engine import ops

    group = getattr(ops, space)
    assert all(getattr(group, name) is getattr(ops, name) for name in dir(group))
    assert set(some.split()) <= set(dir(group)) < set(dir(ops))
    with keras_names.available():
        keras = import_module("keras")
        named = getattr(keras.ops, space)
        assert named is import_module(f"keras.ops.{space}")
        assert all(getattr(named, name) is getattr(group, name) for name in some.split())
