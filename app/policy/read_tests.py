"""The tests of a ``when`` table: TOML → frozen tests, every reference checked; what a pack has declared so far."""

from __future__ import annotations

from collections.abc import Mapping

from app.policy.model import (
    Among,
    Clause,
    Condition,
    Held,
    Layer,
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
from app.policy.reachable import clash
from app.policy.read_parameters import Figures
from app.policy.source import Node
from app.records import words

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
BEFORE_LAYERS = -1
"""Where no layer has been worked out yet, nor its year: tiers, the institution's share."""


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
        self.conditions: dict[str, Condition] = {}
        """Named conditions read so far: one may rest on earlier ones, never on itself."""
        self.at: int | None = BEFORE_LAYERS
        """How many layers are worked out where the tests under reading are asked; None: it depends on who asks."""
        self._references: list[tuple[Node, Reaches | UsesRule, int | None]] = []

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

    def refer(self, node: Node, test: Reaches | UsesRule) -> None:
        """Note that a test asks for a layer's year or rule; ``report_references`` checks it when all layers are read."""
        self._references.append((node, test, self.at))

    def report_references(self, layers: tuple[Layer, ...]) -> None:
        """A test that asks for what isn't there, or isn't there yet, would never hold."""
        by_id = {layer.id: (at, layer) for at, layer in enumerate(layers)}
        for node, test, asked_at in self._references:
            at, layer = by_id.get(test.layer, (0, None))
            if layer is None:
                continue  # told already: an unknown layer
            # a layer's own year is there while it is worked out, the rule that it uses isn't
            if asked_at is not None and at >= asked_at + isinstance(test, Reaches):
                node.fault("layer", f"这里还没有算到「{layer.id}」这一层：只能用排在前面的层。")
            elif isinstance(test, Reaches) and not layer.annual:
                node.fault("layer", f"「{layer.id}」不是按年累计的层，没有本年累计可比。")
            elif isinstance(test, UsesRule) and test.rule not in [rule.id for rule in layer.rules]:
                known = "、".join(rule.id for rule in layer.rules)
                node.fault("rule", f"层「{layer.id}」里没有「{test.rule}」这条规则，只能是：{known}。")

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
    node.allow(*SUBJECTS, "tier", *FLAGS, "since", "switch", "reaches", "held", "uses")
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
    if _only_true(node, "readmission"):
        tests.append(Readmission())
    if node.has("reaches"):
        tests.append(_read_reaches(node.node("reaches"), vocabulary))
    if _only_true(node, "person_pays_zero"):
        tests.append(ZeroPersonPays())
        if vocabulary.at is not None and vocabulary.at < len(vocabulary.layers):
            node.fault("person_pays_zero", "各层算完才知道个人负担：只能写在 [[notice]] 里。")
    tests += [NotGiven(layer) for layer in node.texts("not_given", vocabulary.layers)]
    if node.has("held"):
        tests.append(_read_held(node.node("held"), vocabulary))
    if node.has("uses"):
        tests.append(_read_uses(node.node("uses"), vocabulary))
    node.done()
    why = clash(tuple(tests), vocabulary.conditions)
    if why:
        node.fault("", f"这个条件永远不会成立（{why}），请核对。")
    return tuple(tests)


def _only_true(node: Node, key: str) -> bool:
    """A test that is asked for or not; "false" would read like its opposite."""
    if node.has(key) and not node.flag(key):
        node.fault(key, "只能写 true；不要这个条件就整个删去。")
    return node.flag(key)


def _read_uses(node: Node, vocabulary: Vocabulary) -> UsesRule:
    test = UsesRule(node.choice("layer", vocabulary.layers), node.text("rule"))
    vocabulary.refer(node, test)
    node.done()
    return test


def _read_held(node: Node, vocabulary: Vocabulary) -> Held:
    days = node.text("days")
    vocabulary.figures.use(node, "days", days, "count")
    identities = frozenset(node.texts("identity", words.IDENTITIES, required=True))
    node.done()
    return Held(identities, days)


def _read_reaches(node: Node, vocabulary: Vocabulary) -> Reaches:
    layer = node.choice("layer", vocabulary.layers)
    amount = node.text("amount")
    vocabulary.figures.use(node, "amount", amount, "money")
    factor = node.text("factor", required=False) or None
    if factor:
        vocabulary.figures.use(node, "factor", factor, "rate")
    node.done()
    test = Reaches(layer, amount, factor)
    vocabulary.refer(node, test)
    return test
