"""Plans as instructions, without anything that does them: what is written, and for which batches."""

import numpy as np
import pytest

from playground.engine.plan import encoding
from playground.engine.plan.encoding import HEADER, Operand, Refused, Words
from playground.engine.plan.stretches import Batches, Stretch


def bits(number: int) -> int:
    return number & 0xFFFFFFFF


def test_addresses_of_any_size_are_written_and_follow_the_batch():
    """Those of this machine are far beyond 2**31, as they may be in a page with much data."""
    x = np.zeros((3, 10), np.float32)
    out = np.zeros(10, np.float32)
    words = Words([x[0]])
    encoding.elementwise(words, "tanh", [Operand(x[0, 2:5], 0)], Operand(out[:3]))
    bound = []
    stretch = Stretch(words, lambda program: bound.append(program) or (lambda: None), 2**31 + 5)
    other = np.zeros((7, 10), np.float32)
    batches = Batches([other[0]], [other.strides[0]], 7, list)
    stretch.place(batches.addresses, batches.steps, batches.count)
    (program,) = bound
    written = {bits(int(n)) for n in program}
    assert bits(encoding.address(out)) in written
    assert bits(encoding.address(other) + 2 * 4) in written
    assert bits(encoding.address(x) + 2 * 4) not in written
    at = [bits(int(n)) for n in program].index(bits(encoding.address(other) + 8))
    assert program[at + 1] == 40  # bytes to the next batch
    assert list(program[:3]) == [0, 7, len(program)]
    assert bits(int(program[3])) == 2**31 + 5
    assert program[HEADER] == encoding.ELEMENTWISE.index("tanh ff")


def test_axes_become_as_few_loops_as_they_can():
    a = np.zeros((4, 5, 6), np.float32)
    assert encoding.loops(a.shape, [a.strides]) == ([1, 1, 1, 120], [[0, 0, 0, 4]])
    b = a.transpose(2, 1, 0)
    assert encoding.loops(b.shape, [b.strides, b.strides])[0] == [1, 1, 1, 120]
    assert encoding.loops(a.shape, [a.strides, (0, 24, 4)]) == (
        [1, 1, 4, 30],
        [[0, 0, 120, 4], [0, 0, 0, 4]],
    )


@pytest.mark.parametrize(
    "name, x, out",
    [
        ("tanh", np.zeros(3), np.zeros(3)),
        ("arctan", np.zeros(3, np.float32), np.zeros(3, np.float32)),
        ("tanh", np.zeros(0, np.float32), np.zeros(0, np.float32)),
    ],
)
def test_what_has_no_instruction_is_refused(name, x, out):
    with pytest.raises(Refused):
        encoding.elementwise(Words([]), name, [Operand(x)], Operand(out))


def test_what_would_be_overwritten_before_it_is_read_is_refused():
    x = np.zeros(5, np.float32)
    encoding.elementwise(Words([]), "tanh", [Operand(x)], Operand(x))
    with pytest.raises(Refused):
        encoding.elementwise(Words([]), "tanh", [Operand(x[:-1])], Operand(x[1:]))
