"""The machine in the way of a service: a full disk, a disk gone read-only, a damaged page, a clock set back, two writers.

Nothing half stored, one calm sentence, and the same draft settles as soon as the machine is well again.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from app.errors import KnownError
from app.policy import Registry
from app.services.desk import Desk
from app.services.drafts import open_draft, open_drafts, save_draft
from app.services.people import find_people, open_person
from app.services.quote import worked_out
from app.services.settle import settle
from app.services.slips import posted_of, settled_today, slip_pdf
from app.store import audit, faults, ledger, prints, proof
from app.store.database import connect
from tests.helpers.data_key import KEY
from tests.helpers.forms import quoted, settled, stay, totals
from tests.helpers.service_desk import AT, desk_on
from tests.helpers.small_disk import small_disk

ROOT = Path(__file__).resolve().parents[3]
LONG = "长" * 20_000


def told(act: Callable[[], object]) -> str:
    """The code of the KnownError with which an act ends, its sentence the house's own; empty where it went well."""
    try:
        act()
    except KnownError as trouble:
        if trouble.message != faults.MESSAGES[trouble.code]:
            raise
        return trouble.code
    return ""


def whole(desk: Desk) -> bool:
    """Chain and rows are as they were noted, numbers without a gap."""
    with desk.database.reading() as work:
        numbers = [int(one.number[-6:]) for one in reversed(ledger.latest(work, 10_000))]
        return audit.verify(work) is None and proof.compare(work) == () and numbers == list(range(1, len(numbers) + 1))


@contextmanager
def full_by_pages(desk: Desk) -> Iterator[None]:
    """The file may not grow by a page: what SQLite says of a full disk, on any system."""
    connection = desk.database._session().connection
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    yield
    connection.execute("PRAGMA max_page_count = 4294967294")


@contextmanager
def full_by_disk(desk: Desk) -> Iterator[None]:
    """The rest of the small disk is taken up by another file."""
    ballast = desk.database.path.with_name("ballast")
    with ballast.open("wb", buffering=0) as file:
        while True:
            try:
                file.write(bytes(4096))
            except OSError:
                break
    yield
    ballast.unlink()


@pytest.fixture(params=["pages", "disk"])
def crowded(
    request: pytest.FixtureRequest, tmp_path: Path, confirmed_file: Path, registry: Registry
) -> Iterator[tuple[Desk, Callable[[Desk], object]]]:
    """A desk, and what fills its disk up."""
    if request.param == "pages":
        shutil.copy(confirmed_file, tmp_path / "desk.db")
        with desk_on(tmp_path / "desk.db", registry) as desk:
            yield desk, full_by_pages
        return
    with small_disk(tmp_path / "disk", confirmed_file.stat().st_size // 1024 + 4_000) as folder:
        shutil.copy(confirmed_file, folder / "desk.db")
        with desk_on(folder / "desk.db", registry) as desk:
            yield desk, full_by_disk


def test_a_disk_that_is_full_while_settling(crowded: tuple[Desk, Callable[[Desk], object]]) -> None:
    desk, full = crowded
    form = stay("p1")
    draft = open_draft(desk, replace(form, visit=replace(form.visit, note=LONG)))
    form = draft.form
    pays = worked_out(quoted(desk, form))[0].person_pays
    with full(desk):  # type: ignore[attr-defined]  # a context manager
        for _ in range(3):
            assert told(lambda: settle(desk, draft, form, pays)) == "DISK_FULL"
            assert settled_today(desk) == ()
            assert open_drafts(desk) == (draft,)
        assert whole(desk)
        assert quoted(desk, form).ready, "what is there can be read"
    assert settle(desk, draft, form, pays).number == "NM-01-2019-000001"
    assert whole(desk)


def test_a_disk_that_is_full_while_typing_and_printing(crowded: tuple[Desk, Callable[[Desk], object]]) -> None:
    desk, full = crowded
    done = settled(desk, stay("p1"))
    slip_pdf(desk, done.document_id)
    draft = open_draft(desk, stay("p2"))
    longer = replace(draft.form, visit=replace(draft.form.visit, note=LONG * 3))
    with full(desk):  # type: ignore[attr-defined]  # a context manager
        assert told(lambda: save_draft(desk, draft.id, draft.version, longer)) == "DISK_FULL"
        assert open_drafts(desk) == (draft,), "the last text that was stored is there"
        codes: list[str] = []
        while codes.count("DISK_FULL") < 3 and len(codes) < 60:
            codes.append(told(lambda: slip_pdf(desk, done.document_id)))
        assert {"DISK_FULL"} <= {*codes} <= {"", "DISK_FULL"}
        with desk.database.reading() as work:
            recorded = len(prints.prints_of(work, done.document_id))
            noted = [row.action for row in audit.of_subject(work, done.document_id)].count("slip.print")
        assert recorded == noted, "a print and its audit row are there together, or neither"
    kept = save_draft(desk, draft.id, draft.version, longer)
    assert open_drafts(desk) == (kept,)
    assert slip_pdf(desk, done.document_id).copy == recorded + 1
    assert whole(desk)


def test_a_file_that_went_read_only_while_open(desk: Desk) -> None:
    form = stay("p1")
    draft = open_draft(desk, form)
    pays = worked_out(quoted(desk, form))[0].person_pays
    connection = desk.database._session().connection
    connection.execute("PRAGMA query_only = ON")
    assert told(lambda: settle(desk, draft, form, pays)) == "READ_ONLY"
    assert told(lambda: save_draft(desk, draft.id, draft.version, form)) == "READ_ONLY"
    assert told(lambda: open_person(desk, "p1")) == "READ_ONLY", "no look-up without its row"
    assert find_people(desk, "altqmg")
    connection.execute("PRAGMA query_only = OFF")
    assert settle(desk, draft, form, pays).number == "NM-01-2019-000001"


def damage(path: Path, table: str) -> None:
    """Overwrite the first page of a table of a closed file."""
    with connect(path, KEY) as other:
        page = int(other.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0])
        size = int(other.execute("PRAGMA page_size").fetchone()[0])
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    other.close()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(os.urandom(size))


