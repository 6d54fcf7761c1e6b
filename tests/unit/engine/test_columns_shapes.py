"""Packs that nobody has written yet: the five packs with their parts moved about at random. Columns and the scalar engine
still say the same; what one of them can't work out, the other can't either."""

from __future__ import annotations

import random  # noqa: TID251 - seeded: the same packs on every run
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from app.engine.columns import evaluate_columns, from_cases
from app.errors import InvariantError
from app.policy import Pack, Values, values_for
from app.policy.model import (
    Among,
    Annual,
    Ceiling,
    Held,
    Layer,
    Named,
    NotGiven,
    Parameter,
    Reaches,
    Readmission,
    Rule,
    SelfFirst,
    Share,
    Since,
    Spec,
    Target,
    Term,
    Test,
    Tests,
    UsesRule,
    Value,
    YearCap,
    ZeroPersonPays,
)
from app.policy.read_rules import BASES
from app.records import words
from tests.helpers.random_visits import random_case, random_values
from tests.unit.engine.test_columns import PACKS, differences, pack_of

SUBJECTS: dict[str, Sequence[str]] = {
    "type": tuple(words.VISIT_TYPES),
    "level": tuple(words.LEVELS),
    "region": tuple(words.REGIONS),
    "referral": tuple(words.REFERRALS),
    "identity": tuple(words.IDENTITIES),
    "tag": tuple(words.TAGS),
    "designated": ("yes", "no"),
    "treatment_designated": ("yes",),
    "approval": ("special_case",),
    "prescription_level": tuple(words.LEVELS),
}

MORE: dict[str, Value] = {"money": 200_000, "rate": 300_000, "date": date(2019, 6, 1), "count": 30}
"""A figure of each kind, for packs that have none."""


