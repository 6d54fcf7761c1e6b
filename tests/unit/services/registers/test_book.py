"""Entries of every register: read strictly, versioned, moved, withdrawn, audited; nothing is changed or removed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from app.errors import InvariantError, UserError
from app.records.fields import Field
from app.records.register_list import BY_CODE, REGISTERS
from app.records.registers import WITHDRAWN, Entry, Register
from app.services.audit_trail import verify_audit
from app.services.desk import Desk
from app.services.registers import book, own_settings
from app.store import audit, people
from tests.helpers.service_desk import AUDITOR, MANAGER, STAMP

APPEAL = {"who": "王秀兰", "way": "visit", "on": "2019-11-20", "what": "住院费没有报"}


def typed_of(field: Field) -> str:
    """Something that a field takes."""
    match field.kind:
        case "choice":
            return next(iter(field.choices))
        case "day":
            return "2019-11-20"
        case "money":
            return "12.50"
        case "count":
            return "3"
        case "rate":
            return "0.10"
        case "person":
            return "p2"
        case "institution":
            return "h6"
        case _:
            return "2019-10" if field.key == "month" else "甲"


def texts_of(register: Register) -> dict[str, str]:
    return {one.key: typed_of(one) for one in register.fields}


@pytest.mark.parametrize("register", REGISTERS, ids=[one.code for one in REGISTERS])
def test_every_register_takes_an_entry_and_gives_it_back_as_it_was_typed(desk: Desk, register: Register) -> None:
    entry = book.add(desk, register.code, texts_of(register))
    assert book.listed(desk, register.code) == (entry,)
    assert book.texts_of(entry) == {one.key: typed_of(one) for one in register.changeable}
    assert entry.about.name == ("王秀兰" if register.about_person else "")
    for at, state in enumerate(register.states):
        if state.code != entry.state:
            entry = book.move(desk, entry.id, entry.version, state.code, f"第 {at} 步")
    withdrawn = book.withdraw(desk, entry.id, entry.version, "重复登记")
    assert withdrawn.state == WITHDRAWN
    assert book.listed(desk, register.code) == ()
    assert book.listed(desk, register.code, states=(WITHDRAWN,)) == (withdrawn,)
    acts = [one.act for one in reversed(book.history(desk, entry.id))]
    assert acts == ["add", *["move"] * (len(acts) - 2), "withdraw"]
    assert verify_audit(replace(desk, operator=MANAGER)).findings == ()


@pytest.mark.parametrize("register", REGISTERS, ids=[one.code for one in REGISTERS])
def test_a_required_field_that_is_empty_is_named(desk: Desk, register: Register) -> None:
    for field in register.fields:
        if field.required:
            with pytest.raises(UserError) as told:
                book.add(desk, register.code, {**texts_of(register), field.key: ""})
            assert told.value.path == field.key
    assert book.listed(desk, register.code) == ()


def test_a_change_is_a_further_version_and_the_audit_tells_both(desk: Desk) -> None:
    entry = book.add(desk, "appeals", APPEAL)
    assert (entry.version, entry.state) == (1, "s1")
    changed = book.change(desk, entry.id, 1, {**APPEAL, "phone": "0475-1"})
    assert (changed.version, changed.values["phone"]) == (2, "0475-1")
    assert book.change(desk, entry.id, 2, {**APPEAL, "phone": "0475-1"}) == changed
    assert [one.values["phone"] for one in book.history(desk, entry.id)] == ["0475-1", None]
    with desk.database.reading() as work:
        rows = audit.of_subject(work, entry.id)
    assert [row.action for row in rows] == ["register.add", "register.change"]
    assert json.loads(rows[1].after or "")["电话"] == "0475-1"
    assert "电话" not in json.loads(rows[1].before or "")


def test_what_another_window_changed_meanwhile_is_not_overwritten(desk: Desk) -> None:
    entry = book.add(desk, "appeals", APPEAL)
    book.move(desk, entry.id, 1, "s2")
    attempts: tuple[Callable[[], object], ...] = (
        lambda: book.change(desk, entry.id, 1, APPEAL),
        lambda: book.move(desk, entry.id, 1, "s3"),
        lambda: book.withdraw(desk, entry.id, 1, "错了"),
    )
    for attempt in attempts:
        with pytest.raises(UserError, match="刚刚由王秀英改过"):
            attempt()
    assert book.entry_of(desk, entry.id).version == 2


def test_what_was_withdrawn_stays_so(desk: Desk) -> None:
    entry = book.add(desk, "appeals", APPEAL)
    with pytest.raises(UserError) as told:
        book.withdraw(desk, entry.id, 1, " ")
    assert told.value.path == "why"
    book.withdraw(desk, entry.id, 1, "登记错了人")
    with pytest.raises(UserError, match="已经撤销"):
        book.change(desk, entry.id, 2, APPEAL)
    with pytest.raises(UserError, match="没有找到"):
        book.entry_of(desk, "nothing")


@pytest.mark.parametrize(
    ("code", "key", "typed", "says"),
    [
        ("appeals", "on", "2019-11-23", "晚于今天"),
        ("appeals", "on", "2019-02-30", "没有这一天"),
        ("appeals", "way", "walk", "请从"),
        ("appeals", "what", "一\n二", "换行"),
        ("appeals", "what", "长" * 301, "最多 300"),
        ("problems", "person", "p99", "没有找到"),
        ("clinic_fees", "institution", "h99", "没有找到"),
        ("clinic_fees", "hospital", "h99", "没有找到"),
        ("clinic_fees", "month", "2019-13", "写法不对"),
        ("clinic_fees", "month", "2019Q1", "要填一个月"),
        ("clinic_fees", "visits", "3.5", "整数"),
        ("aid", "within", "1,5", "两位小数"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field(desk: Desk, code: str, key: str, typed: str, says: str) -> None:
    with pytest.raises(UserError, match=says) as told:
        book.add(desk, code, {**texts_of(BY_CODE[code]), key: typed})
    assert told.value.path == key
    assert book.listed(desk, code) == ()


def test_one_of_several_is_needed(desk: Desk) -> None:
    aid = texts_of(BY_CODE["aid"])
    with pytest.raises(UserError, match="至少填一项") as told:
        book.add(desk, "aid", {**aid, "within": "", "beyond": ""})
    assert told.value.path == "within"
    assert book.add(desk, "aid", {**aid, "within": ""}).values["beyond"] == 1250


def test_the_same_is_not_entered_twice_unless_it_was_withdrawn(desk: Desk) -> None:
    fees = texts_of(BY_CODE["clinic_fees"])
    first = book.add(desk, "clinic_fees", fees)
    with pytest.raises(UserError, match="已经登记过"):
        book.add(desk, "clinic_fees", fees)
    other = book.add(desk, "clinic_fees", {**fees, "month": "2019-09"})
    book.add(desk, "clinic_fees", {**fees, "institution": "h3"})
    with pytest.raises(UserError, match="已经登记过"):
        book.change(desk, other.id, 1, fees)
    book.withdraw(desk, first.id, 1, "人次报错")
    again = book.add(desk, "clinic_fees", fees)
    amount, granted, handed = BY_CODE["clinic_fees"].products
    assert [book.product_of(again, one) for one in (amount, granted, handed)] == [3 * 1250, None, None]
    paid = book.move(desk, again.id, 1, "s3")
    assert [book.product_of(paid, one) for one in (amount, granted, handed)] == [3 * 1250, 3 * 1250, None]


def _state(entry: Entry) -> str:
    return BY_CODE[entry.register].state(entry.state).word


def test_an_entry_begins_as_done_where_nothing_has_to_be_waited_for(desk: Desk) -> None:
    problems = texts_of(BY_CODE["problems"])
    assert _state(book.add(desk, "problems", problems)) == "待解决"
    assert _state(book.add(desk, "problems", {**problems, "open": ""})) == "已解决"
    given = texts_of(BY_CODE["handed_out"])
    assert _state(book.add(desk, "handed_out", given)) == "已签收"
    unsigned = book.add(desk, "handed_out", {**given, "edition": "乙", "signed_by": ""})
    assert _state(unsigned) == "未签收"
    assert _state(book.change(desk, unsigned.id, 1, {**given, "edition": "乙"})) == "已签收"


def test_a_deadline_comes_from_a_field_or_from_workdays_that_the_place_set(desk: Desk) -> None:
    matter = book.add(desk, "matters", {**texts_of(BY_CODE["matters"]), "due": "2019-12-01", "sent": ""})
    assert str(matter.due) == "2019-12-01"
    assert book.add(desk, "appeals", APPEAL).due is None
    own_settings.set_own_settings(replace(desk, operator=MANAGER), {"appeal_workdays": "5"})
    assert str(book.add(desk, "appeals", APPEAL).due) == "2019-11-27"


def test_rows_of_the_registers_can_t_be_changed_or_removed(desk: Desk) -> None:
    book.add(desk, "appeals", APPEAL)
    for statement in (
        "UPDATE register_entries SET register = 'aid'",
        "DELETE FROM register_entries",
        "UPDATE register_versions SET state = 's3'",
        "DELETE FROM register_versions",
        "INSERT OR REPLACE INTO register_versions SELECT * FROM register_versions",
    ):
        with pytest.raises(InvariantError, match="台账登记"), desk.database.unit_of_work() as work:
            work.execute(statement)


def test_an_auditor_reads_and_writes_nothing(desk: Desk) -> None:
    book.add(desk, "appeals", APPEAL)
    auditor = replace(desk, operator=AUDITOR)
    assert len(book.listed(auditor, "appeals")) == 1
    with pytest.raises(UserError, match="登记台账"):
        book.add(auditor, "appeals", APPEAL)


def test_a_merged_person_keeps_the_entries(desk: Desk) -> None:
    entry = book.add(desk, "problems", {**texts_of(BY_CODE["problems"]), "person": "p3"})
    with desk.database.unit_of_work() as work:
        people.add_alias(work, "p3", "p2", reason="同一人", **STAMP)
    assert book.entry_of(desk, entry.id).about.person_id == "p2"
    assert [one.id for one in book.listed(desk, "problems", person_id="p2")] == [entry.id]
    assert book.listed(desk, "problems", person_id="p5") == ()
