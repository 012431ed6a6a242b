# Random augmentation layers in front of a model: active in training only.
import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(0)
x = np.random.RandomState(0).rand(16, 8, 8, 3).astype("float32")
y = np.arange(16) % 2
model = keras.Sequential(
    [
        keras.Input((8, 8, 3)),
        layers.GaussianDropout(0.2),
        layers.SpatialDropout2D(0.2),
        layers.Conv2D(4, 3, padding="same"),
        layers.BatchNormalization(),
        layers.ReLU(max_value=6.0),
        layers.AveragePooling2D(2),
        layers.DepthwiseConv2D(3),
        layers.PReLU(shared_axes=[1, 2]),
        layers.GlobalAveragePooling2D(),
        layers.Dense(1, activation="sigmoid"),
    ]
)
model.compile(
    "nadam",
    keras.losses.BinaryFocalCrossentropy(gamma=2.0),
    metrics=[keras.metrics.BinaryAccuracy(threshold=0.4)],
)
h = model.fit(x, y, epochs=2, batch_size=8, verbose=0)
print(sorted(h.history), model.count_params())
same = np.allclose(model.predict(x, verbose=0), model.predict(x, verbose=0))
other = np.allclose(np.array(model(x, training=True)), np.array(model(x, training=True)))
print(same, other, [l.output.shape[1:] for l in model.layers[-4:]])
