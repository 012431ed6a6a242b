# advice: number
import numpy as np
import tensorflow as tf
from tensorflow import keras
from keras import layers

from playground import datasets

keras.utils.set_random_seed(8)

# Yes or no: two moons. Which of three: clouds in three places. How much: a number from -1 to 1.
moon_x, moon_y = datasets.moons(n=500, noise=0.1, seed=1)
random = np.random.default_rng(2)
cloud_y = random.integers(0, 3, 500)
places = np.array([[0.0, 1.5], [1.3, -0.8], [-1.3, -0.8]])
cloud_x = (places[cloud_y] + random.normal(0, 0.35, (500, 2))).astype("float32")
plane_x, plane_y = datasets.plane(n=500, noise=0.0, seed=3)


def surprise(y_true, p):
    """(n, 1) labels 0 or 1 and (n, 1) probabilities → one number"""
    return -tf.reduce_mean(y_true * tf.math.log(p) + (1 - y_true) * tf.math.log(1 - p))


two = keras.Sequential([layers.Dense(16, activation="relu"), layers.Dense(1, activation="sigmoid")])
two.compile(optimizer=keras.optimizers.Adam(0.02), loss="binary_crossentropy")
two.fit(moon_x, moon_y, epochs=20, verbose=0)

many = keras.Sequential([layers.Dense(3, activation="softmax")])
many.compile(optimizer=keras.optimizers.Adam(0.05), loss="sparse_categorical_crossentropy")
many.fit(cloud_x, cloud_y, epochs=20, verbose=0)
print("many says", many.predict(cloud_x[:3], verbose=0).round(2), "of classes", cloud_y[:3])

number = keras.Sequential([layers.Dense(1)])
number.compile(optimizer=keras.optimizers.Adam(0.05), loss="binary_crossentropy")
number.fit(plane_x, plane_y, epochs=20, verbose=0)
print("number says down to", number.predict(plane_x, verbose=0).min())
