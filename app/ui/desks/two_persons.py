"""Pages that a second person stands behind: a few lines, his name and password, one act; what several desks open alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject
from shiboken6 import isValid

from app.records.fields import Field
from app.records.people import Credentials
from app.records.progress import Step
from app.services.approval import approvers
from app.services.demo import password_hint
from app.services.desk import Desk
from app.ui.desks.entry_pages import KEYS
from app.ui.faults import Trouble
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
        form = TwoPersonForm(page.fields, page.word, names, page.action, password_hint(desk))
        shown = FormPage(form, page.lead)

        def done(answer: Any) -> None:
            if place.in_front(shown):
                form.done()
                page.done(answer)
            else:
                place.notice.tell(f"已办好：{page.title}。", "done")

        def failed(told: Trouble) -> None:
            if isValid(form):
                form.refuse(told.field, told.message)
            else:
                place.failed(told)

        def go(texts: Mapping[str, str]) -> None:
            by = form.credentials
            place.operations.run(
                lambda job: page.store(desk, texts, by, job.step),
                done,
                failed,
                owner=owner,
                doing=page.title,
                stops=page.stops,
                on_stopped=lambda: form.stopped() if isValid(form) else None,
            )

        form.finished.connect(go)
        form.left.connect(page.back)
        place.overlay.open(shown, page.title, KEYS.format(word=page.word))
        form.start()

    place.operations.run(lambda _job: approvers(desk, page.right), show, place.failed, owner=owner)
