"""A large list that has the data file: a job of the window that stands inside its unit of work until the block ends."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from PySide6.QtCore import QObject

from app.services.desk import Desk
from app.store import turns
from app.ui import autosave, waiting
from app.ui.operations import Job, Stops
from tests.helpers.hands import Hands

DOING = "导入人员名单"


@contextmanager
def list_being_written(hands: Hands, desk: Desk) -> Iterator[None]:
    """As after ``Enter 导入`` and Esc back to the desk; looks come quickly, and what is shown after a second is shown at once."""
    has_it, go_on = threading.Event(), threading.Event()

    def write(_job: Job) -> None:
        with desk.database.unit_of_work():
            has_it.set()
            assert go_on.wait(30)

    operations, page = hands.operations, QObject()
    with (
        patch.object(turns, "_LOOK", 1),
        patch.object(autosave, "LATE", 5),
        patch.object(waiting, "TICK", 1),
        patch.object(waiting, "POINTER_AFTER", 0),
        patch.object(waiting, "STRIP_AFTER", 0),
    ):
        with patch.object(operations, "front", lambda: page):
            operations.run(write, lambda _done: None, lambda _told: None, doing=DOING, stops=Stops.NEVER)
        try:
            assert has_it.wait(10)
            yield
        finally:
            go_on.set()
