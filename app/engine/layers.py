"""One layer of one visit: which rule, the year's caps, what is carried, amounts settled elsewhere."""

from __future__ import annotations

from app.engine.conditions import first_failing, holds, reason, year_base
from app.engine.kinds import annual, ceiling, share, target, year_cap
from app.engine.kinds.outcome import Outcome, yuan
from app.engine.scene import Scene
from app.errors import UserError
from app.policy.model import Among, Annual, Ceiling, Given, Held, Layer, Rule, Share, Target, Test, YearCap
from app.records.result import LayerResult, Notice, Step


def settle_layer(scene: Scene, layer: Layer) -> LayerResult:
    """The layer's result; takes its payment from what is left of the visit and notes what it adds to the year."""
    base = _pays_on(layer)
    if layer.annual and holds(scene, layer.counts):
        scene.bases[layer.id] = scene.base(base)
    given = scene.visit.paid.get(layer.id)
    if given is not None:
        _check_given(scene, layer, given, base)
    rule = fitting_rule(scene, layer)
    result = _without_rule(scene, layer, given) if rule is None else _by_rule(scene, layer, rule, given)
    # an amount settled elsewhere is taken from in_scope first, whatever the rule rests on
    scene.take(result.pay, base if given is None or base == "special_drug" else "unpaid")
    return result


def _pays_on(layer: Layer) -> str:
    """What the layer pays on, by its first rule: "unpaid" where it tops up, caps or is entered by hand."""
    spec = layer.rules[0].spec
    return spec.base if isinstance(spec, Share | Annual) else "unpaid"


def _check_given(scene: Scene, layer: Layer, given: int, base: str) -> None:
    left = min(scene.remaining, scene.base(base)) if base == "special_drug" else scene.remaining
    if given > left:
        raise UserError(
            "PAID_TOO_LARGE",
            f"{scene.path}.paid.{layer.id}",
            f"{layer.name}录入 {yuan(given)} 元，多于还剩的 {yuan(left)} 元，请核对。",
        )


def fitting_rule(scene: Scene, layer: Layer) -> Rule | None:
    """The first rule whose conditions hold (for an annual rule: of whose terms one holds)."""
    if not holds(scene, layer.tests):
        return None
    for rule in layer.rules:
        if holds(scene, rule.tests) and (not isinstance(rule.spec, Annual) or annual.fits(scene, rule.spec)):
            return rule
    return None


def _why_not(scene: Scene, layer: Layer) -> tuple[str, str | None]:
    """The condition that failed, with its article: the layer's own; else, where no rule is for this kind of visit, the
    kinds that the layer is for; else that of the last rule."""
    failed = first_failing(scene, layer.tests)
    if failed is not None:
        return reason(scene, failed)
    ways = [
        (*rule.tests, *term)
        for rule in layer.rules
        for term in ([term.tests for term in rule.spec.terms] if isinstance(rule.spec, Annual) else [()])
    ]
    fails = [_who(scene, test) for test in (first_failing(scene, tests) for tests in ways) if test is not None]
    for subject in ("type", "identity"):
        allowed = [test.allowed for test in fails if isinstance(test, Among) and test.subject == subject]
        if len(allowed) == len(fails):
            return reason(scene, Among(subject, frozenset().union(*allowed)))
    return reason(scene, fails[-1])


def _who(scene: Scene, test: Test) -> Test:
    """A waiting period of somebody who hasn't the identity at all is a question of identity."""
    if isinstance(test, Held) and scene.codes.isdisjoint(test.identities):
        return Among("identity", test.identities)
    return test


def _without_rule(scene: Scene, layer: Layer, given: int | None) -> LayerResult:
    why, article = _why_not(scene, layer)
    steps = [Step(f"本层不适用：{why}。", article)]
    if given is not None:
        steps.append(Step(f"已在别处结算（或人工录入）{yuan(given)} 元，照录。"))
    return LayerResult(
        id=layer.id,
        name=layer.name,
        payer=layer.payer,
        given=given is not None,
        applied=False,
        pay=given or 0,
        base=scene.bases.get(layer.id, 0),
        carried=_still_carried(scene, layer, given or 0),
        base_year=_base_year(scene, layer),
        reason=why,
        clauses=_cited(scene, *((article,) if article else layer.rules[0].articles)),
        steps=tuple(steps),
    )


def _still_carried(scene: Scene, layer: Layer, given: int) -> int:
    """What stays carried where the layer doesn't apply: as it was, but never more than the layer's cap still leaves."""
    carried = scene.state.carried.get(layer.id, 0)
    cap = scene.figures.get(layer.annual_cap) if layer.annual_cap and carried > 0 and given else None
    return min(carried, max(0, cap - scene.state.paid.get(layer.id, 0) - given)) if isinstance(cap, int) else carried


