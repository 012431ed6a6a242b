"""The same trainings written by hand in NumPy, as fast as we know how: the floor under every general engine.

What makes them fast: nothing is allocated in a step; all weights are one array, and the optimizer goes over it in
chunks that stay in the cache; a column of ones takes the bias into the product; batches are gathered once an epoch;
numbers are 0-d float32 arrays; factors are folded into constants; the loss is computed once an epoch from the
predictions that the steps left behind. Arrays are (features, batch).
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from numpy import add, copyto, divide, exp, greater, maximum, multiply, sign, sqrt, subtract, tanh

from benchmarks.workloads import Workload

CHUNK = 1 << 14
_sum, _max = np.add.reduce, np.maximum.reduce


def number(value: float) -> np.ndarray:
    """A float32 scalar: the operand that NumPy takes fastest."""
    return np.array(value, np.float32)


class Weights:
    """All layers' `[kernel; bias]ᵀ`, (outputs, inputs + 1) each, in one array, and their gradients in another."""

    def __init__(self, workload: Workload) -> None:
        given = workload.weights()
        size = sum(w.size for w in given)
        self.given = given
        self.steps = 0
        self.memories: list[np.ndarray] = []
        self.flat = np.empty(size, np.float32)
        self.gradient = np.zeros(size, np.float32)
        self.layers: list[np.ndarray] = []
        self.gradients: list[np.ndarray] = []
        start = 0
        for kernel in given[::2]:
            shape = (kernel.shape[1], kernel.shape[0] + 1)
            stop = start + shape[0] * shape[1]
            layer = self.flat[start:stop].reshape(shape)
            self.layers.append(layer)
            self.gradients.append(self.gradient[start:stop].reshape(shape))
            start = stop
        self.restart()

    def restart(self) -> None:
        """Everything as it was before training."""
        self.steps = 0
        for memory in self.memories:
            memory[:] = 0
        for layer, kernel, bias in zip(self.layers, self.given[::2], self.given[1::2]):
            layer[:, :-1], layer[:, -1] = kernel.T, bias

    def memory(self) -> np.ndarray:
        """Room for what an optimizer remembers: a number for each weight."""
        self.memories.append(np.zeros_like(self.flat))
        return self.memories[-1]

    def chunks(self, *others: np.ndarray) -> list[tuple[np.ndarray, ...]]:
        """Weights, gradients and `others`, a chunk at a time. The last of `others` is scratch."""
        arrays = (self.flat, self.gradient, *others)
        starts = range(0, self.flat.size, CHUNK)
        return [tuple(a[i : i + CHUNK] for a in arrays) for i in starts]


# ------------------------------------------------------------------------------------- update of weights
def sgd(weights: Weights, rate: float, scale: float) -> Callable[[], None]:
    """w - rate · g; the gradients arrive multiplied by `scale`."""
    factor, scratch = number(rate / scale), np.empty_like(weights.flat)
    w, g = weights.flat, weights.gradient

    def update() -> None:
        multiply(g, factor, scratch)
        subtract(w, scratch, w)

    return update


def rmsprop(weights: Weights, rate: float, scale: float) -> Callable[[], None]:
    """v ← 0.9 v + 0.1 g², w ← w - rate · g / √(v + 1e-7), with v kept as scale² · v / 0.1."""
    v, scratch = weights.memory(), weights.memory()
    rho, epsilon = number(0.9), number(1e-7 * scale**2 / 0.1)
    factor = number(rate / np.sqrt(0.1))
    chunks = weights.chunks(v, scratch)

    def update() -> None:
        for w, g, v, t in chunks:
            multiply(v, rho, v)
            multiply(g, g, t)
            add(v, t, v)
            add(v, epsilon, t)
            sqrt(t, t)
            divide(g, t, t)
            multiply(t, factor, t)
            subtract(w, t, w)

    return update


def adam(weights: Weights, rate: float, scale: float) -> Callable[[], None]:
    """m ← 0.9 m + 0.1 g, v ← 0.999 v + 0.001 g², w ← w - rateₜ · m / (√v + 1e-7), with factors kept apart likewise."""
    m, v, scratch = weights.memory(), weights.memory(), weights.memory()
    beta1, beta2 = number(0.9), number(0.999)
    epsilon, factor = number(1e-7 * scale / np.sqrt(0.001)), number(0)
    whole = rate * 0.1 / np.sqrt(0.001)
    chunks = weights.chunks(m, v, scratch)

    def update() -> None:
        step = weights.steps = weights.steps + 1
        factor[()] = whole * (1 - 0.999**step) ** 0.5 / (1 - 0.9**step)
        for w, g, m, v, t in chunks:
            multiply(m, beta1, m)
            add(m, g, m)
            multiply(v, beta2, v)
            multiply(g, g, t)
            add(v, t, v)
            sqrt(v, t)
            add(t, epsilon, t)
            divide(m, t, t)
            multiply(t, factor, t)
            subtract(w, t, w)

    return update


