"""What a sheet is called in a driver: a name of its own, or a custom size."""

from __future__ import annotations

from app.records.paper import Sheet

_NAMED = {"a4": ("A4",), "a5": ("A5Rotated", "A5.Transverse")}
"""Sheet → names of the same size, as it lies before the reader."""
_ACROSS = {"a5": "A5"}
"""Sheet → the same paper fed by its short edge; the driver turns the page onto it."""
_CUSTOM = "Custom."


def medium(offered: frozenset[str], sheet: Sheet, height: float) -> str:
    """The value of ``media`` for ``sheet`` (of a roll, ``height`` mm of it), "" where the driver has none. ``offered`` are the
    driver's sizes, nothing where the queue has no driver and takes any."""
    for name in _NAMED.get(sheet.code, ()):
        if name in offered or (not offered and name == "A4"):
            return name
    if not offered or any(one.startswith(_CUSTOM) for one in offered):
        return f"{_CUSTOM}{_mm(sheet.width)}x{_mm(height if sheet.roll else sheet.height)}mm"
    across = _ACROSS.get(sheet.code, "")
    return across if across in offered else ""


def sizes(options: str) -> frozenset[str]:
    """The sizes in what ``lpoptions -l`` prints: a line ``PageSize/Media Size: *A4 A5 Custom.WIDTHxHEIGHT``."""
    for line in options.splitlines():
        key, _, values = line.partition(":")
        if key.partition("/")[0] in {"PageSize", "media"}:
            return frozenset(value.lstrip("*") for value in values.split())
    return frozenset()


def _mm(length: float) -> str:
    return f"{length:.1f}".removesuffix(".0")
