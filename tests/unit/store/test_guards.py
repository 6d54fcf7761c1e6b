"""Posted rows stay as they were, on any connection, with a sentence that says what to do instead."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest

import app.store
from app.errors import InvariantError
from app.records.parameters import ParameterValue
from app.records.people import Filing
from app.store import audit, driver, guards, ledger, parameters, people, prints
from app.store.canonical import sha256
from app.store.database import Database
from app.store.guards import GUARDS, Guard
from tests.helpers import made_once
from tests.helpers.data_key import KEY
from tests.unit.store import samples

BY_TABLE = {guard.table: guard for guard in GUARDS}
TABLES = sorted(BY_TABLE)


STAMPED = (
    ("approval_requests", "'r1', 'reversal', 'd1', '', 'amount', ''"),
    ("approval_answers", "'r1', 1, 'o2', '李', '', ''"),
    ("day_closes", "1, 'c1', '2019-11-21', '{}', 'x', 1, 'h'"),
    ("day_unlocks", "'c1', '漏了一张', 'o2', '李'"),
    ("imports", "1, 'i1', 'min_living', '民1号', '2019-11-01', 'a.csv', 'x', '{}', 0, 0, 0, 0, 0, 1, 'x', 0"),
    ("import_undos", "'i1', 0"),
    (
        "acceptances",
        "1, 'a1', 'NM-01-2019-S000001', 2019, 1, 'in_county', 'p1', 'h1', 'inpatient', NULL, '2019-11-19', '2019-11-22', '{}'",
    ),
    ("acceptance_invoices", "1, 'ai1', 'a1', 'h1', 'F1'"),
    ("acceptance_events", "1, 'ae1', 'a1', 'accepted', '', '{}', NULL, NULL, NULL, '', NULL, ''"),
    ("acceptance_prints", "1, 'ap1', 'ae1', 1, 'receipt', 'sha'"),
    ("claim_letters", "1, 'cl1', 'h1', '文1', '2019-11-22', '{}', 100"),
    ("claim_receipts", "1, 'cr1', 'd1', 100, '2019-11-22', ''"),
    ("hall_waits", "1, 'w1', 'p1', 'h1', '2019-11-19', 'W1', '2019-11-22', ''"),
    ("hall_wait_events", "1, 'we1', 'w1', 'opened', 'x', NULL, ''"),
    ("insured_runs", "1, 'ir1', '2019-11', '2019-11-05', 'all', '{}'"),
    ("urgings", "1, 'g1', '', 'p1', 2019, '2019-11-05', '王', '好'"),
    ("filing_imports", "1, 'fi1', 'chronic', 'filings', '文', 'a', 'x', 0, 0, 0"),
    ("filing_import_undos", "'fi1', '重来'"),
    ("drug_deliveries", "1, 'dd1', 'f1', '2019-11-01', '药', 1, '盒', '陈', '白'"),
    ("institution_imports", "1, 'n1', '文', '2019-11-01', 'a.csv', 'x', 1, 0, 0, 0"),
    ("institution_undos", "'n1'"),
    (
        "institution_terms",
        "1, 't1', 'h1', '2019-11-01', NULL, '院', '', 'secondary', 'in_county', 1, 0, 1, 0, 'hospital', '', '', '', '', '文', 'n1'",
    ),
    ("account_entries", "1, 'e1', 'prepay', 'h1', NULL, NULL, 2019, '2019-11', 100, '2019-11-01', '{}'"),
    ("line_reviews", "1, 'w1', 'd1', 0, 'passed', 0, ''"),
    ("register_entries", "1, 'g1', 'appeals', 'p1', NULL"),
    ("register_versions", "1, 'g1v1', 'g1', 1, 'add', '2019-11-22', NULL, 's1', '', '{}'"),
    ("bill_imports", "1, 'b1', 'd1', 'h1', 'a.xlsx', 'x', '', 3, 39950, 1, 0"),
    ("papers", "1, 'pp1', 'slip', '结算单', 'd1', 'slip-a4-1', 'a4', 1, 1, '{}', 'sha'"),
    ("paper_spoils", "1, 'ps1', 'pp1', 1, 'jam', ''"),
    ("print_jobs", "1, 'pj1', 'pp1', 'slip', '结算单', 'LQ', 'a4', 2, 'LQ-12'"),
    ("fund_codes", "1, 'fc1', 'commercial', '', '620100', '特惠保', 'oth_pay', NULL, '奈医保 3 号'"),
    ("print_job_ends", "1, 'pj1', 'done', ''"),
    ("year_runs", "1, 'yr1', 'carried', 2019, 'naiman-2019', '文', 'x', '{}', 'o2', '李'"),
    ("year_run_ends", "'yr1', '重来', '文2', 'o2', '李'"),
    ("year_payments", "1, 'yp1', 'yr1', 1, 'paid', '2019-11-22', '付字 1 号'"),
    ("payer_files", "1, 'pf1', '医疗救助资金', '2019-11', 1, 'a.csv', 'x'"),
    ("payer_file_notes", "1, 'pn1', 'pf1', 1, 'open', ''"),
    ("slip_keys", "1, 'k1', 'NM-01', 'secret'"),
    ("slip_certificates", "1, 'sc1', 'k1', 'NM-01', '3 号窗', 'h1', 'signature'"),
    ("slip_key_withdrawals", "1, 'k1', 'NM-01', '2019-11-22', '电脑丢了'"),
)
"""A row of each table that has a stamp, without it."""
PLAIN = (
    ("import_changes", "1, 1, 1, 'p1', 'persons', 1, NULL"),
    ("insured_payments", "1, 1, 2, 2019, 1, '王', '', 1, NULL, NULL, NULL, NULL, '', '', '', 0"),
    ("insured_changes", "1, 1, 1, 'p1', 2019, NULL"),
    ("insured_findings", "1, 'p1', 'zero', ''"),
    ("entry_changes", "1, 1, 'catalogue_items', 'C1', 1, 1, '{}'"),
    ("year_shares", "1, 1, 'p1', '王', 'H1', '镇', '村', 'assistance', '医疗救助', '资金', 100, 100, '', '', ''"),
    ("payer_file_rows", "1, 1, 'agreed', 'd1', 'N1', '王', '院', '2019-11-22', '2', 'N1', 100, 100, ''"),
)


@cache
def _full() -> bytes:
    """A file with at least one row in every guarded table."""

    def make(path: Path) -> None:
        with samples.opened(path.parent) as database:
            fill(database)
        (path.parent / "store.db").rename(path)

    return made_once.content(make)


def fill(database: Database) -> None:
    with database.unit_of_work() as work:
        samples.post(work, samples.document(1))
        samples.post(work, samples.document(2))
        samples.post(work, samples.reversal("d2", 3))
        prints.record_print(work, "print1", "d1", samples.AT, "o1", "s1", "slip-a4-1", "0" * 64)
        value = ParameterValue("v1", "naiman-2019", "x", "1.00", "演示", date(2019, 1, 1), samples.AT, "s1", "o1")
        parameters.confirm(work, value)
        filed = (Filing("f1", "chronic_care", date(2019, 1, 1), None),)
        people.add_people(work, [samples.person("p2", filings=filed)], **samples.STAMP)
        people.add_alias(work, "p2", "p1", reason="同一人", **samples.STAMP)
        for table, values in STAMPED:
            work.execute(f"INSERT INTO {table} VALUES ({values}, 's1', 'o1', '2019-11-22T10:32:07+00:00')")
        for table, values in PLAIN:
            work.execute(f"INSERT INTO {table} VALUES ({values})")


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Database]:
    """At least one row in every guarded table."""
    made_once.put(tmp_path / "store.db", _full())
    database = Database.open(tmp_path / "store.db", key=KEY)
    yield database
    database.close()


def raw(database: Database) -> driver.Connection:
    """A connection of somebody else: none of our pragmas."""
    connection = driver.connect(str(database.path), isolation_level=None)
    connection.row_factory = driver.Row
    connection.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
    return connection


def test_every_table_of_the_ledger_is_guarded(full: Database) -> None:
    with full.reading() as work:
        tables = {row[0] for row in work.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert {table for table in tables if table.startswith("document")} <= set(BY_TABLE)
        assert {"payments", "prints", "packs", "parameter_values", "audit", "person_aliases"} <= set(BY_TABLE)
        assert all(work.value(f"SELECT count(*) FROM {table}") > 0 for table in BY_TABLE)
        assert guards.missing(work) == frozenset()


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("ours", [True, False], ids=["ours", "another program"])
def test_no_update_delete_or_replace(full: Database, table: str, ours: bool) -> None:
    guard = BY_TABLE[table]
    connection = full._session().connection if ours else raw(full)
    before = [tuple(row) for row in connection.execute(f"SELECT * FROM {table}")]
    column = guard.keys[0][0]
    marks = ", ".join("?" * len(before[0]))
    for statement, values, verb in (
        (f"UPDATE {table} SET {column} = {column}", (), "改动"),
        (f"DELETE FROM {table}", (), "删除"),
        (f"INSERT OR REPLACE INTO {table} VALUES ({marks})", before[0], "覆盖"),
        (f"REPLACE INTO {table} VALUES ({marks})", before[0], "覆盖"),
        (f"INSERT OR IGNORE INTO {table} VALUES ({marks})", before[0], "覆盖"),
    ):
        with pytest.raises(driver.IntegrityError) as caught:
            connection.execute(statement, values)
        assert str(caught.value) == f"{guard.what}不能{verb}：{guard.instead}。"
    assert [tuple(row) for row in connection.execute(f"SELECT * FROM {table}")] == before
    if not ours:
        connection.close()


@pytest.mark.parametrize("guard", [one for one in GUARDS if len(one.keys) > 1], ids=lambda guard: guard.table)
def test_each_unique_key_alone_is_enough_to_refuse_a_replacement(full: Database, guard: Guard) -> None:
    connection = raw(full)
    row = dict(connection.execute(f"SELECT * FROM {guard.table}").fetchone())
    strangers = {"row": 77, "id": "x", "number": "x", "request_id": "x", "sequence": 77, "copy": 77, "position": 77}
    for key in guard.keys:
        if any(row[column] is None for column in key):
            continue
        other = {**row, **strangers, "hash": "x", "layer": "x"}
        values = {name: row[name] if name in key else other[name] for name in row}
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        with pytest.raises(driver.IntegrityError, match="不能覆盖"):
            connection.execute(
                f"INSERT OR REPLACE INTO {guard.table} ({names}) VALUES ({marks})", tuple(values.values())
            )
    connection.close()


@pytest.mark.parametrize("table", [guard.table for guard in GUARDS if guard.part])
def test_nothing_is_added_to_a_posted_document(full: Database, table: str) -> None:
    connection = raw(full)
    row = dict(connection.execute(f"SELECT * FROM {table}").fetchone())
    row |= {name: "another" for name in ("layer", "name", "owner") if name in row}
    if table != "document_facts":
        row |= {name: 99 for name in ("line", "position") if name in row}
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    with pytest.raises(driver.IntegrityError, match=r"不能(添加|覆盖)"):
        connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(row.values()))
    connection.close()


def test_the_sentence_reaches_the_program_as_a_broken_promise(full: Database) -> None:
    with (
        pytest.raises(InvariantError, match="已结算的单据不能改动：需要更正时，请先冲红，再重新结算。"),
        full.unit_of_work() as work,
    ):
        work.execute("UPDATE documents SET total = 0")


def test_numbers_and_the_chain_have_no_gaps(full: Database) -> None:
    def skip() -> None:
        with full.unit_of_work() as work:
            ledger.post(work, samples.document(7), 9, "NM-01-2019-000009", "{}", sha256("{}"), "", "s1", "o1")

    with pytest.raises(InvariantError, match="单据号必须连续"):
        skip()
    with full.reading() as work:
        head = audit.head(work)
    connection = raw(full)
    insert = "INSERT INTO audit VALUES (?, 's1', 'o1', 'now', 'x', 'x', NULL, NULL, ?, 'hash')"
    for sequence, previous in ((head.sequence + 2, head.hash), (head.sequence + 1, "x")):
        with pytest.raises(driver.IntegrityError, match="审计记录必须首尾相接"):
            connection.execute(insert, (sequence, previous))
    connection.close()


def test_sqlite_utils_ways_around_are_not_used() -> None:
    """``transform()`` drops triggers, ``insert()`` and ``upsert()`` make misspelt tables, ``atomic()`` is deferred."""
    forbidden = {"transform", "insert", "insert_all", "upsert", "upsert_all", "atomic", "executescript"}
    for path in Path(app.store.__file__).parent.glob("*.py"):
        calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
        names = {node.func.attr for node in calls if isinstance(node.func, ast.Attribute)}
        assert not names & forbidden, path.name


def test_a_transform_would_be_noticed_at_the_next_opening(full: Database) -> None:
    driver.lend_to_sqlite_utils()
    import sqlite_utils

    full.close()
    library = sqlite_utils.Database(raw(full))
    library.execute("PRAGMA foreign_keys = OFF")
    library["packs"].transform(rename={"text": "body"})  # type: ignore[union-attr]  # it is a table
    library.close()
    with pytest.raises(Exception, match="DAMAGED"):
        Database.open(full.path, key=KEY)
