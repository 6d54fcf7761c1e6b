"""One layer of many visits: which rule, the year's caps, what is carried, amounts settled elsewhere."""

from __future__ import annotations

import numpy as np

from app.engine.columns import annual, ceiling, share, target, year_cap
from app.engine.columns.arrays import Mask, Whole, both, keep, negated, pick, some
from app.engine.columns.conditions import holds
from app.engine.columns.outcome import NO_CAP, Outcome
from app.engine.columns.record import ERRORS, TYPES
from app.engine.columns.slices import Slice
from app.policy.model import Annual, Ceiling, Given, Layer, Rule, Share, Target, YearCap

_PAID_TOO_LARGE = ERRORS.index("PAID_TOO_LARGE")


def settle_layer(s: Slice, layer: Layer) -> None:
    """The layer's pay and carried; takes the payment from what is left of each visit and puts what it adds to the year."""
    base = _pays_on(layer)
    if layer.annual:
        counts = holds(s, layer.counts)
        if some(counts):
            s.bases[layer.id] = keep(counts, s.base(base))
    given = s.given(layer.id)
    handed: Mask = False if given is None else given >= 0
    amount = s.nothing if given is None else np.maximum(given, 0)
    if given is not None:
        most = s.remaining
        if base == "special_drug":
            most = np.minimum(most, s.base(base))
        s.refuse(given > most, _PAID_TOO_LARGE)
    pay, carried = amount, _still_carried(s, layer, amount)
    free = holds(s, layer.tests)
    used: dict[tuple[str, str], Mask] = {}
    for rule in layer.rules:
        if free is False:
            break
        rows = both(free, holds(s, rule.tests))
        if isinstance(rule.spec, Annual):
            rows = both(rows, annual.fits(s, rule.spec))
        if some(rows):
            free = both(free, negated(rows))
            used[layer.id, rule.id] = rows
            by_rule, then = _by_rule(s, layer, rule, rows, handed, amount)
            pay = pick(rows, by_rule, pay)
            if layer.annual:
                carried = pick(rows, then, carried)
    s.used |= used
    s.pays[layer.id] = pay
    if layer.annual:
        s.carried[layer.id] = carried
    _take(s, pay, base, handed)
    _put(s, layer, pay, carried)


def _pays_on(layer: Layer) -> str:
    """What the layer pays on, by its first rule: "unpaid" where it tops up, caps or is entered by hand."""
    spec = layer.rules[0].spec
    return spec.base if isinstance(spec, Share | Annual) else "unpaid"


def _still_carried(s: Slice, layer: Layer, amount: Whole) -> Whole:
    """What stays carried where the layer doesn't apply: as it was, but never more than the layer's cap still leaves."""
    if not layer.annual or s.first:
        return s.nothing
    carried = s.sum(f"carried.{layer.id}")
    cap = s.plan.get(layer.annual_cap) if layer.annual_cap else None
    if not isinstance(cap, int) or amount is s.nothing:
        return carried
    room = np.maximum(cap - s.sum(f"paid.{layer.id}") - amount, 0)
    return pick((carried > 0) & (amount > 0), np.minimum(carried, room), carried)


def _by_rule(s: Slice, layer: Layer, rule: Rule, rows: Mask, handed: Mask, amount: Whole) -> tuple[Whole, Whole]:
    """What the rule pays and carries, for every row (of which ``rows`` count)."""
    outcome = _work_out(s, layer, rule, rows)
    cap_left = _cap_left(s, layer, rule, outcome)
    due = outcome.pay
    if outcome.annual:
        due = due + s.sum(f"carried.{layer.id}")
        if outcome.due_at_most is not None:
            np.minimum(due, outcome.due_at_most, out=due)
    pay = np.maximum(due, 0) if outcome.annual else due
    if cap_left is not None:
        pay = np.minimum(pay, cap_left)
    pay = pick(handed, amount, np.minimum(pay, s.reach(_pays_on(layer))))
    carried = s.nothing
    if outcome.annual:
        carried = due - pay
        if cap_left is not None:
            np.minimum(carried, np.maximum(cap_left - pay, 0), out=carried)
    if outcome.tally is not None and outcome.base is not None:
        s.put(f"{outcome.tally}.base", s.sum(f"{outcome.tally}.base") + keep(rows, outcome.base))
        s.put(f"{outcome.tally}.pay", s.sum(f"{outcome.tally}.pay") + keep(rows, pay))
    return pay, carried


