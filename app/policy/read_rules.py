"""Conditions, layers with their rules, the institution's share, notices: TOML tables → frozen shapes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.policy.model import (
    Among,
    Annual,
    CatalogueLimit,
    Ceiling,
    Change,
    Clause,
    Condition,
    DrugShare,
    EstimateRule,
    Given,
    Layer,
    Named,
    NotGiven,
    NoticeRule,
    Reaches,
    Readmission,
    Rule,
    Share,
    Since,
    Spec,
    Switch,
    Target,
    Term,
    Test,
    Tests,
    UsesRule,
    YearCap,
    ZeroPersonPays,
)
from app.policy.reachable import check_reachable
from app.policy.read_parameters import Figures
from app.policy.source import Node
from app.records import words

BASES = {
    "in_scope": "政策范围内费用",
    "left": "政策范围内、前面各层支付后的余额",
    "coverable": "总费用减机构承担和患者原因费用",
    "beyond_scope": "政策范围外、前面各层支付后的余额",
    "unpaid": "前面各层支付后的余额",
    "special_drug": "大病特药费用",
}
"""What a rule may reckon on."""

_YES_NO = ("yes", "no")
SUBJECTS: Mapping[str, tuple[str, ...]] = {
    "type": tuple(words.VISIT_TYPES),
    "level": tuple(words.LEVELS),
    "region": tuple(words.REGIONS),
    "referral": tuple(words.REFERRALS),
    "identity": tuple(words.IDENTITIES),
    "tag": tuple(words.TAGS),
    "approval": tuple(words.APPROVALS),
    "prescription_level": tuple(words.LEVELS),
}
"""What a condition may ask of a visit, with the codes allowed."""
FLAGS = ("designated", "treatment_designated")


class Vocabulary:
    """What a pack under reading has declared, for checking references."""

    def __init__(
        self,
        clauses: Mapping[str, Clause],
        figures: Figures,
        tiers: tuple[str, ...],
        layers: tuple[str, ...],
    ) -> None:
        self.clauses = clauses
        self.figures = figures
        self.tiers = tiers
        self.layers = layers
        self.conditions: tuple[str, ...] = ()
        """Named conditions read so far: one may rest on earlier ones, never on itself."""

    def article(self, node: Node, key: str = "article") -> str:
        """The one article that the node cites; it must have been quoted."""
        article = node.text(key)
        self._check(node, key, article)
        return article

    def articles(self, node: Node) -> tuple[str, ...]:
        articles = node.texts("articles", required=True)
        for article in articles:
            self._check(node, "articles", article)
        return articles

    def _check(self, node: Node, key: str, article: str) -> None:
        if article and article not in self.clauses:
            node.fault(key, f"条款「{article}」没有写在 [[clause]] 里，请先抄录原文。")

    def report_unused(self, root: Node) -> None:
        """A figure that nothing uses is most likely a slip of the pen."""
        for at, node in enumerate(root.nodes("parameter")):
            name = node.table.get("name")
            if name in self.figures.unused():
                root.source.fault(("parameter", at, "name"), f"参数「{name}」没有任何规则用到，请检查名称或删去。")


def read_tests(node: Node, vocabulary: Vocabulary) -> Tests:
    """The tests of a ``when`` table; all of them must hold."""
    figures = vocabulary.figures
    tests: list[Test] = []
    for subject, allowed in SUBJECTS.items():
        if node.has(subject):
            tests.append(Among(subject, frozenset(node.texts(subject, allowed))))
    if node.has("tier"):
        tests.append(Among("tier", frozenset(node.texts("tier", vocabulary.tiers))))
    tests += [Among(flag, frozenset({_YES_NO[not node.flag(flag)]})) for flag in FLAGS if node.has(flag)]
    for key, holds in (("is", True), ("not", False)):
        tests += [Named(name, holds) for name in node.texts(key, vocabulary.conditions)]
    if node.has("since"):
        since = node.text("since")
        figures.use(node, "since", since, "date")
        tests.append(Since(since))
    if node.has("switch"):
        switch = node.node("switch")
        for name in switch.table:
            figures.use(switch, name, name, "choice")
            known = figures.parameters.get(name)
            tests.append(Switch(name, switch.choice(name, known.choices if known else ())))
        switch.done()
    if node.has("readmission") and node.flag("readmission"):
        tests.append(Readmission())
    if node.has("reaches"):
        tests.append(_read_reaches(node.node("reaches"), vocabulary))
    if node.has("person_pays_zero") and node.flag("person_pays_zero"):
        tests.append(ZeroPersonPays())
    tests += [NotGiven(layer) for layer in node.texts("not_given", vocabulary.layers)]
    if node.has("uses"):
        uses = node.node("uses")
        tests.append(UsesRule(uses.choice("layer", vocabulary.layers), uses.text("rule")))
        uses.done()
    node.done()
    return tuple(tests)


def _read_reaches(node: Node, vocabulary: Vocabulary) -> Reaches:
    layer = node.choice("layer", vocabulary.layers)
    amount = node.text("amount")
    vocabulary.figures.use(node, "amount", amount, "money")
    factor = node.text("factor", required=False) or None
    if factor:
        vocabulary.figures.use(node, "factor", factor, "rate")
    node.done()
    return Reaches(layer, amount, factor)


def _changes(node: Node, key: str, vocabulary: Vocabulary, *, figure: bool) -> tuple[Change, ...]:
    changes = []
    for one in node.nodes(key):
        name = one.text("rate") if figure else ""
        if figure:
            vocabulary.figures.use(one, "rate", name, "rate")
        tests = read_tests(one.node("when"), vocabulary)
        changes.append(Change(one.text("title"), vocabulary.article(one), tests, name))
        one.done()
    return tuple(changes)


def _figure(node: Node, key: str, vocabulary: Vocabulary, kind: str, *, table: bool = False) -> str:
    name = node.text(key)
    vocabulary.figures.use(node, key, name, kind, by=("tier", "level") if table else ())
    return name


def _optional_figure(node: Node, key: str, vocabulary: Vocabulary, kind: str, *, table: bool = False) -> str | None:
    return (
        _figure(node, key, vocabulary, kind, table=table) if node.has(key) else node.text(key, required=False) or None
    )


def _base(node: Node) -> str:
    return node.choice("base", BASES)


def _share(node: Node, vocabulary: Vocabulary) -> Share:
    return Share(
        base=_base(node),
        rate=_figure(node, "rate", vocabulary, "rate", table=True),
        deductible=_optional_figure(node, "deductible", vocabulary, "money", table=True),
        transfer=next(iter(_changes(node, "transfer", vocabulary, figure=False)), None),
        waivers=_changes(node, "waiver", vocabulary, figure=False),
        bonuses=_changes(node, "bonus", vocabulary, figure=True),
        floors=_changes(node, "floor", vocabulary, figure=True),
    )


def _annual(node: Node, vocabulary: Vocabulary) -> Annual:
    base = _base(node)
    terms = []
    for one in node.nodes("term", required=True):
        bands = _optional_figure(one, "bands", vocabulary, "bands")
        rate = _optional_figure(one, "rate", vocabulary, "rate")
        if (bands is None) == (rate is None):
            one.fault("bands", "bands（分段）和 rate（单一比例）要写一个，也只能写一个。")
        threshold = _optional_figure(one, "threshold", vocabulary, "money")
        if threshold is not None and rate is None:
            one.fault("threshold", "有门槛的算法要写 rate（单一比例）。")
        terms.append(
            Term(
                title=one.text("title"),
                articles=vocabulary.articles(one),
                tests=read_tests(one.node("when"), vocabulary),
                deductible=_optional_figure(one, "deductible", vocabulary, "money"),
                factor=_optional_figure(one, "factor", vocabulary, "rate"),
                bands=bands,
                rate=rate,
                bonus=_optional_figure(one, "bonus", vocabulary, "rate"),
                threshold=threshold,
                basis=_optional_figure(one, "basis", vocabulary, "choice"),
                cap=_optional_figure(one, "cap", vocabulary, "money"),
            )
        )
        one.done()
    return Annual(base, tuple(terms))


def _ceiling(node: Node, vocabulary: Vocabulary) -> Ceiling:
    return Ceiling(_figure(node, "rate", vocabulary, "rate"))


def _target(node: Node, vocabulary: Vocabulary) -> Target:
    return Target(
        base=_base(node),
        rate=_figure(node, "rate", vocabulary, "rate"),
        less_deductible=node.flag("less_deductible"),
        compare=node.text("compare", required=False) or None,
    )


def _year_cap(node: Node, vocabulary: Vocabulary) -> YearCap:
    return YearCap(
        base=_base(node),
        cap=_figure(node, "cap", vocabulary, "money", table=True),
        rate=_figure(node, "rate", vocabulary, "rate"),
        types=frozenset(node.texts("types", words.VISIT_TYPES, required=True)),
        less_deductible=node.flag("less_deductible"),
    )


def _given(_node: Node, _vocabulary: Vocabulary) -> Given:
    return Given()


KINDS: Mapping[str, Callable[[Node, Vocabulary], Spec]] = {
    "share": _share,
    "annual": _annual,
    "target": _target,
    "year_cap": _year_cap,
    "ceiling": _ceiling,
    "given": _given,
}
"""The vocabulary of layer kinds: how the pack's file writes each."""


