"""Layers with their rules, the institution's share, notices: TOML tables → frozen shapes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.policy.figures import too_high
from app.policy.model import (
    Among,
    Annual,
    Band,
    CatalogueLimit,
    Ceiling,
    Change,
    DrugShare,
    EstimateRule,
    Given,
    Layer,
    NoticeRule,
    Parameter,
    Rule,
    SelfFirst,
    Share,
    Spec,
    Target,
    Term,
    Tests,
    YearCap,
)
from app.policy.reachable import check_layer, check_together
from app.policy.read_tests import Vocabulary, read_tests
from app.policy.source import Node
from app.records import words

BASES = {
    "in_scope": "政策范围内费用",
    "left": "政策范围内、前面各层支付后的余额",
    "coverable": "总费用减医疗机构承担和患者原因费用",
    "beyond_scope": "政策范围外、前面各层支付后的余额",
    "unpaid": "前面各层支付后的余额",
    "special_drug": "大病特药费用",
}
"""What a rule may reckon on."""

BASES_OF_THRESHOLD = ("whole", "excess")
"""From a threshold on, what counts: the whole year, or what lies above it."""


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


def _tier_figure(node: Node, key: str, vocabulary: Vocabulary, kind: str) -> str:
    """A figure that is looked up for another visit's tier: a table by level can't say it."""
    name = node.text(key)
    vocabulary.figures.use(node, key, name, kind, by=("tier",))
    return name


def _annual_cap(node: Node, vocabulary: Vocabulary) -> str | None:
    """The one figure that may be absent: 「不设」."""
    name = node.text("annual_cap", required=False) or None
    if name:
        vocabulary.figures.use(node, "annual_cap", name, "money", absent=True)
    return name


def _optional_figure(node: Node, key: str, vocabulary: Vocabulary, kind: str, *, table: bool = False) -> str | None:
    if not node.has(key):
        node.take(key, required=False)
        return None
    return _figure(node, key, vocabulary, kind, table=table)


def _base(node: Node) -> str:
    return node.choice("base", BASES)


def _share(node: Node, vocabulary: Vocabulary) -> Share:
    return Share(
        base=_base(node),
        rate=_figure(node, "rate", vocabulary, "rate", table=True),
        deductible=_optional_figure(node, "deductible", vocabulary, "money", table=True),
        transfer=_transfer(node, vocabulary),
        waivers=_changes(node, "waiver", vocabulary, figure=False),
        bonuses=_changes(node, "bonus", vocabulary, figure=True),
        floors=_changes(node, "floor", vocabulary, figure=True),
    )


def _transfer(node: Node, vocabulary: Vocabulary) -> Change | None:
    changes = _changes(node, "transfer", vocabulary, figure=False)
    if len(changes) > 1:
        node.nodes("transfer")[1].fault("", "[[layer.rule.transfer]] 只能写一个。")
    return changes[0] if changes else None


def _annual(node: Node, vocabulary: Vocabulary) -> Annual:
    return Annual(_base(node), tuple(_term(one, vocabulary) for one in node.nodes("term", required=True)))


def _term(node: Node, vocabulary: Vocabulary) -> Term:
    term = Term(
        title=node.text("title"),
        articles=vocabulary.articles(node),
        tests=read_tests(node.node("when"), vocabulary),
        deductible=_optional_figure(node, "deductible", vocabulary, "money"),
        factor=_optional_figure(node, "factor", vocabulary, "rate"),
        bands=_optional_figure(node, "bands", vocabulary, "bands"),
        rate=_optional_figure(node, "rate", vocabulary, "rate"),
        bonus=_optional_figure(node, "bonus", vocabulary, "rate"),
        threshold=_optional_figure(node, "threshold", vocabulary, "money"),
        basis=_optional_figure(node, "basis", vocabulary, "choice"),
        cap=_optional_figure(node, "cap", vocabulary, "money"),
    )
    if (term.bands is None) == (term.rate is None):
        node.fault("bands", "bands（分段）和 rate（单一比例）要写一个，也只能写一个。")
    if term.threshold is not None:
        if term.rate is None:
            node.fault("threshold", "有门槛的算法要写 rate（单一比例）。")
        for key, name in (("deductible", term.deductible), ("factor", term.factor), ("bonus", term.bonus)):
            if name is not None:
                node.fault(key, f"有门槛（threshold）的算法用不上「{key}」，请删去一个。")
    elif term.basis is not None:
        node.fault("basis", "没有门槛（threshold），用不上「basis」，请删去。")
    if term.factor is not None and term.deductible is None:
        node.fault("factor", "没有起付线（deductible），用不上「factor」，请删去。")
    _check_figures(node, term, vocabulary.figures.parameters)
    node.done()
    return term


def _check_figures(node: Node, term: Term, parameters: Mapping[str, Parameter]) -> None:
    bands, bonus, basis = (
        parameters.get(name) if name else None for name in (term.bands or term.rate, term.bonus, term.basis)
    )
    if bands and bonus and isinstance(bonus.value, int):
        rates = bands.value if isinstance(bands.value, tuple) else (Band(0, bands.value),)  # type: ignore[arg-type]  # a rate
        if all(isinstance(band.rate, int) for band in rates) and too_high(rates, bonus.value):
            node.fault("bonus", "比例加上提高的百分点后大于 100%，请核对。")
    if basis and term.threshold and set(basis.choices) != set(BASES_OF_THRESHOLD):
        node.fault("basis", f"参数「{basis.name}」的选项只能是：{'、'.join(BASES_OF_THRESHOLD)}。")


def _ceiling(node: Node, vocabulary: Vocabulary) -> Ceiling:
    rate = _optional_figure(node, "rate", vocabulary, "rate")
    amount = _optional_figure(node, "amount", vocabulary, "money")
    if (rate is None) == (amount is None):
        node.fault("rate", "rate（总费用的比例）和 amount（定额）要写一个，也只能写一个。")
    return Ceiling(rate, amount)


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
        cap=_tier_figure(node, "cap", vocabulary, "money"),
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


def read_layers(root: Node, vocabulary: Vocabulary) -> tuple[Layer, ...]:
    """The layers in the order in which they pay."""
    layers: list[Layer] = []
    for at, node in enumerate(root.nodes("layer", required=True)):
        vocabulary.at = at
        layer_id = node.choice("id", words.LAYERS)
        if layer_id and any(layer.id == layer_id for layer in layers):
            node.fault("id", f"层「{layer_id}」写了两次，请合并。")
        tests = read_tests(node.node("when"), vocabulary)
        rules = _read_rules(node, vocabulary)
        layer = Layer(
            id=layer_id,
            name=node.text("name"),
            payer=node.text("payer"),
            tests=tests,
            rules=tuple(rule for _, rule in rules),
            counts=read_tests(node.node("counts"), vocabulary),
            annual_cap=_annual_cap(node, vocabulary),
            cap_with=node.texts("cap_with", vocabulary.layers),
        )
        _check_layer_keys(node, layer)
        _check_counts(node, layer)
        check_layer(layer, [rule_node for rule_node, _ in rules], vocabulary.conditions)
        layers.append(layer)
        node.done()
    vocabulary.at = len(layers)
    _check_shared_caps(root, layers)
    return tuple(layers)


def _check_layer_keys(node: Node, layer: Layer) -> None:
    if layer.annual and not node.has("counts"):
        node.fault("counts", '按年累计的层要写明哪些就诊计入累计，例如 counts = { type = ["inpatient"] }。')
    if node.has("counts") and not layer.annual and layer.rules:
        node.fault("counts", '只有按年累计的层（kind = "annual"）才写 counts，请删去。')
    if layer.cap_with and layer.annual_cap is None:
        node.fault("cap_with", "没有年限额（annual_cap），用不上「cap_with」，请删去。")
    if layer.id in layer.cap_with:
        node.fault("cap_with", f"「{layer.id}」就是这一层，只写合用限额的其他层。")


def _check_counts(node: Node, layer: Layer) -> None:
    """The year that is added up is that of the layer's one annual rule: of the same kinds of visit, no more and no less."""
    annual = [rule for rule in layer.rules if isinstance(rule.spec, Annual)]
    if len(annual) > 1:
        node.fault(
            "counts",
            "一层只能有一条按年累计的规则（累计是整层的）：算法不同的写成几个 [[layer.rule.term]]，各自累计的分成几层。",
        )
    elif annual and node.has("counts"):
        rule = annual[0]
        for_rule, counted = _types((*layer.tests, *rule.tests)), _types(layer.counts)
        if for_rule != counted and len(for_rule) < len(words.VISIT_TYPES):
            listed = "、".join(name for code, name in words.VISIT_TYPES.items() if code in for_rule)
            node.fault(
                "counts", f"counts 的就诊类别要和按年累计的规则「{rule.id}」一致（{listed}），否则累计会多算或漏算。"
            )


