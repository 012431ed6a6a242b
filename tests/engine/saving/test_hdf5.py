"""Our HDF5 and that of h5py: each reads what the other wrote. Damaged files end in one error, soon."""

from __future__ import annotations

import io
import random

import numpy as np
import pytest

from playground.engine.saving import hdf5

h5py = pytest.importorskip("h5py")
KINDS = ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "?"]
VERSIONS = ["earliest", "v108", "latest"]


def numbers(*shape, dtype="f4", seed=0):
    return (np.random.default_rng(seed).normal(size=shape) * 9).astype(dtype)


def content(group):
    """Arrays by path, and attributes of groups, as h5py reads them."""
    arrays, attributes = {}, {}

    def visit(name, item):
        if isinstance(item, h5py.Dataset):
            arrays[name] = np.asarray(item)
        for key, value in item.attrs.items():
            attributes[name, key] = value

    group.visititems(visit)
    return arrays, attributes


def branches(count=60):
    root = hdf5.Branch()
    for i in range(count):
        root.put(f"many/layer_{i}/vars/0", np.full(2, i, "f4"))
    for kind in KINDS:
        root.put(f"kinds/{kind}", numbers(3, 2, dtype=kind))
    root.put("scalar", np.float32(3))
    root.put("nothing", np.zeros((0, 3), "f4"))
    root.put("big endian", numbers(3).astype(">f4"))
    root.put("columns first", np.asfortranarray(numbers(3, 4)))
    root.branch("empty").attributes.update(text="tëxt", long="q" * 70_000, none="")
    root.branch("empty").attributes.update(texts=["a", "", "ü"], array=np.arange(3), nothing=[])
    return root


def test_h5py_reads_what_we_wrote():
    with h5py.File(io.BytesIO(hdf5.written(branches(700)))) as file:  # a tree of three levels
        arrays, attributes = content(file)
    assert len(arrays) == 700 + len(KINDS) + 4
    for i in (0, 9, 333, 699):
        np.testing.assert_array_equal(arrays[f"many/layer_{i}/vars/0"], [i, i])
    for kind in KINDS:
        assert arrays[f"kinds/{kind}"].dtype == np.dtype(kind)
        np.testing.assert_array_equal(arrays[f"kinds/{kind}"], numbers(3, 2, dtype=kind))
    assert arrays["scalar"] == 3 and arrays["nothing"].shape == (0, 3)
    np.testing.assert_array_equal(arrays["big endian"], numbers(3))
    np.testing.assert_array_equal(arrays["columns first"], numbers(3, 4))
    assert attributes["empty", "text"] == "tëxt" and len(attributes["empty", "long"]) == 70_000
    assert attributes["empty", "none"] == ""
    assert list(attributes["empty", "texts"]) == ["a", "", "ü"]
    assert (
        list(attributes["empty", "array"]) == [0, 1, 2] and len(attributes["empty", "nothing"]) == 0
    )


def test_we_read_what_we_wrote():
    root = hdf5.read(hdf5.written(branches()))
    assert [*root["many"]] == sorted(f"layer_{i}" for i in range(60))
    np.testing.assert_array_equal(root["many/layer_7/vars/0"].numpy(), [7, 7])
    assert root["empty"].attributes["texts"] == ["a", "", "ü"]
    assert root["kinds/?"].numpy().dtype == bool
    assert "many/layer_7" in root and "many/none" not in root and "scalar/inside" not in root


@pytest.mark.parametrize("version", VERSIONS)
def test_we_read_what_h5py_wrote(version):
    data = io.BytesIO()
    with h5py.File(data, "w", libver=version) as file:
        for count in (
            3,
            9,
            300,
        ):  # in the header of the group, in a heap, in a heap of several blocks
            for i in range(count):
                file[f"group_{count}/name_{i}"] = np.full(2, i)
        for kind in KINDS:
            file[f"kinds/{kind}"] = numbers(3, 2, dtype=kind)
        file["swapped"] = np.arange(3, dtype=">i4")
        file.create_dataset("unwritten", shape=(3,), dtype="f4")
        for i in range(20):
            file["group_3"].attrs[f"a{i}"] = f"value {i}"
        file["group_9"].attrs.update({"fixed": np.array([b"ab", b"c"]), "texts": ["x", "yz"]})
        file["group_9"].attrs["number"] = 4
    root = hdf5.read(data.getvalue())
    for count in (3, 9, 300):
        assert len(root[f"group_{count}"]) == count
        np.testing.assert_array_equal(root[f"group_{count}/name_2"].numpy(), [2, 2])
    for kind in KINDS:
        np.testing.assert_array_equal(root[f"kinds/{kind}"].numpy(), numbers(3, 2, dtype=kind))
    np.testing.assert_array_equal(root["swapped"].numpy(), [0, 1, 2])
    np.testing.assert_array_equal(root["unwritten"].numpy(), [0, 0, 0])
    assert root["group_3"].attributes == {f"a{i}": f"value {i}" for i in range(20)}
    assert root["group_9"].attributes == {"fixed": ["ab", "c"], "texts": ["x", "yz"], "number": 4}


