"""Changes of a document travel as one patch a task, and make a copy of the document equal."""

import asyncio
import json

import numpy as np
from bokeh.document import Document
from bokeh.models import ColumnDataSource, Range1d

from playground.site.patches import Patches


def linked() -> tuple[Document, Document, list[str]]:
    """A document, a copy of it as the page has one, and the patches that go from the first to the second."""
    here = Document()
    here.add_root(ColumnDataSource({"x": np.array([1.0], "float32")}))
    here.add_root(Range1d(start=0, end=1))
    there = Document.from_json(here.to_json())
    sent: list[str] = []
    Patches(here, "js", sent.append)
    return here, there, sent


def test_all_that_a_task_changes_is_one_patch() -> None:
    async def scenario() -> None:
        here, there, sent = linked()
        source, span = here.roots
        assert isinstance(source, ColumnDataSource) and isinstance(span, Range1d)
        source.stream({"x": [2.0, float("nan")]})
        source.data = {"x": np.arange(3, dtype="float32"), "name": ["a", "b", "c"]}
        span.end = 7
        await asyncio.sleep(0)
        [patch] = sent
        there.apply_json_patch(json.loads(patch))
        copy, other = there.roots
        assert isinstance(copy, ColumnDataSource) and isinstance(other, Range1d)
        assert list(copy.data["x"]) == [0, 1, 2] and list(copy.data["name"]) == ["a", "b", "c"]
        assert other.end == 7
        span.end = 8
        await asyncio.sleep(0)
        assert len(sent) == 2

    asyncio.run(scenario())


def test_what_came_from_the_page_is_not_sent_back() -> None:
    async def scenario() -> None:
        here, there, sent = linked()
        there_span = there.roots[1]
        assert isinstance(there_span, Range1d)
        patch = {
            "events": [
                {"kind": "ModelChanged", "model": {"id": there_span.id}, "attr": "end", "new": 3}
            ]
        }
        here.apply_json_patch(patch, setter="js")  # type: ignore[arg-type]
        await asyncio.sleep(0)
        assert here.roots[1].end == 3 and sent == []  # type: ignore[attr-defined]

    asyncio.run(scenario())
