"""The frozen shapes of a pack. Money in them is fen, rates are parts per million.

A reference to a figure is the name of a parameter, or of a table: a family of parameters ``NAME.key`` by tier or level.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Clause:
    """One article of a document and its sentence, as printed."""

    article: str
    sentence: str
    document: str


@dataclass(frozen=True, slots=True)
class Band:
    """A band of an annual base: from ``start`` fen on, at ``rate`` parts per million."""

    start: int
    rate: int


Value = int | date | str | tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One figure. ``kind``: money, rate, date, bands, choice, count (a whole number). ``source``: seed (fixed by the document) or local (open in
    the document; demonstration value until confirmed). ``value`` None: there is none. ``floor``: may be raised, never
    lowered (「不低于」). ``optional``: None means "no such limit"."""

    name: str
    title: str
    kind: str
    source: str
    article: str
    text: str
    value: Value | None
    floor: bool = False
    optional: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A family of parameters ``name.key``; ``by`` is tier or level; ``same_as`` maps a key to the one that it uses."""

    name: str
    by: str
    same_as: Mapping[str, str]


# ---- conditions: a tuple of tests, all of which must hold


@dataclass(frozen=True, slots=True)
class Among:
    """The visit's ``subject`` (type, level, tier, region, referral, designated …) is one of ``allowed``; for identity and
    tag: at least one of them is there."""

    subject: str
    allowed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Named:
    """A named condition of the pack holds (or, ``holds`` false, doesn't)."""

    name: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Since:
    """The day of discharge is not before a date parameter."""

    parameter: str


@dataclass(frozen=True, slots=True)
class Switch:
    """A choice parameter has this value."""

    parameter: str
    value: str


@dataclass(frozen=True, slots=True)
class Readmission:
    """An inpatient visit of the year was settled earlier at this visit's tier."""


@dataclass(frozen=True, slots=True)
class Reaches:
    """The annual base of ``layer``, this visit included, is at least ``amount`` × ``factor`` (half up)."""

    layer: str
    amount: str
    factor: str | None


@dataclass(frozen=True, slots=True)
class NotGiven:
    """No amount of ``layer`` was settled elsewhere or entered by hand."""

    layer: str


@dataclass(frozen=True, slots=True)
class Held:
    """One of ``identities`` has held for at least ``days`` (a count parameter) on the day of discharge: a waiting period
    before benefits. An identity without a beginning has always held."""

    identities: frozenset[str]
    days: str


@dataclass(frozen=True, slots=True)
class UsesRule:
    """``layer`` was worked out by its rule ``rule`` (for notices)."""

    layer: str
    rule: str


@dataclass(frozen=True, slots=True)
class ZeroPersonPays:
    """The person pays 0.00 of a total above 0 (for notices)."""


Test = Among | Named | Since | Switch | Readmission | Reaches | NotGiven | Held | UsesRule | ZeroPersonPays
Tests = tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """A named condition. ``met`` and ``unmet`` are the reasons shown when it holds or doesn't and so decides."""

    name: str
    title: str
    met: str
    unmet: str
    article: str
    tests: Tests


# ---- rules: one dataclass for each kind


@dataclass(frozen=True, slots=True)
class Change:
    """An adjustment to a rule's deductible or rate when ``tests`` hold: a waiver, a bonus, a floor. ``figure`` names the
    parameter (none for a waiver)."""

    title: str
    article: str
    tests: Tests
    figure: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """kind "share": (base − deductible) × rate, per visit. ``waivers`` set the deductible to 0, ``transfer`` takes off that of
    the hospital transferred from; ``bonuses`` are added to the rate, ``floors`` lift it."""

    base: str
    rate: str
    deductible: str | None = None
    transfer: Change | None = None
    waivers: tuple[Change, ...] = ()
    bonuses: tuple[Change, ...] = ()
    floors: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """One way to reckon a year's entitlement, for those whom ``tests`` fit.

    Either bands (or a single ``rate``) above ``deductible`` (× ``factor``, half up; rates + ``bonus``), or, with
    ``threshold``, nothing below it and from there on the whole base × ``rate`` (``basis``, a choice parameter, says
    "whole" or "excess"). ``cap`` limits the entitlement of the year.
    """

    title: str
    articles: tuple[str, ...]
    tests: Tests
    deductible: str | None = None
    factor: str | None = None
    bands: str | None = None
    rate: str | None = None
    bonus: str | None = None
    threshold: str | None = None
    basis: str | None = None
    cap: str | None = None


@dataclass(frozen=True, slots=True)
class Annual:
    """kind "annual": pays what this visit adds to the year's entitlement on the year's base. Of several terms that fit
    the largest entitlement counts."""

    base: str
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """kind "target": top-up: base × rate less what the layers before paid on this visit. ``less_deductible``: the basic
    deductible that the person bears is taken out of the base first. ``compare``: a rule of the same layer whose result
    is told (notice OTHER_CLAUSE_LOWER) where it would leave the person with less."""

    base: str
    rate: str
    less_deductible: bool = False
    compare: str | None = None


@dataclass(frozen=True, slots=True)
class YearCap:
    """kind "year_cap": what the person pays of the base in a year is capped by the highest tier of the year; ``rate`` of
    what lies above is paid, less what this rule paid before, never more than this visit's base, never claimed back.
    ``types``: the kinds of visit that decide the highest tier."""

    base: str
    cap: str
    rate: str
    types: frozenset[str]
    less_deductible: bool = False


@dataclass(frozen=True, slots=True)
class Ceiling:
    """kind "ceiling": what the person pays of this visit is at most ``rate`` of the total (rounded down: 「不高于」), or at
    most ``amount``; the layer pays the rest, whatever it is made of."""

    rate: str | None = None
    amount: str | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """kind "given": an amount entered by hand, nothing is worked out."""


Spec = Share | Annual | Target | YearCap | Ceiling | Given


@dataclass(frozen=True, slots=True)
class Rule:
    """One way in which a layer pays; of a layer's rules the first that fits counts. ``annual_cap`` names a money
    parameter: what the layer pays in a year on the kinds of visit that the rule is for stays within it."""

    id: str
    title: str
    articles: tuple[str, ...]
    tests: Tests
    spec: Spec
    annual_cap: str | None = None

    @property
    def types(self) -> tuple[str, ...]:
        """The kinds of visit that the rule is for, sorted; empty where it doesn't say."""
        kinds = (test.allowed for test in self.tests if isinstance(test, Among) and test.subject == "type")
        return tuple(sorted(next(kinds, ())))


@dataclass(frozen=True, slots=True)
class Layer:
    """One payer's layer. ``counts``: the visits whose base adds to the year, whether or not the layer applies to the
    person (annual layers). ``annual_cap`` names a money parameter: ∑ of the year's pay stays within it, ``cap_with`` the
    other layers that share it."""

    id: str
    name: str
    payer: str
    tests: Tests
    rules: tuple[Rule, ...]
    counts: Tests
    annual_cap: str | None = None
    cap_with: tuple[str, ...] = ()

    @property
    def annual(self) -> bool:
        """True where the layer pays on what the year adds."""
        return any(isinstance(rule.spec, Annual) for rule in self.rules)

    @property
    def hand_only(self) -> bool:
        """True where amounts are only ever entered by hand."""
        return all(isinstance(rule.spec, Given) for rule in self.rules)


@dataclass(frozen=True, slots=True)
class CatalogueLimit:
    """What is out of the catalogue above ``limit`` (a rate table, of the total) is borne by a designated institution;
    elsewhere it stays with the person and outside every top-up."""

    title: str
    article: str
    tests: Tests
    limit: str


@dataclass(frozen=True, slots=True)
class DrugShare:
    """What a payer will probably pay later: the drugs' part of what is left in scope (left × drug_in_scope / in_scope,
    half up), above ``deductible``, × ``rate``. Told, never deducted."""

    title: str
    articles: tuple[str, ...]
    tests: Tests
    rate: str
    deductible: str | None = None


@dataclass(frozen=True, slots=True)
class EstimateRule:
    """One later payer; of its ways the first that fits counts. ``contact``: whom the person may ask, for the slip."""

    id: str
    name: str
    payer: str
    tests: Tests
    ways: tuple[DrugShare, ...]
    contact: str = ""


@dataclass(frozen=True, slots=True)
class NoticeRule:
    """A notice of the pack: shown where ``tests`` hold and, if ``ratio_layers`` are named, their share of in_scope is
    below the rate ``ratio_below``."""

    code: str
    message: str
    article: str
    tests: Tests
    ratio_layers: tuple[str, ...] = ()
    ratio_below: str = ""


@dataclass(frozen=True, slots=True)
class SelfFirst:
    """What the person pays first before any layer reckons (转外就医先行自付): ``rate`` of the amount in scope leaves the
    scope and becomes prepay. Of several the first that fits counts."""

    title: str
    article: str
    tests: Tests
    rate: str


@dataclass(frozen=True, slots=True)
class TierRule:
    """A visit that fits ``tests`` stands at ``tier`` in the pack's tables, whatever its level."""

    tier: str
    tests: Tests


@dataclass(frozen=True, slots=True)
class DiseaseTag:
    """Diagnosis prefixes that propose a tag; the clerk confirms. ``child``: only below the age of the parameter;
    ``confirm``: what must be ticked besides the code ("病理诊断")."""

    tag: str
    name: str
    prefixes: tuple[str, ...]
    except_codes: tuple[str, ...] = ()
    child_age: str | None = None
    confirm: str = ""


@dataclass(frozen=True, slots=True)
class Poverty:
    """Which sub-statuses of the lists count as registered_poor: ``counts`` for as long as the identity holds,
    ``while_supported`` up to the end of the support period that the list gives; no other does. A list that gives no
    sub-status means what its title says: it counts, where it gives the end of a support period up to that day."""

    article: str
    counts: frozenset[str]
    while_supported: frozenset[str]


@dataclass(frozen=True, slots=True)
class Pack:
    """One area's rules of one period. ``digest`` is the SHA-256 of the file's bytes, ``text`` the file itself. ``poverty``
    None: the pack makes no difference between sub-statuses, all count."""

    id: str
    title: str
    area: str
    document: str
    starts: date
    ends: date | None
    draft: bool
    digest: str
    text: str
    clauses: Mapping[str, Clause]
    parameters: Mapping[str, Parameter]
    tables: Mapping[str, Table]
    conditions: Mapping[str, Condition]
    tiers: tuple[str, ...]
    tier_names: Mapping[str, str]
    tier_same_as: Mapping[str, str]
    tier_rules: tuple[TierRule, ...]
    layers: tuple[Layer, ...]
    self_first: tuple[SelfFirst, ...]
    catalogue_limits: tuple[CatalogueLimit, ...]
    own_article: str
    estimates: tuple[EstimateRule, ...]
    notices: tuple[NoticeRule, ...]
    disease_tags: tuple[DiseaseTag, ...]
    poverty: Poverty | None = None

    def in_force(self, on: date) -> bool:
        """Whether the pack holds on this day of discharge, both ends included."""
        return self.starts <= on and (self.ends is None or on <= self.ends)

    def cite(self, article: str) -> str:
        """Document number and article: the way a slip cites it."""
        clause = self.clauses.get(article)
        return f"{clause.document} {article}" if clause else article
