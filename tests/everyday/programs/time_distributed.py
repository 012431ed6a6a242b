# Frames of a video: TimeDistributed, ConvLSTM2D, Conv1D, masks by hand.
import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(0)
rng = np.random.RandomState(0)
video = rng.rand(4, 5, 6, 6, 1).astype("float32")
model = keras.Sequential(
    [
        keras.Input((5, 6, 6, 1)),
        layers.TimeDistributed(layers.Conv2D(2, 3, activation="relu")),
        layers.TimeDistributed(layers.Flatten()),
        layers.Masking(0.0),
        layers.SimpleRNN(4, return_sequences=True),
        layers.Conv1D(3, 2, padding="causal", dilation_rate=2),
        layers.GlobalMaxPooling1D(),
        layers.Dense(2, activation="softmax"),
    ]
)
model.compile("sgd", "sparse_categorical_crossentropy")
h = model.fit(video, [0, 1, 0, 1] if False else np.array([0, 1, 0, 1]), epochs=2, verbose=0)
print(model.count_params(), [l.output.shape for l in model.layers], len(h.history["loss"]))
movie = keras.Sequential(
    [
        keras.Input((None, 6, 6, 1)),
        layers.ConvLSTM2D(2, 3, padding="same", return_sequences=True),
        layers.Conv3D(1, (3, 3, 3), padding="same", activation="sigmoid"),
    ]
)
print(movie.predict(video, verbose=0).shape, movie.count_params())
stacked = layers.RNN([layers.LSTMCell(3), layers.GRUCell(2)], return_state=True)
out = stacked(rng.rand(2, 4, 5).astype("float32"))
print(
    out[0].shape,
    len(out),
    layers.RepeatVector(3)(np.ones((2, 4))).shape,
    layers.Permute((2, 1))(np.ones((2, 3, 4))).shape,
)
stateful = layers.LSTM(2, stateful=True)
a = np.array(stateful(np.ones((1, 3, 1), "float32")))
b = np.array(stateful(np.ones((1, 3, 1), "float32")))
stateful.reset_states() if hasattr(stateful, "reset_states") else stateful.reset_state()
c = np.array(stateful(np.ones((1, 3, 1), "float32")))
print(np.allclose(a, b), np.allclose(a, c))
