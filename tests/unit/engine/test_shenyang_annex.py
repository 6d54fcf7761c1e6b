"""The two printed tables of the 2020 paper's annex 1, 七（一）: all 20 derived figures, in yuan as printed and in fen.

What the basic insurance paid is the tables' own input. A printed figure is each layer rounded half up to the yuan, the
person's share what is left: only that gives both 781 and 340 in the dialysis row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from app.bootstrap import load_packs
from app.money.fen import half_up
from app.services.contract import settle_case


@dataclass(frozen=True)
class Printed:
    """One row as printed, in yuan and percent; ``kind`` and ``level`` say where it was."""

    name: str
    kind: str
    level: str
    total: int
    in_scope: int
    basic: int
    paid: int
    assistance: int
    person: int
    of_scope: int
    of_total: int
    assistance_fen: int


ROWS = (
    Printed("不稳定性心绞痛 二级", "inpatient", "secondary", 6264, 6175, 4149, 5567, 1418, 697, 90, 89, 141820),
    Printed("不稳定性心绞痛 三级", "inpatient", "tertiary", 8152, 7025, 4352, 6223, 1871, 1929, 89, 76, 187110),
    Printed("透析 二级", "outpatient_special", "secondary", 5492, 5486, 4371, 5152, 781, 340, 94, 94, 78050),
    Printed("透析 三级", "outpatient_special", "tertiary", 7313, 7310, 4924, 6594, 1670, 719, 90, 90, 167020),
)
REGISTRY = load_packs()


def settled(row: Printed) -> dict[str, Any]:
    """The row's visit as the engine settles it."""
    visit = {
        "type": row.kind,
        "level": row.level,
        "region": "in_city",
        "discharged": "2020-06-10",
        "amounts": {"total": f"{row.total}.00", "in_scope": f"{row.in_scope}.00"},
        "paid": {"basic": f"{row.basic}.00"},
    }
    case = {"pack": "shenyang-2020", "person": {"identities": ["registered_poor"]}, "visits": [visit]}
    answer: dict[str, Any] = settle_case(REGISTRY, case)
    found: dict[str, Any] = answer["visits"][0]
    return found


def fen(text: str) -> int:
    return int(text.replace(".", ""))


def yuan(text: str) -> int:
    return half_up(fen(text), 100)


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_a_row_in_fen_and_as_printed(row: Printed) -> None:
    visit = settled(row)
    layers = {layer["id"]: layer["pay"] for layer in visit["layers"]}
    assert layers["critical_illness"] == "0.00"
    assert fen(layers["assistance"]) == row.assistance_fen
    assert fen(visit["person_pays"]) == (row.total - row.basic) * 100 - row.assistance_fen

    assistance = yuan(layers["assistance"])
    paid = row.basic + assistance
    person = row.total - paid
    shares = (half_up(paid * 100, row.in_scope), half_up(paid * 100, row.total))
    assert (paid, assistance, person, *shares) == (row.paid, row.assistance, row.person, row.of_scope, row.of_total)


def test_what_the_paper_says_of_the_tables() -> None:
    heart, dialysis = ROWS[:2], ROWS[2:]
    assert heart[1].person - heart[0].person == 1232
    assert dialysis[0].of_total - dialysis[1].of_total == 4
