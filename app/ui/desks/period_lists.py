"""Lists of a period (month, quarter, half-year, year) and of registers of entries: what several desks open in the same way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from PySide6.QtCore import QObject

from app.errors import UserError
from app.records.fields import Field
from app.records.progress import Step
from app.records.statements import Statement
from app.services.desk import Desk, today
from app.services.periods import Period, period_of, read_period
from app.ui.desks.finders import finders_of
from app.ui.models.table import Column
from app.ui.place import Place
from app.ui.screens.form_page import FormPage
from app.ui.screens.told_list import ToldList
from app.ui.widgets.entry_form import EntryForm

PERIOD = "Ctrl+K 换期间"
LEAD = "月写成 2019-03，季写成 2019Q1，半年写成 2019H1，年写成 2019。"
KEPT = "period"
"""Per list, among the window's own settings: the month in which a period was chosen, and the period."""
_FIELD = Field("period", "期间", longest=7)


def _silent(_rows: Sequence[Any], _period: Period) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list of a period shows: rows with columns of their own, the sentence over them (``mark`` warns), and what goes
    onto its paper."""

    rows: Sequence[Any]
    columns: tuple[Column[Any], ...]
    told: str = ""
    mark: str = ""
    notes: tuple[str, ...] = ()
    seal: bool = False
    offices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PeriodPage:
    """A list of a period: ``read`` gives its rows off the window's thread, or a ``Listed``, ``sums`` the sentence over plain rows that
    there are, ``nothing`` what is said where there are none;
    ``keys`` act on a row, ``page_keys`` without one, both with the way back here. Pages with the same ``shared`` are read for the
    same period; ``begins`` says for which the first time."""

    title: str
    columns: tuple[Column[Any], ...]
    stretch: str
    read: Callable[[Desk, Period, Step], Sequence[Any] | Listed]
    nothing: str
    sums: Callable[[Sequence[Any], Period], str] = _silent
    chosen: Callable[[Any], None] | None = None
    hint: str = ""
    keys: Mapping[str, Callable[[Any], None]] = field(default_factory=dict)
    page_keys: Mapping[str, Callable[[], None]] = field(default_factory=dict)
    whole: Callable[[Any], str] | None = None
    shared: str = ""
    begins: Callable[[date], Period] = lambda day: period_of("month", day)
    doing: str = "汇总"


def stated(
    found: Statement[Any],
    shown: tuple[Column[Any], ...],
    told: Callable[[Statement[Any]], str],
    offices: tuple[str, ...] = (),
) -> Listed:
    """A statement as a list: what is ``told`` of it, and what keeps it from being final."""
    said = told(found) if found.lines else ""
    mark = "warn" if found.warning and said else ""
    sentence = f"{said}。{found.warning}" if said else ""
    return Listed(found.lines, shown, sentence, mark, found.notes, seal=True, offices=offices)


def at_once(read: Callable[[Desk, Period], Sequence[Any]]) -> Callable[[Desk, Period, Step], Sequence[Any]]:
    """What is read of a period by one question to the file, and tells no steps."""
    return lambda desk, period, _step: read(desk, period)


def _key(page: PeriodPage) -> str:
    return f"{KEPT}/{page.shared or page.title}"


class PeriodLists(QObject):
    """Opens such lists; each keeps the period that was chosen for it, among the window's own settings, while the month lasts: in a new
    one nobody wants to take last month's list for this month's. One object per window."""

    def __init__(self, place: Place, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place

    def open(self, page: PeriodPage, message: str = "", mark: str = "", asked: EntryForm | None = None) -> None:
        """Read a list for its period and show it; ``asked`` is the form that the period was typed in."""
        desk = self._place.desk
        period = self.period(page)
        self._place.operations.run(
            lambda job: page.read(desk, period, job.step),
            lambda rows: self._show(page, period, rows, message, mark),
            self._place.failed if asked is None else lambda told: asked.refuse("period", told.message),
            owner=self,
            doing=f"{page.doing} {period.title}",
            on_stopped=None if asked is None else asked.stopped,
        )

    def period(self, page: PeriodPage) -> Period:
        """The period that a list is read for."""
        day = today(self._place.desk)
        kept = self._place.settings.value(_key(page))
        if isinstance(kept, list) and len(kept) == 2 and kept[0] == period_of("month", day).code:
            with suppress(UserError):
                return read_period(str(kept[1]))
        return page.begins(day)

    def below(
        self,
        title: str,
        read: Callable[[Desk, Step], Listed],
        stretch: str,
        chosen: Callable[[Any], None],
        hint: str,
        *,
        keys: Mapping[str, Callable[[Any], None]] | None = None,
        opened: Callable[[ToldList], None] = lambda _page: None,
        whole: Callable[[Any], str] | None = None,
    ) -> None:
        """A list over the one that it was opened from; Esc comes back to that. ``opened`` is handed its page."""
        desk = self._place.desk

        def show(made: Listed) -> None:
            page = ToldList(
                made.columns,
                made.rows,
                name=title,
                nothing="没有这样的单据。",
                stretch=stretch,
                keys=keys,
                whole=whole,
                notes=made.notes,
                seal=made.seal,
                offices=made.offices,
            )
            page.chosen.connect(chosen)
            page.tell(made.told, made.mark)
            self._place.overlay.hold()
            self._place.overlay.open(page, title, f"{hint}   Esc 返回")
            opened(page)

        self._place.operations.run(
            lambda job: read(desk, job.step), show, self._place.failed, owner=self, doing=f"汇总{title}"
        )

    def _show(self, page: PeriodPage, period: Period, read: Sequence[Any] | Listed, message: str, mark: str) -> None:
        if not isinstance(read, Listed):
            read = Listed(read, page.columns, page.sums(read, period) if read else "")
        shown = ToldList(
            read.columns,
            read.rows,
            name=page.title,
            nothing=f"{period.title}{page.nothing}按 Ctrl+K 换一个期间。",
            stretch=page.stretch,
            keys=page.keys,
            page_keys={"Ctrl+K": lambda: self._ask(page, period), **page.page_keys},
            whole=page.whole,
            notes=read.notes,
            seal=read.seal,
            offices=read.offices,
        )
        if page.chosen is not None:
            shown.chosen.connect(page.chosen)
        shown.tell(message or read.told, mark if message else read.mark)
        hint = "   ".join(part for part in (page.hint, PERIOD, "Esc 返回") if part)
        self._place.overlay.open(shown, f"{page.title} · {period.title}", hint)

    def _ask(self, page: PeriodPage, period: Period) -> None:
        form = EntryForm((_FIELD,), "打开", finders_of(self._place.desk), typed={"period": period.code})

        def take(texts: dict[str, str]) -> None:
            try:
                chosen = read_period(texts["period"])
            except UserError as refused:
                form.refuse("period", refused.message)
                return
            month = period_of("month", today(self._place.desk))
            self._place.settings.setValue(_key(page), [month.code, chosen.code])
            self.open(page, asked=form)

        form.finished.connect(take)
        form.left.connect(lambda: self.open(page))
        self._place.overlay.open(FormPage(form, LEAD), f"{page.title}：换期间", "Enter 打开   Esc 返回")
        form.start()
