# The first program of many tutorials: three classes, one-hot labels, a printed accuracy.
import keras
import numpy as np
from keras.layers import Dense
from keras.models import Sequential
from keras.utils import to_categorical

keras.utils.set_random_seed(7)
rng = np.random.default_rng(1)
centres = np.array([[5.0, 3.4, 1.5, 0.2], [5.9, 2.8, 4.3, 1.3], [6.6, 3.0, 5.6, 2.0]])
X = np.concatenate([c + rng.normal(0, 0.3, (50, 4)) for c in centres])
Y = np.repeat([0, 1, 2], 50)
order = rng.permutation(len(X))
X, Y = X[order], Y[order]
onehot = to_categorical(Y, num_classes=3)
print(onehot[:2], onehot.shape, onehot.dtype)
model = Sequential()
model.add(Dense(16, input_shape=(4,), activation="relu"))
model.add(Dense(3, activation="softmax"))
model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
history = model.fit(X, onehot, epochs=60, batch_size=10, verbose=0)
scores = model.evaluate(X, onehot, verbose=0)
print("%s good: %s" % (model.metrics_names[1], scores[1] > 0.85))
print(list(history.history.keys()), history.params["epochs"], history.params["steps"])
predicted = model.predict(X, verbose=0).argmax(axis=1)
print((predicted == Y).mean() > 0.85, predicted.shape)
for layer in model.layers:
    weights, biases = layer.get_weights()
    print(layer.name, weights.shape, biases.shape, layer.input.shape, layer.output.shape)
