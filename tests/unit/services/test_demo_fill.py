"""What the demonstration area's lists hold beside settlements: something of every kind, nothing of a named case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import KnownError
from app.policy import Registry
from app.records.close import CashCount
from app.records.filings import KINDS
from app.records.register_list import REGISTERS
from app.services.acceptances import accept, claims, waits
from app.services.accounts import clearing, credit, entries, reviews
from app.services.day_close import close_day, day
from app.services.demo import BUSINESS_DATE
from app.services.demo_build import build_demo
from app.services.demo_cases import CASE_NAME
from app.services.demo_entries import read_entries
from app.services.desk import Desk
from app.services.filings import lists, reference
from app.services.institutions import versions
from app.services.insured import comparison, premiums, register
from app.services.people import find_people, open_person
from app.services.registers import book
from app.store import audit, proof
from tests.unit.services.test_demo import FOLDER, built


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, registry: Registry) -> Iterator[Desk]:
    """500 people: the whole cast."""
    desk = built(tmp_path_factory.mktemp("filled") / "demo.db", registry)
    build_demo(desk, FOLDER, people=500, settlements=50, progress=lambda _line: None)
    yield desk
    desk.database.close()


def test_all_entries_are_there_and_the_file_is_sound(demo: Desk) -> None:
    listed = read_entries(FOLDER)
    kinds = Counter(one.code for one in listed if one.area == "filing")
    assert set(kinds) == set(KINDS)
    assert all(len(lists.of_kind(demo, kind)) >= kinds[kind] for kind in KINDS)
    kept = Counter(one.code for one in listed if one.area == "register")
    assert {one.code: len(book.listed(demo, one.code)) for one in REGISTERS} == dict(kept)
    with demo.database.reading() as work:
        assert audit.verify(work) is None
        assert proof.compare(work) == ()


def test_filings_stand_in_each_state(demo: Desk) -> None:
    def states(kind: str) -> Counter[str]:
        return Counter(one.filing.state for one in lists.of_kind(demo, kind) if one.filing.facts)

    assert states("chronic") == {"valid": 2, "pending": 1}
    assert states("special_chronic") == {"valid": 2, "cancelled": 1}
    assert states("special_case") == {"valid": 1, "pending": 1}
    treated = [one.filing.facts for one in lists.of_kind(demo, "disease_treatment")]
    assert sorted((bool(one["treated_on"]), bool(one["managed_on"])) for one in treated) == [
        (False, False),
        (True, False),
        (True, True),
    ]
    assert len(reference.prices(demo)) == 1


def test_an_institution_changed_its_level_this_year(demo: Desk) -> None:
    newer, older, _loaded = versions.history(demo, "H15052590003")
    assert (older.institution.level, newer.institution.level) == ("primary", "secondary")
    assert newer.institution.since is not None
    assert newer.institution.since.year == 2019


def test_some_were_uninsured_and_some_of_them_are_insured_by_now(demo: Desk) -> None:
    newest, before = comparison.all_runs(demo)
    assert (before.month, newest.month) == ("2019-10", "2019-11")
    changes = Counter((one.kind, one.change) for one in comparison.findings(demo, newest.id))
    assert changes["uninsured", "standing"] > 0
    assert changes["uninsured", "resolved"] > 0
    assert {"insured", "urged"} <= {one.state for one in register.entries(demo, 2019)}
    assert {kind for kind, _change in changes} == {"uninsured", "zero", "other_name", "no_subsidy", "double"}
    assert len(premiums.rules(demo)) == 3


def test_accounts_debts_and_reviews(demo: Desk) -> None:
    county = next(one for one in clearing.clearings(demo, 2019) if one.institution_id == "H15052590001")
    assert (county.budget, county.prepaid) == (600_000_000, 6_000_000)
    assert len(entries.entries(demo, "deduction")) == 1
    assert len(credit.debts(demo)) == 2
    assert [one.state for one in credit.blacklist(demo)] == ["生效"]
    assert sorted(one.review.mark for one in reviews.findings(demo)) == ["doubtful", "refused"]


def test_acceptances_a_claim_and_one_that_waits(demo: Desk) -> None:
    rows = accept.listed(demo)
    assert [(one.event.state, one.due.state if one.due else "") for one in rows] == [
        ("accepted", "over"),
        ("lacking", "later"),
        ("accepted", "later"),
    ]
    assert len({one.acceptance.number for one in rows}) == 3
    assert "部分到账" in {claims.state(one) for one in claims.claims(demo)}
    assert len(waits.waiting(demo)) == 1


def test_the_day_can_be_closed(demo: Desk) -> None:
    seen = day(demo, BUSINESS_DATE)
    assert (seen.faults, seen.open_before, seen.closed) == ((), (), None)
    assert close_day(demo, demo.new_id(), BUSINESS_DATE, CashCount(), "").on == BUSINESS_DATE


def test_a_named_person_has_no_part_in_it(demo: Desk) -> None:
    hit = next(one for one in find_people(demo, CASE_NAME) if one.born.year == 1956)
    card = open_person(demo, hit.id)
    assert card.person.filings == ()
    assert card.person.warnings == ()


def test_a_broken_file_is_said_calmly(tmp_path: Path) -> None:
    with pytest.raises(KnownError) as missing:
        read_entries(tmp_path)
    (tmp_path / "entries.toml").write_text('[[entry]]\narea = "filing"\nday = "2019-13-01"\n', encoding="utf-8")
    with pytest.raises(KnownError) as broken:
        read_entries(tmp_path)
    assert missing.value.code == broken.value.code == "NO_FILE"