def _types(tests: Tests) -> frozenset[str]:
    """The kinds of visit for which the tests may hold."""
    kinds = frozenset(words.VISIT_TYPES)
    for test in tests:
        if isinstance(test, Among) and test.subject == "type":
            kinds &= test.allowed
    return kinds


def _check_shared_caps(root: Node, layers: list[Layer]) -> None:
    """One cap for several layers is one only where each of them names the others; one for two rules is two."""
    for node, layer in zip(root.nodes("layer"), layers, strict=False):
        sharing = {other.id for other in layers if other.annual_cap and other.annual_cap == layer.annual_cap}
        if layer.annual_cap and sharing - {layer.id} != set(layer.cap_with) - {layer.id}:
            others = "、".join(sorted(sharing - {layer.id})) or "（无）"
            node.fault("cap_with", f"合用一个年限额（{layer.annual_cap}）的各层都要写 cap_with，这里应当是：{others}。")
        caps = [rule.annual_cap for rule in layer.rules if rule.annual_cap]
        if len(set(caps)) < len(caps):
            node.fault("rule", "一个年限额写在两条规则上会各算各的：请把两条合成一条，比例不同的用 bonus。")


def _read_rules(layer: Node, vocabulary: Vocabulary) -> tuple[tuple[Node, Rule], ...]:
    rules: list[tuple[Node, Rule]] = []
    for node in layer.nodes("rule", required=True):
        rule_id = node.text("id")
        if any(rule.id == rule_id for _, rule in rules):
            node.fault("id", f"同一层里「{rule_id}」写了两次，请改名。")
        kind = node.choice("kind", KINDS)
        if not kind:
            continue
        spec = KINDS[kind](node, vocabulary)
        tests = read_tests(node.node("when"), vocabulary)
        cap = _annual_cap(node, vocabulary)
        rule = Rule(rule_id, node.text("title"), vocabulary.articles(node), tests, spec, cap)
        if cap and not rule.types:
            node.fault("annual_cap", "只管这一条的年限额，要在 when 里写明就诊类别（type）。")
        rules.append((node, rule))
        node.done()
    for node, rule in rules:
        _check_compare(node, rule, [one for _, one in rules])
    return tuple(rules)


