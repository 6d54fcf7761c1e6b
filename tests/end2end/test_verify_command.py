"""``verify``, each way once as a process: by the hall's key alone, and at the demonstration's ledger; 0 for genuine, 1 for anything else."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from app import bootstrap
from app.records.people import Credentials
from app.services import demo
from app.services.desk import Desk
from app.services.reverse import reverse
from app.services.slip_key_files import hall_key_file
from app.store import ledger
from tests.helpers.command import command
from tests.helpers.first_run import FirstRun
from tests.helpers.quick_keys import full_price

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def opened(folder: Path) -> Iterator[Desk]:
    """The demonstration's desk, in this process."""
    with full_price():
        desk = bootstrap.open_demonstration(folder, progress=lambda _text: None)
        try:
            yield desk
        finally:
            desk.database.close()


def process(*words: str, given: str = "") -> tuple[int, str]:
    """The program's status and what it said."""
    command = [sys.executable, "-m", "app", *words]
    done = subprocess.run(command, cwd=ROOT, input=given.encode(), capture_output=True, timeout=300, check=False)
    told = (done.stdout + done.stderr).decode()
    assert "Traceback" not in told, told
    return done.returncode, told


def here(*words: str, given: str = "") -> tuple[int, str]:
    """The same without a process."""
    with full_price():
        done = command(*words, data=given.encode())
    return done.returncode, (done.stdout + done.stderr).decode()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, first_run: FirstRun) -> Path:
    """A demonstration area with the code of one of its slips and its hall's public key beside it."""
    made = first_run.copied(tmp_path_factory.mktemp("核对"))
    with opened(made) as desk:
        with desk.database.reading() as work:
            posted = next(one for one in ledger.latest(work) if one.kind == "settlement" and one.reversed_by is None)
            (made / "code.txt").write_text(ledger.qr_payload(work, posted.id), encoding="ascii")
            (made / "id.txt").write_text(posted.id, encoding="ascii")
        (made / "hall.txt").write_bytes(hall_key_file(replace(desk, operator=demo.CONFIRMED_BY))[1])
    return made


def test_by_the_halls_key_alone(folder: Path, data_dir: Path) -> None:
    code, hall = (folder / "code.txt").read_text(), str(folder / "hall.txt")
    status, told = process("verify", "--hall-key", hall, code)
    assert (status, told.startswith("真：没有改动（演示） · 结算单 NM-01-2019-")) == (0, True), told
    assert told.count("\n") == 1
    assert here("verify", "--hall-key", hall, "-", given=f"{code}\r\n") == (0, told)
    changed = code.replace("+", "+9", 2).replace("+9NM", "+NM", 1)
    status, told = here("verify", "--hall-key", hall, changed)
    assert (status, told.startswith("内容被改过")) == (1, True), told
    for wrong, words in (
        ("x", "不是结算单的码"),
        (code.lower(), "Caps Lock"),
        (code[:100], "没有读全"),
        ("YZJ1|NM-01-2019-000001|1|0123456789abcdef", "旧版二维码：只能与本机台账核对"),
        ("NM-01-2019-000001", "没有核对"),
    ):
        status, told = here("verify", "--hall-key", hall, wrong)
        assert (status, words in told) == (1, True), told
    assert not list(data_dir.iterdir())


def test_a_key_file_that_is_none(folder: Path, tmp_path: Path) -> None:
    code = (folder / "code.txt").read_text()
    (tmp_path / "x.txt").write_text("x", encoding="ascii")
    for name, words in (("none.txt", "打不开大厅公钥文件"), ("x.txt", "大厅公钥文件读不懂")):
        status, told = here("verify", "--hall-key", str(tmp_path / name), code)
        assert (status, words in told) == (1, True), told


def test_at_the_ledger_and_after_a_reversal(folder: Path) -> None:
    code, place = (folder / "code.txt").read_text(), ("--demo", "--data-dir", str(folder))
    status, told = process(*place, "verify", code)
    assert (status, "与本机台账一致" in told, "演示" in told) == (0, True, True), told
    status, told = here(*place, "verify", code.split("+")[1])
    assert (status, "纸没有核对" in told) == (1, True), told
    with opened(folder) as desk:
        reviewer = Credentials(demo.OPERATORS[1].name, demo.PASSWORD)
        reverse(desk, "r1", (folder / "id.txt").read_text(), "amount", "", reviewer)
    status, told = process(*place, "verify", "-", given=code)
    assert (status, told.startswith("已冲红，不再有效"), "冲红单" in told) == (1, True, True), told
    assert here("verify", "--hall-key", str(folder / "hall.txt"), code)[0] == 0
    status, told = here(*place, "audit", "verify")
    assert (status, "审计链完整" in told) == (0, True), told


def test_a_password_is_asked_for_where_the_file_is_formal(folder: Path, data_dir: Path) -> None:
    status, told = here("--data-dir", str(data_dir), "verify", (folder / "code.txt").read_text())
    assert (status, "还没有设好管理员的数据文件" in told) == (1, True), told
