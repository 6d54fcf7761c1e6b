"""The [[parameter]] tables: single figures and families by tier or level; who uses which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

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

    def use(
        self, node: Node, key: str, name: str, kind: str, *, by: tuple[str, ...] = (), absent: bool = False
    ) -> None:
        """Note that ``node[key]`` refers to ``name``; a fault unless it is a ``kind`` (a table only where ``by`` has it; one
        that may have no value only where ``absent`` is allowed)."""
        if not name:
            return  # told already: it is missing
        self._used.add(name)
        found = self._kinds.get(name)
        if found is None:
            known = "、".join(sorted(one for one, its_kind in self._kinds.items() if its_kind == kind)) or "（无）"
            node.fault(key, f"没有叫「{name}」的参数；这里可用的有：{known}。")
        elif found != kind:
            node.fault(key, f"参数「{name}」是{KIND_NAMES[found]}，这里要用{KIND_NAMES[kind]}。")
        elif name in self.tables and self.tables[name].by not in by:
            allowed = "单个参数，或按档次（tier）的一组数" if by else "单个参数"
            node.fault(key, f"「{name}」是按档次或级别的一组数，这里只能用{allowed}。")
        elif name in self.parameters and self.parameters[name].optional and not absent:
            node.fault(key, f"参数「{name}」可以不设（optional），这里非有数不可：只有年限额可以不设。")

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
            continue
        kind = node.choice("kind", KINDS, default="money")
        figures.add(name, kind)
        one = _read_common(node, name, kind, clauses)
        if node.has("by"):
            _read_family(node, one, figures, root)
        else:
            figures.parameters[name] = _read_single(node, one)
        node.done()
    return figures


def _read_common(node: Node, name: str, kind: str, clauses: Mapping[str, Clause]) -> Parameter:
    """What a figure and each of a family say about themselves; the value comes later."""
    article = node.text("article")
    if article and article not in clauses:
        node.fault("article", f"条款「{article}」没有写在 [[clause]] 里，请先抄录原文。")
    floor = node.flag("floor")
    if floor and kind not in ("money", "rate", "count"):
        node.fault("floor", "只有金额、比例、整数可以写 floor（不得低于文件规定）。")
    return Parameter(
        name=name,
        title=node.text("title"),
        kind=kind,
        source=node.choice("source", ("seed", "local"), default="local"),
        article=article,
        text="",
        value=None,
        floor=floor,
        choices=node.texts("choices", required=True) if kind == "choice" else (),
    )


def _read_single(node: Node, one: Parameter) -> Parameter:
    optional = node.flag("optional")
    raw = node.take("value", required=False)
    if raw is None:
        if not optional:
            node.fault("value", "没有值：请写明；确实不设这个限额时写 optional = true。")
        return replace(one, optional=optional)
    return replace(one, optional=optional, text=_text(raw), value=_value(node, "value", one, raw))


_EXAMPLES = {"money": "1234.50", "rate": "0.65", "date": "2019-01-01", "count": "18"}


def _value(node: Node, key: str, one: Parameter, raw: object) -> Value | None:
    if one.kind in _EXAMPLES and not isinstance(raw, str):
        shown = raw.isoformat() if isinstance(raw, date) else raw
        node.fault(key, f'「{shown}」要写成带双引号的文字，例如 "{_EXAMPLES[one.kind]}"。')
        return None
    if one.kind == "choice" and not one.choices:
        return None  # told already
    try:
        return parse_value(one.kind, raw, one.choices, "")
    except UserError as wrong:
        node.fault(key, wrong.message)
        return None


def _text(raw: object) -> str:
    if isinstance(raw, list):
        return "；".join("–".join(map(str, pair)) for pair in raw if isinstance(pair, list))
    return str(raw)


@dataclass(frozen=True, slots=True)
class _Rows:
    """What a family needs: its keys, their titles, and which key stands for which."""

    keys: tuple[str, ...]
    titles: Mapping[str, str]
    same: Mapping[str, str]


def _rows(by: str, root: Node) -> _Rows:
    tiers = root.table.get("tiers")
    order, same, names = (
        (tiers.get("order"), tiers.get("same_as"), tiers.get("names")) if isinstance(tiers, dict) else (None,) * 3
    )
    titles = {
        **words.LEVELS,
        **{str(key): str(title) for key, title in (names if isinstance(names, dict) else {}).items()},
    }
    if by == "level":
        return _Rows(tuple(words.LEVELS), titles, {})
    keys = tuple(str(one) for one in order) if isinstance(order, list) else ()
    same_as = {str(key): str(value) for key, value in (same if isinstance(same, dict) else {}).items()}
    return _Rows(keys, titles, same_as)


def _read_family(node: Node, one: Parameter, figures: Figures, root: Node) -> None:
    by = node.choice("by", ("tier", "level"), default="tier")
    rows = _rows(by, root)
    values, same_node = node.node("values", required=True), node.node("same_as")
    same = dict(rows.same)
    for key in rows.keys:
        if same_node.has(key):
            same[key] = same_node.choice(key, [other for other in rows.keys if values.has(other)])
            continue
        title = rows.titles.get(key, key)
        raw = values.take(key, required=False)
        if raw is None:
            node.fault("values", f"缺少「{title}」({key}) 的值：没有值的档次不能按 0 计。")
            continue
        row = replace(one, name=f"{one.name}.{key}", title=f"{one.title}（{title}）")
        figures.parameters[row.name] = replace(row, text=_text(raw), value=_value(values, key, row, raw))
    values.done()
    same_node.done()
    figures.tables[one.name] = Table(one.name, by, same)
