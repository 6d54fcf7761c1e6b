"""今日待办: what is due today, overdue, or due within a few workdays, from every source, the most urgent first.

A source is a function of the open reading and of the last day that is looked at; it says what is not done yet and due by then. A
topic appends its own to ``SOURCES``. How a deadline stands is counted with the work calendar.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from app.money.fen import format_fen
from app.records.acceptance import OPEN_STATES
from app.records.calendar import Deadline
from app.records.register_list import BY_CODE, MATTERS
from app.records.registers import Entry
from app.records.worklist import Task
from app.services import first_steps
from app.services.accounts import credit
from app.services.calendar.deadlines import OUT_OF_COUNTY, SOON, due_on, of_packs, stands
from app.services.calendar.entries import calendar_of
from app.services.calendar.work_days import add_workdays
from app.services.desk import Desk, today
from app.services.filings import lists as filing_lists
from app.services.insured import comparison
from app.services.rights import check
from app.store import acceptances, hall_waits, registers
from app.store.registers import Wanted
from app.store.work import Work


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that a source found: as ``Task``, without how it stands; ``since``: the day that it was counted from."""

    on: date
    what: str
    who: str
    door: str
    key: str = ""
    since: date | None = None


Source = Callable[[Desk, Work, date], Sequence[Duty]]
"""Everything that is not done and due by a day."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many tasks are over their time, end today, and end soon; and how many were ``left`` at the first start."""

    over: int
    today: int
    soon: int
    left: int = 0

    @property
    def words(self) -> str:
        """For the empty desk, no full stop; "" where there is nothing."""
        parts = ((self.over, "已超期"), (self.today, "今天到期"), (self.soon, "快到期"))
        said = [f"{word} {count} 件" for count, word in parts if count]
        return "，".join([f"开始使用还有 {self.left} 项没做", *said] if self.left else said)


def tasks(desk: Desk) -> tuple[Task, ...]:
    """The whole list, the most urgent first."""
    check(desk, "worklist.read")
    on = today(desk)
    with desk.database.reading() as work:
        calendar = calendar_of(work)
        # What ends on a day off after the last of these workdays has to be done by that workday too.
        last = add_workdays(calendar, on, SOON + 1) - timedelta(days=1)
        found = [duty for source in SOURCES for duty in source(desk, work, last)]
    made = []
    for one in sorted(found, key=lambda duty: (duty.on, duty.door, duty.what)):
        due = stands(calendar, one.on, on, one.since)
        made.append(Task(one.on, one.what, one.who, one.door, one.key, due.state, due.words))
    return tuple(made)


def tally(desk: Desk) -> Tally:
    """How many there are of each."""
    found = tasks(desk)
    states = [one.state for one in found if (one.what, one.who, one.door) not in _LEFT.values()]
    return Tally(states.count("over"), states.count("today"), states.count("soon"), len(found) - len(states))


def _of_registers(_desk: Desk, work: Work, last: date) -> Sequence[Duty]:
    """Entries of every register that are due and not done."""
    found = []
    for entry in registers.due_until(work, last):
        register = BY_CODE[entry.register]
        if entry.due is not None and not register.state(entry.state).done:
            since = entry.on if register.due is not None and register.due.workdays else None
            found.append(Duty(entry.due, _what(entry), _who(entry), register.title, entry.id, since))
    return found


def _what(entry: Entry) -> str:
    """The register, and of the entry what says most."""
    for key in ("what", "decided", "open"):
        if entry.values.get(key):
            return str(entry.values[key])
    register = BY_CODE[entry.register]
    matter = next((one for one in register.fields if one.key in {"matter", "service", "kind"}), None)
    return matter.choices.get(str(entry.values.get(matter.key)), "") if matter is not None else register.title


def _who(entry: Entry) -> str:
    """The person, else who called, else who is responsible."""
    return entry.about.name or str(entry.values.get("who") or entry.values.get("responsible") or "")


