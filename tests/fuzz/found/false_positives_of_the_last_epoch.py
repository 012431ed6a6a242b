# Two whole batches an epoch: the counts of the fourth epoch were those of the third and the fourth.
import numpy as np
import keras
from keras import layers
r = np.random.default_rng(43)
x = r.standard_normal((24, 4)).astype('float32')
y = r.integers(0, 2, (24, 1)).astype('float32')
model = keras.Sequential([keras.Input((4,)), layers.Dense(1, activation='sigmoid')])
model.compile(optimizer='adagrad', loss='mse', metrics=[keras.metrics.Recall(), keras.metrics.FalsePositives(thresholds=0.4)])
result = model.fit(x, y, batch_size=12, epochs=4, verbose=0, shuffle=False)
