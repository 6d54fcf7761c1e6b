"""Persons: what is stored comes back, changes are audited, duplicates are merged by an alias."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from app.errors import InvariantError, UserError
from app.records.people import Filing, PersonIdentity
from app.store import audit, people
from app.store.database import Database
from tests.unit.store import samples

FULL = samples.person(
    "p2",
    "买买提·艾力",
    deceased_on=date(2019, 5, 1),
    phone="0475-1",
    address="x",
    identities=(
        PersonIdentity("min_living", None, date(2019, 1, 1)),
        PersonIdentity("destitute", date(2019, 1, 2), None),
    ),
    filings=(
        Filing("f1", "chronic", date(2019, 1, 1), None, "高血压"),
        Filing("f2", "referral", date(2019, 2, 1), ON := date(2019, 3, 1)),
    ),
    insured_years=(2018, 2019),
    warnings=("arrears",),
)


def test_a_person_comes_back_whole(database: Database) -> None:
    with database.unit_of_work() as work:
        assert people.add_people(work, [FULL], **samples.STAMP) == 1
        assert people.person(work, "p2") == FULL
        assert people.person(work, "p1") == samples.person()


def test_nobody_and_unknown_ids(database: Database) -> None:
    with database.unit_of_work() as work:
        head = audit.head(work)
        assert people.add_people(work, [], **samples.STAMP) == 0
        assert audit.head(work) == head
    with pytest.raises(UserError, match="NO_PERSON"), database.reading() as work:
        people.person(work, "none")
    with pytest.raises(UserError, match="NO_PERSON"), database.unit_of_work() as work:
        people.update_person(work, replace(FULL, id="none"), **samples.STAMP)
    with pytest.raises(UserError, match="NO_PERSON"), database.unit_of_work() as work:
        people.add_filing(work, "none", FULL.filings[0], **samples.STAMP)


def test_an_id_is_used_once(database: Database) -> None:
    with pytest.raises(InvariantError), database.unit_of_work() as work:
        people.add_people(work, [samples.person("p9"), samples.person("p1")], **samples.STAMP)
    with database.reading() as work:
        assert work.value("SELECT count(*) FROM persons") == 1


def test_long_lists_are_added_in_pieces(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "_CHUNK", 10)
    with database.unit_of_work() as work:
        made = (replace(FULL, id=f"q{at}", filings=()) for at in range(25))
        assert people.add_people(work, made, **samples.STAMP) == 25
        assert work.value("SELECT count(*) FROM persons") == 26
        assert people.person(work, "q24").identities == FULL.identities


def test_an_update_is_audited_with_what_changed(database: Database) -> None:
    changed = replace(FULL, id="p1", name="阿拉坦")
    with database.unit_of_work() as work:
        assert people.update_person(work, changed, **samples.STAMP)
        assert people.person(work, "p1") == changed
        assert not people.update_person(work, changed, **samples.STAMP)
        (_, row) = audit.of_subject(work, "p1")
        assert audit.verify(work) is None
    assert row.action == "person.update"
    before, after = json.loads(row.before or ""), json.loads(row.after or "")
    assert (before["name"], after["name"]) == ("阿拉坦其木格", "阿拉坦")
    assert set(before) == set(after)
    assert "born" not in after
    assert after["identities"][0] == {
        "code": "min_living",
        "since": None,
        "until": "2019-01-01",
        "sub_status": "",
        "document": "",
        "supported_until": None,
        **dict.fromkeys(("category", "marks", "relation"), ""),
    }


def test_a_filing_is_added(database: Database) -> None:
    with database.unit_of_work() as work:
        people.add_filing(work, "p1", FULL.filings[0], **samples.STAMP)
        assert people.person(work, "p1").filings == (FULL.filings[0],)
        assert audit.of_subject(work, "p1")[-1].action == "person.filing"


def test_aliases_are_followed_and_facts_taken_together(database: Database) -> None:
    third = samples.person("p3", "阿拉坦", insured_years=(2017,), identities=())
    with database.unit_of_work() as work:
        people.add_people(work, [FULL, third], **samples.STAMP)
        people.add_alias(work, "p3", "p2", reason="同一人", **samples.STAMP)
        people.add_alias(work, "p2", "p1", reason="同一人", **samples.STAMP)
        found = people.person(work, "p3")
        assert found == people.person(work, "p1")
        assert people.family(work, "p2") == ("p1", "p2", "p3")
        assert people.resolve(work, "p3") == "p1"
    assert (found.id, found.name) == ("p1", "阿拉坦其木格")
    assert found.insured_years == (2017, 2018, 2019)
    assert [one.code for one in found.identities] == ["registered_poor", "min_living", "destitute"]
    assert found.warnings == ("arrears",)


@pytest.mark.parametrize(("duplicate", "person"), [("p2", "p1"), ("p1", "p2"), ("p1", "p1"), ("p2", "p3")])
def test_a_merge_is_made_once_and_never_in_a_circle(database: Database, duplicate: str, person: str) -> None:
    with database.unit_of_work() as work:
        people.add_people(work, [FULL, samples.person("p3")], **samples.STAMP)
        people.add_alias(work, "p2", "p1", reason="同一人", **samples.STAMP)
    with pytest.raises(UserError, match="ALREADY_MERGED"), database.unit_of_work() as work:
        people.add_alias(work, duplicate, person, reason="同一人", **samples.STAMP)


def test_a_merge_with_nobody_is_refused(database: Database) -> None:
    with pytest.raises(InvariantError), database.unit_of_work() as work:
        people.add_alias(work, "none", "p1", reason="", **samples.STAMP)
