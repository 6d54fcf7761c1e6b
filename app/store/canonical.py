"""Canonical JSON and SHA-256: one text for one value, so that digests of equal facts are equal."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping


def canonical(value: object) -> str:
    """The one JSON text of a value: keys sorted, no spaces, Chinese as it is. A float is refused (TypeError): amounts
    are fen, and a float's text is not one text."""
    _refuse_floats(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _refuse_floats(value: object) -> None:
    if isinstance(value, float):
        raise TypeError("canonical JSON holds no float")
    if isinstance(value, Mapping):
        for key, part in value.items():
            if not isinstance(key, str):
                raise TypeError("canonical JSON has text keys only")
            _refuse_floats(part)
    elif isinstance(value, list | tuple):
        for part in value:
            _refuse_floats(part)


def sha256(text: str) -> str:
    """SHA-256 of a text's UTF-8 bytes, as 64 small hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()
