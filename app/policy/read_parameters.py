"""The [[parameter]] tables: single figures and families by tier or level; who uses which."""

from __future__ import annotations

from collections.abc import Mapping

from app.errors import UserError
from app.policy.figures import KIND_NAMES, KINDS, parse_value
from app.policy.model import Clause, Parameter, Table, Value
from app.policy.source import Node
from app.records import words


class Figures:
    """Parameters and tables while a pack is read; ``use`` checks each reference and remembers it."""

    def __init__(self) -> None:
        self.parameters: dict[str, Parameter] = {}
        self.tables: dict[str, Table] = {}
        self._kinds: dict[str, str] = {}
        self._used: set[str] = set()

    def use(self, node: Node, key: str, name: str, kind: str, *, by: tuple[str, ...] = ()) -> None:
        """Note that ``node[key]`` refers to ``name``; a fault unless it is a ``kind`` (a table only where ``by`` has it)."""
        self._used.add(name)
        found = self._kinds.get(name)
        if found is None:
            known = "、".join(sorted(one for one, its_kind in self._kinds.items() if its_kind == kind)) or "（无）"
            node.fault(key, f"没有叫「{name}」的参数；这里可用的有：{known}。")
        elif found != kind:
            node.fault(key, f"参数「{name}」是{KIND_NAMES[found]}，这里要用{KIND_NAMES[kind]}。")
        elif name in self.tables and self.tables[name].by not in by:
            node.fault(key, f"「{name}」是按档次或级别的一组数，这里只能用单个参数。")

    def add(self, name: str, kind: str) -> None:
        self._kinds[name] = kind

    def unused(self) -> tuple[str, ...]:
        return tuple(name for name in self._kinds if name not in self._used)


def read_parameters(root: Node, clauses: Mapping[str, Clause]) -> Figures:
    """All figures of the pack; each names its source and the article that it comes from."""
    figures = Figures()
    for node in root.nodes("parameter"):
        name = node.text("name")
        if (
            name in figures.parameters
            or name in figures.tables
            or any(p.startswith(f"{name}.") for p in figures.parameters)
        ):
            node.fault("name", f"参数「{name}」写了两次，请改名或合并。")
        kind = node.choice("kind", KINDS, default="money")
        figures.add(name, kind)
        if node.has("by"):
            _read_family(node, name, kind, figures, clauses, root)
        else:
            figures.parameters[name] = _read_one(node, name, kind, node.take("value", required=False), clauses)
        node.done()
    return figures


def _read_one(node: Node, name: str, kind: str, raw: object, clauses: Mapping[str, Clause], of: str = "") -> Parameter:
    article = node.text("article")
    if article and article not in clauses:
        node.fault("article", f"条款「{article}」没有写在 [[clause]] 里，请先抄录原文。")
    optional, floor = node.flag("optional"), node.flag("floor")
    choices = node.texts("choices") if kind == "choice" else ()
    if raw is None and not optional:
        node.fault("value", "没有值：请写明；确实不设这个限额时写 optional = true。")
    title = node.text("title")
    return Parameter(
        name=name,
        title=f"{title}（{of}）" if of else title,
        kind=kind,
        source=node.choice("source", ("seed", "local"), default="local"),
        article=article,
        text=_text(raw),
        value=None if raw is None else _value(node, kind, raw, choices),
        floor=floor,
        optional=optional,
        choices=choices,
    )


def _value(node: Node, kind: str, raw: object, choices: tuple[str, ...]) -> Value | None:
    try:
        return parse_value(kind, raw, choices, "")
    except UserError as wrong:
        node.fault("value", wrong.message)
        return None


def _text(raw: object) -> str:
    if isinstance(raw, list):
        return "；".join("–".join(map(str, pair)) for pair in raw if isinstance(pair, list))
    return "" if raw is None else str(raw)


def _read_family(node: Node, name: str, kind: str, figures: Figures, clauses: Mapping[str, Clause], root: Node) -> None:
    by = node.choice("by", ("tier", "level"), default="tier")
    tiers = root.table.get("tiers")
    order = tiers.get("order", []) if isinstance(tiers, dict) else []
    same_tiers = tiers.get("same_as", {}) if isinstance(tiers, dict) else {}
    names = tiers.get("names", {}) if isinstance(tiers, dict) else {}
    needed = [str(one) for one in order] if by == "tier" else list(words.LEVELS)
    titles = {**words.LEVELS, **{str(key): str(title) for key, title in names.items()}}
    values, same_node = node.node("values", required=True), node.node("same_as")
    same: dict[str, str] = {str(k): str(v) for k, v in same_tiers.items()} if by == "tier" else {}
    for key in needed:
        if same_node.has(key):
            same[key] = same_node.choice(key, [one for one in needed if values.has(one)])
            continue
        raw = values.take(key, required=False)
        if raw is None:
            node.fault("values", f"缺少「{titles.get(key, key)}」({key}) 的值：没有值的档次不能按 0 计。")
        figures.parameters[f"{name}.{key}"] = _read_one(
            node, f"{name}.{key}", kind, raw or "0.00", clauses, titles.get(key, key)
        )
    values.done()
    same_node.done()
    figures.tables[name] = Table(name, by, same)
