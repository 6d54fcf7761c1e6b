"""The paper of a recovery code. Nothing of it is kept: it is drawn while the code is shown, and never again."""

from __future__ import annotations

from app.services.desk import Desk
from app.services.rights import check


def recovery_pdf(desk: Desk, code: str) -> bytes:
    """One page that bears ``code``, which was made a moment ago on this desk. KnownError FONT_MISSING."""
    from app.papers.recovery_sheet import RecoverySheet, draw_recovery_sheet

    check(desk, "operator.manage")
    station = desk.station
    made = f"{desk.clock():%Y-%m-%d %H:%M}"
    return draw_recovery_sheet(
        RecoverySheet(station.area_name, station.name, desk.operator.name, made, code, station.demonstration)
    )
