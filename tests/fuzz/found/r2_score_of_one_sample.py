# Each epoch is one batch of one sample: R2Score was reset in one of two fits only.
import numpy as np
import keras
from keras import layers
r = np.random.default_rng(15)
x = r.standard_normal((1, 3)).astype('float32')
y = r.standard_normal((1, 3)).astype('float32')
model = keras.Sequential([keras.Input((3,)), layers.Dense(3)])
model.compile(optimizer='rmsprop', loss='huber', weighted_metrics=[keras.metrics.R2Score()])
result = model.fit(x, y, batch_size=1, epochs=4, verbose=0, shuffle=False)
result_again = model.fit(x, y, batch_size=1, epochs=4, verbose=0, shuffle=False)
