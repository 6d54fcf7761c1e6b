"""Papers that left the desk, as they were: kept once, listed, counted; sheets that were spoiled. SQL of ``papers`` only here.

Sheets are counted from print jobs: a paper that was saved as a file used none.

Decisions
* 2026-11-30: what takes a note of spoiled sheets back is one more row of ``paper_spoils``, of the reason ``UNDONE``: it takes back the
  last one of its paper that stands, and its sheets count less. Rejected: a table of its own, a schema more for three columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.records.paper import UNDONE, ArchivedPaper, PaperCount, Spoil
from app.store import driver
from app.store.stamp import Stamp, whole
from app.store.work import Work

_SPOILED = f"iif(reason = '{UNDONE}', -sheets, sheets)"
_SENT = "print_jobs.id NOT IN (SELECT print_job FROM print_job_ends WHERE state IN ('failed', 'cancelled'))"
_LISTED = (
    "SELECT papers.id, papers.at, kind, title, subject, template, sheet, pages, copy,"  # noqa: S608 - own names
    " coalesce(operators.name, papers.operator_id) AS operator_name, coalesce(stations.name, papers.station_id) AS station_name,"
    f" (SELECT coalesce(sum(copies), 0) FROM print_jobs WHERE paper = papers.id AND {_SENT}) AS printed,"
    f" (SELECT coalesce(sum(copies), 0) FROM print_jobs WHERE paper = papers.id AND NOT ({_SENT})) AS failed,"
    " EXISTS (SELECT 1 FROM audit WHERE audit.subject = papers.id AND action = 'paper.save') AS saved,"
    f" (SELECT coalesce(sum({_SPOILED}), 0) FROM paper_spoils WHERE paper = papers.id) AS spoiled,"
    " CASE kind WHEN 'slip' THEN (SELECT person_name FROM documents WHERE id = subject)"
    " WHEN 'life' THEN (SELECT person_name FROM documents WHERE id = subject)"
    " WHEN 'notice' THEN (SELECT name FROM persons WHERE id = subject)"
    " WHEN 'receipt' THEN (SELECT name FROM persons WHERE id = (SELECT person_id FROM acceptances WHERE id = subject))"
    " ELSE '' END AS person_name"
    " FROM papers LEFT JOIN operators ON operators.id = papers.operator_id LEFT JOIN stations ON stations.id = papers.station_id"
)


@dataclass(frozen=True, slots=True)
class StoredPaper:
    """What a paper is drawn from again: its kind, the template that drew it, its sheet, its facts as JSON, the hash of its bytes."""

    id: str
    kind: str
    title: str
    subject: str
    template: str
    sheet: str
    pages: int
    copy: int
    facts: str
    pdf_sha256: str


def add(work: Work, paper: StoredPaper, stamp: Stamp) -> None:
    """Keep a paper that leaves the desk."""
    work.execute(
        "INSERT INTO papers (id, kind, title, subject, template, sheet, pages, copy, facts, pdf_sha256, station_id, operator_id,"
        " at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(paper.id, paper.kind, paper.title, paper.subject, paper.template, paper.sheet),
            *(whole(paper.pages), whole(paper.copy), paper.facts, paper.pdf_sha256, *stamp),
        ),
    )


def next_copy(work: Work, kind: str, subject: str) -> int:
    """The copy number that the next paper of a kind about ``subject`` has, for kinds that keep no count of their own."""
    return int(work.value("SELECT count(*) + 1 FROM papers WHERE subject = ? AND kind = ?", (subject, kind)))


def stored(work: Work, paper_id: str) -> StoredPaper | None:
    """A paper with its facts, or None."""
    names = "id, kind, title, subject, template, sheet, pages, copy, facts, pdf_sha256"
    row = work.row(f"SELECT {names} FROM papers WHERE id = ?", (paper_id,))  # noqa: S608 - own names
    return None if row is None else StoredPaper(*tuple(row))


def between(work: Work, first: date, last: date) -> tuple[ArchivedPaper, ...]:
    """The papers that left on these days, both included, the newest first."""
    sql = f"{_LISTED} WHERE papers.at >= ? AND papers.at < ? ORDER BY papers.row DESC"
    return tuple(_listed(row) for row in work.rows(sql, _span(first, last)))


def about(work: Work, subject: str) -> tuple[ArchivedPaper, ...]:
    """The papers about one thing, the newest first."""
    return tuple(_listed(row) for row in work.rows(f"{_LISTED} WHERE subject = ? ORDER BY papers.row DESC", (subject,)))


def one(work: Work, paper_id: str) -> ArchivedPaper | None:
    """One of them, or None."""
    row = work.row(f"{_LISTED} WHERE papers.id = ?", (paper_id,))
    return None if row is None else _listed(row)


def spoil(work: Work, spoil_id: str, paper_id: str, sheets: int, why: tuple[str, str], stamp: Stamp) -> None:
    """Note spoiled sheets of a paper, or take the last note back; ``why`` a key of ``SPOILS`` or ``UNDONE``, and more words."""
    work.execute(
        "INSERT INTO paper_spoils (id, paper, sheets, reason, note, station_id, operator_id, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (spoil_id, paper_id, whole(sheets), *why, *stamp),
    )


def last_spoil(work: Work, paper_id: str) -> Spoil | None:
    """The last note of a paper's spoiled sheets that was not taken back, or None."""
    rows = work.rows(
        "SELECT s.id, s.at, s.sheets, s.reason, s.note, coalesce(o.name, s.operator_id) FROM paper_spoils AS s"
        " LEFT JOIN operators AS o ON o.id = s.operator_id WHERE s.paper = ? ORDER BY s.row",
        (paper_id,),
    )
    stand: list[Spoil] = []
    for row in rows:
        if row[3] == UNDONE:
            stand.pop()
        else:
            stand.append(Spoil(row[0], datetime.fromisoformat(row[1]), *row[2:]))
    return stand[-1] if stand else None


