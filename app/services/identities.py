"""A person's identities as the lists gave them → what the engine is asked with, by the pack that is in force.

The papers differ in who is still a registered poor person once lifted out of poverty: the pack's ``poverty`` table says
which sub-statuses count, and which of them only while their support period runs. What a list gave is never changed for
that; it is read anew for each pack.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from app.policy import Pack
from app.policy.model import Poverty
from app.records.case import IdentityPeriod
from app.records.people import PersonIdentity

_POOR = "registered_poor"
_SUPPORTED = "两年继续扶持期"


def periods(identities: Iterable[PersonIdentity], pack: Pack | None) -> tuple[IdentityPeriod, ...]:
    """The identities that count under ``pack``, in their order; all of them where there is no pack or it makes no
    difference between sub-statuses."""
    poverty = pack.poverty if pack else None
    found = (_period(one, poverty) for one in identities)
    return tuple(one for one in found if one is not None)


def _period(one: PersonIdentity, poverty: Poverty | None) -> IdentityPeriod | None:
    # A list that gives the end of the support period and no sub-status means somebody who is in it.
    status = one.sub_status or (_SUPPORTED if one.supported_until else "")
    if poverty is None or one.code != _POOR or not status or status in poverty.counts:
        return IdentityPeriod(one.code, one.since, one.until)
    if status not in poverty.while_supported or one.supported_until is None:
        return None
    until = min(one.until or date.max, one.supported_until)
    return IdentityPeriod(one.code, one.since, until) if (one.since or date.min) <= until else None
