"""A sheet of XlsxWriter that writes each row out as it comes, into memory. Imported when the first workbook is made."""

from __future__ import annotations

import io
from typing import Any

from xlsxwriter.worksheet import Worksheet


class RowSheet(Worksheet):  # type: ignore[misc]  # no types there
    """What XlsxWriter calls constant_memory, without its temporary file."""

    def _initialize(self, init_data: Any) -> None:
        super()._initialize(init_data)
        self.constant_memory = True
        self.row_data_fh = self.fh = io.StringIO()

    def _write_optimized_sheet_data(self) -> None:
        self._xml_start_tag("sheetData")
        self.fh.write(self.row_data_fh.getvalue())
        self._xml_end_tag("sheetData")
