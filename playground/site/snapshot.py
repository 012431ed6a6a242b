"""Memory snapshots: pictures of the two interpreters, taken in Node when the site is built.

How a picture is taken and used is said in static/snapshot.js. A site without pictures works too; its Python
starts from the compiled files.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playground.node import NoNode, jspi_node_command
from playground.site import archive
from playground.site.lean_start import stand_ins
from playground.site.packing import checksum, packed
from playground.site.static_files import STATIC

_NODE_PROGRAM = Path(__file__).with_name("snapshot.mjs")
_LIBRARY = STATIC / "snapshot.js"
IMAGES = ("kernel.image", "page.image")


@dataclass(frozen=True)
class Snapshot:
    """`files`: name → contents of what the site gets; `pictures`: checksum, size (both of the unpacked file)
    and facts of each picture; `page`: JSON of the page that is in the picture."""

    files: dict[str, bytes]
    pictures: dict[str, Any]
    page: str


def take_snapshot(core: Path, kernel: list[Path], page: list[Path]) -> Snapshot | None:
    """Pictures of the Pyodide in `core` with the files below the folders `kernel`, and with those below `page` too.

    None, with a message that says why, when this machine cannot make them.
    """
    with tempfile.TemporaryDirectory() as work:
        folders = [json.dumps([str(f.resolve()) for f in tree]) for tree in (kernel, page)]
        try:
            command = [*jspi_node_command(), str(_NODE_PROGRAM), str(core.resolve())]
            done = subprocess.run(
                [*command, str(_LIBRARY), work, *folders, json.dumps(stand_ins())],
                capture_output=True,
                text=True,
                env={**os.environ, "TZ": "UTC"},
            )
        except NoNode as error:
            return _none(str(error))
        if done.returncode:
            return _none(done.stderr.strip()[-2000:] or f"Node ended with {done.returncode}")
        made = Path(work)
        images = {name: (made / name).read_bytes() for name in IMAGES}
        with ThreadPoolExecutor() as pool:
            files = dict(zip(images, pool.map(packed, images.values())))
        files["sides.pack"] = archive.pack(kernel, ".so")
        pictures = json.loads((made / "pictures.json").read_text())
        for name, image in images.items():
            pictures[name] |= {"size": len(image), "sum": checksum(files[name])}
        return Snapshot(files, pictures, (made / "page.json").read_text("utf-8"))


def _none(why: str) -> None:
    print(f"No memory snapshots: {why}\nThe site works without them; it starts some seconds later.")
