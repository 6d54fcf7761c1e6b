"""The name of a sheet in a driver's own list of sizes."""

from __future__ import annotations

import pytest

from app.records.paper import SHEETS
from app.spool.media import medium, sizes

NEEDLE = "PageSize/Media Size: *A4 A5 Letter Custom.WIDTHxHEIGHT\nResolution/Output Resolution: *180dpi 360dpi\n"
OFFICE = "InputSlot/Tray: *Auto\nPageSize/Page Size: A4 *Letter A5\n"


@pytest.mark.parametrize(
    ("options", "sheet", "wanted"),
    [
        (NEEDLE, "a4", "A4"),
        (NEEDLE, "a5", "Custom.210x148mm"),
        (NEEDLE, "241x140", "Custom.241x140mm"),
        (NEEDLE, "241x93", "Custom.241x93mm"),
        (NEEDLE, "80mm", "Custom.80x334mm"),
        (OFFICE, "a4", "A4"),
        (OFFICE, "a5", "A5"),
        (OFFICE, "241x140", ""),
        (OFFICE, "80mm", ""),
        ("PageSize/Page: A4 A5Rotated Custom.WIDTHxHEIGHT", "a5", "A5Rotated"),
        ("PageSize/Page: Letter", "a4", ""),
        ("", "a4", "A4"),
        ("", "241x93", "Custom.241x93mm"),
    ],
)
def test_each_sheet_has_its_name_or_none(options: str, sheet: str, wanted: str) -> None:
    assert medium(sizes(options), SHEETS[sheet], 334) == wanted
