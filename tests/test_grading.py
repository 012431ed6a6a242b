"""`grade`: every file is replayed in the sandbox; what it says of itself is compared and never believed."""

import asyncio
import csv
import io
import os
from dataclasses import replace

import pytest

from playground.__main__ import main
from playground.grading import COLUMNS, Grade, as_csv, grade
from playground.hand_in import HandIn
from playground.lesson import load_lessons

LESSON = load_lessons()[0]
FORGED = """
import json, os
tasks = {tasks}
said = [{{"type": "Checked", "task": t, "passed": True, "advice": ""}} for t in tasks]
os.write(4, json.dumps(said).encode() + b"\\n")
"""
FILES = {
    "right.json": HandIn.of(LESSON, LESSON.solution, LESSON.tasks, "Ada").to_text(),
    "moodle/pasted.txt": "Hello\n"
    + HandIn.of(LESSON, LESSON.starter, LESSON.tasks, "=cmd()").to_text(),
    "forged.json": HandIn.of(LESSON, FORGED.format(tasks=list(LESSON.tasks)), (), "F").to_text(),
    "older.json": replace(HandIn.of(LESSON, LESSON.solution, (), "O"), sha256="0").to_text(),
    "endless.json": HandIn.of(LESSON, "while True: pass", (), "E").to_text(),
    "reads.json": HandIn.of(LESSON, "print(open({!r}).read())", (), "R").to_text(),
    "elsewhere.json": replace(HandIn.of(LESSON, "", (), "L"), lesson="99_none").to_text(),
    "essay.txt": "I have learned a lot.",
    "picture.png": b"\x89PNG\r\n\xff",
    ".DS_Store": "hidden",
}


@pytest.fixture(scope="module")
def grades(tmp_path_factory):
    folder = tmp_path_factory.mktemp("handed-in")
    secret = folder / ".secret"
    secret.write_text("the teacher's")
    for name, content in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        data = content if isinstance(content, bytes) else content.encode()
        (folder / name).write_bytes(data.replace(b"{!r}", repr(str(secret)).encode()))
    os.symlink(folder / "right.json", folder / "link.json")

    async def all_of_them():
        return {row.file: row async for row in grade(folder, load_lessons(), seconds=3)}

    return asyncio.run(all_of_them())


def test_every_file_has_a_line_and_no_other(grades):
    assert set(grades) == set(FILES) - {".DS_Store"}


def test_what_passes_now_counts(grades):
    right = grades["right.json"]
    assert (right.passed, right.tasks, right.differences, right.error) == (
        LESSON.tasks,
        len(LESSON.tasks),
        (),
        "",
    )
    pasted = grades["moodle/pasted.txt"]
    assert len(pasted.passed) == 1
    assert [d.partition(":")[0] for d in pasted.differences] == ["claimed, does not pass"] * 2
    older = grades["older.json"]
    assert older.passed == LESSON.tasks
    assert older.differences[0] == "the lesson was another when it was handed in"
    assert older.differences[1].startswith("passes, not claimed: ")


def test_messages_that_a_program_forged_count_for_nothing(grades):
    assert grades["forged.json"].passed == ()
    assert grades["forged.json"].error


def test_what_went_wrong_is_said(grades):
    assert "3 s" in grades["endless.json"].error
    assert "line 1: " in grades["reads.json"].error and "the teacher's" not in str(grades)
    assert "there is no lesson '99_none' here" in grades["elsewhere.json"].error
    assert "“Hand in” has made" in grades["essay.txt"].error
    assert "decode" in grades["picture.png"].error


def test_the_table_is_one_for_a_spreadsheet():
    bad = Grade("=1.json", name=" +x\n@y", error='a\0b,"c"', passed=("t",), tasks=2)
    rows = list(csv.reader(io.StringIO(as_csv([bad]))))
    assert rows[0] == list(COLUMNS)
    assert rows[1] == ["'=1.json", "'+x @y", "", "1", "2", "t", "", 'ab,"c"']


def test_the_command_writes_the_table(tmp_path, capsys):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "essay.txt").write_text("Nothing.")
    table = tmp_path / "grades.csv"
    assert main(["grade", str(tmp_path / "in"), "--out", str(table)]) == 0
    assert table.read_bytes().startswith(b"\xef\xbb\xbffile,name,lesson,passed,tasks,")
    assert main(["grade", str(tmp_path / "nowhere")]) == 2
    assert "no folder" in capsys.readouterr().err
