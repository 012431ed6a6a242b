"""Everything that is shipped brings its licence."""

import json
import zipfile

import pytest

from playground.site import licences as module
from playground.site.contents import PAGE_DISTRIBUTIONS
from playground.site.distribution import Distribution
from playground.site.licences import licences


@pytest.fixture
def parts(tmp_path):
    wheel = tmp_path / "numpy-2-cp314.whl"
    with zipfile.ZipFile(wheel, "w") as package:
        package.writestr("numpy-2.dist-info/licenses/LICENSE.txt", "numpy's own words")
        package.writestr("numpy/core.py", "no licence")
    for name in ("style-mod", "@codemirror/view", "esbuild"):
        folder = tmp_path / "modules" / name
        folder.mkdir(parents=True)
        manifest = {"name": name, "version": "1.0", "license": "MIT"}
        (folder / "package.json").write_text(json.dumps(manifest))
        (folder / "LICENSE").write_text(f"words of {name}")
    return Distribution(tmp_path, (wheel,)), tmp_path / "modules"


def test_every_package_has_its_own_text(parts):
    found = licences(*parts)
    assert {f"{name}.txt" for name in PAGE_DISTRIBUTIONS} <= set(found)
    assert "numpy's own words" in found["numpy.txt"]
    assert "words of @codemirror/view" in found["npm-codemirror-view.txt"]
    assert "npm-esbuild.txt" not in found  # it makes the bundle and stays at home
    assert "Mozilla Public License" in found["pyodide.txt"]
    for change in ("no tables of East Asian encodings", "exports only what the site uses"):
        assert change in found["pyodide.txt"]
    assert "PYTHON SOFTWARE FOUNDATION LICENSE" in found["typing_extensions.txt"]


def test_a_package_without_a_licence_is_not_shipped(parts, monkeypatch):
    monkeypatch.setattr(module, "_of_python", lambda name: iter(()))
    with pytest.raises(LookupError, match="expected one in its metadata"):
        licences(*parts)
