# advice: nothing is dropped
from tensorflow import keras
from keras import layers

from playground import datasets

# Two moons that overlap: 100 points to learn from, 400 to see whether it was worth it.
x, y = datasets.moons(n=100, noise=0.4, seed=1)
val_x, val_y = datasets.moons(n=400, noise=0.4, seed=2)


def make_model(dropout=0.0):
    """A model that is too large for 100 points. The same weights to begin with, every time."""
    keras.utils.set_random_seed(10)
    model = keras.Sequential([
        layers.Dense(64, activation="relu"),
        layers.Dense(64, activation="relu"),
        layers.Dense(1, activation="sigmoid"),
    ])
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=0.01),
        loss="binary_crossentropy",
        metrics=["accuracy"],
    )
    return model


def best_epoch(val_losses):
    """In which epoch, counted from 1, was the validation loss smallest?"""
    return val_losses.index(min(val_losses)) + 1


big = make_model()
curves = big.fit(x, y, epochs=1, validation_data=(val_x, val_y), verbose=0).history
print("epoch", best_epoch(curves["val_loss"]), "of", len(curves["val_loss"]), "was the best")

stopped = make_model()
patient = keras.callbacks.EarlyStopping("val_loss", patience=10, restore_best_weights=True)
stopped.fit(x, y, epochs=1, validation_data=(val_x, val_y), callbacks=[patient], verbose=0)

dropped = make_model(dropout=0.5)
dropped.fit(x, y, epochs=1, validation_data=(val_x, val_y), verbose=0)

for name, model in [("big", big), ("stopped", stopped), ("dropped", dropped)]:
    print(name, model.evaluate(val_x, val_y, verbose=0))
