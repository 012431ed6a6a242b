# The plan read a value before it was computed.
import numpy as np
import keras
from keras import layers
r = np.random.default_rng(35)
x = r.standard_normal((40, 6))
y = np.abs(r.standard_normal((40, 1))) + 0.1
model = keras.Sequential([keras.Input((6,)), layers.Dense(1, kernel_regularizer='l2')])
model.compile(metrics=[keras.metrics.R2Score(), keras.metrics.MeanAbsoluteError(), 'msle'])
result = model.fit(x, y, batch_size=7)
