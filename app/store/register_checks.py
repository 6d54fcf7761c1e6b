"""What checks and summaries of registers read of persons and posted documents: one query each, rows by column name.

Sums are over documents of every kind, so that a reversal and a difference count with their signs; what is listed one by one
are the settlements that stand. Amounts are fen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from app.errors import UserError
from app.store import reference
from app.store.stamp import day
from app.store.work import Work

Found = Mapping[str, str | int | None]
"""A row by column name; days as ISO text."""
_STANDS = "d.kind = 'settlement' AND NOT EXISTS (SELECT 1 FROM documents AS r WHERE r.reverses = d.row)"
_STAY = "visit_type IN ('inpatient', 'emergency_rescue')"
_OWN = "coalesce((SELECT a.person_id FROM person_aliases AS a WHERE a.duplicate_id = d.person_id), d.person_id)"
_HOLDS = (
    "EXISTS (SELECT 1 FROM identities AS i WHERE i.person = p.row AND i.code IN ({})"
    " AND (i.since IS NULL OR i.since <= {on}) AND (i.until IS NULL OR i.until >= {on}))"
)
_LAYERS = ", ".join(
    f"sum((SELECT coalesce(sum(l.pay), 0) FROM document_layers AS l WHERE l.document = d.row AND l.layer = '{one}')) AS {one}"  # noqa: S608 - own names
    for one in ("basic", "critical_illness", "assistance")
)
_PLACE = "p.name, p.township, p.village"


def _read(work: Work, sql: str, values: Mapping[str, object]) -> tuple[Found, ...]:
    return tuple(dict(zip(row.keys(), tuple(row), strict=True)) for row in work.rows(sql, dict(values)))


def _codes(codes: Sequence[str], on: str) -> tuple[str, dict[str, object]]:
    """The condition that a person holds one of these identities on the day that the SQL ``on`` gives, and its values."""
    named = {f"code{at}": code for at, code in enumerate(codes)}
    return _HOLDS.format(", ".join(f":{name}" for name in named), on=on), dict(named)


def costly(
    work: Work, codes: Sequence[str], since: date, until: date, least_cost: int, least_stays: int
) -> tuple[Found, ...]:
    """Holders of an identity on ``until`` whose visits of these days cost so much or were so many stays."""
    holds, values = _codes(codes, ":until")
    return _read(
        work,
        f"SELECT p.id AS person_id, {_PLACE}, sum(d.total) AS total, sum(d.person_pays) AS person_pays,"  # noqa: S608 - own conditions
        f" sum({_STANDS} AND d.{_STAY}) AS stays, sum({_STANDS}) AS visits FROM documents AS d JOIN persons AS p ON p.id = {_OWN}"
        f" WHERE d.discharged BETWEEN :since AND :until AND {holds} GROUP BY p.row"
        " HAVING sum(d.total) >= :cost OR stays >= :stays ORDER BY total DESC, p.row",
        {**values, "since": day(since), "until": day(until), "cost": least_cost, "stays": least_stays},
    )


def burdened(work: Work, codes: Sequence[str], year: int, most: int) -> tuple[Found, ...]:
    """Holders of an identity at the end of a year who paid more than so much themselves in it."""
    holds, values = _codes(codes, ":last")
    return _read(
        work,
        f"SELECT p.id AS person_id, {_PLACE}, p.household_number, sum(d.total) AS total, sum(d.fund_total) AS fund_total,"  # noqa: S608 - own conditions
        f" sum(d.person_pays) AS person_pays FROM documents AS d JOIN persons AS p ON p.id = {_OWN} WHERE d.year = :year AND {holds}"
        " GROUP BY p.row HAVING sum(d.person_pays) > :most ORDER BY person_pays DESC, p.row",
        {**values, "year": year, "last": f"{year}-12-31", "most": most},
    )


def watched(work: Work, codes: Sequence[str], year: int, on: date, township: str) -> tuple[Found, ...]:
    """Every living holder of an identity on a day, with what is known of the year: insured, visits, money, filings."""
    holds, values = _codes(codes, ":on")
    own = "d.person_id = p.id AND d.year = :year"
    return _read(
        work,
        f"SELECT p.id AS person_id, {_PLACE}, p.household_number,"  # noqa: S608 - own conditions
        " EXISTS (SELECT 1 FROM insured_years AS y WHERE y.person = p.row AND y.year = :year) AS insured,"
        f" (SELECT count(*) FROM documents AS d WHERE {own} AND {_STANDS}) AS visits,"
        f" (SELECT count(*) FROM documents AS d WHERE {own} AND d.{_STAY} AND {_STANDS}) AS stays,"
        f" (SELECT coalesce(sum(d.total), 0) FROM documents AS d WHERE {own}) AS total,"
        f" (SELECT coalesce(sum(d.fund_total), 0) FROM documents AS d WHERE {own}) AS fund_total,"
        f" (SELECT coalesce(sum(d.person_pays), 0) FROM documents AS d WHERE {own}) AS person_pays,"
        f" (SELECT max(d.discharged) FROM documents AS d WHERE {own} AND {_STANDS}) AS last_visit,"
        " (SELECT group_concat(DISTINCT f.kind) FROM filings AS f WHERE f.person = p.row AND f.state = 'valid' AND f.since <= :on"
        " AND (f.until IS NULL OR f.until >= :on)) AS filings"
        f" FROM persons AS p WHERE {holds} AND (p.deceased_on IS NULL OR p.deceased_on > :on)"
        " AND (:township = '' OR p.township = :township) ORDER BY p.township, p.village, p.household_number, p.row",
        {**values, "year": year, "on": day(on), "township": township},
    )


def places(work: Work, codes: Sequence[str], since: date, until: date, *, villages: bool) -> tuple[Found, ...]:
    """Townships, or villages, with their living holders of an identity on ``until`` and the documents of these business
    days about them."""
    holds, values = _codes(codes, ":until")
    place = "p.township, p.village" if villages else "p.township"
    village = "p.village" if villages else "''"
    return _read(
        work,
        "WITH held AS (SELECT p.row, p.id, p.township, p.village, p.deceased_on FROM persons AS p"  # noqa: S608 - own conditions
        f" WHERE {holds}), paid AS (SELECT {place}, count(DISTINCT p.id) AS seen, sum({_STANDS}) AS visits,"
        " sum(d.total) AS total, sum(d.fund_total) AS fund_total, sum(d.person_pays) AS person_pays,"
        f" {_LAYERS} FROM documents AS d JOIN held AS p ON p.id = {_OWN}"
        f" WHERE d.business_date BETWEEN :since AND :until GROUP BY {place})"
        f" SELECT p.township, {village} AS village, count(*) AS people,"
        " sum(EXISTS (SELECT 1 FROM insured_years AS y WHERE y.person = p.row AND y.year = :year)) AS insured,"
        " paid.seen, paid.visits, paid.total, paid.basic, paid.critical_illness, paid.assistance, paid.fund_total,"
        " paid.person_pays FROM held AS p LEFT JOIN paid ON paid.township = p.township"
        f"{' AND paid.village = p.village' if villages else ''}"
        f" WHERE p.deceased_on IS NULL OR p.deceased_on > :until GROUP BY {place} ORDER BY {place}",
        {**values, "since": day(since), "until": day(until), "year": until.year},
    )


_SLIP = (
    "d.id, d.number, d.business_date, d.discharged, d.admitted, d.institution_id, d.institution_name, d.visit_type, d.total, d.person_pays,"
    f" d.out_of_catalogue, p.id AS person_id, {_PLACE} FROM documents AS d JOIN persons AS p ON p.id = {_OWN}"
)


def settlements(work: Work, codes: Sequence[str], since: date, until: date, which: str) -> tuple[Found, ...]:
    """Settlements of these business days that stand, of holders of an identity on the day of discharge, which are ``which``:
    zero_pay, outside (the share is looked at by the caller), not_one_stop (of an institution that was designated in the
    county on that day) or no_referral."""
    holds, values = _codes(codes, "d.discharged")
    conditions = {
        "zero_pay": "d.person_pays = 0 AND d.total > 0",
        "outside": "d.out_of_catalogue > 0",
        "not_one_stop": "d.way = 'reimbursement'",
        "no_referral": "EXISTS (SELECT 1 FROM document_notices AS n WHERE n.document = d.row AND n.code = 'NO_REFERRAL')",
    }
    found = _read(
        work,
        f"SELECT {_SLIP} WHERE d.business_date BETWEEN :since AND :until AND {_STANDS} AND {holds} AND {conditions[which]}"
        " ORDER BY d.row",
        {**values, "since": day(since), "until": day(until)},
    )
    if which != "not_one_stop":
        return found
    # By the institution's terms of the day: of which region it was then, and whether it was designated.
    days = {(str(one["institution_id"]), str(one["discharged"])) for one in found}
    settling = {key for key in days if _settles(work, *key)}
    return tuple(one for one in found if (one["institution_id"], one["discharged"]) in settling)


def _settles(work: Work, institution_id: str, on: str) -> bool:
    """Whether an institution settled with the funds itself on a day; one whose every version was taken back did not."""
    try:
        one = reference.institution(work, institution_id, date.fromisoformat(on))
    except UserError:
        return False
    return one.designated and one.region == "in_county"


def after_death(work: Work, since: date, until: date) -> tuple[Found, ...]:
    """Settlements that stand whose visit began or ended after the person's death."""
    return _read(
        work,
        f"SELECT p.deceased_on, {_SLIP} WHERE d.discharged BETWEEN :since AND :until AND {_STANDS} AND p.deceased_on IS NOT NULL"
        " AND d.discharged > p.deceased_on ORDER BY d.row",
        {"since": day(since), "until": day(until)},
    )


