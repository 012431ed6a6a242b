"""`serve --watch`: what is written into a lesson's file is shown, and a broken one is shown as broken."""

import asyncio
import shutil

from playground.lesson import FOLDER, VARIABLE, find_lessons
from playground.serving.watching import follow, state_of
from playground.session import Session


class NoRunner:
    place = about = ""

    async def may_check(self):
        return False


def test_a_page_follows_the_files(tmp_path, monkeypatch):
    shutil.copytree(FOLDER / "01_layer", tmp_path / "01_mine")
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    text = tmp_path / "01_mine" / "lesson.md"

    async def story():
        session = Session(NoRunner(), find_lessons(tmp_path))
        task = session.spawn(follow(session))
        said = []
        for title in ("title: Written", "titel: Mistyped", "title: Mended"):
            await asyncio.sleep(0.05)
            before = session.lesson
            text.write_text(f"---\n{title}\n---\nProse\n")
            async with asyncio.timeout(20):
                while session.lesson is before:
                    await asyncio.sleep(0.02)
            said.append(session.lesson.broken or session.lesson.title)
        await session.close()
        await asyncio.gather(task, return_exceptions=True)
        return said, task.cancelled()

    said, ended = asyncio.run(story())
    assert said[0] == "Written" and "titel" in said[1] and said[2] == "Mended"
    assert ended


def test_only_files_of_lessons_are_looked_at(tmp_path):
    (tmp_path / "01_mine").mkdir()
    before = state_of([tmp_path])
    (tmp_path / "01_mine" / "lesson.md.swp").touch()
    assert state_of([tmp_path]) == before
    (tmp_path / "01_mine" / "lesson.md").touch()
    assert state_of([tmp_path]) != before
