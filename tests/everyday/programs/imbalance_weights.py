# Class weights against sample weights; metrics with and without weights; thresholds.
import keras, numpy as np

r = np.random.RandomState(0)
x = r.randn(40, 2)
y = (x[:, 0] > 0.8).astype("int")
cw = {0: 1.0, 1: float((y == 0).sum() / (y == 1).sum())}


def make():
    m = keras.Sequential(
        [keras.Input((2,)), keras.layers.Dense(1, "sigmoid", kernel_initializer="ones")]
    )
    m.compile(
        keras.optimizers.SGD(0.5),
        "binary_crossentropy",
        metrics=[
            "accuracy",
            keras.metrics.Recall(name="recall"),
            keras.metrics.AUC(name="auc", curve="PR"),
        ],
        weighted_metrics=[keras.metrics.BinaryAccuracy(name="wacc")],
    )
    return m


a = make()
ha = a.fit(x, y, epochs=3, batch_size=10, shuffle=False, verbose=0, class_weight=cw).history
b = make()
hb = b.fit(
    x,
    y,
    epochs=3,
    batch_size=10,
    shuffle=False,
    verbose=0,
    sample_weight=np.array([cw[int(v)] for v in y]),
).history
c = make()
hc = c.fit(
    x,
    y,
    epochs=3,
    batch_size=10,
    shuffle=False,
    verbose=0,
    validation_data=(x, y, np.where(y == 1, 2.0, 1.0)),
).history
for h in (ha, hb, hc):
    print({k: [round(float(q), 4) for q in v] for k, v in sorted(h.items())})
print(
    np.allclose(a.get_weights()[0], b.get_weights()[0]),
    {
        k: round(float(v), 4)
        for k, v in sorted(
            c.evaluate(
                x, y, sample_weight=np.linspace(0, 1, 40), verbose=0, return_dict=True
            ).items()
        )
    },
)
p = c.predict(x, verbose=0).ravel()
for t in (0.3, 0.5):
    print(t, int(((p > t) == y).sum()))
