"""`keras.callbacks`: table of contents."""

# ruff: noqa: F403
from typing import TYPE_CHECKING

from playground.engine.contents import contents

if TYPE_CHECKING:
    from playground.engine.callbacks.callback import *
    from playground.engine.callbacks.callback_list import *
    from playground.engine.callbacks.checkpoint import *
    from playground.engine.callbacks.csv_logger import *
    from playground.engine.callbacks.history import *
    from playground.engine.callbacks.lambda_callback import *
    from playground.engine.callbacks.learning_rate import *
    from playground.engine.callbacks.monitor import *
    from playground.engine.callbacks.progress import *
    from playground.engine.callbacks.stopping import *
    from playground.engine.callbacks.swap_ema_weights import *


__getattr__, __dir__ = contents(
    __name__,
    {
        ".callback": "Callback",
        ".callback_list": "CallbackList",
        ".checkpoint": "BackupAndRestore, ModelCheckpoint",
        ".csv_logger": "CSVLogger",
        ".history": "History",
        ".lambda_callback": "LambdaCallback",
        ".learning_rate": "LearningRateScheduler, ReduceLROnPlateau",
        ".monitor": "MonitorCallback",
        ".progress": "ProgbarLogger",
        ".stopping": "EarlyStopping, TerminateOnNaN",
        ".swap_ema_weights": "SwapEMAWeights",
    },
)
