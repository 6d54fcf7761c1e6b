"""换级比较: the same bill at other levels, and with or without the referral's filing, beside the case as it is.

Pure: the engine is asked again with the case that a quote keeps. Level, region and referral change; bill, identities and
the year so far stay. What belongs to the real hospital alone does not go along to another one: amounts from its slip,
that it is a 集中救治定点, a transfer that would no longer lead upward. The notes say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from app.engine import evaluate
from app.errors import UserError
from app.money.fen import format_fen
from app.records.case import Amounts, Visit
from app.records.result import LayerResult, VisitResult
from app.records.words import LAYERS, LEVEL_ORDER, LEVELS, REFERRALS, REGIONS
from app.services.quote import EngineCase, Quote, worked_out

ACTUAL, REFERRAL, BY_RULE, LEVEL = "actual", "referral", "by_rule", "level"
"""Kinds of a column: the case as it is; the same hospital with another referral; the same hospital with the amounts of an
outside slip worked out by rule instead; a hospital of another level or region."""

_OFFERED = ("township", "primary", "secondary", "tertiary")
_OFFERED_AWAY = ("secondary", "tertiary")
"""Nobody leaves the county for a township hospital: outside it these levels are compared, and all of the county's."""
_REFERRED = frozenset({"inpatient", "emergency_rescue"})
_HOSPITALS = frozenset({"primary", "secondary", "tertiary"})
_OTHER_REFERRALS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"none": ("filed", "emergency_reported"), "emergency_reported": ("filed", "none"), "filed": ("none",)}
)
"""What is compared with each; whoever has filed is not asked for an emergency."""
_WITH_REFERRAL = MappingProxyType(
    {"filed": "办了转诊备案", "emergency_reported": "急危重症已报备", "none": "没办转诊备案"}
)
_FILED_OR_REPORTED = "已备案或已报备"
_SAME_HOSPITAL = "本次医院"


