"""Random lists imported one after the other beside a naive model; undone in reverse, each step gives back what was."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random  # noqa: TID251 - seeded below

import pytest

from app.errors import UserError
from app.services import reference
from app.services.catalogue import imports
from app.services.desk import Desk
from app.store import audit, proof
from tests.helpers.catalogues import dump, facts, imported, manager

FIRST = date(2018, 1, 1)
RATES = ("10%", "20%")
CODES = tuple(f"R{at:02d}" for at in range(8))
NAMES = ("感冒清热颗粒", "奥美拉唑肠溶胶囊", "注射用头孢曲松钠", "甘草片")
Held = dict[str, tuple[str, str]]
"""Code → name and rate that hold."""


def some_list(random: Random) -> Held:
    return {code: (random.choice(NAMES), random.choice(RATES)) for code in CODES if random.random() < 0.6}


def rows(held: Held) -> list[dict[str, str]]:
    return [
        {"code": code, "name": name, "item_class": "乙", "category": "西药", "prepay_rate": rate}
        for code, (name, rate) in held.items()
    ]


def on_day(desk: Desk, code: str, day: date) -> tuple[str, str] | None:
    try:
        item = reference.item(desk, code, day)
    except UserError:
        return None
    return None if item.ended else (item.name, f"{item.prepay_rate[2:4]}%")


@pytest.mark.parametrize("seed", range(2))
def test_every_day_is_as_the_lists_said(desk: Desk, seed: int) -> None:
    random, boss = Random(seed), manager(desk)
    held: Held = {}
    history: list[tuple[date, Held]] = []
    steps: list[tuple[str, dict[str, list[tuple[object, ...]]]]] = []
    for at in range(5):
        day, whole, told = FIRST + timedelta(days=30 * at), random.random() < 0.5, some_list(random)
        before = dump(desk.database)
        done = imported(boss, rows(told), facts("western_drugs", day, f"第{at}份"), whole=whole)
        held = {**({} if whole else held), **told}
        history.append((day, dict(held)))
        steps.append((done.import_id, before))
        for since, then in history:
            end = next((one for one, _ in history if one > since), day + timedelta(days=30)) - timedelta(days=1)
            for code in CODES:
                assert on_day(boss, code, since) == on_day(boss, code, end) == then.get(code)
        found = {
            item.code for item in reference.find_items(boss, "R", 20, day) if not item.ended and item.code in CODES
        }
        assert found == set(held)
    with desk.database.reading() as work:
        assert audit.verify(work) is None
        assert proof.compare(work) == ()
    for import_id, before in reversed(steps):
        imports.undo(boss, import_id)
        assert dump(desk.database) == before
    with desk.database.reading() as work:
        assert proof.compare(work) == ()
