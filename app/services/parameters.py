"""Local values of a pack: where each comes from, who confirmed it with which document, and since when it holds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.errors import UserError
from app.exchange.sealed import one_line
from app.money.fen import FEN_MAX, format_fen, format_micro
from app.policy import NOT_SET, Pack, read_figure, values_for
from app.policy.figures import KIND_NAMES, show_value
from app.policy.model import Parameter, Value
from app.records.parameters import Origin, ParameterValue
from app.services.desk import Desk, now, today
from app.services.rights import check
from app.store import meta
from app.store import parameters as stored
from app.store.work import Work

LONGEST_DOCUMENT = 100
"""Characters of a document number."""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """One confirmation as it is read: ``shown`` the value in words, ``who`` confirmed it and ``where`` (a station).
    ``origin``: it came in a file, and ``who`` read that in."""

    value: ParameterValue
    shown: str
    who: str
    where: str
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class ParameterLine:
    """One parameter as a supervisor sees it: ``source`` "seed" or "local", ``text`` the value that counts today as it is
    typed, ``shown`` the same for reading, ``clause`` the citation and ``sentence`` what the document says, ``allowed``
    how a value is written and within which bounds; ``entry`` how it is typed: "text",
    "date", or "bands" (its text is JSON). ``confirmation`` is the one that holds today, ``history`` all of
    them, oldest first; ``unconfirmed``: a local value that nobody has confirmed for today (→ 试算)."""

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
    pack_id: str = ""
    allowed: str = ""
    entry: str = "text"
    history: tuple[Confirmation, ...] = ()


@dataclass(frozen=True, slots=True)
class ParameterGroup:
    """A pack of the area with its parameters; ``in_force`` today."""

    pack_id: str
    title: str
    document: str
    starts: date
    ends: date | None
    in_force: bool
    lines: tuple[ParameterLine, ...]


def parameter_groups(desk: Desk) -> tuple[ParameterGroup, ...]:
    """Every pack of the desk's area with its parameters: the one in force first, then the newest."""
    check(desk, "parameter.read")
    day = today(desk)
    packs = sorted(desk.packs.of_area(desk.station.area_name), key=lambda one: (one.in_force(day), one.starts))
    with desk.database.reading() as work:
        return tuple(
            ParameterGroup(
                pack.id, pack.title, pack.document, pack.starts, pack.ends, pack.in_force(day), _lines(desk, work, pack)
            )
            for pack in reversed(packs)
        )


def waiting(desk: Desk, work: Work) -> int:
    """How many local values of the desk's area nobody has confirmed yet, in the pack in force, else in the newest."""
    packs, day = desk.packs.of_area(desk.station.area_name), today(desk)
    pack = next((one for one in packs if one.in_force(day)), packs[-1] if packs else None)
    return 0 if pack is None else sum(line.unconfirmed for line in _lines(desk, work, pack))


def parameter_lines(desk: Desk, pack_id: str) -> tuple[ParameterLine, ...]:
    """Every parameter of a pack, in the pack's order, as it stands today."""
    check(desk, "parameter.read")
    pack = pack_of(desk, pack_id)
    with desk.database.reading() as work:
        return _lines(desk, work, pack)


def parameter_history(desk: Desk, pack_id: str, name: str) -> tuple[ParameterValue, ...]:
    """Every confirmation of one parameter, in the order in which they were made."""
    check(desk, "parameter.read")
    with desk.database.reading() as work:
        return stored.history(work, pack_id, name)


def check_value(desk: Desk, pack_id: str, name: str, text: str) -> str:
    """How a typed value reads ("75%"), for the sentence beside its field. Asked at every keystroke: no SQL. UserError as
    ``confirm``, but for what only the other values can tell."""
    pack = pack_of(desk, pack_id)
    return show_value(pack.parameters[name], read_local(pack, name, text))