def read_layers(root: Node, vocabulary: Vocabulary, conditions: Mapping[str, Condition]) -> tuple[Layer, ...]:
    """The layers in the order in which they pay."""
    layers: list[Layer] = []
    for node in root.nodes("layer", required=True):
        layer_id = node.choice("id", words.LAYERS)
        if layer_id and any(layer.id == layer_id for layer in layers):
            node.fault("id", f"层「{layer_id}」写了两次，请合并。")
        tests = read_tests(node.node("when"), vocabulary)
        rules = _read_rules(node, vocabulary)
        counts = read_tests(node.node("counts"), vocabulary)
        layer = Layer(
            id=layer_id,
            name=node.text("name"),
            payer=node.text("payer"),
            tests=tests,
            rules=rules,
            counts=counts,
            annual_cap=_optional_figure(node, "annual_cap", vocabulary, "money"),
            cap_with=node.texts("cap_with", vocabulary.layers),
        )
        if layer.annual and not node.has("counts"):
            node.fault("counts", '按年累计的层要写明哪些就诊计入累计，例如 counts = { type = ["inpatient"] }。')
        check_reachable(node, layer, conditions)
        layers.append(layer)
        node.done()
    return tuple(layers)


def _read_rules(layer: Node, vocabulary: Vocabulary) -> tuple[Rule, ...]:
    rules: list[Rule] = []
    for node in layer.nodes("rule", required=True):
        rule_id = node.text("id")
        if any(rule.id == rule_id for rule in rules):
            node.fault("id", f"同一层里「{rule_id}」写了两次，请改名。")
        kind = node.choice("kind", KINDS)
        if not kind:
            continue
        spec = KINDS[kind](node, vocabulary)
        tests = read_tests(node.node("when"), vocabulary)
        cap = _optional_figure(node, "annual_cap", vocabulary, "money")
        rule = Rule(rule_id, node.text("title"), vocabulary.articles(node), tests, spec, cap)
        if cap and not rule.types:
            node.fault("annual_cap", "只管这一条的年限额，要在 when 里写明就诊类别（type）。")
        rules.append(rule)
        node.done()
    for node, rule in zip(layer.nodes("rule"), rules, strict=False):
        if isinstance(rule.spec, Target) and rule.spec.compare not in (None, *(one.id for one in rules)):
            node.fault("compare", f"同一层里没有「{rule.spec.compare}」这条规则。")
    return tuple(rules)