def pairs(work: Work, since: date, until: date, which: str) -> tuple[Found, ...]:
    """Two settlements that both stand, the later one's discharge in these days: ``overlap`` of stays, the same ``invoice``
    number (of one institution the ledger refuses it), ``two_places`` on one day without a stay between them."""
    person = _OWN.replace("d.", "b.")
    other = _STANDS.replace("d.", "b.").replace(" AS r", " AS s").replace("r.reverses", "s.reverses")
    conditions = {
        "overlap": f"b.person_id = d.person_id AND d.{_STAY} AND b.{_STAY} AND d.admitted < b.discharged"
        " AND b.admitted < d.discharged",
        "invoice": "b.invoice_number = d.invoice_number AND d.invoice_number <> ''",
        "two_places": f"b.person_id = d.person_id AND b.institution_id <> d.institution_id AND NOT (d.{_STAY}) AND NOT (b.{_STAY})"
        " AND b.discharged = d.discharged",
    }
    return _read(
        work,
        "SELECT d.id, d.number, b.id AS other_id, b.number AS other_number, d.discharged, d.admitted, b.admitted AS other_admitted,"  # noqa: S608 - own conditions
        " b.discharged AS other_discharged, d.institution_name, b.institution_name AS other_institution, d.invoice_number,"
        f" d.total + b.total AS total, p.id AS person_id, {_PLACE} FROM documents AS d JOIN documents AS b ON b.row < d.row"
        f" AND {conditions[which]} JOIN persons AS p ON p.id = {person} WHERE d.discharged BETWEEN :since AND :until"
        f" AND {_STANDS} AND {other} ORDER BY d.row, b.row",
        {"since": day(since), "until": day(until)},
    )


