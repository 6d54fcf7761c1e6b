"""Values of parameters: text → fen, parts per million, date, bands or choice; strict, with the codes of the contract."""

from __future__ import annotations

import itertools
from datetime import date

from app.errors import UserError
from app.money.fen import ONE, format_fen, format_percent, parse_money, parse_rate
from app.policy.model import Band, Parameter, Value

KINDS = ("money", "rate", "date", "bands", "choice", "count")
KIND_NAMES = {"money": "元", "rate": "比例", "date": "日期", "bands": "分段比例", "choice": "选项", "count": "整数"}


def parse_value(kind: str, raw: object, choices: tuple[str, ...], path: str) -> Value:
    """A figure of ``kind`` from its text (bands: a list of [start, rate] texts); UserError with the contract's code."""
    if kind == "money":
        return parse_money(raw, path)
    if kind == "rate":
        return parse_rate(raw, path)
    if kind == "date":
        return parse_date(raw, path)
    if kind == "bands":
        return _parse_bands(raw, path)
    if kind == "count":
        if not isinstance(raw, str) or not raw.isdecimal() or len(raw) > 4 or str(int(raw)) != raw:
            raise UserError("BAD_NUMBER", path, f"「{str(raw)[:24]}」应当是整数，例如 18。")
        return int(raw)
    if not isinstance(raw, str) or raw not in choices:
        raise UserError("BAD_VALUE", path, f"「{str(raw)[:24]}」不认识，只能是：{'、'.join(choices)}。")
    return raw


def parse_date(raw: object, path: str) -> date:
    """A date from "2019-03-01"; nothing else is taken; UserError BAD_DATE."""
    wrong = UserError("BAD_DATE", path, f"日期「{str(raw)[:24]}」写法不对：请写成 2019-03-01 这样的日期。")
    if not isinstance(raw, str) or len(raw) != 10 or not raw.isascii() or raw[4] != "-" or raw[7] != "-":
        raise wrong
    try:
        return date.fromisoformat(raw)
    except ValueError:
        raise wrong from None


def _parse_bands(raw: object, path: str) -> tuple[Band, ...]:
    shape = UserError("BAD_VALUE", path, '分段要写成 [["0.00","0.50"],["50000.00","0.60"]]：每段一个起点和一个比例。')
    if not isinstance(raw, list) or not raw:
        raise shape
    bands: list[Band] = []
    for pair in raw:
        if not isinstance(pair, list) or len(pair) != 2:
            raise shape
        bands.append(Band(parse_money(pair[0], path), parse_rate(pair[1], path)))
    if bands[0].start != 0:
        raise UserError("BAD_VALUE", path, "第一段的起点应当是 0.00（实际从起付线算起）。")
    for before, after in itertools.pairwise(bands):
        if after.start <= before.start:
            raise UserError("BAD_VALUE", path, f"分段起点 {format_fen(after.start)} 没有大于前一段，请从小到大写。")
    return tuple(bands)


def show_value(parameter: Parameter, value: Value | None) -> str:
    """A figure as the screen and the steps show it: "500.00 元", "75%", bands "0–50,000.00 元 50%；…"."""
    if value is None:
        return "不设"
    if isinstance(value, tuple):
        ends = [band.start for band in value[1:]]
        parts = [
            f"{format_fen(band.start, thousands=True)}–{format_fen(end, thousands=True)} 元 {format_percent(band.rate)}"
            for band, end in zip(value, ends, strict=False)
        ]
        last = f"{format_fen(value[-1].start, thousands=True)} 元以上 {format_percent(value[-1].rate)}"
        return "；".join([*parts, last])
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return {"yes": "是", "no": "否"}.get(value, value)
    if parameter.kind == "rate":
        return format_percent(value)
    return str(value) if parameter.kind == "count" else f"{format_fen(value, thousands=True)} 元"


def too_high(bands: tuple[Band, ...], bonus: int) -> bool:
    """Whether a band's rate with its bonus is above 1."""
    return any(band.rate + bonus > ONE for band in bands)
