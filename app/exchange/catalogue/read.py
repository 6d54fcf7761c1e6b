"""One row of a catalogue or of a list of diagnoses, read strictly: sound, or refused with every reason in its own words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from app.errors import UserError
from app.exchange.catalogue.words import CATEGORY_CALLED, CLASS_CALLED, DIAGNOSES, ITEMS, LISTS, NONE, EntryList
from app.exchange.tables import Cells, RawRow, Table
from app.money.fen import ONE, format_micro, parse_number
from app.records.entries import EntryRow
from app.records.roster import RefusedRow
from app.records.words import CATEGORIES, ITEM_CLASSES

_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{1,39}")
_ICD = re.compile(r"[A-Z][0-9]{2}[0-9A-Za-z.+*†/]{0,20}")
_PER_CENT = re.compile(r"[%％]|百分")
_NUMBER = re.compile(r"[0-9]{1,8}(\.[0-9]{1,6})?")
_LENGTHS: Mapping[str, int] = MappingProxyType({"name": 200, "pinyin": 100, "spec": 200, "unit": 20})
_CLASSES = "、".join(ITEM_CLASSES.values())


class EntryReader:
    """Reads the rows of one table in their order; remembers the codes that it has met with what they said, some hundred
    bytes each. ``conflicts``: line → the line of another row that says something else of the same code, both refused."""

    def __init__(self, table: Table, kind: str) -> None:
        self._table = table
        self._list = LISTS[kind]
        self._fields = _READERS[self._list.part]
        header = table.recognised.columns.get("prepay_rate", "")
        self._per_cent = bool(_PER_CENT.search(header))
        self._met: dict[str, tuple[int, int]] = {}
        self.conflicts: dict[int, int] = {}

    def read(self, raw: RawRow) -> EntryRow | RefusedRow:
        """The row, or why it is refused."""
        cells = Cells(self._table, raw)
        fields = self._fields(cells, self._list, self._table.at, per_cent=self._per_cent)
        code = cells.cell("code")
        if not cells.faults:
            self._only_once(cells, code, fields)
        if cells.faults:
            return RefusedRow(raw.number, raw.cells, cells.reasons(), cells.cell("name"), code=code)
        return EntryRow(raw.number, code, fields)

    def _only_once(self, cells: Cells, code: str, fields: Mapping[str, str]) -> None:
        said = hash(tuple(fields.values()))
        line, before = self._met.setdefault(code, (cells.raw.number, said))
        if line == cells.raw.number:
            return
        if said == before:
            cells.fault("code", f"与第 {line} 行完全相同，请只留一行。")
        else:
            cells.fault("code", told_twice(line))
            self.conflicts[line] = cells.raw.number


def told_twice(line: int) -> str:
    """Why a code that two rows say different things of is refused."""
    return f"与第 {line} 行编码相同，内容不同，看不出以哪一行为准：请核对后只留一行。"


def _item(cells: Cells, kind: EntryList, at: Mapping[str, int], *, per_cent: bool) -> dict[str, str]:
    """What a row of a catalogue says; what it has no column for is left out."""
    _code(cells, _CODE, "编码只能是字母和数字，2 到 40 位，请核对这一格。")
    fields = {"name": _name(cells)}
    fields |= {key: cells.line(key, _LENGTHS[key]) for key in ("spec", "unit") if key in at}
    fields |= _pinyin(cells, at)
    fields["item_class"] = cells.one_of("item_class", CLASS_CALLED, _CLASSES)
    if not cells.cell("item_class"):
        cells.fault("item_class", f"是空的，请写明是{_CLASSES}哪一类。")
    fields["category"] = _category(cells, kind)
    fields["prepay_rate"] = _rate(cells, fields["item_class"], per_cent=per_cent)
    fields |= {key: _price(cells, key) for key in ("price_limit", "unit_price") if key in at}
    return fields


def _diagnosis(cells: Cells, kind: EntryList, at: Mapping[str, int], *, per_cent: bool) -> dict[str, str]:  # noqa: ARG001 - as _item
    """What a row of a list of diagnoses says."""
    _code(cells, _ICD, "不像诊断编码：应当是一个大写字母和两位数字开头，如 C34.900，请核对这一格。")
    return {"name": _name(cells), **_pinyin(cells, at)}


_READERS: Mapping[str, Callable[..., dict[str, str]]] = MappingProxyType({ITEMS: _item, DIAGNOSES: _diagnosis})


def _code(cells: Cells, pattern: re.Pattern[str], sentence: str) -> None:
    code = cells.cell("code")
    if not code:
        cells.fault("code", "编码是空的，请补上。")
    elif not pattern.fullmatch(code):
        cells.fault("code", sentence)


def _name(cells: Cells) -> str:
    name = cells.line("name", _LENGTHS["name"])
    if not name:
        cells.fault("name", "名称是空的，请补上。")
    return name


def _pinyin(cells: Cells, at: Mapping[str, int]) -> dict[str, str]:
    if "pinyin" not in at:
        return {}
    pinyin = cells.line("pinyin", _LENGTHS["pinyin"])
    if not pinyin.isascii():
        cells.fault("pinyin", "拼音码只能是字母，请核对这一格是不是填错了列。")
    return {"pinyin": pinyin}


def _category(cells: Cells, kind: EntryList) -> str:
    if not cells.cell("category"):
        if not kind.category:
            cells.fault("category", f"{kind.title}里有几类费用，请写明这一行是哪一类。")
        return kind.category
    category = cells.one_of("category", CATEGORY_CALLED, "、".join(CATEGORIES.values()))
    if category and category not in kind.categories:
        cells.fault("category", f"是{CATEGORIES[category]}，不该在{kind.title}里：请核对这一格，或改选目录种类。")
    return category


def _rate(cells: Cells, item_class: str, *, per_cent: bool) -> str:
    """先行自付比例 as a rate of at least two decimals ("0.10"); only class B has one."""
    text = cells.cell("prepay_rate").replace("％", "%")
    if text in NONE:
        if item_class == "B":
            cells.fault("prepay_rate", "乙类要有先行自付比例，请补上；不用先行自付的写 0。")
        return ""
    micro = _micro_rate(cells, text, per_cent=per_cent)
    if micro is None:
        return ""
    if item_class == "B" and micro == ONE and not text.endswith("%") and not per_cent:
        cells.fault("prepay_rate", "看不出是 1% 还是全自付：请写成 1% 或 100%。")
    if item_class == "A" and micro:
        cells.fault("prepay_rate", "甲类没有先行自付，比例应当是 0 或空着：请核对是类别还是比例有误。")
    elif item_class == "C" and micro != ONE:
        cells.fault("prepay_rate", "丙类全自费，比例应当是 100% 或空着：请核对是类别还是比例有误。")
    return _two_decimals(micro) if item_class == "B" else ""


def _micro_rate(cells: Cells, text: str, *, per_cent: bool) -> int | None:
    number = text.removesuffix("%").strip()
    if not _NUMBER.fullmatch(number):
        cells.fault("prepay_rate", "不是比例，请写成 10% 或 0.10 这样。")
        return None
    micro = parse_number(_bare(number))
    signed = text.endswith("%")
    doubt = ""
    if not signed and per_cent and 0 < micro < ONE:
        doubt = f"这一列的标题是百分比，看不出 {text} 是 {text}% 还是比例 {text}：请写成带 % 的。"
    elif not signed and not per_cent and micro > ONE:
        doubt = f"看不出 {text} 是不是 {text}%：请写成 {text}% 或 0 到 1 之间的小数。"
    elif (signed or per_cent) and micro % 100:
        doubt = "小数太长，百分数最多四位小数，请核对。"
    elif (signed or per_cent) and micro > 100 * ONE:
        doubt = "大于 100%，请核对这一格。"
    if doubt:
        cells.fault("prepay_rate", doubt)
        return None
    return micro // 100 if signed or per_cent else micro


def _bare(text: str) -> str:
    """A number without leading zeros."""
    whole, point, part = text.partition(".")
    return f"{int(whole)}{point}{part}"


def _price(cells: Cells, key: str) -> str:
    """A price or limit in yuan with at least two decimals; "" for none."""
    text = cells.cell(key)
    if text in NONE:
        return ""
    try:
        micro = parse_number(text)
    except UserError:
        cells.fault(key, "不是金额，请写成 12.50 这样的元；没有的请空着。")
        return ""
    if not micro:
        cells.fault(key, "写的是 0：没有的请空着，不收钱的项目请核对。")
    return _two_decimals(micro)


def _two_decimals(micro: int) -> str:
    """A micro number as text with at least two decimals: the same number always the same text."""
    whole, _, part = format_micro(micro).partition(".")
    return f"{whole}.{part:0<2}"
