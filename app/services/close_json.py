"""A close's facts as canonical JSON and back. What is stored is what the sheet is drawn from, in every later version.

A field that a later version adds needs a default in ``records.close``; stored facts that lack it then get the default.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from types import MappingProxyType
from typing import Any

from app.errors import InvariantError
from app.records.close import (
    CloseCash,
    CloseChange,
    CloseCheck,
    CloseDraft,
    CloseFacts,
    CloseGroup,
    CloseLayer,
    CloseMoney,
    ClosePaper,
    ClosePayer,
    CloseRequest,
    CloseReversal,
    CloseSlip,
    CloseSums,
)
from app.store.canonical import canonical

_LISTS = MappingProxyType(
    {
        "layers": CloseLayer,
        "payers": ClosePayer,
        "payments": CloseMoney,
        "unprinted": CloseSlip,
        "drafts": CloseDraft,
        "requests": CloseRequest,
        "changes": CloseChange,
        "reversals": CloseReversal,
        "checks": CloseCheck,
        "papers": ClosePaper,
    }
)


def close_to_json(facts: CloseFacts) -> str:
    """Canonical JSON: keys sorted, no spaces, amounts as whole fen."""
    return canonical(asdict(facts))


def close_from_json(text: str) -> CloseFacts:
    """The facts of a stored text; InvariantError where it is none, since nothing but a close is ever stored there."""
    try:
        values = _known(CloseFacts, json.loads(text))
        for name, kind in _LISTS.items():
            values[name] = tuple(kind(**_known(kind, part)) for part in values.get(name, ()))
        values["groups"] = tuple(_group(part) for part in values["groups"])
        values["sums"] = CloseSums(**_known(CloseSums, values["sums"]))
        cash = _known(CloseCash, values["cash"])
        values["cash"] = CloseCash(**{**cash, "pieces": tuple(cash["pieces"])})
        return CloseFacts(**values)
    except (ValueError, TypeError, KeyError, AttributeError) as wrong:
        raise InvariantError("the stored facts of a day's close can't be read") from wrong


def _group(table: Mapping[str, Any]) -> CloseGroup:
    return CloseGroup(table["kind"], table["way"], CloseSums(**_known(CloseSums, table["sums"])))


def _known(kind: type[Any], table: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a record that this version has."""
    names = {field.name for field in fields(kind)}
    return {name: value for name, value in table.items() if name in names}
