"""Benchmarks of the services on a large data file: finding a person, settling, drawing a slip. No window."""

from __future__ import annotations

import gc
import random
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from pypinyin import Style, lazy_pinyin

from app import bootstrap
from app.exchange import slip_code
from app.papers.slip import draw_slip
from app.records.form import CaseForm
from app.services import demo
from app.services.desk import Desk
from app.services.drafts import open_draft, open_drafts
from app.services.people import find_people
from app.services.quote import basis, quote
from app.services.settle import settle
from app.services.slips import slip_pdf, stored_facts
from app.store.database import connect
from build_scripts import bench_copies
from build_scripts.bench_core import Row, row
from build_scripts.bench_data import KEY, Files, say

SEED = 20191122
FIND_GOAL, SETTLE_GOAL, SLIP_GOAL = 20.0, 60.0, 60.0
WARM = 5
_PAUSE = 0.15
"""Between two calls, as a part of what the last one took."""
_PRINTABLE = (
    "SELECT id FROM documents JOIN document_facts ON document = row WHERE row <= 500 AND facts <> ? ORDER BY row"
)
"""Settlements that the program made, by their places: they stand before the copies."""


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of each call: by the clock on the wall, and of the processor alone, which a busy machine spoils less."""

    wall: list[float]
    processor: list[float]


def measured(calls: Iterable[Callable[[], object]]) -> Times:
    """Each call once, one after the other."""
    found = Times([], [])
    gc.collect()
    for call in calls:
        wall, processor = time.perf_counter(), time.process_time()
        call()
        found.processor.append(time.process_time() - processor)
        found.wall.append(time.perf_counter() - wall)
        # No desk is asked without a pause; and of a process of real-time priority, which is how one measures on a busy
        # machine, Linux takes 50 ms of each second that it fills.
        time.sleep(found.wall[-1] * _PAUSE)
    return found


def told(name: str, times: Times, goal: float) -> Row:
    """The row of these times; the processor's part goes to standard error."""
    made, alone = row(name, times.wall, goal), row(name, times.processor, goal)
    say(f"{name}: p50 {made['p50']} p99 {made['p99']} ms; processor p50 {alone['p50']} p99 {alone['p99']} ms")
    return made


@contextmanager
def desk_on(folder: Path) -> Iterator[Desk]:
    """The demonstration desk on a data folder."""
    desk = bootstrap.open_demonstration(folder, progress=say)
    try:
        yield desk
    finally:
        desk.database.close()


def asked(folder: Path, sql: str, values: Sequence[object] = ()) -> list[tuple[str, ...]]:
    """Rows of the file, read beside the program: to draw questions and persons from."""
    connection = connect(folder / bootstrap.DEMONSTRATION_FILE, KEY)
    try:
        return [tuple(row) for row in connection.execute(sql, tuple(values)).fetchall()]
    finally:
        connection.close()


# ---- find ----