def read_institution(node: Node, vocabulary: Vocabulary) -> tuple[str, tuple[CatalogueLimit, ...]]:
    """The institution's share: its own faults, and what is out of the catalogue above a limit."""
    own = vocabulary.article(node, "own_article")
    limits = []
    for one in node.nodes("catalogue_limit"):
        limits.append(
            CatalogueLimit(
                title=one.text("title"),
                article=vocabulary.article(one),
                tests=read_tests(one.node("when", required=True), vocabulary),
                limit=_figure(one, "limit", vocabulary, "rate", table=True),
            )
        )
        one.done()
    node.done()
    return own, tuple(limits)


def read_estimates(root: Node, vocabulary: Vocabulary) -> tuple[EstimateRule, ...]:
    """What others will probably pay later."""
    estimates = []
    for node in root.nodes("estimate"):
        ways = []
        for one in node.nodes("drug_share", required=True):
            ways.append(
                DrugShare(
                    title=one.text("title"),
                    articles=vocabulary.articles(one),
                    tests=read_tests(one.node("when"), vocabulary),
                    rate=_figure(one, "rate", vocabulary, "rate"),
                    deductible=_optional_figure(one, "deductible", vocabulary, "money"),
                )
            )
            one.done()
        tests = read_tests(node.node("when"), vocabulary)
        estimate_id = node.choice("id", words.LAYERS)
        estimates.append(EstimateRule(estimate_id, node.text("name"), node.text("payer"), tests, tuple(ways)))
        node.done()
    return tuple(estimates)


def read_notices(root: Node, vocabulary: Vocabulary, layers: tuple[Layer, ...]) -> tuple[NoticeRule, ...]:
    """The pack's own notices."""
    notices = []
    for node in root.nodes("notice"):
        ratio = node.node("ratio")
        below = _figure(ratio, "below", vocabulary, "rate") if node.has("ratio") else ""
        ratio_layers = ratio.texts("layers", [layer.id for layer in layers]) if node.has("ratio") else ()
        ratio.done()
        notices.append(
            NoticeRule(
                code=node.text("code"),
                message=node.text("message"),
                article=vocabulary.article(node),
                tests=read_tests(node.node("when", required=True), vocabulary),
                ratio_layers=ratio_layers,
                ratio_below=below,
            )
        )
        node.done()
    return tuple(notices)
