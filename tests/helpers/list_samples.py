"""Slips for lists: as many as are asked for, of a dozen people and some hospitals, the same in every run."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from app.records.ledger import Posted
from tests.helpers.small_desk import HOSPITALS, LONG_NAME

NAMES = ("王秀兰", "阿拉坦其木格", "单国强", "曾小明", "李建国", "张㛃䶮", "额尔敦巴雅尔", "黎明", LONG_NAME, "吴日娜")


def slip(at: int, *, name: str = "", total: int | None = None) -> Posted:
    """The ``at``-th slip, counted from 1; fen."""
    whole = 100_000 + at * 7_919 % 900_000 if total is None else total
    fund = whole * 65 // 100
    discharged = date(2019, 1, 1) + timedelta(days=at * 37 % 320)
    return Posted(
        id=f"d{at}",
        number=f"NM-01-2019-{at:06d}",
        kind="settlement",
        person_id=f"p{at % 10}",
        person_name=name or NAMES[at % len(NAMES)],
        institution_name=HOSPITALS[at * 5 % len(HOSPITALS)].name,
        visit_type="inpatient",
        admitted=discharged - timedelta(days=8),
        discharged=discharged,
        business_date=discharged,
        posted_at=datetime(2019, 11, 22, 8, 0, tzinfo=UTC) + timedelta(minutes=at % 540),
        operator_name="演示经办",
        total=whole,
        fund_total=fund,
        institution_pays=0,
        person_pays=whole - fund,
        layers={},
    )


def slips(count: int) -> tuple[Posted, ...]:
    """The first ``count`` slips."""
    return tuple(slip(at) for at in range(1, count + 1))
