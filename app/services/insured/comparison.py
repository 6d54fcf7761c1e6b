"""The monthly comparison of roster and insured list（桂医保发〔2019〕14号：按月比对、每月上旬推送）, and rates by township.

run = compare(desk, {"day": "2019-11-22", "who": "registered_poor"})
findings(desk, run.id)       # beside the last comparison of an earlier month: new, standing, resolved
rates(desk, run.id)          # townships with their villages; target 100 %（奈政办发〔2019〕1号）
due(desk)                    # whether this month's is made, and until when

What a comparison found stands; the uninsured whom it found enter the register.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.errors import UserError
from app.money.fen import ONE
from app.records.fields import Field
from app.records.identity_number import masked
from app.records.insured import Finding, Rate, Run
from app.records.progress import Step, silent, stepped
from app.services.desk import Desk, stamp, today
from app.services.entries import read_fields
from app.services.insured.standing import WHO, Standing, roster_of
from app.services.rights import check
from app.services.trail import note
from app.store import driver, images
from app.store.images import Image
from app.store.insured import money, register, roster, runs
from app.store.work import Work

FIELDS = (
    Field("day", "比对日期（按这一天的名册和参保）", "day", past=True),
    Field("who", "比对哪些人", "choice", choices=WHO),
)
LAST_DAY = 10
"""每月上旬: the result of a month is out by this day."""
_Found = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Due:
    """Whether the comparison of a month is ``made``; ``until`` the last day of 上旬."""

    month: str
    until: date
    made: bool


def compare(desk: Desk, texts: Mapping[str, str], step: Step = silent) -> Run:
    """Compare and keep the result; ``step`` is told persons. UserError as ``read_fields``, NO_LIST where no payment list of the year stands."""
    check(desk, "insured.compare")
    values = read_fields(FIELDS, texts, today(desk))
    day, who = date.fromisoformat(str(values["day"])), str(values["who"])
    run_id = desk.new_id()
    with desk.database.unit_of_work() as work:
        people = roster_of(desk, work, day, who)
        lists = roster.standing_lists(work, day.year)
        if not lists:
            raise UserError("NO_LIST", "day", f"还没有导入 {day.year} 年的参保缴费名单，没有可以比对的：请先导入。")
        found = _findings(work, people, day, lists, step)
        entries_before = _open_entries(desk, work, people, day)
        facts = _facts(people, day, register.excluded(work, day.year), len(found))
        runs.add(work, run_id, facts, found, month=f"{day:%Y-%m}", day=day.isoformat(), who=who, **stamp(desk))
        image = [Image("insured_runs", run_id), images.added(work, "uninsured", entries_before)]
        told = {"比对日期": day.isoformat(), "比对哪些人": WHO[who], "名册人数": len(people), "差异": len(found)}
        note(desk, work, "insured.compare", run_id, told, image=image)
        return _run(_kept(work, run_id))


def _findings(work: Work, people: Sequence[Standing], day: date, lists: Sequence[int], step: Step) -> list[_Found]:
    due = {code for code, rule in money.standing_rules(work, "subsidy", day.year).items() if rule["amount"]}
    found: list[_Found] = []
    for one in stepped(people, len(people), step):
        found += [(one.id, kind, detail) for kind, detail in _of(work, one, day, lists, due)]
    return found


def _of(work: Work, one: Standing, day: date, lists: Sequence[int], due: set[str]) -> list[tuple[str, str]]:
    if one.dead(day):
        return []
    found: list[tuple[str, str]] = []
    if not one.insured:
        found.append(_uninsured(work, one, lists))
    paid = one.payment
    if paid is not None and paid["name"] != one.facts["name"]:
        found.append(("other_name", f"参保名单上是“{paid['name']}”"))
    if one.double is not None:
        found.append(("double", f"另在{one.double[0] or '别处'}参保"))
    if paid is not None and one.insured and not paid["subsidy"]:
        if not paid["own"]:
            found.append(("zero", "个人缴费 0.00，也没有补贴：请核查"))
        elif due.intersection(one.codes):
            found.append(("no_subsidy", "按身份应有补贴，名单上没有"))
    return found


def _uninsured(work: Work, one: Standing, lists: Sequence[int]) -> tuple[str, str]:
    own = one.facts
    born = own["born"].replace("-", "")
    for row in roster.unknown_named(work, lists, own["name"]):
        number = row["certificate_number"]
        if number and number == own["certificate_number"]:
            return "uninsured", "名单上有，导入名单时还不在库里：请再导入一次名单"
        same_place = own["village"] and (row["township"], row["village"]) == (own["township"], own["village"])
        if number[6:14] == born or same_place:
            return "other_number", f"名单上有同名的 {masked(number) or '无证号'}，{row['township']}{row['village']}"
    if one.payment is not None and one.payment["until"]:
        return "uninsured", f"参保到 {one.payment['until']} 为止，之后停保"
    return "uninsured", "参保名单上没有"


def _open_entries(desk: Desk, work: Work, people: Sequence[Standing], day: date) -> int:
    """Whoever is not insured and not in the year's register enters it."""
    known = register.known(work, day.year)
    fresh = [(desk.new_id(), one.id, day.isoformat()) for one in people if not one.insured and one.id not in known]
    return register.add(work, day.year, fresh, **stamp(desk))


