"""A message that proposes a name knows what to write instead of what."""

import pytest

from playground import events as ev
from playground.view.repairs import repair_of


def repaired(source: str, failed: ev.Failed) -> str | None:
    repair = repair_of(failed, source)
    if repair is None:
        return None
    lines = source.split("\n")
    units = lines[repair["line"] - 1].encode("utf-16-le")
    begin, end = repair["from"] * 2, repair["to"] * 2
    assert units[begin:end].decode("utf-16-le") == repair["before"]
    lines[repair["line"] - 1] = (
        units[:begin] + repair["insert"].encode("utf-16-le") + units[end:]
    ).decode("utf-16-le")
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("line", "message", "advice", "expected"),
    [
        ("L.Dens(4)", "keras.layers has no 'Dens' here. Did you mean Dense?", "", "L.Dense(4)"),
        ("print(inptu)", "name 'inptu' is not defined", "Did you mean input?", "print(input)"),
        ("L.Dense(4, unit=3)", "unexpected 'unit'", "Did you mean units=?", "L.Dense(4, units=3)"),
        ("x = '😀'; L.Dens(4)", "no 'Dens'. Did you mean Dense?", "", "x = '😀'; L.Dense(4)"),
        ('m.compile("ad")', "Unknown: 'ad'. Did you mean 'adam'?", "", 'm.compile("adam")'),
        (
            "y = dense(4)",
            "name 'dense' is not defined",
            "Did you mean self.dense?",
            "y = self.dense(4)",
        ),
        ("import Keras", "No module named 'Keras'", "Did you mean `keras`?", "import keras"),
        ("if x > 1", "expected ':'", "", "if x > 1:"),
        (
            "print(f(x, 1).shap)",
            "A tensor has no attribute 'shap'.",
            "Did you mean f(x, 1).shape?",
            "print(f(x, 1).shape)",
        ),
    ],
)
def test_what_is_proposed_is_written(line: str, message: str, advice: str, expected: str) -> None:
    failed = ev.Failed("E", message, line=2, advice=advice)
    assert repaired(f"pass\n{line}\npass", failed) == f"pass\n{expected}\npass"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("L.Dens(4)", "no 'Dens'. Did you mean Dense or Dot?"),
        ("L.Dens(4)", "Something else."),
        ("a(ab, ab)", "name 'ab' is not defined. Did you mean abc?"),
        ("pass", "no 'Dens'. Did you mean Dense?"),
    ],
)
def test_nothing_is_offered_where_the_cure_is_not_clear(line: str, message: str) -> None:
    assert repair_of(ev.Failed("E", message, line=1), line) is None


@pytest.mark.parametrize("line", [None, -(10**9), -1, 0, 2, 10**9])
def test_a_line_that_there_is_not_has_no_repair(line: int | None) -> None:
    assert repair_of(ev.Failed("E", "Did you mean `print`?", line=line), "prnt(1)") is None
