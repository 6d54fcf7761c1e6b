"""The figures of one case: the pack's own, confirmed local ones over them, a case's overrides over both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.errors import UserError
from app.policy.figures import parse_value, too_high
from app.policy.model import Annual, Pack, Parameter, Term, Value


@dataclass(frozen=True, slots=True)
class Values:
    """Name → figure (fen, parts per million, date, bands, choice; None: no such limit). ``unconfirmed`` names the
    local ones that still hold the pack's demonstration value: a case that reads one is 试算."""

    figures: Mapping[str, Value | None]
    unconfirmed: frozenset[str]


NOT_SET = "不设"
"""What a supervisor confirms for an optional figure where the local document sets no such limit."""


def values_for(
    pack: Pack, overrides: Mapping[str, object] | None = None, confirmed: Mapping[str, object] | None = None
) -> Values:
    """The figures of a case.

    ``overrides`` (for this case alone) and ``confirmed`` (entered by a supervisor) map a parameter's name to its text,
    bands to a list of [start, rate] texts; a confirmed optional one may be ``NOT_SET``. UserError with path
    ``parameters.NAME``: UNKNOWN_PARAMETER, PARAMETER_MISSING (null), BAD_MONEY, BAD_RATE, BAD_DATE, BAD_VALUE, BELOW_FLOOR.
    """
    figures: dict[str, Value | None] = {name: one.value for name, one in pack.parameters.items()}
    unconfirmed = {name for name, one in pack.parameters.items() if one.source == "local"}
    for name, raw in {**(confirmed or {}), **(overrides or {})}.items():
        path = f"parameters.{name}"
        parameter = pack.parameters.get(name)
        if parameter is None:
            raise UserError("UNKNOWN_PARAMETER", path, f"本政策没有「{name}」这个参数，请核对名称。")
        value = None
        if raw != NOT_SET or not parameter.optional or name in (overrides or {}):
            value = read_figure(parameter, raw, path)
        figures[name] = value
        unconfirmed.discard(name)
    _check_bands(pack, figures, overrides or {})
    return Values(figures, frozenset(unconfirmed))


def read_figure(parameter: Parameter, raw: object, path: str) -> Value:
    """One figure from its text, in the parameter's kind and not below its floor; UserError as ``values_for``."""
    if raw is None:
        raise UserError("PARAMETER_MISSING", path, f"参数「{parameter.title}」没有值，请录入后再结算。")
    value = parse_value(parameter.kind, raw, parameter.choices, path)
    if parameter.floor and isinstance(value, int) and isinstance(parameter.value, int) and value < parameter.value:
        raise UserError(
            "BELOW_FLOOR", path, f"参数「{parameter.title}」不能低于文件规定的 {parameter.text}，请改高或删去。"
        )
    return value


def _check_bands(pack: Pack, figures: Mapping[str, Value | None], overrides: Mapping[str, object]) -> None:
    for term in _terms(pack):
        if term.bands is None or term.bonus is None:
            continue
        bands, bonus = figures[term.bands], figures[term.bonus]
        if isinstance(bands, tuple) and isinstance(bonus, int) and too_high(bands, bonus):
            name = term.bands if term.bands in overrides or term.bonus not in overrides else term.bonus
            raise UserError("BAD_RATE", f"parameters.{name}", "分段比例加上提高的百分点后大于 100%，请核对。")


def _terms(pack: Pack) -> Iterable[Term]:
    for layer in pack.layers:
        for rule in layer.rules:
            if isinstance(rule.spec, Annual):
                yield from rule.spec.terms