def _of_papers(desk: Desk, work: Work, last: date) -> Sequence[Duty]:
    """Days that the papers of this area name themselves, until they are entered as done in 上报和期限."""
    on = today(desk)
    packs = {pack.id for pack in desk.packs.of_area(desk.station.area_name)}
    calendar = calendar_of(work)
    done = {
        (entry.values["matter"], entry.on.year)
        for entry in registers.entries(work, Wanted(MATTERS.code))
        if MATTERS.state(entry.state).done
    }
    found = []
    for one in of_packs(packs):
        if one.unit not in {"fixed", "monthly", "quarterly"}:
            continue
        due = due_on(one, on, calendar)
        if one.id == COMPARISON and comparison.is_made(work, f"{on:%Y-%m}"):
            continue
        if due <= last and due.year == on.year and (one.id, due.year) not in done:
            found.append(Duty(due, one.title, "", _door(one)))
    return found


def _door(deadline: Deadline) -> str:
    return _DOORS.get(deadline.id, MATTERS.title)


COMPARISON = "monthly_comparison"
_DOORS = {COMPARISON: "参保比对", "chronic_review": "备案待办"}
"""Deadline → the page where it is met, where that is not the register of deadlines."""


def _of_acceptances(_desk: Desk, work: Work, last: date) -> Sequence[Duty]:
    """零星报销: cases to be settled within their limit, papers that were promised."""
    found = []
    for one in acceptances.latest(work):
        step = one.events[-1]
        if step.state not in OPEN_STATES:
            continue
        if step.due is not None and step.due <= last:
            what = f"受理 {one.number}：办结"
            found.append(Duty(step.due, what, one.person_name, "零星报销受理", one.id, step.complete_on))
        if step.bring_by is not None and step.bring_by <= last:
            what = f"受理 {one.number}：材料待补"
            found.append(Duty(step.bring_by, what, one.person_name, "零星报销受理", one.id))
    return found


def _of_waits(_desk: Desk, work: Work, last: date) -> Sequence[Duty]:
    """回厅待结: what was settled outside the county and waits for its other layers."""
    calendar = calendar_of(work)
    dated = ((due_on(OUT_OF_COUNTY, one.since, calendar), one) for one in hall_waits.waiting(work))
    return [
        Duty(due, f"{one.institution_name} {one.discharged} 出院", one.person_name, "回厅待结", one.id, one.since)
        for due, one in dated
        if due <= last
    ]


def _of_filings(desk: Desk, work: Work, last: date) -> Sequence[Duty]:
    """备案: what waits for a decision, and what ends soon."""
    waiting = filing_lists.due_on(work, today(desk))
    return [Duty(one.by, one.what, one.person_name, "备案待办", one.filing_id) for one in waiting if one.by <= last]


def _of_debts(desk: Desk, work: Work, last: date) -> Sequence[Duty]:
    """欠费: what was agreed to be paid back by now."""
    return [
        Duty(
            *(one.due_on, f"欠费 {format_fen(one.left, thousands=True)} 元，约定还清", one.entry.person_name),
            *("欠费登记和预警", one.entry.id),
        )
        for one in credit.all_debts(desk, work)
        if one.left > 0 and one.due_on <= last
    ]


def _of_first_start(desk: Desk, work: Work, _last: date) -> Sequence[Duty]:
    """第一次启动时留到以后做的。"""
    return [Duty(today(desk), *_LEFT[one]) for one in first_steps.left(desk, work)]


_LEFT: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        first_steps.STATION: ("核对统筹区、窗口代码和名称：开出第一张单以后代码不能再改", "", "窗口和单号"),
        first_steps.CODE: ("恢复码还没有收好：换一个新的，打印或抄下来", "", "操作员"),
        first_steps.ROSTER: ("人员名册还没有导入", "", "名册导入"),
        first_steps.PARAMETERS: ("本地参数还没有确认：没有确认的只能试算", "", "本地参数"),
        first_steps.PRINTER: ("结算单还没有选打印机和纸张", "", "打印机和纸张"),
    }
)
"""What was left → what to do, about whom, on which page."""
SOURCES: tuple[Source, ...] = (
    _of_first_start,
    _of_papers,
    _of_registers,
    _of_acceptances,
    _of_waits,
    _of_filings,
    _of_debts,
)
