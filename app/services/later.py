"""Later settlements: a person's year evaluated again in its order, compared with what stands. Nothing of it is stored.

Where an earlier settlement was reversed, or settled again in its place, what came after it may rest on accumulators
that are no longer there. Each settlement that stands is evaluated again from its stored case, on the fold of those
before it as evaluated again; where the figures differ from its slip and its adjustments together, it is flagged.
``adjust`` posts the differences.

Decisions
* 2026-11-22: flagged ones are found each time. Rejected: marks on documents, which would have to be moved whenever something
  before them changes, and would be wrong after the first mistake.
* 2026-11-22: one that can't be evaluated again counts in the fold as it stands, so that those after it have figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.engine import advance, empty_year, evaluate
from app.errors import UserError
from app.records.later import Figures, Later, LayerChange, LayerFigures, Waiting
from app.records.ledger import Posted
from app.records.result import Added, VisitResult, YearState
from app.records.words import LAYERS
from app.services.desk import Desk
from app.services.quote import EngineCase
from app.services.rights import check
from app.services.stored_case import StoredPacks, stored_case
from app.store import drafts, ledger, people, standing
from app.store.standing import Standing
from app.store.work import Work


@dataclass(frozen=True, slots=True)
class Again:
    """A settlement that stands, evaluated again: ``later`` tells it; case, result and way are None and empty where it
    can't be."""

    standing: Standing
    before: Figures
    later: Later
    case: EngineCase | None = None
    result: VisitResult | None = None
    way: str = ""


def later(desk: Desk, person_id: str, year: int) -> tuple[Later, ...]:
    """Every settlement of a person's calendar year of discharge, in its order, beside what it comes to today; with them,
    in their places, the reversed ones that an open draft is to replace."""
    check(desk, "slip.list")
    with desk.database.reading() as work:
        return _later(work, person_id, year, StoredPacks(work, desk.packs))


def flagged_after(desk: Desk, document_id: str) -> tuple[Later, ...]:
    """The settlements of the same person's year after a document's place that differ from what stands; for one that is not
    reversed: that would differ once it is. UserError NO_DOCUMENT."""
    check(desk, "slip.list")
    with desk.database.reading() as work:
        posted, place = ledger.posted(work, document_id), ledger.place(work, document_id)
        packs = StoredPacks(work, desk.packs)
        found = _later(work, posted.person_id, posted.discharged.year, packs, without=document_id)
    return tuple(one for one in found if one.flagged and one.place > place)


def waiting(desk: Desk) -> tuple[Waiting, ...]:
    """Every person's year with flagged settlements, the one that was touched last first."""
    check(desk, "slip.list")
    found: dict[tuple[str, int], Waiting | None] = {}
    with desk.database.reading() as work:
        packs = StoredPacks(work, desk.packs)
        for one in standing.touched(work):
            person = people.person(work, one.person_id)
            key = (person.id, one.year)
            if found.get(key) is None and _comes_after(work, one):
                found[key] = _waiting(person.name, key, _later(work, person.id, one.year, packs))
    return tuple(one for one in found.values() if one is not None)


def _comes_after(work: Work, one: standing.Touched) -> bool:
    """Whether anything stands after the earliest place that was touched: mostly it is the last visit that is reversed."""
    return any(other.place > one.place for other in standing.standing(work, one.person_id, one.year))


def _waiting(name: str, key: tuple[str, int], found: tuple[Later, ...]) -> Waiting | None:
    flagged = [one for one in found if one.flagged]
    if not flagged:
        return None
    drafts_open = sum(bool(one.draft) for one in found)
    return Waiting(key[0], name, key[1], len(flagged), sum(one.moves for one in flagged), drafts_open)


def _later(work: Work, person_id: str, year: int, packs: StoredPacks, *, without: str = "") -> tuple[Later, ...]:
    found = [one.later for one in again(work, person_id, year, packs, without=without)]
    found += _open_again(work, person_id, year)
    return tuple(sorted(found, key=lambda one: one.place))


def _open_again(work: Work, person_id: str, year: int) -> Iterator[Later]:
    for posted in ledger.posted_of(work, person_id, year):
        if posted.kind == "settlement" and posted.reversed_by and not posted.replaced_by:
            draft = drafts.replacing(work, posted.id)
            if draft is not None:
                yield Later(posted, ledger.place(work, posted.id), draft=draft.id)


def again(work: Work, person_id: str, year: int, packs: StoredPacks, *, without: str = "") -> tuple[Again, ...]:
    """The settlements of a person's year that stand, but for the one ``without``, each evaluated again on the fold of those
    before it."""
    posted = {one.id: one for one in ledger.posted_of(work, person_id, year)}
    state, found = empty_year(year), []
    for one in standing.standing(work, person_id, year):
        if one.id == without:
            continue
        made = _again(work, one, posted, state, packs)
        found.append(made)
        state = advance(state, made.result.added if made.result else one.added)
    return tuple(found)


def _again(work: Work, one: Standing, posted: dict[str, Posted], state: YearState, packs: StoredPacks) -> Again:
    document = posted[one.id]
    adjustments = tuple(other.number for other in posted.values() if other.adjusts == document.number)
    plain = Later(document, one.place, adjustments)
    before = standing.figures(work, one)
    try:
        stored = stored_case(work, one.id, packs)
        case = replace(stored.case, state=state)
        result = evaluate(case.pack, case.values, case.identities, case.visit, case.state)
        _check_confirmed(case, result)
    except UserError as wrong:
        problem = f"{wrong.message}这张结算单请先冲红，再重新结算。"
        return Again(one, before, replace(plain, problem=problem))
    told = _compared(plain, before, one.added, result, stored.way)
    return Again(one, before, told, case, result, stored.way)


def _check_confirmed(case: EngineCase, result: VisitResult) -> None:
    """Another state may read a local value that nobody had confirmed when it was settled."""
    if result.unconfirmed:
        names = "、".join(case.pack.parameters[name].title for name in result.unconfirmed)
        raise UserError("TRIAL", "", f"重新核算要用到结算时还没有确认的{names}。")


def _compared(plain: Later, before: Figures, added: Added, result: VisitResult, way: str) -> Later:
    changes = tuple(_changes(before, result))
    person = result.person_pays - before.person_pays
    given = {layer.id for layer in result.layers if layer.given}
    paid = sum(one.difference.pay for one in changes if one.id not in given)
    return replace(
        plain,
        layers=changes,
        institution_pays=result.institution_pays - before.institution_pays,
        person_pays=person,
        deductible=result.deductible - before.deductible,
        tallies=_tallies(added, result.added),
        moves=person if way == "direct" else -paid,
    )


def _changes(before: Figures, result: VisitResult) -> Iterator[LayerChange]:
    for layer in result.layers:
        had = before.layers.get(layer.id, LayerFigures())
        has = LayerFigures(layer.base, layer.deductible, layer.pay, layer.carried)
        if had != has:
            yield LayerChange(layer.id, LAYERS.get(layer.id, layer.name), had, has)


def _tallies(had: Added, has: Added) -> tuple[tuple[str, int], ...]:
    names = sorted({*had.tallies, *has.tallies})
    changes = ((name, has.tallies.get(name, 0) - had.tallies.get(name, 0)) for name in names)
    return tuple((name, change) for name, change in changes if change)
