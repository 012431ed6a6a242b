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

from playground.engine.plan import accelerator, encoding
from playground.runners import arithmetic


async def in_memory(wasm=None):
    """What static/arithmetic.js makes of the module: (bind, workspace)."""
    with open(wasm or "/1/arithmetic.wasm", "rb") as file:
        module = js.WebAssembly.Module.new(to_js(file.read()))
    with open("/0/static/arithmetic.js") as file:
        source = file.read().replace("export ", "")
    made = await run_js(f"{source}; inMemory")(module, _module.memory)
    return made.bind, made.workspace


async def maker():
    """A function of arrays that computes out[...] = a @ b when its result is called; None when it is refused."""
    interpreter = arithmetic.interpreter(*await in_memory())

    def make(a, b, out):
        try:
            return arithmetic.product(interpreter, a, b, out)
        except encoding.Refused:
            return None

    return make


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
    make = await maker()
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


UNARY = ("sqrt", "negative", "absolute", "square", "sign", "exp", "log", "tanh")
BINARY = ("add", "subtract", "multiply", "divide", "maximum", "minimum")
COMPARING = ("equal", "not_equal", "less", "less_equal", "greater", "greater_equal")
SEVERAL_SHAPES = [
    ((9,), (9,)),
    ((7, 6), (7, 6)),
    ((7, 6), ()),
    ((1, 5), (6, 1)),
    ((2, 3, 4, 5), (3, 1, 5)),
    ((4, 1), (4, 9)),
]


async def functions():
    """The largest error of each function, in units of its last place, over all of float32 in steps; and what became of
    numbers that are not finite."""
    interpreter = arithmetic.interpreter(*await in_memory())
    x = np.arange(-(2**31), 2**31, 8191, np.int64).astype(np.int32).view(np.float32)
    near = np.linspace(-20, 20, 100_001, dtype=np.float32)
    special = np.float32(
        [np.nan, np.inf, -np.inf, 0, -0.0, 1e-45, -1e-45, 88.72283, 88.8, -103.9, -104]
    )
    x = np.concatenate([x, near, special])
    errors, lost = {}, []
    for name in UNARY:
        out = np.empty_like(x)
        arithmetic.elementwise(interpreter, name, x, out)()
        with np.errstate(all="ignore"):
            exact = getattr(np, name)(x.astype(np.float64))
            rounded = exact.astype(np.float32)
        finite = np.isfinite(rounded)
        unit = np.spacing(np.abs(rounded[finite])).astype(np.float64)
        errors[name] = float((np.abs(out[finite] - exact[finite]) / unit).max())
        if not np.array_equal(out[~finite], rounded[~finite], equal_nan=True):
            lost.append(name)
    t = np.arange(1, 20_000, dtype=np.float32)
    for base in (0.9, 0.999, 1.5):
        out = np.empty_like(t)
        arithmetic.elementwise(interpreter, "power", np.array(base, np.float32), t, out)()
        exact = np.float64(np.float32(base)) ** t.astype(np.float64)
        with np.errstate(all="ignore"):
            rounded = exact.astype(np.float32)
        finite = np.isfinite(rounded)
        off = np.abs(out[finite] - exact[finite]) / np.spacing(rounded[finite]).astype(np.float64)
        errors[f"{base}**t"] = float(off.max())
    return {"errors": errors, "lost": lost}


async def elementwise():
    """How many calls of functions of two arrays were compared with NumPy's, in all layouts, and which differ."""
    interpreter = arithmetic.interpreter(*await in_memory())
    rng = np.random.default_rng(2)
    count, wrong = 0, []
    for name, (a_shape, b_shape) in itertools.product(BINARY + COMPARING, SEVERAL_SHAPES):
        a, b = numbers(a_shape, rng), numbers(b_shape, rng)
        a.flat[:3] = b.flat[0] if b.ndim else b  # some are equal
        with np.errstate(all="ignore"):
            expected = getattr(np, name)(a, b)
        for x, y, out in itertools.product(
            layouts(a, rng) if a.ndim > 1 else [a],
            layouts(b, rng) if b.ndim > 1 else [b],
            [np.empty_like(expected), np.empty_like(expected.T).T],
        ):
            arithmetic.elementwise(interpreter, name, x, y, out)()
            count += 1
            if not np.array_equal(out, expected, equal_nan=name in BINARY):
                wrong.append([name, a_shape, b_shape, x.strides, y.strides])
        if name in BINARY and a_shape == expected.shape:  # in place
            out = a.copy()
            arithmetic.elementwise(interpreter, name, out, b, out)()
            if not np.array_equal(out, expected, equal_nan=True):
                wrong.append([name, "in place"])
    return {"count": count, "wrong": wrong[:5]}


