"""What settlements show: chronic patients who are not filed (YYd6), and what falls under a cancelled filing (GXd9).

Long tables are read: both run off the window's thread.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from app.errors import UserError
from app.records.filing_register import RefusedPay, ToFile
from app.records.identity_number import masked
from app.records.people import Person
from app.services.desk import Desk, today
from app.services.filings.given import has_code, holds
from app.services.filings.rules import listed
from app.services.people import identity_codes
from app.services.rights import check
from app.store import filing_lists, people

_COVERED = frozenset({"registered_poor", "min_living", "destitute", "temporary_relief"})
"""医保扶贫对象 (沂源 三（一）)."""
_KINDS = ("chronic", "special_chronic", "chronic_care")
YEARS = 2


def chronic_patients(desk: Desk, times: int = 2) -> tuple[ToFile, ...]:
    """Covered persons who were settled for a chronic disease of the list at least ``times`` times within ``YEARS`` years, with no
    filing for 门慢, 门特 or 慢病签约 today: to be taken into the management of chronic diseases."""
    check(desk, "filing.read")
    day = today(desk)
    with desk.database.reading() as work:
        chronic = listed(work, "chronic", day)
        counted: dict[str, Counter[str]] = {}
        for person_id, code in filing_lists.diagnoses_settled(work, day - timedelta(days=365 * YEARS), day):
            disease = next((one.name for one in chronic if has_code(one.icd, code)), "")
            if disease:
                counted.setdefault(person_id, Counter())[disease] += 1
        often = {one: found for one, found in counted.items() if max(found.values()) >= times}
        ours = ((people.person(work, one), found) for one, found in often.items())
        rows = [_line(person, found, times) for person, found in ours if _lacks(person, day)]
    return tuple(sorted(rows, key=lambda one: (one.township, one.village, one.person_name)))


def _lacks(person: Person, day: date) -> bool:
    covered = _COVERED & set(identity_codes(person, day)) and not person.deceased_on
    return bool(covered) and not any(
        one.kind in _KINDS and (holds(one, day) or one.state == "pending") for one in person.filings
    )


def _line(person: Person, found: Counter[str], times: int) -> ToFile:
    named = [f"{disease} {count} 次" for disease, count in found.most_common() if count >= times]
    diseases = "、".join(disease for disease, count in found.most_common() if count >= times)
    return ToFile(
        *(person.id, person.name, masked(person.certificate_number), person.township, person.village),
        *(diseases, f"近 {YEARS} 年结算：{'，'.join(named)}", person.phone),
    )


def settled_under(desk: Desk, filing_id: str) -> tuple[RefusedPay, ...]:
    """The settlements that read a filing, oldest first: of a cancelled one, what falls under 拒付. They stand as they are."""
    check(desk, "filing.read")
    with desk.database.reading() as work:
        rows = filing_lists.settled_under(work, filing_id)
    return tuple(
        RefusedPay(
            *(
                row["number"],
                date.fromisoformat(row["discharged"]),
                row["institution_name"],
                row["total"],
                row["fund_total"],
            )
        )
        for row in rows
    )


def parse_month(text: str) -> tuple[int, int]:
    """A month typed as 2019-07. UserError BAD_DATE."""
    year, _, month = text.strip().partition("-")
    if len(year) == 4 and year.isdigit() and month.isdigit() and 1 <= int(month) <= 12 and len(month) == 2:
        return int(year), int(month)
    raise UserError("BAD_DATE", "month", f"月份「{text[:12]}」请写成年-月，如 2019-07。")
