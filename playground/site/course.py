"""A prebuilt site and a folder of lessons make a course: nothing is compiled, and nothing fetched.

The site's own files stay as they are, to the byte, so that a browser that has one course of a version has most of the
next. What changes: `lessons/` (playground/site/lesson_data.py), `index.html`, which names the list of lessons and
shows the first one before Python is there, and the service worker's list of files.
"""

from __future__ import annotations

import asyncio
import gzip
import re
import shutil
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

from playground.lesson import Lesson, find_lessons
from playground.site import offline
from playground.site.lesson_data import lesson_data

FOLDER = "lessons"
_START = re.compile(r'(<script src="\./app-[0-9a-f]+/start\.js")(?: data-lessons="[^"]*")?>')
_EARLY = re.compile(r"<!--early:(\w+)-->.*?<!--/early-->", re.DOTALL)
_RECORDED = re.compile(
    r'<template id="first-training">.*?</template>\s*'
    r'<script type="application/json" id="first-training-data">.*?</script>',
    re.DOTALL,
)
MOST_BYTES = 500_000_000  # of a site, unpacked


class BadSite(ValueError):
    """What was given is no prebuilt site, or one of another version; or the place for the course is taken."""


def make_course(folder: Path, site: Path, out: Path) -> tuple[Lesson, ...]:
    """Write the course to `out`, with the lessons of `folder`, which are returned.

    `site`: site.zip, or a folder that `python -m playground build` or `course` wrote. An older course in `out` is
    replaced when the new one is whole. BadSite; OSError: something cannot be read or written.
    """
    if not folder.is_dir():
        raise BadSite(f"{folder}: there is no such folder of lessons")
    if out.exists() and any(out.iterdir()) and not (out / "index.html").is_file():
        raise BadSite(f"{out} is not empty and holds no site; try another folder")
    lessons = find_lessons(folder)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f"{out.name}.new-", dir=out.parent) as work:
        new = Path(work) / "site"
        _unpack(site, new)
        _put_lessons(new, lessons)
        if out.exists():
            out.rename(Path(work) / "old")
        new.rename(out)
    return lessons


def _unpack(site: Path, into: Path) -> None:
    if site.is_dir():
        shutil.copytree(site, into)
    else:
        try:
            with zipfile.ZipFile(site) as opened:
                _check(opened)
                opened.extractall(into)
        except zipfile.BadZipFile:
            raise BadSite(f"{site} is no zip: expected one that `make release` writes") from None
    if not (into / "index.html").is_file():
        raise BadSite(f"{site} holds no site: there is no index.html in it")


def _check(opened: zipfile.ZipFile) -> None:
    names = [PurePosixPath(entry.filename) for entry in opened.infolist()]
    if any(name.is_absolute() or ".." in name.parts for name in names):
        raise BadSite("the zip names files outside its folder")
    if sum(entry.file_size for entry in opened.infolist()) > MOST_BYTES:
        raise BadSite(f"the zip holds more than {MOST_BYTES:,} bytes")


def _put_lessons(site: Path, lessons: tuple[Lesson, ...]) -> None:
    shutil.rmtree(site / FOLDER, ignore_errors=True)
    (site / FOLDER).mkdir()
    names = []
    for name, data in lesson_data(lessons).items():
        (site / FOLDER / name).write_bytes(data)
        names.append(name)
    page = site / "index.html"
    made = course_html(page.read_text("utf-8"), f"./{FOLDER}/{names[-1]}", lessons)
    page.write_text(made, "utf-8")
    packed = page.with_name("index.html.gz")
    if packed.exists():
        packed.write_bytes(gzip.compress(made.encode(), 9, mtime=0))
    offline.list_files(site)


def course_html(html: str, listed: str, lessons: tuple[Lesson, ...]) -> str:
    """`html`, a site's page, as that of a course: it names `listed`, the URL of the list of lessons, and begins with
    the first one."""
    from playground.site.document import early, page_document

    made, found = _START.subn(rf'\1 data-lessons="{listed}">', html)
    if found != 1 or not _EARLY.search(made):
        raise BadSite("the site is of another version; try that of this version's release")
    contents = early(asyncio.run(page_document(lessons)))
    made = _EARLY.sub(lambda place: contents[place[1]], made)
    if _recorded_lesson(made) not in {lesson.id for lesson in lessons}:
        made = _RECORDED.sub("", made)
    return made


def _recorded_lesson(html: str) -> str:
    """The lesson from which the recorded training is that the page plays to a newcomer; "" without one."""
    found = _RECORDED.search(html)
    named = re.search(r"#lesson=(\w+)", found[0]) if found else None
    return named[1] if named else ""