def _work_out(s: Slice, layer: Layer, rule: Rule, rows: Mask) -> Outcome:
    match rule.spec:
        case Share() as spec:
            return share.work_out(s, spec, rows)
        case Annual() as spec:
            return annual.work_out(s, layer, spec, rows)
        case Target() as spec:
            return target.work_out(s, spec, rows)
        case YearCap() as spec:
            return year_cap.work_out(s, layer, rule, spec, rows)
        case Ceiling() as spec:
            return ceiling.work_out(s, spec, rows)
        case Given():
            return Outcome(s.nothing)


def _cap_left(s: Slice, layer: Layer, rule: Rule, outcome: Outcome) -> Whole | None:
    """The least of what the year's caps leave: the layer's (shared with others perhaps), the rule's, the terms'."""
    left: list[Whole] = []
    cap = s.plan.get(layer.annual_cap) if layer.annual_cap else None
    if isinstance(cap, int):
        used = s.sum(f"paid.{layer.id}")
        for other in layer.cap_with:
            used = used + s.sum(f"paid.{other}")
            if other in s.pays:
                used = used + s.pays[other]
        left.append(np.maximum(cap - used, 0))
    cap = s.plan.get(rule.annual_cap) if rule.annual_cap else None
    if isinstance(cap, int):
        used = s.nothing
        for kind in rule.types:
            used = used + s.sum(f"{layer.id}.pay.{kind}")
        left.append(np.maximum(cap - used, 0))
    if outcome.cap is not None:
        own = np.maximum(outcome.cap - s.sum(f"paid.{layer.id}"), 0)
        left.append(pick(outcome.cap == NO_CAP, outcome.cap, own))
    if not left:
        return None
    return left[0] if len(left) == 1 else np.minimum.reduce(left)


def _take(s: Slice, pay: Whole, base: str, handed: Mask) -> None:
    """Take a payment from what is left: from in_scope first, then from the rest; from the rest alone where the layer pays
    on something beyond the scope. An amount settled elsewhere is taken from in_scope first, whatever the rule rests on."""
    if pay is s.nothing:
        return
    s.prior = s.prior + pay
    if base == "special_drug" or (base == "beyond_scope" and handed is False):
        s.rest = s.rest - pay
        return
    from_scope = np.minimum(pay, s.left)
    if base == "beyond_scope":
        from_scope = keep(handed, from_scope)
    s.left = s.left - from_scope
    if handed is not False or base not in ("in_scope", "left"):
        s.rest = s.rest - (pay - from_scope)


def _put(s: Slice, layer: Layer, pay: Whole, carried: Whole) -> None:
    if layer.id in s.bases:
        s.put(f"base.{layer.id}", s.sum(f"base.{layer.id}") + s.bases[layer.id])
    if layer.id in s.plan.paid and pay is not s.nothing:
        s.put(f"paid.{layer.id}", s.sum(f"paid.{layer.id}") + pay)
    if layer.annual and carried is not s.sum(f"carried.{layer.id}"):
        s.put(f"carried.{layer.id}", carried)
    for kind in s.plan.capped.get(layer.id, ()):
        name, code = f"{layer.id}.pay.{kind}", TYPES.index(kind)
        if s.kind is None:
            s.put(name, s.sum(name) + keep(s.codes("type") == code, pay))
        elif s.kind == code:
            s.put(name, s.sum(name) + pay)