def person_pays(work: Work) -> Mapping[str, int]:
    """What the person paid by each slip that has an entry of aid, by slip number; a reversed one paid nothing."""
    rows = work.rows(
        "SELECT d.number, d.person_pays FROM documents AS d WHERE d.number IN (SELECT json_extract(data, '$.slip')"  # noqa: S608 - own condition
        f" FROM register_versions) AND {_STANDS}"
    )
    return {row[0]: row[1] for row in rows}


def in_groups(work: Work, which: str, codes: Sequence[str], on: date, born_by: date) -> tuple[Found, ...]:
    """Living holders of an identity on a day who are ``elder`` (born by a day), ``chronic`` (filed so) or ``dependent``
    (severely disabled), with the phone by which they are reached."""
    holds, values = _codes(codes, ":on")
    conditions = {
        "elder": "p.born <= :born_by",
        "chronic": "EXISTS (SELECT 1 FROM filings AS f WHERE f.person = p.row AND f.state = 'valid' AND f.kind IN ('chronic', 'special_chronic',"
        " 'two_diseases', 'chronic_care') AND f.since <= :on AND (f.until IS NULL OR f.until >= :on))",
        "dependent": "EXISTS (SELECT 1 FROM identities AS s WHERE s.person = p.row AND s.code IN ('severely_disabled',"
        " 'disabled_child') AND (s.since IS NULL OR s.since <= :on) AND (s.until IS NULL OR s.until >= :on))",
    }
    return _read(
        work,
        f"SELECT p.id AS person_id, {_PLACE}, p.born, p.phone FROM persons AS p WHERE {holds} AND {conditions[which]}"  # noqa: S608 - own conditions
        " AND (p.deceased_on IS NULL OR p.deceased_on > :on) ORDER BY p.township, p.village, p.row",
        {**values, "on": day(on), "born_by": day(born_by)},
    )
