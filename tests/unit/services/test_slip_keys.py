"""The station's key: made when it is needed, signed by the hall here or by files, withdrawn for good."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path

import pytest

from app.errors import UserError
from app.exchange import sealed, signature, slip_code
from app.exchange.slip_code import SlipCode
from app.policy import Registry
from app.records.people import Operator
from app.services import slip_key_files as files
from app.services import slip_key_lists as lists
from app.services.approval_keys import accept_key, own_key, withdraw_key
from app.services.audit_trail import verify_audit
from app.services.day_changes import ACTIONS, told
from app.services.demo_keys import demonstration_chance, demonstration_hall
from app.services.desk import Desk
from app.services.rights import SOLE
from app.services.slip_key_signing import SlipKey, sign_own, slip_key_state, withdraw
from app.services.slip_keys import codes_fit
from app.store import slip_keys
from app.store.changes import SLIP_KEYS, changes
from app.store.schema_2 import CHANGES
from tests.helpers.forms import settled, stay
from tests.helpers.service_desk import MANAGER, desk_on
from tests.helpers.slip_keys import code_of, signed

LOST = {"since": "2019-11-20", "note": "电脑丢了"}


def _chance() -> Callable[[int], bytes]:
    """Another file's keys are others."""
    numbers = count(7)
    return lambda length: bytes((next(numbers) * 31 + at) % 256 for at in range(length))


@pytest.fixture
def hall(tmp_path: Path, confirmed_file: Path, registry: Registry) -> Iterator[Desk]:
    """The administrator at the hall, on the hall's own file."""
    path = tmp_path / "hall" / "desk.db"
    path.parent.mkdir()
    shutil.copy(confirmed_file, path)
    with desk_on(path, registry, prefix="0200") as made:
        station = replace(made.station, code="00", name="旗医保局大厅")
        yield replace(made, operator=MANAGER, station=station, chance=_chance())


@pytest.fixture
def manager(desk: Desk) -> Desk:
    """The administrator at the station."""
    return replace(desk, operator=MANAGER)


def read(text: str) -> SlipCode:
    found = slip_code.read(text)
    assert isinstance(found, SlipCode)
    return found


def current(desk: Desk) -> SlipKey:
    found = slip_key_state(desk).current
    assert found is not None
    return found


def refused(act: Callable[..., object], *arguments: object) -> str:
    with pytest.raises(UserError) as caught:
        act(*arguments)
    assert caught.value.message.endswith("。")
    return caught.value.code


def test_the_first_slip_makes_the_key_and_the_next_ones_use_it(desk: Desk) -> None:
    assert slip_key_state(desk).current is None
    first, second = (read(code_of(desk, settled(desk, stay(one)).document_id)) for one in ("p2", "p10"))
    assert first.public_key == second.public_key == current(desk).public_key
    assert (first.certificate, second.number) == ("", "NM-01-2019-000002")
    assert slip_code.is_signed(first)
    assert (current(desk).own, current(desk).known, current(desk).hall) == (True, False, "")
    assert verify_audit(replace(desk, operator=MANAGER), "").sound


def test_the_hall_signs_its_own_station_in_one_act(desk: Desk, manager: Desk) -> None:
    key = sign_own(manager)
    assert (key.prefix, key.hall, key.known, key.signed_on) == ("NM-01", desk.station.name, True, "2019-11-22")
    code = read(code_of(desk, settled(desk, stay()).document_id))
    assert slip_code.certified_by(code, [own_key(manager).public_key])
    assert refused(sign_own, manager) == "ALREADY_SIGNED"
    assert verify_audit(manager, "").sound


def test_an_older_slip_keeps_its_code(desk: Desk) -> None:
    done = settled(desk, stay())
    before = code_of(desk, done.document_id)
    signed(desk)
    assert code_of(desk, done.document_id) == before
    assert read(code_of(desk, settled(desk, stay("p10")).document_id)).certificate


