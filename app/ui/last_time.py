"""Who signed in last on this computer and at which window, among the window's own settings: the data file itself is shut."""

from __future__ import annotations

from PySide6.QtCore import QSettings

from app.services.desk import Desk

PLACE, LAST = "entrance/place", "entrance/last"


def remember(settings: QSettings, desk: Desk) -> None:
    """The id (no name) of whoever is at the desk now, the area and the window's name; nothing of the demonstration."""
    if not desk.station.demonstration:
        settings.setValue(LAST, desk.operator.id)
        settings.setValue(PLACE, [desk.station.area_name, desk.station.name])


def operator(settings: QSettings) -> str:
    """The operator's id, "" where nobody was there yet."""
    return str(settings.value(LAST, ""))


def place(settings: QSettings) -> tuple[str, str] | None:
    """The area and the window's name, None where nobody was there yet."""
    kept = settings.value(PLACE)
    return (str(kept[0]), str(kept[1])) if isinstance(kept, list) and len(kept) == 2 else None
