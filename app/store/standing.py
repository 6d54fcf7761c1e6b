"""What stands of a person's year: each settlement that is not reversed, its adjustments merged into it. Money is fen."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.records.later import Figures, LayerFigures
from app.records.result import Added, Estimate, LayerAdded
from app.store.people import family
from app.store.work import Work

_STANDS = (
    "kind <> 'reversal' AND NOT EXISTS (SELECT 1 FROM documents AS counter"
    " WHERE counter.reverses IN (documents.row, documents.adjusts))"
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A settlement with its adjustments: ``place`` its order key, ``rows`` the local rows of itself and them, ``added``
    what all of them together add to the year: one visit."""

    id: str
    place: str
    rows: tuple[int, ...]
    added: Added


def standing(work: Work, person_id: str, year: int, *, before: str = "") -> tuple[Standing, ...]:
    """The settlements of a person's year (merged duplicates' too) that stand, in their order. ``before`` an order key:
    only what stands before that place."""
    ids = family(work, person_id)
    marks = ", ".join("?" * len(ids))
    rows = work.rows(
        "SELECT row, coalesce(adjusts, row) AS target, id, order_key FROM documents"  # noqa: S608 - own conditions
        f" WHERE person_id IN ({marks}) AND year = ? AND {_STANDS} AND (? = '' OR order_key < ?)"
        " ORDER BY order_key, row",
        (*ids, year, before, before),
    )
    found: dict[int, Standing] = {}
    for row in rows:
        added = _added(work, row["row"], year)
        if row["target"] == row["row"]:
            found[row["row"]] = Standing(row["id"], row["order_key"], (row["row"],), added)
        else:
            # An adjustment's key begins with its settlement's: that one was met before.
            one = found[row["target"]]
            found[row["target"]] = replace(one, rows=(*one.rows, row["row"]), added=_merged(one.added, added))
    return tuple(found.values())


def _added(work: Work, row: int, year: int) -> Added:
    layers = work.rows("SELECT layer, base, pay, carried FROM document_added WHERE document = ?", (row,))
    tallies = work.rows("SELECT name, value FROM document_tallies WHERE document = ?", (row,))
    return Added(
        year=year,
        layers={one["layer"]: LayerAdded(one["base"], one["pay"], one["carried"]) for one in layers},
        tallies={one["name"]: one["value"] for one in tallies},
    )


def _merged(one: Added, more: Added) -> Added:
    """Bases, payments and tallies are summed; ``carried`` is that of the last."""
    layers = dict(one.layers)
    for name, part in more.layers.items():
        had = layers.get(name, LayerAdded(0, 0, 0))
        layers[name] = LayerAdded(had.base + part.base, had.pay + part.pay, part.carried)
    tallies = dict(one.tallies)
    for name, value in more.tallies.items():
        tallies[name] = tallies.get(name, 0) + value
    return Added(one.year, layers, tallies)


def figures(work: Work, one: Standing) -> Figures:
    """What a settlement's slip and those of its adjustments say together."""
    marks = ", ".join("?" * len(one.rows))
    layers = work.rows(
        "SELECT layer, sum(base), sum(deductible), sum(pay), sum(carried) FROM document_layers"  # noqa: S608 - own marks
        f" WHERE document IN ({marks}) GROUP BY layer ORDER BY min(document), min(position)",
        one.rows,
    )
    sums = work.rows(
        f"SELECT sum(institution_pays), sum(person_pays), sum(deductible) FROM documents WHERE row IN ({marks})",  # noqa: S608 - own marks
        one.rows,
    )[0]
    return Figures({row[0]: LayerFigures(*tuple(row)[1:]) for row in layers}, *tuple(sums))


def estimates(work: Work, one: Standing) -> tuple[Estimate, ...]:
    """What a settlement and its adjustments together expect others to pay later, without steps."""
    marks = ", ".join("?" * len(one.rows))
    rows = work.rows(
        "SELECT estimate, name, payer, sum(pay) FROM document_estimates"  # noqa: S608 - own marks
        f" WHERE document IN ({marks}) GROUP BY estimate, name, payer ORDER BY min(document), min(position)",
        one.rows,
    )
    return tuple(Estimate(*tuple(row)) for row in rows)


@dataclass(frozen=True, slots=True)
class Touched:
    """A person's year in which something was reversed or settled again, and the earliest place of it; "" where the person
    was merged with another, whose settlements may stand anywhere between."""

    person_id: str
    year: int
    place: str


def touched(work: Work) -> tuple[Touched, ...]:
    """The years of persons whose later settlements may rest on what no longer stands, the last touched first."""
    # "> 0" and the order of the join walk the links' own indexes; IS NOT NULL reads a million documents.
    rows = work.rows(
        "SELECT person_id, year, min(place) AS place FROM ("
        "SELECT target.person_id, target.year, target.order_key AS place, made.row AS made"
        " FROM documents AS made CROSS JOIN documents AS target ON target.row = made.reverses WHERE made.reverses > 0"
        " AND target.kind = 'settlement'"
        " UNION ALL SELECT person_id, year, order_key, row FROM documents WHERE replaces > 0"
        " UNION ALL SELECT documents.person_id, year, '', documents.row FROM person_aliases AS alias"
        " CROSS JOIN documents ON documents.person_id = alias.duplicate_id WHERE documents.kind = 'settlement'"
        ") GROUP BY person_id, year ORDER BY max(made) DESC"
    )
    return tuple(Touched(row["person_id"], row["year"], row["place"]) for row in rows)


def of_request(work: Work, request_id: str) -> tuple[str, ...]:
    """The ids of all documents that one request posted, in their order: the first bears it, the others it and a number."""
    rows = work.rows(
        "SELECT id FROM documents WHERE request_id = ? OR (request_id > ? AND request_id < ?) ORDER BY row",
        (request_id, f"{request_id}.", f"{request_id}/"),
    )
    return tuple(row[0] for row in rows)
