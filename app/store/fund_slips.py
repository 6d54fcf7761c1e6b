"""What 健康扶贫基金 pays by posted documents, read out of their layers. Money is fen, signed as the documents are."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from app.records.funds import FundSlip
from app.store.elsewhere import ELSEWHERE
from app.store.stamp import day
from app.store.work import Work

_HERE = f"l.layer IN (SELECT value FROM json_each(?)) AND NOT {ELSEWHERE}"  # noqa: S608 - own SQL


def slips(work: Work, layers: Sequence[str], first: date | None, last: date) -> tuple[FundSlip, ...]:
    """The documents of a span of business days (``first`` None: from the beginning) with what such layers pay that were not
    settled elsewhere, in the order of posting."""
    rows = work.rows(
        "SELECT d.id, d.number, d.kind, d.way, d.business_date, d.person_name, d.institution_name, l.layer,"  # noqa: S608 - own SQL
        " coalesce(l.rule, '') AS rule, l.pay FROM documents AS d JOIN document_layers AS l ON l.document = d.row"
        f" WHERE d.business_date BETWEEN ? AND ? AND {_HERE} AND l.pay <> 0"
        " ORDER BY d.row, l.position",
        (day(first) or "", day(last), json.dumps(list(layers))),
    )
    return tuple(
        FundSlip(
            *(row["id"], row["number"], row["kind"], row["way"], date.fromisoformat(row["business_date"])),
            *(row["person_name"], row["institution_name"], row["layer"], row["rule"], row["pay"]),
        )
        for row in rows
    )


def total(work: Work, layers: Sequence[str], since: date | None, before: date) -> int:
    """What such layers paid from a day on (None: from the beginning) and before another."""
    found: int = work.value(
        "SELECT coalesce(sum(l.pay), 0) FROM documents AS d JOIN document_layers AS l ON l.document = d.row"  # noqa: S608 - own SQL
        f" WHERE d.business_date >= ? AND d.business_date < ? AND {_HERE}",
        (day(since) or "", day(before), json.dumps(list(layers))),
    )
    return found
