"""What each item of a hospital's bill is in the catalogue: by code, as remembered, by its exact name; else the clerk says.

An item is told by its ``key``: national code, own code, name. What is decided for it holds for all its rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from app.exchange.bills.model import ListRow
from app.money.fen import format_fen, format_micro, format_percent
from app.records.form import AS_LISTED, BillRow
from app.records.people import CatalogueItem
from app.records.words import ITEM_CLASSES
from app.services.bills import lookup
from app.services.desk import Desk
from app.store import bills
from app.store.work import Work

Key = tuple[str, str, str]
HOW: Mapping[str, str] = MappingProxyType(
    {
        "code": "按国家编码",
        "own_code": "按项目编码",
        "remembered": "按这家医院上次的对应",
        "name": "名称相同",
        "chosen": "您选定",
        "outside": "目录外",
        "list": "按清单",
        "later": "待选",
    }
)
"""How an item was told, in words."""
OUTSIDE, LIST, LATER = "outside", "list", "later"
CANDIDATES = 6


@dataclass(frozen=True, slots=True)
class Match:
    """What an item is: ``item`` of the catalogue, None where it is none; ``how`` a key of ``HOW``."""

    item: CatalogueItem | None
    how: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """An item that nobody knows: its rows' lines, their sum in fen, the first row, the nearest entries, and what was remembered
    of it that no longer holds ("" for nothing)."""

    key: Key
    lines: tuple[int, ...]
    amount: int
    row: ListRow
    candidates: tuple[CatalogueItem, ...]
    lost: str = ""

    @property
    def has_class(self) -> bool:
        """Whether the list itself says a class that is one."""
        return self.row.item_class in ITEM_CLASSES


@dataclass(frozen=True, slots=True)
class Difference:
    """Where list and catalogue say something else of a matched item, in words: "类别 甲（目录：乙）"."""

    key: Key
    lines: tuple[int, ...]
    what: tuple[str, ...]


def matched(
    work: Work, rows: Sequence[ListRow], institution_id: str, on: date
) -> tuple[dict[Key, Match], dict[Key, str]]:
    """What is known of the rows' items; and those that are not, each with what was remembered of it and no longer holds."""
    known = bills.matches(work, institution_id)
    found: dict[Key, Match] = {}
    unknown: dict[Key, str] = {}
    for key in dict.fromkeys(row.key for row in rows):
        match, lost = _match(work, key, known, on)
        if match is not None:
            found[key] = match
        else:
            unknown[key] = lost
    return found, unknown


def asked(desk: Desk, rows: Sequence[ListRow], unknown: Mapping[Key, str], on: date) -> tuple[Waiting, ...]:
    """What the clerk is asked: each unknown item with its nearest entries, in the order of the list."""
    items: dict[Key, list[ListRow]] = {}
    for row in rows:
        if row.key in unknown:
            items.setdefault(row.key, []).append(row)
    return tuple(
        Waiting(
            key,
            tuple(row.line for row in own),
            sum(row.amount for row in own),
            own[0],
            lookup.near(desk, own[0].name, own[0].code or own[0].own_code, on, CANDIDATES),
            unknown[key],
        )
        for key, own in items.items()
    )


def _match(work: Work, key: Key, known: Mapping[bills.Own, str], on: date) -> tuple[Match | None, str]:
    code, own_code, name = key
    lost = ""
    if code and (item := lookup.by_code(work, code, on)):
        return Match(item, "code"), ""
    remembered = known.get((own_code, name))
    if remembered == "":
        return Match(None, OUTSIDE), ""
    if remembered and (item := lookup.by_code(work, remembered, on)):
        return Match(item, "remembered"), ""
    if remembered:
        lost = f"上次对应的 {remembered} 目录里没有了"
    if own_code and (item := lookup.by_code(work, own_code, on)):
        return Match(item, "own_code"), ""
    if item := lookup.by_name(work, name, on):
        return Match(item, "name"), ""
    return None, lost


def differences(rows: Iterable[ListRow], found: Mapping[Key, Match]) -> tuple[Difference, ...]:
    """Where the list says another class, rate or limit than the catalogue, item by item."""
    told: dict[tuple[Key, tuple[str, ...]], list[int]] = {}
    for row in rows:
        match = found.get(row.key)
        if match is not None and match.item is not None and (what := _differs(row, match.item)):
            told.setdefault((row.key, what), []).append(row.line)
    return tuple(Difference(key, tuple(lines), what) for (key, what), lines in told.items())


