"""What filings rest on: dated lists of diseases, prices per disease. Each addition has its document.

diseases(desk), add_disease(desk, texts)          # ListedDisease; fields: filings.DISEASE_FIELDS
prices(desk), add_price(desk, texts), over_price(desk, first, last)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from app.errors import UserError
from app.records.fields import Value
from app.records.filing_lists import BUILT_IN
from app.records.filing_reference import DISEASE_FIELDS, LISTS, PRICE_FIELDS, DiseasePrice, ListedDisease
from app.records.filing_register import OverPrice
from app.services.desk import Desk, row_stamp, today
from app.services.entries import read_fields
from app.services.filings.given import OVER_PRICE
from app.services.filings.making import day_in
from app.services.filings.register import said_fields
from app.services.filings.rules import icd_of
from app.services.rights import check
from app.services.trail import note
from app.store import filing_lists
from app.store.images import Image

_ICD = re.compile(r"[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?|[A-Z][0-9]{0,2}")


def diseases(desk: Desk) -> tuple[ListedDisease, ...]:
    """All lists of diseases, those of the papers first; their codes by the area's packs."""
    check(desk, "filing.read")
    packs = desk.packs.of_area(desk.station.area_name)
    with desk.database.reading() as work:
        added = filing_lists.diseases(work)
    built = (
        ListedDisease(one.list, one.name, one.since, one.document, one.until, one.icd or icd_of(packs, one.name))
        for one in BUILT_IN
    )
    order = list(LISTS)
    return tuple(sorted((*built, *added), key=lambda one: (order.index(one.list), one.since)))


def add_disease(desk: Desk, texts: Mapping[str, str]) -> ListedDisease:
    """One more disease on a list, by its document. UserError as ``read_fields`` says; DUPLICATE."""
    check(desk, "filing.list")
    values = read_fields(DISEASE_FIELDS, texts, today(desk))
    since, until = days_of(values)
    one = ListedDisease(
        *(
            str(values["list"]),
            str(values["name"]),
            since,
            str(values["document"]),
            until,
            icd_in(str(values.get("icd") or "")),
            desk.new_id(),
        )
    )
    for known in diseases(desk):
        if (known.list, known.name) == (one.list, one.name) and (known.until is None or known.until >= one.since):
            raise UserError("DUPLICATE", "name", f"{LISTS[one.list]}里已有“{one.name}”（{known.since} 起），不用再加。")
    with desk.database.unit_of_work() as work:
        filing_lists.add_disease(work, one, row_stamp(desk))
        note(desk, work, "filing.disease", one.id, said_fields(values), image=Image("listed_diseases", one.id))
    return one


def days_of(values: Mapping[str, Value]) -> tuple[date, date | None]:
    """First and last day of a dated fact. UserError BAD_DATE where the end comes first."""
    since, until = day_in(values, "since") or date.min, day_in(values, "until")
    if until is not None and until < since:
        raise UserError("BAD_DATE", "until", f"到期日 {until} 早于起用日期 {since}，请核对。")
    return since, until


def icd_in(text: str) -> str:
    """Beginnings of diagnosis codes, joined by a space. UserError BAD_VALUE."""
    codes = text.upper().replace("、", " ").replace("，", " ").replace(",", " ").split()
    for one in codes:
        if not _ICD.fullmatch(one):
            raise UserError("BAD_VALUE", "icd", f"“{one}”不是诊断编码的开头：如 C16、N18.5，几个用空格隔开。")
    return " ".join(codes)


# ---- 按病种付费


def prices(desk: Desk) -> tuple[DiseasePrice, ...]:
    """All dated prices per disease."""
    check(desk, "filing.read")
    with desk.database.reading() as work:
        return filing_lists.prices(work)


def add_price(desk: Desk, texts: Mapping[str, str]) -> DiseasePrice:
    """A dated price of a disease (fen) and who bears what is above it; a later one takes the place of an earlier one from its day on."""
    check(desk, "filing.list")
    values = read_fields(PRICE_FIELDS, texts, today(desk))
    since, until = days_of(values)
    price = values["price"]
    if not isinstance(price, int) or price <= 0:
        raise UserError("BAD_MONEY", "price", "定额要大于 0，请核对。")
    one = DiseasePrice(
        *(
            desk.new_id(),
            str(values["disease"]),
            icd_in(str(values.get("icd") or "")),
            str(values["level"]),
            price,
            str(values["bearer"]),
        ),
        *(since, until, str(values["document"])),
    )
    with desk.database.unit_of_work() as work:
        filing_lists.add_price(work, one, row_stamp(desk))
        note(desk, work, "filing.price", one.id, said_fields(values), image=Image("disease_prices", one.id))
    return one


def over_price(desk: Desk, first: date, last: date) -> tuple[OverPrice, ...]:
    """The settlements of a span of business days whose bill was above the price of its disease."""
    check(desk, "filing.read")
    with desk.database.reading() as work:
        rows = filing_lists.noticed(work, OVER_PRICE, first, last)
    return tuple(
        OverPrice(
            *(row["number"], row["person_name"], row["institution_name"], date.fromisoformat(row["discharged"])),
            *(row["total"], row["message"]),
        )
        for row in rows
    )