def check_since(desk: Desk, pack_id: str, since: date | None) -> None:
    """UserError BAD_DATE where no discharge on or after that day falls under the pack, or it is before the pack's own
    first day."""
    pack = pack_of(desk, pack_id)
    if since is not None and (since < pack.starts or (pack.ends is not None and since > pack.ends)):
        until = f" 至 {pack.ends} " if pack.ends else " 起"
        raise UserError(
            "BAD_DATE", "since", f"{since} 不在政策期间（{pack.starts}{until}）内：请核对，或不填（整期）。"
        )


def check_document(text: str) -> str:
    """A document number as it is kept, without the spaces around it. UserError MISSING, BAD_VALUE."""
    if not text.strip():
        raise UserError("MISSING", "document", "请填确认所依据的文件号。")
    if not one_line(text) or len(text) > LONGEST_DOCUMENT:
        raise UserError("BAD_VALUE", "document", f"文件号应当是一行字，不超过 {LONGEST_DOCUMENT} 字：请核对。")
    return text.strip()


def confirm(desk: Desk, pack_id: str, name: str, text: str, document: str, since: date | None) -> ParameterValue:
    """Confirm a local value with its document number, for discharges from ``since`` on (None: all).

    Right 管理. UserError: NOT_ALLOWED, UNKNOWN_PARAMETER, MISSING (no document), BAD_DATE (``since`` outside the pack's
    dates), or what is wrong with the value. What is posted stays as it is."""
    check(desk, "parameter.confirm")
    pack = pack_of(desk, pack_id)
    read_local(pack, name, text)
    check_since(desk, pack_id, since)
    value = ParameterValue(
        id=desk.new_id(),
        pack_id=pack.id,
        name=name,
        value=text,
        document_number=check_document(document),
        since=since,
        confirmed_at=now(desk),
        operator_id=desk.operator.id,
        station_id=desk.station.id,
    )
    with desk.database.unit_of_work() as work:
        check_together(pack, stored.all_of(work, pack.id), (value,))
        stored.confirm(work, value)
    return value


def confirm_all(desk: Desk, pack: Pack, document: str, work: Work) -> int:
    """Confirm every local value of a pack as the pack has it (the demonstration area); returns how many."""
    check(desk, "parameter.confirm")
    locals_ = [one for one in pack.parameters.values() if one.source == "local"]
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
    return _usable(pack, stored.confirmed(work, pack.id, on))


# ---- what confirming one and reading in a file have in common


def read_local(pack: Pack, name: str, text: str) -> Value | None:
    """A local value from its text (None: no such limit); UserError where it has no place or can't be one."""
    path = f"parameters.{name}"
    parameter = pack.parameters.get(name)
    if parameter is None:
        raise UserError("UNKNOWN_PARAMETER", path, f"{pack.title}里没有「{name[:60]}」这个参数，请核对。")
    if parameter.source != "local":
        raise UserError(
            "BAD_VALUE", path, f"「{parameter.title}」由文件规定（{pack.cite(parameter.article)}），不需要确认。"
        )
    if not text.strip():
        raise UserError("MISSING", path, f"请填「{parameter.title}」的数值。")
    return _figure(parameter, text)


def check_together(pack: Pack, held: Sequence[ParameterValue], more: Sequence[ParameterValue]) -> None:
    """UserError where values that are right one by one don't go together on a day on which one of ``more`` holds."""
    first = min((one.since or pack.starts for one in more), default=pack.starts)
    everything = (*held, *more)
    days = {first, *(one.since for one in everything if one.since is not None and one.since > first)}
    for day in sorted(days):
        values_for(pack, None, _usable(pack, in_force_on(everything, day)))


def in_force_on(values: Iterable[ParameterValue], on: date) -> Mapping[str, ParameterValue]:
    """Of values in the order of their confirmation, those that hold on a day, by name (as ``store.confirmed``)."""
    begun = [one for one in values if one.since is None or one.since <= on]
    return {one.name: one for one in sorted(begun, key=lambda one: one.since or date.min)}


def pack_of(desk: Desk, pack_id: str) -> Pack:
    """The pack; UserError UNKNOWN_PACK."""
    pack = desk.packs.by_id(pack_id)
    if pack is None:
        raise UserError("UNKNOWN_PACK", "pack", f"没有「{pack_id[:60]}」这个政策包，请核对名称。")
    return pack


