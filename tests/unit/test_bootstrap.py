"""Folders, files and packs are chosen here; demonstration and formal data lie apart; troubles are one calm sentence."""

from __future__ import annotations

import gzip
import os
import shutil
import tomllib
from argparse import Namespace
from dataclasses import replace
from datetime import timedelta
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app import bootstrap
from app.bootstrap import choices, formal, window
from app.errors import KnownError, UserError
from app.records import verdict
from app.records.settings import Settings
from app.services import demo, demo_build
from app.services.clock_check import clock_problem
from app.services.desk import Desk, now, today
from app.services.drafts import open_drafts
from app.services.opening import FIRST_START, REFUSED, SIGN_IN, UPGRADE_PLAIN, Doors
from app.services.operators import add_operator, change_own_password
from app.services.parameters import confirm
from app.services.rights import MANAGER, RIGHTS, SOLE, refusal
from app.services.settings import read_settings
from app.services.sign_in import change
from app.services.verify import look_up
from app.store import audit, keys, location, operators, proof
from tests.helpers.service_desk import STATION

OLD = Path(__file__).parents[1] / "data" / "old" / "settlements-1.db.gz"
NAME, PASSWORD = "李主任", "qing-cao-2"


def files(name: str) -> tuple[str, ...]:
    """A data file, its key file, and the lock of that."""
    beside = keys.beside(Path(name)).name
    return name, beside, f"{beside}.lock"


DEMONSTRATION = files(bootstrap.DEMONSTRATION_FILE)


def _small(patch: pytest.MonkeyPatch) -> None:
    whole = demo_build.build_demo

    def small(desk: Desk, folder: Path, **settings: Any) -> demo_build.Built:
        return whole(desk, folder, **{**settings, "people": 20, "settlements": 6})

    patch.setattr(demo_build, "build_demo", small)


@pytest.fixture
def small_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    """A demonstration area of a few people, so that it is built at once."""
    _small(monkeypatch)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small demonstration, made once."""
    folder = tmp_path_factory.mktemp("demonstration")
    with pytest.MonkeyPatch.context() as patch:
        _small(patch)
        bootstrap.open_demonstration(folder, progress=lambda _line: None).database.close()
    return folder


@pytest.fixture
def demo_dir(data_dir: Path, built: Path) -> Path:
    """A data folder with a copy of that demonstration."""
    shutil.copytree(built, data_dir, dirs_exist_ok=True)
    return data_dir


def test_the_shipped_packs_load_and_one_is_in_force() -> None:
    packs = bootstrap.load_packs()
    assert packs.by_id("naiman-2019") is not None
    assert bootstrap.policies_folder().is_dir()


def started(data_dir: Path, *, sole: bool = False) -> tuple[Desk, str]:
    """A new formal file with its administrator."""
    path = data_dir / bootstrap.FORMAL_FILE
    return bootstrap.first_start(path, bootstrap.load_packs(), NAME, PASSWORD, sole=sole)


def test_a_formal_file_is_made_with_its_administrator_and_opened_by_his_password(data_dir: Path) -> None:
    doors = bootstrap.doors(data_dir, bootstrap.load_packs())
    assert doors.look().state == FIRST_START
    desk, code = doors.first_start(NAME, PASSWORD, False, None)
    assert (desk.operator.name, desk.operator.role) == (NAME, MANAGER)
    assert read_settings(desk) == Settings()
    desk.database.close()
    assert [one.name for one in doors.look().names] == [NAME]
    assert doors.look().state == SIGN_IN
    desk = doors.sign_in(NAME, PASSWORD)
    assert not desk.station.demonstration
    assert desk.business_date is None
    assert now(desk).tzinfo is not None
    assert today(desk) == now(desk).date()
    ids = [desk.new_id() for _ in range(5000)]
    assert sorted(set(ids)) == ids
    assert {UUID(one).version for one in ids} == {7}
    assert desk.backups == data_dir / bootstrap.BACKUPS
    assert clock_problem(desk) == ""
    with desk.database.reading() as work:
        assert audit.verify(work) is None
        assert proof.compare(work) == ()
    desk.database.close()
    with pytest.raises(UserError):
        doors.sign_in(NAME, "another one")
    desk, fresh = doors.recover(code, NAME, "another one")
    assert fresh != code
    desk.database.close()
    doors.sign_in(NAME, "another one").database.close()


def test_nobody_who_copies_the_files_reads_a_name_in_them(data_dir: Path) -> None:
    started(data_dir)[0].database.close()
    assert "奈曼".encode() not in (data_dir / bootstrap.FORMAL_FILE).read_bytes()
    assert PASSWORD.encode() not in keys.beside(data_dir / bootstrap.FORMAL_FILE).read_bytes()


def test_a_second_first_start_does_not_take_the_file_away(data_dir: Path) -> None:
    started(data_dir)[0].database.close()
    before = keys.beside(data_dir / bootstrap.FORMAL_FILE).read_bytes()
    with pytest.raises(UserError) as caught:
        started(data_dir)
    assert caught.value.code == "STARTED"
    assert keys.beside(data_dir / bootstrap.FORMAL_FILE).read_bytes() == before


@pytest.mark.parametrize(
    ("name", "password", "code"), [("", "mo-li-hua-7", "BAD_VALUE"), (NAME, "1234", "WEAK_PASSWORD")]
)
def test_a_first_start_that_is_refused_leaves_nothing(data_dir: Path, name: str, password: str, code: str) -> None:
    with pytest.raises(UserError) as caught:
        bootstrap.doors(data_dir, bootstrap.load_packs()).first_start(name, password, False, None)
    assert caught.value.code == code
    assert list(data_dir.iterdir()) == []


@pytest.fixture
def old_station(monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings name the station that the old file was made at."""
    monkeypatch.setattr(choices, "station", lambda **_kind: STATION)