async def reduced():
    """Likewise sums, maxima and where they are; sums of whole numbers, which no order changes, and of others."""
    interpreter = arithmetic.interpreter(*await in_memory())
    rng = np.random.default_rng(3)
    count, wrong = 0, []

    def done(name, x, axes):
        kept = tuple(n for i, n in enumerate(x.shape) if i not in axes)
        out = np.empty(kept, np.int32 if name == "argmax" else np.float32)
        operands = encoding.Operand(x), axes, encoding.Operand(out)
        arithmetic.Calculation(
            interpreter, lambda words: encoding.reduction(words, name, *operands)
        )()
        return out

    for shape, axes in [
        ((300,), (0,)), ((7, 9), (0,)), ((7, 9), (1,)), ((7, 9), (0, 1)), ((5, 6, 7), (1,)),
        ((5, 6, 7), (0, 2)), ((3, 4, 5, 6), (1, 2)), ((1, 8), (0,)), ((4, 1000), (1,)),
    ]:  # fmt: skip
        whole = rng.integers(-9, 9, shape).astype(np.float32)
        ordinary = rng.standard_normal(shape, np.float32)
        broken = ordinary.copy()
        broken.flat[[0, -1]] = np.nan, np.inf
        for x in (y for a in (whole, ordinary, broken) for y in (a, np.asfortranarray(a), a[::-1])):
            count += 1
            sums = done("add", x, axes), np.add.reduce(x.astype(float), axes)
            if not np.allclose(*sums, rtol=1e-5, atol=1e-4, equal_nan=True):
                wrong.append(["add", shape, axes])
            if not np.array_equal(
                done("maximum", x, axes), np.maximum.reduce(x, axes), equal_nan=True
            ):
                wrong.append(["maximum", shape, axes])
            if len(axes) == 1 and not np.array_equal(done("argmax", x, axes), x.argmax(axes[0])):
                wrong.append(["argmax", shape, axes])
        if not np.array_equal(done("add", whole, axes), np.add.reduce(whole, axes)):
            wrong.append(["add", shape, axes, "whole numbers"])
    return {"count": count, "wrong": wrong[:5]}


SEEDS = (1, 2, 5, 7, 11, 13)


async def programs(seeds=SEEDS):
    """Random programs: what differs between plans with instructions and steps that run eagerly, and how many stretches
    of instructions there were."""
    from playground.engine.plan import stretches
    from tests.fuzz.comparison import mismatch
    from tests.fuzz.programs import program
    from tests.fuzz.running import EAGER, PLAN, run

    made, init = [], stretches.Stretch.__init__

    def counted(self, *rest):
        made.append(self)
        init(self, *rest)

    arithmetic.use(*await in_memory())
    stretches.Stretch.__init__ = counted
    found = []
    for seed in seeds:
        text = program(seed, False)
        different = mismatch(text, run(text, EAGER), run(text, PLAN), EAGER)
        if different:
            found.append([seed, repr(different)])
    stretches.Stretch.__init__ = init
    return {"found": found, "stretches": len(made)}


async def refused():
    """What it must not take: other types, what shares memory, what is empty."""
    make = await maker()
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
    results |= {"functions": await functions(), "elementwise": await elementwise()}
    results |= {"reduced": await reduced(), "programs": await programs()}
    results |= {"numpy": await trained(False), "fast": await trained(True)}
    return json.dumps(results)
