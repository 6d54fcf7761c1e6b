"""One row of the audit chain, stamped with this desk's station, operator and time."""

from __future__ import annotations

from collections.abc import Mapping

from app.services.desk import Desk, now
from app.store import audit
from app.store.work import Work


def note(desk: Desk, work: Work, action: str, subject: str, after: Mapping[str, object] | None = None) -> None:
    """Append ``action`` on ``subject`` (the id of a person, draft or document); ``after`` holds JSON values, fen as int."""
    audit.append(
        work,
        at=now(desk),
        station_id=desk.station.id,
        operator_id=desk.operator.id,
        action=action,
        subject=subject,
        after=after,
    )
