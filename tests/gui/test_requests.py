"""Requests to reverse by keyboard: filed, answered here, taken back; and by files to the hall and back."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.exchange import signature
from app.records.identity_number import masked
from app.records.settings import SettingsForm
from app.services.approval_keys import accept_key, accepted_keys
from app.services.approval_requests import request_reversal, requests
from app.services.desk import Desk
from app.services.operators import stop_operator
from app.services.reverse import reverse
from app.services.settings import change_settings
from app.services.slips import settled_today
from app.ui.screens.approval_keys import ApprovalKeysPage
from app.ui.screens.preview import PreviewPage
from app.ui.screens.request_file import RequestFilePage
from app.ui.screens.requests import RequestsPage
from app.ui.screens.reversal import ReversalPage
from tests.helpers.forms import settled, stay
from tests.helpers.hands import CTRL, ENTER, ESC, Hands
from tests.helpers.service_desk import BY_REVIEWER, MANAGER, REVIEWER
from tests.helpers.small_desk import everybody, small_desk

Key = Qt.Key
NUMBER = next(one.certificate_number for one in everybody() if one.id == "p2")
Open = Callable[[Desk], Hands]


def _chance(length: int) -> bytes:
    """Another file's key is another one."""
    return bytes(range(7, 7 + length))


@pytest.fixture
def hall(tmp_path: Path, small_file: Path) -> Iterator[Desk]:
    """The hall's reviewer on the hall's own file."""
    path = tmp_path / "hall" / "desk.db"
    path.parent.mkdir()
    shutil.copy(small_file, path)
    with small_desk(path) as made:
        station = replace(made.station, name="旗医保局大厅")
        yield replace(made, operator=REVIEWER, station=station, chance=_chance)


def _asked(desk: Desk) -> str:
    """A slip whose reversal was asked for; the id of the request."""
    done = settled(desk, stay("p2"))
    return request_reversal(desk, done.document_id, "amount", "").id


def _page(hands: Hands) -> RequestsPage:
    hands.window.pages.requests.open()
    hands.wait()
    page = hands.window.overlay.page
    assert isinstance(page, RequestsPage)
    return page


def _file_request(hands: Hands) -> None:
    """From the list of slips to the request, by keyboard."""
    hands.window.pages.slips.open_today()
    hands.wait()
    hands.press(Key.Key_R, modifier=CTRL)
    hands.wait()
    assert isinstance(hands.window.overlay.page, ReversalPage)
    hands.type("1")
    hands.press(Key.Key_T, modifier=CTRL)
    hands.wait()


def _path(hands: Hands, path: Path) -> None:
    assert hands.where == "path"
    hands.press(Key.Key_A, modifier=CTRL)
    hands.enter(str(path))
    hands.wait()


def test_a_request_is_filed_and_taken_back(hands: Hands, desk: Desk) -> None:
    change_settings(replace(desk, operator=MANAGER), SettingsForm("0.00", "10", "50", ""))
    settled(desk, stay("p2"))
    _file_request(hands)
    assert "已提交，等待复核" in hands.window.notice.text
    hands.press(ENTER)
    page = _page(hands)
    (row,) = page.list.rows()
    assert row.name == "冲红 NM-01-2019-000001"
    label = page.findChild(QLabel, "may_not")
    assert isinstance(label, QLabel)
    assert "您自己提的" in label.text()
    assert page.answer.isHidden()
    hands.press(Key.Key_G, modifier=CTRL)  # not one's own
    assert page.answer.confirm.text == ""
    hands.press(Key.Key_Delete)
    assert "撤回“冲红 NM-01-2019-000001”" in page.withdraw.text
    hands.press(ESC)
    assert hands.focus is page.list.view
    hands.press(Key.Key_Delete, ENTER)
    hands.wait()
    assert "已撤回" in hands.window.notice.text
    assert requests(desk) == ()
    assert not _page(hands).list.rows()
    assert len(settled_today(desk)) == 1


def test_a_refusal_stays_beside_the_reason(hands: Hands, desk: Desk) -> None:
    change_settings(replace(desk, operator=MANAGER), SettingsForm("0.00", "10", "50", ""))
    _asked(desk)
    _file_request(hands)
    page = hands.window.overlay.page
    assert isinstance(page, ReversalPage)
    assert "已有一份申请" in page.note.message.full_text()


