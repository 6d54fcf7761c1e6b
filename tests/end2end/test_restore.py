"""The way back, rehearsed as a process: a backup, a damaged file, the restore, and the audit that tells of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from app import bootstrap
from app.store import keys
from tests.helpers.command import command
from tests.helpers.quick_keys import full_price

ROOT = Path(__file__).resolve().parents[2]
NAME, PASSWORD = "乌兰", "草原上的夏天-2026"


def run(data_dir: Path, *words: str, password: str = PASSWORD) -> tuple[int, str]:
    """One command on the formal file; its status and all that it said."""
    done = subprocess.run(
        [sys.executable, "-m", "app", "--data-dir", str(data_dir), *words, "--password-stdin"],
        cwd=ROOT,
        input=f"{password}\n".encode(),
        capture_output=True,
        timeout=120,
        check=False,
    )
    told = (done.stdout + done.stderr).decode()
    assert "Traceback" not in told
    return done.returncode, told


def here(data_dir: Path, *words: str, password: str = PASSWORD) -> tuple[int, str]:
    """The same without a process."""
    with full_price():
        done = command("--data-dir", data_dir, *words, "--password-stdin", data=f"{password}\n".encode())
    return done.returncode, (done.stdout + done.stderr).decode()


def first_start(data_dir: Path) -> Path:
    """A formal data file with its one administrator, made as the window makes it: its keys as slow as real ones, for the
    commands that are processes."""
    path = data_dir / bootstrap.FORMAL_FILE
    with full_price():
        bootstrap.first_start(path, bootstrap.load_packs(), NAME, PASSWORD, sole=True)[0].database.close()
    return path


def test_backup_damage_restore(data_dir: Path) -> None:
    path = first_start(data_dir)

    status, told = run(data_dir, "backup")
    assert (status, "读回核对过" in told) == (0, True), told
    copy = next((data_dir / bootstrap.BACKUPS).glob("*.db"))

    content = bytearray(path.read_bytes())
    content[100:4000] = bytes(3900)
    path.write_bytes(content)
    status, told = here(data_dir, "audit", "verify")
    assert (status, "备份恢复" in told) == (1, True), told

    status, told = here(data_dir, "restore", str(copy), password="不是这个口令")
    assert (status, "口令不对" in told) == (1, True), told
    assert path.read_bytes() == content
    status, told = run(data_dir, "restore", str(copy))
    assert (status, "已恢复到" in told, "没有删" in told) == (0, True, True), told

    status, told = run(data_dir, "audit", "verify")
    assert (status, "审计链完整" in told) == (0, True), told
    aside = next(data_dir.glob("*.before-restore-*.db"))
    assert aside.read_bytes() == content
    assert keys.beside(aside).exists()
