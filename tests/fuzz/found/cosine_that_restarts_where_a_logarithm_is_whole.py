# log(8) / log(2) is 3; with a factor 1 / log(2) it was less, and the period one behind. Seed 20034.
import numpy as np
import keras
from keras import layers, ops
keras.config.set_floatx('float64')
r = np.random.default_rng(34)
x = r.standard_normal((40, 12))
y = r.standard_normal((40, 2))
model = keras.Sequential([keras.Input((12,)), layers.Dense(2)])
model.compile(optimizer=keras.optimizers.SGD(keras.optimizers.schedules.CosineDecayRestarts(0.01, 3)), loss='mse')
result = model.fit(x, y, batch_size=5, epochs=4, shuffle=False)