@pytest.mark.parametrize(
    "form",
    [{}, {"compression": "gzip"}, {"compression": "gzip", "shuffle": True, "fletcher32": True}],
)
def test_chunks(form):
    data, given = io.BytesIO(), numbers(30, 20)
    with h5py.File(data, "w", libver="v108") as file:
        file.create_dataset("c", data=given, chunks=(7, 6), **form)
    np.testing.assert_array_equal(hdf5.read(data.getvalue())["c"].numpy(), given)


def test_what_is_not_read_here_is_said():
    data = io.BytesIO()
    with h5py.File(data, "w") as file:
        file["pairs"] = np.zeros(2, [("a", "f4"), ("b", "i4")])
        file["elsewhere"] = h5py.ExternalLink("other.h5", "secret")
        file["soft"] = h5py.SoftLink("/pairs")
        file.create_dataset("lzf", data=np.zeros((9, 9)), chunks=(3, 3), compression="lzf")
        file.attrs.update({"pair": np.zeros(1, [("a", "f4")]), "fine": "yes"})
    root = hdf5.read(data.getvalue())
    for name, said in {
        "pairs": "of a kind that is not read here",
        "elsewhere": "received a link to elsewhere",
        "soft": "received a link to elsewhere",
        "lzf": "Expected gzip",
    }.items():
        with pytest.raises(hdf5.HDF5Error, match=said):
            root[name].numpy()
    assert root.attributes == {"fine": "yes"}


def read_all(group, depth=0):
    """Everything a file has; not endlessly where a group has itself in it."""
    _ = group.attributes
    for name in group:
        item = group[name]
        if isinstance(item, hdf5.Group):
            if depth < 6:
                read_all(item, depth + 1)
        else:
            item.numpy()


def files():
    yield hdf5.written(branches(20))
    for version in VERSIONS:
        data = io.BytesIO()
        with h5py.File(data, "w", libver=version) as file:
            for i in range(12):
                file[f"g/name_{i}"] = np.full(2, i)
                file.attrs[f"a{i}"] = f"value {i}"
            chunks = (12, 8) if version == "latest" else (5, 3)
            file.create_dataset("c", data=numbers(12, 8), chunks=chunks, compression="gzip")
        yield data.getvalue()


@pytest.mark.parametrize("fresh", [False, True])
def test_damaged_files_end_in_one_error(fresh):
    seed = random.SystemRandom().randrange(10**6) if fresh else 0
    print("seed", seed)  # shown when it fails
    draw = random.Random(seed)
    whole = [*files()]
    refused = 0
    for _ in range(150):
        data = bytearray(draw.choice(whole))
        if draw.random() < 0.2:
            del data[draw.randrange(len(data)) :]
        for _ in range(draw.choice((1, 2, 8, 40))):
            if data:
                at = draw.randrange(draw.choice((len(data), min(len(data), 4000))))
                data[at] = draw.choice((data[at] ^ 1 << draw.randrange(8), 0, 255))
        try:
            read_all(hdf5.read(bytes(data)))
        except hdf5.HDF5Error:
            refused += 1
    assert refused > 30


def test_what_is_no_hdf5_is_refused():
    for data in (b"", b"PK\3\4" * 100, b"\x89HDF\r\n\x1a\n", bytes(5000)):
        with pytest.raises(hdf5.HDF5Error, match=r"HDF5 file|damaged"):
            hdf5.read(data)


def test_shapes_that_no_file_can_hold_are_refused_before_memory_is_asked_for():
    root = hdf5.Branch()
    root.put("x", np.zeros((3, 5), "f4"))
    data = hdf5.written(root)
    place = data.index(np.array([3, 5], "<u8").tobytes())
    for n, m in ((2**40, 5), (0, 2**62), (2**63, 2**63)):
        claimed = np.array([n, m], "<u8").tobytes()
        with pytest.raises(hdf5.HDF5Error, match="damaged"):
            hdf5.read(data[:place] + claimed + data[place + 16 :])["x"].numpy()
