"""The register of the uninsured（未参保台账）: verified one by one, called on, insured after all, or not to be insured.

entries(desk, 2019)                        # UninsuredEntry, state worked out from reasons, calls and lists
set_reason(desk, entry.id, texts)          # one of the eight reasons with its day and proof（桂医保发〔2019〕14号）
clear_reason(desk, entry.id)
urge(desk, entry.id, texts)                # a call on the household: day, who, result
urgings(desk, entry.id)
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.errors import UserError
from app.records.identity_number import masked
from app.records.insured import REASON_FIELDS, REASONS, URGING_FIELDS, UninsuredEntry, Urging
from app.services.desk import Desk, stamp, today
from app.services.entries import read_fields
from app.services.insured.standing import covers
from app.services.rights import check
from app.services.trail import note
from app.store import driver, images
from app.store.images import Image
from app.store.insured import register, staging
from app.store.work import Work

KNOWN = "人员资料"
"""The proof of a death that the file knows."""


def years(desk: Desk) -> tuple[int, ...]:
    """The years that have a register, the newest first; the running one at least."""
    check(desk, "insured.read")
    with desk.database.reading() as work:
        return register.years(work) or (today(desk).year,)


def entries(desk: Desk, year: int) -> tuple[UninsuredEntry, ...]:
    """The register of a year by township, village and household."""
    check(desk, "insured.read")
    with desk.database.reading() as work:
        found = register.entries(work, year)
        rows = [at for one in found for at in register.rows_of(one)]
        insured = staging.insured_among(work, year, rows)
        paid = staging.newest_payments(work, year, rows)
    day = min(today(desk), date(year, 12, 31))
    return tuple(_entry(one, insured=_insured(one, insured, paid, day)) for one in found)


def _insured(row: driver.Row, insured: frozenset[int], paid: Mapping[int, driver.Row], day: date) -> bool:
    own = register.rows_of(row)
    payment = next((paid[at] for at in own if at in paid), None)
    return any(at in insured for at in own) and covers(payment, day)


def _entry(row: driver.Row, *, insured: bool) -> UninsuredEntry:
    reason = (row["reason"], row["reason_on"], row["proof"])
    if not row["reason"] and row["deceased_on"]:
        reason = ("died", row["deceased_on"], KNOWN)
    state = "insured" if insured else "ineligible" if reason[0] else "urged" if row["notes"] else "pending"
    return UninsuredEntry(
        *(row["id"], row["person_id"], row["year"], row["name"], masked(row["certificate_number"])),
        *(row["household_number"], row["township"], row["village"], row["phone"]),
        date.fromisoformat(row["opened_on"]),
        *(state, *reason),
        (row["closed_by"] or "") if insured else "",
        row["notes"],
        row["last_note"] or "",
    )


def set_reason(desk: Desk, entry_id: str, texts: Mapping[str, str]) -> None:
    """Write down why somebody can't be insured. UserError as ``read_fields``, NO_ENTRY."""
    check(desk, "insured.follow")
    values = read_fields(REASON_FIELDS, texts, today(desk))
    _change(desk, entry_id, (str(values["reason"]), str(values["reason_on"]), str(values["proof"])))


def clear_reason(desk: Desk, entry_id: str) -> None:
    """Take the reason back: the person is to be insured again. UserError NO_ENTRY."""
    check(desk, "insured.follow")
    _change(desk, entry_id, ("", "", ""))


def _change(desk: Desk, entry_id: str, reason: tuple[str, str, str]) -> None:
    with desk.database.unit_of_work() as work:
        row = _row(work, entry_id)
        before = (row["reason"], row["reason_on"], row["proof"])
        if before == reason:
            return
        held = images.held(work, "uninsured", entry_id)
        register.set_reason(work, entry_id, reason, **stamp(desk))
        note(desk, work, "insured.reason", row["person_id"], _told(reason), before=_told(before), image=held)


def _told(reason: tuple[str, str, str]) -> dict[str, object]:
    code, day, proof = reason
    return {"原因": REASONS.get(code, ""), "发生日期": day, "证明材料": proof}


def _row(work: Work, entry_id: str) -> driver.Row:
    row = register.entry(work, entry_id)
    if row is None:
        raise UserError("NO_ENTRY", "", "台账里没有这一条，请刷新后再看。")
    return row


def urge(desk: Desk, entry_id: str, texts: Mapping[str, str]) -> None:
    """Keep a call on the person's household; it counts for everybody of it. UserError as ``read_fields``, NO_ENTRY."""
    check(desk, "insured.follow")
    values = read_fields(URGING_FIELDS, texts, today(desk))
    said = (str(values["day"]), str(values["who"]), str(values["result"]))
    urging_id = desk.new_id()
    with desk.database.unit_of_work() as work:
        row = _row(work, entry_id)
        about = (row["household_number"], row["person_id"], row["year"])
        register.add_urging(work, urging_id, about, said, **stamp(desk))
        told = dict(zip(("动员日期", "动员人", "结果"), said, strict=True))
        note(desk, work, "insured.urge", row["person_id"], told, image=Image("urgings", urging_id))


def urgings(desk: Desk, entry_id: str) -> tuple[Urging, ...]:
    """The calls on the household of an entry's person in its year, the newest first. UserError NO_ENTRY."""
    check(desk, "insured.read")
    with desk.database.reading() as work:
        row = _row(work, entry_id)
        found = register.urgings(work, row["household_number"], row["person_id"], row["year"])
    return tuple(
        Urging(one["id"], date.fromisoformat(one["day"]), one["who"], one["result"], one["operator_name"] or "")
        for one in found
    )