@dataclass(frozen=True, slots=True)
class LayerShare:
    """One layer's part of a column, fen. ``why``: the reckoning in sentences, or why the layer does not apply."""

    id: str
    name: str
    pay: int
    applied: bool
    given: bool
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Variant:
    """One column; money is fen. ``label`` and ``place`` say what it stands for ("二级", "旗县内"). All columns have the
    same ``layers`` in the same order. ``difference`` is ``person_pays`` less that of the column ``base``. ``best``: the
    person pays least here, and more in some other column."""

    kind: str
    label: str
    place: str
    layers: tuple[LayerShare, ...]
    institution_pays: int
    institution_why: tuple[str, ...]
    fund_total: int
    person_pays: int
    difference: int
    base: bool
    best: bool


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A column that the pack refuses, and why."""

    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """``variants`` begin with the case as it is; layers that say nothing in any column are in none of them.

    One column is the ``base`` of the differences: the case as it is, or where amounts came from an outside slip the same
    hospital by rule, because only what was reckoned in one way can be compared. ``total`` is fen. ``trial``: a figure
    that some column read is unconfirmed, or the pack is a draft."""

    total: int
    variants: tuple[Variant, ...]
    conclusion: str
    notes: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    trial: bool


@dataclass(frozen=True, slots=True)
class _Asked:
    """A column to be worked out; ``said`` names what it stands for: hospitals as a sentence says them, after the words
    ``way``, or referral codes."""

    kind: str
    label: str
    place: str
    said: tuple[str, ...]
    visit: Visit
    way: str = "在"


@dataclass(frozen=True, slots=True)
class _Worked:
    asked: _Asked
    result: VisitResult


def compare(quote: Quote) -> Comparison | None:
    """The case beside its variants; None where nothing is worked out yet. No SQL, no clock, microseconds a column."""
    if quote.result is None:
        return None
    result, case = worked_out(quote)
    visit = case.visit
    actual = _Worked(_Asked(ACTUAL, "本次", _place(visit), (), visit), result)
    worked: list[_Worked] = []
    left_out: list[LeftOut] = []
    for asked in _asked(case, result.amounts):
        try:
            worked.append(_Worked(asked, evaluate(case.pack, case.values, case.identities, asked.visit, case.state)))
        except UserError as refused:
            left_out.append(LeftOut(_title(asked), refused.message))
    columns = (actual, *_merged(worked))
    variants = _variants(columns, _hand_only(case))
    return Comparison(
        total=result.amounts.total,
        variants=variants,
        conclusion=_conclusion(case, columns, variants),
        notes=_notes(case, columns, partial=quote.partial),
        left_out=tuple(left_out),
        trial=case.pack.draft or any(one.result.unconfirmed for one in columns),
    )


# ---- what to ask


def _asked(case: EngineCase, amounts: Amounts) -> Iterable[_Asked]:
    """The columns beside the actual one, in the order in which they are shown."""
    level_now = case.visit.level
    if level_now is None:
        return  # 药店购药: no level, nothing to compare
    # the bill is the same everywhere: it is added up once
    visit = replace(case.visit, paid=_by_hand(case), amounts=amounts, items=())
    if visit.paid != case.visit.paid:
        yield _Asked(BY_RULE, "按规定推算", _SAME_HOSPITAL, (_SAME_HOSPITAL,), visit)
    if visit.type in _REFERRED and visit.region != "in_county":
        for referral in _OTHER_REFERRALS[visit.referral]:
            other = replace(visit, referral=referral)
            yield _Asked(REFERRAL, _WITH_REFERRAL[referral], _SAME_HOSPITAL, (referral,), other)
    for region, levels in _places(visit):
        for level in levels:
            if (level, region) != (level_now, visit.region):
                yield _at(visit, level, region)


def _by_hand(case: EngineCase) -> Mapping[str, int]:
    """Of the amounts that were entered, those that the pack has no rule for; the others belong to the real hospital."""
    hand_only = _hand_only(case)
    return {layer: paid for layer, paid in case.visit.paid.items() if layer in hand_only}


def _hand_only(case: EngineCase) -> frozenset[str]:
    return frozenset(layer.id for layer in case.pack.layers if layer.hand_only)


def _places(visit: Visit) -> Iterable[tuple[str, Sequence[str]]]:
    """Regions with the levels to compare there."""
    if visit.region != "in_county":
        yield visit.region, _OFFERED_AWAY
    yield "in_county", _OFFERED
    if visit.type == "inpatient" and visit.region != "out_of_city":
        yield "out_of_city", ("tertiary",)


def _at(visit: Visit, level: str, region: str) -> _Asked:
    """The visit at another hospital. Whoever goes on to a region further away is taken to have filed the referral."""
    filed = region == "out_of_city" != visit.region
    other = replace(
        visit,
        level=level,
        region=region,
        referral="filed" if filed else visit.referral,
        treatment_designated=False,
        transfer_from=visit.transfer_from if _still_upward(visit, level, region) else None,
    )
    place = f"{REGIONS[region]} · {REFERRALS['filed']}" if filed else REGIONS[region]
    hospital = LEVELS[level] + ("医院" if level in _HOSPITALS else "")
    if region != visit.region:
        hospital = f"{REGIONS[region]}{hospital}"
    return _Asked(LEVEL, LEVELS[level], place, (hospital,), other, "办好转诊备案到" if filed else "在")


def _still_upward(visit: Visit, level: str, region: str) -> bool:
    """A transfer goes from a lower to a higher hospital of the city."""
    before = visit.transfer_from
    if before is None or "out_of_city" in (region, visit.region):
        return False
    return LEVEL_ORDER.index(before) < LEVEL_ORDER.index(level)


def _place(visit: Visit) -> str:
    """Level, region and, where it matters, the referral of the case as it is."""
    if visit.level is None:
        return ""
    words = [LEVELS[visit.level], REGIONS[visit.region]]
    if visit.type in _REFERRED and visit.region != "in_county":
        words.append(REFERRALS[visit.referral])
    return " · ".join(words)


def _title(asked: _Asked) -> str:
    return f"{asked.label}（{asked.place}）"


# ---- what came out


def _merged(worked: Sequence[_Worked]) -> Iterable[_Worked]:
    """Columns of one kind and place in which every figure and sentence is the same become one, named for all of them."""
    merged: list[_Worked] = []
    for one in worked:
        last = merged[-1] if merged else None
        if last is not None and _same(last, one):
            merged[-1] = replace(last, asked=_joined(last.asked, one.asked))
        else:
            merged.append(one)
    return merged


def _joined(one: _Asked, other: _Asked) -> _Asked:
    said = (*one.said, *other.said)
    label = _FILED_OR_REPORTED if set(said) == {"filed", "emergency_reported"} else f"{one.label}、{other.label}"
    return replace(one, label=label, said=said)


def _same(one: _Worked, other: _Worked) -> bool:
    return (
        one.asked.kind == other.asked.kind
        and one.asked.place == other.asked.place
        and one.result.layers == other.result.layers
        and one.result.institution_pays == other.result.institution_pays
    )


def _variants(columns: Sequence[_Worked], hand_only: frozenset[str]) -> tuple[Variant, ...]:
    by_layer = zip(*(one.result.layers for one in columns), strict=True)
    shown = [at for at, parts in enumerate(by_layer) if any(_says(part, hand_only) for part in parts)]
    base = next((one for one in columns if one.asked.kind == BY_RULE), columns[0])
    comparable = [one.result.person_pays for one in columns if one is base or one.asked.kind != ACTUAL]
    least, most = min(comparable), max(comparable)
    return tuple(
        Variant(
            kind=one.asked.kind,
            label=one.asked.label,
            place=one.asked.place,
            layers=tuple(_share(one.result.layers[at]) for at in shown),
            institution_pays=one.result.institution_pays,
            institution_why=tuple(step.text for step in one.result.institution_steps),
            fund_total=one.result.fund_total,
            person_pays=one.result.person_pays,
            difference=one.result.person_pays - base.result.person_pays,
            base=one is base,
            best=one.result.person_pays == least < most and (one is base or one.asked.kind != ACTUAL),
        )
        for one in columns
    )


def _says(layer: LayerResult, hand_only: frozenset[str]) -> bool:
    """Not a layer that does not apply here, nor one that is only ever entered by hand and was not."""
    return bool(layer.pay) or layer.given or (layer.applied and layer.id not in hand_only)


def _share(layer: LayerResult) -> LayerShare:
    why = tuple(step.text for step in layer.steps) or ((layer.reason,) if layer.reason else ())
    return LayerShare(layer.id, layer.name, layer.pay, layer.applied, layer.given, why)


# ---- in words


def _conclusion(case: EngineCase, columns: Sequence[_Worked], variants: Sequence[Variant]) -> str:
    """One sentence: what the filing changes, and where the person would pay least."""
    if case.visit.level is None:
        return "药店购药不分医疗机构级别，没有可以比的。"
    referral = [pair for pair in zip(columns, variants, strict=True) if pair[1].kind == REFERRAL]
    level = [pair for pair in zip(columns, variants, strict=True) if pair[1].kind == LEVEL]
    parts = [*_of_referral(case.visit.referral, referral), *_of_level(level)]
    if not parts:
        return "按这份政策，别的级别都算不出来，没有可以比的。"
    kept = _by_hand(case)
    given = [_names(case, kept)] if any(kept.values()) else []
    under = [f"{name}金额不变的话" for name in given] + (["按本机政策推算"] if case.visit.paid != kept else [])
    return f"{'，'.join(under)}{'：' if under else ''}{'；'.join(parts)}。"


def _of_referral(actual: str, pairs: Sequence[tuple[_Worked, Variant]]) -> Iterable[str]:
    """The filing alone: whether it was an emergency is no choice."""
    wanted = "filed" if actual == "none" else "none"
    found = next((pair for pair in pairs if wanted in pair[0].asked.said), None)
    if found is None:
        return
    change = found[1].difference
    if actual != "none":
        done = _WITH_REFERRAL[actual]
        if change > 0:
            yield f"因为{done}，个人已少付 {_yuan(change)} 元"
    elif change:
        yield f"如果办了转诊备案，个人{_more_or_less(change)}"
    else:
        yield "办不办转诊备案，个人应付相同"


def _of_level(pairs: Sequence[tuple[_Worked, Variant]]) -> Iterable[str]:
    if not pairs:
        return
    best, least = min(pairs, key=lambda pair: pair[1].difference)
    worst, most = max(pairs, key=lambda pair: pair[1].difference)
    if least.difference < 0:
        yield f"{_there(best)}，个人{_more_or_less(least.difference)}"
    elif most.difference > 0:
        yield f"本次个人付得最少：{_there(worst)}要{_more_or_less(most.difference)}"
    else:
        yield "在别的级别看，个人应付相同"


def _there(one: _Worked) -> str:
    return f"{one.asked.way}{'、'.join(one.asked.said)}看"


def _more_or_less(change: int) -> str:
    return f"{'少' if change < 0 else '多'}付 {_yuan(abs(change))} 元"


def _notes(case: EngineCase, columns: Sequence[_Worked], *, partial: bool) -> tuple[str, ...]:
    """On what the comparison rests."""
    visit, kept = case.visit, _by_hand(case)
    others = [one for one in columns if one.asked.kind == LEVEL]
    notes = []
    if len(columns) > 1:
        total = _yuan(columns[0].result.amounts.total)
        notes.append(f"同一张账单，总费用 {total} 元，只换级别和转诊；真换了医院，价格和项目也会不同。")
    if len(columns) > 1 and visit.paid != kept:
        names = _names(case, visit.paid.keys() - kept.keys())
        notes.append(f"{names}在本次是外院结算单上的金额，其他列按本机政策推算，可能与别的医院实际结算不同。")
    if len(columns) > 1 and any(kept.values()):
        notes.append(f"{_names(case, kept.keys())}只能人工录入，各列都用本次的金额；换了级别，这些金额其实也会变。")
    if others and visit.treatment_designated and _designation_matters(case, columns[0].result):
        notes.append("别的医院不当作大病集中救治定点。")
    if any(visit.transfer_from and one.asked.visit.transfer_from is None for one in others):
        notes.append("级别不高于转出医院的列和市域外的列，不按逐级转诊计起付线。")
    if others and not visit.designated:
        notes.append("各列都按非定点医疗机构计算。")
    if partial:
        notes.append("账单还没录完，没录完的行没有算在内。")
    return tuple(notes)


def _designation_matters(case: EngineCase, result: VisitResult) -> bool:
    """Whether being a 集中救治定点 makes a difference at the actual hospital."""
    plain = replace(case.visit, treatment_designated=False)
    try:
        without = evaluate(case.pack, case.values, case.identities, plain, case.state)
    except UserError:
        return True
    return without.person_pays != result.person_pays


def _names(case: EngineCase, layers: Iterable[str]) -> str:
    wanted = set(layers)
    return "、".join(LAYERS.get(layer.id, layer.name) for layer in case.pack.layers if layer.id in wanted)


def _yuan(fen: int) -> str:
    return format_fen(fen, thousands=True)
