"""Which dtype a layer computes in, and which its variables have: `"float32"`, or `"mixed_float16"` for float16
arithmetic on float32 variables."""

from __future__ import annotations

from typing import Any

from playground.engine import config
from playground.engine.contents import contents
from playground.engine.dtypes import is_float, standardize_dtype

_global_policy: DTypePolicy | None = None


class DTypePolicy:
    """`name` is a dtype, or `"mixed_float16"` / `"mixed_bfloat16"`. None: the default float.

    Attributes: `compute_dtype`, `variable_dtype`, `name`.
    """

    quantization_mode = None

    def __init__(self, name: str | None = None):
        if name is not None and not isinstance(name, str):
            raise TypeError(
                f"'name' must be a string, such as 'mixed_float16'. Received: name={name} (of type {type(name)})"
            )
        self._name = name if name is not None else dtype_policy().name
        self._compute_dtype, self._variable_dtype = self._dtypes(self._name)

    @staticmethod
    def _dtypes(name: str) -> tuple[str, str]:
        if name in ("mixed_float16", "mixed_bfloat16"):
            return name.removeprefix("mixed_"), "float32"
        try:
            dtype = standardize_dtype(name)
        except ValueError:
            raise ValueError(
                f"Cannot convert '{name}' to a mixed precision DTypePolicy. Expected a dtype such as 'float32', "
                "or 'mixed_float16' or 'mixed_bfloat16'."
            ) from None
        return dtype, dtype

    @property
    def name(self) -> str:
        return self._name

    @property
    def compute_dtype(self) -> str:
        """The dtype of a layer's arithmetic and outputs; inputs are cast to it."""
        return self._compute_dtype

    @property
    def variable_dtype(self) -> str:
        """The dtype of a layer's weights."""
        return self._variable_dtype

    def __repr__(self) -> str:
        return f'<DTypePolicy "{self._name}">'

    def __eq__(self, other: Any) -> bool:
        return isinstance(other, DTypePolicy) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self._name)

    def get_config(self) -> dict[str, Any]:
        return {"name": self._name}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> DTypePolicy:
        return cls(**config)


FloatDTypePolicy = DTypePolicy


def dtype_policy() -> DTypePolicy:
    """The policy of layers made without `dtype`."""
    return _global_policy if _global_policy is not None else DTypePolicy(config.floatx())


def set_dtype_policy(policy: Any) -> None:
    """Make `policy` (a name or a DTypePolicy) the default of layers made from now on."""
    global _global_policy
    if not isinstance(policy, str | dict | DTypePolicy):
        raise ValueError(
            "Invalid `policy` argument. Expected the string name of a policy (such as 'mixed_float16') or a "
            "DTypePolicy. "
            f"Received: policy={policy} (of type {type(policy)})"
        )
    _global_policy = get(policy)


def reset_dtype_policy() -> None:
    """Layers made from now on follow `floatx` again."""
    global _global_policy
    _global_policy = None


def get(identifier: Any) -> DTypePolicy:
    """The policy of a name, a dtype, a config, a DTypePolicy or None (the default)."""
    if identifier is None:
        return dtype_policy()
    if isinstance(identifier, DTypePolicy):
        return identifier
    if isinstance(identifier, dict):
        return deserialize(identifier)
    if isinstance(identifier, str):
        return DTypePolicy(identifier)
    try:
        return DTypePolicy(standardize_dtype(identifier))
    except ValueError:
        raise ValueError(
            f"Cannot interpret `dtype` argument. Expected a string, a dtype or a DTypePolicy. "
            f"Received: dtype={identifier} (of type {type(identifier)})"
        ) from None


def serialize(dtype_policy: DTypePolicy) -> dict[str, Any]:
    """The policy in Keras's object format."""
    return {
        "module": "keras",
        "class_name": "DTypePolicy",
        "config": dtype_policy.get_config(),
        "registered_name": None,
    }


def deserialize(config: dict[str, Any], custom_objects: dict | None = None) -> DTypePolicy:
    """The policy of a config written by `serialize`."""
    if config.get("class_name") not in ("DTypePolicy", "FloatDTypePolicy"):
        raise ValueError(
            f"Cannot interpret `dtype` config: {config}. Expected class_name 'DTypePolicy'."
        )
    return DTypePolicy.from_config(config["config"])


def is_mixed(policy: DTypePolicy) -> bool:
    """Whether inputs and variables differ in dtype, so that reading a variable casts it."""
    return policy.compute_dtype != policy.variable_dtype and is_float(policy.compute_dtype)


__getattr__, __dir__ = contents(__name__, {})
