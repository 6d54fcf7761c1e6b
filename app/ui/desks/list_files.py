"""A list's file on its way in, alike on every desk: opened from a form, its columns shown, read in, its refused rows saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

from shiboken6 import isValid

from app.records.progress import Step
from app.services.list_files import ListFile, with_place
from app.ui.faults import Trouble
from app.ui.files import save_new
from app.ui.operations import Job, Stops
from app.ui.place import Place
from app.ui.screens.list_columns import PLACE_STOPPED, ListColumnsPage
from app.ui.screens.told_list import ToldList
from app.ui.widgets.field_form import STOPPED, FieldForm

T = TypeVar("T")


class Telling(Protocol):
    """A page that says a sentence."""

    def tell(self, message: str, mark: str = "") -> None: ...


def told_on(place: Place, page: Telling) -> Callable[[Trouble], None]:
    """What could not be done, on its page, or in the window's line where the page was left meanwhile."""
    return lambda told: page.tell(told.message, "stop") if isValid(page) else place.failed(told)


def open_file(
    place: Place, form: FieldForm, key: str, path: Path, read: Callable[[Step], T], show: Callable[[T], None]
) -> None:
    """Open the file that a form names; its folder is remembered under ``key``. What has no field of its own is about the
    file."""

    def opened(answer: T) -> None:
        form.done()
        place.used(key, path)
        show(answer)

    place.operations.run(
        lambda job: read(job.step),
        opened,
        lambda told: form.refuse(told.field if told.field in form.texts() else "path", told.message),
        owner=form,
        doing=f"打开 {path.name}",
        on_stopped=form.stopped,
    )


def columns_page(place: Place, file: ListFile, wanted: Callable[[ListColumnsPage], None]) -> ListColumnsPage:
    """Which column is what: another sheet or header row is looked at there; ``wanted`` once the columns are right."""
    page = ListColumnsPage(file)

    def move(sheet: str, row: int) -> None:
        held = page.file
        place.operations.run(
            lambda job: with_place(held, sheet, row, job.step),
            page.show_file,
            lambda told: page.place_refused(told.message),
            owner=page,
            doing=f"打开 {held.name}",
            on_stopped=lambda: page.place_refused(PLACE_STOPPED),
        )

    page.wanted.connect(lambda: wanted(page))
    page.place_wanted.connect(move)
    return page


def read_in(
    place: Place, page: ListColumnsPage, read: Callable[[Job], T], show: Callable[[T], None], doing: str = "读入"
) -> None:
    """Read the rows by the columns of the page, which keys wait for."""
    page.working()
    place.operations.run(
        read,
        show,
        lambda told: page.refused(told.message),
        owner=page,
        doing=f"{doing} {page.file.name}",
        on_stopped=lambda: page.refused(STOPPED),
    )


def save_refused(place: Place, page: ToldList, path: Path, rows: Callable[[], bytes], then: str) -> None:
    """The refused rows as a file beside the list; what ``then`` can be done with it is said on the page."""
    place.operations.run(
        lambda _job: save_new(rows(), path),
        lambda target: page.tell(f"退回的行存在 {target}：{then}", "done"),
        lambda told: page.tell(told.message, "stop"),
        owner=page,
        doing="存退回的行",
        stops=Stops.NEVER,
    )
