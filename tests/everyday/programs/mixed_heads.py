# One body, three heads: classes, a number, a yes or no; losses, weights and metrics by the heads' names.
import keras, numpy as np
from keras import layers

inputs = keras.Input((5,), name="features")
h = layers.Dense(8, activation="relu", name="body")(inputs)
outs = {
    "kind": layers.Dense(3, activation="softmax", name="kind")(h),
    "price": layers.Dense(1, name="price")(h),
    "sold": layers.Dense(1, activation="sigmoid", name="sold")(h),
}
model = keras.Model(inputs, outs)
model.set_weights([0.2 * np.cos(np.arange(w.size)).reshape(w.shape) for w in model.get_weights()])
model.compile(
    "adam",
    loss={"kind": "sparse_categorical_crossentropy", "price": "mse", "sold": "binary_crossentropy"},
    loss_weights={"kind": 1.0, "price": 0.1, "sold": 2.0},
    metrics={
        "kind": ["accuracy"],
        "price": ["mae", "mse"],
        "sold": [keras.metrics.AUC(name="auc"), "accuracy"],
    },
)
r = np.random.RandomState(1)
x = r.rand(24, 5)
y = {"kind": r.randint(0, 3, 24), "price": r.rand(24, 1) * 10, "sold": r.randint(0, 2, (24, 1))}
h = model.fit(x, y, epochs=2, batch_size=8, shuffle=False, verbose=0, validation_split=0.25)
for k in sorted(h.history):
    print(k, [round(float(v), 4) for v in h.history[k]])
print({k: v.shape for k, v in model.predict(x[:2], verbose=0).items()}, model.output_names)
print([round(float(v), 4) for v in model.evaluate(x, y, verbose=0)])
print(sorted(model.evaluate(x, y, verbose=0, return_dict=True)))
