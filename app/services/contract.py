"""Cases of the settlement contract, settled without a window or a ledger; packs checked with the cases beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import cast

from app import engine
from app.errors import UserError
from app.exchange.answers import error_answer, pack_answer, visit_answer
from app.exchange.contract import parse_json, read_head, read_visit
from app.policy import Fault, Pack, PackFaults, Registry, read_pack, values_for
from app.policy.source import Node, Source
from app.records.case import Visit
from app.records.result import VisitResult, YearState


def settle_text(registry: Registry, data: bytes | str) -> dict[str, object]:
    """The answer for one case as JSON text: a result, or an ``error`` with code, path and sentence."""
    try:
        raw = parse_json(data)
    except UserError as wrong:
        return error_answer(None, wrong)
    return settle_case(registry, raw)


def settle_case(registry: Registry, raw: Mapping[str, object]) -> dict[str, object]:
    """The answer for one case as read from JSON; accumulators start at zero and are kept by year of discharge."""
    case_id = raw.get("id")
    try:
        return {"id": case_id, **_settle(registry, raw)}
    except UserError as wrong:
        return error_answer(case_id if isinstance(case_id, str) else None, wrong)


def _settle(registry: Registry, raw: Mapping[str, object]) -> dict[str, object]:
    pack, settled = settle_visits(registry, raw)
    return {
        "pack": pack.id,
        "pack_digest": pack.digest,
        "visits": [visit_answer(result) for _, result in settled],
    }


def settle_visits(registry: Registry, raw: Mapping[str, object]) -> tuple[Pack, list[tuple[Visit, VisitResult]]]:
    """A case's pack, and its visits with their results; UserError with the contract's codes and paths."""
    head = read_head(raw, registry)
    years: dict[int, YearState] = {}
    settled = []
    for at, raw_visit in enumerate(head.visits):
        path = f"visits[{at}]"
        visit = read_visit(raw_visit, path)
        state = years.get(visit.discharged.year, engine.empty_year(visit.discharged.year))
        result = engine.evaluate(head.pack, head.values, head.identities, visit, state, path)
        years[state.year] = engine.advance(state, result.added)
        settled.append((visit, result))
    return head.pack, settled


def list_packs(registry: Registry) -> list[dict[str, object]]:
    """Every pack with the local parameters that nobody has confirmed (none are, without a ledger)."""
    return [pack_answer(pack, tuple(sorted(values_for(pack).unconfirmed))) for pack in registry.packs]


def check_pack(name: str, data: bytes, cases: bytes | None) -> tuple[Fault, ...]:
    """Every fault of a pack's file, and of the cases beside it; empty where all is well."""
    try:
        pack = read_pack(data, name)
        registry = Registry((pack,))
    except PackFaults as wrong:
        return wrong.faults
    if cases is None:
        return (Fault(name, 1, "cases", "旁边没有同名的 .cases.toml：请写上算例，每条规则至少一个。"),)
    return _check_cases(registry, pack, name.removesuffix(".toml") + ".cases.toml", cases)


def check_together(files: Iterable[tuple[str, bytes]]) -> tuple[Fault, ...]:
    """What is wrong between packs that are right each by itself: the same id, the same area on the same day."""
    try:
        Registry(tuple(read_pack(data, name) for name, data in files))
    except PackFaults as wrong:
        return wrong.faults
    return ()


def _check_cases(registry: Registry, pack: Pack, name: str, data: bytes) -> tuple[Fault, ...]:
    try:
        source = Source(data, name)
    except PackFaults as wrong:
        return wrong.faults
    titles: set[str] = set()
    for node in source.root.nodes("case", required=True):
        title = node.text("name")
        if title and title in titles:
            node.fault("name", f"算例「{title}」写了两次，请换一个名字。")
        titles.add(title)
        node.text("source")
        before = len(source.faults)
        case, expect = node.node("case", required=True), node.node("expect", required=True)
        _check_expect(expect)
        node.done()
        if len(source.faults) > before:
            continue
        written = cast("dict[str, object]", _plain(case.table))
        answer = settle_case(registry, {**written, "id": title, "pack": pack.id})
        for difference in compare(answer, expect.table):
            node.fault("expect", f"算例「{title}」{difference}。")
    source.root.done()
    return PackFaults(source.faults).faults


_EXPECTED_TABLES = ("layers", "carried", "estimates")
_EXPECTED_FIGURES = ("institution_pays", "person_pays", "fund_total", "in_scope", "total")


def _check_expect(expect: Node) -> None:
    """Only known keys, or a slip of the pen would compare nothing."""
    if expect.has("error"):
        error = expect.node("error")
        error.text("code")
        error.text("path", required=False)
        error.done()
    else:
        for visit in expect.nodes("visits", required=True):
            for key in _EXPECTED_TABLES:
                table = visit.node(key)
                for name in table.table:
                    table.text(name)
            for key in _EXPECTED_FIGURES:
                visit.text(key, required=False)
            visit.texts("notices")
            visit.done()
    expect.done()


def _plain(value: object) -> object:
    """A case as JSON would write it: TOML's own dates as text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list) else value


def compare(answer: Mapping[str, object], expect: Mapping[str, object]) -> Iterable[str]:
    """Where an answer differs from what a case expects; only what is named is compared, to the fen."""
    if "error" in expect or "error" in answer:
        wanted = cast("Mapping[str, object]", expect.get("error", {}))
        got = cast("Mapping[str, object]", answer.get("error", {}))
        if {key: got.get(key) for key in wanted} != dict(wanted) or not wanted:
            yield f"应为{_outcome(wanted)}，实为{_outcome(got)}"
        return
    visits = cast("list[Mapping[str, object]]", answer["visits"])
    wanted_visits = cast("list[Mapping[str, object]]", expect.get("visits", []))
    if len(visits) != len(wanted_visits):
        yield f"有 {len(visits)} 次就诊，算例写了 {len(wanted_visits)} 次"
    for at, (got, wanted) in enumerate(zip(visits, wanted_visits, strict=False), 1):
        for what, should, did in _differences(got, wanted):
            if should != did:
                yield f"第 {at} 次 {what}：应为 {should}，实为 {did}"


def _outcome(error: Mapping[str, object]) -> str:
    return f"拒收（{error.get('code')}，{error.get('path')}）" if error else "可以结算"


def _differences(got: Mapping[str, object], wanted: Mapping[str, object]) -> Iterable[tuple[str, object, object]]:
    layers = {str(layer["id"]): layer for layer in cast("list[Mapping[str, object]]", got["layers"])}
    for key, field in (("layers", "pay"), ("carried", "carried")):
        for layer, amount in cast("Mapping[str, object]", wanted.get(key, {})).items():
            yield f"{layer}.{field}", amount, layers.get(layer, {}).get(field)
    for key in ("institution_pays", "person_pays", "fund_total", "in_scope", "total"):
        if key in wanted:
            yield key, wanted[key], got[key]
    estimates = {str(one["id"]): one["pay"] for one in cast("list[Mapping[str, object]]", got["estimates"])}
    for estimate, amount in cast("Mapping[str, object]", wanted.get("estimates", {})).items():
        zero = "0.00" if amount == "0.00" else None
        yield f"estimates.{estimate}", amount, estimates.get(estimate, zero)
    codes = {notice["code"] for notice in cast("list[Mapping[str, object]]", got["notices"])}
    for code in cast("Iterable[str]", wanted.get("notices", ())):
        yield f"notices {code}", True, code in codes
