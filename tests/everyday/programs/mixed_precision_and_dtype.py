# Data types: float64, mixed_float16, dtype of layers, autocast, dtype of outputs.
import keras, numpy as np
from keras import layers

d = layers.Dense(2, dtype="float64", kernel_initializer="ones")
y = d(np.ones((1, 3), "float32"))
print(keras.backend.standardize_dtype(y.dtype), d.dtype, d.compute_dtype, d.variable_dtype)
h = layers.Dense(2, dtype="mixed_float16", kernel_initializer="ones")
y = h(np.ones((1, 3), "float32"))
print(keras.backend.standardize_dtype(y.dtype), h.kernel.dtype, h.dtype_policy.name)
i = layers.Embedding(3, 2)
print(
    keras.backend.standardize_dtype(i(np.array([[1]])).dtype),
    keras.backend.standardize_dtype(layers.Flatten()(np.ones((1, 2, 2), "int32")).dtype),
)
keras.mixed_precision.set_global_policy("mixed_float16") if hasattr(
    keras, "mixed_precision"
) else keras.config.set_dtype_policy("mixed_float16")
inp = keras.Input((3,))
out = layers.Dense(1, dtype="float32")(layers.Dense(4, activation="relu")(inp))
m = keras.Model(inp, out)
print(
    [l.compute_dtype for l in m.layers],
    keras.backend.standardize_dtype(m(np.ones((1, 3))).dtype),
    [w.dtype for w in m.weights][:2],
)
keras.config.set_dtype_policy("float32")
print(keras.config.dtype_policy().name, layers.Dense(1).dtype)
print(
    keras.Input((2,), dtype="int32").dtype,
    keras.Variable(1).dtype if True else "",
    keras.ops.ones((1,)).dtype
    if isinstance(keras.ops.ones((1,)).dtype, str)
    else keras.backend.standardize_dtype(keras.ops.ones((1,)).dtype),
)
