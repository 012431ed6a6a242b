# Rare positives: class weights, an initial bias, metrics that count.
import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(0)
rng = np.random.RandomState(0)
x = rng.normal(size=(400, 5)).astype("float32")
y = (x[:, 0] > 1.6).astype("int32")
neg, pos = np.bincount(y)
print(neg, pos)
METRICS = [
    keras.metrics.TruePositives(name="tp"),
    keras.metrics.FalsePositives(name="fp"),
    keras.metrics.TrueNegatives(name="tn"),
    keras.metrics.FalseNegatives(name="fn"),
    keras.metrics.BinaryAccuracy(name="accuracy"),
    keras.metrics.Precision(name="precision"),
    keras.metrics.Recall(name="recall"),
    keras.metrics.AUC(name="prc", curve="PR"),
]
bias = keras.initializers.Constant(np.log([pos / neg]))
model = keras.Sequential(
    [
        keras.Input((5,)),
        layers.Dense(1, activation="sigmoid", kernel_initializer="zeros", bias_initializer=bias),
    ]
)
model.compile(keras.optimizers.Adam(1e-2), keras.losses.BinaryCrossentropy(), metrics=METRICS)
print([round(float(v), 4) for v in model.evaluate(x, y, batch_size=400, verbose=0)])
weights = {0: (1 / neg) * 400 / 2.0, 1: (1 / pos) * 400 / 2.0}
h = model.fit(x, y, batch_size=100, epochs=4, class_weight=weights, verbose=0, shuffle=False)
print({k: [round(v, 3) for v in h.history[k]] for k in ("loss", "recall", "tp", "fn")})
sw = np.where(y == 1, weights[1], weights[0])
model.fit(x, y, batch_size=100, epochs=1, sample_weight=sw, verbose=0, shuffle=False)
print(np.round(model.get_weights()[0].ravel(), 3))