class Mixer:
    """Draws parts of a pack by the names that it has."""

    def __init__(self, rng: random.Random, pack: Pack) -> None:
        self.rng = rng
        more = {
            f"more.{kind}": Parameter(f"more.{kind}", "", kind, "seed", "", "", value) for kind, value in MORE.items()
        }
        self.pack = pack = replace(pack, parameters={**pack.parameters, **more})
        kinds = {name: parameter.kind for name, parameter in pack.parameters.items() if not parameter.optional}
        self.named = {
            kind: sorted(name for name, its_kind in kinds.items() if its_kind == kind)
            for kind in ("money", "rate", "date", "count", "bands")
        }
        self.layers = [layer.id for layer in pack.layers]

    def pack_of_other_shape(self) -> Pack:
        pack = replace(self.pack, layers=tuple(self.layer(layer) for layer in self.pack.layers))
        if self.rng.random() < 0.3:
            rule = SelfFirst("先行自付", "", self.tests(), self.rng.choice(self.named["rate"]))
            pack = replace(pack, self_first=(rule, *pack.self_first))
        if self.rng.random() < 0.2:
            layers = list(pack.layers)
            self.rng.shuffle(layers)
            pack = replace(pack, layers=tuple(layers))
        return pack

    def layer(self, layer: Layer) -> Layer:
        rng = self.rng
        rules = [self.rule(layer, rule) for rule in layer.rules]
        if rng.random() < 0.25:
            rules.insert(rng.randrange(len(rules) + 1), self.new_rule())
        changes: dict[str, object] = {"rules": tuple(rules), "counts": (*layer.counts, *self.tests(0.1))}
        if rng.random() < 0.3:
            changes["annual_cap"] = rng.choice(self.named["money"])
            changes["cap_with"] = tuple(one for one in self.layers if one != layer.id and rng.random() < 0.3)
        if rng.random() < 0.2:
            changes["tests"] = (*layer.tests, *self.tests())
        return replace(layer, **changes)  # type: ignore[arg-type]  # fields of a layer, by name

    def rule(self, layer: Layer, rule: Rule) -> Rule:
        rng = self.rng
        tests = (*rule.tests, *self.tests(0.25))
        cap = rng.choice(self.named["money"]) if rule.types and rng.random() < 0.3 else rule.annual_cap
        return replace(rule, tests=tests, annual_cap=cap, spec=self.spec(layer, rule.spec))

    def new_rule(self) -> Rule:
        rng = self.rng
        rate, base = rng.choice(self.named["rate"]), rng.choice(sorted(BASES))
        specs: list[Spec] = [
            Share(base, rate, deductible=rng.choice([None, *self.named["money"]])),
            Target(base, rate, less_deductible=rng.random() < 0.5),
            Ceiling(rate=rate),
            Ceiling(amount=rng.choice(self.named["money"])),
            Annual(base, tuple(self.term() for _ in range(rng.randint(1, 3)))),
            YearCap(base, rng.choice(self.named["money"]), rate, frozenset(words.VISIT_TYPES)),
        ]
        return Rule(f"new{rng.random()}", "新", ("",), self.tests(), rng.choice(specs))

    def term(self) -> Term:
        rng = self.rng
        term = Term("新", ("",), self.tests(0.5), rate=rng.choice(self.named["rate"]))
        if rng.random() < 0.4:
            term = replace(term, threshold=rng.choice(self.named["money"]))
        elif rng.random() < 0.7:
            term = replace(term, deductible=rng.choice(self.named["money"]))
        return replace(term, cap=rng.choice([None, *self.named["money"]]))

    def spec(self, layer: Layer, spec: Spec) -> Spec:
        rng = self.rng
        if rng.random() < 0.6:
            return spec
        base = rng.choice(sorted(BASES))
        match spec:
            case Share():
                return replace(spec, base=base)
            case Target():
                return replace(spec, base=base, less_deductible=not spec.less_deductible)
            case YearCap():
                return replace(spec, base=base, less_deductible=not spec.less_deductible)
            case Annual():
                terms = [*spec.terms, self.term()]
                rng.shuffle(terms)
                return replace(spec, base=base, terms=tuple(terms))
            case _:
                return spec

    def tests(self, chance: float = 1.0) -> Tests:
        return tuple(self.test() for _ in range(self.rng.choice([1, 1, 2]))) if self.rng.random() < chance else ()

    def test(self) -> Test:
        rng = self.rng
        subject = rng.choice(sorted(SUBJECTS))
        listed = SUBJECTS[subject]
        among = Among(subject, frozenset(rng.sample(listed, rng.randint(1, len(listed)))))
        tier = Among("tier", frozenset(rng.sample(self.pack.tiers, 2)))
        layer = rng.choice(self.pack.layers)
        tests: list[Test] = [
            among,
            among,
            tier,
            Readmission(),
            Reaches(layer.id, rng.choice(self.named["money"]), rng.choice([None, *self.named["rate"]])),
            NotGiven(layer.id),
            UsesRule(layer.id, layer.rules[0].id),
            ZeroPersonPays(),
            *(Since(name) for name in self.named["date"]),
            *(Named(name, rng.random() < 0.5) for name in self.pack.conditions),
            *(Held(frozenset(rng.sample(list(words.IDENTITIES), 5)), name) for name in self.named["count"]),
        ]
        return rng.choice(tests)


def _agree(pack: Pack, values: Values, rng: random.Random, met: Counter[str]) -> None:
    drawn = []
    for _ in range(12):
        try:
            drawn.append(random_case(rng, pack, values))
        except InvariantError:
            met["scalar can't"] += 1  # such as a rule on a level for a pharmacy without one
    results = evaluate_columns(pack, values, from_cases([case for case, _ in drawn]))
    visits = [visit for (_, visits), _ in drawn for visit in visits]
    for row, wanted in enumerate(answer for _, answers in drawn for answer in answers):
        found = list(differences(results, row, wanted))
        if found:
            pytest.fail(f"{pack.id}, row {row}: {'; '.join(found)}\n{visits[row]}\n{pack.layers}")
        met["visits"] += 1


def agree(name: str, first: int, count: int) -> Counter[str]:
    met: Counter[str] = Counter()
    for number in range(first, first + count):
        rng = random.Random(f"{name} shape {number}")
        pack = Mixer(rng, pack_of(name)).pack_of_other_shape()
        values = values_for(pack) if rng.random() < 0.3 else random_values(rng, pack)
        _agree(pack, values, rng, met)
    return met


@pytest.mark.parametrize("name", PACKS)
def test_packs_of_other_shapes_come_to_the_same(name: str) -> None:
    met = agree(name, 0, 10)
    assert met["visits"] > 150


@pytest.mark.long
@pytest.mark.parametrize("name", PACKS)
@pytest.mark.parametrize("part", range(4))
def test_many_packs_of_other_shapes(name: str, part: int) -> None:
    assert agree(name, 1_000 + part * 250, 250)["visits"]