def _old_file(data_dir: Path) -> Path:
    path = data_dir / bootstrap.FORMAL_FILE
    path.write_bytes(gzip.decompress(OLD.read_bytes()))
    return path


@pytest.mark.usefixtures("old_station")
def test_a_plain_file_of_the_first_version_is_encrypted_with_all_that_is_in_it(data_dir: Path) -> None:
    path = _old_file(data_dir)
    doors = bootstrap.doors(data_dir, bootstrap.load_packs())
    assert doors.look().state == UPGRADE_PLAIN
    desk, _ = doors.first_start(NAME, PASSWORD, True, None)
    with desk.database.reading() as work:
        assert work.value("SELECT count(*) FROM documents") > 0
        assert audit.verify(work) is None
        assert proof.compare(work) == ()
        active = [one.operator for one in operators.accounts(work) if one.active]
    assert active == [desk.operator]
    desk.database.close()
    assert doors.look().state == SIGN_IN
    assert not location.is_plain(path)
    assert "王秀兰".encode() not in b"".join(left.read_bytes() for left in data_dir.iterdir() if left.is_file())


@pytest.mark.usefixtures("old_station")
def test_slips_of_the_first_version_are_told_as_what_they_are(data_dir: Path) -> None:
    _old_file(data_dir)
    desk, _ = bootstrap.doors(data_dir, bootstrap.load_packs()).first_start(NAME, PASSWORD, True, None)
    with desk.database.reading() as work:
        codes = [row[0] for row in work.rows("SELECT qr_payload FROM documents ORDER BY row")]
    assert all(code.startswith("YZJ1|") for code in codes)
    for code in codes:
        found = look_up(desk, code)
        assert found.state in (verdict.AGREES, verdict.REVERSED)
        assert found.document is not None
        assert look_up(desk, code[:-1] + ("0" if code[-1] != "0" else "1")).state == verdict.DIFFERS
    assert "旧版二维码：只能与本机台账核对" in look_up(desk, codes[-1]).sentences[0]
    desk.database.close()


@pytest.mark.parametrize("changed", ['area_code = "奈曼"', 'code = "a-1"', 'code = "123456789"'])
def test_a_station_whose_codes_fit_no_slip_number_is_refused(monkeypatch: pytest.MonkeyPatch, changed: str) -> None:
    table = choices.station_table()
    monkeypatch.setattr(choices, "station_table", lambda: {**table, **tomllib.loads(changed)})
    with pytest.raises(KnownError, match="只能用大写字母和数字") as caught:
        choices.station(demonstration=False)
    assert caught.value.code == "BAD_SETTINGS"


