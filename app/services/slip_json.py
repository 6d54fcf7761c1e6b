"""Slip facts as canonical JSON and back. What is stored is what is drawn again, in every later version.

A field that a later version adds needs a default in ``records.slip``; stored facts that lack it then get the default.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from types import MappingProxyType
from typing import Any

from app.errors import InvariantError
from app.records.slip import SlipCategory, SlipFacts, SlipItem, SlipLayer, SlipYear
from app.store.canonical import canonical

_PARTS = MappingProxyType({"categories": SlipCategory, "layers": SlipLayer, "years": SlipYear})


def facts_to_json(facts: SlipFacts) -> str:
    """Canonical JSON: keys sorted, no spaces, amounts as whole fen."""
    return canonical(asdict(facts))


def facts_from_json(text: str) -> SlipFacts:
    """The facts of a stored text; InvariantError where it is none, since nothing but a slip is ever stored there."""
    try:
        values = _known(SlipFacts, json.loads(text))
        for name, kind in _PARTS.items():
            values[name] = tuple(kind(**_known(kind, part)) for part in values[name])
        values["items"] = tuple(SlipItem(*row) for row in values.get("items", ()))
        return SlipFacts(**values)
    except (ValueError, TypeError, KeyError, AttributeError) as wrong:
        raise InvariantError("the stored facts of a slip can't be read") from wrong


def _known(kind: type[Any], table: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a record that this version has, lists as tuples."""
    names = {field.name for field in fields(kind)}
    return {name: _frozen(value) for name, value in table.items() if name in names}


def _frozen(value: Any) -> Any:
    return tuple(_frozen(part) for part in value) if isinstance(value, list) else value
