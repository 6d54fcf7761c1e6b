"""Conditions that can never hold: a rule that nothing reaches is a mistake in the file, not a rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.policy.model import Among, Condition, Layer, Named, Tests
from app.policy.source import Node

_SINGLE = ("type", "level", "tier", "region", "referral", "designated", "treatment_designated", "approval")
"""What a visit has exactly one of (identities and tags may be several at once)."""


def check_reachable(node: Node, layer: Layer, conditions: Mapping[str, Condition]) -> None:
    """Fault every rule of ``layer`` whose conditions exclude each other, or that an earlier rule always forestalls."""
    always = False
    for rule_node, rule in zip(node.nodes("rule"), layer.rules, strict=False):
        if always:
            rule_node.fault("when", "前面有一条没有条件的规则，这一条永远用不上：请调整次序或补上条件。")
        clash = _clash((*layer.tests, *rule.tests), conditions)
        if clash:
            rule_node.fault("when", f"这个条件永远不会成立（{clash}），请核对。")
        always = always or not rule.tests


def _clash(tests: Tests, conditions: Mapping[str, Condition]) -> str:
    named = {(test.name, test.holds) for test in tests if isinstance(test, Named)}
    for name, holds in named:
        if (name, not holds) in named:
            return f"条件「{name}」既要成立又要不成立"
    left: dict[str, frozenset[str]] = {}
    for test in _expanded(tests, conditions):
        if test.subject in _SINGLE:
            left[test.subject] = left.get(test.subject, test.allowed) & test.allowed
            if not left[test.subject]:
                return f"「{test.subject}」的几处要求互相排斥"
    return ""


def _expanded(tests: Tests, conditions: Mapping[str, Condition]) -> Iterable[Among]:
    for test in tests:
        if isinstance(test, Among):
            yield test
        elif isinstance(test, Named) and test.holds and test.name in conditions:
            yield from _expanded(conditions[test.name].tests, conditions)