def test_a_second_person_approves_in_place(open_window: Open, desk: Desk) -> None:
    _asked(desk)
    hands = open_window(replace(desk, operator=REVIEWER))
    page = _page(hands)
    assert hands.focus is page.list.view
    hands.press(ENTER)
    hands.wait()
    assert isinstance(hands.window.overlay.page, PreviewPage)  # the slip itself
    hands.press(ESC)
    page = _page(hands)
    hands.press(Key.Key_B, modifier=CTRL)
    assert "不批准" in page.answer.confirm.text
    hands.press(ESC)
    assert hands.focus is page.list.view
    hands.press(Key.Key_Tab)
    while hands.where != "answer.note.editor":
        hands.press(Key.Key_Tab)
    hands.type("看过原件")
    hands.press(Key.Key_G, modifier=CTRL)
    assert "批准冲红 NM-01-2019-000001（王秀兰" in page.answer.confirm.text
    hands.press(ENTER, ENTER)
    hands.wait()
    reversal, original = settled_today(desk)
    assert reversal.reverses == original.number
    assert "已冲红 NM-01-2019-000001" in hands.window.notice.text
    hands.press(ENTER)
    hands.wait()
    assert isinstance(hands.window.overlay.page, PreviewPage)


def test_a_second_person_says_no(open_window: Open, desk: Desk) -> None:
    _asked(desk)
    hands = open_window(replace(desk, operator=MANAGER))
    _page(hands)
    hands.press(Key.Key_B, modifier=CTRL)
    hands.press(ENTER)
    hands.wait()
    assert "没有批准" in hands.window.notice.text
    assert len(settled_today(desk)) == 1
    assert requests(desk) == ()


def _accept_the_halls_key(open_window: Open, desk: Desk, hall: Desk, folder: Path) -> None:
    """The hall exports its public key, the clinic's manager reads and accepts it."""
    at_hall = open_window(hall)
    at_hall.window.pages.approval_keys.open()
    at_hall.wait()
    page = at_hall.window.overlay.page
    assert isinstance(page, ApprovalKeysPage)
    shown = page.findChild(QLabel, "fingerprint")
    assert isinstance(shown, QLabel)
    at_hall.press(Key.Key_S, modifier=CTRL)
    _path(at_hall, folder / "key.txt")
    assert "已存为" in page.told
    manager = open_window(replace(desk, operator=MANAGER))
    manager.window.pages.approval_keys.open()
    manager.wait()
    page = manager.window.overlay.page
    assert isinstance(page, ApprovalKeysPage)
    manager.enter("not a key", "大厅")
    manager.press(ENTER)
    manager.wait()
    assert "不是一个完整的大厅公钥" in page.form.fields["public_key"].message.full_text()
    manager.press(Key.Key_O, modifier=CTRL)
    _path(manager, folder / "key.txt")
    assert manager.where == "name.editor"
    manager.press(ENTER)
    if not page.confirm.text:
        manager.press(ENTER)
    manager.wait()
    assert shown.text() in page.confirm.text
    manager.press(ENTER)
    manager.wait()
    page = manager.window.overlay.page
    assert isinstance(page, ApprovalKeysPage)
    assert [one.fingerprint for one in page.list.rows()] == [shown.text()]
    manager.press(ESC)


def _export(hands: Hands, folder: Path) -> Path:
    """The answer “导出申请文件” of the line, and where it goes."""
    hands.press(Key.Key_Right, ENTER)
    hands.wait()
    page = hands.window.overlay.page
    assert isinstance(page, RequestsPage)
    _path(hands, folder / "request.json")
    assert "已存为" in page.told
    hands.press(ESC)
    return folder / "request.json"


def _sign(open_window: Open, hall: Desk, file: Path, approve: Qt.Key) -> str:
    """At the hall: the file is read, its facts are seen, it is answered; what the page says."""
    at_hall = open_window(hall)
    _page(at_hall)
    at_hall.press(Key.Key_O, modifier=CTRL)
    _path(at_hall, file)
    page = at_hall.window.overlay.page
    assert isinstance(page, RequestFilePage)
    words = [label.text() for label in page.findChildren(QLabel)]
    assert {"NM-01-2019-000001", "10,000.00", "社保大厅 3 号窗"} <= set(words)
    assert any(text.startswith("王秀兰 ") and masked(NUMBER) in text and NUMBER not in text for text in words)
    at_hall.type("同意")
    at_hall.press(approve, modifier=CTRL)
    at_hall.press(ENTER, ENTER)
    at_hall.wait()
    return page.told