def questions(folder: Path, people: int, each: int) -> dict[str, list[str]]:
    """What clerks type, by kind, drawn from the people of the file."""
    chance = random.Random(SEED)
    rows = sorted(chance.sample(range(1, people + 1), min(people, each * 6)))
    marks = ", ".join("?" * len(rows))
    sql = f"SELECT name, certificate_number, household_number, card_number FROM persons WHERE row IN ({marks})"  # noqa: S608 - marks alone
    found = asked(folder, sql, rows)
    chance.shuffle(found)
    names = [name for name, *_ in found]
    numbers = [number for _, number, *_ in found if number]
    heads = Counter(name[0] for name in names)
    letters = ["".join(lazy_pinyin(name, style=Style.FIRST_LETTER, errors="ignore")) for name in names]
    spelled = ["".join(lazy_pinyin(name, errors="ignore")) for name in names]

    def parts(length: int) -> list[str]:
        long = (name for name in names if len(name) >= length)
        return [name[(at := chance.randrange(len(name) - length + 1)) : at + length] for name in long]

    def digits() -> list[str]:
        return [number[(at := chance.randrange(2, 13)) : at + chance.randrange(4, 7)] for number in numbers]

    kinds = {
        "name, 1 character": parts(1),
        "name, 2 characters": parts(2),
        "name, 3 characters": parts(3),
        "common surname": [head for head, _ in heads.most_common(20)],
        "rare character": _rare(folder),
        "initials, 2 letters": [text[:2] for text in letters if len(text) >= 2],
        "initials, 3 letters": [text[:3] for text in letters if len(text) >= 3],
        "initials, 4 letters": [text[:4] for text in letters if len(text) >= 4],
        "full spelling": spelled,
        "number, its beginning": [number[: chance.randrange(1, 15)] for number in numbers],
        "number, its middle": digits(),
        "number, last four": [number[-4:] for number in numbers],
        "number, whole": numbers,
        "household": [household for _, _, household, _ in found],
        "card": [card for *_, card in found],
        "nobody": [f"{at % 90 + 10}98765{at:04d}" if at % 2 else f"{name}龘" for at, name in enumerate(names)],
    }
    return {kind: (texts * (each // len(texts) + 1))[:each] for kind, texts in kinds.items() if texts}


def _rare(folder: Path) -> list[str]:
    """Characters that fewer than one in three thousand bear, and those beyond the usual plane of Unicode."""
    counts = Counter(c for (name,) in asked(folder, "SELECT name FROM persons") for c in set(name))
    whole = sum(counts.values())
    return [c for c, times in counts.most_common()[::-1] if times * 10_000 < whole or ord(c) > 0xFFFF][:60]


def find_rows(files: Files, *, each: int = 200) -> list[Row]:
    """The slowest kind of query is the row; every kind is told on standard error."""
    folder, size = files.kept(), files.size
    made: list[tuple[str, Row]] = []
    with desk_on(folder) as desk:
        for kind, texts in questions(folder, size.people, each).items():
            for text in texts[:WARM]:
                find_people(desk, text)
            calls = [lambda text=text: find_people(desk, text) for text in texts]
            made.append((kind, told(f"find: {kind}", measured(calls), FIND_GOAL)))
    kind, worst = max(made, key=lambda one: float(str(one[1]["p99"])))
    return [worst | {"name": f"find among {size.people:,} people, first 20, slowest kind ({kind})"}]


# ---- settle and slip ----


def ready_forms(desk: Desk, folder: Path, count: int) -> list[tuple[CaseForm, int]]:
    """The demonstration case's bill of 36 lines for other people, with what they would pay (fen)."""
    kept = demo.case_draft_id(desk)
    model = next(draft.form for draft in open_drafts(desk) if draft.id == kept)
    found: list[tuple[CaseForm, int]] = []
    people = int(asked(folder, "SELECT max(row) FROM persons")[0][0])
    step = max(1, people // (count * 4))
    ids = asked(folder, "SELECT id FROM persons WHERE row % ? = 0 ORDER BY row", (step,))
    for (person_id,) in ids:
        form = replace(model, person_id=person_id)
        quoted = quote(desk, basis(desk, person_id, form), form)
        if quoted.ready and quoted.result is not None:
            found.append((form, quoted.result.person_pays))
        if len(found) == count:
            break
    return found


def settle_rows(files: Files, *, times: int = 200) -> list[Row]:
    """F8 to committed, with full sync, each for another person."""
    folder, size = files.work(), files.size
    with desk_on(folder) as desk:
        drafts = [(open_draft(desk, form), form, pays) for form, pays in ready_forms(desk, folder, times + WARM)]
        calls = [lambda one=one: settle(desk, *one) for one in drafts]
        measured(calls[:WARM])
        return [told(f"settle: {size.settlements:,} settlements, full sync", measured(calls[WARM:]), SETTLE_GOAL)]


def slip_rows(files: Files, *, times: int = 100) -> list[Row]:
    """Slips of settlements that the program made: drawing alone, and drawn with its print recorded (full sync)."""
    folder = files.work()
    with desk_on(folder) as desk:
        ids = [one[0] for one in asked(folder, _PRINTABLE, (bench_copies.FACTS,))]
        ids = [ids[at * 7 % len(ids)] for at in range(times + WARM)]
        facts = [stored_facts(desk, one) for one in ids]
        key, certificate = b64encode(bytes(32)).decode(), b64encode(bytes(64)).decode()
        payload = slip_code.write("NM-01-2019-000001", 123456, "ab" * 32, key, certificate)
        draws = [lambda one=one: draw_slip(one, payload) for one in facts]
        prints = [lambda one=one: slip_pdf(desk, one) for one in ids]
        made = []
        for name, calls in (("slip PDF, warm", draws), ("slip PDF, warm, with its print recorded", prints)):
            measured(calls[:WARM])
            made.append(told(name, measured(calls[WARM:]), SLIP_GOAL))
        return made
