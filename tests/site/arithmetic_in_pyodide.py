"""Runs in Pyodide in Node: the page's arithmetic against NumPy. `/0` is the repository, `/1` has arithmetic.wasm."""

import os
import sys

import pyodide_js

await pyodide_js.loadPackage("numpy", messageCallback=lambda _: None)
sys.path.insert(0, "/0")
os.environ["PLAYGROUND_STRICT_PLANS"] = "1"  # a plan that fails is an error

import contextlib
import io
import itertools
import json

import js
import numpy as np
from pyodide.code import run_js
from pyodide.ffi import to_js
from pyodide_js import _module

from playground.engine.plan import accelerator
from playground.runners import arithmetic


async def in_memory(wasm=None):
    """What static/arithmetic.js makes of the module: (products, workspace)."""
    with open(wasm or "/1/arithmetic.wasm", "rb") as file:
        module = js.WebAssembly.Module.new(to_js(file.read()))
    with open("/0/static/arithmetic.js") as file:
        source = file.read().replace("export ", "")
    made = await run_js(f"{source}; inMemory")(module, _module.memory)
    return made.products, made.workspace


def layouts(array, rng):
    """The same numbers, stored in all ways that plans have."""
    yield array
    yield np.swapaxes(np.ascontiguousarray(np.swapaxes(array, -1, -2)), -1, -2)
    wide = rng.standard_normal((*array.shape[:-1], array.shape[-1] * 2 + 1), np.float32)
    view = wide[..., 1::2]
    view[...] = array
    yield view
    yield np.ascontiguousarray(array[..., ::-1, :])[..., ::-1, :]


def numbers(shape, rng):
    """Of very different sizes, with NaN, infinities, zeros of both signs and subnormals among them."""
    x = rng.standard_normal(shape, np.float32) * np.float32(10) ** rng.integers(-44, 39, shape)
    special = np.float32([np.nan, np.inf, -np.inf, 0, -0.0, 1e-45, -1e-40, 3e38])
    return np.where(rng.random(shape) < 0.02, rng.choice(special, shape), x).astype(np.float32)


def one_by_one(a, b):
    """Every sum from 0, product after product: how NumPy without BLAS does it."""
    out = np.zeros(
        (*np.broadcast_shapes(a.shape[:-2], b.shape[:-2]), a.shape[-2], b.shape[-1]), np.float32
    )
    for k in range(a.shape[-1]):
        out += a[..., :, k, None] * b[..., None, k, :]
    return out


def same(x, y):
    """To the bit; NaN is NaN."""
    return bool(((x.view(np.int32) == y.view(np.int32)) | (np.isnan(x) & np.isnan(y))).all())


SHAPES = [
    *[((m, k), (k, n)) for m, k, n in itertools.product((1, 4, 7), (1, 3, 8), (1, 5, 16))],
    ((32, 64), (64, 33)),
    ((97, 257), (257, 9)),
    ((5, 600), (600, 1026)),
    ((3, 7, 8), (3, 8, 5)),
    ((2, 3, 7, 8), (2, 3, 8, 5)),
    ((2, 3, 7, 8), (8, 5)),
    ((4, 1, 7, 8), (3, 8, 5)),
    ((2, 3, 2, 4, 5), (2, 1, 2, 5, 4)),
]


async def compared():
    """How many products were compared, which of them differ, and what was refused."""
    make = arithmetic.Products(*await in_memory()).make
    rng = np.random.default_rng(1)
    count, wrong, refused = 0, [], []
    for a_shape, b_shape in SHAPES:
        a, b = numbers(a_shape, rng), numbers(b_shape, rng)
        with np.errstate(all="ignore"):
            expected = one_by_one(a, b)
            by_numpy = np.matmul(a, b)
        for x, y, out in itertools.product(
            layouts(a, rng), layouts(b, rng), layouts(np.empty_like(expected), rng)
        ):
            out[...] = 7
            multiply = make(x, y, out)
            if multiply is None:
                refused.append([a_shape, b_shape])
                continue
            multiply()
            count += 1
            if not same(np.ascontiguousarray(out), expected):
                wrong.append([a_shape, b_shape, x.strides, y.strides, out.strides])
        if not same(expected, by_numpy):
            wrong.append([a_shape, b_shape, "NumPy"])
    return {"count": count, "wrong": wrong[:5], "refused": sorted(set(map(repr, refused)))}


async def refused():
    """What it must not take: other types, what shares memory, what is empty."""
    make = arithmetic.Products(*await in_memory()).make
    f = np.ones((4, 4), np.float32)
    empty = np.ones((4, 0), np.float32)
    fixed = np.ones((4, 4), np.float32)
    fixed.flags.writeable = False
    unaligned = np.zeros(65, np.uint8)[1:].view(np.float32).reshape(4, 4)
    cases = [
        (f.astype(float), f, f.copy()),
        (f, f.T, f.copy()[:0]),
        (f, f.copy(), f),
        (empty, empty.T, f.copy()),
        (f, f, fixed),
    ]
    taken = make(unaligned, f, out := np.empty((4, 4), np.float32))
    taken()
    return [make(*case) is None for case in cases] + [not out.any()]


async def trained(fast):
    """The loss of each epoch, the weights at the end, and what explain_step says; in a memory that grows meanwhile."""
    from playground import engine as keras

    problem = arithmetic.use(*await in_memory()) if fast else accelerator.use(None)
    keras.utils.set_random_seed(3)
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((200, 20), np.float32), rng.integers(0, 4, 200)
    model = keras.Sequential(
        [keras.layers.Dense(48, "tanh"), keras.layers.Dense(33, "relu"), keras.layers.Dense(4)]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss, metrics=["accuracy"])
    losses = model.fit(x, y, batch_size=32, epochs=12, verbose=0).history["loss"]
    before = _module.memory.buffer.byteLength
    grown = np.zeros(before // 2, np.uint8)
    assert _module.memory.buffer.byteLength > before and grown[-1] == 0
    losses += model.fit(x, y, batch_size=32, epochs=12, verbose=0).history["loss"]
    for i in range(6):  # batches that come one by one
        losses.append(
            float(model.train_on_batch(x[i * 32 : i * 32 + 32], y[i * 32 : i * 32 + 32])[0])
        )
    with contextlib.redirect_stdout(io.StringIO()) as explained:
        model.explain_step()
    weights = np.concatenate([w.ravel() for w in model.get_weights()])
    return {
        "problem": problem,
        "losses": losses,
        "weights": weights.tolist(),
        "explained": explained.getvalue(),
    }


async def wrong():
    """What the self-test says of arithmetic that does nothing, and whether plans use it."""
    _, workspace = await in_memory()
    said = arithmetic.use(lambda *_: lambda: None, workspace)
    return [said, accelerator.current() is not None]


async def everything():
    results = {"compared": await compared(), "refused": await refused(), "wrong": await wrong()}
    results |= {"numpy": await trained(False), "fast": await trained(True)}
    return json.dumps(results)
