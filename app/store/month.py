"""One month's documents added up for its picture: by payer, level, day, identity, township. Money is fen.

A document counts on its business day with its sign. What a reversal or an adjustment does not carry itself (level, identities)
is that of the settlement it belongs to.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.store.national import ROOT
from app.store.stamp import day
from app.store.work import Work

_CASE = "CASE WHEN d.kind = 'settlement' THEN 1 WHEN d.kind = 'reversal' AND o.kind = 'settlement' THEN -1 ELSE 0 END"
_FROM = "FROM documents AS d LEFT JOIN documents AS o ON o.row = d.reverses"
_WITHIN = "d.business_date BETWEEN ? AND ?"


@dataclass(frozen=True, slots=True)
class Counted:
    """Sums of a span: documents by kind, cases (settlements less reversed ones), amounts; ``layers``: (layer, name, fen) in
    the order in which the slips name them."""

    kinds: Mapping[str, int]
    cases: int
    total: int
    institution_pays: int
    person_pays: int
    layers: tuple[tuple[str, str, int], ...]


def counted(work: Work, first: date, last: date) -> Counted:
    """The sums of a span of business days."""
    span = (day(first), day(last))
    kinds = work.rows(f"SELECT d.kind, count(*) FROM documents AS d WHERE {_WITHIN} GROUP BY d.kind", span)  # noqa: S608 - own SQL
    row = work.rows(
        f"SELECT coalesce(sum({_CASE}), 0), coalesce(sum(d.total), 0), coalesce(sum(d.institution_pays), 0),"
        f" coalesce(sum(d.person_pays), 0) {_FROM} WHERE {_WITHIN}",
        span,
    )[0]
    layers = work.rows(
        "SELECT l.layer, max(l.name), sum(l.pay) FROM documents AS d JOIN document_layers AS l ON l.document = d.row"  # noqa: S608 - own SQL
        f" WHERE {_WITHIN} GROUP BY l.layer ORDER BY min(l.position), l.layer",
        span,
    )
    return Counted(
        kinds={one[0]: one[1] for one in kinds},
        cases=row[0],
        total=row[1],
        institution_pays=row[2],
        person_pays=row[3],
        layers=tuple((one[0], one[1], one[2]) for one in layers),
    )


Grouped = tuple[tuple[str, int, int], ...]
"""(what, cases, fen)."""


def by_day(work: Work, first: date, last: date) -> Grouped:
    """By business day, ISO text."""
    return _grouped(work, "d.business_date", "", first, last)


def by_township(work: Work, first: date, last: date) -> Grouped:
    """By the township in which the person is registered now, "" where none is."""
    return _grouped(work, "p.township", "JOIN persons AS p ON p.id = d.person_id", first, last)


def by_level(work: Work, first: date, last: date) -> Grouped:
    """By the level of the institution as it was settled, "" for a pharmacy."""
    joined = f"JOIN document_facts AS f ON f.document = {ROOT}"
    return _grouped(work, "coalesce(json_extract(f.case_json, '$.visits[0].level'), '')", joined, first, last)


def _grouped(work: Work, what: str, joined: str, first: date, last: date) -> Grouped:
    rows = work.rows(
        f"SELECT {what} AS what, sum({_CASE}), sum(d.total) {_FROM} {joined} WHERE {_WITHIN} GROUP BY what ORDER BY what",
        (day(first), day(last)),
    )
    return tuple((row[0], row[1], row[2]) for row in rows)


def identities(work: Work, first: date, last: date) -> tuple[tuple[tuple[str, ...], int, int], ...]:
    """(the person's identity codes on the day of discharge as they were settled, cases, fen) of each group of documents."""
    rows = work.rows(
        f"SELECT json_extract(f.case_json, '$.person.identities') AS held, d.discharged, sum({_CASE}), sum(d.total)"
        f" {_FROM} JOIN document_facts AS f ON f.document = {ROOT} WHERE {_WITHIN} GROUP BY held, d.discharged",
        (day(first), day(last)),
    )
    found: dict[tuple[str, ...], tuple[int, int]] = {}
    for held, on, cases, total in rows:
        codes = tuple(one["code"] for one in json.loads(held or "[]") if (one["from"] or on) <= on <= (one["to"] or on))
        before = found.get(codes, (0, 0))
        found[codes] = (before[0] + cases, before[1] + total)
    return tuple((codes, *sums) for codes, sums in found.items())