def test_another_station_by_files(desk: Desk, manager: Desk, hall: Desk) -> None:
    request = files.export_request(manager)
    asked, fingerprint = files.read_request(hall, request)
    assert (asked.prefix, asked.station) == ("NM-01", desk.station.name)
    assert fingerprint == current(desk).fingerprint
    answer = files.sign_request(hall, request)
    assert json.loads(answer)["certificate"] == json.loads(files.sign_request(hall, request))["certificate"]
    assert (files.kind_of(manager, answer), files.kind_of(manager, request)) == (files.ANSWER, files.REQUEST)
    assert refused(files.import_answer, manager, answer) == "UNKNOWN_KEY"
    accept_key(manager, own_key(hall).public_key, "旗医保局大厅")
    files.import_answer(manager, answer)
    files.import_answer(manager, answer)  # once more changes nothing
    assert (current(desk).hall, current(desk).known) == ("旗医保局大厅", True)
    code = read(code_of(desk, settled(desk, stay()).document_id))
    assert slip_code.certified_by(code, [own_key(hall).public_key])
    assert files.hall_key_file(manager)[0].public_key == own_key(hall).public_key, "the hall's, not one of its own"
    (row,) = (one for one in slip_key_state(hall).keys if not one.own)
    assert (row.prefix, row.station, row.known) == ("NM-01", desk.station.name, True)
    withdraw_key(manager, own_key(hall).public_key)
    assert not current(desk).known
    for one in (manager, hall):
        assert verify_audit(one, "").sound


def test_an_answer_to_something_else_is_not_taken(desk: Desk, manager: Desk, hall: Desk) -> None:
    accept_key(manager, own_key(hall).public_key, "大厅")
    answer = files.sign_request(hall, files.export_request(manager))
    elsewhere = replace(manager, station=replace(desk.station, code="02"))
    assert refused(files.import_answer, elsewhere, answer) == "OTHER_STATION"
    withdraw(manager, current(manager).public_key, LOST)
    assert refused(files.import_answer, manager, answer) == "OTHER_KEY"
    assert refused(files.import_answer, manager, b"{}") == "NOT_AN_ANSWER"
    assert refused(files.kind_of, manager, b"{}") == "NOT_A_REQUEST"
    assert refused(files.read_request, hall, answer) == "NOT_A_REQUEST"


def test_a_withdrawn_key_never_signs_again(desk: Desk, manager: Desk) -> None:
    old = signed(desk)
    withdraw(manager, old.public_key, LOST)
    assert slip_key_state(desk).current is None
    new = read(code_of(desk, settled(desk, stay()).document_id))
    assert new.public_key != old.public_key
    assert new.certificate == "", "the hall has not signed the new one"
    withdrawn = next(one for one in slip_key_state(desk).keys if one.public_key == old.public_key)
    assert str(withdrawn.withdrawn) == "2019-11-20"
    assert refused(withdraw, manager, old.public_key, LOST) == "ALREADY_WITHDRAWN"
    assert refused(withdraw, manager, demonstration_hall(), LOST) == "NO_KEY"
    assert verify_audit(manager, "").sound


def test_the_halls_list_of_withdrawn_keys_counts_at_every_station(desk: Desk, manager: Desk, hall: Desk) -> None:
    assert refused(lists.export_withdrawals, hall) == "NOTHING_WITHDRAWN"
    files.sign_request(hall, files.export_request(manager))
    lost = current(manager).public_key
    withdraw(hall, lost, LOST)
    data = lists.export_withdrawals(hall)
    assert files.kind_of(manager, data) == files.WITHDRAWALS
    assert refused(lists.import_withdrawals, hall, data) == "OWN_LIST"
    assert refused(lists.import_withdrawals, manager, data) == "UNKNOWN_KEY"
    accept_key(manager, own_key(hall).public_key, "旗医保局大厅")
    sign_own(manager)  # another hall signed it here: this file's own, which alone may speak of it
    taken = lists.import_withdrawals(manager, data)
    assert (taken.fresh, taken.known, taken.others) == (0, 0, 1)
    assert current(desk).public_key == lost


