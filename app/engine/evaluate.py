"""One visit, start to end: amounts → in force → institution → layers in order → notices → balance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.engine import invariants
from app.engine.amounts import bill_amounts
from app.engine.conditions import holds, holds_on
from app.engine.estimates import estimates
from app.engine.institution import institution_share
from app.engine.kinds.outcome import yuan
from app.engine.layers import settle_layer
from app.engine.notices import pack_notices
from app.engine.scene import Figures, Scene
from app.errors import UserError, require
from app.money.fen import at_rate, format_percent
from app.policy.model import Pack
from app.policy.values import Values
from app.records.case import Amounts, IdentityPeriod, Visit
from app.records.result import Added, LayerAdded, LineSplit, Notice, Step, VisitResult, YearState


def evaluate(
    pack: Pack,
    values: Values,
    identities: Sequence[IdentityPeriod],
    visit: Visit,
    state: YearState,
    path: str = "visits[0]",
) -> VisitResult:
    """Settle one visit on the person's year so far; all money in fen.

    UserError SUM, BAD_MONEY, MISSING (a class B line without a rate), BAD_VALUE, NOT_IN_FORCE, UNKNOWN_LAYER,
    PAID_TOO_LARGE with a path under ``path``. InvariantError if the result doesn't balance: nothing may be issued.
    """
    laid = lay_out(pack, values, identities, visit, state, path)
    scene = laid.scene
    later = estimates(scene)
    notices = (*laid.notices, *scene.notices, *pack_notices(scene))
    fund_total = scene.prior
    result = VisitResult(
        amounts=laid.amounts,
        layers=tuple(scene.results),
        institution_pays=scene.institution_pays,
        institution_steps=laid.institution_steps,
        fund_total=fund_total,
        person_pays=scene.person_pays,
        estimates=later,
        notices=notices,
        added=_added(scene),
        tier=scene.tier,
        deductible=scene.deductible,
        lines=laid.lines,
        unconfirmed=tuple(sorted(scene.figures.read & values.unconfirmed)),
    )
    invariants.check(result)
    return result


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A visit whose layers are settled: the scene as the last one left it, the bill's amounts and lines, what was told on the way."""

    scene: Scene
    amounts: Amounts
    lines: tuple[LineSplit, ...]
    institution_steps: tuple[Step, ...]
    notices: tuple[Notice, ...]


def lay_out(
    pack: Pack, values: Values, identities: Sequence[IdentityPeriod], visit: Visit, state: YearState, path: str
) -> LaidOut:
    """The first part of ``evaluate``: all layers settled in order, nothing added up yet. Its errors."""
    require(state.year == visit.discharged.year, "the state is of another year")
    amounts, lines, line_notices = bill_amounts(visit, path)
    _check_in_force(pack, visit.discharged, path)
    _check_layers(pack, visit, path)
    scene = _scene(pack, values, identities, visit, amounts, state, path)
    first_steps = _pay_first(scene)
    institution_steps, institution_notices = institution_share(scene)
    scene.in_scope_left = scene.amounts.in_scope
    scene.rest_left = amounts.total - scene.institution_pays - amounts.patient_own - scene.in_scope_left
    for layer in pack.layers:
        scene.results.append(settle_layer(scene, layer))
    if first_steps:
        scene.results[0] = replace(scene.results[0], steps=(*first_steps, *scene.results[0].steps))
    return LaidOut(scene, amounts, tuple(lines), tuple(institution_steps), (*line_notices, *institution_notices))


def codes_on(identities: Sequence[IdentityPeriod], day: date) -> frozenset[str]:
    """The identities that hold on ``day``, both ends included."""
    return frozenset(one.code for one in identities if holds_on(one, day))


def _check_in_force(pack: Pack, discharged: date, path: str) -> None:
    if not pack.in_force(discharged):
        until = f"至 {pack.ends}" if pack.ends else "起"
        raise UserError(
            "NOT_IN_FORCE",
            f"{path}.discharged",
            f"出院日期 {discharged} 不在《{pack.title}》有效期（{pack.starts} {until}）内，请核对日期或换用当时有效的政策。",
        )


def _check_layers(pack: Pack, visit: Visit, path: str) -> None:
    known = {layer.id for layer in pack.layers}
    for layer in visit.paid:
        if layer not in known:
            raise UserError("UNKNOWN_LAYER", f"{path}.paid.{layer}", f"本政策没有「{layer[:40]}」这一层，请删去。")


def _scene(
    pack: Pack,
    values: Values,
    identities: Sequence[IdentityPeriod],
    visit: Visit,
    amounts: Amounts,
    state: YearState,
    path: str,
) -> Scene:
    if not any(layer.id == "special_drug" for layer in pack.layers):
        # without a layer for them, special drugs are out of the catalogue, for limits too (packs 「For every pack」)
        amounts = replace(amounts, special_drug=0, out_of_catalogue=amounts.out_of_catalogue + amounts.special_drug)
    scene = Scene(
        pack=pack,
        figures=Figures(values),
        visit=visit,
        identities=identities,
        codes=codes_on(identities, visit.discharged),
        amounts=amounts,
        state=state,
        tier=None,
        path=path,
    )
    if visit.level is not None:
        scene.tier = pack.tier_same_as.get(visit.level, visit.level)
        scene.tier = next((rule.tier for rule in pack.tier_rules if holds(scene, rule.tests)), scene.tier)
    return scene


def _pay_first(scene: Scene) -> tuple[Step, ...]:
    """What the person pays before any layer reckons leaves the scope; the step that says so."""
    rule = next((one for one in scene.pack.self_first if holds(scene, one.tests)), None)
    if rule is None:
        return ()
    in_scope, rate = scene.amounts.in_scope, scene.figure(rule.rate)
    first = at_rate(in_scope, rate)
    scene.amounts = replace(scene.amounts, in_scope=in_scope - first, prepay=scene.amounts.prepay + first)
    text = f"{rule.title}：政策范围内 {yuan(in_scope)} × {format_percent(rate)} = {yuan(first)} 元由个人先付，其余 {yuan(in_scope - first)} 元参加报销。"
    return (Step(text, rule.article),)


def _added(scene: Scene) -> Added:
    layers = {
        result.id: LayerAdded(scene.bases.get(result.id, 0), result.pay, result.carried) for result in scene.results
    }
    tallies = dict(scene.tallies)
    for layer in scene.pack.layers:
        if any(rule.annual_cap for rule in layer.rules):
            pay = next(result.pay for result in scene.results if result.id == layer.id)
            tallies[f"{layer.id}.pay.{scene.visit.type}"] = pay
    if scene.tier is not None:
        tallies[f"visits.{scene.visit.type}.{scene.tier}"] = 1
    return Added(scene.visit.discharged.year, layers, tallies)
