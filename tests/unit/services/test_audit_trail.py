"""The audit as one reads it: the check of chain and rows with its own row, and the list by person, slip, operator, day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.errors import UserError
from app.records.audit import AuditFilter
from app.records.people import Operator
from app.services.audit_trail import entries, subjects, verify_audit
from app.services.audit_words import ACTIONS
from app.services.desk import Desk
from app.services.people import note_search, open_person, unmask
from app.services.reverse import reverse
from app.services.slips import slip_pdf
from app.store import audit, people
from app.store.guards import GUARDS
from tests.helpers.forms import settled, stay
from tests.helpers.service_desk import BY_REVIEWER, CLERK, REVIEWER, STAMP, everybody


@pytest.fixture
def reader(desk: Desk) -> Desk:
    """The reviewer's desk on the same file."""
    return replace(desk, operator=REVIEWER)


def unguard(desk: Desk) -> None:
    connection = desk.database._session().connection
    for guard in GUARDS:
        for event in ("update", "delete"):
            connection.execute(f"DROP TRIGGER {guard.table}_no_{event}")
    connection.execute("PRAGMA foreign_keys = OFF")


def tampered(desk: Desk, sql: str) -> None:
    desk.database._session().connection.execute(sql)


def worked(desk: Desk) -> str:
    """A settlement, printed, reversed with a second person; its id."""
    done = settled(desk, stay("p1"))
    slip_pdf(desk, done.document_id)
    reverse(desk, "r1", done.document_id, "amount", "录错", BY_REVIEWER)
    return done.document_id


def test_a_desk_at_work_verifies_and_the_check_is_a_row_itself(desk: Desk, reader: Desk) -> None:
    worked(desk)
    open_person(desk, "p2")
    first = verify_audit(reader)
    assert (first.broken, first.findings, first.sound) == ("", (), True)
    again = verify_audit(reader, first.head)
    assert again.sound
    assert again.rows == first.rows + 1
    (line, *_) = entries(reader, AuditFilter(action="audit.verify"))
    assert (line.what, line.who) == ("核查审计记录", REVIEWER.name)
    assert '"findings": 0' in line.after


def test_what_differs_is_named(desk: Desk, reader: Desk) -> None:
    worked(desk)
    unguard(desk)
    tampered(desk, "UPDATE documents SET collect = collect + 1 WHERE kind = 'settlement'")
    tampered(desk, "UPDATE operators SET role = '管理' WHERE id = 'o1'")
    found = verify_audit(reader)
    assert found.broken == ""
    *rows, structure = found.findings
    assert [one.split("与")[0] for one in rows] == ["操作员“王秀英”", "单据“NM-01-2019-000001”"]
    assert structure.startswith("数据文件的结构被别的程序改动过")
    assert not found.sound


def test_the_first_broken_row_is_named_with_who_when_and_what(desk: Desk, reader: Desk) -> None:
    open_person(desk, "p2")
    with desk.database.reading() as work:
        last = audit.head(work).sequence
    unguard(desk)
    tampered(desk, f"UPDATE audit SET subject = 'p3' WHERE sequence = {last}")
    broken = verify_audit(reader).broken
    assert broken.startswith(f"审计记录第 {last} 行的内容被改动过。（记录上写的是：2019-11-22T10:")
    assert broken.endswith("，王秀英，查看参保人）")


def test_an_end_that_cannot_be_read_is_said_all_the_same(desk: Desk, reader: Desk) -> None:
    open_person(desk, "p2")
    unguard(desk)
    tampered(desk, "UPDATE audit SET hash = CAST(x'FF' AS TEXT) WHERE sequence = (SELECT max(sequence) FROM audit)")
    assert "内容被改动过" in verify_audit(reader).broken


def test_a_cut_tail_is_found_by_a_head_that_was_kept(desk: Desk, reader: Desk) -> None:
    kept = verify_audit(reader).head
    sequence, _, digest = kept.partition(":")
    unguard(desk)
    tampered(desk, f"DELETE FROM audit WHERE sequence >= {sequence}")
    assert verify_audit(reader).broken == ""
    assert "与留存的链尾不符" in verify_audit(reader, f"{sequence}:{digest[:16]}").broken


@pytest.mark.parametrize("head", ["x", "3", "3:abc", "-1:" + "a" * 64, "3:" + "g" * 64])
def test_a_head_that_is_none_is_refused(reader: Desk, head: str) -> None:
    with pytest.raises(UserError) as caught:
        verify_audit(reader, head)
    assert caught.value.code == "BAD_VALUE"


