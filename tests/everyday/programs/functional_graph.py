# Shared layers, layer operators, a model in a model, several outputs, names.
import keras
import numpy as np
from keras import layers, ops

keras.utils.set_random_seed(0)
a, b = keras.Input((4,), name="a"), keras.Input((4,), name="b")
shared = layers.Dense(3, activation="tanh", name="shared")
left, right = shared(a), shared(b)
merged = layers.Concatenate(name="both")([left, right, left * right, ops.abs(left - right)])
inner = keras.Sequential([layers.Dense(5, activation="relu"), layers.Dense(2)], name="inner")
first = inner(merged)
second = layers.Dense(1, name="second")(first + 1.0)
model = keras.Model([a, b], [first, second], name="graph")
print(
    [
        l.name
        for l in model.layers
        if "dense" not in l.name
        and "add" not in l.name
        and "mult" not in l.name
        and "abs" not in l.name
        and "sub" not in l.name
    ]
)
print(model.input_shape, model.output_shape, model.count_params())
model.compile("sgd", loss=["mse", "mae"], loss_weights=[1.0, 0.5], metrics=[["mae"], ["mse"]])
x = np.random.RandomState(0).rand(8, 4)
h = model.fit([x, x[::-1]], [np.zeros((8, 2)), np.ones((8, 1))], epochs=2, verbose=0)
print(
    sorted(h.history), len(model.evaluate([x, x], [np.zeros((8, 2)), np.ones((8, 1))], verbose=0))
)
p, q = model.predict([x, x], batch_size=3, verbose=0)
print(p.shape, q.shape)
sub = keras.Model(model.inputs, model.get_layer("both").output)
print(sub.predict([x, x], verbose=0).shape, np.allclose(sub.predict([x, x], verbose=0)[:, 9:], 0))
print(
    model.get_layer("shared").count_params(),
    len(model.get_layer("inner").weights),
    model.get_layer("shared").get_config()["activation"],
)
try:
    model.get_layer("nothing")
except ValueError as error:
    print("ValueError", "nothing" in str(error))
