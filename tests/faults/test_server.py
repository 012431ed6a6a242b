"""The server itself is killed, its disk is full, or its clock jumps."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from playground import events as ev
from playground.runners.processes import ForkServer
from playground.runners.sandbox import program_folder
from playground.runners.sandbox.tiers import Tier
from tests.faults.conftest import Play
from tests.faults.visitor import Visitor, gone

ROOT = Path(__file__).parents[2]
_FIT = (
    "import keras, numpy as np\nx = np.zeros((200, 2), 'float32')\n"
    "model = keras.Sequential([keras.layers.Dense(1)])\nmodel.compile(loss='mse')\n"
    "model.fit(x, x[:, :1], epochs=100_000, verbose=0)\n"
)
_SAVE = (
    "import keras\nmodel = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])\n"
    "print('x', flush=True)\nwhile True: model.save('m.keras')\n"
)
_STUBBORN = "import signal\nfor n in (1, 2, 15): signal.signal(n, signal.SIG_IGN)\n"
# What runs on the server that is killed, and how far it has come.
STAGES = {
    "warming": {},
    "running": {
        _STUBBORN + _FIT: "Batch",
        _STUBBORN + _SAVE: "Printed",
        _STUBBORN + "print('x', flush=True)\nwhile True: pass": "Printed",
    },
}
# It prints who is below it.
_SERVER = """
import asyncio, json, sys
import pytest
from playground import events as ev
from playground.runners.sandbox.tiers import BY_NAME
from playground.runners.processes import Child, ForkServer
from playground.runners.server import ServerRunner
from tests.attack.inside import processes_of
from tests.faults.conftest import let_everybody_in

async def main():
    let_everybody_in(pytest.MonkeyPatch())
    runner, streams = ServerRunner(tiers=(BY_NAME[sys.argv[1]],)), []
    for source, stage in json.loads(sys.argv[2]).items():
        streams.append(runner.start(ev.Run(source)).events())
        async for items in streams[-1]:
            if any(type(item).__name__ == stage for item in items):
                break
    if not streams:
        runner._parent = ForkServer(BY_NAME[sys.argv[1]])
        born = asyncio.ensure_future(Child.born(runner._parent))
        while not hasattr(runner._parent, "_process"):
            await asyncio.sleep(0.01)
    print(*processes_of(runner), flush=True)
    await asyncio.sleep(600)

asyncio.run(main())
"""


@pytest.fixture
def temporary() -> Iterator[Path]:
    """For temporary files of a server, where programs that have a user of their own find their folders."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o711)
        yield Path(folder)


@pytest.mark.parametrize("stage", STAGES)
def test_a_killed_server_leaves_no_process_and_no_file(
    tier: Tier, play: Play, stage: str, temporary: Path
) -> None:
    server = subprocess.Popen(
        [sys.executable, "-c", _SERVER, tier.name, json.dumps(STAGES[stage])],
        cwd=ROOT, stdout=subprocess.PIPE, env={**os.environ, "TMPDIR": str(temporary)},
    )  # fmt: skip
    assert server.stdout
    below = [int(number) for number in server.stdout.readline().split()]
    assert len(below) > len(STAGES[stage])
    server.kill()
    server.wait()
    server.stdout.close()
    for number in below:
        asyncio.run(gone(number))
    # What it could not clear away the next one does.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(temporary))
        program_folder.Shelf().remove()
    assert not list(temporary.iterdir())


def test_two_servers_leave_each_other_s_folders_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    first, second = program_folder.Shelf(), program_folder.Shelf()
    assert {path.name for path in tmp_path.iterdir()} == {
        Path(first.path).name,
        Path(second.path).name,
    }
    first.remove()
    second.remove()
    assert not list(tmp_path.iterdir())