@pytest.mark.parametrize("approve", [Key.Key_G, Key.Key_B])
def test_a_whole_round_from_the_clinic_to_the_hall_and_back(
    open_window: Open, desk: Desk, hall: Desk, tmp_path: Path, approve: Qt.Key
) -> None:
    change_settings(replace(desk, operator=MANAGER), SettingsForm("0.00", "10", "50", ""))
    settled(desk, stay("p2"))
    _accept_the_halls_key(open_window, desk, hall, tmp_path)
    clinic = open_window(desk)
    _file_request(clinic)
    file = _export(clinic, tmp_path)
    assert "已签署，存为" in _sign(open_window, hall, file, approve)
    answer = tmp_path / "审批冲红 NM-01-2019-000001.json"
    clinic.window.activateWindow()
    clinic.window.raise_()
    clinic.wait()
    page = _page(clinic)
    clinic.press(Key.Key_O, modifier=CTRL)
    _path(clinic, answer)
    if approve is Key.Key_G:
        assert "赵复核已批准：已冲红 NM-01-2019-000001" in clinic.window.notice.text
        assert [one.kind for one in settled_today(desk)] == ["reversal", "settlement"]
        clinic.press(ENTER)
        clinic.wait()
        assert isinstance(clinic.window.overlay.page, PreviewPage)  # the paper of the reversal
    else:
        assert "赵复核没有批准，意见：同意" in clinic.window.notice.text
        assert len(settled_today(desk)) == 1
    assert requests(desk) == ()
    page = _page(clinic)
    clinic.press(Key.Key_O, modifier=CTRL)
    _path(clinic, answer)  # once more
    assert "已经答复过" in page.told


def test_a_file_that_is_neither_says_so_and_the_place_stays(hands: Hands, tmp_path: Path) -> None:
    page = _page(hands)
    (tmp_path / "other.json").write_text("{}", encoding="utf-8")
    hands.press(Key.Key_O, modifier=CTRL)
    _path(hands, tmp_path / "other.json")
    assert "不是审批申请，也不是审批答复文件" in page.told
    assert hands.where == "path"
    hands.press(ESC)
    assert hands.window.overlay.page is page
    hands.press(ESC)
    assert hands.window.overlay.page is None


def test_an_answer_that_cannot_be_saved_there_goes_elsewhere(
    open_window: Open, desk: Desk, hall: Desk, tmp_path: Path
) -> None:
    request_id = _asked(desk)
    clinic = open_window(desk)
    clinic.window.pages.requests.open_export(request_id)
    clinic.wait()
    folder = tmp_path / "stick"
    folder.mkdir()
    _path(clinic, folder / "request.json")
    at_hall = open_window(hall)
    _page(at_hall)
    at_hall.press(Key.Key_O, modifier=CTRL)
    _path(at_hall, folder / "request.json")
    page = at_hall.window.overlay.page
    assert isinstance(page, RequestFilePage)
    shutil.rmtree(folder)
    folder.write_text("the stick is gone", encoding="utf-8")
    at_hall.press(Key.Key_G, modifier=CTRL)
    at_hall.press(ENTER)
    at_hall.wait()
    assert "没有存成" in page.told
    _path(at_hall, tmp_path / "elsewhere.json")
    assert "已签署" in page.told
    assert (tmp_path / "elsewhere.json").exists()


def test_a_clerk_sees_why_he_answers_nothing_at_the_keys(hands: Hands) -> None:
    hands.window.pages.approval_keys.open()
    hands.wait()
    page = hands.window.overlay.page
    assert isinstance(page, ApprovalKeysPage)
    words = " ".join(label.text() for label in page.findChildren(QLabel))
    assert "需要复核、管理权限" in words
    assert page.form.isHidden()
    hands.press(ESC)
    assert hands.window.overlay.page is None


def test_a_needless_request_says_so_and_is_closed_by_anybody(open_window: Open, desk: Desk) -> None:
    done = settled(desk, stay("p2"))
    request_reversal(replace(desk, operator=REVIEWER), done.document_id, "amount", "")
    reverse(desk, "r1", done.document_id, "amount", "", BY_REVIEWER)
    hands = open_window(desk)
    page = _page(hands)
    label = page.findChild(QLabel, "may_not")
    assert isinstance(label, QLabel)
    assert "已无需办理" in label.text()
    hands.press(Key.Key_Delete, ENTER)
    hands.wait()
    assert requests(desk) == ()


def test_a_reviewer_sees_that_the_asker_was_stopped(open_window: Open, desk: Desk) -> None:
    _asked(desk)
    stop_operator(replace(desk, operator=MANAGER), desk.operator.id)
    page = _page(open_window(replace(desk, operator=REVIEWER)))
    assert [label for label in page.findChildren(QLabel) if "账号后来已停用" in label.text()]


def test_an_accepted_key_is_withdrawn_in_the_list(open_window: Open, desk: Desk) -> None:
    manager = replace(desk, operator=MANAGER)
    accept_key(manager, signature.public_of(_chance(32)), "旗医保局大厅")
    hands = open_window(manager)
    hands.window.pages.approval_keys.open()
    hands.wait()
    page = hands.window.overlay.page
    assert isinstance(page, ApprovalKeysPage)
    page.list.view.setFocus()
    hands.press(Key.Key_Delete)
    assert "撤销“旗医保局大厅”的密钥" in page.confirm.text
    hands.press(ENTER)
    hands.wait()
    assert "不再生效" in hands.window.notice.text
    assert [one.withdrawn[:10] for one in accepted_keys(desk)] == ["2019-11-22"]
