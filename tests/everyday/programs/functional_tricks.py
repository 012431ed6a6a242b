# Functional models: shared layers, nested models, several inputs as dicts and lists, ops in the graph, get_layer.
import keras, numpy as np
from keras import layers, ops

a, b = keras.Input((4,), name="a"), keras.Input((4,), name="b")
shared = layers.Dense(3, name="shared", kernel_initializer="ones")
x, y = shared(a), shared(b)
diff = ops.abs(x - y)
ratio = layers.Lambda(lambda t: t[0] / (1.0 + ops.abs(t[1])), output_shape=(3,))([x, y])
joined = layers.Concatenate(name="joined")(
    [diff, ratio, layers.Average()([x, y]), layers.Maximum()([x, y]), layers.Subtract()([x, y])]
)
inner = keras.Sequential(
    [keras.Input((15,)), layers.Dense(2, activation="relu", kernel_initializer="ones")],
    name="inner",
)
model = keras.Model(
    {"a": a, "b": b}, {"out": inner(joined), "sum": ops.sum(joined, axis=-1, keepdims=True)}
)
v = {"a": np.ones((2, 4)), "b": np.full((2, 4), 2.0)}
print(
    {k: np.array(o).round(4).tolist() for k, o in model(v).items()},
    [l.name for l in model.layers if l.name in ("a", "b", "shared", "joined", "inner")],
)
print(
    model.get_layer("shared").count_params(),
    model.get_layer("inner").get_layer(index=0).units,
    len(model.inputs),
    model.input_shape
    if not isinstance(model.input_shape, dict)
    else sorted(model.input_shape.items()),
)
feats = keras.Model(
    model.inputs, [l.output for l in model.layers if isinstance(l, layers.Concatenate)]
)
print(
    np.array(
        feats([v["a"], v["b"]])[0]
        if isinstance(feats([v["a"], v["b"]]), list)
        else feats([v["a"], v["b"]])
    ).shape
)
i = keras.Input((2, 3))
r = i[:, 0] * 2 + ops.mean(i, axis=1)
m = keras.Model(i, r)
print(np.array(m(np.arange(6.0).reshape(1, 2, 3))).tolist(), m.output_shape)
t = keras.Input(shape=(None,), dtype="int32")
e = layers.Embedding(5, 2, mask_zero=True, embeddings_initializer="ones")(t)
m = keras.Model(t, layers.LSTM(2, kernel_initializer="ones", recurrent_initializer="zeros")(e))
print(
    np.array(m(np.array([[1, 2, 0], [1, 0, 0]]))).round(4).tolist(), m.compute_output_shape((5, 7))
)
try:
    keras.Model(keras.Input((2,)), r)
except Exception as ex:
    print(type(ex).__name__)
