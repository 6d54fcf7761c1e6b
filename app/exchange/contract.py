"""The settlement contract's JSON → typed case, strictly; typed result → JSON.

Nothing is guessed: an unknown key, a repeated key, a number where text is due, null where null isn't named, each is a
UserError with the code and the path of the contract. The first fault in reading order counts; visits are read one by
one, so that a fault in settling the first comes before a fault in writing the second.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from app.errors import UserError
from app.money.fen import parse_money, parse_number, parse_rate
from app.policy import Pack, Registry, Values, values_for
from app.policy.figures import parse_date
from app.records import words
from app.records.case import Amounts, IdentityPeriod, Item, Visit

Parse = Callable[[object, str], object]


def parse_json(data: bytes | str) -> dict[str, object]:
    """One JSON object; UserError BAD_JSON for anything else: bad syntax, a repeated key, NaN, too deep, not UTF-8."""
    try:
        text = data if isinstance(data, str) else data.decode("utf-8")
        raw = json.loads(text, object_pairs_hook=_object_once, parse_constant=_no_constant)
    except UserError:
        raise
    except (ValueError, RecursionError) as wrong:
        raise UserError("BAD_JSON", "", _unreadable(data, wrong)) from None
    if not isinstance(raw, dict):
        raise UserError("BAD_JSON", "", "最外层应当是一个对象 { … }。")
    return cast("dict[str, object]", raw)


def _unreadable(data: bytes | str, wrong: Exception) -> str:
    if data[:1] == "\ufeff" or data[:3] == b"\xef\xbb\xbf":
        return "文件开头有 BOM 标记：请另存为「UTF-8」（不带 BOM）后再试。"
    if not data.strip():
        return "这里是空的，应当有一个个案。"
    where = f"（第 {wrong.lineno} 行第 {wrong.colno} 列）" if isinstance(wrong, json.JSONDecodeError) else ""
    return f"不是合法的 JSON{where}，请核对文件内容和编码（UTF-8）。"


def _object_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise UserError("BAD_JSON", "", f"键「{key[:40]}」写了两次，请删去一个。")
        found[key] = value
    return found


def _no_constant(name: str) -> object:
    raise UserError("BAD_JSON", "", f"JSON 里不能写 {name}。")


# ---- small readers


def _object(value: object, path: str, parsers: Mapping[str, Parse], required: Iterable[str]) -> dict[str, object]:
    """Read an object's keys in the order in which they are written; then say what is missing."""
    if not isinstance(value, dict):
        raise UserError("BAD_VALUE", path, "这里应当是一个对象 { … }。")
    found: dict[str, object] = {}
    for key, raw in value.items():
        here = f"{path}.{key}" if path else key
        if key not in parsers:
            raise UserError("UNKNOWN_KEY", here, f"不认识「{key[:40]}」，这里只能有：{'、'.join(parsers)}。")
        found[key] = parsers[key](raw, here)
    for key in required:
        if key not in found:
            raise UserError("MISSING", f"{path}.{key}" if path else key, f"缺少「{key}」，请补上。")
    return found


def _list(value: object, path: str) -> list[object]:
    if not isinstance(value, list):
        raise UserError("BAD_VALUE", path, "这里应当是一个列表 [ … ]。")
    return value


def _never_null(parse: Parse) -> Parse:
    def read(value: object, path: str) -> object:
        if value is None:
            raise UserError("BAD_VALUE", path, "这里不能写 null，请写明或整个删去。")
        return parse(value, path)

    return read


def _or_null(parse: Parse) -> Parse:
    return lambda value, path: None if value is None else parse(value, path)


def _one_of(allowed: Collection[str]) -> Parse:
    def read(value: object, path: str) -> object:
        if not isinstance(value, str) or value not in allowed:
            raise UserError("BAD_VALUE", path, f"「{_shown(value)}」不认识，只能是：{'、'.join(allowed)}。")
        return value

    return read


def _shown(value: object) -> str:
    """What was written, as JSON writes it."""
    return (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str))[:40]


def _text(value: object, path: str) -> str:
    if not isinstance(value, str):
        raise UserError("BAD_VALUE", path, "这里应当是带引号的文字。")
    return value


def _flag(value: object, path: str) -> bool:
    if not isinstance(value, bool):
        raise UserError("BAD_VALUE", path, "只能写 true 或 false。")
    return value


def _raw(value: object, _path: str) -> object:
    return value


_MONEY = _never_null(parse_money)
_RATE = _never_null(parse_rate)
_NUMBER = _never_null(parse_number)
_DATE = _never_null(parse_date)
_LEVEL = _one_of(words.LEVELS)


# ---- the case


@dataclass(frozen=True, slots=True)
class Head:
    """A case up to its visits, which are still as written."""

    pack: Pack
    values: Values
    identities: tuple[IdentityPeriod, ...]
    visits: list[object]


def read_head(raw: Mapping[str, object], registry: Registry) -> Head:
    """The pack, its figures for this case, the identities; UNKNOWN_PACK and the codes of ``values_for`` among the rest,
    in the order in which the keys are written."""
    named = raw.get("pack")
    known = registry.by_id(named) if isinstance(named, str) else None

    def parameters(value: object, path: str) -> object:
        checked = _parameters(value, path)
        return values_for(known, overrides=checked) if known else None  # an unknown pack is a fault of its own

    parsers: dict[str, Parse] = {
        "id": _text,
        "pack": lambda value, path: _pack(_text(value, path), path, registry),
        "parameters": parameters,
        "person": _person,
        "visits": _visits,
    }
    found = _object(raw, "", parsers, ("pack", "person", "visits"))
    pack = cast("Pack", found["pack"])
    return Head(
        pack=pack,
        values=cast("Values", found["parameters"]) if "parameters" in found else values_for(pack),
        identities=cast("dict[str, tuple[IdentityPeriod, ...]]", found["person"])["identities"],
        visits=cast("list[object]", found["visits"]),
    )