def _by_rule(scene: Scene, layer: Layer, rule: Rule, given: int | None) -> LayerResult:
    outcome = _work_out(scene, layer, rule, given=given is not None)
    cap_left = _cap_left(scene, layer, rule, outcome)
    due = _due(scene, layer, outcome)
    if given is None:
        pay = _within(scene, layer, outcome, due, cap_left)
    else:
        pay = given
        outcome.steps = [Step(f"本层已在别处结算（或人工录入）{yuan(given)} 元，照录，不再计算。")]
        if outcome.deductible and isinstance(rule.spec, Share):
            outcome.say(f"按规定本次起付线为 {yuan(outcome.deductible)} 元。", rule.articles[0])
        outcome.note = "已在别处结算"
    if outcome.compared is not None and given is None and outcome.compared > pay:
        scene.notices.append(_other_clause(scene, layer, rule, outcome.compared, pay))
    carried = 0
    if outcome.due is not None:
        carried = due - pay if cap_left is None else min(due - pay, max(0, cap_left - pay))
        if carried:
            outcome.say(f"本年度应付与已付之差 {yuan(carried)} 元结转，留待本年以后各次或年终清算。")
    if outcome.tally is not None:
        scene.tallies[f"{outcome.tally}.base"] = outcome.base
        scene.tallies[f"{outcome.tally}.pay"] = pay
    return LayerResult(
        id=layer.id,
        name=layer.name,
        payer=layer.payer,
        given=given is not None,
        applied=True,
        pay=pay,
        base=outcome.base,
        deductible=outcome.deductible,
        carried=carried,
        base_year=_base_year(scene, layer),
        rate=outcome.rate if given is None else None,
        rule=rule.id,
        clauses=_cited(scene, *rule.articles, *(step.clause for step in outcome.steps)),
        steps=tuple(outcome.steps),
        note=outcome.note,
    )


def _work_out(scene: Scene, layer: Layer, rule: Rule, *, given: bool) -> Outcome:
    match rule.spec:
        case Share() as spec:
            return share.work_out(scene, rule, spec, given=given)
        case Annual() as spec:
            return annual.work_out(scene, layer, spec)
        case Target() as spec:
            outcome = target.work_out(scene, rule, spec)
            if spec.compare is not None and not given:
                outcome.compared = _compare(scene, layer, spec.compare)
            return outcome
        case YearCap() as spec:
            return year_cap.work_out(scene, layer, rule, spec)
        case Ceiling() as spec:
            return ceiling.work_out(scene, rule, spec)
        case Given():
            outcome = Outcome(0, note="未录入")
            outcome.say("本层只由人工录入，没有录入即为 0.00 元。", rule.articles[0])
            return outcome


def _compare(scene: Scene, layer: Layer, rule_id: str) -> int:
    """What another rule of the layer would pay on this visit."""
    other = next(rule for rule in layer.rules if rule.id == rule_id)
    return min(_work_out(scene, layer, other, given=False).pay, scene.remaining)


def _cap_left(scene: Scene, layer: Layer, rule: Rule, outcome: Outcome) -> int | None:
    """The least of what the year's caps leave: the layer's (shared with others perhaps), the rule's, the terms'."""
    paid, year = scene.state.paid, []
    own = paid.get(layer.id, 0)
    if layer.annual_cap:
        together = sum(paid.get(other, 0) for other in layer.cap_with)
        together += sum(result.pay for result in scene.results if result.id in layer.cap_with)
        year.append((scene.figures.get(layer.annual_cap), own + together))
    if rule.annual_cap:
        by_type = sum(scene.state.tallies.get(f"{layer.id}.pay.{kind}", 0) for kind in rule.types)
        year.append((scene.figures.get(rule.annual_cap), by_type))
    year.append((outcome.cap, own))
    left = [max(0, cap - used) for cap, used in year if isinstance(cap, int)]
    return min(left) if left else None


def _due(scene: Scene, layer: Layer, outcome: Outcome) -> int:
    """What is owed on this visit: an annual rule adds what earlier visits carried."""
    if outcome.due is None:
        return outcome.pay
    due = outcome.due + scene.state.carried.get(layer.id, 0)
    return due if outcome.due_at_most is None else min(due, outcome.due_at_most)


def _other_clause(scene: Scene, layer: Layer, rule: Rule, compared: int, pay: int) -> Notice:
    """Another clause would leave the person with less: told with both figures, for the clerk to rule on."""
    left = scene.person_pays
    other = next(one for one in layer.rules if isinstance(rule.spec, Target) and one.id == rule.spec.compare)
    return Notice(
        "OTHER_CLAUSE_LOWER",
        f"按「{rule.title}」个人负担 {yuan(left - pay)} 元，按「{other.title}」个人负担 {yuan(left - compared)} 元："
        "后者更低，仍按前者结算，请经办人裁定。",
    )


def _within(scene: Scene, layer: Layer, outcome: Outcome, due: int, cap_left: int | None) -> int:
    """The payment within the year's cap and what is left of the visit; says which of them bound it."""
    pay = max(0, due)
    if outcome.due is not None and due != outcome.due:
        outcome.say(f"连同以前结转，本次应付 {yuan(due)} 元。")
    if cap_left is not None and pay > cap_left:
        outcome.say(f"本年限额只余 {yuan(cap_left)} 元，本次付 {yuan(cap_left)} 元。")
        outcome.note = "已到年度限额"
        pay = cap_left
    left = scene.reach(_pays_on(layer))
    if pay > left:
        outcome.say(f"本次只余 {yuan(left)} 元可付，付 {yuan(left)} 元。")
        pay = left
    return pay


def _base_year(scene: Scene, layer: Layer) -> int | None:
    return year_base(scene, layer.id) if layer.annual else None


def _cited(scene: Scene, *articles: str | None) -> tuple[str, ...]:
    """Each article once, in order, with its document's number."""
    return tuple(dict.fromkeys(scene.pack.cite(article) for article in articles if article))