def rescaled(weights: Weights, factor: float, update: Callable[[], None]) -> Callable[[], None]:
    """`update` after a smaller batch: gradients are sums over samples, their scale is that of a whole batch."""
    more = number(factor)

    def both() -> None:
        multiply(weights.gradient, more, weights.gradient)
        update()

    return both


# ------------------------------------------------------------------------------------------ architectures
class Step:
    """Buffers for batches of one size, and the loops over such batches.

    A batch is what `bind(x, y, p)` makes of the inputs with a row of ones, the labels and the place for predictions,
    all (features, batch). `train(batches)` updates the weights with each, `predict(batches)` only predicts.
    """

    train: Callable[[list[tuple]], None]
    predict: Callable[[list[tuple]], None]

    def __init__(self, weights: Weights, batch_size: int, update: Callable[[], None]) -> None:
        self.weights = weights
        self.batch = batch_size
        self.make(update)

    def make(self, update: Callable[[], None]) -> None:
        """Set `train` and `predict`."""
        raise NotImplementedError

    def bind(self, x: np.ndarray, y: np.ndarray, p: np.ndarray) -> tuple:
        """A batch: its arrays, and the views and methods of them that the loops use."""
        return x, x.T, y, p

    def hidden(self, units: int) -> tuple[np.ndarray, np.ndarray]:
        """A buffer with a row of ones below, and its part without."""
        whole = np.ones((units + 1, self.batch), np.float32)
        return whole, whole[:units]

    def buffer(self, units: int) -> np.ndarray:
        """A buffer for one number a unit and sample."""
        return np.empty((units, self.batch), np.float32)


class Linear(Step):
    """W1: p = w·x, half the squared error as loss."""

    def bind(self, x: np.ndarray, y: np.ndarray, p: np.ndarray) -> tuple:
        return x, x.dot, y[0], p[0]

    def make(self, update: Callable[[], None]) -> None:
        dot, g, error = self.weights.flat.dot, self.weights.gradient, self.buffer(1)[0]

        def predict(batches: list[tuple]) -> None:
            for x, _, _, p in batches:
                dot(x, p)

        def train(batches: list[tuple]) -> None:
            for x, x_dot, y, p in batches:
                dot(x, p)
                subtract(p, y, error)
                x_dot(error, g)
                update()

        self.predict, self.train = predict, train


class Tanh(Step):
    """W2: tanh layers and a sigmoid at the end, 1 / (1 + e^-z) = (1 + tanh(z/2)) / 2."""

    def make(self, update: Callable[[], None]) -> None:
        (w1, w2, w3), (g1, g2, g3) = self.weights.layers, self.weights.gradients
        (a1, h1), (a2, h2), z = self.hidden(4), self.hidden(2), self.buffer(1)
        d1, d2, t1, t2 = self.buffer(4), self.buffer(2), self.buffer(4), self.buffer(2)
        half, one = number(0.5), number(1)
        dot1, dot2, dot3 = w1.dot, w2.dot, w3.dot
        back3, back2 = w3[:, :-1].T.dot, w2[:, :-1].T.dot
        a1_turned, a2_turned, z_dot, d1_dot, d2_dot = a1.T, a2.T, z.dot, d1.dot, d2.dot

        def predict(batches: list[tuple]) -> None:
            for x, _, _, p in batches:
                dot1(x, h1)
                tanh(h1, h1)
                dot2(a1, h2)
                tanh(h2, h2)
                dot3(a2, z)
                multiply(z, half, z)
                tanh(z, z)
                multiply(z, half, z)
                add(z, half, p)

        def train(batches: list[tuple]) -> None:
            for x, x_turned, y, p in batches:
                dot1(x, h1)
                tanh(h1, h1)
                dot2(a1, h2)
                tanh(h2, h2)
                dot3(a2, z)
                multiply(z, half, z)
                tanh(z, z)
                multiply(z, half, z)
                add(z, half, p)
                subtract(p, y, z)
                z_dot(a2_turned, g3)
                back3(z, d2)
                multiply(h2, h2, t2)
                subtract(one, t2, t2)
                multiply(d2, t2, d2)
                d2_dot(a1_turned, g2)
                back2(d2, d1)
                multiply(h1, h1, t1)
                subtract(one, t1, t1)
                multiply(d1, t1, d1)
                d1_dot(x_turned, g1)
                update()

        self.predict, self.train = predict, train


