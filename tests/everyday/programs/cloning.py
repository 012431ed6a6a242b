# clone_model, with and without a function; weights are new.
import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(0)
i = keras.Input((4,), name="x")
h = layers.Dense(5, activation="relu", name="a")(i)
h = layers.Dropout(0.3, name="drop")(h)
h = layers.Add(name="sum")([h, layers.Dense(5, name="b")(i)])
model = keras.Model(i, layers.Dense(2, name="c")(h), name="net")
copy = keras.models.clone_model(model)
print([l.name for l in copy.layers], copy.name, copy.count_params() == model.count_params())
x = np.ones((2, 4), "float32")
print(np.allclose(copy(x), model(x)))
copy.set_weights(model.get_weights())
print(np.allclose(copy(x), model(x), atol=1e-6))


def without_dropout(layer):
    if isinstance(layer, layers.Dropout):
        return layers.Identity(name="nothing")
    return layer.__class__.from_config(layer.get_config())


plain = keras.models.clone_model(model, clone_function=without_dropout)
print([type(l).__name__ for l in plain.layers])
config = model.get_config()
back = keras.Model.from_config(config)
print(back.name, [w.shape for w in back.get_weights()])
text = model.to_json()
third = keras.models.model_from_json(text)
print(
    len(third.layers),
    third.get_layer("a").get_config()["units"],
    third.get_layer("b").activation.__name__,
)
