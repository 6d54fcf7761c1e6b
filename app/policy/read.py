"""Bytes of a TOML file → Pack. Everything doubtful is refused, with file, line, key and what is allowed."""

from __future__ import annotations

import hashlib
import re

from app.policy.model import Clause, Condition, DiseaseTag, Pack, Poverty, TierRule
from app.policy.read_parameters import Figures, read_parameters
from app.policy.read_rules import read_estimates, read_institution, read_layers, read_notices, read_self_first
from app.policy.read_tests import BEFORE_LAYERS, Vocabulary, read_tests
from app.policy.source import Node, PackFaults, Source
from app.records import words

FORMAT = 1
_ID = re.compile(r"[a-z][a-z0-9-]{1,40}")


def read_pack(data: bytes, name: str) -> Pack:
    """The pack in the file called ``name``; PackFaults lists every fault as "name:line key message"."""
    source = Source(data, name)
    pack = _read(source, data)
    if source.faults or pack is None:
        raise PackFaults(source.faults)
    return pack


def _read(source: Source, data: bytes) -> Pack | None:
    root = source.root
    stated = root.take("format")
    if stated is not None and (type(stated) is not int or stated != FORMAT):
        root.fault("format", f"只认得格式 {FORMAT}。")
    pack_id = root.text("id")
    if pack_id and not _ID.fullmatch(pack_id):
        root.fault("id", "只能用小写字母、数字和短横线，例如 area-2019。")
    title, area, document = root.text("title"), root.text("area"), root.text("document")
    status = root.choice("status", ("in_force", "draft"))
    starts, ends = root.day("from"), root.day("to", required=False)
    if starts and ends and ends < starts:
        root.fault("to", "止期早于起期，请核对。")
    clauses = _read_clauses(root, document)
    figures = read_parameters(root, clauses)
    tiers_node = root.node("tiers", required=True)
    tiers = _read_tiers(tiers_node)
    vocabulary = Vocabulary(clauses, figures, tiers[0], _layer_ids(root))
    conditions = _read_conditions(root, vocabulary)
    tier_rules = _read_tier_rules(tiers_node, vocabulary)
    self_first = read_self_first(root, vocabulary)
    own_article, limits = read_institution(root.node("institution", required=True), vocabulary)
    layers = read_layers(root, vocabulary)
    estimates = read_estimates(root, vocabulary)
    notices = read_notices(root, vocabulary, layers)
    tags = _read_disease_tags(root, figures)
    poverty = _read_poverty(root, vocabulary)
    root.done()
    vocabulary.report_references(layers)
    vocabulary.report_unused(root)
    if starts is None:
        return None
    return Pack(
        id=pack_id,
        title=title,
        area=area,
        document=document,
        starts=starts,
        ends=ends,
        draft=status == "draft",
        digest=hashlib.sha256(data).hexdigest(),
        text=source.text,
        clauses=clauses,
        parameters=figures.parameters,
        tables=figures.tables,
        conditions=conditions,
        tiers=tiers[0],
        tier_names=tiers[1],
        tier_same_as=tiers[2],
        tier_rules=tier_rules,
        layers=layers,
        self_first=self_first,
        catalogue_limits=limits,
        own_article=own_article,
        estimates=estimates,
        notices=notices,
        disease_tags=tags,
        poverty=poverty,
    )


def _layer_ids(root: Node) -> tuple[str, ...]:
    """The layers that the file declares, before they are read: a condition may ask for any of them."""
    tables = root.table.get("layer")
    if not isinstance(tables, list):
        return ()
    return tuple(str(table["id"]) for table in tables if isinstance(table, dict) and "id" in table)


def _read_clauses(root: Node, document: str) -> dict[str, Clause]:
    clauses: dict[str, Clause] = {}
    for node in root.nodes("clause", required=True):
        article = node.text("article")
        if article in clauses:
            node.fault("article", f"条款「{article}」写了两次，请合并。")
        sentence = node.text("sentence")
        clauses[article] = Clause(article, sentence, node.text("document", required=False, default=document))
        node.done()
    return clauses


def _read_tiers(node: Node) -> tuple[tuple[str, ...], dict[str, str], dict[str, str]]:
    order = node.texts("order", required=True)
    names_node, same_node = node.node("names"), node.node("same_as")
    names = dict(words.LEVELS)
    for key in order:
        if key not in words.LEVELS and not names_node.has(key):
            levels = "、".join(words.LEVELS)
            node.fault("order", f"「{key}」不是级别（{levels}）；要另立一档，请在 names 里写明它的名称。")
        elif key not in words.LEVELS:
            names[key] = names_node.text(key)
    names_node.done()
    same: dict[str, str] = {}
    for key in words.LEVELS:
        if same_node.has(key):
            same[key] = same_node.choice(key, order)
        elif order and key not in order:
            node.fault(
                "order", f"「{words.LEVELS[key]}」({key}) 不在档次里，请加进 order，或在 same_as 写明比照哪一档。"
            )
    same_node.done()
    return order, names, same


def _read_tier_rules(node: Node, vocabulary: Vocabulary) -> tuple[TierRule, ...]:
    rules = []
    for one in node.nodes("rule"):
        tier = one.choice("tier", vocabulary.tiers)
        rules.append(TierRule(tier, read_tests(one.node("when", required=True), vocabulary)))
        one.done()
    for tier in vocabulary.tiers:
        if tier not in words.LEVELS and tier not in [rule.tier for rule in rules]:
            node.fault("order", f"没有一条 [[tiers.rule]] 用到「{tier}」这一档，请写明哪些就诊算这一档，或删去。")
    node.done()
    return tuple(rules)


def _read_conditions(root: Node, vocabulary: Vocabulary) -> dict[str, Condition]:
    vocabulary.at = None
    for node in root.nodes("condition"):
        name = node.text("name")
        if name in vocabulary.conditions:
            node.fault("name", f"条件「{name}」写了两次，请换一个名字。")
        condition = Condition(
            name=name,
            title=node.text("title"),
            met=node.text("met"),
            unmet=node.text("unmet"),
            article=vocabulary.article(node),
            tests=read_tests(node.node("when", required=True), vocabulary),
        )
        vocabulary.conditions[name] = condition
        node.done()
    vocabulary.at = BEFORE_LAYERS
    return vocabulary.conditions


def _read_disease_tags(root: Node, figures: Figures) -> tuple[DiseaseTag, ...]:
    tags = []
    for node in root.nodes("disease"):
        child = node.text("child_age", required=False) or None
        if child is not None:
            figures.use(node, "child_age", child, "count")
        tags.append(
            DiseaseTag(
                tag=node.choice("tag", words.TAGS),
                name=node.text("name"),
                prefixes=node.texts("icd", required=True),
                except_codes=node.texts("except"),
                child_age=child,
                confirm=node.text("confirm", required=False),
            )
        )
        node.done()
    return tuple(tags)


def _read_poverty(root: Node, vocabulary: Vocabulary) -> Poverty | None:
    root.allow("poverty")
    if not root.has("poverty"):
        return None
    node = root.node("poverty")
    counts = node.texts("counts", words.SUB_STATUSES, required=True)
    supported = node.texts("while_supported", words.SUB_STATUSES)
    for status in supported:
        if status in counts:
            node.fault("while_supported", f"「{status}」已写在 counts 里，只能写在一处。")
    poverty = Poverty(vocabulary.article(node), frozenset(counts), frozenset(supported))
    node.done()
    return poverty
