"""A confirmed set of local values as a file, out and in: shown before it counts, and then in one unit of work.

What a file says is laid over what is confirmed here, by name and first day: the same again is nothing, another figure is
a new confirmation on top of the old one, which stays in the history. While one value of a file can't be used here, none
is taken: half an official list would be a list that nobody issued.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.errors import UserError, require
from app.exchange.parameter_set import LARGEST as _LARGEST
from app.exchange.parameter_set import ParameterSet, SetValue, digest_of, read_set, write_set
from app.policy import Pack
from app.policy.figures import show_value
from app.records.parameters import Origin, ParameterValue
from app.services.desk import Desk, now
from app.services.parameters import check_document, check_since, check_together, pack_of, read_local
from app.services.rights import check
from app.services.trail import note
from app.store import meta
from app.store import parameters as stored
from app.store.work import Work

LARGEST = _LARGEST
"""Bytes of a file beyond which nobody needs to read on."""
_Key = tuple[str, date | None]


@dataclass(frozen=True, slots=True)
class SetLine:
    """One value of a file: ``shown`` as it reads, ``here`` what is confirmed here for the same days (empty: nothing),
    ``reason`` why it can't be used (empty: it can)."""

    title: str
    shown: str
    document_number: str
    since: date | None
    here: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SetPreview:
    """What a file would change: values that are ``added``, ``different`` from what is confirmed here, ``refused``;
    ``same`` and ``only_here`` are counts. ``other_text``: it was made with another text of the same pack."""

    pack_id: str
    pack_title: str
    digest: str
    added: tuple[SetLine, ...]
    different: tuple[SetLine, ...]
    refused: tuple[SetLine, ...]
    same: int
    only_here: int
    other_text: bool

    @property
    def changes(self) -> int:
        """How many values would be confirmed; 0 where something is refused."""
        return 0 if self.refused else len(self.added) + len(self.different)


def export_set(desk: Desk, pack_id: str) -> bytes:
    """The file of a pack's confirmed values: for each value and first day the confirmation that counts. Audited.

    UserError NOT_ALLOWED, UNKNOWN_PACK, or NOTHING where no value is confirmed yet."""
    check(desk, "parameter.exchange")
    pack = pack_of(desk, pack_id)
    with desk.database.unit_of_work() as work:
        held = {key: one for key, one in _held(work, pack).items() if _usable(pack, one)}
        if not held:
            raise UserError("NOTHING", "", f"{pack.title}还没有确认过的本地参数，没有可导出的内容。")
        origins = stored.origins(work, pack.id)
        values = tuple(_set_value(work, pack, one, origins.get(one.id)) for one in held.values())
        made = ParameterSet(pack.id, pack.digest, pack.area, desk.station.demonstration, values)
        _note(desk, work, "parameter.export", pack, digest_of(made), {"values": len(values)})
    return write_set(made)


def preview_set(desk: Desk, data: bytes) -> SetPreview:
    """What a file would change here; nothing is changed. UserError NOT_ALLOWED, a fault of ``exchange.read_set``,
    UNKNOWN_PACK (not here, or another area's), DEMONSTRATION (a demonstration's figures never go into a formal file)."""
    check(desk, "parameter.exchange")
    held = read_set(data)
    pack = _pack(desk, held)
    with desk.database.reading() as work:
        return _preview(desk, pack, held, _held(work, pack))


def import_set(desk: Desk, data: bytes, seen: SetPreview) -> int:
    """Confirm what ``seen`` showed, all in one unit of work, audited; returns how many values (0: all were so already).

    UserError as ``preview_set``; REFUSED where a value can't be used, CHANGED where something was confirmed here since.
    """
    check(desk, "parameter.exchange")
    held = read_set(data)
    pack = _pack(desk, held)
    with desk.database.unit_of_work() as work:
        here = _held(work, pack)
        preview = _preview(desk, pack, held, here)
        if preview.refused:
            raise UserError("REFUSED", "", f"文件里有 {len(preview.refused)} 项不能用，整份没有导入：请重新要一份。")
        if preview != seen:
            raise UserError("CHANGED", "", "本机的参数刚刚有了变化，没有导入：请再看一遍有哪些不同。")
        new = [(_new_value(desk, pack, one), one) for one in held.values if not _same(pack, here, one)]
        for value, one in new:
            origin = Origin(one.confirmed_by, one.confirmed_at, one.station, preview.digest)
            stored.confirm(work, value, origin)
        if new:
            counts = {"added": len(preview.added), "different": len(preview.different), "same": preview.same}
            _note(desk, work, "parameter.import", pack, preview.digest, counts)
    return len(new)


# ---- what is in a file


def _held(work: Work, pack: Pack) -> Mapping[_Key, ParameterValue]:
    """The confirmation that counts, by name and first day: a later one for the same days takes the earlier one's place."""
    return {(one.name, one.since): one for one in stored.all_of(work, pack.id) if one.name in pack.parameters}


