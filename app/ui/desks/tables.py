"""What every list can do beyond the window: each page that opens with one gets its files, its papers and its memory here."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from app.services import tables
from app.services.desk import today
from app.services.rights import refusal
from app.ui.desks.papers import Paper, PapersDesk
from app.ui.models.snapshot import Snapshot
from app.ui.place import Place
from app.ui.screens.lists import ListPage
from app.ui.screens.preview import SCREEN_DPI, pages

FOLDER = "lists/folder"
HABITS = "lists/columns/{}"
_SHARP = 20
"""Pages that are shown as sharp as a slip; of more the pictures are smaller."""
_COARSE_DPI = 96


class TablesDesk(QObject):
    """One object per window; it needs no page to know of it."""

    def __init__(self, place: Place, papers: PapersDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._papers = papers
        place.overlay.opened.connect(self._serve_page)

    def _serve_page(self, page: QWidget) -> None:
        lists = [page] if isinstance(page, ListPage) else page.findChildren(ListPage)
        for one in lists:
            self.serve(one, self._place.overlay.accessibleName())

    def serve(self, page: ListPage, title: str) -> None:
        """Files, papers and memory for one list."""
        desk, settings = self._place.desk, self._place.settings
        key = HABITS.format(page.habit_key)
        page.columns.take_habits(str(settings.value(key, "")))
        page.columns.changed.connect(lambda: settings.setValue(key, page.columns.habits()))
        page.export.wanted.connect(lambda taken, path: self._export(page, taken, path))
        page.export.print_wanted.connect(self._print)
        page.export.offer(
            title,
            self._place.folder(FOLDER),
            today(desk).isoformat(),
            refusal(desk, "list.export"),
            refusal(desk, "list.print"),
        )

    def _export(self, page: ListPage, taken: Snapshot, path: Path) -> None:
        desk = self._place.desk

        def done(target: Path) -> None:
            self._place.used(FOLDER, target)
            page.export.exported(target, len(taken.rows))

        self._place.operations.run(
            lambda job: tables.export(desk, taken.table(), path, job.step),
            done,
            lambda told: page.export.refused(told.message),
            owner=page,
            doing=f"导出 {len(taken.rows)} 行",
            on_stopped=page.export.stopped,
        )

    def _print(self, taken: Snapshot) -> None:
        desk = self._place.desk

        def draw(_job: object) -> Paper:
            made, pdf = tables.preview(desk, taken.table())
            name = f"{made.title} {made.made_at[:10]}".replace("/", "-")
            return Paper(_pictures(pdf), made.title, name, lambda: tables.printed(desk, made, pdf), "list")

        self._papers.show(draw)


def _pictures(pdf: bytes) -> tuple[QImage, ...]:
    return pages(pdf, SCREEN_DPI, most=_SHARP, beyond=_COARSE_DPI)
