"""One row of the audit chain, stamped with this desk's station, operator and time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.errors import UserError
from app.services.desk import Desk, now
from app.store import audit, meta
from app.store.images import Image
from app.store.work import Work


def note(
    desk: Desk,
    work: Work,
    action: str,
    subject: str,
    after: Mapping[str, object] | None = None,
    *,
    before: Mapping[str, object] | None = None,
    image: Image | Sequence[Image] = (),
) -> None:
    """Append ``action`` on ``subject`` (the id of a person, draft or document); ``before`` and ``after`` hold JSON values,
    fen as int.

    ``image``: every audited row (``images.AUDITED``) that was added, ``Image("prints", id)``, or changed, as
    ``images.held(work, "operators", id)`` gave it before the change; of a posted document ``images.posted(work, id)``.
    Their digests go into the chain: note after the change. UserError NOT_ALLOWED where the operator was stopped or got
    another role meanwhile: nothing of the unit of work is stored then."""
    if not meta.stands(work, desk.operator):
        raise UserError("NOT_ALLOWED", "", "您的账号已停用或换了角色，这一步没有办理：请退出后重新登录，或找管理员。")
    audit.append(
        work,
        at=now(desk),
        station_id=desk.station.id,
        operator_id=desk.operator.id,
        action=action,
        subject=subject,
        before=before,
        after=after,
        image=(image,) if isinstance(image, Image) else image,
    )
