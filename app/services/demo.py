"""The demonstration area: whose it is, on which day, and whether a file holds a whole one (``demo_build`` makes it)."""

from __future__ import annotations

from datetime import date

from app.errors import UserError
from app.records.people import Operator
from app.services.desk import Desk
from app.services.rights import MANAGER
from app.store import meta

BUSINESS_DATE = date(2019, 11, 22)
"""The demonstration's today."""
CASE_DRAFT = "demonstration.draft"
COMPLETE = "demonstration.complete"

PASSWORD = "yanshi-2019"  # noqa: S105 - published: it opens nothing but fictitious data
"""Every operator's of the demonstration."""
CLERK = Operator("operator-demonstration-clerk", "演示经办", "经办")
CONFIRMED_BY = Operator("operator-demonstration-manager", "演示管理", MANAGER)
"""Who confirmed the demonstration's values."""
OPERATORS = (
    CLERK,
    Operator("operator-demonstration-reviewer", "演示复核", "复核"),
    CONFIRMED_BY,
    Operator("operator-demonstration-village", "演示村医", "村医"),
    Operator("operator-demonstration-auditor", "演示审计", "审计"),
)


def operator_named(name: str) -> Operator:
    """Who is called so in the demonstration; the one who manages it for "". UserError NO_OPERATOR."""
    found = next((one for one in OPERATORS if one.name == name), None if name else CONFIRMED_BY)
    if found is None:
        everyone = "、".join(one.name for one in OPERATORS)
        raise UserError(
            "NO_OPERATOR", "operator", f"演示统筹区里没有「{name[:40]}」：请用 --operator 写明 {everyone} 中的一位。"
        )
    return found


def case_draft_id(desk: Desk) -> str | None:
    """The id of the demonstration case's draft, None in another file."""
    with desk.database.reading() as work:
        return meta.get(work, CASE_DRAFT)


def password_hint(desk: Desk) -> str:
    """What stands beside a field for a password: the published one in the demonstration, "" where it would be a secret."""
    return f"演示口令：{PASSWORD}" if desk.station.demonstration else ""


def is_complete(desk: Desk) -> bool:
    """Whether the file holds a whole demonstration area."""
    with desk.database.reading() as work:
        return meta.get(work, COMPLETE) is not None
