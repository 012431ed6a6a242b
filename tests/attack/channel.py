"""What a program writes into the channel to the server: it is read by one schema, and the run ends when it is wrong.

Outside, a reader that trusts its children (`json.loads`, as long as the line may be) takes every one of these lines.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass

from playground import events as ev
from playground.runners.server import ServerRunner
from tests.programs import gather

_NODE = '{"type":"Built","nodes":[%s],"edges":[]}'
_ONE = (
    '{"id":"n%d","class_name":"Dense","name":"d","params":1,"input_shapes":[],"output_shapes":[]}'
)


@dataclass(frozen=True)
class Forged:
    """`line` is an expression of the program that writes it."""

    name: str
    line: str


FORGED = (
    Forged("no JSON", "b'hello'"),
    Forged("no list", "b'{}'"),
    Forged("an unknown kind of event", 'b\'[{"type":"Granted"}]\''),
    Forged("a field too many", 'b\'[{"type":"Finished","seconds":1,"root":true}]\''),
    Forged("a field of another type", 'b\'[{"type":"Printed","text":{"a":1}}]\''),
    Forged(
        "a network of 20,000 nodes",
        f"b'[' + b{_NODE!r} % b','.join(b{_ONE!r} % i for i in range(20000)) + b']'",
    ),
    Forged(
        "a table of 5,000 metrics",
        'b\'[{"type":"Batch","epoch":1,"step":1,"logs":{\' + b",".join(b\'"m%d":0\' % i for i in range(5000)) + b"}}]"',
    ),
    Forged("a number of 400 digits", 'b\'[{"type":"Finished","seconds":%s}]\' % (b"9" * 400)'),
    Forged("an infinite number", 'b\'[{"type":"Finished","seconds":1e999}]\''),
    Forged("a text of 3 MB", 'b\'[{"type":"Notice","message":"%s"}]\' % (b"x" * 3_000_000)'),
    Forged("a line of 8 MB", 'b\'[{"type":"Notice","message":"%s"}]\' % (b"x" * 8_000_000)'),
    Forged("a thousand brackets deep", "b'[' * 900 + b']' * 900"),
    Forged("a million of nothing", 'b"[" + b"0," * 1_000_000 + b"0]"'),
    Forged(
        "an array that is not as it says",
        'b\'[{"type":"Picture","epoch":1,"surface":{"dtype":"float32","shape":[9999,9999],"data":"AAAA"}}]\'',
    ),
    Forged("bytes that are no text", 'bytes(range(128, 256)).replace(b"\\n", b"")'),
)


def naive(forged: Forged) -> bool:
    """Whether a reader that trusts its children would take it: it is JSON, or at least a line."""
    line = eval(forged.line)
    try:
        json.loads(line)
    except ValueError:
        return bool(line.strip())  # a reader of lines hands it on
    return True


async def taken(runner: ServerRunner, forged: Forged) -> bool:
    """Whether the server takes it for an event of the program."""
    source = (
        "import os\n"
        f"line = {forged.line} + b'\\n'\n"
        "while line:\n    line = line[os.write(4, line):]\n"
        "print('and went on')\n"
    )
    async with asyncio.timeout(60):
        seen = await gather(runner, ev.Run(source))
    last = seen[-1]
    refused = isinstance(last, ev.Failed) and last.kind == "KernelError"
    return not refused or "went on" in seen.printed
