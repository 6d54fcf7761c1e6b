"""A file that the clerk names on a page of its own, written beside what is there already."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.records.fields import Field
from app.ui.desks.finders import finders_of
from app.ui.files import save_new
from app.ui.operations import Stops
from app.ui.place import Place
from app.ui.screens.form_page import FormPage
from app.ui.widgets.entry_form import EntryForm


@dataclass(frozen=True, slots=True)
class SavePage:
    """``folder`` is the window's habit, ``name`` of the file and the page; ``word`` on the button; ``doing`` what the clerk waits
    for; ``data`` makes the bytes off the window's thread; ``may_not`` why it is refused ("" where it may)."""

    folder: str
    name: str
    word: str
    doing: str
    lead: str
    data: Callable[[], bytes]
    told: Callable[[str, str], None]
    may_not: str = ""


def open_save(place: Place, page: SavePage) -> None:
    """Ask where the file goes; it is written, its folder remembered, the page below says so."""
    field = Field("path", "存到哪里（文件名）", longest=300)
    typed = {"path": str(place.folder(page.folder) / page.name)}
    form = EntryForm((field,), page.word, finders_of(place.desk), typed=typed)

    def write(text: str) -> Path:
        return save_new(page.data(), place.folder(page.folder) / Path(text.strip()).expanduser())

    def stored(target: Path) -> None:
        place.used(page.folder, target)
        place.overlay.step_back()
        page.told(f"已存为 {target}", "done")

    form.finished.connect(
        lambda texts: place.operations.run(
            lambda _job: write(texts["path"]),
            stored,
            lambda told: form.refuse("path", told.message),
            owner=form,
            doing=page.doing,
            stops=Stops.NEVER,
        )
    )
    form.left.connect(place.overlay.step_back)
    place.overlay.hold()
    place.overlay.open(FormPage(form, page.lead, may_not=page.may_not), page.name, "Enter 存   Esc 返回")
    form.start()
