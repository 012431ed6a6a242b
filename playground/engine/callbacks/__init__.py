"""`keras.callbacks`: table of contents."""

from playground.engine import left_out
from playground.engine.callbacks.callback import Callback
from playground.engine.callbacks.callback_list import CallbackList
from playground.engine.callbacks.checkpoint import BackupAndRestore, ModelCheckpoint
from playground.engine.callbacks.csv_logger import CSVLogger
from playground.engine.callbacks.history import History
from playground.engine.callbacks.lambda_callback import LambdaCallback
from playground.engine.callbacks.learning_rate import LearningRateScheduler, ReduceLROnPlateau
from playground.engine.callbacks.monitor import MonitorCallback
from playground.engine.callbacks.progress import ProgbarLogger
from playground.engine.callbacks.stopping import EarlyStopping, TerminateOnNaN
from playground.engine.callbacks.swap_ema_weights import SwapEMAWeights

__all__ = [
    "BackupAndRestore",
    "CSVLogger",
    "Callback",
    "CallbackList",
    "EarlyStopping",
    "History",
    "LambdaCallback",
    "LearningRateScheduler",
    "ModelCheckpoint",
    "MonitorCallback",
    "ProgbarLogger",
    "ReduceLROnPlateau",
    "SwapEMAWeights",
    "TerminateOnNaN",
]

__getattr__ = left_out.getter(__name__)