class Wide(Step):
    """W3: one wide relu layer and a softmax."""

    def make(self, update: Callable[[], None]) -> None:
        (w1, w2), (g1, g2) = self.weights.layers, self.weights.gradients
        (a, h), z, e = self.hidden(len(w1)), self.buffer(10), self.buffer(10)
        d, row = self.buffer(len(w1)), self.buffer(1)[0]
        active = np.empty(d.shape, bool)  # so wide, comparing is faster than `sign`
        zero, w2_turned, a_turned = number(0), w2[:, :-1].T, a.T

        def forward(x: np.ndarray, p: np.ndarray) -> None:
            w1.dot(x, h)
            maximum(h, zero, out=h)
            w2.dot(a, z)
            softmax(z, p, row)

        def predict(batches: list[tuple]) -> None:
            for x, _, _, p in batches:
                forward(x, p)

        def train(batches: list[tuple]) -> None:
            for x, x_turned, y, p in batches:
                forward(x, p)
                subtract(p, y, e)
                e.dot(a_turned, g2)
                w2_turned.dot(e, d)
                greater(h, zero, active)
                multiply(d, active, d)
                d.dot(x_turned, g1)
                update()

        self.predict, self.train = predict, train


class Residual(Step):
    """W4: four times x + relu(dense(x)), and a softmax."""

    def make(self, update: Callable[[], None]) -> None:
        ws, gs = self.weights.layers, self.weights.gradients
        units = len(ws[0])
        xs = [self.hidden(units) for _ in range(5)]
        relus = [self.buffer(units) for _ in range(4)]
        d, t, dz, z, e = *(self.buffer(units) for _ in range(3)), self.buffer(10), self.buffer(10)
        row, zero = self.buffer(1)[0], number(0)
        last, last_turned = ws[4], ws[4][:, :-1].T
        layers = [(ws[i], *xs[i], relus[i], xs[i + 1][1]) for i in range(4)]
        backward = [(relus[i], xs[i][0].T, ws[i][:, :-1].T, gs[i]) for i in (3, 2, 1)]
        first, first_turned, a, a_turned = xs[0][0], xs[0][0].T, xs[4][0], xs[4][0].T
        relu, g_first, g_last = relus[0], gs[0], gs[4]

        def forward(x: np.ndarray, p: np.ndarray) -> None:
            copyto(first, x)
            for w, whole, x, r, following in layers:
                w.dot(whole, r)
                maximum(r, zero, out=r)
                add(x, r, following)
            last.dot(a, z)
            softmax(z, p, row)

        def predict(batches: list[tuple]) -> None:
            for x, _, _, p in batches:
                forward(x, p)

        def train(batches: list[tuple]) -> None:
            for x, _, y, p in batches:
                forward(x, p)
                subtract(p, y, e)
                e.dot(a_turned, g_last)
                last_turned.dot(e, d)
                for r, x_turned, w_turned, g in backward:
                    sign(r, t)
                    multiply(d, t, dz)
                    dz.dot(x_turned, g)
                    w_turned.dot(dz, t)
                    add(d, t, d)
                sign(relu, t)
                multiply(d, t, dz)
                dz.dot(first_turned, g_first)
                update()

        self.predict, self.train = predict, train


def softmax(z: np.ndarray, p: np.ndarray, row: np.ndarray) -> None:
    """p = softmax(z) over the first axis; z is used up."""
    _max(z, axis=0, out=row)
    subtract(z, row, z)
    exp(z, z)
    _sum(z, axis=0, out=row)
    divide(z, row, p)


_STEPS = {"W1": Linear, "W2": Tanh, "W3": Wide, "W4": Residual}
_UPDATES = {"sgd": sgd, "rmsprop": rmsprop, "adam": adam}