def _pack(named: str, path: str, registry: Registry) -> Pack:
    pack = registry.by_id(named)
    if pack is None:
        known = "、".join(one.id for one in registry.packs)
        raise UserError("UNKNOWN_PACK", path, f"没有「{named[:40]}」这个政策包，现有：{known}。")
    return pack


def _parameters(value: object, path: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise UserError("BAD_VALUE", path, "这里应当是一个对象 { … }。")
    return value


def _visits(value: object, path: str) -> object:
    visits = _list(value, path)
    if not visits:
        raise UserError("MISSING", path, "至少要有一次就诊。")
    return visits


def _person(value: object, path: str) -> object:
    return _object(value, path, {"identities": _identities}, ("identities",))


def _identities(value: object, path: str) -> object:
    return tuple(_identity(one, f"{path}[{at}]") for at, one in enumerate(_list(value, path)))


def _identity(value: object, path: str) -> IdentityPeriod:
    if isinstance(value, str):
        return IdentityPeriod(cast("str", _one_of(words.IDENTITIES)(value, path)))
    parsers = {"code": _one_of(words.IDENTITIES), "from": _or_null(parse_date), "to": _or_null(parse_date)}
    found = _object(value, path, parsers, ("code",))
    since, until = found.get("from"), found.get("to")
    period = IdentityPeriod(cast("str", found["code"]), since, until)  # type: ignore[arg-type]  # parsers give dates
    if period.since is not None and period.until is not None and period.until < period.since:
        raise UserError("BAD_DATE", f"{path}.to", "身份止期早于起期，请核对。")
    return period


# ---- a visit


def read_visit(raw: object, path: str) -> Visit:
    """One visit of a case. Whether its amounts add up, the pack is in force and has the layers, the engine checks."""
    parsers: dict[str, Parse] = {
        "type": _one_of(words.VISIT_TYPES),
        "level": _LEVEL,
        "region": _one_of(words.REGIONS),
        "designated": _flag,
        "treatment_designated": _flag,
        "admitted": _DATE,
        "discharged": _DATE,
        "referral": _one_of(words.REFERRALS),
        "transfer_from": _or_null(_LEVEL),
        "prescription_level": _or_null(_LEVEL),
        "tags": _tags,
        "amounts": _raw,
        "items": _raw,
        "paid": _paid,
        "approval": _or_null(_one_of(words.APPROVALS)),
    }
    if isinstance(raw, dict) and "amounts" in raw and "items" in raw:
        parsers["amounts"] = _both
    elif isinstance(raw, dict):
        parsers["amounts"], parsers["items"] = _never_null(_amounts), _never_null(_items)
    found = _object(raw, path, parsers, ("type",))
    for key in ("region", "discharged"):
        if key not in found:
            raise UserError("MISSING", f"{path}.{key}", f"缺少「{key}」，请补上。")
    if "level" not in found and found["type"] != "pharmacy":
        raise UserError("MISSING", f"{path}.level", "缺少「level」（医疗机构级别），请补上。")
    if "amounts" not in found and "items" not in found:
        raise UserError("MISSING", f"{path}.amounts", "缺少费用：请写 amounts（各类合计）或 items（逐项）。")
    found.setdefault("level", None)
    visit = Visit(**found)  # type: ignore[arg-type]  # each parser above gives the field's own type
    if visit.admitted is not None and visit.admitted > visit.discharged:
        raise UserError("BAD_DATE", f"{path}.admitted", "入院日期晚于出院日期，请核对。")
    return visit


def _both(_value: object, path: str) -> object:
    raise UserError("BAD_VALUE", path, "amounts 和 items 只能写一个。")


def _tags(value: object, path: str) -> object:
    one_of = _one_of(words.TAGS)
    return frozenset(cast("str", one_of(one, f"{path}[{at}]")) for at, one in enumerate(_list(value, path)))


def _paid(value: object, path: str) -> object:
    if not isinstance(value, dict):
        raise UserError("BAD_VALUE", path, "这里应当是一个对象 { … }。")
    return {layer: _MONEY(raw, f"{path}.{layer}") for layer, raw in value.items()}


def _amounts(value: object, path: str) -> object:
    names = ("total", *words.AMOUNTS, "drug_in_scope")
    found = cast("dict[str, int]", _object(value, path, dict.fromkeys(names, _MONEY), ("total",)))
    if set(found) - {"drug_in_scope"} == {"total", "in_scope"} and found["in_scope"] <= found["total"]:
        found["out_of_catalogue"] = found["total"] - found["in_scope"]
    return Amounts(**{"in_scope": 0, **found})


def _items(value: object, path: str) -> object:
    items = _list(value, path)
    if not items:
        raise UserError("MISSING", path, "逐项费用至少要有一行。")
    return tuple(_item(one, f"{path}[{at}]") for at, one in enumerate(items))


_ITEM: dict[str, Parse] = {
    "name": _text,
    "category": _one_of(words.CATEGORIES),
    "class": _one_of(words.ITEM_CLASSES),
    "quantity": _NUMBER,
    "unit_price": _NUMBER,
    "amount": _MONEY,
    "prepay_rate": _RATE,
    "price_limit": _NUMBER,
    "special_drug": _flag,
    "fault": _or_null(_one_of(words.FAULTS)),
}


def _item(value: object, path: str) -> Item:
    found = _object(value, path, _ITEM, ("name", "category", "class", "quantity", "unit_price", "amount"))
    found["item_class"] = found.pop("class")
    return Item(**found)  # type: ignore[arg-type]  # each parser above gives the field's own type