def _check_compare(node: Node, rule: Rule, rules: list[Rule]) -> None:
    name = rule.spec.compare if isinstance(rule.spec, Target) else None
    if name is None:
        return
    other = next((one for one in rules if one.id == name), None)
    if other is None:
        node.fault("compare", f"同一层里没有「{name}」这条规则。")
    elif other is rule or (isinstance(other.spec, Target) and other.spec.compare is not None):
        node.fault("compare", f"「{name}」不能拿来比：要比的是另一条规则，它自己不再写 compare。")


def read_self_first(root: Node, vocabulary: Vocabulary) -> tuple[SelfFirst, ...]:
    """What the person pays first, before any layer."""
    found = []
    for node in root.nodes("self_first"):
        tests = read_tests(node.node("when", required=True), vocabulary)
        rate = _figure(node, "rate", vocabulary, "rate", table=True)
        found.append(SelfFirst(node.text("title"), vocabulary.article(node), tests, rate))
        node.done()
    return tuple(found)


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
        for one, way in zip(node.nodes("drug_share"), ways, strict=True):
            check_together(one, tests, way.tests, vocabulary.conditions)
        estimate_id = node.choice("id", words.LAYERS)
        texts = (node.text("name"), node.text("payer"))
        contact = node.text("contact", required=False)
        estimates.append(EstimateRule(estimate_id, *texts, tests, tuple(ways), contact))
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
