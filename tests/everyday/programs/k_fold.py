# k-fold validation as the Boston chapter does it.
import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(0)
rng = np.random.RandomState(0)
train = rng.normal(5, 3, (80, 6))
targets = train @ rng.rand(6) + rng.normal(0, 0.1, 80)
mean, std = train.mean(axis=0), train.std(axis=0)
train = (train - mean) / std


def build_model():
    model = keras.Sequential(
        [layers.Dense(16, activation="relu"), layers.Dense(16, activation="relu"), layers.Dense(1)]
    )
    model.compile(optimizer="rmsprop", loss="mse", metrics=["mae"])
    return model


k = 4
fold = len(train) // k
scores, histories = [], []
for i in range(k):
    val_x, val_y = train[i * fold : (i + 1) * fold], targets[i * fold : (i + 1) * fold]
    part_x = np.concatenate([train[: i * fold], train[(i + 1) * fold :]], axis=0)
    part_y = np.concatenate([targets[: i * fold], targets[(i + 1) * fold :]], axis=0)
    model = build_model()
    h = model.fit(
        part_x, part_y, validation_data=(val_x, val_y), epochs=5, batch_size=16, verbose=0
    )
    histories.append(h.history["val_mae"])
    mse, mae = model.evaluate(val_x, val_y, verbose=0)
    scores.append(mae)
    keras.backend.clear_session()
print(len(scores), np.array(histories).shape, all(a[-1] < a[0] for a in histories))
print(model.name, [l.name for l in model.layers], np.isfinite(np.mean(scores)))
