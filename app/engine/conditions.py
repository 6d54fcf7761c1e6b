"""Whether tests hold for a visit, and in a few words why not."""

from __future__ import annotations

from datetime import date

from app.engine.scene import Scene
from app.money.fen import at_rate, format_fen
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
from app.records import words
from app.records.case import IdentityPeriod

_YES_NO = ("no", "yes")


def holds(scene: Scene, tests: Tests) -> bool:
    """Whether every test holds."""
    return all(_holds(scene, test) for test in tests)


def first_failing(scene: Scene, tests: Tests) -> Test | None:
    """The first test that fails, if any."""
    return next((test for test in tests if not _holds(scene, test)), None)


def reason(scene: Scene, test: Test) -> tuple[str, str | None]:
    """Why a test fails, in a few Chinese words, and the article that says so (named conditions have one)."""
    article = scene.pack.conditions[test.name].article if isinstance(test, Named) else None
    return _reason(scene, test), article


def _holds(scene: Scene, test: Test) -> bool:
    match test:
        case Among(subject, allowed):
            return _among(scene, subject, allowed)
        case Named(name, expected):
            return holds(scene, scene.pack.conditions[name].tests) is expected
        case Since(parameter):
            start = scene.figures.get(parameter)
            return isinstance(start, date) and scene.visit.discharged >= start
        case Switch(parameter, value):
            return scene.figures.get(parameter) == value
        case Readmission():
            return scene.state.tallies.get(f"visits.inpatient.{scene.tier}", 0) > 0
        case Reaches():
            return year_base(scene, test.layer) >= reach(scene, test)
        case NotGiven(layer):
            return layer not in scene.visit.paid
        case Held(identities, days):
            return any(one.code in identities and _held(scene, one, days) for one in scene.identities)
        case ZeroPersonPays():
            return scene.amounts.total > 0 and scene.person_pays == 0
        case UsesRule(layer, rule):
            return any(result.id == layer and result.rule == rule for result in scene.results)


def _held(scene: Scene, one: IdentityPeriod, days: str) -> bool:
    if not holds_on(one, scene.visit.discharged):
        return False
    return one.since is None or (scene.visit.discharged - one.since).days >= scene.figures.money(days)


def holds_on(one: IdentityPeriod, day: date) -> bool:
    """Whether an identity holds on ``day``, both ends included."""
    return (one.since is None or one.since <= day) and (one.until is None or day <= one.until)


def year_base(scene: Scene, layer: str) -> int:
    """The layer's annual base with this visit, in fen."""
    return scene.state.bases.get(layer, 0) + scene.bases.get(layer, 0)


def reach(scene: Scene, test: Reaches) -> int:
    """The amount that must be reached, its factor applied (half up)."""
    amount = scene.figures.money(test.amount)
    return at_rate(amount, scene.figures.money(test.factor)) if test.factor else amount


def _among(scene: Scene, subject: str, allowed: frozenset[str]) -> bool:
    visit = scene.visit
    if subject == "identity":
        return not scene.codes.isdisjoint(allowed)
    if subject == "tag":
        return not visit.tags.isdisjoint(allowed)
    return _subject(scene, subject) in allowed


def _subject(scene: Scene, subject: str) -> str | None:
    visit = scene.visit
    match subject:
        case "type":
            return visit.type
        case "level":
            return visit.level
        case "tier":
            return scene.tier
        case "region":
            return visit.region
        case "referral":
            return visit.referral
        case "designated":
            return _YES_NO[visit.designated]
        case "treatment_designated":
            return _YES_NO[visit.treatment_designated]
        case "approval":
            return visit.approval
        case _:
            return visit.prescription_level


_TITLES = {
    "type": words.VISIT_TYPES,
    "level": words.LEVELS,
    "region": words.REGIONS,
    "referral": words.REFERRALS,
    "identity": words.IDENTITIES,
    "tag": words.TAGS,
    "approval": words.APPROVALS,
    "prescription_level": words.LEVELS,
}


def _reason(scene: Scene, test: Test) -> str:
    match test:
        case Among(subject, allowed):
            return _among_reason(scene, subject, allowed)
        case Named(name, expected):
            condition = scene.pack.conditions[name]
            return condition.unmet if expected else condition.met
        case Since(parameter):
            return f"{scene.figures.get(parameter)} 之前出院，尚未执行"
        case Switch(parameter, _):
            return f"按参数「{scene.pack.parameters[parameter].title}」不适用"
        case Readmission():
            return "本年度未在同级别住过院"
        case Reaches(layer):
            short = format_fen(reach(scene, test), thousands=True)
            return f"本年累计 {format_fen(year_base(scene, layer), thousands=True)} 未达 {short}"
        case NotGiven(layer):
            return f"{words.LAYERS[layer]}已录入"
        case Held(identities, days):
            if scene.codes.isdisjoint(identities):
                return _among_reason(scene, "identity", identities)
            return f"身份认定未满 {scene.figures.get(days)} 天，还在等待期"
        case UsesRule() | ZeroPersonPays():
            return "未按该条计算"


def _among_reason(scene: Scene, subject: str, allowed: frozenset[str]) -> str:
    titles = _TITLES.get(subject, scene.pack.tier_names)
    listed = "、".join(title for code, title in titles.items() if code in allowed)
    match subject:
        case "identity":
            return f"不是{listed}"
        case "tag":
            return f"没有{listed}标记"
        case "designated" | "treatment_designated":
            name = "定点医疗机构" if subject == "designated" else "大病集中救治定点"
            return f"不是{name}" if "yes" in allowed else f"是{name}"
        case "type":
            return f"{words.VISIT_TYPES[scene.visit.type]}不在此层（{listed}）"
        case "tier":
            return f"只限{'、'.join(name for code, name in scene.pack.tier_names.items() if code in allowed)}"
        case _:
            now = _subject(scene, subject)
            return f"只限{listed}（本次{titles.get(now or '', '未填')}）"
