"""What a lesson's prose, questions and hints say agrees with its code and its checks: names, texts, numbers, shapes."""

import ast
import builtins
import keyword
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import playground.view
from playground import datasets, engine
from playground.ladder import read_ladders
from playground.lesson import Lesson, load_lessons
from playground.prediction import Prediction, parts
from playground.view.links import changed, deeds, line_of
from playground.view.predictions import linked_html

VIEW = Path(playground.view.__file__).parent
PAGE = "\n".join(
    path.read_text(encoding="utf-8")
    for path in sorted(VIEW.iterdir())
    if path.suffix in (".py", ".js", ".html") and ".bundle." not in path.name
)
# What is set in bold and is no part of the page.
IDEAS = {"Yes or no", "Which of many", "How much", "Model", "Fit", "Use"}
LESSONS = pytest.mark.parametrize("lesson", load_lessons(), ids=lambda lesson: lesson.id)
SPACES = (
    "activations", "callbacks", "initializers", "layers", "losses", "metrics", "models", "ops", "optimizers", "utils",
)  # fmt: skip
# What is set as code and is no name of a program: parts of names, numbers, and words for any size.
SAID = {"nan", "log", "mae", "batch", "sparse_"}
IN_WORDS = re.compile(r"what (comes|goes)|for each")


def said(lesson: Lesson) -> list[str]:
    """All that is read in a lesson beside its programs."""
    texts = []
    for part in parts(lesson.prose):
        if isinstance(part, Prediction):
            texts += [part.question, *part.choices, part.because]
        else:
            texts.append(part)
    texts += [
        text for ladder in read_ladders(lesson.hints) for text in (ladder.hint, ladder.stronger)
    ]
    return [*texts, *lesson.tasks, lesson.learned]


def code(lesson: Lesson) -> Iterator[str]:
    """What stands in backticks, and the blocks."""
    for text in said(lesson):
        inline = re.sub(r"^    .*$", "", text, flags=re.MULTILINE)
        yield from re.findall(r"`([^`\n]+)`", inline)
        yield from re.findall(r"(?:^    .*\n?)+", text, flags=re.MULTILINE)


def names_in(*sources: str) -> set[str]:
    found = set()
    for source in sources:
        for node in ast.walk(ast.parse(source)):
            for field in ("id", "attr", "arg", "name", "asname", "module"):
                value = getattr(node, field, None)
                if isinstance(value, str):
                    found |= set(value.split("."))
    return found


def keras_names() -> set[str]:
    found = {*dir(builtins), *dir(datasets), *dir(np), *dir(np.random), *SPACES, *dir(engine)}
    for space in SPACES:
        found |= {*dir(getattr(engine, space))}
    for owner in (
        engine.layers.Layer,
        engine.models.Model,
        engine.optimizers.SGD,
        engine.GradientTape,
    ):
        found |= {*dir(owner), *owner.__init__.__code__.co_varnames}
    for method in (
        engine.models.Model.fit,
        engine.models.Model.compile,
        engine.layers.Layer.add_weight,
    ):
        found |= {*method.__code__.co_varnames}
    found |= {*datasets.glyphs.__code__.co_varnames}
    return found


KERAS = keras_names()


@LESSONS
def test_every_name_exists(lesson: Lesson) -> None:
    earlier = [each.solution for each in load_lessons() if each.number < lesson.number]
    known = KERAS | SAID | names_in(lesson.starter, lesson.solution, lesson.checks, *earlier)
    for part in code(lesson):
        if IN_WORDS.search(part):
            continue
        made = re.findall(r"(?:def|class|for) (\w+)|^\s*(\w+) =", part, flags=re.MULTILINE)
        own = {name for pair in made for name in pair}
        without_texts = re.sub(r"\"[^\"]*\"|'[^']*'|#.*", "", part)
        names = set(re.findall(r"[A-Za-z_]\w+", without_texts))
        assert not {n for n in names - known - own if not keyword.iskeyword(n)}, part


@LESSONS
def test_every_text_that_a_program_would_give_is_known(lesson: Lesson) -> None:
    texts = set(re.findall(r"\"([^\"]*)\"", "\n".join(code(lesson))))
    ours = "\n".join((lesson.starter, lesson.solution, lesson.checks))
    unknown = []
    for text in texts:
        if f'"{text}"' in ours:
            continue
        for space in ("activations", "losses", "metrics", "optimizers", "initializers"):
            try:
                getattr(engine, space).get(text)
                break
            except (ValueError, TypeError):
                continue
        else:
            unknown.append(text)
    assert not unknown


@LESSONS
def test_every_sum_is_right_and_every_shape_follows(lesson: Lesson) -> None:
    texts = "\n".join(said(lesson))
    number = r"\d[\d,.]*\d|\d"
    for left, right in re.findall(
        rf"((?:{number})(?: [×+/-] (?:{number}))+) (?:=|is) ({number})", texts
    ):
        value = eval(left.replace(",", "").replace("×", "*"))  # digits and signs only
        assert abs(value - float(right.replace(",", ""))) < 0.051, (left, right)
    for line in re.findall(r"\(\d[\d, ]*\) @ .* → \(.*\)", texts):
        shapes = [ast.literal_eval(each) for each in re.findall(r"\([\d, ]+\)", line)]
        a, b, c, out = (np.zeros(shape) for shape in shapes)
        assert (a @ b + c).shape == out.shape
    for line in re.findall(r"^    (\([\d, ]+\)) → (\([\d, ]+\))$", texts, flags=re.MULTILINE):
        before, after = map(ast.literal_eval, line)
        assert engine.layers.Dense(after[-1])(np.zeros(before)).shape == after


@LESSONS
def test_what_a_block_of_code_shows_is_python(lesson: Lesson) -> None:
    for block in re.findall(r"(?:^ {4}.*\n)+", lesson.prose, flags=re.MULTILINE):
        text = textwrap.dedent(block)
        if "→" not in text and not IN_WORDS.search(text):  # neither shapes nor words
            ast.parse(re.sub(r", …\)", ")", text).replace("…", "..."))


@LESSONS
def test_every_link_that_acts_finds_its_place(lesson: Lesson) -> None:
    for deed in deeds(linked_html(lesson.prose)):
        if deed.startswith("set:"):
            assert changed(deed, lesson.starter), deed
        elif deed.startswith("show:"):
            assert line_of(deed, lesson.starter), deed


@LESSONS
def test_other_lessons_are_called_by_their_number(lesson: Lesson) -> None:
    numbers = {each.number for each in load_lessons()}
    for text in said(lesson):
        for found in re.findall(r"[Ll]essons? (\d+)(?: and (\d+))?", text):
            assert {int(number) for number in found if number} <= numbers


@LESSONS
def test_every_part_of_the_page_that_is_named_is_there(lesson: Lesson) -> None:
    named = set(re.findall(r"\*\*([A-Z][\w ]*)\*\*", lesson.prose)) - IDEAS
    for name in named:
        assert re.search(rf"[>\"]{name}[<\"]", PAGE), name
