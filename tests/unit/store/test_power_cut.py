"""The power goes while the desk settles: whatever is on the disk at that moment opens, balances, and has lost nothing.

A model of it: the process is frozen at a random moment, its file and log are copied as they lie there, and it goes on.
What the disk itself had not written yet is not in the model; that is what ``synchronous = FULL`` is for.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.services.chance import Chance
from app.store import audit, guards, health
from app.store.database import Database
from tests.helpers.data_key import KEY
from tests.helpers.service_desk import make_file, packs

CUTS = 12
TOP = Path(__file__).resolve().parents[3]
_UNBALANCED = """
SELECT number FROM documents WHERE total <> fund_total + institution_pays + person_pays
    OR fund_total <> (SELECT sum(pay) FROM document_layers WHERE document = documents.row)
    OR in_scope <> (SELECT sum(in_scope) FROM document_line_splits WHERE document = documents.row)
    OR person_pays <> (SELECT coalesce(sum(amount), 0) FROM payments WHERE document = documents.row) AND collect > 0
"""


def cut(process: int, path: Path, target: Path, out: Path) -> list[str]:
    """Copy file and log of a process that stands still meanwhile (the log's index is memory, and is lost); the numbers that
    it had said were stored."""
    os.kill(process, signal.SIGSTOP)
    os.waitid(os.P_PID, process, os.WSTOPPED | os.WNOWAIT)
    try:
        for end in ("", "-wal"):
            shutil.copy(f"{path}{end}", f"{target}{end}")
        return out.read_text(encoding="ascii").splitlines()
    finally:
        os.kill(process, signal.SIGCONT)


def holds(path: Path, said: list[str]) -> int:
    """The documents of a file that was left by a power cut; all that was ``said`` to be stored is among them."""
    database = Database.open(path, key=KEY)
    try:
        assert health.integrity_check(database) == ()
        with database.reading() as work:
            assert guards.missing(work) == frozenset()
            assert audit.verify(work) is None
            assert work.rows(_UNBALANCED) == []
            assert work.value("SELECT max(sequence) - count(*) FROM documents") in {0, None}
            noted = work.value("SELECT count(*) FROM audit WHERE action = 'case.settle'")
            numbers = [row[0] for row in work.rows("SELECT number FROM documents ORDER BY sequence")]
            assert noted == len(numbers)
            assert work.value("SELECT count(*) FROM drafts WHERE state = 'open'") in {0, 1}
    finally:
        database.close()
    assert numbers[: len(said)] == said
    assert len(numbers) - len(said) in {0, 1}
    return len(numbers)


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="a process is frozen by a signal")
def test_a_power_cut_at_any_moment_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    make_file(path, packs(), confirmed=True)
    chance = Chance("power")
    out = tmp_path / "said"
    with out.open("wb") as heard:
        loop = subprocess.Popen([sys.executable, "-m", "tests.helpers.post_loop", str(path)], cwd=TOP, stdout=heard)
    try:
        wait_for_lines(out, 1)
        cuts = []
        for number in range(CUTS):
            time.sleep(chance.within(1, 120) / 1000)
            target = tmp_path / f"cut-{number}.db"
            cuts.append((target, cut(loop.pid, path, target, out)))
        assert loop.poll() is None, "it had settled everything before the last cut"
    finally:
        loop.kill()
        loop.wait()
    found = [holds(target, said) for target, said in cuts]
    assert found == sorted(found)
    assert found[-1] > found[0]


def wait_for_lines(out: Path, least: int) -> None:
    until = time.monotonic() + 60
    while len(out.read_bytes().splitlines()) < least:
        assert time.monotonic() < until, "nothing was settled"
        time.sleep(0.02)
