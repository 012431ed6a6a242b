"""The trainings that are measured: data and architecture, nothing of how they are computed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_CLASSES = "sparse_categorical_crossentropy"


@dataclass(frozen=True)
class Workload:
    """One training. `sizes` are the units from the inputs to the outputs; without them it is one of `families.py`."""

    name: str
    title: str
    samples: int
    batch_size: int
    sizes: tuple[int, ...]
    optimizer: str
    learning_rate: float
    loss: str
    epochs: int  # long enough to be measured, in one run

    def data(self) -> tuple[np.ndarray, np.ndarray]:
        """x (samples, features) float32; y (samples, 1) float32, or (samples,) int32 for classes."""
        random = np.random.default_rng(0)
        x = random.standard_normal((self.samples, self.sizes[0])).astype(np.float32)
        if self.loss == "sparse_categorical_crossentropy":
            directions = random.standard_normal((self.sizes[0], self.sizes[-1])).astype(np.float32)
            return x, np.argmax(x @ directions, axis=1).astype(np.int32)
        if self.name == "W1":
            return x, (x[:, :1] + x[:, 1:] > 0).astype(np.float32)
        return x, (x[:, :1] * x[:, 1:] > 0).astype(np.float32)

    def weights(self) -> list[np.ndarray]:
        """kernel, bias, kernel, bias, … to start from."""
        random = np.random.default_rng(1)
        made = []
        for rows, columns in zip(self.sizes, self.sizes[1:]):
            limit = np.sqrt(6 / (rows + columns))
            made.append(random.uniform(-limit, limit, (rows, columns)).astype(np.float32))
            made.append(np.zeros(columns, np.float32))
        return made

    def split(self, watched: bool) -> int:
        """How many samples are trained on: all, or what validation leaves."""
        return int(self.samples * 0.8) if watched else self.samples

    def training_steps(self, watched: bool) -> int:
        """Batches an epoch, the last one perhaps smaller."""
        return -(-self.split(watched) // self.batch_size)


WORKLOADS = {
    w.name: w
    for w in (
        Workload(
            "W1",
            "linear classifier 2→1",
            2000,
            128,
            (2, 1),
            "rmsprop",
            1e-3,
            "mean_squared_error",
            100,
        ),
        Workload(
            "W2", "2→4→2→1, tanh", 500, 10, (2, 4, 2, 1), "sgd", 0.03, "binary_crossentropy", 100
        ),
        Workload(
            "W3",
            "784→512 relu→10",
            4096,
            128,
            (784, 512, 10),
            "rmsprop",
            1e-3,
            "sparse_categorical_crossentropy",
            2,
        ),
        Workload(
            "W4",
            "residual 64→(64 relu + skip)×4→10",
            2048,
            32,
            (64, 64, 64, 64, 64, 10),
            "adam",
            1e-3,
            "sparse_categorical_crossentropy",
            12,
        ),
        *(
            Workload(name, title, samples, batch, (), "adam", 1e-3, loss, epochs)
            for name, title, samples, batch, loss, epochs in (
                ("W5", "5000 words → 16, mean, 16 relu, 1", 2048, 32, "binary_crossentropy", 4),
                ("W6", "LSTM 32 over 20 × 8", 1024, 32, "mean_squared_error", 4),
                ("W7", "attention, 4 heads of 8, over 16 × 32", 1024, 32, _CLASSES, 4),
                ("W8", "two convolutions of 16 × 16", 1024, 32, _CLASSES, 4),
                ("W9", "64→128→128→10, batches normalized", 2048, 64, _CLASSES, 8),
            )
        ),
    )
}
