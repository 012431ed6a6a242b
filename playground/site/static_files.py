"""Where the site's own scripts and the source of its arithmetic are: in `static/` of the repository or, once it is
installed, in the package, where setup.py puts them."""

from pathlib import Path

ABOVE = Path(__file__).resolve().parents[2]  # what has the package, so that another Python finds it
_INSTALLED = Path(__file__).resolve().with_name("static")
STATIC = _INSTALLED if _INSTALLED.is_dir() else ABOVE / "static"
