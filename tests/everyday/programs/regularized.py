# Overfitting against L2, L1, dropout, constraints and early stopping.
import keras
import numpy as np
from keras import layers, regularizers

keras.utils.set_random_seed(0)
rng = np.random.RandomState(0)
x, y = rng.rand(60, 10), rng.randint(0, 2, 60)


def train(*stack):
    model = keras.Sequential([keras.Input((10,)), *stack, layers.Dense(1, activation="sigmoid")])
    model.compile("rmsprop", "binary_crossentropy", metrics=["accuracy"])
    stop = keras.callbacks.EarlyStopping(monitor="val_loss", patience=3, restore_best_weights=True)
    h = model.fit(x, y, epochs=15, batch_size=20, validation_split=0.4, verbose=0, callbacks=[stop])
    return model, h


m, h = train(layers.Dense(8, activation="relu", kernel_regularizer=regularizers.l2(0.002)))
print(len(m.losses), float(m.losses[0]) > 0, sorted(h.history), len(h.epoch) <= 15)
m, h = train(
    layers.Dense(
        8,
        activation="relu",
        kernel_regularizer=regularizers.l1_l2(l1=0.001, l2=0.001),
        activity_regularizer=regularizers.L1(1e-3),
    ),
    layers.Dropout(0.5),
)
print(len(m.losses) >= 1, m.layers[0].kernel_regularizer.get_config().keys())
m, h = train(
    layers.Dense(8, kernel_constraint=keras.constraints.MaxNorm(0.5), bias_constraint="non_neg")
)
print(
    bool((np.linalg.norm(m.layers[0].kernel.numpy(), axis=0) <= 0.5 + 1e-5).all()),
    bool((m.layers[0].bias.numpy() >= 0).all()),
)
print(
    round(float(regularizers.L2(0.1)(np.array([1.0, 2.0]))), 4),
    round(float(regularizers.get("l1")(np.array([1.0, -2.0]))), 4),
)
print(round(float(regularizers.OrthogonalRegularizer(0.01)(np.eye(3, dtype="float32") + 0.1)), 6))
