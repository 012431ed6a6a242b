"""Stand-ins for what is not there while test files are collected: names of Keras that the engine lacks, and packages
that are not installed. So one absent name costs the tests that use it, not its whole file."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
import types


class MissingAPI(Exception):
    """The target package does not have this name."""


class State:
    collecting = True  # False while a test runs: Missing() then raises
    missing = {}  # dotted name -> number of times a test ran into it


def _note_missing(dotted):
    State.missing[dotted] = State.missing.get(dotted, 0) + 1
    raise MissingAPI(dotted)


class _MissingMeta(type):
    """Stand-ins are classes, so that test files may subclass them."""

    def __getattr__(cls, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        child = missing(f"{cls._dotted}.{name}")
        if not State.collecting:
            _note_missing(child._dotted)
        return child

    def __call__(cls, *args, **kwargs):
        if not State.collecting:
            _note_missing(cls._dotted)
        # At import time: a bare decorator, or a decorator factory.
        if len(args) == 1 and not kwargs and callable(args[0]):
            return args[0]
        return missing(cls._dotted + "()")

    def __bool__(cls):
        return False

    def __iter__(cls):
        # One item, so that parameterized decorators find something to do.
        if not State.collecting:
            _note_missing(cls._dotted)
        return iter((missing(cls._dotted + "[0]"),))

    def __len__(cls):
        return 1

    def __getitem__(cls, key):
        return missing(f"{cls._dotted}[{key!r}]")

    def __or__(cls, other):
        return cls

    __ror__ = __or__

    def __enter__(cls):
        return _note_missing(cls._dotted)

    def __exit__(cls, *exc):
        return False

    def __instancecheck__(cls, obj):
        return False if State.collecting else _note_missing(cls._dotted)

    def __repr__(cls):
        return f"<missing {cls._dotted}>"


def missing(dotted):
    return _MissingMeta(dotted.rsplit(".", 1)[-1], (), {"_dotted": dotted})


def is_missing(obj):
    return isinstance(obj, _MissingMeta)


OPTIONAL = {
    "flax",
    "grain",
    "h5py",
    "jax",
    "ml_dtypes",
    "openvino",
    "optree",
    "orbax",
    "pandas",
    "requests",
    "scipy",
    "sklearn",
    "tensorflow",
    "tensorflow_io",
    "torch",
}


class StubFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Third-party imports of test files that this machine cannot serve.

    ``import jax`` at the head of a file must not fail the file if the tests
    selected from it never use jax.  Once tests run, the same import is an
    ordinary ModuleNotFoundError.  To be put last on sys.meta_path.
    """

    def find_spec(self, fullname, path=None, target=None):
        if State.collecting and fullname.split(".")[0] in OPTIONAL:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec):
        return Stub(spec.name)

    def exec_module(self, module):
        pass


class Stub(types.ModuleType):
    def __init__(self, name):
        super().__init__(name)
        self.__dict__["__path__"] = []

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return missing(f"{self.__name__}.{name}")


def drop_stubs():
    for name in [n for n, m in sys.modules.items() if isinstance(m, Stub)]:
        del sys.modules[name]
