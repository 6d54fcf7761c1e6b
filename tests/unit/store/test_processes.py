"""Several processes on one file: numbers without gaps, and a kill at any moment of time."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.store import audit, health, ledger
from app.store.database import Database
from tests.helpers.data_key import KEY
from tests.unit.store import samples

ROOT = Path(__file__).resolve().parents[3]
POSTER = """
import sys
from pathlib import Path
from app.store import audit
from app.store.database import Database
from tests.unit.store import samples
from tests.helpers.data_key import KEY

first, count = int(sys.argv[2]), int(sys.argv[3])
database = Database.open(Path(sys.argv[1]), key=KEY)
print("ready", flush=True)
for at in range(first, first + count):
    with database.unit_of_work() as work:
        number = samples.post(work, samples.document(at))
        audit.append(work, **samples.STAMP, action="case.settle", subject=f"d{at}", after={"number": number})
    print(number, flush=True)
database.close()
"""


def poster(path: Path, first: int, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", POSTER, str(path), str(first), str(count)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def sequences(path: Path) -> list[int]:
    """The numbers in the file, which is sound, its chain whole, each document noted."""
    database = Database.open(path, key=KEY)
    assert health.integrity_check(database) == ()
    with database.reading() as work:
        found = [row[0] for row in work.rows("SELECT sequence FROM documents ORDER BY row")]
        assert audit.verify(work) is None
        assert all(audit.of_subject(work, one.id) for one in ledger.latest(work, 1000))
    database.close()
    return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with samples.opened(tmp_path):
        pass
    return tmp_path / "store.db"


def test_two_processes_post_at_the_same_time(path: Path) -> None:
    running = [poster(path, first, 40) for first in (100, 200)]
    told = [one.communicate(timeout=60)[0].split()[1:] for one in running]
    assert sequences(path) == list(range(1, 81))
    assert sorted(told[0] + told[1]) == [f"NM-01-2019-{at:06d}" for at in range(1, 81)]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no kill -9")
def test_killed_at_any_moment_what_was_told_is_there(path: Path) -> None:
    told = 0
    for at, seconds in enumerate((0.0, 0.003, 0.02, 0.047, 0.09, 0.15)):
        process = poster(path, 1000 * (at + 1), 1000)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(seconds)
        process.kill()
        told += len(process.communicate()[0].split())
        found = sequences(path)
        assert found == list(range(1, len(found) + 1))
        # One may be stored whose number was not told any more.
        assert told <= len(found) <= told + 1
        told = len(found)
