"""kill −9 while settling, many times: each time the file holds no settlement of the draft or exactly one, and the draft.

Half of the rounds die before a random statement, which the store's statement hook tells; the others at a random moment,
in the midst of writing and syncing too. Settling the same draft again must end with one settlement.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from app.records.form import CaseForm, Draft
from app.services.desk import Desk
from app.services.drafts import open_draft, open_drafts
from app.services.settle import settle
from app.store import audit, drafts, health, ledger
from app.store.database import Database
from build_scripts.bench_data import QUICK, Files, say
from build_scripts.bench_desk import SEED, desk_on, ready_forms

Hook = Callable[[str], None]


def kill_rounds(count: int) -> int:
    """Play ``count`` rounds, say what was found; 0 where every round ended as it must, else 1."""
    chance = random.Random(SEED)
    found: Counter[str] = Counter()
    with Files(QUICK) as files:
        folder = files.work()
        with desk_on(folder) as closed:
            forms = ready_forms(closed, folder, count + 1)
        if len(forms) <= count:
            raise SystemExit(f"only {len(forms)} rounds are possible on the small data file")
        statements, seconds = _whole(closed, *forms[-1])
        say(f"one settlement: {statements} statements, {seconds * 1000:.0f} ms; {count} rounds…")
        for at, (form, pays) in enumerate(forms[:count]):
            nth = chance.randrange(1, statements + 2) if at % 2 else 0
            found.update(_round(closed, form, pays, nth, chance.uniform(0, seconds * 1.3)))
            if (at + 1) % 100 == 0:
                say(f"{at + 1} rounds: {dict(found)}")
        found.update(_sound(closed))
    good = {"none", "one", "killed", "finished", "again: one", "draft kept"}
    bad = {what: times for what, times in found.items() if what not in good}
    print(f"kill -9 while settling, {count} rounds, of which {found['killed']} were killed before their end")
    print(f"  settlements afterwards: none {found['none']}, one {found['one']}, more {found['more']}")
    print(f"  the draft is there with all that was typed: {found['draft kept']}")
    print(f"  settled again: exactly one {found['again: one']}")
    print(
        f"  wrong: {bad or 'nothing'}; audit chain, references and pages of the file are sound"
        if not bad
        else f"  wrong: {bad}"
    )
    return 1 if bad else 0


def _whole(closed: Desk, form: CaseForm, pays: int) -> tuple[int, float]:
    """Statements and seconds of a settlement that nobody kills."""
    seen: list[str] = []
    with _opened(closed, seen.append) as desk:
        draft = open_draft(desk, form)
        seen.clear()
        began = time.perf_counter()
        settle(desk, draft, form, pays)
        took = time.perf_counter() - began
    return len(seen), took


@contextmanager
def _opened(closed: Desk, hook: Hook | None = None) -> Iterator[Desk]:
    """The same desk with its file opened anew: packs are read once for all rounds."""
    database = Database.open(closed.database.path, key=closed.database.key, statement_hook=hook)
    try:
        yield replace(closed, database=database)
    finally:
        database.close()


def _round(closed: Desk, form: CaseForm, pays: int, nth: int, after: float) -> list[str]:
    with _opened(closed) as desk:
        draft = open_draft(desk, form)
    killed = _killed(closed, form, pays, draft, nth, after)
    with _opened(closed) as desk:
        told = ["killed" if killed else "finished", *_left(desk, draft, form)]
        settle(desk, draft, form, pays)
        again = settle(desk, draft, form, pays)
        told.append("again: one" if again.already and _settlements(desk, draft) == 1 else "again: not one")
    return told


def _killed(closed: Desk, form: CaseForm, pays: int, draft: Draft, nth: int, after: float) -> bool:
    """Settle in a child that dies before statement ``nth``, or ``after`` seconds where that is 0; True if it died."""
    ready, go = os.pipe()
    child = os.fork()
    if child == 0:
        _child(closed, form, pays, draft, nth, go)
    os.close(go)
    os.read(ready, 1)
    os.close(ready)
    if not nth:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status) and os.waitstatus_to_exitcode(status):
        raise SystemExit("the child failed by itself")
    return os.WIFSIGNALED(status)


def _child(closed: Desk, form: CaseForm, pays: int, draft: Draft, nth: int, go: int) -> None:
    status, armed, count = 1, False, 0

    def hook(_statement: str) -> None:
        nonlocal count
        count += armed
        if nth and count == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    try:
        with _opened(closed, hook) as desk:
            os.write(go, b"x")
            armed = True
            settle(desk, draft, form, pays)
        status = 0
    finally:
        os._exit(status)


def _settlements(desk: Desk, draft: Draft) -> int:
    """Settlements in the file that came of this draft's person and stay."""
    form = draft.form
    with desk.database.reading() as work:
        posted = ledger.posted_of(work, form.person_id)
    stay = (form.visit.admitted, form.visit.discharged)
    return sum(stay == (str(one.admitted), str(one.discharged)) for one in posted)


def _left(desk: Desk, draft: Draft, form: CaseForm) -> list[str]:
    """What the kill has left: settlements, and whether the draft is there and says the same."""
    count = _settlements(desk, draft)
    with desk.database.reading() as work:
        stored = drafts.get(work, draft.id)
    wanted = ("open", "closed", "more than one")[min(count, 2)]
    still = [one.form for one in open_drafts(desk) if one.id == draft.id]
    kept = stored.state == wanted and (still == [form] if wanted == "open" else not still)
    return [("none", "one", "more")[min(count, 2)], "draft kept" if kept else "draft wrong"]


def _sound(closed: Desk) -> list[str]:
    with _opened(closed) as desk:
        with desk.database.reading() as work:
            broken = audit.verify(work)
        found = list(health.integrity_check(desk.database))
    return found + ([broken.message] if broken else [])
