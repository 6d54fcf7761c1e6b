"""For which rows tests hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from app.engine.columns.arrays import Mask, Whole, both, either, negated
from app.engine.columns.record import APPROVALS, IDENTITIES, LEVELS, REFERRALS, REGIONS, TAGS, TYPES
from app.engine.columns.slices import Plan, Slice
from app.money.fen import at_rate
from app.policy.model import (
    Among,
    Held,
    Named,
    NotGiven,
    Reaches,
    Readmission,
    Since,
    Switch,
    Test,
    Tests,
    UsesRule,
    ZeroPersonPays,
)

_LISTS: dict[str, Sequence[str]] = {
    "type": TYPES,
    "level": LEVELS,
    "region": REGIONS,
    "referral": REFERRALS,
    "approval": APPROVALS,
    "prescription_level": LEVELS,
}
_BITS = {"identity": ("identities", IDENTITIES), "tag": ("tags", TAGS)}


def holds(s: Slice, tests: Tests) -> Mask:
    """For which rows every test holds; later tests aren't looked at once none is left."""
    mask: Mask = True
    for test in tests:
        if mask is False:
            return False
        mask = both(mask, _holds(s, test))
    return mask


def year_base(s: Slice, layer: str) -> Whole:
    """The layer's annual base with this visit, in fen."""
    before = s.sum(f"base.{layer}")
    return before + s.bases[layer] if layer in s.bases else before


def reach(plan: Plan, test: Reaches) -> int:
    """The amount that must be reached, its factor applied (half up)."""
    amount = plan.money(test.amount)
    return at_rate(amount, plan.money(test.factor)) if test.factor else amount


def _holds(s: Slice, test: Test) -> Mask:
    match test:
        case Among() | Since() | Readmission() | NotGiven() | Held():
            # these can't change while the layers are worked out
            if test not in s.masks:
                s.masks[test] = _fixed(s, test)
            return s.masks[test]
        case Named(name, expected):
            mask = holds(s, s.plan.pack.conditions[name].tests)
            return mask if expected else negated(mask)
        case Switch(parameter, value):
            return s.plan.get(parameter) == value
        case Reaches():
            reached: Mask = year_base(s, test.layer) >= reach(s.plan, test)
            return reached
        case ZeroPersonPays():
            nothing: Mask = (s.amount("total") > 0) & (s.person_pays == 0)
            return nothing
        case UsesRule(layer, rule):
            return s.used.get((layer, rule), False)


def _fixed(s: Slice, test: Among | Since | Readmission | NotGiven | Held) -> Mask:
    match test:
        case Among(subject, allowed):
            return _among(s, subject, allowed)
        case Since(parameter):
            start = s.plan.get(parameter)
            if not isinstance(start, date):
                return False
            late: Mask = s.codes("discharged") >= start.toordinal()
            return late
        case Readmission():
            if s.first:
                return False
            again: Mask = (s.sum("seen.inpatient") & s.plan.tier_bits.take(s.tier)) != 0
            return again
        case NotGiven(layer):
            given = s.given(layer)
            return True if given is None else given < 0
        case Held(identities, days):
            least = s.plan.money(days)
            long: Mask = False
            for code in identities:
                long = either(long, both(_among(s, "identity", frozenset({code})), _held(s, code, least)))
            return long


def _held(s: Slice, code: str, least: int) -> Mask:
    """Where an identity that holds has held for so many days; one without a beginning has always held."""
    days = s.columns.held.get(code)
    return True if days is None else days.take(s.rows) >= least


def _among(s: Slice, subject: str, allowed: frozenset[str]) -> Mask:
    if subject in _BITS:
        name, listed = _BITS[subject]
        bits = sum(1 << at for at, code in enumerate(listed) if code in allowed)
        one_of: Mask = (s.codes(name) & np.int16(bits)) != 0
        return one_of
    if subject in ("designated", "treatment_designated"):
        if len(allowed) != 1:
            return bool(allowed)
        flags = s.codes(subject).view(np.bool_)
        return flags if "yes" in allowed else ~flags
    if subject == "type" and s.kind is not None:
        return TYPES[s.kind] in allowed
    if subject == "tier":
        return _one_of(s.tier, s.plan.pack.tiers, allowed)
    return _one_of(s.codes(subject), _LISTS[subject], allowed)


def _one_of(codes: np.ndarray, listed: Sequence[str], allowed: frozenset[str]) -> Mask:
    """Comparing with each code is many times faster than a table of codes."""
    mask: Mask = False
    for at, code in enumerate(listed):
        if code in allowed:
            mask = (codes == at) if isinstance(mask, bool) else mask | (codes == at)
    return mask