def _usable(pack: Pack, one: ParameterValue) -> bool:
    """Whether this text of the pack still takes the value: another one in a file would spoil the whole file."""
    try:
        read_local(pack, one.name, one.value)
    except UserError:
        return False
    return True


def _set_value(work: Work, pack: Pack, one: ParameterValue, origin: Origin | None) -> SetValue:
    """A value passes on who confirmed it first, not who carried it."""
    if origin is None:
        operator, station = meta.operator(work, one.operator_id), meta.station(work, one.station_id)
        require(operator is not None and station is not None, "a stored value has its operator and its station")
        by = operator.name if operator else ""
        origin = Origin(by, one.confirmed_at, f"{station.area_name}{station.name}" if station else "", "")
    return SetValue(
        name=one.name,
        title=pack.parameters[one.name].title,
        value=one.value,
        document_number=one.document_number,
        since=one.since,
        confirmed_by=origin.confirmed_by,
        confirmed_at=origin.confirmed_at,
        station=origin.station,
    )


def _pack(desk: Desk, held: ParameterSet) -> Pack:
    packs = {one.id: one for one in desk.packs.of_area(desk.station.area_name)}
    pack = packs.get(held.pack_id)
    if pack is None or held.area != pack.area:
        raise UserError(
            "UNKNOWN_PACK",
            "pack",
            f"这个文件是{held.area[:40]}“{held.pack_id[:40]}”的参数，不是{desk.station.area_name}的政策：请核对文件。",
        )
    if held.demonstration != desk.station.demonstration:
        theirs, ours = ("演示", "正式") if held.demonstration else ("正式", "演示")
        raise UserError("DEMONSTRATION", "demonstration", f"这是{theirs}数据的参数，不能导入{ours}数据：请核对文件。")
    return pack


# ---- laid over what is here


def _preview(desk: Desk, pack: Pack, held: ParameterSet, here: Mapping[_Key, ParameterValue]) -> SetPreview:
    added, different, refused, fine = [], [], [], []
    same = 0
    for one in held.values:
        reason = _reason(desk, pack, one)
        if reason:
            refused.append(SetLine(one.title, one.value, one.document_number, one.since, reason=reason))
            continue
        fine.append(one)
        old = here.get((one.name, one.since))
        shown = _shown(pack, one.name, one.value)
        title = pack.parameters[one.name].title
        if old is None:
            added.append(SetLine(title, shown, one.document_number, one.since))
        elif _same(pack, here, one):
            same += 1
        else:
            was = f"{_shown(pack, old.name, old.value)}（{old.document_number}）"
            different.append(SetLine(title, shown, one.document_number, one.since, here=was))
    reason = "" if refused else _not_together(desk, pack, here, fine)
    if reason:
        refused.append(SetLine("合在一起", "", "", None, reason=reason))
    return SetPreview(
        pack_id=pack.id,
        pack_title=pack.title,
        digest=digest_of(held),
        added=tuple(added),
        different=tuple(different),
        refused=tuple(refused),
        same=same,
        only_here=len(here.keys() - {(one.name, one.since) for one in held.values}),
        other_text=held.pack_digest != pack.digest,
    )


def _reason(desk: Desk, pack: Pack, one: SetValue) -> str:
    try:
        read_local(pack, one.name, one.value)
        check_since(desk, pack.id, one.since)
        check_document(one.document_number)
    except UserError as wrong:
        return wrong.message
    return ""


def _not_together(desk: Desk, pack: Pack, here: Mapping[_Key, ParameterValue], fine: Sequence[SetValue]) -> str:
    new = [_value(desk, pack, one, "") for one in fine]
    try:
        check_together(pack, tuple(here.values()), new)
    except UserError as wrong:
        return wrong.message
    return ""


def _same(pack: Pack, here: Mapping[_Key, ParameterValue], one: SetValue) -> bool:
    """Whether here the same figure ("0.8" is "0.80") is confirmed for the same days with the same document."""
    old = here.get((one.name, one.since))
    if old is None or old.document_number != one.document_number.strip() or not _usable(pack, old):
        return False
    return read_local(pack, old.name, old.value) == read_local(pack, one.name, one.value)


def _shown(pack: Pack, name: str, text: str) -> str:
    try:
        return show_value(pack.parameters[name], read_local(pack, name, text))
    except UserError:
        return text


def _new_value(desk: Desk, pack: Pack, one: SetValue) -> ParameterValue:
    return _value(desk, pack, one, desk.new_id())


def _value(desk: Desk, pack: Pack, one: SetValue, value_id: str) -> ParameterValue:
    return ParameterValue(
        id=value_id,
        pack_id=pack.id,
        name=one.name,
        value=one.value,
        document_number=one.document_number.strip(),
        since=one.since,
        confirmed_at=now(desk),
        operator_id=desk.operator.id,
        station_id=desk.station.id,
    )


def _note(desk: Desk, work: Work, action: str, pack: Pack, digest: str, counts: Mapping[str, int]) -> None:
    note(desk, work, action, pack.id, {"digest": digest, **counts})
