"""A bill that was typed before the day of discharge was known or changed: offered again as the catalogue says on that day."""

from __future__ import annotations

from collections.abc import Sequence

from app.records.people import CatalogueItem
from app.services.catalogue.bill_day import otherwise_on
from app.services.desk import Desk
from app.ui.case import Case
from app.ui.models.bill_text import filled
from app.ui.screens.desk_case import DeskCase
from app.ui.widgets.date_field import read_date

_SHOWN = 3


def _named(items: Sequence[CatalogueItem]) -> str:
    names = "、".join(item.name for item in items[:_SHOWN]) + ("等" if len(items) > _SHOWN else "")
    return f"{names} {len(items)} 行"


class BillDay:
    """Asks once for each set of lines that differ; what was declined is not asked again."""

    def __init__(self, desk: Desk, case: Case, panes: DeskCase) -> None:
        self._desk = desk
        self._case = case
        self._panes = panes
        self._declined: tuple[tuple[int, CatalogueItem], ...] = ()

    def check(self) -> None:
        """The visit was left: compare the bill with the catalogue of its day."""
        form = self._case.form
        day = read_date(form.visit.discharged)
        if day is None or form.bill_kind != "items" or not any(row.code for row in form.rows):
            return
        found = otherwise_on(self._desk, form.rows, day)
        if not found or found == self._declined:
            return
        ended = [item for _at, item in found if item.ended]
        told = f"{_named(ended)}在出院日 {day} 之前已停用，请核对编码。" if ended else ""
        other = tuple(one for one in found if not one[1].ended)
        if not other:
            self._declined = found
            self._panes.notice.tell(told, "warn", lasting=True)
            return
        named = _named([item for _at, item in other])
        self._panes.notice.offer(
            f"{named}与出院日 {day} 的目录规定不同（类别、自付比例或限价），要按那一天的改过来吗？{told}",
            (("按出院日改", lambda: self._take(other)), ("不改", lambda: self._decline(found))),
        )

    def _take(self, found: tuple[tuple[int, CatalogueItem], ...]) -> None:
        model = self._panes.bill.grid.model
        rows, places = model.bill_rows(), model.places()
        for at, item in found:
            if at < len(rows) and rows[at].code == item.code:
                model.set_details(places[at], filled(rows[at], item, keep_price=True))

    def _decline(self, found: tuple[tuple[int, CatalogueItem], ...]) -> None:
        self._declined = found
