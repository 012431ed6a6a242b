# The gradient of a sum over time is a broadcast view: the plan wrote into it.
import numpy as np
import keras
from keras import layers, ops
r = np.random.default_rng(55)
x = r.standard_normal((31, 5, 5))
y = (r.random((31, 2)) > 0.4).astype('float32')
model = keras.Sequential([layers.SimpleRNN(1, return_sequences=True), layers.LSTM(1, return_sequences=True), layers.Lambda(lambda t: ops.sum(t, axis=1)), layers.Dense(2, activation='sigmoid')])
model.compile(loss='binary_focal_crossentropy')
result = model.fit(x, y, batch_size=11, epochs=4, verbose=0)
