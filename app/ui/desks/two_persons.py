"""Pages that a second person stands behind: a few lines, his name and password, one act; what several desks open alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject

from app.records.fields import Field
from app.records.people import Credentials
from app.records.progress import Step
from app.services.approval import approvers
from app.services.desk import Desk
from app.ui.desks.entry_pages import KEYS, store_form
from app.ui.operations import Stops
from app.ui.place import Place
from app.ui.screens.form_page import FormPage
from app.ui.screens.two_person_form import TwoPersonForm


@dataclass(frozen=True, slots=True)
class TwoPersonPage:
    """``right`` what the second person must be allowed to, ``action`` that in words; ``store`` does it off the window's thread
    with the texts and who stands behind them; ``done`` says so, ``back`` is where Esc leads; ``stops``: whether it can
    be stopped until it is done."""

    title: str
    fields: Sequence[Field]
    word: str
    lead: str
    right: str
    action: str
    store: Callable[[Desk, Mapping[str, str], Credentials | None, Step], Any]
    done: Callable[[Any], None]
    back: Callable[[], object]
    stops: Stops = Stops.NEVER


def open_two_persons(place: Place, owner: QObject, page: TwoPersonPage) -> None:
    """Show such a page; who may stand behind it is read first."""
    desk = place.desk

    def show(names: tuple[str, ...]) -> None:
        form = TwoPersonForm(page.fields, page.word, names, page.action)

        def go(texts: Mapping[str, str]) -> None:
            by = form.credentials
            store_form(
                place,
                form,
                lambda job: page.store(desk, texts, by, job.step),
                page.done,
                owner=owner,
                doing=page.title,
                stops=page.stops,
            )

        form.finished.connect(go)
        form.left.connect(page.back)
        place.overlay.open(FormPage(form, page.lead), page.title, KEYS.format(word=page.word))
        form.start()

    place.operations.run(lambda _job: approvers(desk, page.right), show, place.failed, owner=owner)
