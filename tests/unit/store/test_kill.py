"""kill -9 before any statement of opening, adding people, settling: afterwards nothing or everything."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.store import audit, drafts, health, ledger
from app.store.database import Database
from tests.helpers.data_key import KEY
from tests.unit.store import samples

ROOT = Path(__file__).resolve().parents[3]
# One process that has imported everything forks a child for each file; the child kills itself.
STORY = """
import json, os, signal, sys
from pathlib import Path
from app.store import drafts, people
from app.store.database import Database
from tests.unit.store import samples
from tests.helpers.data_key import KEY

def tell(path, left, act):
    def hook(statement):
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    database = Database.open(Path(path), key=KEY, statement_hook=hook)
    if act == "settle":
        with database.unit_of_work() as work:
            samples.post(work, samples.document(1))
            people.add_people(work, [samples.person("p2")], **samples.STAMP)
            drafts.close(work, "t1")
    database.close()
    return left

act, jobs = sys.argv[1], json.loads(sys.argv[2])
people.Sounds().readings("王")
ends = []
for path, statements in jobs:
    child = os.fork()
    if child == 0:
        left = tell(path, statements, act)
        Path(path + ".left").write_text(str(left))
        os._exit(0)
    ends.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
print(json.dumps(ends))
"""

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has neither fork nor kill -9")


def run(act: str, *jobs: tuple[Path, int]) -> list[int]:
    """Tell the story on each file until so many statements have been begun; the exit codes (-9: killed)."""
    told = json.dumps([(str(path), statements) for path, statements in jobs])
    command = [sys.executable, "-c", STORY, act, told]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: list[int] = json.loads(done.stdout)
    return found


def statements_of(path: Path, act: str) -> int:
    assert run(act, (path, 1_000_000)) == [0]
    return 1_000_000 - int(Path(f"{path}.left").read_text(encoding="utf-8"))


def prepared(folder: Path) -> Path:
    folder.mkdir()
    with samples.opened(folder) as database, database.unit_of_work() as work:
        drafts.create(work, "t1", "r1", "王", '{"typed":"here"}', samples.AT, "s1", "o1")
    return folder / "store.db"


@pytest.mark.parametrize("every", [5, pytest.param(1, marks=pytest.mark.long)], ids=["some", "each"])
def test_settling_is_all_or_nothing(tmp_path: Path, every: int) -> None:
    whole = prepared(tmp_path / "whole")
    count = statements_of(whole, "settle")
    assert count > 30
    database = Database.open(whole, key=KEY)
    with database.reading() as work:
        assert len(ledger.latest(work)) == 1
        assert drafts.get(work, "t1").state == "closed"
        assert audit.verify(work) is None
    database.close()
    jobs = [(prepared(tmp_path / str(at)), at) for at in (*range(1, count, every), count)]
    assert run("settle", *jobs) == [-9] * len(jobs)
    for path, at in jobs:
        _require_nothing(path, at)
    # The same again, in peace.
    assert run("settle", *((path, 0) for path, _ in jobs[::5])) == [0] * len(jobs[::5])


def _require_nothing(path: Path, at: int) -> None:
    database = Database.open(path, key=KEY)
    with database.reading() as work:
        settled = len(ledger.latest(work))
        people = work.value("SELECT count(*) FROM persons")
        parts = work.value("SELECT count(*) FROM document_layers")
        draft = drafts.get(work, "t1")
        assert (settled, people, parts, draft.state, draft.form_json) == (0, 1, 0, "open", '{"typed":"here"}'), at
        assert audit.verify(work) is None
        assert ledger.next_number(work, samples.STATION, 2019)[0] == 1
    assert health.integrity_check(database) == ()
    database.close()


def test_a_file_killed_while_it_is_made_is_made_at_the_next_opening(tmp_path: Path) -> None:
    count = statements_of(tmp_path / "whole.db", "open")
    assert count > 100
    jobs = [(tmp_path / f"{at}.db", at) for at in (1, 2, 3, *range(10, count, 150), count - 1, count)]
    assert run("open", *jobs) == [-9] * len(jobs)
    for path, _ in jobs:
        database = Database.open(path, key=KEY)
        with database.reading() as work:
            assert work.value("SELECT count(*) FROM documents") == 0
        database.close()
