# With one batch an epoch the metrics of the second fit went on from those of the epoch before.
import numpy as np
import keras
from keras import layers
r = np.random.default_rng(32)
x = r.standard_normal((24, 3)).astype('float32')
y = (r.random((24, 1)) > 0.4).astype('float32')
model = keras.Sequential([layers.Dense(3), layers.Dense(1, activation='sigmoid')])
model.compile(loss='mse', metrics=[keras.metrics.F1Score(average='micro'), keras.metrics.Precision(thresholds=0.4)])
result = model.fit(x, y, batch_size=24, epochs=4, verbose=0)
result_again = model.fit(x, y, batch_size=24, epochs=4, verbose=0, shuffle=False)
