"""The area's table of fund payment codes: what each layer's money is called in files for the national platform, by day.

codes(desk)                                          # one CodeLine a layer and payer, with the code that counts today
enter(desk, layer, payer, texts, code_id)            # FundCode; the same id with the same content twice is one
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from app.errors import UserError, require
from app.policy import Pack
from app.records.fund_codes import FIELDS, FundCode, code_of
from app.services.desk import Desk, stamp, today
from app.services.entries import read_fields
from app.services.rights import check
from app.services.trail import note
from app.store import fund_codes
from app.store.images import Image
from app.store.work import Work

PAGE = "基金支付代码"
"""Title of the page where they are entered: refusals name it."""
_CODE = re.compile(r"[0-9A-Za-z]{1,12}")


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A layer's payer with the code that counts on a day (None: there is none yet)."""

    layer: str
    name: str
    payer: str
    code: FundCode | None


def codes(desk: Desk) -> tuple[CodeLine, ...]:
    """The layers of the area's packs and of what was ever posted, in the packs' order, with today's codes."""
    check(desk, "reference.read")
    on = today(desk)
    with desk.database.reading() as work:
        stored = fund_codes.stored(work)
        posted = fund_codes.paying_layers(work, date.min, date.max)
    known = [(layer.id, layer.name, layer.payer) for pack in _packs(desk, on) for layer in pack.layers]
    return tuple(
        CodeLine(layer, name, payer, code_of(stored, layer, payer, on))
        for layer, name, payer in _once([*known, *posted])
    )


def _packs(desk: Desk, on: date) -> list[Pack]:
    now = desk.packs.in_force(desk.station.area_name, on)
    return [*([now] if now else []), *(one for one in desk.packs.of_area(desk.station.area_name) if one is not now)]


def _once(found: Iterable[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    seen: dict[tuple[str, str], tuple[str, str, str]] = {}
    for layer, name, payer in found:
        seen.setdefault((layer, payer), (layer, name, payer))
    return list(seen.values())


def enter(desk: Desk, layer: str, payer: str, texts: Mapping[str, str], code_id: str) -> FundCode:
    """Enter the code of a layer for its ``payer`` or for all of them (``scope``), from a day on.

    UserError NOT_ALLOWED, those of ``read_fields``, BAD_VALUE at code, REQUEST_CHANGED."""
    check(desk, "national.codes")
    require(bool(layer), "a code is of a layer")
    values = read_fields(FIELDS, texts, today(desk))
    code = str(values["code"])
    if not _CODE.fullmatch(code):
        raise UserError("BAD_VALUE", "code", f"基金支付代码「{code[:24]}」只能是字母和数字，最多 12 位：请核对。")
    since = values["since"]
    one = FundCode(
        layer=layer,
        payer=payer if values["scope"] == "payer" else "",
        code=code,
        name=str(values["name"]),
        field=str(values["field"]),
        since=date.fromisoformat(str(since)) if since else None,
        document_number=str(values["document_number"]),
        id=code_id,
    )
    with desk.database.unit_of_work() as work:
        return _store(desk, work, one)


def _store(desk: Desk, work: Work, one: FundCode) -> FundCode:
    stored = fund_codes.stored(work)
    earlier = next((row for row in stored if row.id == one.id), None)
    if earlier is not None:
        if replace(earlier, operator_name="", at=None) != one:
            raise UserError("REQUEST_CHANGED", "", "这个代码已经登记过，现在的内容不同：没有再记。请先看表里的那一行。")
        return earlier
    before = code_of(stored, one.layer, one.payer, one.since or today(desk))
    fund_codes.add(work, one, **stamp(desk))
    told = {"layer": one.layer, "payer": one.payer, "since": one.since.isoformat() if one.since else ""}
    note(
        desk,
        work,
        "national.code",
        one.id,
        {**told, **_told(one), "document_number": one.document_number},
        before=_told(before) if before is not None else None,
        image=Image("fund_codes", one.id),
    )
    return one


def _told(one: FundCode) -> dict[str, object]:
    return {"fund_code": one.code, "code_name": one.name, "counts_into": one.field}


def missing_sentence(name: str, payer: str) -> str:
    """What is said where a layer has no code."""
    return f"“{name}”（{payer}）还没有基金支付代码：请管理员在“{PAGE}”页（登记和名单，设置）里填好，再导出。"
