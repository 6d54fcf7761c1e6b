"""``resources/station.toml``: what a new data file begins with, window and settings, and the codes that are proposed for the areas.

From the first start on the data file itself holds them; nothing of this counts for it any more.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.errors import KnownError, UserError
from app.records.people import Station
from app.records.settings import Settings, SettingsForm
from app.services.settings import read_form
from app.services.slip_keys import codes_fit

Table = Mapping[str, Any]


def read(path: Path) -> Table:
    """The file's table. KnownError NO_FILE."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as wrong:
        raise _wrong() from wrong


def station_of(table: Table, *, demonstration: bool) -> Station:
    """The window of a file for which nothing else was said. KnownError NO_FILE, BAD_SETTINGS."""
    try:
        name = table["demonstration_name" if demonstration else "name"]
        station = Station(table["id"], table["area_code"], table["code"], table["area_name"], name, demonstration)
    except KeyError as wrong:
        raise _wrong() from wrong
    if not codes_fit(station):
        raise KnownError(
            "BAD_SETTINGS",
            "station.toml 里的 area_code 和 code 只能用大写字母和数字，各不超过 8 位：单号和二维码由它们组成。",
        )
    return station


def settings_of(table: Table) -> Settings:
    """The settings of a new file. KnownError NO_FILE."""
    try:
        usual = table["settings"]
        form = SettingsForm(
            usual["reversal_limit"], str(usual["lock_minutes"]), str(usual["backup_every"]), second_folder=""
        )
        return read_form(form)
    except (KeyError, TypeError, AttributeError, UserError) as wrong:
        raise _wrong() from wrong


def proposed_codes(table: Table) -> Mapping[str, str]:
    """Area → the code that is proposed for it; none for an area whose pack came later."""
    codes = table.get("area_codes", {})
    return {str(area): str(code) for area, code in codes.items()} if isinstance(codes, dict) else {}


def _wrong() -> KnownError:
    return KnownError("NO_FILE", "读不到窗口设置 station.toml，或其中缺项：请改正或重新安装程序。")
