"""Images of rows: every table has its place, the text is canonical, a list is the sum of its rows."""

from __future__ import annotations

import json

import pytest

from app.records.result import Added
from app.store import images, people
from app.store.canonical import canonical, sha256
from app.store.database import Database
from app.store.guards import GUARDS
from tests.unit.store import samples


def test_every_table_of_a_file_is_audited_or_says_why_not(database: Database) -> None:
    with database.reading() as work:
        tables = {row[0] for row in work.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
    parts = [part for one in images.AUDITED.values() for part in one.parts]
    assert sorted([*images.AUDITED, *images.NOT_AUDITED, *parts]) == sorted(tables)
    assert {guard.table for guard in GUARDS} - {"audit"} <= {*images.AUDITED, *parts}
    assert all(images.NOT_AUDITED.values())


def test_an_image_is_the_canonical_json_of_the_rows(database: Database) -> None:
    odd = "a\"b\\c\n\t\x00\x1f\x7f'</𠮷㛃"
    with database.unit_of_work() as work:
        people.add_people(work, [samples.person("p2", odd, insured_years=(2018, 2019))], **samples.STAMP)
        row = work.row("SELECT * FROM persons WHERE id = 'p2'")
        assert row is not None
        expected: dict[str, object] = {"persons": dict(zip(row.keys(), tuple(row)))}
        for part in images.AUDITED["persons"].parts:
            rows = work.rows(f"SELECT * FROM {part} WHERE person = ?", (row["row"],))
            later = ("supported_until", "category", "marks", "relation")  # empty: the image is that of schema 1
            texts = [
                {name: value for name, value in zip(one.keys(), tuple(one)) if name not in {"person", *later}}
                for one in rows
            ]
            expected[part] = sorted(canonical(one) for one in texts)
        assert images.digest(work, "persons", "p2") == sha256(canonical(expected))


@pytest.mark.parametrize("document_id", ["d1", "d2", "d3", "d4", "d5"])
def test_a_document_s_image_is_the_one_of_the_first_version_with_ids_for_links(
    database: Database, document_id: str
) -> None:
    with database.unit_of_work() as work:
        samples.post(work, samples.document(1))
        samples.post(work, samples.reversal("d1", 2))
        samples.post(work, samples.document(3, replaces="d1"))
        samples.post(work, samples.document(4, kind="adjustment", adjusts="d3", added=Added(2019, {}, {})))
        samples.post(work, samples.document(5))
        row = work.rows("SELECT * FROM documents WHERE id = ?", (document_id,))[0]
        own = {name: value for name, value in zip(row.keys(), tuple(row)) if name != "row"}
        for link in ("replaces", "reverses", "adjusts"):
            own[link] = work.value("SELECT id FROM documents WHERE row = ?", (row[link],))
        if own["adjusts"] is None:
            del own["adjusts"]
        expected: dict[str, object] = {"documents": own, "pack": sha256(samples.PACK_TEXT)}
        for guard in (guard for guard in GUARDS if guard.part):
            parts = work.rows(f"SELECT * FROM {guard.table} WHERE document = ?", (row["row"],))
            texts = [
                {name: value for name, value in zip(one.keys(), tuple(one)) if name != "document"} for one in parts
            ]
            if texts or guard.schema == 1:
                expected[guard.table] = sorted(canonical(one) for one in texts)
        assert images.digest(work, "documents", document_id) == sha256(canonical(expected))


def test_one_row_has_the_digest_that_it_has_among_all(database: Database) -> None:
    with database.unit_of_work() as work:
        for number in (1, 2, 3):
            samples.post(work, samples.document(number))
        samples.post(work, samples.reversal("d2", 4))
        for table in ("documents", "persons", "packs", "operators"):
            found = dict(images.live(work, table))
            assert found
            assert found == {key: images.digest(work, table, key) for key in found}


def test_a_list_is_the_sum_of_its_rows_in_any_order(database: Database) -> None:
    more = [samples.person(f"q{at}", f"李{at}") for at in range(5)]
    with database.unit_of_work() as work:
        before = work.value("SELECT max(row) FROM persons")
        people.add_people(work, more, **samples.STAMP)
        added = images.added(work, "persons", before)
        digests = [images.digest(work, "persons", one.id) for one in reversed(more)]
        assert added == images.Image("persons", "", after=images.total(digests))
        row = work.rows("SELECT action, subject, after FROM audit ORDER BY sequence DESC LIMIT 1")[0]
    assert (row["action"], row["subject"]) == ("person.add", "")
    assert json.loads(row["after"]) == {"count": 5, "rows": {"persons": added.after}}


def test_a_pack_is_noted_with_its_first_document(database: Database) -> None:
    with database.unit_of_work() as work:
        samples.post(work, samples.document(1))
        samples.post(work, samples.document(2))
        first, later = images.posted(work, "d1"), images.posted(work, "d2")
    assert first == (images.Image("documents", "d1"), images.Image("packs", samples.PACK.digest))
    assert later == (images.Image("documents", "d2"),)
