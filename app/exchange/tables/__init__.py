"""The one reader of tables that come from outside: rosters, catalogues, bills, as xlsx, xls, ods or csv.

``read_table`` finds the sheet, the header and the columns and gives a ``Table``; its ``rows()`` streams the data, each
cell as exactly the text that the clerk sees, or as refused with a sentence. Nothing is repaired, nothing dropped in
silence: what was hidden, empty or a total is counted in ``Table.counts``. ``write_faults`` gives refused rows back.
What goes out is in ``exchange.lists``, which shares ``safe``: the text of a csv cell that no spreadsheet runs.

Only ``services`` and above import this; whoever reads a kind of list says which columns it wants.

Decisions
* 2026-11-22: xlsx and ods are read with zipfile and expat, row by row. Rejected: python-calamine for them, since it holds
  the whole sheet (two cells, A1 and XFD1048576, ask for 512 GB and abort the process), and says neither hidden rows nor
  number formats nor what a damaged cell says; openpyxl, four times slower. calamine reads xls only, which has at most
  65,536 rows and is looked through before.
* 2026-11-22: white space around a cell is not seen and is dropped; everything inside stays. Numbers appear in up to 15
  digits, as Excel shows them; one of 15 digits or more is refused, since Excel may have lost some.
* 2026-11-22: refused rows go out as csv with a BOM. What a spreadsheet would take for a formula gets a leading ', long
  numbers a leading tab, which keeps their digits when the clerk opens the file to mend it, and isn't seen on the way back.
"""

from app.exchange.tables.cells import Cells, is_broken
from app.exchange.tables.days import read_day
from app.exchange.tables.faults import write_faults
from app.exchange.tables.model import (
    Counts,
    Kind,
    Limits,
    RawRow,
    Recognised,
    RowFault,
    Table,
    Total,
    WantedColumn,
)
from app.exchange.tables.read import read_table
from app.exchange.tables.safe import safe

__all__ = [
    "Cells",
    "Counts",
    "Kind",
    "Limits",
    "RawRow",
    "Recognised",
    "RowFault",
    "Table",
    "Total",
    "WantedColumn",
    "is_broken",
    "read_day",
    "read_table",
    "safe",
    "write_faults",
]
