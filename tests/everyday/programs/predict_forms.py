# What predict, call, predict_on_batch, train_on_batch and test_on_batch give.
import keras
import numpy as np

model = keras.Sequential(
    [keras.Input((3,)), keras.layers.Dense(2, kernel_initializer="ones"), keras.layers.Softmax()]
)
model.compile(keras.optimizers.SGD(0.1), "mse", metrics=["mae"])
x, y = np.arange(12.0).reshape(4, 3), np.eye(2)[[0, 1, 0, 1]]
print(
    type(model.predict(x, verbose=0)).__name__,
    model.predict(x, verbose=0).dtype,
    model.predict(x[:1], verbose=0).shape,
)
print(model.predict_on_batch(x).shape, type(model.predict_on_batch(x)).__name__)
print([round(float(v), 4) for v in model.train_on_batch(x, y)])
print({k: round(float(v), 4) for k, v in model.train_on_batch(x, y, return_dict=True).items()})
print([round(float(v), 4) for v in model.test_on_batch(x, y)])
print(
    model.evaluate(x, y, verbose=0, return_dict=True).keys(),
    model.predict(x, batch_size=1, steps=2, verbose=0).shape,
)
print(
    np.array(model(x)).shape,
    np.array(model(x.tolist())).shape if False else "",
    np.argmax(model.predict(x, verbose=0), axis=-1),
)


def batches():
    while True:
        yield x, y


h = model.fit(
    batches(), steps_per_epoch=3, epochs=2, verbose=0, validation_data=(x, y), validation_freq=2
)
print({k: len(v) for k, v in sorted(h.history.items())})
print(
    model.predict(((x,) for _ in range(2)), verbose=0).shape,
    model.evaluate(batches(), steps=2, verbose=0)[0] >= 0,
)
try:
    model.predict(np.zeros((2, 5)), verbose=0)
except Exception:
    print("refused")
