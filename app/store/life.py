"""What ever happened to a document and to those that it is linked with, from rows and the audit. Money is fen."""

from __future__ import annotations

from dataclasses import dataclass

from app.store.work import Work

_FAMILY = """
WITH RECURSIVE same (row) AS (
    SELECT row FROM documents WHERE id = ?
    UNION SELECT near.row FROM same JOIN documents AS near
        ON near.replaces = same.row OR near.reverses = same.row OR near.adjusts = same.row
    UNION SELECT far.row FROM same JOIN documents AS own ON own.row = same.row JOIN documents AS far
        ON far.row IN (own.replaces, own.reverses, own.adjusts)
)
"""
_WHO = "coalesce((SELECT name FROM operators WHERE id = happened.operator_id), happened.operator_id)"
_WHERE = "coalesce((SELECT name FROM stations WHERE id = happened.station_id), happened.station_id)"


@dataclass(frozen=True, slots=True)
class Happening:
    """``kind`` names the source; ``number`` the document that it happened to; ``one`` and ``two`` are the kind's own
    texts (see ``_SOURCES``). ``at``: ISO text with offset."""

    kind: str
    at: str
    who: str
    station: str
    number: str
    one: str
    two: str


# kind → rows with at, operator_id, station_id, number, one, two; ``kin`` holds the documents of the family.
_SOURCES = {
    "opened": "SELECT drafts.at, drafts.operator_id, drafts.station_id, number, '' AS one, '' AS two"
    " FROM drafts JOIN kin ON kin.request_id = drafts.request_id",
    "saved": "SELECT drafts.saved_at AS at, drafts.operator_id, drafts.station_id, number, drafts.version AS one, '' AS two"
    " FROM drafts JOIN kin ON kin.request_id = drafts.request_id WHERE drafts.version > 1",
    "posted": "SELECT kin.at, kin.operator_id, kin.station_id, kin.number, kin.kind AS one, kin.person_pays AS two FROM kin",
    "printed": "SELECT prints.at, prints.operator_id, prints.station_id, number, copy AS one, '' AS two"
    " FROM prints JOIN kin ON kin.row = prints.document",
    "spoiled": "SELECT spoils.at, spoils.operator_id, spoils.station_id, number, spoils.sheets AS one,"
    " spoils.reason || char(10) || spoils.note AS two FROM paper_spoils AS spoils JOIN papers ON papers.id = spoils.paper"
    " AND papers.kind = 'slip' JOIN kin ON kin.id = papers.subject",
    "asked": "SELECT asked.at, asked.operator_id, asked.station_id, number, asked.reason AS one, asked.note AS two"
    " FROM approval_requests AS asked JOIN kin ON kin.id = asked.document",
    "answered": "SELECT answered.at, answered.operator_id, answered.station_id, number, answered.approved AS one,"
    " answered.approver_name || char(10) || answered.note AS two FROM approval_answers AS answered"
    " JOIN approval_requests AS asked ON asked.id = answered.request JOIN kin ON kin.id = asked.document",
    "closed": "SELECT closed.at, closed.operator_id, closed.station_id, '' AS number, closed.business_date AS one, '' AS two"
    " FROM day_closes AS closed WHERE EXISTS (SELECT 1 FROM kin WHERE kin.station_id = closed.station_id"
    " AND kin.business_date = closed.business_date)",
    "unlocked": "SELECT freed.at, freed.operator_id, freed.station_id, '' AS number, closed.business_date AS one,"
    " freed.reason || char(10) || freed.approver_name AS two FROM day_unlocks AS freed"
    " JOIN day_closes AS closed ON closed.id = freed.close WHERE EXISTS (SELECT 1 FROM kin"
    " WHERE kin.station_id = closed.station_id AND kin.business_date = closed.business_date)",
    "resettled": "SELECT audit.at, audit.operator_id, audit.station_id, number, '' AS one, '' AS two"
    " FROM audit JOIN kin ON kin.id = audit.subject WHERE audit.action = 'draft.resettle'",
    "backed_up": "SELECT audit.at, audit.operator_id, audit.station_id, number, '' AS one, '' AS two FROM kin JOIN audit"
    " ON audit.sequence = (SELECT min(later.sequence) FROM audit AS later WHERE later.action = 'backup.make'"
    " AND later.sequence > (SELECT min(first.sequence) FROM audit AS first WHERE first.subject = kin.id)"
    " AND NOT EXISTS (SELECT 1 FROM audit AS ended WHERE ended.subject = later.subject AND ended.action = 'backup.not_made'"
    " AND json_extract(ended.after, '$.begun') = later.sequence))",
}


@dataclass(frozen=True, slots=True)
class Link:
    """A document of the family: what it points to (slip numbers, "" for none), and its reason."""

    number: str
    kind: str
    replaces: str
    reverses: str
    adjusts: str
    reason: str
    note: str
    approver: str


def links(work: Work, document_id: str) -> tuple[Link, ...]:
    """The document and all that it is linked with, near or far, in the order of posting; empty where there is none."""

    def number(link: str) -> str:
        return f"coalesce((SELECT d.number FROM documents AS d WHERE d.row = documents.{link}), '') AS {link}"  # noqa: S608 - own names

    rows = work.rows(
        f"{_FAMILY} SELECT number, kind, {number('replaces')}, {number('reverses')}, {number('adjusts')},"  # noqa: S608 - own SQL
        " coalesce(reason, '') AS reason, coalesce(note, '') AS note, coalesce(approver_name, '') AS approver"
        " FROM documents LEFT JOIN document_reasons ON document = row WHERE row IN (SELECT row FROM same) ORDER BY row",
        (document_id,),
    )
    return tuple(Link(*tuple(row)) for row in rows)


def happenings(work: Work, document_id: str) -> tuple[Happening, ...]:
    """Everything that happened to the document and its family, source by source, each in its order of time."""
    found: list[Happening] = []
    for kind, source in _SOURCES.items():
        sql = (
            f"{_FAMILY}, kin AS (SELECT * FROM documents WHERE row IN (SELECT row FROM same))"  # noqa: S608 - own SQL
            f" SELECT at, {_WHO}, {_WHERE}, number, one, two FROM ({source}) AS happened ORDER BY at"
        )
        found += [Happening(kind, *map(str, tuple(row))) for row in work.rows(sql, (document_id,))]
    return tuple(found)
