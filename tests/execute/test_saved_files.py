"""What a run leaves can be taken home, and reads back as it was."""

import base64
import io
import os

import numpy as np
import pytest

from playground import engine as keras
from playground import events as ev
from playground.execute import execute, saved_files

FIT = """
import keras, numpy as np
open("before.txt", "w").write("é")
model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3)])
model.compile("sgd", "mse")
model.fit(np.ones((4, 2)), np.ones((4, 3)), epochs=1, verbose=0)
"""


class Heard:
    def __init__(self) -> None:
        self.items: list = []

    def send(self, items):
        self.items += ev.events_from_json(ev.to_json(items))

    def receive(self, seconds):
        return None


def files_of(source: str, **options) -> dict[str, bytes]:
    heard = Heard()
    execute(ev.Run(source, **options), heard)
    assert isinstance(heard.items[-1], ev.ENDINGS)
    found: dict[str, bytes] = {}
    for item in heard.items:
        if isinstance(item, ev.File) and item.parts:
            assert item.part <= item.parts
            found[item.name] = found.get(item.name, b"") + base64.b64decode(item.data)
    return found


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.txt").write_text("mine")


def test_files_and_weights_of_a_watched_run():
    found = files_of(FIT + "w = model.get_weights()\nnp.save('w', w[0])\n1/0", watched=True)
    assert set(found) == {"before.txt", "w.npy", "model.keras", "model.weights.h5", "weights.npz"}
    assert found["before.txt"] == "é".encode()
    kernel = np.load(io.BytesIO(found["w.npy"]))
    arrays = np.load(io.BytesIO(found["weights.npz"]))
    np.testing.assert_array_equal(arrays[arrays.files[0]], kernel)
    with open("back.keras", "wb") as file:
        file.write(found["model.keras"])
    model = keras.saving.load_model("back.keras")
    np.testing.assert_array_equal(model.get_weights()[0], kernel)
    with open("back.weights.h5", "wb") as file:
        file.write(found["model.weights.h5"])
    model.set_weights([0 * w for w in model.get_weights()])
    model.load_weights("back.weights.h5")
    np.testing.assert_array_equal(model.get_weights()[0], kernel)


@pytest.mark.parametrize("options", [{"until": "shapes", "watched": True}, {}])
def test_nobody_takes_home_what_a_check_or_a_terminal_left(options):
    assert files_of(FIT, **options) == {}


def test_links_lead_nowhere_and_large_files_keep_their_name_only(monkeypatch):
    monkeypatch.setattr(saved_files, "MOST_BYTES", 10)
    os.symlink("/etc/hostname", "link")
    os.symlink("/etc", "folder")
    with open("large.bin", "wb") as file:
        file.write(b"0" * 11)
    os.mkdir("sub")
    with open("sub/small.bin", "wb") as file:
        file.write(b"1" * 10)
    found = list(saved_files.new_files({"there.txt": saved_files.known_files()["there.txt"]}))
    assert [(item.name, item.parts) for item in found] == [("large.bin", 0), ("sub/small.bin", 1)]


def test_a_file_comes_in_parts(monkeypatch):
    monkeypatch.setattr(saved_files, "PART_BYTES", 3)
    with open("x", "wb") as file:
        file.write(b"12345678")
    parts = [i for i in saved_files.new_files({}) if i.name == "x"]
    assert [(i.part, i.parts) for i in parts] == [(1, 3), (2, 3), (3, 3)]
    assert b"".join(base64.b64decode(i.data) for i in parts) == b"12345678"


def test_a_model_that_cannot_be_saved_whole_says_why():
    own = (
        "class Own(keras.layers.Dense):\n"
        "    def __init__(self, units, what):\n"
        "        super().__init__(units)\n"
        "    def get_config(self):\n"
        "        raise NotImplementedError('say what')\n"
    )
    source = FIT.replace("model =", own + "model =", 1).replace(
        "[keras.Input((2,)), keras.layers.Dense(3)]", "[keras.Input((2,)), Own(3, len)]"
    )
    heard = Heard()
    execute(ev.Run(source, watched=True), heard)
    files = {item.name: item for item in heard.items if isinstance(item, ev.File)}
    assert (files["model.keras"].parts, files["model.keras"].why) == (0, "say what")
    assert files["model.weights.h5"].parts == 1
