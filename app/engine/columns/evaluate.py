"""All visits, start to end: amounts → in force → rounds of the years → slices: institution → layers in order → balance."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from app.engine.columns.arrays import Mask, Whole, at_rate, both, keep, negated, pick, some
from app.engine.columns.conditions import holds
from app.engine.columns.estimates import estimates
from app.engine.columns.institution import institution_share
from app.engine.columns.layers import settle_layer
from app.engine.columns.record import ERRORS, PLACES, SUM_MAX, TYPES, Codes, Columns, Results
from app.engine.columns.slices import SLICE, Plan, Slice, Years
from app.errors import require
from app.policy.model import Pack
from app.policy.values import Values

_BAD_VALUE, _SUM, _NOT_IN_FORCE, _UNKNOWN_LAYER = (
    ERRORS.index(code) for code in ("BAD_VALUE", "SUM", "NOT_IN_FORCE", "UNKNOWN_LAYER")
)
_FEW = SLICE // 2
"""A round with fewer visits isn't divided by kind of visit: there would be more slices than are saved."""


def evaluate_columns(pack: Pack, values: Values, columns: Columns) -> Results:
    """Settle every visit on its person's year so far, which begins empty; fen. The same figures as ``engine.evaluate``.

    A row that would be refused has its code's place in ERRORS and adds nothing to its year. InvariantError if columns
    are no columns of visits, a year adds up to more than SUM_MAX, or a result doesn't balance.
    """
    columns.check()
    size, error = len(columns), _refused(pack, columns)
    results = Results(
        pay={layer.id: np.zeros(size, dtype=np.int64) for layer in pack.layers},
        carried={layer.id: np.zeros(size, dtype=np.int64) for layer in pack.layers if layer.annual},
        estimates={rule.id: np.full(size, -1, dtype=np.int64) for rule in pack.estimates},
        institution_pays=np.zeros(size, dtype=np.int64),
        person_pays=np.zeros(size, dtype=np.int64),
        error=error,
    )
    plan, years = Plan(pack, values), Years(columns.years)
    for rows, first, kind in _slices(columns, np.flatnonzero(error == 0)):
        s = Slice(plan, columns, years, rows, first=first)
        s.kind = kind
        _settle(s)
        _store(s, results)
    return results


def _refused(pack: Pack, columns: Columns) -> Codes:
    """What can be refused before any layer is worked out: amounts, the day, layers that the pack lacks."""
    error = columns.fault.copy()
    _refuse(error, columns.drug_in_scope > columns.in_scope, _BAD_VALUE)
    parts = columns.total.copy()
    for place in PLACES:
        parts -= getattr(columns, place)
    _refuse(error, parts != 0, _SUM)
    outside = columns.discharged < pack.starts.toordinal()
    if pack.ends is not None:
        outside |= columns.discharged > pack.ends.toordinal()
    _refuse(error, outside, _NOT_IN_FORCE)
    known = {layer.id for layer in pack.layers}
    for layer, given in columns.given.items():
        if layer not in known:
            _refuse(error, given >= 0, _UNKNOWN_LAYER)
    return error


def _refuse(error: Codes, rows: NDArray[np.bool_], code: int) -> None:
    if rows.any():
        error[rows & (error == 0)] = code


def _slices(columns: Columns, rows: NDArray[np.int64]) -> Iterator[tuple[NDArray[np.int64], bool, int | None]]:
    """The rows, round by round (the first visits of all years, the second ones, …), in slices; of each whether it is the
    first round, and the kind of visit where all have the same."""
    if not len(rows):
        return
    turns = _turns(columns.year.take(rows))
    rounds = int(turns.max()) + 1
    most = int(columns.total.take(rows).max())
    require(rounds * most <= SUM_MAX, "a year has more visits than columns can hold: settle it one by one")
    kinds = columns.type.take(rows)
    # the radix sort of small numbers takes a tenth of the time
    order = (turns * 8 + kinds).astype(np.uint16 if rounds < 8_000 else np.int64).argsort(kind="stable")
    in_order, sorted_turns = rows.take(order), turns.take(order)
    starts = np.searchsorted(sorted_turns, np.arange(rounds + 1))
    sorted_kinds = kinds.take(order)
    for turn in range(rounds):
        of_round = slice(int(starts[turn]), int(starts[turn + 1]))
        visits = in_order[of_round]
        if len(visits) <= _FEW:
            yield visits, turn == 0, None
            continue
        bounds = np.searchsorted(sorted_kinds[of_round], np.arange(len(TYPES) + 1))
        for kind in range(len(TYPES)):
            for at in range(int(bounds[kind]), int(bounds[kind + 1]), SLICE):
                yield visits[at : min(at + SLICE, int(bounds[kind + 1]))], turn == 0, kind


