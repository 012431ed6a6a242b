"""Text that is no Python: what it is, and what Python wants there."""

from __future__ import annotations

import re

from playground.execute.advice.scene import FILENAME, Advice, Scene
from playground.pasted_text import Note, mend

_GENERAL = "Look at this line and at the end of the line before it: a bracket, a quote or a colon may be missing."
_INDENTED = (
    "Python groups lines by their indentation: four spaces inside a class, a def, an if or a for."
)


def advise(scene: Scene) -> Advice | None:
    error = scene.error
    if not isinstance(error, SyntaxError):
        return _of_an_output(scene)
    if error.filename != FILENAME:
        return None
    return _pasted(scene, error) or _explained(scene, error)


def _pasted(scene: Scene, error: SyntaxError) -> Advice | None:
    """What only a paste can have brought in, at the line or before it."""
    notes = mend(scene.source).notes
    near = [note for note in notes if note.line <= (error.lineno or note.line)] or notes
    if not near:
        return None
    note = (
        near[0] if isinstance(error, IndentationError) or len(near) == 1 else _nearest(near, error)
    )
    what = note.what[0].upper() + note.what[1:]
    return Advice(note.cure, f"{what}: this is not Python.", note.line)


def _nearest(notes: list[Note], error: SyntaxError) -> Note:
    """The first, except that a character on the very line is what Python stumbled over."""
    exact = [n for n in notes if n.line == error.lineno]
    return exact[0] if exact and "character" in (error.msg or "") else notes[0]


def _of_an_output(scene: Scene) -> Advice | None:
    """`Out[3]: …` and a notebook's JSON are Python's to read, and fail by a name."""
    if not isinstance(scene.error, NameError) or scene.error.name not in (
        "Out",
        "In",
        "null",
        "true",
        "false",
    ):
        return None
    found = mend(scene.source)
    note = next((n for n in found.notes if "notebook" in n.what), None)
    if note is None:
        return None
    what = note.what[0].upper() + note.what[1:]
    return Advice(note.cure, f"{what}: this is not Python.", note.line)


def _line(scene: Scene, number: int | None) -> str:
    return scene.lines[number - 1] if number and 0 < number <= len(scene.lines) else ""


# (what stands in the line, what to say); the first that is found counts
_LINES: tuple[tuple[str, str], ...] = (
    (
        r"^\s*from\s+\S+\s+import\s+\w+\.",
        "Behind `import` stands a name without dots: `from keras.layers import Dense`.",
    ),
    (
        r"^\s*import\s+\S+\s+from\b",
        "Python writes it the other way round: `from keras import layers`.",
    ),
    (r"^\s*//", "Comments begin with # in Python."),
    (r"/\*|\*/", "Comments begin with # in Python."),
    (r"\belse\s+if\b", "Python writes `elif` for else if."),
    (
        r"\bnew\s+[A-Za-z_]",
        "Python makes an object without `new`: `layer = keras.layers.Dense(3)`.",
    ),
    (r"\bfunction\s+\w+\s*\(", "Python writes `def name(arguments):`."),
    (
        r"^\s*(?:let|var|const|int|float|double|auto)\s+\w+\s*=",
        "Python needs no word before a name: `x = 3`.",
    ),
    (r"\bdefine?\s+\w+\(|^\s*(?:fun|func|fn)\s+\w+\(", "Python writes `def name(arguments):`."),
    (r"&&", "Python writes `and` for &&."),
    (r"\|\|", "Python writes `or` for ||."),
    (r"(?:^|[\s(])!\s*[A-Za-z_(]", "Python writes `not` for !."),
    (r"\bthrow\s", "Python writes `raise`."),
    (r"\bcatch\b", "Python writes `except`."),
    (
        r"\)\s*\{\s*$|\belse\s*\{",
        "Python writes ':' at the end of the line and indents what follows, without braces.",
    ),
    (r"^\s*}\s*$", "Python has no braces around its blocks: indentation tells where they end."),
    (r"\?[^:]*:", "Python writes `a if condition else b`."),
    (r"=>", "Python writes `lambda x: …` for a short function, and >= for greater or equal."),
    (r"=<", "Python writes <= for less or equal."),
    (r"<>", "Python writes != for not equal."),
)
_KEYWORD = re.compile(
    r"^\s*(?:def\s+|class\s+|for\s+)?(False|None|True|and|as|assert|async|await|break|class|continue|def|del|elif|else|except|"
    r"finally|for|from|global|if|import|in|is|lambda|nonlocal|not|or|pass|raise|return|try|while|with|yield)\s*=[^=]"
)


