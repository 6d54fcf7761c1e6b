"""Local values of a pack: where each comes from, who confirmed it with which document, and since when it holds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from app.errors import UserError
from app.money.fen import format_fen, format_micro
from app.policy import Pack, values_for
from app.policy.figures import KIND_NAMES, parse_value, show_value
from app.policy.model import Parameter
from app.records.parameters import ParameterValue
from app.services.desk import Desk, now, today
from app.services.rights import check
from app.store import parameters as stored
from app.store.work import Work


@dataclass(frozen=True, slots=True)
class ParameterLine:
    """One parameter as a supervisor sees it: ``source`` "seed" or "local", ``text`` the value that counts today as it is
    typed, ``shown`` the same for reading, ``clause`` the citation and ``sentence`` what the document says.
    ``confirmation`` is the one that holds today; ``unconfirmed``: a local value that nobody has confirmed (→ 试算)."""

    name: str
    title: str
    kind: str
    source: str
    text: str
    shown: str
    clause: str
    sentence: str
    confirmation: ParameterValue | None
    unconfirmed: bool


def parameter_lines(desk: Desk, pack_id: str) -> tuple[ParameterLine, ...]:
    """Every parameter of a pack, in the pack's order, as it stands today."""
    check(desk, "parameter.read")
    pack = _pack(desk, pack_id)
    with desk.database.reading() as work:
        confirmed = stored.confirmed(work, pack.id, _day(desk, pack))
    return tuple(_line(pack, one, confirmed.get(one.name)) for one in pack.parameters.values())


def parameter_history(desk: Desk, pack_id: str, name: str) -> tuple[ParameterValue, ...]:
    """Every confirmation of one parameter, in the order in which they were made."""
    check(desk, "parameter.read")
    with desk.database.reading() as work:
        return stored.history(work, pack_id, name)


def confirm(desk: Desk, pack_id: str, name: str, text: str, document: str, since: date | None) -> ParameterValue:
    """Confirm a local value with its document number, for discharges from ``since`` on (None: all).

    Right 管理. UserError: NOT_ALLOWED, UNKNOWN_PARAMETER, MISSING (no document), or what is wrong with the value. What
    is posted stays as it is."""
    check(desk, "parameter.confirm")
    pack = _pack(desk, pack_id)
    value = ParameterValue(
        id=desk.new_id(),
        pack_id=pack.id,
        name=name,
        value=text,
        document_number=document,
        since=since,
        confirmed_at=now(desk),
        operator_id=desk.operator.id,
        station_id=desk.station.id,
    )
    _check_value(pack, value)
    with desk.database.unit_of_work() as work:
        others = confirmed_values(work, pack, since or pack.starts)
        values_for(pack, None, {**others, name: _raw(pack, name, text)})
        stored.confirm(work, value)
    return value


def confirm_all(desk: Desk, pack: Pack, document: str, work: Work) -> int:
    """Confirm every local value of a pack as the pack has it (the demonstration area); returns how many."""
    check(desk, "parameter.confirm")
    locals_ = [one for one in pack.parameters.values() if one.source == "local" and one.value is not None]
    for one in locals_:
        value = ParameterValue(
            id=desk.new_id(),
            pack_id=pack.id,
            name=one.name,
            value=_typed(one),
            document_number=document,
            since=None,
            confirmed_at=now(desk),
            operator_id=desk.operator.id,
            station_id=desk.station.id,
        )
        stored.confirm(work, value)
    return len(locals_)


def confirmed_values(work: Work, pack: Pack, on: date) -> Mapping[str, object]:
    """The confirmed values of a pack for discharges on a day, in the form that ``values_for`` takes. A value that this
    text of the pack has no place for is left out: its parameter is unconfirmed then, and the case a 试算."""
    held = stored.confirmed(work, pack.id, on)
    return {name: _raw(pack, name, one.value) for name, one in held.items() if _fits(pack, name, one.value)}


def _fits(pack: Pack, name: str, text: str) -> bool:
    parameter = pack.parameters.get(name)
    if parameter is None:
        return False
    try:
        parse_value(parameter.kind, _raw(pack, name, text), parameter.choices, name)
    except UserError:
        return False
    return True


def _typed(parameter: Parameter) -> str:
    """The pack's own value in the form in which a value is confirmed."""
    if isinstance(parameter.value, tuple):
        return json.dumps([[format_fen(band.start), format_micro(band.rate)] for band in parameter.value])
    return parameter.text


def _raw(pack: Pack, name: str, text: str) -> object:
    """Bands are kept as JSON text, everything else as it is typed."""
    if pack.parameters[name].kind != "bands":
        return text
    try:
        value: object = json.loads(text)
    except ValueError:
        return text
    return value


def _check_value(pack: Pack, value: ParameterValue) -> None:
    path = f"parameters.{value.name}"
    parameter = pack.parameters.get(value.name)
    if parameter is None:
        raise UserError("UNKNOWN_PARAMETER", path, f"{pack.title}里没有「{value.name[:60]}」这个参数，请核对。")
    if parameter.source != "local":
        raise UserError(
            "BAD_VALUE", path, f"「{parameter.title}」由文件规定（{pack.cite(parameter.article)}），不需要确认。"
        )
    if not value.document_number.strip():
        raise UserError("MISSING", path, f"请填确认「{parameter.title}」所依据的文件号。")
    parse_value(parameter.kind, _raw(pack, value.name, value.value), parameter.choices, path)


def _line(pack: Pack, parameter: Parameter, confirmation: ParameterValue | None) -> ParameterLine:
    text, value = _typed(parameter), parameter.value
    if confirmation is not None and _fits(pack, parameter.name, confirmation.value):
        text = confirmation.value
        value = parse_value(parameter.kind, _raw(pack, parameter.name, text), parameter.choices, parameter.name)
    clause = pack.clauses.get(parameter.article)
    return ParameterLine(
        name=parameter.name,
        title=parameter.title,
        kind=KIND_NAMES.get(parameter.kind, parameter.kind),
        source=parameter.source,
        text=text,
        shown=show_value(replace(parameter, value=value), value),
        clause=pack.cite(parameter.article),
        sentence=clause.sentence if clause else "",
        confirmation=confirmation,
        unconfirmed=parameter.source == "local" and confirmation is None,
    )


def _day(desk: Desk, pack: Pack) -> date:
    """Today, or the pack's nearest day where today lies outside it."""
    day = max(today(desk), pack.starts)
    return min(day, pack.ends) if pack.ends else day


def _pack(desk: Desk, pack_id: str) -> Pack:
    pack = desk.packs.by_id(pack_id)
    if pack is None:
        raise UserError("UNKNOWN_PACK", "pack", f"没有「{pack_id[:60]}」这个政策包，请核对名称。")
    return pack
