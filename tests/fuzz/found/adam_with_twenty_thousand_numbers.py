# Long arrays are updated piece by piece: the planner failed.
import numpy as np
import keras
from keras import layers
r = np.random.default_rng(7)
x = r.standard_normal((16, 300)).astype('float32')
y = r.integers(0, 3, 16)
model = keras.Sequential([keras.Input((300,)), layers.Dense(200, activation='relu'), layers.Dense(3, activation='softmax')])
model.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
result = model.fit(x, y, batch_size=8, epochs=2, verbose=0)
