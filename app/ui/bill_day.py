"""A bill that was typed before the day of discharge was known or changed: offered again as the catalogue says on that day."""

from __future__ import annotations

from app.records.people import CatalogueItem
from app.services.catalogue.bill_day import otherwise_on
from app.services.desk import Desk
from app.ui.case import Case
from app.ui.models.bill_text import filled
from app.ui.screens.desk_case import DeskCase
from app.ui.widgets.date_field import read_date

_SHOWN = 3


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
        names = "、".join(item.name for _at, item in found[:_SHOWN]) + ("等" if len(found) > _SHOWN else "")
        self._panes.notice.offer(
            f"{names} {len(found)} 行与出院日 {day} 的目录规定不同（类别、自付比例或限价），要按那一天的改过来吗？",
            (("按出院日改", lambda: self._take(found)), ("不改", lambda: self._decline(found))),
        )

    def _take(self, found: tuple[tuple[int, CatalogueItem], ...]) -> None:
        model = self._panes.bill.grid.model
        rows, places = model.bill_rows(), model.places()
        for at, item in found:
            if at < len(rows) and rows[at].code == item.code:
                model.set_details(places[at], filled(rows[at], item, keep_price=True))

    def _decline(self, found: tuple[tuple[int, CatalogueItem], ...]) -> None:
        self._declined = found
