"""A case that settles, for tests that spoil it; the packs of the program, read once."""

from __future__ import annotations

from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.policy import Pack, Registry, read_pack
from app.services.contract import settle_case

Json = dict[str, Any]

POLICIES = Path(__file__).resolve().parents[2] / "resources" / "policies"


def pack_files() -> list[Path]:
    """Every pack that the program brings, without the cases beside it."""
    return sorted(file for file in POLICIES.glob("*.toml") if not file.name.endswith(".cases.toml"))


@lru_cache(maxsize=1)
def registry() -> Registry:
    """All packs of the program."""
    return Registry(tuple(read_pack(file.read_bytes(), file.name) for file in pack_files()))


def pack(pack_id: str = "naiman-2019") -> Pack:
    """One of them."""
    found = registry().by_id(pack_id)
    assert found is not None
    return found


def good_case() -> Json:
    """A valid case in which nearly every key is written: two visits, one by amounts and one by items."""
    return {
        "id": "一例",
        "pack": "naiman-2019",
        "parameters": {
            "basic.inpatient.deductible.tertiary": "1000.00",
            "basic.outpatient.rate": "0.50",
            "basic.preference_from": "2019-01-01",
            "basic.disabled_needs_poverty": "no",
            "critical_illness.bands": [["0.00", "0.50"], ["50000.00", "0.60"]],
        },
        "person": {"identities": ["registered_poor", {"code": "min_living", "from": "2019-06-01", "to": None}]},
        "visits": [good_visit(), good_item_visit()],
    }


def good_visit() -> Json:
    """A visit by amounts."""
    return {
        "type": "inpatient",
        "level": "secondary",
        "region": "in_county",
        "designated": True,
        "treatment_designated": True,
        "admitted": "2019-03-01",
        "discharged": "2019-03-10",
        "referral": "none",
        "transfer_from": None,
        "prescription_level": None,
        "tags": ["disease_23"],
        "amounts": {
            "total": "10000.00",
            "in_scope": "9000.00",
            "out_of_catalogue": "500.00",
            "over_limit": "300.00",
            "prepay": "100.00",
            "special_drug": "0.00",
            "patient_own": "60.00",
            "institution_own": "40.00",
            "drug_in_scope": "1000.00",
        },
        "paid": {"basic": "6900.00", "critical_illness": "0.00"},
        "approval": None,
    }


def good_item() -> Json:
    """A line of a bill."""
    return {
        "name": "阿莫西林",
        "category": "09",
        "class": "B",
        "quantity": "10",
        "unit_price": "12.90",
        "amount": "129.00",
        "prepay_rate": "0.10",
        "price_limit": "12.00",
        "special_drug": False,
        "fault": None,
    }


def good_item_visit() -> Json:
    """A visit by items."""
    bed = {"name": "床位", "category": "01", "class": "A", "quantity": "3", "unit_price": "40", "amount": "120.00"}
    return {
        "type": "inpatient",
        "level": "township",
        "region": "in_county",
        "discharged": "2019-06-10",
        "items": [good_item(), bed],
    }


def settle(case: Json) -> Json:
    """The answer for a case, as the command line gives it."""
    return settle_case(registry(), case)


def spoilt(path: str, value: object) -> Json:
    """The good case with ``value`` at ``path`` ("visits[0].amounts.total"); DROP takes the key out."""
    case = deepcopy(good_case())
    *around, last = parts(path)
    place: Any = case
    for part in around:
        place = place[part]
    if value is DROP:
        del place[last]
    else:
        place[last] = value
    return case


def parts(path: str) -> list[str | int]:
    """A path of the contract as keys and positions; a parameter's name keeps its points."""
    if path.startswith("parameters."):
        return ["parameters", path.removeprefix("parameters.")]
    found: list[str | int] = []
    for piece in path.replace("]", "").split("."):
        name, *positions = piece.split("[")
        found.append(name)
        found += [int(position) for position in positions]
    return found


DROP = object()
"""Stands for: the key is not there."""
