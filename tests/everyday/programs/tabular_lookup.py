# A table with numbers and categories: one-hot, an embedding of a category, a wide and a deep side.
import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(0)
rng = np.random.RandomState(0)
age, fare = rng.uniform(1, 80, 50), rng.uniform(0, 300, 50)
town, ticket = rng.randint(0, 3, 50), rng.randint(0, 20, 50)
alive = (age < 40).astype("int32")
numbers = np.stack([age, fare], axis=1)
numbers = (numbers - numbers.mean(0)) / numbers.std(0)
deep_in = keras.Input((2,), name="numbers")
town_in = keras.Input((1,), name="town", dtype="int32")
ticket_in = keras.Input((1,), name="ticket", dtype="int32")
hot = layers.CategoryEncoding(num_tokens=3, output_mode="one_hot")(town_in)
emb = layers.Flatten()(layers.Embedding(20, 3)(ticket_in))
deep = layers.Dense(8, activation="relu")(layers.Concatenate()([deep_in, emb]))
out = layers.Dense(1, activation="sigmoid")(layers.Concatenate()([deep, hot]))
model = keras.Model({"numbers": deep_in, "town": town_in, "ticket": ticket_in}, out)
model.compile("adam", "binary_crossentropy", metrics=["accuracy", keras.metrics.AUC()])
data = {"numbers": numbers, "town": town[:, None], "ticket": ticket[:, None]}
h = model.fit(data, alive, epochs=3, batch_size=10, validation_split=0.2, verbose=0)
print(sorted(k for k in h.history), model.count_params())
print(
    model.predict({k: v[:4] for k, v in data.items()}, verbose=0).shape,
    np.array(hot.shape).tolist() if None not in hot.shape else hot.shape,
)
print(
    sorted(model.input_shape.items()) if isinstance(model.input_shape, dict) else model.input_shape
)