def _explained(scene: Scene, error: SyntaxError) -> Advice:
    message, line = error.msg or "", _line(scene, error.lineno)
    low = message.lower()
    if isinstance(error, IndentationError):
        return _of_indentation(scene, error)
    step = re.search(r"([A-Za-z_]\w*)\s*(\+\+|--)", line)
    if step:
        sign = step[2][0]
        return Advice(f"Python writes `{step[1]} {sign}= 1`.")
    if re.match(r"^\s*print\s+[^(=\s]", line):
        return Advice("print is a function: `print(…)`, with brackets.")
    if (word := _KEYWORD.match(line)) and "line" not in low:
        return Advice(
            f"`{word[1]}` is a word of Python's own; no name can be that. Try `{word[1]}_`."
        )
    if word := re.search(r"[(,]\s*(lambda|class|from|import|in|is|not|with)\s*=", line):
        return Advice(f"`{word[1]}` is a word of Python's own; no argument can be called that.")
    if "was never closed" in low:
        return Advice("Look for where this bracket should end: its partner is missing. " + _GENERAL)
    if "unmatched" in low or "does not match" in low:
        return Advice("Count the brackets: one is too many here, or its partner is missing before.")
    if "unterminated" in low and "f-string" not in low:
        return Advice(
            "A string ends with the quote it began with, on the same line; three quotes reach over lines."
        )
    if "f-string" in low:
        return Advice(
            'In an f-string every { needs its }, with a value between: f"loss {loss:.3f}".'
        )
    if "unicodeescape" in low or "truncated" in low:
        return Advice(
            'A \\ in a string begins a code. Put an r before it, r"C:\\data", or write / instead.'
        )
    if "line continuation" in low:
        return Advice(
            "A \\ that goes on in the next line must be the last character: remove the space behind it."
        )
    if "positional argument follows keyword" in low:
        return Advice(
            'After an argument with a name, all need one: activation="relu", for instance.'
        )
    if "keyword argument repeated" in low:
        return Advice("An argument is given once. Remove one of the two.")
    if (
        "cannot assign to" in low
        or "maybe you meant '=='" in low
        or "invalid syntax. maybe you meant" in low
    ):
        return Advice("`=` gives a name to a value, `==` compares. Left of `=` stands a name.")
    if "outside function" in low:
        return Advice(
            "`return` and `yield` belong inside a `def`: indent the line below one, or remove it."
        )
    if "outside" in low and "await" in low:
        return Advice("`await` belongs inside an `async def`. Layers and models need none.")
    if "'break'" in low or "'continue'" in low:
        return Advice(
            "`break` and `continue` belong inside a for or a while: is the line indented so?"
        )
    for pattern, said in _LINES:
        if re.search(pattern, _bare(line)):
            return Advice(said)
    if "expected ':'" in low:
        return Advice("A line with class, def, if, else, for, while or with ends with a colon.")
    if "forgot a comma" in low:
        return Advice("Between two arguments, or two items of a list, stands a comma.")
    if "expected 'except' or 'finally'" in low:
        return Advice("After `try:` and its lines comes `except:` at the same indentation.")
    return Advice(_GENERAL)


def _bare(line: str) -> str:
    """A line without its strings and comments."""
    return re.sub(r"'[^']*'|\"[^\"]*\"|#.*", "''", line)


def _of_indentation(scene: Scene, error: SyntaxError) -> Advice:
    low = (error.msg or "").lower()
    if isinstance(error, TabError):
        return Advice("Tabs and spaces are mixed. Indent with four spaces, every line.")
    if "unexpected indent" in low:
        return Advice(
            f"This line is indented further than the one before, and nothing asks for it. {_INDENTED}"
        )
    if "unindent" in low:
        return Advice(f"This line's indentation is that of no line above it. {_INDENTED}")
    return Advice(_INDENTED)
