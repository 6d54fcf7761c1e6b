"""The columns of a list on the screen: which are shown, in which order, how wide; and what of that is remembered."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHeaderView, QTableView

from app.records.table import TEXT, cell_text
from app.ui.models.arranged import ArrangedModel
from app.ui.models.table import Column
from app.ui.style import type as typeface
from app.ui.widgets.marked_cells import EDGE, with_sign

MEASURED = 200
"""Rows by which widths are found."""
WIDEST, NARROWEST, LEAST = 360, 72, 240
"""Logical pixels: of a column by its contents; the one that stretches is sure of the second, and of no more than the third."""
_MOST = 9
"""Of ten cells so many stay whole where texts give room; then the list scrolls."""
STEP = 16
_ROOM, _PADDING = 24, 17
"""Beside a cell's text, beside a title."""
_SQUEEZED = 6
_SHORT = 112
"""A text column as narrow as this stays whole: half a state tells nothing, and there is little to be had from it."""
_ARROW = " ▼降"


class ListColumns(QObject):
    """``changed`` when the clerk chose other columns, their order or a width."""

    changed = Signal()

    def __init__(self, view: QTableView, model: ArrangedModel[Any], stretch: str) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        self._stretch = stretch
        self._natural: dict[str, int] = {}
        self._least: dict[str, int] = {}
        self._widths: dict[str, int] = {}
        self._fitting = False
        self._header: QHeaderView = view.horizontalHeader()
        self._header.sectionResized.connect(self._resized)
        self._header.sectionMoved.connect(lambda _at, _old, _new: self._told())
        view.viewport().installEventFilter(self)
        self._hide([column.key for column in model.columns if not column.shown])
        self.measure()

    # ---- what is shown ----

    def shown(self) -> tuple[Column[Any], ...]:
        """The shown columns from left to right."""
        return tuple(column for column in self.all() if not self.hidden(column.key))

    def all(self) -> tuple[Column[Any], ...]:
        """All columns in the order in which they stand."""
        return tuple(self._model.columns[self._header.logicalIndex(at)] for at in range(self._header.count()))

    def hidden(self, key: str) -> bool:
        """Whether a column is not shown."""
        return self._header.isSectionHidden(self._model.column_at(key))

    def switch(self, key: str) -> bool:
        """Show a column or hide it; False where it is the last one that is shown."""
        hidden = self.hidden(key)
        if not hidden and len(self.shown()) == 1:
            return False
        self._fitting = True
        self._header.setSectionHidden(self._model.column_at(key), not hidden)
        self._fitting = False
        self._told()
        return True

    def move(self, key: str, step: int) -> None:
        """A column further to the left (-1) or the right (1)."""
        at = self._header.visualIndex(self._model.column_at(key))
        if 0 <= at + step < self._header.count():
            self._header.moveSection(at, at + step)

    def widen(self, key: str, steps: int) -> None:
        """A column wider, or with negative steps narrower."""
        at = self._model.column_at(key)
        wide = max(self._header.sectionSize(at) + typeface.px(STEP * steps), self._header.minimumSectionSize())
        self._widths[key] = round(wide / typeface.scale())
        self._told()

    def reset(self) -> None:
        """As the program has them."""
        self._take([column.key for column in self._model.columns], [c.key for c in self._model.columns if c.shown], {})
        self._told()

    # ---- what is remembered ----

    def habits(self) -> str:
        """Order, shown columns and chosen widths as text; empty where all is as the program has it."""
        order = [column.key for column in self.all()]
        shown = [column.key for column in self.shown()]
        columns = self._model.columns
        if not self._widths and order == [c.key for c in columns] and {*shown} == {c.key for c in columns if c.shown}:
            return ""
        return json.dumps({"order": order, "shown": shown, "widths": self._widths})

    def take_habits(self, text: str) -> None:
        """What was remembered; a text that does not fit these columns is left alone."""
        try:
            known = json.loads(text) if text else {}
        except ValueError:
            return
        if not isinstance(known, dict):
            return
        order, shown, widths = (known.get(name) for name in ("order", "shown", "widths"))
        if not isinstance(order, list) or not isinstance(shown, list) or not isinstance(widths, dict) or not shown:
            return
        keys = [column.key for column in self._model.columns]
        wide = all(key in keys and type(width) is int for key, width in widths.items())
        if sorted(map(str, order)) == sorted(keys) and {*map(str, shown)} <= {*keys} and wide:
            self._take(order, shown, widths)

    def _take(self, order: Iterable[str], shown: Iterable[str], widths: dict[str, int]) -> None:
        self._fitting = True
        for at, key in enumerate(order):
            self._header.moveSection(self._header.visualIndex(self._model.column_at(key)), at)
        self._widths = dict(widths)
        visible = {*shown}
        self._hide([column.key for column in self._model.columns if column.key not in visible])
        self._fitting = False
        self._model.search_in([column.key for column in self.shown()])
        self.fit()

    def _hide(self, keys: Iterable[str]) -> None:
        wanted = {*keys}
        for at, column in enumerate(self._model.columns):
            self._header.setSectionHidden(at, column.key in wanted)

    def _told(self) -> None:
        if not self._fitting:
            self._model.search_in([column.key for column in self.shown()])
            self.fit()
            self.changed.emit()

    # ---- what is in sight ----

    def beyond(self) -> tuple[int, int]:
        """How many columns are not whole in sight: at the left, at the right."""
        room = self._view.viewport().width()
        edges = [self._edges(column.key) for column in self.shown()]
        return sum(left < 0 for left, _right in edges), sum(right > room for _left, right in edges)

    def turn(self, step: int) -> str:
        """The next column at the right (1) or the left (-1) that is not whole comes into sight, and as many beyond it as there is
        room for; its key, "" where there is none."""
        room, bar = self._view.viewport().width(), self._view.horizontalScrollBar()
        for column in self.shown()[::step]:
            left, right = self._edges(column.key)
            if step > 0 and right > room and left > 0:
                bar.setValue(bar.value() + left)
                return column.key
            if step < 0 and left < 0 and right < room:
                bar.setValue(bar.value() + right - room)
                return column.key
        bar.setValue(bar.maximum() if step > 0 else 0)
        return ""

    def _edges(self, key: str) -> tuple[int, int]:
        """Where a column begins and ends, from the left edge of the room."""
        at = self._model.column_at(key)
        left = self._header.sectionViewportPosition(at)
        return left, left + self._header.sectionSize(at)

    # ---- how wide ----

    def measure(self) -> None:
        """Find the widths that the contents ask for."""
        metrics, small = self._view.fontMetrics(), QFontMetrics(typeface.font("caption"))
        bold = QFontMetrics(typeface.font("body", bold=True))
        rows, totals = self._model.shown()[:MEASURED], self._model.totals()
        for column in self._model.columns:
            texts = [
                with_sign(typeface.narrow(column.text(row)), column.mark(row) if column.mark else None) for row in rows
            ]
            wide = sorted(metrics.horizontalAdvance(text) for text in texts) or [0]
            if column.key in totals:
                needed = bold.horizontalAdvance(cell_text(column.kind, totals[column.key]))
                wide.append(max(wide[-1], needed - typeface.px(_ROOM - 2 * EDGE)))
            title = small.horizontalAdvance(column.title + _ARROW) + typeface.px(_PADDING) if column.title else 0
            room, widest, short = typeface.px(_ROOM), typeface.px(WIDEST), typeface.px(_SHORT)
            most = wide[max(len(wide) * _MOST // 10 - 1, 0)]
            self._natural[column.key] = min(max(wide[-1] + room, title), widest)
            whole = self._natural[column.key] if column.kind != TEXT or self._natural[column.key] <= short else 0
            self._least[column.key] = max(whole, min(max(most + room, title), typeface.px(LEAST)))
        self.fit()

    def fit(self) -> None:
        """Give each shown column its width: the chosen one, that of its contents, and the rest to the one that stretches."""
        shown = self.shown()
        wide = {one.key: typeface.px(self._widths[one.key]) for one in shown if one.key in self._widths}
        free = [one for one in shown if one.key not in wide]
        wide |= {one.key: self._natural[one.key] for one in free}
        room = self._view.viewport().width()
        elastic = [one for one in free if one.key == self._stretch] or [one for one in free if one.kind == TEXT][-1:]
        if elastic:
            key = elastic[0].key
            rest = room - sum(width for one, width in wide.items() if one != key)
            least = min(self._natural[key], max(self._least[key], typeface.px(NARROWEST)), typeface.px(LEAST))
            if rest < least:
                others = [one.key for one in free if one.kind == TEXT and one.key != key]
                rest += _shrink(wide, others, least - rest, self._least)
            wide[key] = max(rest, least)
        over = sum(wide.values()) - room
        if 0 < over <= typeface.px(_SQUEEZED) * len(free):
            # a little less white in every column rather than a scroll bar for the last few pixels
            for at, column in enumerate(free):
                wide[column.key] -= over // len(free) + (at < over % len(free))
        self._fitting = True
        for one, width in wide.items():
            self._header.resizeSection(self._model.column_at(one), width)
        self._fitting = False

    def _resized(self, section: int, _old: int, new: int) -> None:
        """By the mouse: that width is kept."""
        if not self._fitting and new:
            self._widths[self._model.columns[section].key] = round(new / typeface.scale())
            self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Another room."""
        if event.type() == QEvent.Type.Resize:
            self.fit()
        return super().eventFilter(watched, event)


def _shrink(wide: dict[str, int], keys: list[str], needed: int, least: dict[str, int]) -> int:
    """Take ``needed`` pixels from those of ``keys`` that have most to give; how many were found."""
    found = 0
    while found < needed:
        key = max(keys, key=lambda one: wide[one] - least[one], default="")
        if not key or wide[key] <= least[key]:
            break
        taken = min(needed - found, max(1, (wide[key] - least[key]) // 4))
        wide[key] -= taken
        found += taken
    return found
