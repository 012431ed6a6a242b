"""Makes `import keras` and `from keras.src.a.b import C` reach the engine.

The unit tests in the `keras` wheel address everything through deep internal paths. The engine has Keras's public
layout, so every `keras.src.…` is served by a *facade*: a module that owns nothing and looks a name up, at each access,
in

1. the names that the harness gives (`backend.backend` and so on);
2. `engine.a.b.c`, its parents `engine.a.b` and `engine.a`;
3. the public homes of a few paths whose parent is not it (`HOMES`);
4. `engine` itself.

A name found nowhere becomes a stand-in (`stand_ins.py`).
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
import types

from tests.keras_suite.stand_ins import missing

# keras.src paths with a public home that is not simply a parent of the path.
HOMES = {
    "backend": ["utils", "config", "ops", "random"],
    "backend.numpy.trainer": ["trainers", "models"],
    "dtype_policies": ["config"],
    "legacy": ["utils"],
    "ops.operation": ["layers"],
    "ops.random": ["random"],
    "saving": ["utils"],
    "trainers": ["utils"],
    "utils": ["config"],
}

# Names that go by another name in a package with one backend.
RENAMES = {
    "NumpyTrainer": ["Trainer"],
    "JAXTrainer": ["Trainer"],
}

# Where a sub-module and a function share a name the sub-module wins, but for
# these, where the test files mean the function.
NOT_MODULES = {"backend.name_scope", "backend.common.name_scope"}


class Facade(types.ModuleType):
    def __init__(self, name, alias):
        super().__init__(name, f"Facade of {name} over {alias.package}.")
        d = self.__dict__
        d["_alias"] = alias
        d["_path"] = name.split(".")[2:]  # the parts after keras.src
        d["__path__"] = []

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return self._alias.lookup(self._path, name)

    def __setattr__(self, name, value):
        # The import system parks sub-modules and dunders here; all else
        # (mock.patch, monkeypatching) must reach the real owner.
        if name.startswith("__") or isinstance(value, types.ModuleType):
            super().__setattr__(name, value)
            return
        for owner in self._alias.owners(self._path):
            if hasattr(owner, name):
                setattr(owner, name, value)
                return
        super().__setattr__(name, value)

    def __delattr__(self, name):
        if name in self.__dict__:
            super().__delattr__(name)
            return
        for owner in self._alias.owners(self._path):
            if hasattr(owner, name):
                delattr(owner, name)
                return

    def __dir__(self):
        names = set()
        for owner in self._alias.owners(self._path)[:2]:
            names.update(dir(owner))
        return sorted(names)


class Public(types.ModuleType):
    """``keras`` itself: its attributes are the target's top level."""

    def __init__(self, alias):
        super().__init__("keras")
        self.__dict__["_alias"] = alias
        self.__dict__["__path__"] = []

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        if name == "src":
            return importlib.import_module("keras.src")
        return self._alias.lookup([], name)


class Alias(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finder and loader of ``keras``, ``keras.src`` and all below."""

    def __init__(self, package, keras_src, substitutes, overrides):
        self.package = package
        self.root = importlib.import_module(package)
        self.keras_src = keras_src  # the directory with layers/, ops/ ...
        self.substitutes = substitutes  # {"keras.src.testing": module, ...}
        self.overrides = overrides  # {("backend", "backend"): obj}
        self._owners = {}

    # -- names --------------------------------------------------------------

    def _own(self, module):
        name = module.__name__
        return name == self.package or name.startswith(self.package + ".")

    def _find(self, dotted):
        """``pkg.<dotted>`` as a chain of attributes, or else as a module."""
        obj = self.root
        for part in dotted.split(".") if dotted else ():
            obj = getattr(obj, part, None)
            if obj is None or (
                isinstance(obj, types.ModuleType) and not self._own(obj)
            ):  # absent, or for example "import numpy" inside pkg.ops
                return self._import(f"{self.package}.{dotted}")
        return obj

    def _import(self, full):
        """Import a module without rebinding names of its parents."""
        if full in sys.modules:
            return sys.modules[full]
        parts = full.split(".")
        before = []
        for n in range(1, len(parts)):
            parent = sys.modules.get(".".join(parts[:n]))
            if parent is not None and parts[n] in vars(parent):
                before.append((parent, parts[n], vars(parent)[parts[n]]))
        try:
            return importlib.import_module(full)
        except ModuleNotFoundError as e:
            if not (e.name and full.startswith(e.name)):
                raise  # the module is there and wants one that is not
            return None
        finally:
            for parent, name, value in before:
                setattr(parent, name, value)

    def owners(self, path):
        """Objects to look names of keras.src.<path> up in, best first."""
        key = ".".join(path)
        if key not in self._owners:
            heads = [".".join(path[:n]) for n in range(len(path), 0, -1)]
            wanted = [*heads, *(home for head in heads for home in HOMES.get(head, ())), ""]
            found = []
            for dotted in wanted:
                obj = self._find(dotted)
                if obj is not None and not any(obj is f for f in found):
                    found.append(obj)
            self._owners[key] = found
        return self._owners[key]

    def is_keras_module(self, path):
        base = os.path.join(self.keras_src, *path)
        return os.path.isdir(base) or os.path.isfile(base + ".py")

    def lookup(self, path, name):
        where = ".".join(path)
        if (where, name) in self.overrides:
            return self.overrides[where, name]
        full = ".".join([*path, name])
        if self.is_keras_module([*path, name]) and full not in NOT_MODULES:
            return importlib.import_module("keras.src." + full)
        for candidate in (name, *RENAMES.get(name, ())):
            for owner in self.owners(path):
                value = getattr(owner, candidate, None)
                if value is None and not hasattr(owner, candidate):
                    continue
                if isinstance(value, types.ModuleType) and not self._own(value):
                    continue
                return value
        return missing("keras.src." + full)

    # -- import protocol ----------------------------------------------------

    def find_spec(self, fullname, path=None, target=None):
        if fullname in self.substitutes:
            return importlib.machinery.ModuleSpec(fullname, self)
        if fullname != "keras" and not fullname.startswith("keras."):
            return None
        parts = fullname.split(".")
        if parts[-1].endswith("_test"):  # helpers shared between test files
            file = os.path.join(self.keras_src, *parts[2:]) + ".py"
            if os.path.isfile(file):
                return importlib.util.spec_from_file_location(fullname, file)
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec):
        name = spec.name
        if name in self.substitutes:
            return self.substitutes[name]
        if name == "keras":
            return Public(self)
        if name != "keras.src" and not name.startswith("keras.src."):
            # the public spellings keras.ops, keras.api.ops
            parts = [p for p in name.split(".")[1:] if p != "api"]
            name = ".".join(["keras", "src", *parts])
        return Facade(name, self)

    def exec_module(self, module):
        pass