def day_counts(work: Work, station_id: str, on: date) -> tuple[PaperCount, ...]:
    """A station's papers of a day by kind, kinds with nothing left out.

    Of one paper ``used`` is the sheets of its jobs that went through; of jobs that failed, those that were noted as spoiled. So
    used − spoiled is never negative, whatever the clerk noted.
    """
    made = {
        row["kind"]: (row["made"], row["again"])
        for row in work.rows(
            "SELECT kind, count(*) AS made, sum(copy > 1) AS again FROM papers WHERE at >= ? AND at < ? AND +station_id = ?"
            " GROUP BY kind",
            (*_span(on, on), station_id),
        )
    }
    used: dict[str, int] = {}
    spoiled: dict[str, int] = {}
    for kind, sent, failed, spoils in _sheets(work, station_id, on):
        used[kind] = used.get(kind, 0) + max(sent + min(spoils, failed), spoils)
        spoiled[kind] = spoiled.get(kind, 0) + spoils
    return tuple(
        PaperCount(kind, *made.get(kind, (0, 0)), used.get(kind, 0), spoiled.get(kind, 0))
        for kind in sorted({*made, *used})
    )


def _sheets(work: Work, station_id: str, on: date) -> list[tuple[str, int, int, int]]:
    """Kind, sheets that went through, sheets of failed jobs, spoiled ones, of each paper with a job or a spoil of the day."""
    span = (*_span(on, on), station_id)
    rows = work.rows(
        "SELECT kind, sum(sent * pages) AS sent, sum(failed * pages) AS failed, sum(spoiled) AS spoiled FROM ("  # noqa: S608 - own query
        f"SELECT paper, iif({_SENT}, copies, 0) AS sent, iif({_SENT}, 0, copies) AS failed, 0 AS spoiled"
        " FROM print_jobs WHERE at >= ? AND at < ? AND station_id = ?"
        f" UNION ALL SELECT paper, 0, 0, {_SPOILED} FROM paper_spoils WHERE at >= ? AND at < ? AND station_id = ?"
        ") JOIN papers ON papers.id = paper GROUP BY papers.id",
        (*span, *span),
    )
    return [(row["kind"], row["sent"], row["failed"], row["spoiled"]) for row in rows]


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A print of a slip that is in one of the two places alone: ``kept`` in the archive, else in the count of copies."""

    document_id: str
    number: str
    kept: bool


def slips_of_day(work: Work, station_id: str, on: date) -> tuple[int, tuple[Unmatched, ...]]:
    """How many prints of slips a day's archive has, and those that the archive or the count of copies lacks. Prints from before
    the archive was begun are no fault."""
    span = (*_span(on, on), station_id)
    kept = int(
        work.value(
            "SELECT count(*) FROM papers WHERE at >= ? AND at < ? AND +station_id = ? AND kind = 'slip'",
            span,
        )
    )
    begun = (
        "prints.row > (SELECT first.row FROM prints AS first WHERE first.id ="
        " (SELECT id FROM papers WHERE kind = 'slip' ORDER BY row LIMIT 1))"
    )
    rows = work.rows(
        "SELECT documents.id, number, 0 AS kept FROM prints JOIN documents ON documents.row = prints.document"  # noqa: S608 - own query
        f" WHERE prints.at >= ? AND prints.at < ? AND +prints.station_id = ? AND {begun}"
        " AND NOT EXISTS (SELECT 1 FROM papers WHERE papers.id = prints.id)"
        " UNION ALL SELECT papers.subject, coalesce(number, title), 1 FROM papers"
        " LEFT JOIN documents ON documents.id = papers.subject"
        " WHERE papers.at >= ? AND papers.at < ? AND +papers.station_id = ? AND papers.kind = 'slip'"
        " AND NOT EXISTS (SELECT 1 FROM prints WHERE prints.id = papers.id)",
        (*span, *span),
    )
    return kept, tuple(Unmatched(row["id"], row["number"], bool(row["kept"])) for row in rows)


def _span(first: date, last: date) -> tuple[str, str]:
    """From the first text of a moment of these days to the first after them."""
    return first.isoformat(), (last + timedelta(days=1)).isoformat()


def _listed(row: driver.Row) -> ArchivedPaper:
    values = {name: row[name] for name in row.keys()}  # noqa: SIM118 - a row is no mapping
    values |= {
        "at": datetime.fromisoformat(row["at"]),
        "person_name": row["person_name"] or "",
        "saved": bool(row["saved"]),
    }
    return ArchivedPaper(**values)