def test_a_list_twice_changes_nothing_the_second_time(desk: Desk, manager: Desk, hall: Desk) -> None:
    accept_key(manager, own_key(hall).public_key, "旗医保局大厅")
    files.import_answer(manager, files.sign_request(hall, files.export_request(manager)))
    lost = current(manager).public_key
    withdraw(hall, lost, LOST)
    data = lists.export_withdrawals(hall)
    taken = lists.import_withdrawals(manager, data)
    assert (taken.hall, taken.fresh, taken.own) == ("旗医保局大厅", 1, True)
    assert "下一张结算单换上新密钥" in lists.told_words(taken)
    assert slip_key_state(desk).current is None
    again = lists.import_withdrawals(manager, data)
    assert (again.fresh, again.known, again.own) == (0, 1, False)
    with manager.database.reading() as work:
        assert slip_keys.withdrawals(work) == {lost: date(2019, 11, 20)}
        said = [one.what for one in told(changes(work, desk.station.id, date(2019, 11, 22), None))]
    mark = signature.fingerprint(lost)
    assert said[-2:] == [
        f"读入大厅签名的结算单密钥 NM-01，指纹 {mark}",
        f"按大厅清单停用结算单密钥 NM-01，指纹 {mark}，从 2019-11-20 起（电脑丢了）",
    ]
    assert f"生成结算单密钥 NM-01，指纹 {mark}" in said
    for one in (manager, hall):
        assert verify_audit(one, "").sound


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"hall": "别处"}, "BAD_SIGNATURE"),
        ({"signature": "x"}, "BAD_VALUE"),
        ({"keys": []}, "BAD_SIGNATURE"),
        ({"more": 1}, "BAD_VALUE"),
        ({"version": 2}, "NEWER_FORMAT"),
        ({"format": "x"}, "NOT_A_LIST"),
    ],
)
def test_a_list_that_was_touched_is_refused(manager: Desk, hall: Desk, change: dict[str, object], code: str) -> None:
    files.sign_request(hall, files.export_request(manager))
    withdraw(hall, current(manager).public_key, LOST)
    root = {**json.loads(lists.export_withdrawals(hall)), **change}
    assert refused(lists.import_withdrawals, manager, json.dumps(root, ensure_ascii=False).encode()) == code


def test_the_days_sheet_tells_every_change_that_is_looked_for() -> None:
    named = set(re.findall(r"'([a-z_]+[.][a-z_]+)'", f"{CHANGES} {SLIP_KEYS}"))
    assert named == set(ACTIONS)


@pytest.mark.parametrize("wrong", [{"since": "2019-11-23"}, {"since": ""}, {"note": " "}, {"note": "x" * 101}])
def test_what_is_asked_of_a_withdrawal(desk: Desk, manager: Desk, wrong: dict[str, str]) -> None:
    key = signed(desk)
    refused(withdraw, manager, key.public_key, {**LOST, **wrong})
    assert current(desk).withdrawn is None


def test_the_hall_signs_no_key_that_it_withdrew(manager: Desk, hall: Desk) -> None:
    request = files.export_request(manager)
    files.sign_request(hall, request)
    withdraw(hall, files.read_request(hall, request)[0].public_key, LOST)
    assert refused(files.sign_request, hall, request) == "KEY_WITHDRAWN"


def test_the_halls_public_key_on_file_and_paper(desk: Desk, manager: Desk) -> None:
    assert refused(files.hall_key_file, desk) == "NO_HALL"
    key, data = files.hall_key_file(manager)
    assert files.read_hall_keys(data) == (key.public_key,) == (own_key(manager).public_key,)
    assert signature.fingerprint(key.public_key) == key.fingerprint
    assert files.hall_key_file(desk) == (key, data), "a clerk may hand it out once it is there"
    assert files.hall_key_paper(desk).pdf.startswith(b"%PDF")


def test_one_who_works_alone_cannot_be_his_own_hall(desk: Desk) -> None:
    alone = replace(desk, operator=Operator(desk.operator.id, desk.operator.name, SOLE))
    assert refused(sign_own, alone) == "NOT_ALLOWED"


def test_the_demonstrations_keys_are_everybodys(desk: Desk, manager: Desk) -> None:
    chance = demonstration_chance()
    assert signature.public_of(chance(32)) == demonstration_hall()
    assert chance(32) != demonstration_chance()(32)
    formal = replace(manager, station=replace(desk.station, demonstration=False))
    assert refused(accept_key, formal, demonstration_hall(), "演示") == "DEMONSTRATION_KEY"
    accept_key(manager, demonstration_hall(), "演示")


def test_codes_of_a_station_that_fit_no_code(desk: Desk) -> None:
    assert codes_fit(desk.station)
    for area_code, code in (("奈", "01"), ("NM", "a"), ("NM", ""), ("N-M", "01"), ("NM", "1" * 9)):
        assert not codes_fit(replace(desk.station, area_code=area_code, code=code))


def test_a_request_that_was_touched(manager: Desk, hall: Desk) -> None:
    content = json.loads(files.export_request(manager))
    assert refused(files.sign_request, hall, sealed.write({**content, "prefix": "NM-09"})) == "BAD_SIGNATURE"