def _differs(row: ListRow, item: CatalogueItem) -> tuple[str, ...]:
    pairs = [
        ("类别", ITEM_CLASSES.get(row.item_class, row.item_class), ITEM_CLASSES.get(item.item_class, item.item_class)),
        ("先行自付", _percent(row.prepay_rate), _percent_text(item)),
        ("限价", "" if row.price_limit is None else format_micro(row.price_limit), _plain_number(item.price_limit)),
    ]
    return tuple(f"{what} {own}（目录：{other or '无'}）" for what, own, other in pairs if own and own != other)


def _percent(rate: int | None) -> str:
    return "" if rate is None else format_percent(rate)


def _percent_text(item: CatalogueItem) -> str:
    if item.item_class != "B":
        return "0%" if item.item_class == "A" else "100%"
    whole, _, behind = item.prepay_rate.partition(".")
    if not whole.isdigit():
        return item.prepay_rate
    return format_percent(int(whole) * 1_000_000 + int(behind.ljust(6, "0")[:6] or "0"))


def _plain_number(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


# ---- the grid's rows


def bill_row(row: ListRow, match: Match, *, keeps_list: bool) -> BillRow:
    """A row of the grid. ``keeps_list``: the list's class, rate and limit hold where it states them."""
    made = BillRow(
        name=row.name,
        unit=row.unit,
        category=row.category,
        quantity="" if row.quantity is None else format_micro(row.quantity),
        unit_price="" if row.unit_price is None else format_micro(row.unit_price),
        amount=format_fen(row.amount),
    )
    return (
        _AS[match.how](row, match, made)
        if match.item is None
        else _catalogued(row, match.item, made, keeps_list=keeps_list)
    )


def _catalogued(row: ListRow, item: CatalogueItem, made: BillRow, *, keeps_list: bool) -> BillRow:
    made = replace(
        made,
        code=item.code,
        name=item.name,
        unit=row.unit or item.unit,
        item_class=item.item_class,
        category=item.category,
        prepay_rate=item.prepay_rate,
        price_limit=item.price_limit,
    )
    renamed = f"清单名称“{row.name}”" if row.name != item.name else ""
    what = "、".join(_differs(row, item))
    if not what:
        return replace(made, hint=renamed)
    told = f"{AS_LISTED}：{what}" if keeps_list else f"按目录；清单写{what}"
    made = _class_of(row, made) if keeps_list else made
    return replace(made, hint="；".join(word for word in (told, renamed) if word))


def _class_of(row: ListRow, made: BillRow) -> BillRow:
    """A row with what the list says of class, rate and limit, where it says something."""
    item_class = row.item_class or made.item_class
    rate = made.prepay_rate if row.prepay_rate is None else format_micro(row.prepay_rate)
    limit = made.price_limit if row.price_limit is None else format_micro(row.price_limit)
    return replace(made, item_class=item_class, prepay_rate=rate if item_class == "B" else "", price_limit=limit)


def _outside(row: ListRow, _match: Match, made: BillRow) -> BillRow:
    said = f"；清单写{ITEM_CLASSES[row.item_class]}" if row.item_class in ("A", "B") else ""
    return replace(made, item_class="C", hint=f"目录外{said}")


def _by_list(row: ListRow, _match: Match, made: BillRow) -> BillRow:
    return replace(_class_of(row, made), hint="目录里没有，按清单的类别")


def _later(row: ListRow, _match: Match, made: BillRow) -> BillRow:
    words = [ITEM_CLASSES.get(row.item_class, row.item_class), _percent(row.prepay_rate)]
    said = " ".join(word for word in words if word)
    return replace(made, hint=f"还没对上目录{f'（清单写{said}）' if said else ''}")


_AS: Mapping[str, Callable[[ListRow, Match, BillRow], BillRow]] = {OUTSIDE: _outside, LIST: _by_list, LATER: _later}


def class_words(item: CatalogueItem) -> str:
    """A catalogue item's terms in a few words: 乙 10% 限价 80."""
    rate = _percent_text(item) if item.item_class == "B" else ""
    limit = f"限价 {_plain_number(item.price_limit)}" if item.price_limit else ""
    return " ".join(word for word in (ITEM_CLASSES.get(item.item_class, ""), rate, limit) if word)
