"""A data file of 0.3 at the entrance, by keyboard: what will happen is said first; done, stopped, failed, and refused where it is newer."""

from __future__ import annotations

import gzip
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app import bootstrap
from app.bootstrap import choices
from app.errors import KnownError
from app.records.program import VERSION
from app.services.upgrades import step_words
from app.store import database, keys, migrations
from app.store.convert import encrypt
from app.store.database import connect
from app.ui.screens.sign_in import SignInForm
from app.ui.screens.upgrade import UpgradePage
from tests.helpers.data_key import KEY
from tests.helpers.hands import ENTER, ESC
from tests.helpers.service_desk import MANAGER, MANAGER_PASSWORD, STATION, keys_beside
from tests.helpers.visitor import Visitor

Key = Qt.Key
OLD = Path(__file__).parents[1] / "data" / "old" / "desk-4.db.gz"
COPY = "settlements.v4.db"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The real file of 0.3 in the place of the formal one."""
    monkeypatch.setattr(choices, "station", lambda **_kind: STATION)
    path = tmp_path / bootstrap.FORMAL_FILE
    path.write_bytes(gzip.decompress(OLD.read_bytes()))
    encrypt(path, KEY)
    slots = {one.owner: one.digest for one in keys.read(keys_beside(path)).slots}
    with connect(path, KEY) as raw:
        raw.executemany("UPDATE operators SET slot = ? WHERE id = ?", [(digest, who) for who, digest in slots.items()])
    raw.close()
    return path


@pytest.fixture
def visit(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[[], Visitor]]:
    del qtbot
    opened: list[Visitor] = []

    def start() -> Visitor:
        opened.append(Visitor(tmp_path))
        opened[-1].enter("")
        while opened[-1].focus.accessibleName() != f"{MANAGER.name}的口令":
            opened[-1].press(Key.Key_Down)
        opened[-1].enter(MANAGER_PASSWORD)
        opened[-1].wait()
        return opened[-1]

    yield start
    for visitor in opened:
        visitor.close()


def schema(path: Path) -> int:
    with connect(path, KEY) as raw:
        version = int(raw.execute("PRAGMA user_version").fetchone()[0])
    raw.close()
    return version


def page_of(visitor: Visitor) -> UpgradePage:
    page = visitor.page
    assert isinstance(page, UpgradePage)
    return page


def test_it_says_what_will_happen_and_then_does_it_step_by_step(
    visit: Callable[[], Visitor], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = visit()
    page = page_of(visitor)
    words = visitor.words()
    for said in ("0.3 版程序的", f"要升级到 {VERSION} 版", COPY, "单据和金额一笔不变", "旧文件还是原样", "MB"):
        assert said in words
    assert schema(file) == 4
    assert not file.with_name(COPY).exists()
    told: list[str] = []

    def noted(done: int) -> str:
        told.append(step_words(done))
        return told[-1]

    monkeypatch.setattr("app.ui.entrance.step_words", noted)
    visitor.press(ENTER)
    visitor.wait()
    assert visitor.session.window is not None, page.told
    assert visitor.desk_window.isVisible()
    assert list(dict.fromkeys(told)) == [
        "核对旧文件（第 1 步，共 3 步）",
        "备份旧文件（第 2 步，共 3 步）",
        "升级，请不要关机（第 3 步，共 3 步）",
        "打开升级好的文件",
    ]
    assert schema(file) == migrations.version()
    assert schema(file.with_name(COPY)) == 4
    assert STATION.name in visitor.desk_window.windowTitle()


def test_esc_goes_back_and_nothing_was_touched(visit: Callable[[], Visitor], file: Path) -> None:
    before = file.read_bytes()
    visitor = visit()
    page_of(visitor)
    visitor.press(ESC)
    visitor.wait()
    assert isinstance(visitor.page, SignInForm)
    assert file.read_bytes() == before
    assert not file.with_name(COPY).exists()


def test_it_can_be_stopped_until_the_copy_is_whole(
    qtbot: QtBot, visit: Callable[[], Visitor], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ui.waiting.POINTER_AFTER", 0)
    monkeypatch.setattr("app.ui.waiting.STRIP_AFTER", 0)
    visitor = visit()
    page_of(visitor)
    real = database.require_sound
    pressed = threading.Event()

    def slow(connection: object) -> None:
        assert pressed.wait(5)
        real(connection)  # type: ignore[arg-type]  # as it came

    monkeypatch.setattr(database, "require_sound", slow)
    visitor.press(ENTER)
    entrance = visitor.session.entrance
    assert entrance is not None
    strip = entrance.threshold.wait
    qtbot.waitUntil(lambda: "Esc 停下" in strip.said, timeout=5_000)
    assert strip.said.startswith("正在核对旧文件（第 1 步，共 3 步）…")
    visitor.press(ESC)
    pressed.set()
    visitor.wait()
    assert isinstance(visitor.page, SignInForm)
    assert "升级停下了" in visitor.words()
    assert schema(file) == 4


def test_one_that_fails_leaves_the_old_file_and_says_so(
    visit: Callable[[], Visitor], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = visit()
    page = page_of(visitor)

    def full(_connection: object) -> None:
        raise KnownError("DISK_FULL", "磁盘空间不足。请清理磁盘后再试一次。")

    with monkeypatch.context() as patch:
        patch.setattr(migrations, "apply", full)
        visitor.press(ENTER)
        visitor.wait()
    assert "没有升级，旧文件还是原样" in page.told
    assert "清理磁盘" in page.told
    assert schema(file) == 4
    visitor.press(ENTER)
    visitor.wait()
    assert visitor.desk_window.isVisible()
    assert schema(file) == migrations.version()


def test_upgraded_and_not_signed_in_is_told_as_that(visit: Callable[[], Visitor], file: Path) -> None:
    with connect(file, KEY) as raw:
        raw.execute("UPDATE operators SET active = 0 WHERE id = ?", (MANAGER.id,))
    raw.close()
    visitor = visit()
    page_of(visitor)
    visitor.press(ENTER)
    visitor.wait()
    assert isinstance(visitor.page, SignInForm)
    assert "已经升级好，还没有登录" in visitor.words()
    assert schema(file) == migrations.version()


def test_without_room_for_the_copy_it_does_not_begin(
    visit: Callable[[], Visitor], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Little:
        free = 1024

    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Little)
    visitor = visit()
    assert isinstance(visitor.page, SignInForm)
    assert "清理磁盘" in visitor.focus.accessibleDescription()
    assert schema(file) == 4


def test_a_newer_file_is_refused_with_the_version_that_it_needs(visit: Callable[[], Visitor], file: Path) -> None:
    database.Database.open(file, key=KEY).close()
    with connect(file, KEY) as raw:
        raw.execute(f"PRAGMA user_version = {migrations.version() + 1}")
        raw.execute("UPDATE meta SET value = '9.1.0' WHERE key = 'program'")
        raw.commit()
    raw.close()
    visitor = visit()
    assert isinstance(visitor.page, SignInForm)
    told = visitor.focus.accessibleDescription()
    assert "9.1.0" in told
    assert f"本机是 {VERSION} 版" in told
