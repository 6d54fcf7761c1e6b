"""A page with a form of described fields: its texts go to a service off the window's thread, refusals come back to their field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject
from shiboken6 import isValid

from app.records.fields import Field
from app.records.progress import Step
from app.services.desk import Desk
from app.ui.desks.finders import finders_of
from app.ui.faults import Trouble
from app.ui.operations import Stops
from app.ui.place import Place
from app.ui.screens.form_page import FormPage
from app.ui.widgets.entry_form import EntryForm
from app.ui.widgets.picker import Pick

KEYS = "Enter 下一格，填完{word}   Esc 返回"


@dataclass(frozen=True, slots=True)
class Long:
    """What an entry does where that takes long: in words, with its steps; who may stop it."""

    doing: str
    store: Callable[[Desk, dict[str, str], Step], Any]
    stops: Stops = Stops.BY_KEY


@dataclass(frozen=True, slots=True)
class EntryPage:
    """A form of described fields: ``word`` is its button's, ``store`` does it off the window's thread, ``done`` says so,
    ``back`` is where Esc leads; ``typed`` and ``picks`` stand there already."""

    title: str
    fields: Sequence[Field]
    word: str
    lead: str
    store: Callable[[Desk, dict[str, str]], Any] | Long
    done: Callable[[Any], None]
    back: Callable[[], object]
    typed: Mapping[str, str] = field(default_factory=dict)
    picks: Mapping[str, Pick] = field(default_factory=dict)


def open_entry(place: Place, owner: QObject | None, page: EntryPage) -> None:
    """Show the form of an entry. What was stored is said while ``owner`` is there; without one, while the form is."""
    desk = place.desk
    form = EntryForm(page.fields, page.word, finders_of(desk), typed=page.typed, picks=page.picks)

    long = page.store if isinstance(page.store, Long) else short(page.word, page.store)

    def done(answer: Any) -> None:
        if isValid(form):
            form.done()
        page.done(answer)

    def failed(told: Trouble) -> None:
        if isValid(form):
            form.refuse(told.field, told.message)
        else:
            place.failed(told)

    form.finished.connect(
        lambda texts: place.operations.run(
            lambda job: long.store(desk, texts, job.step),
            done,
            failed,
            owner=owner or form,
            doing=long.doing,
            stops=long.stops,
            on_stopped=lambda: form.stopped() if isValid(form) else None,
        )
    )
    form.left.connect(page.back)
    place.overlay.open(FormPage(form, page.lead), page.title, KEYS.format(word=page.word))
    form.start()


def short(word: str, store: Callable[[Desk, dict[str, str]], Any]) -> Long:
    """What is done in a moment, and not stopped."""
    return Long(word, lambda desk, texts, _step: store(desk, texts), Stops.NEVER)
