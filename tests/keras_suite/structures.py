"""Nested structures of shapes and tensors, and JSON that remembers tuples."""

from __future__ import annotations

import json

import numpy as np

# -- nested structures --------------------------------------------------------


def never(obj):
    return False


def is_shape(obj):
    return isinstance(obj, (tuple, list)) and all(
        d is None or isinstance(d, (int, np.integer)) for d in obj
    )


def leaves(obj, stop=never):
    """Flatten lists, tuples and dicts (dicts by sorted key)."""
    if not stop(obj):
        if isinstance(obj, dict):
            return [x for k in sorted(obj) for x in leaves(obj[k], stop)]
        if isinstance(obj, (list, tuple)):
            return [x for o in obj for x in leaves(o, stop)]
    return [obj]


def rebuild(obj, fn, *others, stop=never):
    """Map ``fn`` over the leaves of ``obj`` and of its likes."""
    if not stop(obj):
        if isinstance(obj, dict):
            return {k: rebuild(v, fn, *(o[k] for o in others), stop=stop) for k, v in obj.items()}
        if isinstance(obj, (list, tuple)):
            mapped = [rebuild(v, fn, *(o[i] for o in others), stop=stop) for i, v in enumerate(obj)]
            if hasattr(obj, "_fields"):
                return type(obj)(*mapped)
            return type(obj)(mapped)
    return fn(obj, *others)


def as_call_keywords(mapping):
    """{"query_shape": s} of build() is {"query": x} of call()."""
    return {k[: -len("_shape")] if k.endswith("_shape") else k: v for k, v in mapping.items()}


# -- JSON that remembers tuples -----------------------------------------------


def _pack(obj):
    if isinstance(obj, tuple):
        return {"<tuple>": [_pack(o) for o in obj]}
    if isinstance(obj, list):
        return [_pack(o) for o in obj]
    if isinstance(obj, dict):
        return {k: _pack(v) for k, v in obj.items()}
    return obj


def _unpack(obj):
    if isinstance(obj, dict):
        if set(obj) == {"<tuple>"}:
            return tuple(_unpack(o) for o in obj["<tuple>"])
        return {k: _unpack(v) for k, v in obj.items()}
    if isinstance(obj, list):
        return [_unpack(o) for o in obj]
    return obj


def dumps(config):
    return json.dumps(_pack(config), sort_keys=True, indent=1)


def through_json(config):
    return _unpack(json.loads(json.dumps(_pack(config))))
