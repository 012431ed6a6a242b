# Losses alone: functions and classes, reductions, from_logits, label smoothing, weights.
import keras, numpy as np

L = keras.losses
yt, yp = (
    np.array([[0.0, 1.0], [1.0, 0.0]], "float32"),
    np.array([[0.3, 0.7], [0.4, 0.6]], "float32"),
)
for l in (
    L.MeanSquaredError(),
    L.MeanAbsoluteError(),
    L.MeanAbsolutePercentageError(),
    L.MeanSquaredLogarithmicError(),
    L.Huber(0.5),
    L.LogCosh(),
    L.BinaryCrossentropy(),
    L.BinaryCrossentropy(from_logits=True, label_smoothing=0.1),
    L.BinaryFocalCrossentropy(gamma=3),
    L.CategoricalCrossentropy(),
    L.CategoricalCrossentropy(label_smoothing=0.2),
    L.CategoricalFocalCrossentropy(),
    L.KLDivergence(),
    L.Poisson(),
    L.CosineSimilarity(),
    L.Hinge(),
    L.SquaredHinge(),
    L.CategoricalHinge(),
    L.Dice(),
    L.Tversky(),
):
    print(
        l.name,
        round(float(l(yt, yp)), 4),
        round(
            float(
                l(
                    yt,
                    yp,
                    sample_weight=np.array([[1.0], [0.0]])
                    if l.name in ("dice", "tversky")
                    else np.array([1.0, 0.0]),
                )
            ),
            4,
        )
        if l.name not in ("dice", "tversky")
        else "",
    )
    l2 = type(l)(reduction="sum")
    print(
        "  ",
        round(float(l2(yt, yp)), 4),
        np.array(type(l)(reduction=None)(yt, yp)).round(4).tolist(),
    )
s = L.SparseCategoricalCrossentropy()
print(
    round(float(s(np.array([1, 0]), yp)), 4),
    round(float(L.SparseCategoricalCrossentropy(ignore_class=0)(np.array([1, 0]), yp)), 4),
    round(float(L.SparseCategoricalCrossentropy(from_logits=True)(np.array([[1], [0]]), yp)), 4),
)
print(
    np.array(L.mean_squared_error(yt, yp)).round(4).tolist(),
    np.array(L.get("mae")(yt, yp)).round(4).tolist(),
    np.array(keras.losses.binary_crossentropy(yt, yp)).round(4).tolist(),
)
print(
    L.serialize(L.Huber(0.3))["class_name"],
    L.deserialize({"class_name": "Huber", "config": {"delta": 0.3}}).name,
)
print(round(float(L.CTC()(np.array([[1, 2]]), np.zeros((1, 4, 4), "float32"))), 4))


def quantile(q):
    def loss(y_true, y_pred):
        e = y_true - y_pred
        return keras.ops.mean(keras.ops.maximum(q * e, (q - 1) * e), axis=-1)

    return loss


m = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, kernel_initializer="zeros")])
m.compile(keras.optimizers.SGD(0.1), quantile(0.9))
print(
    [
        round(v, 4)
        for v in m.fit(
            np.ones((4, 1)), np.array([[1.0], [2], [3], [4]]), epochs=3, verbose=0
        ).history["loss"]
    ]
)
