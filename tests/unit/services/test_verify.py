"""Whether a slip is genuine: each verdict, with and without the ledger, and that it is written down who asked."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.policy import Registry
from app.records import verdict as states
from app.records.audit import AuditFilter
from app.records.verdict import HEADLINES, STOPS, Verdict
from app.services import demo_keys
from app.services.adjust import Moves, adjust
from app.services.approval_keys import accept_key, own_key, withdraw_key
from app.services.audit_trail import entries, verify_audit
from app.services.desk import Desk
from app.services.later import later
from app.services.resettle import resettle
from app.services.reverse import reverse
from app.services.slip_key_signing import sign_own, slip_key_state, withdraw
from app.services.slip_keys import qr_payload
from app.services.verify import Trust, is_whole, look_up, verify
from tests.helpers.forms import settled, stay
from tests.helpers.service_desk import BY_MANAGER, MANAGER, desk_on
from tests.helpers.slip_keys import altered, code_of, signed

NOWHERE = Trust(())


@pytest.fixture
def other(tmp_path: Path, confirmed_file: Path, registry: Registry) -> Iterator[Desk]:
    """The window NM-02 on a file of its own, with the same keys by chance and other slips."""
    path = tmp_path / "other" / "desk.db"
    path.parent.mkdir()
    shutil.copy(confirmed_file, path)
    with desk_on(path, registry, prefix="0201") as made:
        yield replace(made, station=replace(made.station, code="02", name="2 号窗"))


@pytest.fixture
def hall(desk: Desk) -> str:
    """The station's key is signed; the hall's public key."""
    signed(desk)
    return own_key(replace(desk, operator=MANAGER)).public_key


def slip(desk: Desk, person: str = "p2") -> tuple[str, str]:
    """A slip: its id and its code."""
    done = settled(desk, stay(person))
    return done.document_id, code_of(desk, done.document_id)


def back(desk: Desk, document_id: str) -> str:
    return reverse(desk, desk.new_id(), document_id, "amount", "金额录错", BY_MANAGER).number


def state(found: Verdict) -> str:
    assert found.sentences
    assert all(one.endswith("。") for one in found.sentences)
    assert found.headline
    return found.state


def test_genuine_by_the_halls_key_alone(desk: Desk, hall: str) -> None:
    _, code = slip(desk)
    found = verify(f"{code}\r\n", Trust([hall]))
    assert (state(found), found.genuine) == (states.GENUINE, True)
    assert (found.number, found.person_pays, found.document) == ("NM-01-2019-000001", 347500, None)
    assert state(verify(code, NOWHERE)) == states.UNKNOWN_HALL
    assert state(verify(code, Trust([demo_keys.demonstration_hall()]))) == states.UNKNOWN_HALL


def test_without_the_halls_signature_it_says_so(desk: Desk) -> None:
    _, code = slip(desk)
    found = verify(code, NOWHERE)
    assert (state(found), found.genuine) == (states.UNSIGNED, False)
    found = look_up(desk, code)
    assert (state(found), found.genuine) == (states.AGREES, True)
    assert "大厅签名" in found.sentences[0]


@pytest.mark.parametrize(("part", "at"), [(1, 16), (1, 9), (2, 0), (2, 4), (3, 7), (5, 9), (6, 30)])
def test_a_changed_digit_is_found(desk: Desk, hall: str, part: int, at: int) -> None:
    _, code = slip(desk)
    for found in (verify(altered(code, part, at), Trust([hall])), look_up(desk, altered(code, part, at))):
        assert state(found) == states.CHANGED
        assert not found.genuine


def test_the_ledger_says_what_stands_there(desk: Desk, hall: str) -> None:
    document_id, code = slip(desk)
    found = look_up(desk, code)
    assert (state(found), found.sentences[1]) == (states.GENUINE, "与本机台账一致。")
    assert found.document is not None
    assert (found.document.id, found.person) == (document_id, "王秀兰 1505••••••••0043")
    found = look_up(desk, altered(code, 2, 0))
    assert (state(found), found.person_pays) == (states.CHANGED, 447500 if code.split("+")[2][0] == "3" else 347500)
    assert "3,475.00" in found.sentences[1]


def test_a_reversed_slip_says_so_and_what_took_its_place(desk: Desk, hall: str) -> None:
    document_id, code = slip(desk)
    number = back(desk, document_id)
    found = look_up(desk, code)
    assert (state(found), found.genuine) == (states.REVERSED, False)
    assert f"冲红单 {number}" in found.sentences[0]
    assert verify(code, Trust([hall])).genuine, "without the ledger nobody can know"
    again = settled(desk, stay(), resettle(desk, document_id))
    assert f"已由 {again.number} 重新结算" in look_up(desk, code).sentences[0]
    counter = look_up(desk, number)
    assert counter.state == states.NUMBER
    assert any("这是冲红单" in one for one in counter.sentences)


def test_a_slip_that_was_adjusted_since(desk: Desk, hall: str) -> None:
    first = settled(desk, stay("p1", admitted="2019-03-01", discharged="2019-03-09"))
    second = settled(desk, stay("p1"))
    back(desk, first.document_id)
    seen = [one for one in later(desk, "p1", 2019) if one.flagged]
    assert seen
    adjusted = adjust(desk, desk.new_id(), "p1", 2019, seen, Moves(), BY_MANAGER)
    code = code_of(desk, second.document_id)
    found = look_up(desk, code)
    assert (state(found), found.genuine) == (states.GENUINE, True)
    assert adjusted.documents[0].number in found.sentences[-1]
    difference = look_up(desk, code_of(desk, adjusted.documents[0].id))
    assert difference.genuine
    assert "这是差额单" in difference.sentences[-1]


def test_another_stations_slip_is_not_in_this_ledger(desk: Desk, other: Desk, hall: str) -> None:
    signed(other)
    _, code = slip(other)
    found = look_up(desk, code, [own_key(replace(other, operator=MANAGER)).public_key])
    assert (state(found), found.genuine, found.document) == (states.GENUINE, True, None)
    assert "NM-02" in found.sentences[-1]
    assert state(look_up(desk, "NM-02-2019-000001")) == states.MISSING


def test_our_own_number_that_the_ledger_lacks(desk: Desk, hall: str) -> None:
    with desk.database.unit_of_work() as work:
        code = qr_payload(desk, work, "NM-01-2019-000009", 100, "ab" * 32)
    assert verify(code, Trust([hall])).genuine
    assert state(look_up(desk, code)) == states.MISSING
    assert state(look_up(desk, altered(code, 2, 0))) == states.CHANGED
    assert state(look_up(desk, "NM-01-2019-000009")) == states.MISSING


def test_a_genuine_signature_over_another_amount_differs_from_the_ledger(desk: Desk, hall: str) -> None:
    _, code = slip(desk)
    with desk.database.unit_of_work() as work:
        forged = qr_payload(desk, work, "NM-01-2019-000001", 100, "ab" * 32)
        same_amount = qr_payload(desk, work, "NM-01-2019-000001", 347500, "ab" * 32)
    found = look_up(desk, forged)
    assert state(found) == states.DIFFERS
    assert "3,475.00" in found.sentences[0]
    assert "1.00" in found.sentences[0]
    assert state(look_up(desk, same_amount)) == states.DIFFERS
    assert look_up(desk, code).genuine


def test_a_withdrawn_key_counts_in_its_own_ledger_alone(desk: Desk, hall: str) -> None:
    manager = replace(desk, operator=MANAGER)
    _, code = slip(desk)
    key = code.split("+")[4]
    withdraw(manager, _public(desk), {"since": "2019-11-20", "note": "电脑丢了"})
    found = verify(code, Trust([hall], {_withdrawn(desk): date(2019, 11, 20)}))
    assert (state(found), found.genuine) == (states.WITHDRAWN, False)
    assert "2019-11-20" in found.sentences[0]
    found = look_up(desk, code)
    assert (state(found), found.genuine) == (states.AGREES, True)
    assert "停用" in found.sentences[0]
    assert key not in slip(desk, "p10")[1]


def _public(desk: Desk) -> str:
    found = slip_key_state(desk).current
    assert found is not None
    return found.public_key


def _withdrawn(desk: Desk) -> str:
    return next(one.public_key for one in slip_key_state(desk).keys if one.withdrawn)


def test_a_hall_that_was_withdrawn_is_unknown(desk: Desk, other: Desk) -> None:
    manager = replace(desk, operator=MANAGER)
    signed(other)
    hall = own_key(replace(other, operator=MANAGER, chance=bytes)).public_key
    _, code = slip(other)
    accept_key(manager, hall, "2 号窗的大厅")
    assert look_up(desk, code).genuine
    withdraw_key(manager, hall)
    assert state(look_up(desk, code)) == states.UNKNOWN_HALL


def test_an_old_code_is_told_honestly(desk: Desk) -> None:
    done = settled(desk, stay())
    with desk.database.reading() as work:
        digest = work.value("SELECT facts_digest FROM documents WHERE id = ?", (done.document_id,))
    old = f"YZJ1|{done.number}|347500|{digest[:16]}"
    found = verify(old, NOWHERE)
    assert (state(found), found.genuine) == (states.OLD, False)
    assert found.sentences[0].startswith("旧版二维码：只能与本机台账核对")
    assert state(look_up(desk, old.replace("01-2019", "02-2019"))) == states.OLD
    # What this ledger stored is not of the old version: the old text is not what was printed.
    assert state(look_up(desk, old)) == states.DIFFERS
    connection = desk.database._session().connection
    connection.execute("DROP TRIGGER documents_no_update")
    connection.execute("UPDATE documents SET qr_payload = ?", (old,))
    found = look_up(desk, old)
    assert (state(found), found.genuine) == (states.AGREES, True)
    assert found.sentences[0].startswith("旧版二维码：只能与本机台账核对")
    assert state(look_up(desk, old.replace("347500", "47500"))) == states.DIFFERS


def test_a_demonstration_slip_is_none_in_a_formal_file(desk: Desk) -> None:
    sign_own(replace(desk, operator=MANAGER, chance=demo_keys.demonstration_chance()))
    _, code = slip(desk)
    found = look_up(desk, code)
    assert (state(found), found.demonstration) == (states.GENUINE, True)
    assert "演示" in found.headline
    alone = verify(code, Trust([demo_keys.demonstration_hall()]))
    assert (alone.genuine, "演示" in alone.headline) == (True, True)
    formal = replace(desk, station=replace(desk.station, demonstration=False))
    for found in (verify(code, NOWHERE), look_up(formal, code)):
        assert (state(found), found.genuine) == (states.DEMONSTRATION, False)
        assert found.document is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", states.NOT_OURS),
        ("=1+1", states.NOT_OURS),
        ("YZJ9+x", states.NEWER),
        ("YZJ2+X", states.UNREAD),
        ("yzj2+x", states.KEYBOARD),
        ("ＹＺＪ２＋", states.KEYBOARD),
        ("nm-01-2019-000001", states.NUMBER),
    ],
)
def test_what_cannot_be_read_is_a_verdict_too(text: str, wanted: str) -> None:
    found = verify(text, NOWHERE)
    assert (state(found), found.genuine) == (wanted, False)
    assert not is_whole(text)


def test_a_typed_number_says_that_the_paper_was_not_checked(desk: Desk) -> None:
    document_id, _ = slip(desk)
    found = look_up(desk, "nm-01-2019-000001 ")
    assert (state(found), found.genuine) == (states.NUMBER, False)
    assert "纸没有核对" in found.sentences[0]
    assert found.document is not None
    back(desk, document_id)
    found = look_up(desk, "NM-01-2019-000001")
    assert state(found) == states.REVERSED
    assert "纸没有核对" in found.sentences[1]


def test_look_ups_are_written_down(desk: Desk, hall: str) -> None:
    manager = replace(desk, operator=MANAGER)
    _, code = slip(desk)
    look_up(desk, code)
    look_up(desk, altered(code, 2, 0))
    look_up(desk, "http://example.com")
    rows = entries(manager, AuditFilter(action="slip.verify"))
    assert len(rows) == 2
    assert all("NM-01-2019-000001" in str(one) for one in rows)
    assert any("内容被改过" in one.after for one in rows)
    assert all("YZJ2" not in str(one) for one in rows), "no code stands in the audit"
    assert verify_audit(manager, "").sound


def test_every_state_has_its_words() -> None:
    names = {value for name, value in vars(states).items() if name.isupper() and isinstance(value, str)}
    assert names == set(HEADLINES)
    assert set(HEADLINES) > STOPS
    assert not STOPS & {states.GENUINE, states.AGREES}
