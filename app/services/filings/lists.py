"""Filings in lists: by kind, by person, who lacks one, progress by township, what is due, the monthly list of 门特认定.

of_kind(desk, "referral"), of_person(desk, person_id)          # FilingLine, numbers masked
lacking(desk, "outpatient_signing"), progress(desk, "two_diseases")   # SYd4, SYd5, SYd11
due(desk)                                                      # Due: the work list's share
monthly(desk, 2019, 7, institution_id), doctors(desk), deliveries(desk)
close(desk, "two_diseases", person_id, why)                    # not to be filed after all
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType

from app.errors import UserError
from app.exchange.sealed import one_line
from app.records.filing_register import Delivery, DoctorNote, Due, Progress, ToFile
from app.records.filings import KINDS, TITLES, FilingLine
from app.records.identity_number import masked
from app.records.words import FILINGS
from app.services.desk import Desk, today
from app.services.filings.given import holds
from app.services.people import identity_codes
from app.services.rights import check
from app.services.trail import note
from app.store import filing_lists, filings, images, people
from app.store.work import Work

MOST = 20_000
"""Lines of a list."""
SOON = 30
"""Days before its end that a filing is on the work list."""
WANTED: Mapping[str, str] = MappingProxyType(
    {"outpatient_signing": "建档立卡，还没有签约", "two_diseases": "健康档案有记录，还没有备案"}
)
"""Kinds for which the file knows who should have one, and why somebody is on that list."""


def _masked(lines: Sequence[FilingLine]) -> tuple[FilingLine, ...]:
    return tuple(replace(one, number=masked(one.number)) for one in lines)


def of_kind(desk: Desk, kind: str) -> tuple[FilingLine, ...]:
    """The filings of a kind, the newest first."""
    check(desk, "filing.read")
    with desk.database.reading() as work:
        return _masked(filings.of_kind(work, kind, MOST))


def of_person(desk: Desk, person_id: str) -> tuple[FilingLine, ...]:
    """A person's filings, also those that were taken back, the newest first. UserError NO_PERSON."""
    check(desk, "filing.read")
    with desk.database.reading() as work:
        people.person(work, person_id)
        return _masked(filings.of_person(work, people.family(work, person_id)))


def one_line_of(desk: Desk, filing_id: str) -> FilingLine:
    """One filing as lists have it. UserError NO_FILING."""
    check(desk, "filing.read")
    with desk.database.reading() as work:
        _filing, owner = filings.get(work, filing_id)
        return next(one for one in _masked(filings.of_person(work, (owner,))) if one.filing.id == filing_id)


# ---- who should have one (SYd4, SYd5, SYd11)


def lacking(desk: Desk, kind: str) -> tuple[ToFile, ...]:
    """应签未签、应备未备: who should have a filing of the kind (``WANTED``) and has none today."""
    check(desk, "filing.read")
    with desk.database.reading() as work:
        rows = filings.lacking(work, kind, today(desk), MOST)
    return tuple(
        ToFile(
            *(row["id"], row["name"], masked(row["certificate_number"]), row["township"], row["village"]),
            *(row["disease"] or "", WANTED[kind], row["phone"]),
        )
        for row in rows
    )


def progress(desk: Desk, kind: str) -> tuple[Progress, ...]:
    """By township: how many should have a filing of the kind, how many have one today; 沈阳 三（四）."""
    check(desk, "filing.read")
    with desk.database.reading() as work:
        rows = filings.wanted(work, kind, today(desk))
    return tuple(Progress(row["township"], row["wanted"], row["filed"]) for row in rows)


def deadline(desk: Desk) -> str:
    """By when all of a kind were to be filed, where the area's own paper says so; "" once that is past."""
    check(desk, "filing.read")
    papers = {pack.document for pack in desk.packs.of_area(desk.station.area_name)}
    open_still = (one for one in KINDS.values() if one.due is not None and today(desk) <= one.due)
    said = (
        f"{FILINGS[one.code]}要在 {one.due} 前完成（{one.sentences[0].document}）"
        for one in open_still
        if one.sentences[0].document in papers
    )
    return "；".join(said)