@pytest.mark.usefixtures("old_station")
@pytest.mark.parametrize("old", [False, True])
@pytest.mark.parametrize("broken_at", ["encrypt", "desk_at", "register"])
def test_a_first_start_that_was_broken_off_is_done_again_or_finished(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, broken_at: str, *, old: bool
) -> None:
    if old:
        _old_file(data_dir)
    elif broken_at == "encrypt":
        return

    def broken(*_given: object, **_named: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(choices if broken_at == "desk_at" else formal, broken_at, broken)
        with pytest.raises(KeyboardInterrupt):
            started(data_dir, sole=True)
    doors = bootstrap.doors(data_dir, bootstrap.load_packs())
    again = doors.look()
    if again.state == SIGN_IN:
        desk = doors.sign_in(NAME, PASSWORD)
    else:
        assert again.state == (UPGRADE_PLAIN if old else FIRST_START)
        desk, _ = doors.first_start(NAME, PASSWORD, True, None)
    assert desk.operator.role == SOLE
    with desk.database.reading() as work:
        assert audit.verify(work) is None
        assert proof.compare(work) == ()
    desk.database.close()
    doors.sign_in(NAME, PASSWORD).database.close()


def test_a_lost_data_file_or_key_file_is_said_and_no_new_one_is_made(data_dir: Path) -> None:
    started(data_dir)[0].database.close()
    path = data_dir / bootstrap.FORMAL_FILE
    doors = bootstrap.doors(data_dir, bootstrap.load_packs())
    aside = path.rename(data_dir / "aside")
    for act in (
        lambda: doors.first_start(NAME, PASSWORD, False, None),
        lambda: bootstrap.open_for_command(asked(data_dir)),
    ):
        with pytest.raises(KnownError) as caught:
            act()
        assert caught.value.code == "DATA_MISSING"
    aside.rename(path)
    keys.beside(path).write_text("{}", encoding="ascii")
    assert _problem(doors) == "KEYS_DAMAGED"
    keys.beside(path).unlink()
    assert _problem(doors) == "KEYS_MISSING"


def test_a_data_file_lost_while_the_entrance_is_shown_is_not_made_anew(data_dir: Path) -> None:
    desk, code = started(data_dir)
    desk.database.close()
    desk.database.path.rename(data_dir / "别处.db")
    doors = bootstrap.doors(data_dir, bootstrap.load_packs())
    for enter in (lambda: doors.sign_in(NAME, PASSWORD), lambda: doors.recover(code, NAME, "qing-cao-9")):
        with pytest.raises(KnownError, match="找不到数据文件"):
            enter()
        assert not desk.database.path.exists()


def test_a_data_file_behind_a_link_has_one_key_file(data_dir: Path, tmp_path: Path) -> None:
    desk, _ = started(data_dir)
    desk.database.close()
    linked = tmp_path / "桌面"
    linked.mkdir()
    (linked / bootstrap.FORMAL_FILE).symlink_to(desk.database.path)
    there = bootstrap.doors(linked, bootstrap.load_packs()).sign_in(NAME, PASSWORD)
    there.database.close()
    assert there.keys == keys.beside(desk.database.path)
    assert [one.name for one in linked.iterdir()] == [bootstrap.FORMAL_FILE]


def _problem(doors: Doors) -> str:
    found = doors.look()
    assert found.state == REFUSED
    assert found.problem is not None
    return found.problem.code


def asked(data_dir: Path, *, demo: bool = False, operator: str = "", password_stdin: bool = True) -> Namespace:
    """Arguments of a command that opens the data file."""
    return Namespace(data_dir=data_dir, demo=demo, operator=operator, password_stdin=password_stdin)


def type_in(monkeypatch: pytest.MonkeyPatch, line: bytes) -> None:
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(line)))


def _refusal(arguments: Namespace) -> str:
    try:
        bootstrap.open_for_command(arguments).database.close()
    except (UserError, KnownError) as refused:
        return refused.code
    return ""


