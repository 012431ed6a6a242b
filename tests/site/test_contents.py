"""What the two interpreters can import, and what stays at home."""

import shutil

from playground.lesson import FOLDER, VARIABLE, load_lessons
from playground.site.contents import PACKAGE, SITE_PACKAGES, our_files, page_files, write_tree
from tests.test_imports import imports_of

OURS = SITE_PACKAGES + "playground/"


def names(files):
    return {name.removeprefix(OURS) for name, _ in files}


def test_the_kernel_has_the_engine_and_nothing_of_the_page():
    kernel = names(our_files(kernel=True))
    assert {"__init__.py", "engine/__init__.py", "execute/__init__.py", "events.py"} <= kernel
    assert "runners/page_kernel.py" in kernel
    assert not {n for n in kernel if n.startswith(("view/", "site/")) or n == "session.py"}


def test_what_the_kernel_imports_of_ours_is_there():
    kernel = {name for name in names(our_files(kernel=True)) if not name.startswith("lessons/")}
    missing = {
        (name, imported)
        for name in kernel
        if name.endswith(".py")
        for imported in imports_of(PACKAGE / name)
        for path in [imported.removeprefix("playground.").replace(".", "/")]
        if imported.startswith("playground.")
        and ((PACKAGE / f"{path}.py").is_file() or (PACKAGE / path).is_dir())
        and not {f"{path}.py", f"{path}/__init__.py"} & kernel
    }
    assert not missing


def test_the_page_has_its_views_and_their_files():
    page = names(our_files(kernel=False))
    assert {
        "session.py",
        "site/page_app.py",
        "runners/page.py",
        "view/page.html",
    } <= page
    assert not page & names(our_files(kernel=True))


def test_nothing_of_a_server_or_of_the_build_is_shipped():
    shipped = names(our_files(kernel=True)) | names(our_files(kernel=False))
    home = ("runners/server.py", "runners/child.py", "site/build.py", "__main__.py")
    home += ("runners/processes.py", "runners/fork_server.py", "runners/handshake.py")
    home += ("runners/sandbox/lock.py", "serving/guard.py")
    assert not shipped.intersection(home)
    assert all((PACKAGE / name).is_file() for name in home), "the list above is out of date"
    assert not {n for n in shipped if "__pycache__" in n}


def test_every_lesson_is_shipped_whole():
    kernel = names(our_files(kernel=True))
    for lesson in load_lessons():
        mistakes = {f"mistakes/{name}.py" for name in lesson.mistakes}
        for file in {"lesson.md", "starter.py", "solution.py", "checks.py"} | mistakes:
            assert f"lessons/{lesson.id}/{file}" in kernel


def test_lessons_from_elsewhere_are_shipped_in_place_of_ours(tmp_path, monkeypatch):
    shutil.copytree(FOLDER / "01_layer", tmp_path / "01_mine")
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    kernel = {name for name in names(our_files(kernel=True)) if name.startswith("lessons/")}
    assert "lessons/01_mine/checks.py" in kernel
    assert all(name.startswith("lessons/01_mine/") for name in kernel)


def test_the_page_brings_panel_without_its_javascript():
    page = {name.removeprefix(SITE_PACKAGES) for name, _ in page_files()}
    assert {"panel/__init__.py", "bokeh/models/__init__.py", "param/__init__.py"} <= page
    absent = ("panel/chat/", "panel/pane/vega", "tqdm/", "yaml/", "jinja2/", "markdown_it/")
    assert not {n for n in page if n.startswith(absent)}
    assert not {n for n in page if n.startswith(("panel/dist/", "bokeh/server/static/", "pandas/"))}
    assert not {n for n in page if n.endswith((".so", ".pyc"))}


def test_a_tree_is_written_anew(tmp_path):
    write_tree(tmp_path / "tree", [("a/b.py", b"1"), ("c.txt", b"2")])
    write_tree(tmp_path / "tree", [("a/d.py", b"3")])
    assert [p.name for p in (tmp_path / "tree").rglob("*.*")] == ["d.py"]
