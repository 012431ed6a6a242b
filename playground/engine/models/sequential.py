"""Sequential: one layer after the other."""

from __future__ import annotations

from typing import Any

from playground.engine import tree
from playground.engine.keras_tensor import KerasTensor
from playground.engine.layers.call_arguments import signature_of
from playground.engine.layers.input import InputLayer
from playground.engine.layers.layer import Layer
from playground.engine.models.functional import Functional
from playground.engine.models.model import Model
from playground.engine.saving import deserialize_keras_object, serialize_keras_object


class Sequential(Model):
    """A list of layers, each with one input and one output. Built at once when it begins with an `Input`, else when
    it first sees data.

    Raises ValueError for two layers of the same name, and for anything that is not a layer.
    """

    _functional: Any  # the same layers as a functional model, once shapes are known

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        return Layer.__new__(cls, *args, **kwargs)

    def __init__(self, layers: Any = None, trainable: bool = True, name: str | None = None):
        super().__init__(trainable=trainable, name=name)
        self._set_functional(None)
        self._deferred = False  # built when it saw data, not by an Input
        if layers:
            for layer in layers:
                self.add(layer, rebuild=False)
            self._maybe_rebuild()

    def _set_functional(self, functional: Any) -> None:
        object.__setattr__(self, "_functional", functional)  # not one more layer of the model

    # ------------------------------------------------------------------------------------ adding layers
    def add(self, layer: Any, rebuild: bool = True) -> None:
        """Append a layer."""
        if not self._layers and getattr(layer, "_input_shape_arg", None) is not None:
            self.add(InputLayer(shape=layer._input_shape_arg))
        if isinstance(layer, KerasTensor) and isinstance(
            getattr(layer, "_keras_history", (None,))[0], InputLayer
        ):
            layer = layer._keras_history[0]  # type: ignore[attr-defined]
        if not isinstance(layer, Layer):
            raise ValueError(
                f"Only instances of `keras.Layer` can be added to a Sequential model. Received: {layer} "
                f"(of type {type(layer)})" + _missing(layer)
            )
        if any(layer.name == other.name and layer is not other for other in self._layers):
            raise ValueError(
                f"All layers added to a Sequential model should have unique names. Name '{layer.name}' is already the "
                "name of a layer in this model. Update the `name` argument to pass a unique name."
            )
        if (
            isinstance(layer, InputLayer)
            and self._layers
            and isinstance(self._layers[0], InputLayer)
        ):
            raise ValueError(
                f"Sequential model '{self.name}' has already been configured to use input shape "
                f"{self._layers[0].batch_shape}. You cannot add a different Input layer to it."
            )
        self._append(layer)
        if rebuild:
            self._maybe_rebuild()
        else:
            self.built = False
            self._set_functional(None)

    def _append(self, layer: Layer) -> None:
        """Add a layer at the end. One that is there already shares its weights with itself."""
        self._tracker.unlock()
        if any(layer is other for other in self._layers):
            self._layers.append(layer)
        else:
            self._tracker.track(layer)

    def pop(self, rebuild: bool = True) -> Layer:
        """Remove the last layer and return it."""
        layer = self._layers[-1]
        if sum(layer is other for other in self._layers) > 1:
            del self._layers[-1]
        else:
            self._tracker.untrack(layer)
        self.built = False
        self._set_functional(None)
        if rebuild:
            self._maybe_rebuild()
        return layer

    def _maybe_rebuild(self) -> None:
        self.built = False
        self._set_functional(None)
        if len(self._layers) > 1 and isinstance(self._layers[0], InputLayer):
            self.build(self._layers[0].batch_shape)
        elif (
            self._layers
            and hasattr(self._layers[0], "input_shape")
            and not isinstance(self._layers[0], InputLayer)
        ):
            shape = self._layers[0].input_shape  # a model that knows what it takes
            if isinstance(shape, tuple):
                self.build(shape)

    # -------------------------------------------------------------------------------------------- build
    def build(self, input_shape: Any = None) -> None:
        """Make all weights for inputs of this shape, batch axis included."""
        shape = input_shape
        if isinstance(shape, list) and shape and (shape[0] is None or isinstance(shape[0], int)):
            shape = tuple(shape)
        if (
            not isinstance(shape, tuple | list | dict)
            or (isinstance(shape, tuple) and any(isinstance(s, tuple | list) for s in shape))
            or isinstance(shape, list | dict)
        ):
            return  # structures of inputs, as a first layer of one's own may take: built when called
        if not self._layers:
            raise ValueError(
                f"Sequential model {self.name} cannot be built because it has no layers. Call `model.add(layer)`."
            )
        first = self._layers[0]
        if isinstance(first, InputLayer):
            if tuple(first.batch_shape) != tuple(shape):
                raise ValueError(
                    f"Sequential model '{self.name}' has already been configured to use input shape "
                    f"{first.batch_shape}. You cannot build it with input_shape {shape}"
                )
        else:
            dtype = first.compute_dtype
            self._deferred = True
            self._tracker.unlock()
            layers = [InputLayer(batch_shape=shape, dtype=dtype), *self._layers]
            self._layers[:] = []
            for layer in layers[1:]:
                self._tracker.untrack(layer)
            for layer in layers:
                self._append(layer)
        inputs = self._layers[0].output
        x = inputs
        for layer in self._layers[1:]:
            try:
                x = layer(x)
            except NotImplementedError:
                return  # shapes cannot be inferred: the layers are built when called
            except TypeError as error:
                names = signature_of(layer.call)
                required = [n for n in names.positional if n not in names.defaults]
                if len(required) > 1:
                    raise ValueError(
                        "Layers added to a Sequential model can only have a single positional argument, the input "
                        f"tensor. Layer {type(layer).__name__} has multiple positional arguments: {required}"
                    ) from error
                raise
        self._set_functional(Functional(inputs, x, name=self.name))

    def call(self, inputs: Any, training: Any = None, mask: Any = None, **kwargs: Any) -> Any:
        if self._functional is not None and not (self._deferred and self._has_other_shape(inputs)):
            return self._functional.call(inputs, training=training, mask=mask)
        for layer in self.layers:
            extra: dict[str, Any] = {}
            names = signature_of(layer.call).names
            if training is not None and "training" in names:
                extra["training"] = training
            if mask is not None and "mask" in names:
                extra["mask"] = mask
            inputs = layer(inputs, **extra)
            mask = None  # it travels with the tensor from here on
        return inputs

    def _has_other_shape(self, inputs: Any) -> bool:
        """Whether inputs differ, batch apart, from those the model was built with. The layers say whether they mind."""
        shape = getattr(inputs, "shape", None)
        return shape is not None and tuple(shape[1:]) != tuple(self._functional.inputs[0].shape[1:])

    def __call__(self, inputs: Any = None, **kwargs: Any) -> Any:
        if not self._layers:
            raise ValueError(
                f"Sequential model {self.name} cannot be called because it has no layers. Call `model.add(layer)`."
            )
        return super().__call__(inputs, **kwargs)

    # --------------------------------------------------------------------------------------- properties
    @property
    def layers(self) -> list[Layer]:
        """The layers, without the input layer."""
        layers = list(self._layers)
        return layers[1:] if layers and isinstance(layers[0], InputLayer) else layers

    @layers.setter
    def layers(self, value: Any) -> None:
        raise AttributeError(
            "`Sequential.layers` attribute is reserved and should not be used. Use `add()` and `pop()` to change the "
            "layers in this model."
        )

    def compute_output_spec(
        self, inputs: Any, training: Any = None, mask: Any = None, **kwargs: Any
    ) -> Any:
        if self._functional is not None:
            return self._functional.compute_output_spec(inputs, training=training, mask=mask)
        for layer in self.layers:
            inputs = layer.compute_output_spec(inputs)
        return inputs

    def compute_output_shape(self, input_shape: Any) -> Any:
        if self._functional is not None:
            return self._functional.compute_output_shape(input_shape)
        for layer in self.layers:
            input_shape = layer.compute_output_shape(input_shape)
        return input_shape

    def _of_functional(self, name: str) -> Any:
        if self._functional is None:
            raise AttributeError(
                f"Sequential model '{self.name}' has no defined {name} yet. Build it, or begin it with an Input."
            )
        return getattr(self._functional, name)

    input_shape = property(lambda self: self._of_functional("input_shape"))
    output_shape = property(lambda self: self._of_functional("output_shape"))
    inputs = property(lambda self: self._of_functional("inputs"))
    outputs = property(lambda self: self._of_functional("outputs"))
    input = property(lambda self: self._of_functional("input"))
    output = property(lambda self: self._of_functional("output"))
    input_names = property(lambda self: self._of_functional("input_names"))
    output_names = property(lambda self: self._of_functional("output_names"))

    @property
    def input_dtype(self) -> str:
        layers = self._layers
        return (
            layers[0].dtype if layers and isinstance(layers[0], InputLayer) else self.compute_dtype
        )

    # ------------------------------------------------------------------------------------------- config
    def get_config(self) -> dict[str, Any]:
        from playground.engine import dtype_policies

        config = {
            "name": self.name,
            "trainable": self.trainable,
            "dtype": dtype_policies.serialize(self.dtype_policy),
            "layers": [serialize_keras_object(layer) for layer in self._layers],
        }
        if self._functional is not None:
            config["build_input_shape"] = self._layers[0].batch_shape
        return config

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: dict | None = None) -> Any:
        if "name" not in config or "layers" not in config:
            raise ValueError(
                "A Sequential model configuration must be a dictionary containing the 'name' and 'layers' keys, as "
                f"`get_config()` gives it. Received: config={config}"
            )
        shape = config.get("build_input_shape")
        model = cls(name=config["name"])
        for entry in config["layers"]:
            if isinstance(entry, dict) and not entry.get("config"):
                raise ValueError(
                    "Each layer of a Sequential configuration must be a serialized layer. Expected a dictionary "
                    f"containing a 'config' key. Received: {entry}"
                )
            model.add(deserialize_keras_object(entry, custom_objects=custom_objects), rebuild=False)
        if config.get("trainable") is False:
            model.trainable = False
        if model._layers and isinstance(model._layers[0], InputLayer):
            model._maybe_rebuild()
        elif shape and isinstance(shape, list | tuple):
            model.build(tree.map_structure(lambda n: n, tuple(shape)))
        return model


def _missing(layer: Any) -> str:
    """What makes a layer of what is none."""
    if isinstance(layer, type):
        return f". Is `()` missing after the class? {layer.__name__}() is an instance."
    if isinstance(layer, list | tuple):
        return ". Give the layers as one flat list: [a, b, c]."
    if isinstance(layer, str):
        return f". A text is no layer: layers.Activation({layer!r}), if it is an activation."
    if isinstance(layer, KerasTensor):
        return ". A layer that was called on something is a tensor: give the layer itself."
    return ""
