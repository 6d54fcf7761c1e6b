"""The lines of a bill that the catalogue says otherwise on the day of discharge."""

from __future__ import annotations

from datetime import date, timedelta

from app.records.form import BillRow
from app.services.catalogue.bill_day import otherwise_on
from app.services.desk import Desk
from tests.helpers.catalogues import LISTED_ON, PILLS, TEA, facts, imported, manager

DAY = timedelta(days=1)
LATER = date(2019, 10, 1)
ROW = BillRow(code="XA02BC01", name="奥美拉唑", item_class="B", category="09", prepay_rate="0.1", amount="5.00")


def places(desk: Desk, on: date, *rows: BillRow) -> list[tuple[int, str, bool]]:
    return [(at, item.prepay_rate, item.ended) for at, item in otherwise_on(desk, rows, on)]


def test_lines_that_differ_or_ended(desk: Desk) -> None:
    boss = manager(desk)
    imported(boss, [PILLS, TEA], facts(), whole=False)
    imported(boss, [{**PILLS, "prepay_rate": "20%"}], facts(listed_on=LATER, number="新"))
    own, never = BillRow(name="手工", amount="1.00"), BillRow(code="NONE", name="没有", amount="1.00")
    tea = BillRow(code="ZA01", name="感冒清热颗粒", item_class="A", category="11", amount="1.00")
    assert places(boss, LATER - DAY, own, ROW, never, tea) == []
    assert places(boss, LATER, own, ROW, never, tea) == [(1, "0.20", False), (3, "", True)]
    assert places(boss, LISTED_ON - DAY, ROW) == []  # not in the catalogue yet