def test_progress_goes_to_the_end_and_may_end_the_check(desk: Desk, reader: Desk) -> None:
    told: list[int] = []
    verify_audit(reader, step=lambda done, total: told.append(done * 100 // total))
    assert told == sorted(told)
    assert told[-1] > 90

    def stop(done: int, total: int) -> None:
        raise InterruptedError(f"{done}/{total}")

    with pytest.raises(InterruptedError):
        verify_audit(reader, step=stop)


def test_a_clerk_may_not_read_the_audit(desk: Desk) -> None:
    for call in (lambda: verify_audit(desk), lambda: entries(desk, AuditFilter())):
        with pytest.raises(UserError) as caught:
            call()
        assert caught.value.code == "NOT_ALLOWED"


def test_the_list_by_person_slip_operator_day_and_action(desk: Desk, reader: Desk) -> None:
    slip = worked(desk)
    open_person(desk, "p2")
    of_person = [one.action for one in entries(reader, AuditFilter(person_id="p1"))]
    assert of_person == ["document.reverse", "slip.print", "case.settle"]
    of_slip = entries(reader, AuditFilter(document_id=slip))
    assert [(one.what, one.about) for one in of_slip] == [
        ("打印结算单", "NM-01-2019-000001"),
        ("结算", "NM-01-2019-000001"),
    ]
    assert "rows" not in of_slip[1].after
    assert {one.who for one in entries(reader, AuditFilter(operator_id=CLERK.id))} == {CLERK.name}
    assert entries(reader, AuditFilter(day=date(2019, 11, 21))) == ()
    assert len(entries(reader, AuditFilter(day=date(2019, 11, 22), action="person.open"))) == 1
    newest = entries(reader, AuditFilter(), limit=2)
    older = entries(reader, AuditFilter(), limit=2, before=newest[-1].sequence)
    assert [one.sequence for one in (*newest, *older)] == list(range(newest[0].sequence, newest[0].sequence - 4, -1))
    everything = entries(reader, AuditFilter())
    assert all(one.what == ACTIONS[one.action] for one in everything)
    assert {one.station for one in everything} == {"社保大厅 3 号窗"}


def test_a_whole_number_is_shown_for_a_reason_that_is_kept(desk: Desk, reader: Desk) -> None:
    one = next(person for person in everybody() if person.id == "p2")
    assert open_person(desk, "p2").masked_number != one.certificate_number
    assert unmask(desk, "p2", " 核对身份证原件 ") == one.certificate_number
    (line,) = entries(reader, AuditFilter(action="person.unmask"))
    assert (line.who, line.about, line.after) == (CLERK.name, "王秀兰", '{"why": "核对身份证原件"}')


def test_the_audit_keeps_no_whole_number(desk: Desk, reader: Desk) -> None:
    one = everybody()[0]
    note_search(desk, f" {one.certificate_number} {one.certificate_number[-4:]}", 1)
    with desk.database.unit_of_work() as work:
        people.update_person(work, replace(one, certificate_number="150525195603120021"), **STAMP)
    for line in entries(reader, AuditFilter()):
        assert one.certificate_number not in line.before + line.after
    (search,) = entries(reader, AuditFilter(action="person.search"))
    assert one.certificate_number[-4:] in search.after


@pytest.mark.parametrize(("why", "code"), [(" ", "MISSING"), ("一\n二", "BAD_VALUE"), ("字" * 101, "BAD_VALUE")])
def test_no_number_without_a_reason(desk: Desk, why: str, code: str) -> None:
    with pytest.raises(UserError) as caught:
        unmask(desk, "p2", why)
    assert (caught.value.code, caught.value.path) == (code, "why")


def test_who_was_stopped_sees_no_number(desk: Desk) -> None:
    stranger = replace(desk, operator=Operator("o9", "某人", "经办"))
    with pytest.raises(UserError) as caught:
        unmask(stranger, "p2", "核对")
    assert caught.value.code == "NOT_ALLOWED"


def test_slips_and_persons_for_what_was_typed(desk: Desk, reader: Desk) -> None:
    settled(desk, stay("p2"))
    assert [(one.words, one.is_person) for one in subjects(reader, "2019-000001")] == [("NM-01-2019-000001", False)]
    assert [(one.words, one.is_person) for one in subjects(reader, "wxl")] == [("王秀兰", True)] * 2
    assert subjects(reader, " ") == ()
    with pytest.raises(UserError, match="NOT_ALLOWED"):
        subjects(desk, "wxl")
