"""Conditions that can never hold: a rule that nothing reaches is a mistake in the file, not a rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.policy.model import Among, Annual, Change, Condition, Layer, Named, Rule, Share, Switch, Term, Test, Tests
from app.policy.source import Node

_SEVERAL = ("identity", "tag")
"""What a visit may have several of at once; of every other subject it has one at most."""

Conditions = Mapping[str, Condition]


@dataclass(frozen=True, slots=True)
class _Facts:
    """What holds where all of some tests hold: of each single subject the values that are left, named conditions that
    hold or don't, and every other test."""

    left: Mapping[str, frozenset[str]]
    held: frozenset[str]
    denied: frozenset[str]
    others: tuple[Test, ...]


def clash(tests: Tests, conditions: Conditions) -> str:
    """In a few words why ``tests`` can never hold together; empty where they can."""
    facts = _facts(tests, conditions)
    for name in sorted(facts.denied):
        if name in facts.held:
            return f"条件「{name}」既要成立又要不成立"
        if name in conditions and _all_implied(conditions[name].tests, facts, conditions):
            return f"按其余要求，条件「{name}」总是成立，这里却要它不成立"
    for subject, allowed in facts.left.items():
        if not allowed:
            return f"「{subject}」的几处要求互相排斥"
    switches: dict[str, str] = {}
    for test in facts.others:
        if isinstance(test, Switch) and switches.setdefault(test.parameter, test.value) != test.value:
            return f"参数「{test.parameter}」不能同时是两个值"
    return ""


def check_layer(layer: Layer, nodes: Sequence[Node], conditions: Conditions) -> None:
    """Fault what can't hold together with the conditions around it, and rules that an earlier one always forestalls."""
    for at, (node, rule) in enumerate(zip(nodes, layer.rules, strict=True)):
        tests = (*layer.tests, *rule.tests)
        if check_together(node, layer.tests, rule.tests, conditions):
            continue
        before = next((one for one in layer.rules[:at] if _forestalls(one, tests, conditions)), None)
        if before is not None:
            node.fault(
                "when",
                f"前面的规则「{before.id}」已经包括了这里的全部情形，这一条永远用不上：请调整次序或补上条件。",
            )
            continue
        for part_node, part in _parts(node, rule):
            check_together(part_node, tests, part.tests, conditions)


def check_together(node: Node, around: Tests, own: Tests, conditions: Conditions) -> bool:
    """Fault ``own`` where it can't hold within ``around``; True if so. What clashes by itself was told already."""
    why = clash((*around, *own), conditions)
    if why and not clash(own, conditions):
        node.fault("when", f"这个条件在这里永远不会成立（{why}），请核对。")
    return bool(why)


def _parts(node: Node, rule: Rule) -> Iterable[tuple[Node, Change | Term]]:
    spec = rule.spec
    if isinstance(spec, Annual):
        yield from zip(node.nodes("term"), spec.terms, strict=True)
    elif isinstance(spec, Share):
        yield from zip(node.nodes("waiver"), spec.waivers, strict=True)
        yield from zip(node.nodes("bonus"), spec.bonuses, strict=True)
        yield from zip(node.nodes("floor"), spec.floors, strict=True)
        if spec.transfer is not None:
            yield node.nodes("transfer")[0], spec.transfer


def _facts(tests: Tests, conditions: Conditions) -> _Facts:
    left: dict[str, frozenset[str]] = {}
    held: set[str] = set()
    denied: set[str] = set()
    others: list[Test] = []
    waiting = list(tests)
    while waiting:
        test = waiting.pop(0)
        match test:
            case Named(name, True):
                if name not in held and name in conditions:
                    waiting += conditions[name].tests
                held.add(name)
            case Named(name, False):
                denied.add(name)
            case Among(_, allowed) if not allowed:
                continue  # told already: none of its values is known
            case Among(subject, allowed) if subject not in _SEVERAL:
                left[subject] = left.get(subject, allowed) & allowed
            case _:
                others.append(test)
    return _Facts(left, frozenset(held), frozenset(denied), tuple(others))


def _all_implied(tests: Tests, facts: _Facts, conditions: Conditions) -> bool:
    return all(_implied(test, facts, conditions) for test in tests)


def _implied(test: Test, facts: _Facts, conditions: Conditions) -> bool:
    match test:
        case Named(name, True):
            known = conditions[name].tests if name in conditions else None
            return name in facts.held or (known is not None and _all_implied(known, facts, conditions))
        case Named(name, False):
            return name in facts.denied
        case Among(subject, allowed) if subject not in _SEVERAL:
            return subject in facts.left and facts.left[subject] <= allowed
        case Among(subject, allowed):
            return any(
                isinstance(one, Among) and one.subject == subject and one.allowed <= allowed for one in facts.others
            )
        case _:
            return test in facts.others


def _forestalls(earlier: Rule, tests: Tests, conditions: Conditions) -> bool:
    """Whether ``earlier`` holds wherever ``tests`` do (an annual rule holds where one of its terms does)."""
    facts = _facts(tests, conditions)
    if not _all_implied(earlier.tests, facts, conditions):
        return False
    terms = earlier.spec.terms if isinstance(earlier.spec, Annual) else ()
    return not terms or any(_all_implied(term.tests, facts, conditions) for term in terms)
