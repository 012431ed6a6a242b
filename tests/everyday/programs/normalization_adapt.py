# Normalization adapted to data, in the model and before it; a linear regression by columns.
import keras
import numpy as np
from keras import layers

data = np.array([[100.0, 0.1, 7], [200.0, 0.3, 7], [300.0, 0.2, 9], [400.0, 0.4, 5]], "float32")
norm = layers.Normalization(axis=-1)
norm.adapt(data)
print(np.round(np.array(norm.mean), 4), np.round(np.array(norm.variance), 4))
print(np.round(np.array(norm(data)), 4))
model = keras.Sequential([keras.Input((3,)), norm, layers.Dense(1, kernel_initializer="zeros")])
model.compile(keras.optimizers.SGD(0.1), "mean_absolute_error")
h = model.fit(data, data[:, 0] / 100, epochs=5, batch_size=4, verbose=0)
print([round(v, 4) for v in h.history["loss"]], [len(l.weights) for l in model.layers])
one = layers.Normalization(input_shape=[1], axis=None)
one.adapt(data[:, 0])
print(np.round(np.array(one(data[:, :1])).ravel(), 4))
back = layers.Normalization(mean=2.0, variance=4.0, invert=True)
print(np.round(np.array(back(np.array([[0.0], [1.0]]))).ravel(), 4))
print(
    np.array(
        layers.Discretization(bin_boundaries=[0.0, 1.0, 2.0])(np.array([[-1.5, 1.0, 3.4, 0.5]]))
    )
)
print(
    np.array(
        layers.CategoryEncoding(num_tokens=4, output_mode="multi_hot")(np.array([[0, 1], [2, 2]]))
    )
)
print(np.array(layers.UnitNormalization()(np.array([[3.0, 4.0]], "float32"))))