def test_folders_are_removed_however_deep_and_links_are_not_followed(tmp_path: Path) -> None:
    """What a program leaves is its own work: it must neither stop the one who clears it away nor lead it elsewhere."""
    kept = tmp_path / "kept"
    kept.write_text("kept")
    kept.chmod(0o644)
    folder = tmp_path / "program"
    (folder / "shut").mkdir(parents=True)
    (folder / "shut" / "link").symlink_to(kept)
    (folder / "link to a folder").symlink_to(tmp_path)
    (folder / "shut").chmod(0o500)
    before = os.getcwd()
    try:
        os.chdir(folder)
        for _ in range(1500):
            os.mkdir("d")
            os.chdir("d")
        Path("file").write_text("deep")
    finally:
        os.chdir(before)
    program_folder.remove(str(folder))
    assert not folder.exists()
    assert kept.read_text() == "kept" and kept.stat().st_mode & 0o777 == 0o644


def test_the_server_s_disk_is_full(play: Play, tier: Tier) -> None:
    """A child that cannot get a folder is no reason to lose the others."""

    async def scenario(visitor: Visitor) -> None:
        if tier.namespaces:
            return  # nothing of it is on the disk
        visitor.run(_FIT)
        await visitor.until(visitor.saw(ev.Batch))
        parent = visitor.runner._parent
        assert isinstance(parent, ForkServer) and parent._shelf
        process, shelf = parent._process, parent._shelf.path
        os.rename(shelf, shelf + ".gone")  # no folder can be made: as on a full disk
        others: list[Visitor] = []
        while len(others) < 4:  # the spares that were made before run them; then there are no more
            others.append(other := Visitor(visitor.runner))
            other.run("import time\nprint('begun', flush=True)\ntime.sleep(600)")
            await other.until(lambda: bool(other.told.printed) or not other.session.busy)
            if not other.session.busy:
                break
        other = others[-1]
        ended = await other.ended()
        assert isinstance(ended, ev.Failed) and "could not be started" in ended.message
        assert ended.advice and shelf not in ended.message
        assert visitor.session.busy, "who trains goes on"
        os.rename(shelf + ".gone", shelf)
        await other.finds_all_well(others=len(others))
        assert parent._process is process, "it is the same fork server"
        visitor.session.stop()
        assert isinstance(await visitor.ended(), ev.Stopped)
        for other in others:
            await other.session.close()

    play(scenario)


@pytest.mark.parametrize("jump", [-86_400 * 400, 86_400 * 400])
def test_the_clock_jumps(play: Play, jump: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """No limit, no pace and no place in the queue depends on the time of day."""
    real = time.time

    async def scenario(visitor: Visitor) -> None:
        visitor.run(_FIT)
        await visitor.until(visitor.saw(ev.Batch))
        monkeypatch.setattr(time, "time", lambda: real() + jump)
        seen = len(visitor.told.of(ev.Batch))
        await visitor.until(lambda: len(visitor.told.of(ev.Batch)) > seen + 5)
        visitor.session.pause()
        await visitor.until(visitor.saw(ev.Paused))
        visitor.session.step()
        await visitor.until(lambda: len(visitor.told.of(ev.Paused)) == 2)
        visitor.session.stop()
        assert isinstance(await visitor.ended(), ev.Stopped)
        visitor.run("import time\nprint(time.time() > 0)\nwhile True: pass")
        await visitor.until(lambda: "True" in visitor.told.printed)
        visitor.session.stop()
        assert isinstance(await visitor.ended(), ev.Stopped)

    play(scenario)


def test_stop_while_the_first_process_is_made(play: Play) -> None:
    async def scenario(visitor: Visitor) -> None:
        parent = visitor.runner._parent
        assert isinstance(parent, ForkServer)
        parent._process.send_signal(signal.SIGKILL)
        await parent._process.wait()
        visitor.run("while True: pass")
        await asyncio.sleep(0)
        visitor.session.stop()
        assert isinstance(await visitor.ended(), ev.Stopped)

    play(scenario)
