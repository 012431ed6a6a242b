# Encoder and decoder with states, teacher forcing, and inference token by token.
import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(0)
n_in, n_out, units = 7, 9, 8
enc_in = keras.Input((None, n_in))
enc_out, state_h, state_c = layers.LSTM(units, return_state=True)(enc_in)
states = [state_h, state_c]
dec_in = keras.Input((None, n_out))
dec_lstm = layers.LSTM(units, return_sequences=True, return_state=True)
dec_out, _, _ = dec_lstm(dec_in, initial_state=states)
dec_dense = layers.Dense(n_out, activation="softmax")
model = keras.Model([enc_in, dec_in], dec_dense(dec_out))
model.compile(optimizer="rmsprop", loss="categorical_crossentropy", metrics=["accuracy"])
rng = np.random.RandomState(0)
a = np.eye(n_in)[rng.randint(n_in, size=(16, 5))]
b = np.eye(n_out)[rng.randint(n_out, size=(16, 6))]
t = np.zeros_like(b)
t[:, :-1] = b[:, 1:]
h = model.fit([a, b], t, batch_size=8, epochs=2, validation_split=0.25, verbose=0)
print(sorted(h.history), model.count_params())
encoder = keras.Model(enc_in, states)
sh, sc = keras.Input((units,)), keras.Input((units,))
out, h2, c2 = dec_lstm(dec_in, initial_state=[sh, sc])
decoder = keras.Model([dec_in, sh, sc], [dec_dense(out), h2, c2])
state = encoder.predict(a[:1], verbose=0)
token, said = np.zeros((1, 1, n_out)), []
token[0, 0, 0] = 1
for _ in range(4):
    p, s1, s2 = decoder.predict([token, *state], verbose=0)
    said.append(int(np.argmax(p[0, -1])))
    token = np.zeros((1, 1, n_out))
    token[0, 0, said[-1]] = 1
    state = [s1, s2]
print(len(said), p.shape, s1.shape)
whole = model.predict([a[:1], np.eye(n_out)[[[0]]]], verbose=0)
first = decoder.predict([np.eye(n_out)[[[0]]], *encoder.predict(a[:1], verbose=0)], verbose=0)[0]
print(np.allclose(whole, first, atol=1e-5))
