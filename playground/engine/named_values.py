"""`keras.utils.Config`: named values that can be frozen."""

from __future__ import annotations

from typing import Any


class Config:
    """Values by name: `config.rate` and `config["rate"]` are the same. ValueError when a frozen one is changed."""

    _config: dict[str, Any]
    _frozen: bool

    def __init__(self, **kwargs: Any) -> None:
        object.__setattr__(self, "_config", dict(kwargs))
        object.__setattr__(self, "_frozen", False)

    @property
    def frozen(self) -> bool:
        """Whether it can be changed no longer."""
        return self._frozen

    def freeze(self) -> None:
        """Refuse changes from now on."""
        object.__setattr__(self, "_frozen", True)

    def unfreeze(self) -> None:
        """Allow changes again."""
        object.__setattr__(self, "_frozen", False)

    def _changed(self) -> dict[str, Any]:
        if self._frozen:
            raise ValueError(
                "Cannot mutate attribute(s) because the config is frozen. Try `unfreeze()`."
            )
        return self._config

    def as_dict(self) -> dict[str, Any]:
        """The values as a dict of its own."""
        return dict(self._config)

    def to_json(self) -> str:
        """The values as JSON."""
        import json  # seldom needed

        return json.dumps(self._config)

    def keys(self) -> Any:
        """The names."""
        return self._config.keys()

    def values(self) -> Any:
        """The values."""
        return self._config.values()

    def items(self) -> Any:
        """Pairs of name and value."""
        return self._config.items()

    def get(self, keyname: str, value: Any = None) -> Any:
        """A value, or `value` for a name that is not there."""
        return self._config.get(keyname, value)

    def pop(self, *args: Any) -> Any:
        """A value, which is taken away."""
        return self._changed().pop(*args)

    def update(self, *args: Any, **kwargs: Any) -> None:
        """Take values from a dict."""
        self._changed().update(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["_config"][name]
        except KeyError:
            known = ", ".join(self.__dict__.get("_config", ()))
            raise AttributeError(
                f"The config has no {name!r}. It has: {known or 'nothing'}."
            ) from None

    def __setattr__(self, name: str, value: Any) -> None:
        self._changed()[name] = value

    def __delattr__(self, name: str) -> None:
        self.pop(name)

    def __getitem__(self, key: str) -> Any:
        return self._config[key]

    def __setitem__(self, key: str, item: Any) -> None:
        self._changed()[key] = item

    def __delitem__(self, key: str) -> None:
        self.pop(key)

    def __contains__(self, item: object) -> bool:
        return item in self._config

    def __iter__(self) -> Any:
        return iter(sorted(self._config))

    def __len__(self) -> int:
        return len(self._config)

    def __dir__(self) -> list[str]:
        return sorted({*object.__dir__(self), *self._config})

    def __repr__(self) -> str:
        return f"<Config {self._config}>"
