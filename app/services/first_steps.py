"""The first start's steps after the data file is there: where one is, what was left for later, and what is still to be done of that.

state(desk)                                          # for the pages
go(desk, step, later=…)                              # on to a step, or back; what was just left for later
done_later(desk, work, what)                         # it was done after all

Decisions
* 2026-11-30: the step is a fact of the data file, so that a start that was broken off goes on for whoever manages it, at any computer
  that the file is opened at. Rejected: the window's own settings, which a copied folder does not have.
* 2026-11-30: what was left for later is asked of the file itself again (is there a person, a printer?). Rejected: ticking it off by
  hand, which a clerk who did it by another way would have to do twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.errors import require
from app.services.desk import Desk
from app.services.parameters import waiting
from app.services.printing.choices import choice_of
from app.services.rights import check, refusal
from app.services.trail import note
from app.store import meta, people
from app.store.work import Work

STATION, CODE, LISTS, PRINTER = "station", "code", "lists", "printer"
STEPS = (STATION, CODE, LISTS, PRINTER)
"""统筹区和窗口, 管理员和恢复码, 名册和参数, 打印机."""
_AT, _LATER = "first_start.step", "first_start.later"
"""Facts of the data file: the step at which one is ("" behind the last), and what was left for later, with blanks between."""
ROSTER, PARAMETERS = "roster", "parameters"
LATER = (STATION, CODE, ROSTER, PARAMETERS, PRINTER)
"""What can be left for later."""


@dataclass(frozen=True, slots=True)
class StepsState:
    """``step`` at which one is, "" where the first start is over (or never was: a file of an earlier version); ``later``: what
    was left and is still to be done; how many people are in the file, how many local values wait, the slip's printer."""

    step: str
    later: tuple[str, ...]
    people: int
    waiting: int
    printer: str


def begin(work: Work, step: str, later: Sequence[str]) -> None:
    """A new data file stands at ``step``, with what was left for later before there was one; nobody has put the recovery code
    away yet. Inside the unit of work that registers the first operator."""
    meta.put(work, _AT, step)
    meta.put(work, _LATER, " ".join(one for one in LATER if one in {*later, CODE}))


def state(desk: Desk) -> StepsState:
    """How the first start stands. UserError NOT_ALLOWED."""
    check(desk, "settings.read")
    with desk.database.reading() as work:
        return StepsState(
            step=meta.get(work, _AT) or "",
            later=left(desk, work),
            people=people.how_many(work),
            waiting=waiting(desk, work),
            printer=choice_of(work, "slip").printer,
        )


def pending(desk: Desk) -> bool:
    """Whether whoever just signed in should go on with the first start."""
    if refusal(desk, "settings.change"):
        return False
    with desk.database.reading() as work:
        return bool(meta.get(work, _AT))


def go(desk: Desk, step: str, later: Sequence[str] = (), done: Sequence[str] = ()) -> None:
    """On to ``step`` ("" ends), or back to it; ``later`` was left for later, ``done`` was done. Audited.
    UserError NOT_ALLOWED."""
    check(desk, "settings.change")
    require(step in (*STEPS, ""), f"no such step: {step}")
    require(set(later) <= set(LATER), f"can't be left for later: {later}")
    with desk.database.unit_of_work() as work:
        kept = [one for one in LATER if one in {*_noted(work), *later} and one not in done]
        if (meta.get(work, _AT) or "") == step and _noted(work) == tuple(kept):
            return
        meta.put(work, _AT, step)
        meta.put(work, _LATER, " ".join(kept))
        note(desk, work, "first_start.step", desk.station.id, {"step": step, "later": " ".join(kept)})


def done_later(desk: Desk, work: Work, what: str) -> None:
    """What was left for later is done, inside the unit of work that did it."""
    noted = _noted(work)
    if what in noted:
        kept = " ".join(one for one in noted if one != what)
        meta.put(work, _LATER, kept)
        note(desk, work, "first_start.step", desk.station.id, {"step": meta.get(work, _AT) or "", "later": kept})


def left(desk: Desk, work: Work) -> tuple[str, ...]:
    """What was left for later and is not done yet."""
    done: Mapping[str, Callable[[], bool]] = {
        STATION: lambda: meta.numbered(work, desk.station.id),
        CODE: lambda: False,
        ROSTER: lambda: people.any_there(work),
        PARAMETERS: lambda: waiting(desk, work) == 0,
        PRINTER: lambda: bool(choice_of(work, "slip").printer),
    }
    return tuple(one for one in _noted(work) if not done[one]())


def _noted(work: Work) -> tuple[str, ...]:
    return tuple((meta.get(work, _LATER) or "").split())