def _turns(year: NDArray[np.int32]) -> NDArray[np.int64]:
    """For each row how many rows of its year stand before it."""
    order = year.argsort(kind="stable")
    of_year = year.take(order)
    places = np.arange(len(year))
    begins = np.ones(len(year), dtype=np.bool_)
    begins[1:] = of_year[1:] != of_year[:-1]
    turns = np.empty(len(year), dtype=np.int64)
    turns[order] = places - np.maximum.accumulate(np.where(begins, places, 0))
    return turns


def _settle(s: Slice) -> None:
    pack = s.plan.pack
    if not any(layer.id == "special_drug" for layer in pack.layers):
        # without a layer for them, special drugs are out of the catalogue, for limits too
        s.amounts["out_of_catalogue"] = s.amount("out_of_catalogue") + s.amount("special_drug")
        s.amounts["special_drug"] = s.nothing
    _find_tiers(s)
    _pay_first(s)
    institution_share(s)
    s.left = s.amount("in_scope")
    s.rest = s.amount("total") - s.institution - s.amount("patient_own") - s.left
    for layer in pack.layers:
        settle_layer(s, layer)
    if pack.estimates:
        estimates(s)
    _put_tiers(s)
    _check(s)
    s.commit()


def _find_tiers(s: Slice) -> None:
    level = s.codes("level")
    missing = level < 0
    s.no_level = missing if missing.any() else False
    s.tier = s.plan.tier_of_level.take(level)
    free = negated(s.no_level)
    for rule in s.plan.pack.tier_rules:
        rows = both(free, holds(s, rule.tests))
        if some(rows):
            s.tier = pick(rows, np.full(s.size, s.plan.pack.tiers.index(rule.tier)), s.tier)
            free = both(free, negated(rows))


def _pay_first(s: Slice) -> None:
    """What the person pays before any layer reckons leaves the scope; of several rules the first that fits."""
    free: Mask = True
    for rule in s.plan.pack.self_first:
        rows = both(free, holds(s, rule.tests))
        if some(rows):
            first = at_rate(s.amount("in_scope"), s.figure(rule.rate, rows))
            s.amounts["in_scope"] = s.amount("in_scope") - keep(rows, first)
            free = both(free, negated(rows))


def _put_tiers(s: Slice) -> None:
    for kind in s.plan.seen:
        code = TYPES.index(kind)
        if s.kind not in (None, code):
            continue
        bits = s.plan.tier_bits.take(s.tier)
        if s.kind is None:
            bits[s.codes("type") != code] = 0
        s.put(f"seen.{kind}", s.sum(f"seen.{kind}") | bits)


def _check(s: Slice) -> None:
    """What must hold before anything is issued, for the rows that were settled."""
    person = s.person_pays
    wrong = person < s.amount("patient_own")
    wrong |= s.institution < 0
    for pay in s.pays.values():
        wrong |= pay < 0
    if s.error is not None:
        wrong &= s.error == 0
    require(not wrong.any(), "a visit doesn't balance: a figure is negative, or a layer paid what the person caused")


def _store(s: Slice, results: Results) -> None:
    def put(column: Whole, amounts: Whole, refused: int = 0) -> None:
        if s.error is not None:
            amounts = amounts.copy()
            amounts[s.error != 0] = refused
        column[s.rows] = amounts

    for layer, pay in s.pays.items():
        if pay is not s.nothing:
            put(results.pay[layer], pay)
    for layer, carried in s.carried.items():
        if carried is not s.nothing:
            put(results.carried[layer], carried)
    for name, found in s.estimates.items():
        put(results.estimates[name], found, -1)
    put(results.institution_pays, s.institution)
    put(results.person_pays, s.person_pays)
    if s.error is not None:
        results.error[s.rows] = s.error
