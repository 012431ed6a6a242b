"""The page's own arithmetic: `static/arithmetic.c`, compiled to WebAssembly by Zig's C compiler.

The compiler comes as a Python package for every platform, one version of it writes the same bytes everywhere, and C
with the compiler's vector intrinsics says most directly what is to be computed.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from playground.site.distribution import cache_folder
from playground.site.interpreter import exports, has_data, imports, without_globals
from playground.site.static_files import STATIC

SOURCE = STATIC / "arithmetic.c"
NAME = "arithmetic.wasm"
_COMPILER = "ziglang"
_OPTIONS = [
    *("-target", "wasm32-freestanding", "-std=c11", "-O2", "-msimd128", "-Wall", "-Werror"),
    *(
        "-fno-vectorize",
        "-fno-slp-vectorize",
    ),  # what is not written as vectors is not worth the bytes
    *("-ffreestanding", "-fno-builtin", "-fno-sanitize=all", "-ffp-contract=off", "-nostdlib"),
    *("-Wl,--no-entry", "-Wl,--import-memory", "-Wl,--strip-all"),
]
_EXPORTED = {"run", "workspace"}


class CompilerError(RuntimeError):
    """The arithmetic could not be compiled. The message says what to try."""


def compiled_arithmetic() -> bytes:
    """The WebAssembly module; kept in the user's cache for the next build.

    CompilerError when there is no compiler, or it made something that would write into the interpreter's own data.
    """
    try:
        compiler = version(_COMPILER)
    except ModuleNotFoundError:
        raise CompilerError(
            f"the page's arithmetic is compiled by the package {_COMPILER}; try: pip install -e '.[site]'"
        ) from None
    made_from = f"{compiler}\0{_OPTIONS}\0".encode() + SOURCE.read_bytes()
    kept = cache_folder() / f"arithmetic-{hashlib.sha256(made_from).hexdigest()[:16]}.wasm"
    if not kept.is_file():
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept.parent) as work:
            made = Path(work) / NAME
            _compile(made)
            made.write_bytes(checked(made.read_bytes()))
            made.replace(kept)  # whole or not at all: several builds may do so at once
    return kept.read_bytes()


def _compile(target: Path) -> None:
    # from inside its folder: no path of this machine can get into the module
    command = [sys.executable, "-m", _COMPILER, "cc", *_OPTIONS, "-o", str(target), SOURCE.name]
    caches = {f"ZIG_{kind}_CACHE_DIR": str(target.parent / "zig") for kind in ("LOCAL", "GLOBAL")}
    done = subprocess.run(
        command, cwd=SOURCE.parent, env=os.environ | caches, capture_output=True, text=True
    )
    if done.returncode:
        raise CompilerError(f"{SOURCE.name} could not be compiled:\n{done.stderr[-4000:]}")


def checked(wasm: bytes) -> bytes:
    """The module, which keeps nothing in memory that its caller did not give it.

    CompilerError when it brings data, or something else is in it than is expected. With a stack of its own, somewhere
    in the interpreter's memory, it is not valid: no browser will take it.
    """
    if imports(wasm) != {"memory"} or set(exports(wasm)) != _EXPORTED or has_data(wasm):
        raise CompilerError(
            f"expected a module without data that imports `memory` and exports {sorted(_EXPORTED)}, received imports "
            f"{sorted(imports(wasm))} and exports {exports(wasm)}; try functions without arrays of their own"
        )
    return without_globals(wasm)
