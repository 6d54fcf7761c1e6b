"""Facts of a paper as canonical JSON and back: any frozen record, read strictly by its own types.

A date is kept as {"day": …} and a moment as {"moment": …}: in a list's cells nothing else would tell them from texts. A field that a
later version adds needs a default; stored facts that lack it then get the default. An unknown field is refused: leaving it out would
draw another paper.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from app.errors import InvariantError
from app.store.canonical import canonical

_Record = TypeVar("_Record")
_DAY, _MOMENT = "day", "moment"
_PLAIN = (str, int, bool, NoneType)


def to_json(facts: object) -> str:
    """Canonical JSON of a record: keys sorted, no spaces, amounts as whole fen. TypeError for what JSON can't hold."""
    return canonical(_shown(facts))


def _shown(value: Any) -> Any:
    if is_dataclass(value):
        return {one.name: _shown(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, datetime):
        return {_MOMENT: value.isoformat()}
    if isinstance(value, date):
        return {_DAY: value.isoformat()}
    if isinstance(value, tuple | list):
        return [_shown(part) for part in value]
    return value


def from_json(kind: type[_Record], text: str) -> _Record:
    """The record of a stored text; InvariantError where it is none, since nothing else is ever stored there."""
    try:
        made: _Record = _read(kind, json.loads(text))
    except (ValueError, TypeError, KeyError, RecursionError) as wrong:
        raise InvariantError(f"the stored facts of a paper can't be read: {wrong}") from wrong
    return made


def _read(kind: Any, value: Any) -> Any:
    """``value`` as ``kind``; ValueError or TypeError where it is something else."""
    origin = get_origin(kind)
    if isinstance(kind, UnionType):
        return _either(get_args(kind), value)
    if origin is tuple:
        return _many(get_args(kind), value)
    if kind in _PLAIN:
        if type(value) is not kind:
            raise TypeError(f"{kind.__name__} expected")
        return value
    if kind is datetime:
        return datetime.fromisoformat(_tagged(value, _MOMENT))
    if kind is date:
        return date.fromisoformat(_tagged(value, _DAY))
    return _record(kind, value)


def _either(kinds: tuple[Any, ...], value: Any) -> Any:
    for kind in kinds:
        try:
            return _read(kind, value)
        except (ValueError, TypeError):
            continue
    raise ValueError("none of the kinds that a field may have")


def _many(kinds: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise TypeError("a list expected")
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(_read(kinds[0], part) for part in value)
    return tuple(_read(kind, part) for kind, part in zip(kinds, value, strict=True))


def _tagged(value: Any, tag: str) -> str:
    if not isinstance(value, dict) or list(value) != [tag] or not isinstance(value[tag], str):
        raise TypeError(f"{tag} expected")
    return str(value[tag])


def _record(kind: Any, value: Any) -> Any:
    if not isinstance(value, dict):
        raise TypeError(f"{kind.__name__} expected")
    hints, needed = _shape(kind)
    if not needed <= set(value) <= set(hints):
        raise ValueError(f"{kind.__name__} has other fields: {sorted(set(value) ^ set(hints))}")
    return kind(**{name: _read(hints[name], part) for name, part in value.items()})


@cache
def _shape(kind: Any) -> tuple[Mapping[str, Any], frozenset[str]]:
    """Field → type of a record, and those without a default."""
    hints = get_type_hints(kind)
    own = fields(kind)
    needed = (one.name for one in own if one.default is MISSING and one.default_factory is MISSING)
    return {one.name: hints[one.name] for one in own}, frozenset(needed)
