"""Training: `compile`, `fit`, `evaluate`, `predict`. Table of contents."""

from playground.engine.training.arrays import (
    class_weight_to_sample_weights,
    pack_x_y_sample_weight,
    train_validation_split,
    unpack_x_y_sample_weight,
)
from playground.engine.training.compile_loss import CompileLoss
from playground.engine.training.compile_metrics import CompileMetrics
from playground.engine.training.data_adapters import (
    ArrayDataAdapter,
    DataAdapter,
    GeneratorDataAdapter,
    PyDataset,
    PyDatasetAdapter,
    get_data_adapter,
)
from playground.engine.training.epochs import EpochIterator
from playground.engine.training.trainer import Trainer

__all__ = [
    "ArrayDataAdapter",
    "CompileLoss",
    "CompileMetrics",
    "DataAdapter",
    "EpochIterator",
    "GeneratorDataAdapter",
    "PyDataset",
    "PyDatasetAdapter",
    "Trainer",
    "class_weight_to_sample_weights",
    "get_data_adapter",
    "pack_x_y_sample_weight",
    "train_validation_split",
    "unpack_x_y_sample_weight",
]
