"""A prebuilt site and a folder of lessons: what changes in the site, and what is no site."""

import gzip
import hashlib
import json
import re
import shutil
import zipfile

import pytest

from playground.lesson import FOLDER, LessonError, find_lessons, read_lessons
from playground.site import offline
from playground.site.course import BadSite, make_course
from playground.site.document import page_document, page_html
from playground.site.lesson_data import lesson_data, lessons_from


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The page of a site, with little else of it."""
    import asyncio

    folder = tmp_path_factory.mktemp("site")
    html = page_html(asyncio.run(page_document()), "./app-0123456789ab", [])
    # page_html takes the variables of a page from a template; those of a site come with it
    (folder / "index.html").write_text(html)
    (folder / "app-0123456789ab").mkdir()
    (folder / "app-0123456789ab" / "start.js").write_text("// ours\n")
    offline.compress(folder)
    offline.write_service_worker(folder)
    return folder


@pytest.fixture
def lessons(tmp_path):
    folder = tmp_path / "course"
    shutil.copytree(FOLDER / "04_models", folder / "07_mine")
    text = (folder / "07_mine" / "lesson.md").read_text()
    (folder / "07_mine" / "lesson.md").write_text(
        re.sub("title: .*", "title: Mine & ours", text) + "\n**Heavy** words\n"
    )
    (folder / "08_broken").mkdir()
    return folder


def test_a_course_is_the_site_with_other_lessons(site, lessons, tmp_path):
    out = tmp_path / "out"
    made = make_course(lessons, site, out)
    assert [lesson.id for lesson in made] == ["07_mine", "08_broken"] and made[1].broken
    html = (out / "index.html").read_text()
    assert 'id="first-training-data"' in (site / "index.html").read_text()
    assert "<strong>Heavy</strong> words" in html and 'id="first-training-data"' not in html
    early = re.findall(r"<!--early:(\w+)-->(.*?)<!--/early-->", html, re.DOTALL)
    assert sorted(name for name, _ in early) == ["editor", "lesson"]
    assert not [part for _, part in early if "SimpleDense" in part]
    assert gzip.decompress((out / "index.html.gz").read_bytes()).decode() == html
    [listed] = re.findall(r'start\.js" data-lessons="\./lessons/(list\.\w+\.json)"', html)
    names = json.loads((out / "lessons" / listed).read_text())["lessons"]
    contents = [json.loads((out / "lessons" / each["file"]).read_text()) for each in names]
    read, texts = lessons_from(json.dumps(contents))
    assert read[0].checks == made[0].checks and read[0].tasks == made[0].tasks
    assert read[1].broken == made[1].broken and not read[0].mistakes
    assert any("<strong>Heavy</strong>" in html for html in texts.values())
    assert read[0].formerly == made[0].formerly and hash(read[0])
    # the browser's copy: every file as it is, our scripts as they were
    worker = (out / "service_worker.js").read_text()
    files = json.loads(worker[len("const FILES = ") : worker.index(";\n")])
    assert worker.endswith(offline.SOURCE.read_text())
    assert set(files) == {"index.html", "app-0123456789ab/start.js"} | {
        f"lessons/{name}" for name in (listed, *(each["file"] for each in names))
    }
    for name, sha256 in files.items():
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == sha256


def test_a_course_can_be_made_anew_from_itself_and_one_lesson_changes_one_file(
    site, lessons, tmp_path
):
    out = tmp_path / "out"
    make_course(lessons, site, out)
    before = {p.name for p in (out / "lessons").iterdir()}
    (lessons / "07_mine" / "starter.py").write_text("print('new')\n")
    make_course(lessons, out, out)
    after = {p.name for p in (out / "lessons").iterdir()}
    assert {n.split(".")[0] for n in before - after} == {"07_mine", "list"}
    assert len(after) == len(before)
    assert "print(" in (out / "index.html").read_text()


def test_a_zip_is_taken_as_the_folder_is(site, lessons, tmp_path):
    packed = shutil.make_archive(str(tmp_path / "site"), "zip", site)
    make_course(lessons, site, tmp_path / "one")
    make_course(lessons, tmp_path / packed, tmp_path / "two")
    for path in (tmp_path / "one").rglob("*.*"):
        if path.is_file():
            other = tmp_path / "two" / path.relative_to(tmp_path / "one")
            assert path.read_bytes() == other.read_bytes()


@pytest.mark.parametrize(
    ("name", "said"),
    [("../index.html", "outside its folder"), ("readme.txt", "no index.html in it")],
)
def test_a_zip_that_is_no_site_is_refused(name, said, lessons, tmp_path):
    with zipfile.ZipFile(tmp_path / "site.zip", "w") as bad:
        bad.writestr(name, "")
    with pytest.raises(BadSite, match=said):
        make_course(lessons, tmp_path / "site.zip", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_what_is_given_wrongly_is_said_and_nothing_is_lost(site, lessons, tmp_path):
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years")
    with pytest.raises(BadSite, match="is not empty"):
        make_course(lessons, site, mine)
    with pytest.raises(BadSite, match="no such folder"):
        make_course(tmp_path / "nowhere", site, tmp_path / "out")
    older = tmp_path / "older"
    shutil.copytree(site, older)
    (older / "index.html").write_text("<p>Older</p>")
    with pytest.raises(BadSite, match="another version"):
        make_course(lessons, older, tmp_path / "out")
    assert (mine / "thesis.txt").read_text() == "years"


def test_lessons_of_ours_come_back_whole():
    ours = read_lessons(FOLDER)
    files = lesson_data(ours)
    contents = [json.loads(data) for name, data in files.items() if not name.startswith("list.")]
    read, _ = lessons_from(json.dumps(contents))
    assert [(o.id, o.next, o.label, o.learned) for o in read] == [
        (o.id, o.next, o.label, o.learned) for o in ours
    ]
    with pytest.raises(LessonError):
        read_lessons(FOLDER / "none")
    assert find_lessons(FOLDER) == ours
