# Custom layers, losses and activations in saved files: registered, by custom_objects, by a scope.
import keras
import numpy as np
from keras import ops


@keras.saving.register_keras_serializable(package="my_package")
class Scale(keras.layers.Layer):
    def __init__(self, factor=2.0, **kwargs):
        super().__init__(**kwargs)
        self.factor = factor

    def build(self, input_shape):
        self.w = self.add_weight(shape=(input_shape[-1],), initializer="ones", name="w")

    def call(self, x):
        return x * self.w * self.factor

    def get_config(self):
        return {**super().get_config(), "factor": self.factor}


@keras.saving.register_keras_serializable()
def swish2(x):
    return x * ops.sigmoid(2 * x)


def plain_loss(y_true, y_pred):
    return ops.mean(ops.square(y_true - y_pred), axis=-1)


model = keras.Sequential(
    [keras.Input((3,)), Scale(3.0, name="scale"), keras.layers.Dense(2, activation=swish2)]
)
model.compile("adam", plain_loss)
x = np.random.RandomState(0).rand(6, 3)
model.fit(x, np.ones((6, 2)), verbose=0)
model.save("custom.keras")
again = keras.models.load_model("custom.keras", custom_objects={"plain_loss": plain_loss})
print(
    np.allclose(model.predict(x, verbose=0), again.predict(x, verbose=0)),
    again.get_layer("scale").factor,
)
with keras.saving.custom_object_scope({"plain_loss": plain_loss}):
    print(type(keras.saving.load_model("custom.keras")).__name__)
print(
    keras.saving.get_registered_name(Scale),
    keras.saving.get_registered_object("my_package>Scale") is Scale,
)
try:
    keras.models.load_model("custom.keras")
    print("loaded")
except (TypeError, ValueError) as error:
    print(type(error).__name__, "plain_loss" in str(error))
bare = keras.models.load_model("custom.keras", compile=False)
print(bare.compiled if hasattr(bare, "compiled") else None, len(bare.weights))
model.export if hasattr(model, "export") else None
config = keras.layers.serialize(Scale(4.0))
print(config["class_name"], config["registered_name"], keras.layers.deserialize(config).factor)
try:
    keras.models.load_model("missing.keras")
except Exception as error:
    print(type(error).__name__)
