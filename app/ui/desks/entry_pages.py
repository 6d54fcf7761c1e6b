"""A page with a form of described fields: its texts go to a service off the window's thread, refusals come back to their field."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.records.fields import Field
from app.ui.desks.finders import finders_of
from app.ui.place import Place
from app.ui.screens.form_page import FormPage
from app.ui.widgets.entry_form import EntryForm

KEYS = "Enter 下一格，填完{word}   Esc 返回"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a page asks: ``fields``, the ``word`` of its button, ``title``, ``lead``; ``typed`` stands there already."""

    fields: Sequence[Field]
    word: str
    title: str
    lead: str
    typed: Mapping[str, str] = field(default_factory=dict)


def open_entry(
    place: Place,
    entry: Entry,
    act: Callable[[dict[str, str]], Any],
    done: Callable[[Any], None],
    left: Callable[[], object],
) -> EntryForm:
    """Open the page. ``act`` works on the worker, ``done`` gets its answer, ``left`` is called on Esc."""
    form = EntryForm(entry.fields, entry.word, finders_of(place.desk), typed=entry.typed)

    def answered(answer: Any) -> None:
        form.done()
        done(answer)

    form.finished.connect(
        lambda texts: place.operations.run(
            lambda _job: act(texts), answered, lambda told: form.refuse(told.field, told.message), owner=form
        )
    )
    form.left.connect(left)
    place.overlay.open(FormPage(form, entry.lead), entry.title, KEYS.format(word=entry.word))
    form.start()
    return form
