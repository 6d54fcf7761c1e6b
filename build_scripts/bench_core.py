"""Benchmarks that need no data file: one evaluation with its trace, and one slip as PDF."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from app.engine import advance, empty_year, evaluate
from app.policy import Pack, read_pack, values_for
from app.records.case import Amounts, IdentityPeriod, Item, Visit
from app.records.result import YearState

Row = dict[str, object]


def row(name: str, seconds: list[float], goal: float, unit: str = "ms", *, by: str = "p99") -> Row:
    """One line of the bench: median and 99th percentile in ``unit``, and whether ``by`` reaches the goal."""
    scale = {"ms": 1000.0, "s": 1.0}[unit]
    ordered = sorted(one * scale for one in seconds)
    p50 = ordered[len(ordered) // 2]
    p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    found = {"p50": p50, "p99": p99}[by]
    return {"name": name, "p50": round(p50, 3), "p99": round(p99, 3), "unit": unit, "goal": goal, "ok": found < goal}


def timed(work: Callable[[], object], times: int, warm: int = 5) -> list[float]:
    """Seconds of each call, after a few that don't count."""
    for _ in range(warm):
        work()
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return seconds


def pack_of(name: str) -> Pack:
    """A pack of resources/policies."""
    file = Path(__file__).resolve().parent.parent / "resources" / "policies" / f"{name}.toml"
    return read_pack(file.read_bytes(), file.name)


def big_bill(lines: int) -> tuple[Item, ...]:
    """A bill of that many lines of all classes, the same at every run."""
    chance = random.Random(20191122)
    items = []
    for at in range(lines):
        price, quantity = chance.randrange(100, 40_000), chance.randrange(1, 12)
        item_class = "AAAABBBC"[at % 8]
        items.append(
            Item(
                name=f"项目{at}",
                category=f"{at % 14 + 1:02d}",
                item_class=item_class,
                quantity=quantity * 1_000_000,
                unit_price=price * 10_000,
                amount=price * quantity,
                prepay_rate=100_000 if item_class == "B" else None,
                price_limit=price * 9_000 if at % 11 == 0 else None,
            )
        )
    return tuple(items)


def year_before(pack: Pack, visits: int) -> YearState:
    """A poor person's year with that many visits settled."""
    values, state = values_for(pack), empty_year(2019)
    for at in range(visits):
        amounts = Amounts(total=800_000, in_scope=700_000, out_of_catalogue=100_000)
        visit = Visit("inpatient", "secondary", "in_county", date(2019, 1 + at % 12, 10), amounts)
        state = advance(state, evaluate(pack, values, (IdentityPeriod("registered_poor"),), visit, state).added)
    return state


def rows(times: int = 2000) -> list[Row]:
    """One evaluation with trace: real pack, 300 items, 12 earlier visits."""
    pack = pack_of("naiman-2019")
    values, state = values_for(pack), year_before(pack, 12)
    visit = Visit(
        "inpatient", "secondary", "in_county", date(2019, 11, 20), items=big_bill(300), tags=frozenset({"critical"})
    )
    people = (IdentityPeriod("registered_poor"), IdentityPeriod("min_living"))
    seconds = timed(lambda: evaluate(pack, values, people, visit, state), times)
    return [row("evaluate: 300 items, 12 earlier visits, trace", seconds, 2.0)]