@pytest.mark.parametrize("table", ["persons", "terms", "documents", "document_layers", "audit", "drafts"])
def test_a_damaged_page_is_met_calmly_and_nothing_half_is_stored(
    tmp_path: Path, confirmed_file: Path, registry: Registry, table: str
) -> None:
    path = tmp_path / "desk.db"
    shutil.copy(confirmed_file, path)
    with desk_on(path, registry) as desk:
        settled(desk, stay("p1"))
        form = stay("p2")
        draft = open_draft(desk, form)
        pays = worked_out(quoted(desk, form))[0].person_pays
    damage(path, table)
    with desk_on(path, registry, prefix="01ff") as desk:
        settling = told(lambda: settle(desk, draft, form, pays))
        codes = {settling, told(lambda: find_people(desk, "wxl")), told(lambda: open_person(desk, "p1"))}
        codes.add(told(lambda: open_drafts(desk)))
        assert "DAMAGED" in codes
        assert codes <= {"", "DAMAGED"}
        if table not in ("documents", "document_layers"):
            # What is whole can be read, also after the damage was met; the settlement is there or is not.
            assert len(settled_today(desk)) == (1 if settling else 2)


def test_a_clock_set_back_between_settlements_and_across_the_years_end(desk: Desk) -> None:
    """Numbers go on in the year in which it was settled, and the person's year is folded in the order of settling."""
    moment = AT.replace(year=2019, month=12, day=31, hour=23)
    moments = (moment, moment + timedelta(hours=2), moment - timedelta(days=40), moment + timedelta(days=1), moment)
    numbers = []
    for at, now in enumerate(moments):
        day = date(2019, 3 * at // 2 + 1, 5)
        form = stay("p1", admitted=f"{day}", discharged=f"{day + timedelta(days=3)}")
        numbers.append(settled(replace(desk, business_date=None, clock=fixed(now)), form).number)
    assert numbers == [f"NM-01-{year}-{number:06d}" for year, number in
                       ((2019, 1), (2020, 1), (2019, 2), (2020, 2), (2019, 3))]  # fmt: skip
    assert [one.number for one in posted_of(desk, "p1", 2019)] == numbers
    with desk.database.reading() as work:
        assert audit.verify(work) is None
        assert proof.compare(work) == ()


def fixed(now: datetime) -> Callable[[], datetime]:
    """A clock that stands."""
    return lambda: now


WRITER = """
import json, sys
from datetime import date, timedelta
from pathlib import Path
from app.services.drafts import open_drafts
from app.services.quote import basis, quote
from app.services.settle import settle
from tests.helpers.service_desk import desk_on, packs

path, prefix, mine = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
told = []
with desk_on(path, packs(), prefix=prefix) as desk:
    drafts = [one for one in open_drafts(desk) if one.form.visit.note in (mine, "both")]
    print("ready", flush=True)
    sys.stdin.readline()
    for draft in drafts:
        pays = quote(desk, basis(desk, draft.form.person_id, draft.form), draft.form).result.person_pays
        done = settle(desk, draft, draft.form, pays)
        told.append([draft.id, done.number, done.already])
print(json.dumps(told))
"""


def test_two_processes_settle_their_own_drafts_and_the_same_ones(desk: Desk, tmp_path: Path) -> None:
    """Fifty drafts: a third each alone, a third both; an ordinary outpatient's figures hang on no other visit."""
    for at in range(51):
        day = date(2019, 1, 1) + timedelta(days=5 * at)
        form = stay("p2", type="outpatient", admitted="", discharged=f"{day}", note=("甲", "乙", "both")[at % 3])
        open_draft(desk, totals(form, total="11.00", in_scope="10.00"))
    command = [sys.executable, "-c", WRITER, str(tmp_path / "desk.db")]
    running = [
        subprocess.Popen([*command, prefix, name], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for prefix, name in (("0aaa", "甲"), ("0bbb", "乙"))
    ]
    for one in running:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in running:
        assert one.stdin is not None
        one.stdin.write("\n")
        one.stdin.flush()
    answers = [json.loads(one.communicate(timeout=120)[0]) for one in running]
    first, second = ({draft: (number, already) for draft, number, already in told_} for told_ in answers)
    shared = first.keys() & second.keys()
    assert len(shared) == 17
    for draft in shared:
        assert first[draft][0] == second[draft][0], "both are told the same slip"
        assert sorted((first[draft][1], second[draft][1])) == [False, True], "one of them posted it"
    assert len(settled_today(desk)) == 51
    assert open_drafts(desk) == ()
    assert whole(desk)
