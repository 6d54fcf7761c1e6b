"""Reports opened by keyboard, each found to be the same on screen, in its workbook and on its paper."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO

from PySide6.QtCore import Qt
from python_calamine import CalamineWorkbook

from app.records.table import COUNT, MONEY, RATE, TEXT, Cell, Table, cell_text
from app.services import tables
from app.services.desk import Desk
from app.services.periods import Period
from app.ui.models.table import TableModel
from app.ui.screens.lists import ListPage
from app.ui.screens.told_list import ToldList
from tests.helpers.exported import exported
from tests.helpers.hands import CTRL, ENTER, ESC, Hands
from tests.helpers.pdf_text import page_texts

Key = Qt.Key
Row = tuple[Cell, ...]
AMOUNT = re.compile(r"(?<![\d.,])[-−]?[\d,]+\.\d\d(?![\d%])")


class Reports:
    """Opens reports by keyboard; what it gives was found to be the same on screen, in the workbook and on paper."""

    def __init__(self, hands: Hands, desk: Desk) -> None:
        self.hands, self.desk = hands, desk

    @property
    def page(self) -> ToldList:
        """The list in front."""
        found = self.hands.window.overlay.page
        assert isinstance(found, ToldList), found
        return found

    def open(self, door: str, period: Period) -> Table:
        """A report through its door, read for a period."""
        self.hands.window.overlay.close_page()
        self.hands.open_door(door)
        self.hands.wait()
        self.hands.press(Key.Key_K, modifier=CTRL)
        self.hands.wait()
        self.hands.press(Key.Key_A, modifier=CTRL)
        whole_years = door == "医疗机构清算"
        self.hands.enter(str(period.year) if whole_years else period.code)
        self.hands.wait()
        assert (str(period.year) if whole_years else period.title) in self.hands.window.overlay.accessibleName()
        return self.read()

    def down(self, at: int = 0) -> Table:
        """What Enter opens on a row."""
        self.hands.press(Key.Key_Home, modifier=CTRL)
        self.hands.press(*[Key.Key_Down] * at, ENTER)
        self.hands.wait()
        return self.read()

    def back(self, times: int = 1) -> None:
        """Esc."""
        for _ in range(times):
            self.hands.press(ESC)
            self.hands.wait()

    def read(self) -> Table:
        """What the list in front shows, after it was found to be what is exported and printed, to the fen."""
        shown = self.page.list
        table = shown.snapshot(self.hands.window.overlay.accessibleName()).table()
        assert screen(shown) == [tuple(map(cell_text, kinds(table), row)) for row in table.rows]
        for at, column in enumerate(table.columns):
            if column.totalled:
                assert table.totals[at] == sum(row[at] or 0 for row in table.rows)  # type: ignore[misc]  # ints
        workbook = exported(self.desk, table, ".xlsx")
        assert written(workbook, table) == [list(row) for row in (*table.rows, *sums(table))]
        texts = page_texts(tables.preview(self.desk, table)[1])
        body = "\n".join(line for text in texts for line in text.splitlines() if not line.startswith("期间："))
        printed = [one.replace("−", "-") for one in AMOUNT.findall(body)]
        assert printed == [cell for row in (*table.rows, *sums(table)) for cell in figures(table, row)]
        for note in table.notes:
            assert note[:12] in texts[0]
        return table


def kinds(table: Table) -> list[str]:
    return [column.kind for column in table.columns]


def screen(shown: ListPage) -> list[tuple[str, ...]]:
    """The texts of the cells that are shown, as Qt hands them out."""
    model = shown.view.model()
    assert isinstance(model, TableModel)
    places = [model.column_at(one.key) for one in shown.columns.shown()]
    return [tuple(str(model.index(at, place).data()) for place in places) for at in range(model.rowCount())]


def sums(table: Table) -> list[Row]:
    return [table.totals] if any(one is not None for one in table.totals) else []


def figures(table: Table, row: Row) -> list[str]:
    """The amounts of a row as they are printed, those in texts too."""
    cells = zip(kinds(table), row, strict=True)
    return [one for kind, cell in cells if kind in {MONEY, TEXT} for one in AMOUNT.findall(cell_text(kind, cell))]


def written(data: bytes, table: Table) -> list[list[Cell]]:
    """The rows and the sums as another library reads them, with real numbers."""
    sheet = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    titles = [column.title for column in table.columns]
    head = next(at for at, row in enumerate(sheet) if row[: len(titles)] == titles)
    found = sheet[head + 1 :]
    assert len(found) == len(table.rows) + len(sums(table))
    read = [[back(kind, cell) for kind, cell in zip(kinds(table), row, strict=False)] for row in found]
    if sums(table) and read[-1][0] == "合计":
        read[-1][0] = None
    return read


def back(kind: str, cell: object) -> Cell:
    if cell == "":
        return None
    if kind in {MONEY, COUNT, RATE}:
        assert isinstance(cell, float | int), cell
        return round(cell * {MONEY: 100, COUNT: 1, RATE: 1_000_000}[kind])
    assert isinstance(cell, str | date)
    return cell