# ---- texts and figures


def _usable(pack: Pack, held: Mapping[str, ParameterValue]) -> Mapping[str, object]:
    return {name: _raw(pack.parameters[name], one.value) for name, one in held.items() if _fits(pack, name, one.value)}


def _fits(pack: Pack, name: str, text: str) -> bool:
    parameter = pack.parameters.get(name)
    if parameter is None:
        return False
    try:
        _figure(parameter, text)
    except UserError:
        return False
    return True


def _figure(parameter: Parameter, text: str) -> Value | None:
    if parameter.optional and text == NOT_SET:
        return None
    return read_figure(parameter, _raw(parameter, text), f"parameters.{parameter.name}")


def _typed(parameter: Parameter) -> str:
    """The pack's own value in the form in which a value is confirmed."""
    if isinstance(parameter.value, tuple):
        return json.dumps([[format_fen(band.start), format_micro(band.rate)] for band in parameter.value])
    return NOT_SET if parameter.value is None else parameter.text


def _raw(parameter: Parameter, text: str) -> object:
    """Bands are kept as JSON text, everything else as it is typed."""
    if parameter.kind != "bands":
        return text
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return value


def _allowed(parameter: Parameter) -> str:
    """How a value is written, and between which bounds."""
    words = {
        "money": f"两位小数，0.00 至 {format_fen(FEN_MAX)}",
        "rate": "0 到 1 的小数，0.65 就是 65%",
        "date": "写成 2019-03-01 这样",
        "bands": "每段一个起点（元）和一个比例，第一段从 0.00 起，由小到大",
        "count": "0 至 9999",
        "choice": f"{'、'.join(parameter.choices)} 之一",
    }[parameter.kind]
    if parameter.floor:
        words += f"；不低于文件规定的 {show_value(parameter, parameter.value)}"
    return f"{words}；没有这个限额写“{NOT_SET}”" if parameter.optional else words


# ---- lines


def _lines(desk: Desk, work: Work, pack: Pack) -> tuple[ParameterLine, ...]:
    values = stored.all_of(work, pack.id)
    people = {one: meta.operator(work, one) for one in {value.operator_id for value in values}}
    places = {one.id: one.name for one in meta.stations(work)}
    origins = stored.origins(work, pack.id)
    held = in_force_on(values, _day(desk, pack))
    history: dict[str, list[Confirmation]] = {}
    for value in values:
        parameter, who = pack.parameters.get(value.name), people[value.operator_id]
        fits = parameter is not None and _fits(pack, value.name, value.value)
        shown = show_value(parameter, _figure(parameter, value.value)) if parameter and fits else value.value
        entry = Confirmation(
            value, shown, who.name if who else "", places.get(value.station_id, ""), origins.get(value.id)
        )
        history.setdefault(value.name, []).append(entry)
    return tuple(
        _line(pack, one, held.get(one.name), tuple(history.get(one.name, ()))) for one in pack.parameters.values()
    )


def _line(
    pack: Pack, parameter: Parameter, held: ParameterValue | None, history: tuple[Confirmation, ...]
) -> ParameterLine:
    usable = held is not None and _fits(pack, parameter.name, held.value)
    text = held.value if held is not None and usable else _typed(parameter)
    clause = pack.clauses.get(parameter.article)
    return ParameterLine(
        name=parameter.name,
        title=parameter.title,
        kind=KIND_NAMES.get(parameter.kind, parameter.kind),
        source=parameter.source,
        text=text,
        shown=show_value(parameter, _figure(parameter, text)),
        clause=pack.cite(parameter.article),
        sentence=clause.sentence if clause else "",
        confirmation=held,
        unconfirmed=parameter.source == "local" and not usable,
        pack_id=pack.id,
        allowed=_allowed(parameter),
        entry=parameter.kind if parameter.kind in ("bands", "date") else "text",
        history=history,
    )


def _day(desk: Desk, pack: Pack) -> date:
    """Today, or the pack's nearest day where today lies outside it."""
    day = max(today(desk), pack.starts)
    return min(day, pack.ends) if pack.ends else day
