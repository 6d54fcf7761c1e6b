"""Reference data as the demonstration area brings it: comma-separated files in a folder."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.errors import KnownError
from app.records.people import CatalogueItem, Diagnosis, Institution


@dataclass(frozen=True, slots=True)
class ReferenceData:
    """Institutions, catalogue and diagnoses of one folder."""

    institutions: tuple[Institution, ...]
    items: tuple[CatalogueItem, ...]
    diagnoses: tuple[Diagnosis, ...]


def read_reference(folder: Path) -> ReferenceData:
    """Read ``institutions.csv``, ``catalogue.csv`` and ``diagnoses.csv``. KnownError NO_FILE where one is missing or isn't
    what its head says."""
    try:
        return ReferenceData(
            tuple(_institution(row) for row in _rows(folder / "institutions.csv")),
            tuple(_item(row) for row in _rows(folder / "catalogue.csv")),
            tuple(Diagnosis(row["code"], row["name"]) for row in _rows(folder / "diagnoses.csv")),
        )
    except (OSError, KeyError, ValueError) as wrong:
        raise KnownError("NO_FILE", f"读不到演示用的目录文件（{folder.name}）：请重新安装程序后再试。") from wrong


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _institution(row: dict[str, str]) -> Institution:
    return Institution(
        id=row["id"],
        name=row["name"],
        level=row["level"],
        region=row["region"],
        designated=row["designated"] == "1",
        treatment_designated=row["treatment_designated"] == "1",
        treat_first=row["treat_first"] == "1",
        kind=row["kind"],
        address=row["address"],
    )


def _item(row: dict[str, str]) -> CatalogueItem:
    return CatalogueItem(
        code=row["code"],
        name=row["name"],
        unit=row["unit"],
        item_class=row["class"],
        category=row["category"],
        prepay_rate=row["prepay_rate"],
        unit_price=row["unit_price"],
        price_limit=row["price_limit"],
    )
