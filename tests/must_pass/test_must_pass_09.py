"""Two windows on one draft: nobody's typing is lost. (Two stations on one person come with the exchange.)"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt

from app.services.desk import Desk
from app.services.drafts import open_draft, open_drafts
from app.store import drafts
from app.store.database import Database
from tests.helpers.data_key import KEY
from tests.helpers.forms import stay
from tests.helpers.hands import ENTER, Hands
from tests.helpers.small_desk import ROOT, ids

TYPIST = """
import json, sys
from dataclasses import replace
from pathlib import Path
from app.errors import UserError
from app.services.drafts import open_draft, open_drafts, save_draft
from tests.helpers.small_desk import ids, small_desk

path, name, rounds = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
kept = []
with small_desk(path) as desk:
    desk = replace(desk, new_id=ids(name))
    mine = next(iter(open_drafts(desk)))
    print("ready", flush=True)
    sys.stdin.readline()
    for at in range(rounds):
        form = replace(mine.form, visit=replace(mine.form.visit, note=f"{name}{at}"))
        try:
            mine = save_draft(desk, mine.id, mine.version, form)
        except UserError as refused:
            # What the window does when the clerk goes on with what is typed here.
            assert refused.code == "DRAFT_CONFLICT"
            mine = open_draft(desk, form)
            kept.append(f"{name}{at}")
print(json.dumps([mine.form.visit.note, kept]))
"""


def test_must_pass_09_two_processes_on_one_draft(desk: Desk, tmp_path: Path) -> None:
    open_draft(desk, stay("p1"))
    command = [sys.executable, "-c", TYPIST, str(tmp_path / "desk.db")]
    running = [
        subprocess.Popen([*command, name, "20"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for name in ("甲", "乙")
    ]
    for one in running:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in running:
        assert one.stdin is not None
        one.stdin.write("\n")
        one.stdin.flush()
    told = [json.loads(one.communicate(timeout=60)[0]) for one in running]
    notes = {one.form.visit.note for one in open_drafts(desk)}
    assert notes == {last for last, _ in told}, "what each typed last is a draft of its own"
    assert sum(len(kept) for _, kept in told) == 1, "whoever came second was told once, and went on beside"


def beside(desk: Desk) -> Desk:
    """Another program's desk on the same file: its own connections."""
    return replace(desk, database=Database.open(desk.database.path, key=KEY), new_id=ids("beside"))


def both_typed(first: Hands, second: Hands) -> None:
    """The same draft in both windows; each types other dates."""
    for hands, texts in ((first, ("20190301", "20190310")), (second, ("20190401", "20190415"))):
        hands.window.activateWindow()
        hands.wait()
        hands.press(Qt.Key.Key_F3)
        while hands.where != "visit.admitted.editor":
            hands.press(Qt.Key.Key_Tab)
        hands.enter(*texts)


def test_must_pass_09_two_windows_on_one_draft(open_window: Callable[[Desk], Hands], desk: Desk) -> None:
    begun = open_draft(desk, replace(stay("p1", admitted="", discharged=""), rows=()))
    other = beside(desk)
    try:
        first, second = open_window(desk), open_window(other)
        first.wait()
        second.wait()
        both_typed(first, second)
        first.wait()
        second.window.cases.current.case.autosave.now()
        second.wait()
        panes = second.window.cases.current.panes
        assert "另一窗口" in panes.notice.text, "the second is told; it has typed on meanwhile"
        mine = second.window.cases.current.case.form
        with desk.database.reading() as work:
            assert drafts.get(work, begun.id).version > begun.version
        second.press(Qt.Key.Key_F12, ENTER)
        second.wait()
        kept = {one.form.visit.admitted: one.id for one in open_drafts(desk)}
        assert set(kept) == {"2019-03-01", "2019-04-01"}, "both are found among the open drafts"
        assert kept["2019-03-01"] == begun.id
        assert second.window.cases.current.case.form == mine
    finally:
        other.database.close()
