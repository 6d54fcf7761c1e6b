"""The chain against the live rows: any change of any column, any lost or added row is found and named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.records.people import CatalogueItem, Diagnosis, Filing
from app.records.result import Added
from app.store import audit, driver, images, people, proof, reference
from app.store.catalogue import entries
from app.store.database import Database
from app.store.guards import GUARDS
from app.store.work import Work
from tests.unit.store import samples

AT = samples.AT.isoformat()
STAMPED = f"'s1', 'o1', '{AT}'"
DIRECT = {
    "parameter_values": f"VALUES (1, 'v1', 'naiman-2019', 'x', '0.8', '文1', '2019-01-01', {STAMPED})",
    "prints": f"VALUES (1, 'pr1', 1, 1, 'slip-a4-1', 'sha', {STAMPED})",
    "approval_requests": f"VALUES ('q1', 'reversal', 'd1', '', 'amount', '', {STAMPED})",
    "approval_answers": f"VALUES ('q1', 1, 'o1', '王秀英', '', '', {STAMPED})",
    "approval_keys": f"VALUES ('k1', '旗', '', '', {STAMPED})",
    "day_closes": f"VALUES (1, 'c1', '2019-11-21', '{{}}', 'sha', 3, 'hash', {STAMPED})",
    "imports": f"VALUES (1, 'i1', 'mixed', '文1', '2019-11-01', 'a', 'sha', '{{}}', 1, 0, 0, 0, 0, 1, 'd', 0, {STAMPED})",
    "import_undos": f"VALUES ('i1', 4, {STAMPED})",
    "import_changes": "VALUES (1, 1, 1, 'p1', 'persons', 1, NULL)",
    "register_entries": f"VALUES (1, 'g1', 'appeals', 'p1', 'h1', {STAMPED})",
    "register_versions": f"VALUES (1, 'g1v1', 'g1', 1, 'add', '2019-11-22', '2019-12-22', 's1', '', '{{}}', {STAMPED})",
    "papers": f"VALUES (1, 'pp1', 'slip', '结算单', 'd1', 'slip-a4-1', 'a4', 1, 1, '{{}}', 'sha', {STAMPED})",
    "paper_spoils": f"VALUES (1, 'ps1', 'pp1', 1, 'jam', '', {STAMPED})",
    "print_jobs": f"VALUES (1, 'pj1', 'pp1', 'slip', '结算单', 'LQ', 'a4', 2, 'LQ-12', {STAMPED})",
    "fund_codes": f"VALUES (1, 'fc1', 'commercial', '', '620100', '特惠保', 'oth_pay', NULL, '奈医保 3 号', {STAMPED})",
    "print_job_ends": f"VALUES (1, 'pj1', 'done', '', {STAMPED})",
    "year_runs": f"VALUES (1, 'yr1', 'carried', 2019, 'naiman-2019', '文1', 'sha', '{{}}', 'o2', '李', {STAMPED})",
    "year_run_ends": f"VALUES ('yr1', '重来', '文2', 'o2', '李', {STAMPED})",
    "year_payments": f"VALUES (1, 'yp1', 'yr1', 1, 'paid', '2019-11-22', '付字 1 号', {STAMPED})",
    "payer_files": f"VALUES (1, 'pf1', '医疗救助资金', '2019-11', 1, 'a.csv', 'sha', {STAMPED})",
    "payer_file_notes": f"VALUES (1, 'pn1', 'pf1', 1, 'open', '已去电', {STAMPED})",
    "slip_keys": f"VALUES (1, 'k1', 'NM-01', 'secret', {STAMPED})",
    "slip_certificates": f"VALUES (1, 'sc1', 'k1', 'NM-01', '3 号窗', 'h1', 'signature', {STAMPED})",
    "slip_key_withdrawals": f"VALUES (1, 'k1', 'NM-01', '2019-11-22', '电脑丢了', {STAMPED})",
    "register_settings": f"VALUES ('clinic_fee', '500', {STAMPED})",
    "bill_matches": f"VALUES (1, 'm1', 'h1', 'Z1', '院内制剂', 'C1', {STAMPED})",
    "bill_imports": f"VALUES (1, 'b1', 'd1', 'h1', 'a.xlsx', 'sha', 'F001', 3, 39950, 1, 0, {STAMPED})",
    "acceptances": (
        "VALUES (1, 'a1', 'NM-01-2019-S000001', 2019, 1, 'in_county', 'p1', 'h1', 'inpatient', '2019-11-10', '2019-11-19',"
        f" '2019-11-22', '{{}}', {STAMPED})"
    ),
    "acceptance_invoices": f"VALUES (1, 'ai1', 'a1', 'h1', 'F1', {STAMPED})",
    "acceptance_events": (
        f"VALUES (1, 'ae1', 'a1', 'accepted', '', '{{}}', '2019-11-22', '2019-12-20', NULL, '', NULL, '{{}}', {STAMPED})"
    ),
    "acceptance_prints": f"VALUES (1, 'ap1', 'ae1', 1, 'receipt', 'sha', {STAMPED})",
    "claim_letters": f"VALUES (1, 'cl1', 'h1', '奈医保〔2019〕1号', '2019-11-22', '{{}}', 100, {STAMPED})",
    "claim_receipts": f"VALUES (1, 'cr1', 'd3', 100, '2019-11-23', '', {STAMPED})",
    "hall_waits": f"VALUES (1, 'w1', 'p1', 'h1', '2019-11-19', 'W1', '2019-11-22', '', {STAMPED})",
    "hall_wait_events": f"VALUES (1, 'we1', 'w1', 'opened', 'x', NULL, '', {STAMPED})",
    "entry_changes": "VALUES (1, 1, 'catalogue_items', 'C1', 1, 1, '{}')",
    "catalogue_versions": f"VALUES (1, 'C1', '床', '日', 'A', '01', '', '18', '', '', '', NULL, '2019-01-01', '文', {STAMPED})",
    "diagnosis_versions": f"VALUES (1, 'J18', '肺炎', '', NULL, '2019-01-01', '文', {STAMPED})",
    "calendar_entries": f"VALUES (1, 'ce1', 'rest', 'spring', '2027-02-05', '2027-02-11', '文1', 0, {STAMPED})",
    "institution_imports": f"VALUES (1, 'n1', '文1', '2019-11-01', 'a', 'sha', 1, 0, 0, 0, {STAMPED})",
    "institution_undos": f"VALUES ('n1', {STAMPED})",
    "institution_terms": (
        "VALUES (1, 't1', 'h1', '2019-11-01', NULL, '院', '', 'secondary', 'in_county', 1, 0, 1, 0, 'hospital', '', '', '', '',"
        f" '文1', 'n1', {STAMPED})"
    ),
    "account_entries": (
        f"VALUES (1, 'e1', 'prepay', 'h1', NULL, NULL, 2019, '2019-11', 100, '2019-11-01', '{{}}', {STAMPED})"
    ),
    "line_reviews": f"VALUES (1, 'w1', 'd1', 0, 'passed', 0, '', {STAMPED})",
    "insured_payments": (
        "VALUES (1, 1, 2, 2019, 1, '王五', '1', 20000, 5000, '2018-12-01', '2019-01-02', '2019-12-01', '旗', '镇', '村', 0)"
    ),
    "insured_changes": "VALUES (1, 1, 1, 'p2', 2019, '{}')",
    "insured_runs": f"VALUES (1, 'ir1', '2019-11', '2019-11-05', 'registered_poor', '{{}}', {STAMPED})",
    "uninsured": f"VALUES (1, 'u1', 'p2', 2019, '2019-11-05', 'soldier', '2019-11-01', '证', {STAMPED})",
    "urgings": f"VALUES (1, 'g1', 'H1', 'p2', 2019, '2019-11-05', '王秀英', '同意', {STAMPED})",
    "premium_rules": (f"VALUES (1, 'r1', 'subsidy', 'registered_poor', 2019, 5000, 'budget', '文1', '', {STAMPED})"),
    "self_paid": f"VALUES (1, 'sp1', 'p2', 'h1', '2019-11-05', 100, '', '', {STAMPED})",
    "settings": "VALUES ('reversal_limit', '100000')",
    "filing_imports": f"VALUES (1, 'fi1', 'two_diseases', 'prospects', '文1', 'a', 'sha', 1, 0, 0, {STAMPED})",
    "filing_import_undos": f"VALUES ('fi1', '重来', {STAMPED})",
    "filing_prospects": f"VALUES (1, 'fp1', 1, 'two_diseases', '高血压', 'fi1', '', {STAMPED})",
    "drug_deliveries": f"VALUES (1, 'dd1', 'f1', '2019-11-01', '硝苯地平', 2, '盒', '陈医师', '白村医', {STAMPED})",
    "listed_diseases": f"VALUES (1, 'ld1', 'treatment', '脑瘫', 'G80', '2019-01-01', NULL, '文1', {STAMPED})",
    "disease_prices": f"VALUES (1, 'dp1', '胃癌', 'C16', 'secondary', 100, 'fund', '2019-01-01', NULL, '文1', {STAMPED})",
    "day_unlocks": f"VALUES ('c1', '更正', 'o1', '王秀英', {STAMPED})",
}
"""Rows of tables whose services stand elsewhere."""


def note(work: Work, *rows: images.Image) -> None:
    audit.append(work, **samples.STAMP, action="test", subject="", image=rows)


def fill(database: Database) -> None:
    """A row in every audited table and every part, each in the audit."""
    filing = Filing("f1", "referral", samples.AT.date(), None, "")
    other = samples.person("p2", "王五", filings=(filing,), warnings=("arrears",))
    with database.unit_of_work() as work:
        note(work, images.Image("stations", "s1"), images.Image("operators", "o1"))
        people.add_people(work, [other, samples.person("p3", "王五")], **samples.STAMP)
        people.add_alias(work, "p3", "p2", reason="同一人", **samples.STAMP)
        entries.save_items(work, [CatalogueItem("C1", "床位费", "日", "A", "01", "", "18", "")], **samples.STAMP)
        entries.save_diagnoses(work, [Diagnosis("J18", "肺炎")], **samples.STAMP)
        samples.post(work, samples.document(1))
        note(work, *images.posted(work, "d1"))
        samples.post(work, samples.reversal("d1", 2))
        note(work, *images.posted(work, "d2"))
        samples.post(work, samples.document(3))
        note(work, *images.posted(work, "d3"))
        samples.post(work, samples.document(4, kind="adjustment", adjusts="d3", added=Added(2019, {}, {})))
        note(work, *images.posted(work, "d4"))
        work.execute("INSERT INTO insured_findings VALUES (1, 'p2', 'zero', '请核查')")
        work.execute(
            "INSERT INTO year_shares VALUES (1, 1, 'p2', '王', 'H', '镇', '村', 'assistance', '救助', '资金', 100, 90, '', '', '')"
        )
        work.execute(
            "INSERT INTO payer_file_rows VALUES (1, 1, 'agreed', 'd1', 'N1', '王', '院', '2019-11-22', '2', 'N1', 100, 100, '')"
        )
        for table, values in DIRECT.items():
            work.execute(f"INSERT INTO {table} {values}")
            note(work, *(images.Image(table, key) for key, _ in images.live(work, table)))


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[driver.Connection]:
    """A full file whose guards were taken away."""
    with samples.opened(tmp_path_factory.mktemp("proof")) as database:
        fill(database)
        opened = unguarded(database)
        opened.execute("BEGIN")  # what is undone in it is never written to the disk
        yield opened
        opened.execute("ROLLBACK")


def unguarded(database: Database) -> driver.Connection:
    opened = database._session().connection
    for guard in GUARDS:
        for event in ("update", "delete", "replace"):
            opened.execute(f"DROP TRIGGER {guard.table}_no_{event}")
    opened.execute("PRAGMA foreign_keys = OFF")
    opened.execute("PRAGMA ignore_check_constraints = ON")
    return opened


@contextmanager
def undone(connection: driver.Connection) -> Iterator[None]:
    connection.execute("SAVEPOINT one")
    try:
        yield
    finally:
        connection.execute("ROLLBACK TO one")
        connection.execute("RELEASE one")


def findings(connection: driver.Connection) -> tuple[proof.Finding, ...]:
    work = Work(connection, None, writes=False)
    broken = audit.verify(work)
    found = proof.compare(work)
    assert all(one.message.endswith("。") for one in found)
    return found if broken is None else (proof.Finding("audit", str(broken.sequence), broken.message), *found)


def of_its_table(connection: driver.Connection, table: str) -> Callable[[], bool]:
    """Whether a change of ``table`` is found, by its own subject alone: quicker by far, the chain being read once. Where
    that finds nothing, by everything."""
    work = Work(connection, None, writes=False)
    subjects = [one for one in images.AUDITED.values() if table in (one.table, *one.parts)]
    noted = proof._noted(work)

    def own() -> bool:
        return any(True for one in subjects for _ in proof._findings(work, one, noted[one.table]))

    assert not own(), "nothing was changed yet"
    return lambda: own() or bool(findings(connection))


TABLES = [*images.AUDITED, *(part for one in images.AUDITED.values() for part in one.parts), "audit"]


def test_nothing_is_found_where_nothing_changed(connection: driver.Connection) -> None:
    assert findings(connection) == ()


@pytest.mark.parametrize("table", TABLES)
def test_a_change_of_any_column_of_any_row_is_found(connection: driver.Connection, table: str) -> None:
    columns = list(connection.execute(f"PRAGMA table_info({table})"))
    is_found = of_its_table(connection, table)
    count = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    assert count, "the file has a row of every table"
    place = _place(connection, table)
    for column in columns:
        name, number = column["name"], column["type"] == "INTEGER"
        changes = [f"coalesce({name}, 0) + 7000"] if number else _changed_texts(name)
        for change in changes:
            with undone(connection):
                connection.execute(f"UPDATE {table} SET {name} = {change} WHERE {place}")
                assert is_found(), f"{table}.{name} = {change}"


def _place(connection: driver.Connection, table: str) -> str:
    """A condition that holds for one row: the last."""
    keys = [row["name"] for row in connection.execute(f"PRAGMA table_info({table})") if row["pk"]]
    order = ", ".join(f"{key} DESC" for key in keys)
    row = connection.execute(f"SELECT {', '.join(keys)} FROM {table} ORDER BY {order} LIMIT 1").fetchone()
    return " AND ".join(f"{key} = {value!r}" for key, value in zip(keys, tuple(row)))


def _changed_texts(name: str) -> list[str]:
    """One more character, the last byte another one (no longer UTF-8 then), a zero byte at the end."""
    held = f"coalesce({name}, '')"
    return [f"{held} || 'x'", f"CAST(CAST(substr({held}, 2) AS BLOB) || x'FF' AS TEXT)", f"{held} || char(0)"]


@pytest.mark.parametrize("table", TABLES)
def test_a_removed_row_is_found(connection: driver.Connection, table: str) -> None:
    head = audit.head(Work(connection, None, writes=False))
    with undone(connection):
        connection.execute(f"DELETE FROM {table} WHERE {_place(connection, table)}")
        if table == "audit":
            broken = audit.verify(Work(connection, None, writes=False), expected=head)
            assert broken is not None
            assert broken.sequence == head.sequence
        else:
            assert findings(connection)


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        (
            "UPDATE documents SET person_pays = 1 WHERE id = 'd1'",
            "单据“NM-01-2019-000001”与审计记录第 8 行不符：内容被改动过。",
        ),
        ("UPDATE operators SET role = '管理'", "操作员“王秀英”与审计记录第 3 行不符：内容被改动过。"),
        ("UPDATE persons SET name = '别人' WHERE id = 'p1'", "参保人“别人”与审计记录第 2 行不符：内容被改动过。"),
        ("DELETE FROM parameter_values", "政策参数“v1”在审计记录第 12 行里有，现在没有了：被删除过。"),
        (
            f"INSERT INTO operators VALUES ('o9', '不速之客', '管理', '{AT}', 1, '')",
            "操作员“不速之客”没有审计记录：不是由本程序写入的。",
        ),
        (
            "UPDATE insured_years SET year = 2020 WHERE person = 2",
            "参保人成批载入的资料与审计记录的合计不符：有的被改动、删除或添加过，请与备份核对。",
        ),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(connection: driver.Connection, sql: str, message: str) -> None:
    with undone(connection):
        connection.execute(sql)
        assert [one.message for one in findings(connection)] == [message]


def test_a_part_without_its_subject_is_found(connection: driver.Connection) -> None:
    with undone(connection):
        connection.execute(f"INSERT INTO insured_years VALUES (99, 2019, {STAMPED})")
        assert [one.message for one in findings(connection)] == ["有 1 行参保人的明细找不到所属的参保人。"]


@pytest.mark.parametrize(
    ("name", "sql"),
    [
        ("audit_no_delete", "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT 1; END"),
        ("more", "CREATE TRIGGER more AFTER INSERT ON payments BEGIN SELECT 1; END"),
        ("documents_adjusts", "DROP INDEX documents_adjusts"),
    ],
)
def test_a_structure_that_another_program_changed_is_found(database: Database, name: str, sql: str) -> None:
    with database.reading() as work:
        assert proof.structure(work) == ()
    connection = database._session().connection
    if name == "audit_no_delete":
        connection.execute("DROP TRIGGER audit_no_delete")
    connection.execute(sql)
    with database.reading() as work:
        (found,) = proof.structure(work)
    assert found.message == f"数据文件的结构被别的程序改动过，有 1 处：{name}。"


def test_many_findings_of_a_table_are_counted(connection: driver.Connection) -> None:
    with undone(connection):
        for at in range(60):
            connection.execute(f"INSERT INTO stations VALUES ('x{at}', 'X', '{at}', '区', '窗{at}', 0, '{AT}')")
        found = findings(connection)
    assert len(found) == proof.NAMED + 1
    assert found[-1].message == "窗口另有 10 处不符，没有一一列出。"


def test_a_change_that_a_later_audit_row_took_over_is_found(database: Database) -> None:
    with database.unit_of_work() as work:
        note(work, images.Image("stations", "s1"), images.Image("operators", "o1"))
    with database.unit_of_work() as work:
        work.execute("UPDATE operators SET role = '管理'")
    with database.unit_of_work() as work:
        held = images.held(work, "operators", "o1")
        work.execute("UPDATE operators SET name = '王秀兰'")
        note(work, held)
        assert [one.message for one in proof.compare(work)] == [
            "操作员“王秀兰”在审计记录第 4 行之前被改动过，没有留下记录。"
        ]


def test_a_person_of_a_list_may_be_changed_and_the_sum_goes_with_it(database: Database) -> None:
    with database.unit_of_work() as work:
        note(work, images.Image("stations", "s1"), images.Image("operators", "o1"))
        people.add_people(work, [samples.person("p2"), samples.person("p3")], **samples.STAMP)
        people.update_person(work, samples.person("p2", "李四"), **samples.STAMP)
        people.update_person(work, samples.person("p2", "李五", insured_years=()), **samples.STAMP)
        people.add_filing(work, "p3", Filing("f9", "referral", samples.AT.date(), None, ""), **samples.STAMP)
        reference.save_institutions(work, [samples.HOSPITAL], **samples.STAMP)
        assert proof.compare(work) == ()


def test_a_file_of_the_first_version_is_noted_as_it_stands_then(database: Database, tmp_path: Path) -> None:
    with database.unit_of_work() as work:
        assert not proof.standing_due(work)
    older = database._session().connection
    unguarded(database)
    with database.unit_of_work() as work:
        work.execute("DELETE FROM audit")
        assert proof.standing_due(work), "opened once, and nothing done"
        audit.append(work, **samples.STAMP, action="person.add", subject="", after={"count": 1})
        assert proof.standing_due(work)
        audit.append(
            work, **samples.STAMP, action="file.upgraded", subject="", after={images.STANDING: images.standing(work)}
        )
        assert not proof.standing_due(work)
        assert proof.compare(work) == ()
    older.execute("UPDATE persons SET name = '别人'")
    with database.reading() as work:
        assert [one.table for one in proof.compare(work)] == ["persons"]


def test_a_second_standing_row_hides_nothing(database: Database) -> None:
    with database.unit_of_work() as work:
        note(work, images.Image("stations", "s1"), images.Image("operators", "o1"))
        work.execute("UPDATE operators SET role = '管理'")
        audit.append(
            work, **samples.STAMP, action="file.upgraded", subject="", after={images.STANDING: images.standing(work)}
        )
        assert [one.key for one in proof.compare(work)] == ["o1"]
