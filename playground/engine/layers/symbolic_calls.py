"""A layer called on KerasTensors: what comes out is found without numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playground.engine import scopes, tree
from playground.engine.dtypes import is_float
from playground.engine.keras_tensor import KerasTensor, any_recorded
from playground.engine.layers.call_arguments import shape_of, signature_of, tensor_arguments
from playground.engine.layers.call_errors import explain
from playground.engine.layers.penalties import LayerPenalties
from playground.engine.node import Node
from playground.engine.shape_inference import compute_output_spec

_ENGINE = "playground.engine."


class SymbolicCalls(LayerPenalties):
    """What `Layer` knows of shapes. `compute_output_shape` and `call` say the same; either may be overridden."""

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """The computation. Override it."""
        raise self._not_implemented_error(self.call)

    def _not_implemented_error(self, method: Callable, message: str = "") -> NotImplementedError:
        return NotImplementedError(
            f"Layer {type(self).__name__} does not have a `{method.__name__}` method implemented. {message}".strip()
        )

    def compute_output_shape(self, *args: Any, **kwargs: Any) -> Any:
        """The shapes of the outputs for given shapes of the inputs. The library's layers know them; a layer or model of
        a program has to say them, as in Keras: NotImplementedError."""
        library = next(c for c in type(self).__mro__ if c.__module__.startswith(_ENGINE))
        if library.__name__ in ("Layer", "Model", "Wrapper"):
            raise self._not_implemented_error(
                self.compute_output_shape,
                f"Define `def compute_output_shape(self, input_shape)` in {type(self).__name__}: it returns the shape "
                "of what `call` gives, for example (*input_shape[:-1], self.units).",
            )
        return self._inferred_output_shape(*args, **kwargs)

    def _inferred_output_shape(self, *args: Any, **kwargs: Any) -> Any:
        """The same, found by running `call` without numbers."""
        inputs = tree.map_shape_structure(
            lambda s: KerasTensor(s, self.compute_dtype), (args, kwargs)
        )
        outputs = SymbolicCalls.compute_output_spec(
            self, *inputs[0], **{k.removesuffix("_shape"): v for k, v in inputs[1].items()}
        )
        return tree.map_structure(lambda x: x.shape, outputs)

    def compute_output_spec(self, *args: Any, **kwargs: Any) -> Any:
        """KerasTensors like the outputs of `call` on inputs like these KerasTensors."""
        if type(self).compute_output_shape is SymbolicCalls.compute_output_shape:
            return self._spec_of_call(*args, **kwargs)
        args, kwargs = tree.map_structure(self._converted_spec, (args, kwargs))
        arguments = tensor_arguments(signature_of(self.call).bind(args, kwargs))
        signature = signature_of(self.compute_output_shape)
        shapes = {f"{name}_shape": shape_of(value) for name, value in arguments.items()}
        if len(signature.names) == 1 or len(shapes) == 1:
            shape = self.compute_output_shape(next(iter(shapes.values())))
        elif signature.var_keyword or all(n in shapes for n in signature.names):
            keep = shapes if signature.var_keyword else {n: shapes[n] for n in signature.names}
            shape = self.compute_output_shape(**keep)
        else:
            shape = self.compute_output_shape(*shapes.values())
        return tree.map_shape_structure(lambda s: KerasTensor(s, self.compute_dtype), shape)

    def _spec_of_call(self, *args: Any, **kwargs: Any) -> Any:
        """The outputs' spec, found by running `call` without numbers."""
        args, kwargs = tree.map_structure(self._converted_spec, (args, kwargs))
        if self.autocast and self._is_mixed and scopes.autocast is None:
            with scopes.AutocastScope(self._compute_dtype):
                return compute_output_spec(self.call, *args, **kwargs)
        return compute_output_spec(self.call, *args, **kwargs)

    def _converted_spec(self, x: Any) -> Any:
        if isinstance(x, KerasTensor) and self.autocast and is_float(x.dtype):
            dtype = self._compute_dtype
            if x.dtype != dtype and is_float(dtype):
                return KerasTensor(x.shape, dtype, name=x.name)
        return x

    def symbolic_call(self, *args: Any, **kwargs: Any) -> Any:
        """The call on KerasTensors: shapes only, and a node in the graph that the inputs belong to."""
        try:
            if self._has_unbuilt_layers() and (
                type(self).compute_output_shape is not SymbolicCalls.compute_output_shape
                or type(self).compute_output_spec is not SymbolicCalls.compute_output_spec
            ):
                self._build_layers_by_calling(args, kwargs)
            outputs = self.compute_output_spec(*args, **kwargs)
        except Exception as error:
            explain(error, self, args, kwargs)
            raise
        if scopes.symbolic is None or any_recorded(args, kwargs):
            outputs = tree.map_structure(_fresh, outputs)
            Node(self, call_args=args, call_kwargs=kwargs, outputs=outputs)
        return outputs

    def _build_layers_by_calling(self, args: tuple, kwargs: dict[str, Any]) -> None:
        try:
            compute_output_spec(self.call, *args, **kwargs)
        except Exception:
            return  # they will be built when the layer is called on numbers

    def _has_unbuilt_layers(self) -> bool:
        return any(not layer.built for layer in self._layers)


def _fresh(x: Any) -> Any:
    """Outputs of a layer are new tensors: what happened inside the layer is not part of the graph outside."""
    return KerasTensor(x.shape, x.dtype, name=x.name) if isinstance(x, KerasTensor) else x
