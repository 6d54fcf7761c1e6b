"""What a station settles about itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """``reversal_limit`` (fen): above it a reversal needs a second person. ``lock_minutes``: the window locks itself after
    so many without a touch. ``backup_every``: a backup after so many settlements. ``second_folder``: where a second copy
    of each backup goes, "" for nowhere. ``phone``: the window's, printed on receipts and notices."""

    reversal_limit: int = 100_000
    lock_minutes: int = 10
    backup_every: int = 50
    second_folder: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class SettingsForm:
    """The same as it is typed: ``reversal_limit`` in yuan ("1000.00"), the others as whole numbers and a path."""

    reversal_limit: str
    lock_minutes: str
    backup_every: str
    second_folder: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class StationForm:
    """Which window this is, as it is typed: the area as the packs call it, the two codes that begin every slip number
    (A–Z and 0–9, at most 8 each), and what the window is called."""

    area_name: str
    area_code: str
    code: str
    name: str
