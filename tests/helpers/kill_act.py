"""Does one act in a forked child that is killed (SIGKILL) before its n-th statement, n by n: ``outcomes``."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import Any

from app.money.fen import format_fen
from app.policy import Registry
from app.records.close import CashCount
from app.records.entries import EntryPreview
from app.records.form import BillRow
from app.records.insured import InsuredPreview
from app.records.later import Later
from app.records.roster import Preview
from app.records.table import Table, TableColumn
from app.services import rosters, tables
from app.services.adjust import Moves, adjust
from app.services.catalogue import imports as catalogue
from app.services.day_close import close_day, day, past_days
from app.services.desk import Desk, today
from app.services.drafts import open_draft
from app.services.insured import imports as insured
from app.services.later import later
from app.services.people import find_people
from app.services.reverse import reverse
from app.services.settle import settle
from app.services.slips import settled_today, slip_pdf
from app.services.year_end import carried, second
from app.store import archive, audit, drafts, ledger, prints, proof
from app.store.work import Hook
from tests.helpers import catalogues, year_end
from tests.helpers import insured as payments
from tests.helpers.forms import TREATMENT, quoted, settled, stay
from tests.helpers.killed import in_killed_child
from tests.helpers.random_years import SHENYANG, make_shenyang
from tests.helpers.rosters import checked, facts, imported, manager, person
from tests.helpers.service_desk import BY_MANAGER, BY_REVIEWER, desk_on, packs

FORM = stay("p1")
LARGE = BillRow(name="手术", item_class="A", category="06", amount="26000.00")
Facts = dict[str, object]


@dataclass(frozen=True)
class Act:
    """``prepare`` what the act needs, ``do`` it (twice is once), and ``look`` at what is in the file. ``do`` answers with
    what a clerk would be told."""

    prepare: Callable[[Desk], Any]
    do: Callable[[Desk, Any], list[object]]
    look: Callable[[Desk, Any], Facts]


def _to_settle(desk: Desk) -> tuple[Any, int]:
    result = quoted(desk, FORM).result
    assert result is not None, "the case can be quoted"
    return open_draft(desk, FORM), result.person_pays


def _settle(desk: Desk, prepared: Any) -> list[object]:
    draft, pays = prepared
    done = settle(desk, draft, FORM, pays)
    return [done.number, done.already]


def _after_settling(desk: Desk, prepared: Any) -> Facts:
    with desk.database.reading() as work:
        state = drafts.get(work, prepared[0].id).state
    return {"documents": len(settled_today(desk)), "state": state}


def _to_reverse(desk: Desk) -> str:
    """Below the limit: a password takes a tenth of a second for each of the hundred statements."""
    settled(desk, FORM)
    return settled(desk, replace(stay("p2"), rows=(replace(TREATMENT, quantity="9", amount="900.00"),))).document_id


def _reverse(desk: Desk, document_id: Any) -> list[object]:
    made = reverse(desk, "the-request", document_id, "amount", "录错了", None)
    return [made.number, made.already]


def _after_reversing(desk: Desk, document_id: Any) -> Facts:
    with desk.database.reading() as work:
        reversed_by = ledger.posted(work, document_id).reversed_by
        added = len(ledger.added_of(work, "p2", 2019))
    return {"documents": len(settled_today(desk)), "reversed_by": reversed_by, "counts_in_the_year": added}


def _to_adjust(desk: Desk) -> tuple[Later, ...]:
    """The second stay of a year whose first was taken back."""
    early = settled(desk, replace(stay("p1", admitted="2019-03-01", discharged="2019-03-05"), rows=(LARGE,)))
    settled(desk, replace(stay("p1"), rows=(LARGE,)))
    reverse(desk, "the-first", early.document_id, "withdrawn", "", BY_REVIEWER)
    found = later(desk, "p1", 2019)
    assert any(one.flagged for one in found), "the second stay rests on the first"
    return found


def _adjust(desk: Desk, seen: Any) -> list[object]:
    done = adjust(desk, "the-adjustment", "p1", 2019, seen, Moves(), BY_REVIEWER)
    return [[one.number for one in done.documents], done.already]


def _after_adjusting(desk: Desk, _seen: Any) -> Facts:
    flagged = sum(one.flagged for one in later(desk, "p1", 2019))
    return {"documents": len(settled_today(desk)), "flagged": flagged}


def _to_close(desk: Desk) -> CashCount:
    settled(desk, FORM)
    return CashCount(loose=format_fen(day(desk, today(desk)).moved))


def _close(desk: Desk, counted: Any) -> list[object]:
    done = close_day(desk, "the-close", today(desk), counted, "")
    return [done.close_id, done.already]


def _after_closing(desk: Desk, _counted: Any) -> Facts:
    return {"closes": len(past_days(desk)), "closed": day(desk, today(desk)).closed is not None}


_LIST = (person("p1", sub_status="正常脱贫"), person("p2", name="王秀岚"), {**person("p3"), "phone": "0475-1"})


def _to_import(desk: Desk) -> Preview:
    return checked(manager(desk), _LIST, facts())


def _import(desk: Desk, seen: Any) -> list[object]:
    done = rosters.apply(manager(desk), seen.import_id, seen.digest)
    return [done.added, done.changed]


def _after_importing(desk: Desk, seen: Any) -> Facts:
    names = [one.name for one in find_people(desk, "wxl")]
    return {"lists": len(rosters.lists(desk)), "names": names, "history": len(rosters.history(desk, "p1"))}


def _to_undo(desk: Desk) -> str:
    return imported(manager(desk), _LIST, facts()).import_id


def _undo(desk: Desk, import_id: Any) -> list[object]:
    left = rosters.undo(manager(desk), import_id)
    return [len(left.between), list(left.kept)]


def _after_undoing(desk: Desk, _import_id: Any) -> Facts:
    names = [one.name for one in find_people(desk, "wxl")]
    return {"undone": sum(one.undone_at is not None for one in rosters.lists(desk)), "names": names}


_PAID = (payments.paid("p6"), payments.paid("p1"), {**payments.paid("p2"), "name": "王秀岚"})
_ITEMS = (catalogues.PILLS, catalogues.TEA, {**catalogues.HERB, "code": "C2"})


def _to_insure(desk: Desk) -> InsuredPreview:
    return payments.checked(manager(desk), _PAID, whole=True)


def _insure(desk: Desk, seen: Any) -> list[object]:
    done = insured.apply(manager(desk), seen.import_id, seen.digest)
    return [done.added, done.left]


def _to_uninsure(desk: Desk) -> str:
    return payments.imported(manager(desk), _PAID, whole=True).import_id


def _uninsure(desk: Desk, import_id: Any) -> list[object]:
    return [len(insured.undo(manager(desk), import_id).between)]


def _insured(desk: Desk, _prepared: Any) -> Facts:
    with desk.database.reading() as work:
        years = work.value("SELECT count(*) FROM insured_years WHERE year = 2019")
    stand = sum(one.undone_at is None for one in insured.lists(manager(desk)))
    return {"stand": stand, "insured": years, "paid": len(insured.payments_of(manager(desk), "p6"))}


def _to_stock(desk: Desk) -> EntryPreview:
    return catalogues.checked(manager(desk), _ITEMS, catalogues.facts())


def _stock(desk: Desk, seen: Any) -> list[object]:
    done = catalogue.apply(manager(desk), seen.import_id, seen.digest)
    return [done.added, done.changed, done.left]


def _to_unstock(desk: Desk) -> str:
    return catalogues.imported(manager(desk), _ITEMS, catalogues.facts()).import_id


def _unstock(desk: Desk, import_id: Any) -> list[object]:
    return [len(catalogue.undo(manager(desk), import_id).between)]


def _stocked(desk: Desk, _prepared: Any) -> Facts:
    with desk.database.reading() as work:
        items = [row[0] for row in work.rows("SELECT name FROM catalogue_items WHERE until IS NULL ORDER BY code")]
        versions = work.value("SELECT count(*) FROM catalogue_versions")
    stand = sum(one.undone_at is None for one in catalogue.lists(manager(desk)))
    return {"stand": stand, "items": items, "versions": versions}


def _to_print(desk: Desk) -> str:
    return settled(desk, FORM).document_id


def _print(desk: Desk, document_id: Any) -> list[object]:
    return [slip_pdf(desk, document_id).copy]


def _printed(desk: Desk, document_id: Any) -> Facts:
    with desk.database.reading() as work:
        copies = [one.id for one in prints.prints_of(work, document_id)]
        kept = [one.id for one in archive.about(work, document_id)]
    return {"prints": len(copies), "papers": len(kept), "same": copies == kept[::-1]}


def _to_list(_desk: Desk) -> Table:
    return Table("列表", (TableColumn("姓名"),), (("王秀兰",),), (None,), 1)


def _list(desk: Desk, table: Any) -> list[object]:
    return [tables.printed(desk, *tables.preview(desk, table)).kind]


def _listed(desk: Desk, _table: Any) -> Facts:
    with desk.database.reading() as work:
        noted = work.value("SELECT count(*) FROM audit WHERE action = 'list.print'")
        kept = archive.between(work, today(desk), today(desk))
    return {"noted": noted, "papers": len(kept)}


def _to_clear(desk: Desk) -> str:
    """A year that owes somebody something; the digest of what was seen."""
    year_end.make_yiyuan(desk.database.path, desk.packs)
    here = replace(
        desk, station=replace(desk.station, area_name=year_end.YIYUAN_AREA), business_date=date(2020, 12, 20)
    )
    year_end.leap(here, "p1-2020")
    return carried.digest_of(carried.owed(here, 2020, year_end.YIYUAN))


def _clear(desk: Desk, seen: Any) -> list[object]:
    later_on = year_end.reviewer(desk, date(2021, 1, 5))
    done = carried.clear(later_on, "the-run", 2020, year_end.YIYUAN, "沂医保〔2021〕1号", seen, BY_MANAGER)
    return [done.run.count, done.already]


def _runs(desk: Desk, _seen: Any) -> Facts:
    with desk.database.reading() as work:
        many = work.value("SELECT count(*) FROM year_runs")
        shares = work.value("SELECT count(*) FROM year_shares")
    return {"runs": many, "shares": shares}


def _to_pay_again(desk: Desk) -> second.Plan:
    """A year with two estimates, and a rate on what is left."""
    make_shenyang(desk.database.path, desk.packs)
    here = replace(desk, station=SHENYANG, business_date=date(2020, 12, 20))
    year_end.visit(here, "p1-2020", 0, 1_000_000, drugs=600_000)
    year_end.visit(here, "p7-2020", 1, 2_000_000, drugs=1_234_567)
    return second.planned(here, 2020, year_end.SHENYANG, {"basis": "remaining", "sum": "100.01"})


def _pay_again(desk: Desk, plan: Any) -> list[object]:
    done = second.run_second(
        year_end.reviewer(desk, date(2020, 12, 20)), "the-run", 2020, plan, "沈医保〔2020〕90号", BY_MANAGER
    )
    return [done.run.count, done.already]


ACTS = MappingProxyType(
    {
        "print": Act(_to_print, _print, _printed),
        "list": Act(_to_list, _list, _listed),
        "clear": Act(_to_clear, _clear, _runs),
        "second": Act(_to_pay_again, _pay_again, _runs),
        "import": Act(_to_import, _import, _after_importing),
        "undo": Act(_to_undo, _undo, _after_undoing),
        "insure": Act(_to_insure, _insure, _insured),
        "uninsure": Act(_to_uninsure, _uninsure, _insured),
        "stock": Act(_to_stock, _stock, _stocked),
        "unstock": Act(_to_unstock, _unstock, _stocked),
        "settle": Act(_to_settle, _settle, _after_settling),
        "reverse": Act(_to_reverse, _reverse, _after_reversing),
        "adjust": Act(_to_adjust, _adjust, _after_adjusting),
        "close": Act(_to_close, _close, _after_closing),
    }
)


def _kill_before(nth: int) -> Hook:
    seen = count(1)

    def hook(_statement: str) -> None:
        if next(seen) == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    return hook


def _killed(path: Path, registry: Registry, act: Act, prepared: Any, nth: int) -> int:
    """Act in a child that is killed before statement ``nth``. How many statements the act had, where the child got to its
    end first and was killed then; 0 where it did not."""
    told = path.with_suffix(".statements")

    def work() -> None:
        kill, seen, armed = _kill_before(nth), 0, False

        def hook(statement: str) -> None:
            nonlocal seen
            if armed:
                seen += 1
                kill(statement)

        with desk_on(path, registry, hook=hook) as desk:
            armed = True
            act.do(desk, prepared)
            told.write_text(str(seen), encoding="ascii")
            os.kill(os.getpid(), signal.SIGKILL)

    in_killed_child(work)
    return int(told.read_text(encoding="ascii")) if told.exists() else 0


def _sound(desk: Desk) -> bool:
    with desk.database.reading() as work:
        return audit.verify(work) is None and not proof.compare(work)


def _outcome(path: Path, registry: Registry, act: Act, prepared: Any) -> Facts:
    """What is in the file after the kill, and what the same act gives once more."""
    with desk_on(path, registry, prefix="019a") as desk:
        found = act.look(desk, prepared)
        sound = _sound(desk)
        again = act.do(desk, prepared)
        return {**found, "again": again, "then": act.look(desk, prepared), "audit": sound and _sound(desk)}


def outcomes(name: str, file: Path, folder: Path, every: int) -> list[Facts]:
    """One entry for each statement taken of the act ``name``, and a last one for a kill after its end: what its ``look`` finds
    in the file, whether the audit holds, chain and rows, before and after the same act once more, and what that gave.

    ``file`` is a small desk's file, copies are made in ``folder``; ``every`` 1 takes each statement, 15 every fifteenth and
    the last two (the writing ends with them).
    """
    act, registry = ACTS[name], packs()
    start, whole = folder / "start.db", folder / "whole.db"
    shutil.copy(file, start)
    with desk_on(start, registry, prefix="0198") as desk:
        prepared = act.prepare(desk)
    shutil.copy(start, whole)
    statements = _killed(whole, registry, act, prepared, 0)
    found: list[Facts] = []
    for nth in sorted({*range(1, statements + 1, every), statements - 1, statements}):
        path = folder / f"killed-{nth}.db"
        shutil.copy(start, path)
        assert not _killed(path, registry, act, prepared, nth), f"it came to its end before statement {nth}"
        found.append(_outcome(path, registry, act, prepared))
        for left in folder.glob(f"killed-{nth}.*"):
            left.unlink()
    return [*found, _outcome(whole, registry, act, prepared)]
