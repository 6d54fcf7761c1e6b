"""Every identity of a day holds for what the program posted, and finds exactly the file that was changed against it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.policy import Registry
from app.services.adjust import Moves, adjust
from app.services.day_checks import DayFault
from app.services.day_close import day
from app.services.desk import Desk
from app.services.later import later
from app.services.reverse import reverse
from app.services.slips import slip_pdf
from app.store import driver
from app.store.canonical import canonical, sha256
from app.store.guards import GUARDS
from tests.helpers.data_key import KEY
from tests.helpers.forms import paid, reimbursed, settled, stay, totals
from tests.helpers.service_desk import BY_REVIEWER, desk_on

TODAY = date(2019, 11, 22)
LAYERS, PLACES, LINES, PAYMENTS, DESK, SLIPS, AUDIT, TOTALS, REVERSALS, ADJUSTMENTS, NUMBERS = range(11)
DRAFTS, PRINTS, ARCHIVED = range(11, 14)


@contextmanager
def tampered(desk: Desk) -> Iterator[driver.Connection]:
    """The file in the hands of somebody with the key and no scruples: no triggers, no constraints."""
    connection = driver.connect(str(desk.database.path), isolation_level=None)
    connection.row_factory = driver.Row
    connection.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA ignore_check_constraints = ON")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("BEGIN")
    for guard in GUARDS:
        for event in ("update", "delete", "replace"):
            connection.execute(f"DROP TRIGGER {guard.table}_no_{event}")
    connection.execute("COMMIT")
    try:
        yield connection
    finally:
        connection.close()


def forge(connection: driver.Connection, row: int, change: Callable[[dict[str, Any]], object]) -> None:
    """Change a stored slip, and its digest with it."""
    facts = json.loads(connection.execute("SELECT facts FROM document_facts WHERE document = ?", (row,)).fetchone()[0])
    change(facts)
    text = canonical(facts)
    connection.execute("UPDATE document_facts SET facts = ? WHERE document = ?", (text, row))
    connection.execute("UPDATE documents SET facts_digest = ? WHERE row = ?", (sha256(text), row))


def faults(desk: Desk) -> tuple[DayFault, ...]:
    return day(desk, TODAY).faults


def broken(desk: Desk) -> Mapping[int, int]:
    """Identities that don't hold, by their place, with the number of faults."""
    return {at: one.faults for at, one in enumerate(day(desk, TODAY).facts.checks) if one.faults}


@pytest.fixture(scope="module")
def busy_file(tmp_path_factory: pytest.TempPathFactory, confirmed_file: Path, registry: Registry) -> Path:
    """A day with everything: rows 1 direct (printed), 2 reimbursed, 3 totals, 4 topped up, 5 reverses 2."""
    folder = tmp_path_factory.mktemp("busy") / "day"
    shutil.copytree(confirmed_file.parent, folder)
    with desk_on(folder / confirmed_file.name, registry) as desk:
        first = settled(desk, stay("p1"))
        second = settled(desk, reimbursed("p5", referral="filed"))
        bill = {"total": "10000.00", "in_scope": "9000.00", "out_of_catalogue": "1000.00"}
        settled(desk, totals(stay("p2", discharged="2019-10-20", admitted="2019-10-10"), **bill))
        settled(desk, paid(reimbursed("p7", way="top_up", referral="filed", invoice_number="F002"), basic="4000.00"))
        reverse(desk, "r1", second.document_id, "amount", "录错", BY_REVIEWER)
        slip_pdf(desk, first.document_id)
        slip_pdf(desk, first.document_id)
    return folder / confirmed_file.name


@pytest.fixture
def busy(tmp_path: Path, busy_file: Path, registry: Registry) -> Iterator[Desk]:
    """The clerk's desk on a copy of that file."""
    shutil.copytree(busy_file.parent, tmp_path / "busy")
    with desk_on(tmp_path / "busy" / busy_file.name, registry) as made:
        yield made


def test_an_untouched_day_has_no_fault(busy: Desk) -> None:
    view = day(busy, TODAY)
    assert view.faults == ()
    assert [one.count for one in view.facts.checks] == [5] * 8 + [1, 0, 5, 4, 1, 2]
    assert all(one.faults == 0 for one in view.facts.checks)


def test_total_is_layers_institution_and_person(busy: Desk) -> None:
    with tampered(busy) as file:
        file.execute("UPDATE document_layers SET pay = pay + 100 WHERE document = 1 AND position = 0")
        forge(file, 1, lambda facts: facts["layers"][0].update(pay=facts["layers"][0]["pay"] + 100))
    assert broken(busy) == {LAYERS: 1}
    fault = faults(busy)[0]
    assert fault.number == "NM-01-2019-000001"
    assert fault.document_id is not None
    assert "NM-01-2019-000001 各层支付加医疗机构承担、个人负担合计 10,001.00 元，总额 10,000.00 元" in fault.message
    assert "请先不要日结" in fault.message


