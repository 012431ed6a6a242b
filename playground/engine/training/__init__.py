"""Training: `compile`, `fit`, `evaluate`, `predict`. Table of contents."""

# ruff: noqa: F403
from typing import TYPE_CHECKING

from playground.engine.contents import contents

if TYPE_CHECKING:
    from playground.engine.training.arrays import *
    from playground.engine.training.compile_loss import *
    from playground.engine.training.compile_metrics import *
    from playground.engine.training.data_adapter import *
    from playground.engine.training.data_adapters import *
    from playground.engine.training.epochs import *
    from playground.engine.training.py_dataset import *
    from playground.engine.training.trainer import *


__getattr__, __dir__ = contents(
    __name__,
    {
        ".arrays": (
            "class_weight_to_sample_weights, pack_x_y_sample_weight, train_validation_split, unpack_x_y_sample_weight"
        ),
        ".compile_loss": "CompileLoss",
        ".compile_metrics": "CompileMetrics",
        ".data_adapter": "DataAdapter",
        ".data_adapters": "ArrayDataAdapter, GeneratorDataAdapter, get_data_adapter",
        ".epochs": "EpochIterator",
        ".py_dataset": "PyDataset, PyDatasetAdapter",
        ".trainer": "Trainer",
    },
)