def close(desk: Desk, kind: str, person_id: str, why: str) -> None:
    """Somebody on the list of health records is not to be filed (不需药物治疗 …). UserError MISSING, BAD_VALUE, CHANGED."""
    check(desk, "filing.file")
    reason = why.strip()
    if not reason:
        raise UserError("MISSING", "why", "请写明为什么不需要备案。")
    if len(reason) > _LONGEST or not one_line(reason):
        raise UserError("BAD_VALUE", "why", f"原因应当是一行字，不超过 {_LONGEST} 字。")
    with desk.database.unit_of_work() as work:
        found = filing_lists.open_prospects(work, kind, people.family(work, person_id))
        if not found:
            raise UserError("CHANGED", "", "这个人不在健康档案的名单里，或者已经注明过：请重新打开名单。")
        held = [images.held(work, "filing_prospects", one.id) for one in found]
        filing_lists.close_prospects(work, (one.id for one in found), reason)
        note(desk, work, "filing.close", person_id, {"kind": kind, "why": reason}, image=held)


_LONGEST = 100


# ---- the work list


def due(desk: Desk) -> tuple[Due, ...]:
    """What waits for a decision (门慢 in the quarter of its application), and filings that end within ``SOON`` days."""
    check(desk, "filing.read")
    day = today(desk)
    with desk.database.reading() as work:
        return due_on(work, day)


def due_on(work: Work, day: date) -> tuple[Due, ...]:
    """``due`` inside a reading that is open, as it stands on a day."""
    lines = [one for kind in KINDS for one in filings.of_kind(work, kind, MOST)]
    found = (one for line in lines for one in _due(line, day))
    return tuple(sorted(found, key=lambda one: (one.by, one.person_name)))


def _due(line: FilingLine, day: date) -> Iterator[Due]:
    filing, kind = line.filing, KINDS[line.filing.kind]
    word = FILINGS[filing.kind]
    if filing.state == "pending":
        by = review_by(filing.since) if kind.review else filing.since + timedelta(days=SOON)
        yield Due(filing.kind, filing.id, line.person_name, f"{word}待办结（{filing.note}）", by, late=day > by)
    elif (
        holds(filing, day)
        and kind.ends == "until"
        and filing.until is not None
        and filing.until <= day + timedelta(SOON)
    ):
        yield Due(filing.kind, filing.id, line.person_name, f"{word}快到期（{filing.note}）", filing.until, late=False)


def review_by(applied: date) -> date:
    """The last day of the quarter of an application: 每季度至少审核办理一次 (沂源 三（二）)."""
    month = (applied.month - 1) // 3 * 3 + 3
    return date(applied.year, month, monthrange(applied.year, month)[1])


# ---- 门特认定


@dataclass(frozen=True, slots=True)
class Monthly:
    """广西（九）: the list of a month that a hospital sends to the insurance office with its seal."""

    title: str
    institution_name: str
    month: str
    lines: tuple[FilingLine, ...]
    report: str = "加盖公章后报送医疗保险经办机构备案，不再需要提供其他材料（桂医保发〔2019〕14号（九））"


def monthly(desk: Desk, year: int, month: int, institution_id: str = "") -> Monthly:
    """Those who were certified in a month (at one hospital) and are 建档立卡 on that day; what was withdrawn is not among them."""
    check(desk, "filing.read")
    first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
    with desk.database.reading() as work:
        found = [
            one
            for one in filings.begun(work, "special_chronic", first, last)
            if one.filing.state in {"valid", "cancelled"}
            and institution_id in ("", one.filing.facts.get("institution"))
            and "registered_poor" in identity_codes(people.person(work, one.person_id), one.filing.since)
        ]
    names = {str(one.filing.facts.get("institution_name")) for one in found}
    return Monthly(
        f"{desk.station.area_name}建档立卡贫困人口门诊特殊慢性病认定名单",
        names.pop() if len(names) == 1 else "（多家医院）" if names else "",
        f"{year} 年 {month} 月",
        _masked(found),
    )


def doctors(desk: Desk) -> tuple[DoctorNote, ...]:
    """The doctors on whom something was noted when a filing was cancelled (广西（九）)."""
    check(desk, "filing.read")
    with desk.database.reading() as work:
        lines = filings.with_doctor(work, "special_chronic")
    return tuple(
        DoctorNote(
            *(str(facts.get(f"doctor_{at}")), TITLES.get(str(facts.get(f"title_{at}")), "")),
            *(str(facts.get("institution_name")), line.person_name, str(facts.get("cancelled_on"))),
            str(facts[f"lowered_{at}"]),
        )
        for line in lines
        for facts in (line.filing.facts,)
        for at in (1, 2)
        if facts.get(f"lowered_{at}")
    )


def deliveries(desk: Desk) -> tuple[Delivery, ...]:
    """送医配药、投药入户, the newest first."""
    check(desk, "filing.read")
    with desk.database.reading() as work:
        return filing_lists.deliveries(work, MOST)