# ------------------------------------------------------------------------------------------------- epochs
class Batches:
    """Samples of an epoch in batches, gathered into the same arrays in every epoch.

    `parts` are (inputs with a row of ones, labels, place for predictions), each (features, batch); `labels` are those
    of the epoch, (classes, samples).
    """

    def __init__(self, x: np.ndarray, y: np.ndarray, batch_size: int) -> None:
        ones = np.ones((len(x), 1), np.float32)
        self.x, self.y = np.concatenate([x, ones], 1), y
        self.x_rows, self.y_rows = np.empty_like(self.x), np.empty_like(y)
        self.labels = self.y_rows.T
        self.parts: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
        self._turned: list[tuple[np.ndarray, np.ndarray]] = []
        wide = x.shape[1] >= 64  # a wide input is read by rows as fast as by columns
        for start in range(0, len(x), batch_size):
            rows = slice(start, start + batch_size)
            xs, ys = self.x_rows[rows].T, self.labels[:, rows]
            xs = xs if wide else self._copied(xs)
            ys = ys if len(ys) == 1 else self._copied(ys)
            self.parts.append((xs, ys, np.empty(ys.shape, ys.dtype)))

    def _copied(self, a: np.ndarray) -> np.ndarray:
        made = np.empty(a.shape, a.dtype)
        self._turned.append((made, a))
        return made

    def gather(self, order: np.ndarray) -> None:
        """Bring the samples into this order."""
        self.x.take(order, 0, self.x_rows, "clip")
        self.y.take(order, 0, self.y_rows, "clip")
        for made, a in self._turned:
            copyto(made, a)

    def predictions(self) -> np.ndarray:
        """Those of all batches, (classes, samples)."""
        return np.concatenate([p for _, _, p in self.parts], 1)


class Floor:
    """`epoch()` trains once on all data and returns the mean loss and, if asked for, the accuracy; then the same for
    the validation data."""

    def __init__(self, workload: Workload, watched: bool = False) -> None:
        self.workload = workload
        self.watched = watched
        x, y = workload.data()
        if workload.sizes[-1] > 1:
            y = np.eye(workload.sizes[-1], dtype=np.float32)[y]
        split = workload.split(watched)
        self.weights = Weights(workload)
        per_sample = {"mean_squared_error": 0.5}.get(workload.loss, 1.0)
        self._update = _UPDATES[workload.optimizer](
            self.weights, workload.learning_rate, per_sample * workload.batch_size
        )
        self._steps: dict[int, Step] = {}
        self.batches = Batches(x[:split], y[:split], workload.batch_size)
        self.training = self._bound(self.batches)
        self.validation: Batches | None = None
        if watched:
            self.validation = Batches(x[split:], y[split:], workload.batch_size)
            self.validation.gather(np.arange(len(x) - split))
            self.validating = self._bound(self.validation)
        self.random = np.random.default_rng(0)

    def _bound(self, batches: Batches) -> list[tuple[Step, list[tuple]]]:
        """The whole batches with their step, then the rest with its own."""
        found: dict[int, list[tuple]] = {}
        for x, y, p in batches.parts:
            size = x.shape[1]
            found.setdefault(size, []).append(self._step(size).bind(x, y, p))
        return [(self._step(size), parts) for size, parts in found.items()]

    def _step(self, size: int) -> Step:
        if size not in self._steps:
            whole, update = self.workload.batch_size, self._update
            if size != whole:
                update = rescaled(self.weights, whole / size, update)
            self._steps[size] = _STEPS[self.workload.name](self.weights, size, update)
        return self._steps[size]

    def epoch(self) -> list[float]:
        self.batches.gather(self.random.permutation(len(self.batches.x)))
        for step, parts in self.training:
            step.train(parts)
        results = self.results(self.batches)
        if self.validation is not None:
            for step, parts in self.validating:
                step.predict(parts)
            results += self.results(self.validation)
        return results

    def results(self, batches: Batches) -> list[float]:
        y, p = batches.labels, batches.predictions()
        loss = self.workload.loss
        if loss == "mean_squared_error":
            value = np.mean((p - y) ** 2)
        elif loss == "binary_crossentropy":
            value = -np.mean(np.log(np.where(y > 0.5, p, 1 - p) + np.float32(1e-7)))
        else:
            value = -np.mean(np.log((p * y).sum(0) + np.float32(1e-7)))
        if not self.watched:
            return [float(value)]
        right = p.argmax(0) == y.argmax(0) if len(y) > 1 else (p > 0.5) == (y > 0.5)
        return [float(value), float(np.mean(right))]

    def seconds(self, epochs: int) -> float:
        """The time of `run` from the initial weights."""
        self.weights.restart()
        start = time.process_time()
        self.run(epochs)
        return time.process_time() - start

    def run(self, epochs: int) -> list[float]:
        """Train for `epochs` epochs; the last results."""
        results: list[float] = []
        for _ in range(epochs):
            results = self.epoch()
        return results