def test_total_is_its_places(busy: Desk) -> None:
    with tampered(busy) as file:
        file.execute("UPDATE documents SET in_scope = in_scope - 1 WHERE row = 3")
    assert broken(busy) == {PLACES: 1}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE document_line_splits SET in_scope = in_scope - 5 WHERE document = 1 AND line = 0",
        "UPDATE document_lines SET amount = amount + 5 WHERE document = 1 AND line = 0",
    ],
)
def test_the_lines_are_the_places(busy: Desk, change: str) -> None:
    with tampered(busy) as file:
        file.execute(change)
    assert broken(busy) == {LINES: 1}


def test_a_bill_that_lost_its_lines(busy: Desk) -> None:
    with tampered(busy) as file:
        file.execute("DELETE FROM document_lines WHERE document = 1")
    assert set(broken(busy)) == {LINES}


def test_payments_are_what_is_collected_less_what_is_paid_out(busy: Desk) -> None:
    with tampered(busy) as file:
        file.execute("UPDATE payments SET amount = amount - 300 WHERE document = 1")
        forge(file, 1, lambda facts: facts["payments"][0].__setitem__(1, facts["payments"][0][1] - 300))
    assert broken(busy) == {PAYMENTS: 1}


def test_money_at_the_desk_follows_from_the_way(busy: Desk) -> None:
    with tampered(busy) as file:
        file.execute("UPDATE payments SET amount = amount + 300 WHERE document = 1")
        file.execute("UPDATE documents SET collect = collect + 300 WHERE row = 1")

        def change(facts: dict[str, Any]) -> None:
            facts["collect"] += 300
            facts["payments"][0][1] += 300

        forge(file, 1, change)
    assert broken(busy) == {DESK: 1}


def test_what_an_institution_owes_is_its_share(busy: Desk) -> None:
    with tampered(busy) as file:
        file.execute("UPDATE documents SET institution_refund = institution_refund + 7 WHERE row = 4")
        forge(file, 4, lambda facts: facts.update(institution_refund=facts["institution_refund"] + 7))
    assert broken(busy) == {DESK: 1}
    assert "医院应退" in faults(busy)[0].message


def test_a_slip_that_was_changed(busy: Desk) -> None:
    with tampered(busy) as file:
        file.execute("UPDATE document_facts SET facts = facts || ' ' WHERE document = 1")
    assert broken(busy) == {SLIPS: 1}
    assert "摘要不同" in faults(busy)[0].message


@pytest.mark.parametrize("name", ["total", "fund_total", "institution_pays", "person_pays", "collect", "number"])
def test_a_slip_that_says_something_else(busy: Desk, name: str) -> None:
    other = "NM-01-2019-009999" if name == "number" else 1
    with tampered(busy) as file:
        forge(file, 1, lambda facts: facts.update({name: other}))
    assert broken(busy) == {SLIPS: 1}


def test_a_slip_whose_layers_or_payments_say_something_else(busy: Desk) -> None:
    with tampered(busy) as file:
        forge(file, 1, lambda facts: facts["layers"][0].update(pay=1))
        forge(file, 2, lambda facts: facts["payments"][0].__setitem__(1, 1))
    assert broken(busy) == {SLIPS: 2}


@pytest.mark.parametrize("text", ["{}", "[]", "{"])
def test_a_slip_that_cannot_be_read(busy: Desk, text: str) -> None:
    with tampered(busy) as file:
        file.execute("UPDATE document_facts SET facts = ? WHERE document = 1", (text,))
        file.execute("UPDATE documents SET facts_digest = ? WHERE row = 1", (sha256(text),))
    assert broken(busy) == {SLIPS: 1}
    assert "读不出来" in faults(busy)[0].message


def test_a_slip_that_is_gone(busy: Desk) -> None:
    with tampered(busy) as file:
        file.execute("DELETE FROM document_facts WHERE document = 1")
    assert broken(busy) == {SLIPS: 1}


def test_a_document_without_its_audit_row(busy: Desk) -> None:
    with tampered(busy) as file:
        file.execute("DELETE FROM audit WHERE action = 'document.reverse'")
    assert broken(busy) == {AUDIT: 1}
    assert faults(busy)[0].number == "NM-01-2019-000005"


def test_a_report_that_misses_a_document(busy: Desk) -> None:
    """The index of business days loses one: reports would, too."""
    with tampered(busy) as file:
        whole = file.execute("SELECT sql FROM sqlite_master WHERE name = 'documents_day'").fetchone()[0]
        file.execute("PRAGMA writable_schema = ON")
        for sql in (f"{whole} WHERE row <> 3", whole):
            file.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'documents_day'", (sql,))
            version = file.execute("PRAGMA schema_version").fetchone()[0]
            file.execute(f"PRAGMA schema_version = {version + 1}")
            if sql != whole:
                file.execute("REINDEX documents_day")
    found = broken(busy)
    assert set(found) == {TOTALS}
    assert "4 张单，逐张清点是 5 张" in faults(busy)[0].message


