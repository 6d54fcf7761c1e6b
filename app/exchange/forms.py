"""A register's prescribed form as a workbook: its title, its columns in their order, numbered rows, nothing else.

What a bureau sends round to be filled in is laid one under the other when it comes back: a line more at the top, or a column of our
own, would be taken for a row.
"""

from __future__ import annotations

import io
from datetime import datetime

from app.records.handout import Form

_PER_UNIT = 1.3
"""Characters of a spreadsheet's column for a unit of the form's width."""


def form_workbook(form: Form) -> bytes:
    """The form as .xlsx; every cell is text, and what looks like a formula stays one that nobody runs."""
    from xlsxwriter import Workbook

    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": form.title, "created": datetime(2000, 1, 1)})  # noqa: DTZ001 - the same form is the same bytes
    sheet = book.add_worksheet("台账")
    title = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
    wrapped = {"text_wrap": True, "valign": "vcenter", "border": 1, "num_format": "@"}
    head = book.add_format({**wrapped, "bold": True, "align": "center"})
    cell, number = book.add_format(wrapped), book.add_format({**wrapped, "num_format": "0", "align": "center"})
    sheet.merge_range(0, 0, 0, len(form.titles) - 1, form.title, title)
    for at, (text, width) in enumerate(zip(form.titles, form.widths, strict=True)):
        sheet.set_column(at, at, width * _PER_UNIT)
        sheet.write_string(1, at, text, head)
    empty = ("",) * (len(form.titles) - 1)
    for at in range(max(len(form.rows), form.least)):
        sheet.write_number(at + 2, 0, at + 1, number)
        for place, text in enumerate(form.rows[at] if at < len(form.rows) else empty, start=1):
            sheet.write_string(at + 2, place, text, cell)
    sheet.repeat_rows(1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    book.close()
    return out.getvalue()
