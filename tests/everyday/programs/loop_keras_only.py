# A loop without fit: train_on_batch, test_on_batch, predict_on_batch, metrics by hand, early end.
import keras, numpy as np

model = keras.Sequential(
    [keras.Input((2,)), keras.layers.Dense(4, "tanh"), keras.layers.Dense(1, "sigmoid")]
)
model.set_weights([np.cos(np.arange(w.size)).reshape(w.shape) for w in model.get_weights()])
model.compile(
    keras.optimizers.SGD(0.5, nesterov=True, momentum=0.5),
    "bce",
    metrics=["accuracy", keras.metrics.Precision(name="p"), keras.metrics.Recall(name="r")],
)
x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], "float32")
y = np.array([[0], [1], [1], [1]], "float32")
for epoch in range(3):
    for i in range(0, 4, 2):
        logs = model.train_on_batch(x[i : i + 2], y[i : i + 2], return_dict=True)
    print(epoch, {k: round(float(v), 4) for k, v in logs.items()})
print([round(float(v), 4) for v in model.test_on_batch(x, y)])
print(model.predict_on_batch(x).round(3).ravel().tolist(), type(model.predict_on_batch(x)).__name__)
metric = keras.metrics.BinaryAccuracy(threshold=0.4)
metric.update_state(y, model.predict(x, verbose=0))
print(round(float(metric.result()), 3))
metric.reset_state()
print(float(metric.result()))
m = keras.metrics.MeanSquaredError()
for a, b in [(0.0, 1.0), (2.0, 0.0)]:
    m(np.array([a]), np.array([b]))
print(float(m.result()), [v.name for v in m.variables], m.name)
