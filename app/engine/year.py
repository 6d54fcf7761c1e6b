"""A person's calendar year of discharge as a fold over what visits (and adjustments) added."""

from __future__ import annotations

from app.errors import require
from app.records.result import Added, YearState


def empty_year(year: int) -> YearState:
    """The state before the year's first visit: every accumulator is zero."""
    return YearState(year)


def advance(state: YearState, added: Added) -> YearState:
    """The state after a visit of the same year: bases, payments and tallies are summed, ``carried`` is replaced."""
    require(state.year == added.year, "a visit adds to its own year alone")
    bases, paid, carried = dict(state.bases), dict(state.paid), dict(state.carried)
    for layer, one in added.layers.items():
        bases[layer] = bases.get(layer, 0) + one.base
        paid[layer] = paid.get(layer, 0) + one.pay
        carried[layer] = one.carried
    tallies = dict(state.tallies)
    for name, count in added.tallies.items():
        tallies[name] = tallies.get(name, 0) + count
    return YearState(state.year, bases, paid, carried, tallies, state.visits + 1)