def test_a_command_asks_for_the_password(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(KnownError) as caught:
        bootstrap.open_for_command(asked(data_dir))
    assert caught.value.code == "NO_DATA"
    desk, _ = started(data_dir)
    type_in(monkeypatch, f"{PASSWORD}\r\n".encode())
    opened = bootstrap.open_for_command(asked(data_dir))
    assert opened.operator == desk.operator
    opened.database.close()
    for line, code in ((b"wrong\n", "WRONG_PASSWORD"), (b"\xff\n", "NO_PASSWORD")):
        type_in(monkeypatch, line)
        assert _refusal(asked(data_dir, operator=NAME)) == code
    type_in(monkeypatch, b"")
    with pytest.raises(KnownError) as caught:
        bootstrap.open_for_command(asked(data_dir, password_stdin=False))
    assert caught.value.code == "NO_PASSWORD"
    add_operator(desk, "孙小红", "经办", PASSWORD)
    with pytest.raises(UserError) as several:
        bootstrap.open_for_command(asked(data_dir))
    assert several.value.code == "NO_OPERATOR"
    assert "孙小红" in several.value.message
    desk.database.close()


def test_a_clock_before_the_last_row_is_said(data_dir: Path) -> None:
    desk, _ = started(data_dir)
    back = replace(desk, clock=lambda: desk.clock() - timedelta(days=1))
    assert "请先核对本机的日期和时间" in clock_problem(back)
    assert clock_problem(replace(desk, clock=lambda: desk.clock() - timedelta(minutes=4))) == ""
    assert clock_problem(replace(back, business_date=today(desk))) == ""
    desk.database.close()


@pytest.mark.usefixtures("small_demo")
def test_a_plain_demonstration_is_made_anew(data_dir: Path) -> None:
    (data_dir / bootstrap.DEMONSTRATION_FILE).write_bytes(gzip.decompress(OLD.read_bytes()))
    told: list[str] = []
    bootstrap.open_demonstration(data_dir, progress=told.append).database.close()
    assert "重新生成" in told[0]
    assert not location.is_plain(data_dir / bootstrap.DEMONSTRATION_FILE)


def test_the_demonstration_s_operators_have_the_published_password(demo_dir: Path) -> None:
    desk = bootstrap.open_demonstration(demo_dir, progress=lambda _line: None)
    assert desk.operator == demo.CLERK
    for operator in demo.OPERATORS:
        assert change(desk, operator.name, demo.PASSWORD).operator == operator
    change_own_password(desk, demo.PASSWORD, "another one")
    desk.database.close()
    with pytest.raises(KnownError) as caught:
        bootstrap.open_demonstration(demo_dir)
    assert caught.value.code == "WRONG_PASSWORD"
    assert "demonstration.keys" in caught.value.message


@pytest.mark.usefixtures("small_demo")
def test_the_demonstration_is_built_once_beside_the_formal_file(data_dir: Path) -> None:
    told: list[str] = []
    first = bootstrap.open_demonstration(data_dir, progress=told.append)
    assert first.station.demonstration
    assert today(first) == demo.BUSINESS_DATE
    draft = demo.case_draft_id(first)
    first.database.close()
    assert "虚构" in told[0]
    before = len(told)
    again = bootstrap.open_demonstration(data_dir, progress=told.append)
    assert demo.case_draft_id(again) == draft
    again.database.close()
    assert len(told) == before
    started(data_dir)[0].database.close()
    assert {path.name for path in data_dir.iterdir()} == {*files(bootstrap.FORMAL_FILE), *DEMONSTRATION}


def test_two_windows_work_on_one_file(demo_dir: Path) -> None:
    quiet = lambda _line: None  # noqa: E731 - one line says it
    one = bootstrap.open_demonstration(demo_dir, progress=quiet)
    other = bootstrap.open_demonstration(demo_dir, progress=quiet)
    assert open_drafts(one) == open_drafts(other)
    one.database.close()
    other.database.close()


@pytest.mark.usefixtures("small_demo")
def test_a_build_that_was_broken_off_leaves_nothing_behind(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_line: str) -> None:
        if "参保人" in _line:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bootstrap.open_demonstration(data_dir, progress=broken)
    assert list(data_dir.iterdir()) == []
    bootstrap.open_demonstration(data_dir, progress=lambda _line: None).database.close()


def test_demonstration_and_formal_files_are_never_taken_for_each_other(demo_dir: Path) -> None:
    _swapped(demo_dir, bootstrap.DEMONSTRATION_FILE, bootstrap.FORMAL_FILE)
    doors = bootstrap.doors(demo_dir, bootstrap.load_packs())
    with pytest.raises(KnownError) as caught:
        doors.sign_in(demo.CLERK.name, demo.PASSWORD)
    assert caught.value.code == "NOT_OURS"
    for name in files(bootstrap.FORMAL_FILE):
        (demo_dir / name).unlink()
    started(demo_dir)[0].database.close()
    _swapped(demo_dir, bootstrap.FORMAL_FILE, bootstrap.DEMONSTRATION_FILE)
    with pytest.raises(KnownError) as caught:
        bootstrap.open_demonstration(demo_dir)
    assert "重新生成" in caught.value.message


def _swapped(data_dir: Path, here: str, there: str) -> None:
    for of, to in zip(files(here), files(there), strict=True):
        (data_dir / of).rename(data_dir / to)


@pytest.mark.usefixtures("small_demo")
def test_what_a_killed_build_left_is_swept_away(data_dir: Path) -> None:
    for name in ("demonstration.99999999.building.db", "demonstration.99999999.building.db-wal"):
        (data_dir / name).write_bytes(b"half")
    other = data_dir / f"demonstration.{os.getppid()}.building.db"
    other.write_bytes(b"still being built")
    bootstrap.open_demonstration(data_dir, progress=lambda _line: None).database.close()
    assert {path.name for path in data_dir.iterdir()} == {other.name, *DEMONSTRATION}


def test_a_file_that_is_no_data_file_is_said_and_left(data_dir: Path) -> None:
    started(data_dir)[0].database.close()
    path = data_dir / bootstrap.FORMAL_FILE
    path.write_bytes(b"hello" * 1000)
    with pytest.raises(KnownError) as caught:
        bootstrap.doors(data_dir, bootstrap.load_packs()).sign_in(NAME, PASSWORD)
    assert caught.value.code == "KEY_MISFIT"
    assert path.read_bytes() == b"hello" * 1000


def test_a_folder_that_can_not_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here", encoding="utf-8")
    with pytest.raises(KnownError) as caught:
        bootstrap.doors(tmp_path / "file" / "data", bootstrap.load_packs())
    assert caught.value.code == "READ_ONLY"
    assert "--data-dir" in caught.value.message


def test_a_wrong_pack_is_said_with_file_and_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "wrong.toml").write_text('format = 1\nid = "x"\ncolour = "blue"\n', encoding="utf-8")
    monkeypatch.setattr(choices, "policies_folder", lambda: tmp_path)
    with pytest.raises(KnownError) as caught:
        bootstrap.load_packs()
    assert caught.value.code == "PACK_FAULTS"
    assert "wrong.toml:" in caught.value.message