def _facts(people: Sequence[Standing], day: date, excluded: frozenset[str], findings: int) -> dict[str, object]:
    villages: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for one in people:
        counts = villages[one.facts["township"], one.facts["village"]]
        out = (one.id in excluded or one.dead(day)) and not one.insured
        for at, holds in enumerate((True, out, one.insured)):
            counts[at] += int(holds)
    listed, out_of, insured = (sum(counts[at] for counts in villages.values()) for at in range(3))
    named = [[*place, *counts] for place, counts in sorted(villages.items())]
    return {"listed": listed, "excluded": out_of, "insured": insured, "findings": findings, "villages": named}


# ---- looking at them


def all_runs(desk: Desk) -> tuple[Run, ...]:
    """Every comparison, the newest first."""
    check(desk, "insured.read")
    with desk.database.reading() as work:
        return tuple(_run(one) for one in runs.all_runs(work))


def _kept(work: Work, run_id: str) -> driver.Row:
    row = runs.run(work, run_id)
    if row is None:
        raise UserError("NO_RUN", "", "没有这次比对的记录，请刷新后再看。")
    return row


def _run(row: driver.Row) -> Run:
    facts: Mapping[str, Any] = runs.facts(row)
    return Run(
        *(row["id"], row["month"], date.fromisoformat(row["day"]), row["who"]),
        *(facts["listed"], facts["excluded"], facts["insured"], facts["findings"]),
        row["operator_name"] or row["operator_id"],
        datetime.fromisoformat(row["at"]),
    )


def findings(desk: Desk, run_id: str) -> tuple[Finding, ...]:
    """What a comparison found, beside the last one of an earlier month: new ones first, resolved ones last."""
    check(desk, "insured.read")
    with desk.database.reading() as work:
        run = _kept(work, run_id)
        now = runs.findings(work, run["row"])
        earlier = runs.before(work, run["month"], run["who"])
        then = runs.findings(work, earlier["row"]) if earlier is not None else []
    held = {(one["id"], one["kind"]) for one in then}
    here = {(one["id"], one["kind"]) for one in now}
    told = [_finding(one, "standing" if (one["id"], one["kind"]) in held else "fresh") for one in now]
    told += [_finding(one, "resolved") for one in then if (one["id"], one["kind"]) not in here]
    order = ("fresh", "standing", "resolved")
    return tuple(sorted(told, key=lambda one: order.index(one.change)))


def _finding(row: driver.Row, change: str) -> Finding:
    return Finding(
        *(row["id"], row["name"], masked(row["certificate_number"]), row["household_number"]),
        *(row["township"], row["village"], row["kind"], row["detail"], change),
    )


_Place = tuple[str, str]


def rates(desk: Desk, run_id: str) -> tuple[Rate, ...]:
    """Rates of a comparison: the county (township ""), each township, and its villages below it."""
    check(desk, "insured.read")
    with desk.database.reading() as work:
        run = _kept(work, run_id)
        earlier = runs.before(work, run["month"], run["who"])
    now, then = _places(run), _places(earlier)
    return tuple(_rate(place, counts, then.get(place)) for place, counts in sorted(now.items()))


def _places(run: driver.Row | None) -> dict[_Place, tuple[int, int, int]]:
    """Counts by (township, village), summed up to (township, "") and to ("", "")."""
    found: dict[_Place, tuple[int, int, int]] = {}
    if run is None:
        return found
    facts: Mapping[str, Any] = runs.facts(run)
    for township, village, listed, excluded, insured in facts["villages"]:
        for place in dict.fromkeys(
            (("", ""), (township or "未写苏木乡镇", ""), (township or "未写苏木乡镇", village or "未写嘎查村"))
        ):
            before = found.get(place, (0, 0, 0))
            found[place] = (before[0] + listed, before[1] + excluded, before[2] + insured)
    return found


def _rate(place: _Place, counts: tuple[int, int, int], before: tuple[int, int, int] | None) -> Rate:
    listed, excluded, insured = counts
    return Rate(
        *place, listed, excluded, listed - excluded, insured, _share(counts), _share(before) if before else None
    )


def _share(counts: tuple[int, int, int]) -> int | None:
    """Parts per million, rounded down: 99.99 % is not 100 %."""
    should = counts[0] - counts[1]
    return counts[2] * ONE // should if should else None


def due(desk: Desk, on: date | None = None) -> Due:
    """Whether the comparison of a day's month is made, for the work list."""
    check(desk, "insured.read")
    day = on or today(desk)
    month = f"{day:%Y-%m}"
    with desk.database.reading() as work:
        made = is_made(work, month)
    return Due(month, day.replace(day=LAST_DAY), made)


def is_made(work: Work, month: str) -> bool:
    """Whether the comparison of a month ("2019-11") is made, inside a reading that is open."""
    return any(one["month"] == month for one in runs.all_runs(work))
