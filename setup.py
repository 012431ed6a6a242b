"""A wheel holds files that `make setup` makes; without them it would serve an empty editor, so it is not built.

Everything else about the distribution is in pyproject.toml.
"""

from pathlib import Path
from shutil import copytree

from setuptools import setup
from setuptools.command.build_py import build_py

PACKAGE = Path(__file__).parent / "playground"
STATIC = PACKAGE.with_name("static")  # the site's own scripts; an installed package has them inside
MADE = (
    *("view/editor.bundle.js", "view/files.bundle.js", "view/reference.json"),
    "datasets/measured_values.py",
)


class WithMadeFiles(build_py):
    """`build_py`, once the made files are there. An editable installation does without: it comes before them."""

    def run(self) -> None:
        missing = [name for name in MADE if not (PACKAGE / name).is_file()]
        if missing and not self.editable_mode:
            raise SystemExit(
                f"playground has no {', '.join(missing)}. Try `make setup` (it needs PyPI's and npm's registries, "
                "and brings its own Node), then build the wheel again."
            )
        super().run()
        if not self.editable_mode:
            copytree(STATIC, Path(self.build_lib, "playground/site/static"), dirs_exist_ok=True)


setup(cmdclass={"build_py": WithMadeFiles})