@pytest.mark.skipif(os.name != "posix", reason="displays as X11 and Wayland have them")
def test_whether_a_window_can_be_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert not bootstrap.has_display()
    monkeypatch.setenv("DISPLAY", ":987654")
    assert not bootstrap.has_display()
    monkeypatch.setenv("DISPLAY", "elsewhere:0")
    assert bootstrap.has_display()
    monkeypatch.setenv("DISPLAY", "")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert bootstrap.has_display()
    monkeypatch.delenv("WAYLAND_DISPLAY")
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert bootstrap.has_display()


def test_without_display_and_demonstration_there_is_a_sentence(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window, "has_display", lambda: False)
    with pytest.raises(KnownError) as caught:
        bootstrap.open_window(data_dir, demonstration=False)
    assert caught.value.code == "NO_DISPLAY"


def test_the_one_person_of_a_small_window_may_confirm_values(data_dir: Path) -> None:
    """Nobody else is there: without this right the file would stay 试算 for good. He never stands behind himself."""
    desk, _ = started(data_dir, sole=True)
    assert {action for action in RIGHTS if refusal(desk, action)} == {
        "reversal.approve",
        "adjustment.collect",
        "day.unlock",
        "credit.confirm",
        "slip_key.sign",
        "year_end.run",
        "year_end.approve",
    }
    confirm(desk, "naiman-2019", "assistance.rate", "0.60", "奈医保发〔2019〕9号", None)
    desk.database.close()
