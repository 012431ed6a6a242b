"""Bytecode: works without its source, keeps what is read as text, drops what nobody reads."""

import importlib.machinery
import importlib.util
import inspect

from playground.site.compiling import compile_tree

PROGRAM = b'"""About."""\n\ndef f():\n    """Only this."""\n\nclass C:\n    """Doc."""\n    x = f() or 41\n'
PACKAGES = "lib/python3.14/site-packages"


def compiled(tmp_path, files):
    """Compile {path below site-packages: contents}; where the result is, and how many were compiled."""
    for name, content in files.items():
        path = tmp_path / "in" / PACKAGES / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    count = compile_tree(str(tmp_path / "in"), str(tmp_path / "out"))
    return tmp_path / "out" / PACKAGES, count


def imported(path):
    loader = importlib.machinery.SourcelessFileLoader("compiled", str(path))
    spec = importlib.util.spec_from_loader("compiled", loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_a_module_is_imported_from_bytecode_alone(tmp_path):
    packages, count = compiled(tmp_path, {"some/a.py": PROGRAM})
    assert count == 1
    assert [p.name for p in packages.rglob("*.*")] == ["a.pyc"]
    module = imported(packages / "some/a.pyc")
    assert (module.C.x, module.f(), module.__doc__, module.C.__doc__) == (41, None, None, None)


def test_an_error_names_the_place_in_the_page(tmp_path):
    packages, _ = compiled(tmp_path, {"some/a.py": PROGRAM})
    assert imported(packages / "some/a.pyc").f.__code__.co_filename == f"/{PACKAGES}/some/a.py"


def test_numpy_and_the_engine_keep_docstrings(tmp_path):
    files = ("numpy/a", "playground/engine/b", "playground/view/c")
    packages, _ = compiled(tmp_path, {f"{name}.py": PROGRAM for name in files})
    documented = [imported(packages / f"{name}.pyc").C.__doc__ for name in files]
    assert documented == ["Doc.", "Doc.", None]


TYPED = b"""
import dataclasses
import functools

def f(x: int, *rest: int, y: str = "y", **more: str) -> str:
    return y

@dataclasses.dataclass
class Point:
    x: int
    y: int = 2

@functools.singledispatch
def kind(value: object) -> str:
    return "other"

@kind.register
def _(value: int) -> str:
    return "int"
"""


def test_functions_tell_no_types_unless_dispatch_asks(tmp_path):
    packages, _ = compiled(tmp_path, {"some/typed.py": TYPED})
    module = imported(packages / "some/typed.pyc")
    assert str(inspect.signature(module.f)) == "(x, *rest, y='y', **more)"
    assert module.Point(1) == module.Point(1, 2)
    assert (module.kind("1"), module.kind(1)) == ("other", "int")


def test_lesson_programs_stay_text(tmp_path):
    broken = b"model.fit(x, y\n"
    packages, count = compiled(
        tmp_path, {"playground/lessons/01/starter.py": broken, "some/data.json": b"{}"}
    )
    assert count == 0
    assert (packages / "playground/lessons/01/starter.py").read_bytes() == broken
    assert (packages / "some/data.json").read_bytes() == b"{}"


def test_properties_lose_what_they_say_of_themselves(tmp_path):
    source = b'def p(*given, **named):\n    return given, named\n\nx = p("help", help="me", doc=p(), size=1)\n'
    files = ("panel/a", "numpy/b")
    packages, _ = compiled(tmp_path, {f"{name}.py": source for name in files})
    stripped, whole = (imported(packages / f"{name}.pyc").x for name in files)
    assert stripped == (("help",), {"doc": ((), {}), "size": 1})
    assert whole == (("help",), {"help": "me", "doc": ((), {}), "size": 1})
