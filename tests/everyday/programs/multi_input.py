# Text, numbers and a class: three inputs by name, two outputs with losses, weights and metrics by name.
import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(0)
title = keras.Input(shape=(None,), name="title")
body = keras.Input(shape=(None,), name="body")
tags = keras.Input(shape=(3,), name="tags")
t = layers.LSTM(6)(layers.Embedding(30, 4)(title))
b = layers.GRU(5)(layers.Embedding(30, 4)(body))
x = layers.concatenate([t, b, tags])
priority = layers.Dense(1, name="priority", activation="sigmoid")(x)
department = layers.Dense(4, name="department")(x)
model = keras.Model(
    inputs=[title, body, tags], outputs={"priority": priority, "department": department}
)
model.compile(
    optimizer=keras.optimizers.RMSprop(1e-3),
    loss={
        "priority": keras.losses.BinaryCrossentropy(),
        "department": keras.losses.CategoricalCrossentropy(from_logits=True),
    },
    loss_weights={"priority": 1.0, "department": 0.2},
    metrics={"priority": ["accuracy"], "department": ["categorical_accuracy"]},
)
rng = np.random.RandomState(0)
data = {
    "title": rng.randint(30, size=(24, 5)),
    "body": rng.randint(30, size=(24, 9)),
    "tags": rng.randint(2, size=(24, 3)).astype("float32"),
}
targets = {"priority": rng.rand(24, 1).round(), "department": np.eye(4)[rng.randint(4, size=24)]}
h = model.fit(data, targets, epochs=2, batch_size=8, verbose=0, validation_data=(data, targets))
print(sorted(h.history))
out = model.predict(data, verbose=0)
print(type(out).__name__, sorted(out), out["department"].shape)
e = model.evaluate(data, targets, return_dict=True, verbose=0)
print(sorted(e), abs(e["priority_loss"] + 0.2 * e["department_loss"] - e["loss"]) < 1e-4)
print(
    model.count_params(),
    model.output_shape
    if not isinstance(model.output_shape, dict)
    else sorted(model.output_shape.items()),
)
