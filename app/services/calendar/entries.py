"""The days that an administrator enters from a notice: read, entered, withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from app.errors import UserError
from app.records.calendar import CalendarEntry, WorkCalendar
from app.records.fields import WHY, Field
from app.services.calendar import HOLIDAYS
from app.services.calendar.work_days import built_in, days_of, made, missing
from app.services.desk import Desk, now, today
from app.services.entries import read_fields
from app.services.rights import check
from app.services.trail import note
from app.store import calendar as rows
from app.store import images
from app.store.images import Image
from app.store.work import Work

KINDS: Mapping[str, str] = MappingProxyType({"rest": "放假", "work": "调休上班"})
FIELDS: tuple[Field, ...] = (
    Field("kind", "放假或上班", "choice", choices=KINDS),
    Field("holiday", "节日", "choice", choices=HOLIDAYS),
    Field("first", "第一天", "day"),
    Field("last", "最后一天", "day", required=False, hint="只有一天的不填", when=True),
    Field("document_number", "通知文号", longest=60, hint="如 国办发明电〔2026〕7号"),
)
LONGEST = 12
"""Days of one entry; the longest public holiday so far had nine."""
AHEAD = 2
"""Years ahead that may be entered."""


def calendar_of(work: Work) -> WorkCalendar:
    """The calendar inside a unit of work that counts days."""
    return made(rows.entries(work))


def calendar(desk: Desk) -> WorkCalendar:
    """The calendar as it stands."""
    check(desk, "calendar.read")
    with desk.database.reading() as work:
        return calendar_of(work)


def entries(desk: Desk) -> tuple[CalendarEntry, ...]:
    """What was entered so far, by its days."""
    check(desk, "calendar.read")
    with desk.database.reading() as work:
        return rows.entries(work)


def state(found: tuple[CalendarEntry, ...], on: date) -> str:
    """How far the holidays of this year and the next are known, in a sentence."""
    years = (on.year, on.year + 1)
    known = [str(year) for year in years if built_in(year)]
    said = [f"{'、'.join(known)} 年的放假安排随程序已有"] if known else []
    for year in (one for one in years if not built_in(one)):
        left = missing(found, year)
        if not left:
            said.append(f"{year} 年已录全")
        elif any(one.last.year == year and not one.withdrawn for one in found):
            said.append(f"{year} 年还缺{'、'.join(left)}，录全以前按周一至周五推算")
        else:
            said.append(f"{year} 年放假安排尚未录入，按周一至周五推算")
    return f"{'；'.join(said)}。"


def enter(desk: Desk, texts: Mapping[str, str]) -> CalendarEntry:
    """Enter days of a notice. UserError of ``read_fields`` at the field, BAD_DATE, BAD_VALUE, ALREADY_ENTERED."""
    check(desk, "calendar.change")
    values = read_fields(FIELDS, texts, today(desk))
    first = date.fromisoformat(str(values["first"]))
    last = date.fromisoformat(str(values["last"] or values["first"]))
    entry = CalendarEntry(
        id=desk.new_id(),
        kind="rest" if values["kind"] == "rest" else "work",
        holiday=str(values["holiday"]),
        first=first,
        last=last,
        document_number=str(values["document_number"]),
    )
    _check_days(entry, today(desk))
    with desk.database.unit_of_work() as work:
        _check_free(entry, rows.entries(work))
        rows.add(work, entry, now(desk), desk.station.id, desk.operator.id)
        note(desk, work, "calendar.enter", entry.id, _said(entry), image=Image("calendar_entries", entry.id))
    return entry


def withdraw(desk: Desk, entry_id: str, texts: Mapping[str, str]) -> None:
    """Take a wrong entry out of the count; it stays listed, the audit says why. UserError of ``read_fields`` (``WHY``), NO_ENTRY where
    it does not stand any more."""
    check(desk, "calendar.change")
    why = str(read_fields((WHY,), texts, today(desk))["why"])
    with desk.database.unit_of_work() as work:
        image = images.held(work, "calendar_entries", entry_id)
        if not rows.withdraw(work, entry_id):
            raise UserError("NO_ENTRY", "", "这一条已经撤销，或刚由别的窗口改过：请重新打开工作日历。")
        note(desk, work, "calendar.withdraw", entry_id, {"withdrawn": True, "why": why}, image=image)


def _check_days(entry: CalendarEntry, on: date) -> None:
    if entry.last < entry.first:
        raise UserError("BAD_DATE", "last", f"最后一天 {entry.last} 早于第一天 {entry.first}，请核对。")
    if len(days_of(entry)) > LONGEST:
        raise UserError("BAD_DATE", "last", f"一次最多录 {LONGEST} 天，请核对最后一天。")
    if entry.last.year > on.year + AHEAD:
        raise UserError("BAD_DATE", "first", f"最多录到 {on.year + AHEAD} 年，请核对年份。")
    before_new_year = entry.holiday == "new_year" and entry.first.month == 12
    if entry.holiday != "local" and built_in(entry.last.year) and not before_new_year:
        raise UserError(
            "BAD_DATE",
            "first",
            f"{entry.last.year} 年的放假安排随程序已有，不用再录；地方另定的假日，节日请选“地方假日”。",
        )
    weekday = next((day for day in days_of(entry) if day.weekday() < 5), None)
    if entry.kind == "work" and weekday is not None:
        raise UserError("BAD_DATE", "first", f"{weekday} 不是周六或周日，本来就上班：调休上班只录周末，请核对。")


def _check_free(entry: CalendarEntry, found: tuple[CalendarEntry, ...]) -> None:
    days = set(days_of(entry))
    for other in found:
        both = sorted(days.intersection(days_of(other)))
        if both and not other.withdrawn:
            raise UserError(
                "ALREADY_ENTERED",
                "first",
                f"{both[0]} 已按 {other.document_number} 录为{KINDS[other.kind]}（{HOLIDAYS[other.holiday]}）：录错的请先撤销那一条。",
            )


def _said(entry: CalendarEntry) -> dict[str, object]:
    return {
        "kind": entry.kind,
        "holiday": entry.holiday,
        "first": entry.first.isoformat(),
        "last": entry.last.isoformat(),
        "document_number": entry.document_number,
    }