def test_a_reversal_is_the_exact_negative(busy: Desk) -> None:
    """Two layers of the reversal change places: every sum is as before."""
    with tampered(busy) as file:
        swap = "UPDATE document_layers SET pay = pay + ? WHERE document = 5 AND layer = ?"
        file.execute(swap, (100, "basic"))
        file.execute(swap, (-100, "assistance"))

        def change(facts: dict[str, Any]) -> None:
            for layer in facts["layers"]:
                layer["pay"] += {"basic": 100, "assistance": -100}.get(layer["id"], 0)

        forge(file, 5, change)
    assert broken(busy) == {REVERSALS: 2}
    assert "原单 NM-01-2019-000002 的负数应为" in faults(busy)[0].message


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE payments SET account_number = '1' WHERE document = 5",
        "UPDATE payments SET kind = 'bank_transfer' WHERE document = 5",
        "UPDATE documents SET in_scope = in_scope + 1, prepay = prepay - 1 WHERE row = 5",
        "UPDATE documents SET reverses = 99 WHERE row = 5",
    ],
)
def test_a_reversal_in_other_details(busy: Desk, change: str) -> None:
    with tampered(busy) as file:
        file.execute(change)
    assert set(broken(busy)) == {REVERSALS}


def test_an_adjustment_adds_up_to_nothing(desk: Desk) -> None:
    done = settled(desk, stay("p1", admitted="2019-03-01", discharged="2019-03-10"))
    for at in range(1, 5):
        settled(desk, stay("p1", admitted=f"2019-0{at + 3}-01", discharged=f"2019-0{at + 3}-10"))
    reverse(desk, "r1", done.document_id, "amount", "录错", BY_REVIEWER)
    seen = later(desk, "p1", 2019)
    made = adjust(desk, "a1", "p1", 2019, seen, Moves("cash"), BY_REVIEWER)
    assert made.documents
    view = day(desk, TODAY)
    assert view.faults == ()
    assert view.facts.checks[ADJUSTMENTS].count == len(made.documents)
    row = 7
    with tampered(desk) as file:
        file.execute(
            "UPDATE documents SET total = 5, institution_pays = 5, in_scope = in_scope + 5 WHERE row = ?", (row,)
        )
        forge(file, row, lambda facts: facts.update(total=5, institution_pays=5))
    assert broken(desk) == {ADJUSTMENTS: 1}


def test_a_number_is_missing(busy: Desk) -> None:
    """A document of another day of the year is gone without a trace."""
    with tampered(busy) as file:
        for table in ("documents", *(guard.table for guard in GUARDS if guard.part)):
            file.execute(f"DELETE FROM {table} WHERE {'row' if table == 'documents' else 'document'} = 3")
        file.execute("DELETE FROM drafts WHERE request_id NOT IN (SELECT request_id FROM documents)")
    assert broken(busy) == {NUMBERS: 1}
    assert "从第 3 号起缺号" in faults(busy)[0].message


def test_drafts_and_documents(busy: Desk) -> None:
    with tampered(busy) as file:
        request = file.execute("SELECT request_id FROM documents WHERE row = 1").fetchone()[0]
        file.execute("UPDATE drafts SET state = 'open' WHERE request_id = ?", (request,))
        file.execute(
            "UPDATE drafts SET request_id = 'lost' WHERE request_id = (SELECT request_id FROM documents WHERE row = 3)"
        )
    assert broken(busy) == {DRAFTS: 2}
    assert [one.number for one in faults(busy)] == ["NM-01-2019-000001", ""]
    assert "王秀兰的草稿标为已结算，却没有结算单" in faults(busy)[1].message


def test_copies_are_counted_from_one(busy: Desk) -> None:
    with tampered(busy) as file:
        file.execute("DELETE FROM prints WHERE copy = 1")
    assert broken(busy) == {PRINTS: 1, ARCHIVED: 1}
    assert "打印过 1 次，最后一次却记为第 2 次" in faults(busy)[0].message
    assert "在打印存档里，打印记录里却没有" in faults(busy)[1].message


def test_every_counted_print_is_in_the_archive(busy: Desk) -> None:
    with tampered(busy) as file:
        file.execute("DELETE FROM papers WHERE copy = 2")
    assert broken(busy) == {ARCHIVED: 1}
    found = faults(busy)[0]
    assert "NM-01-2019-000001 的一次打印有打印记录，打印存档里却没有" in found.message
    assert (found.number, bool(found.document_id)) == ("NM-01-2019-000001", True)


def test_prints_from_before_the_archive_are_no_fault(busy: Desk) -> None:
    with tampered(busy) as file:
        file.execute("DELETE FROM papers WHERE copy = 1")
    assert broken(busy) == {}
