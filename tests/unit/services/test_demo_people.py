"""The synthetic people: valid, unique, the same for the same seed, with the shares that were meant."""

import tomllib
from collections.abc import Callable
from datetime import date
from itertools import groupby
from pathlib import Path

import pytest

from app.records import identity_number
from app.services.demo_people import LAST_DAY, DemoPerson, Names, names_of, people

NAMES_FILE = Path(__file__).parents[3] / "resources" / "demo" / "names.toml"
COUNT = 30_000


@pytest.fixture(scope="module")
def names() -> Names:
    return names_of(tomllib.loads(NAMES_FILE.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def everybody(names: Names) -> list[DemoPerson]:
    return list(people(2019, COUNT, names))


def test_the_same_seed_gives_the_same_people(names: Names, everybody: list[DemoPerson]) -> None:
    assert list(people(2019, 3_000, names)) == everybody[:3_000]
    assert list(people(2020, 3_000, names)) != everybody[:3_000]


@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_exactly_as_many_as_asked_for(names: Names, count: int) -> None:
    assert len(list(people(1, count, names))) == count


def test_a_negative_count_is_refused(names: Names) -> None:
    with pytest.raises(ValueError, match="count"):
        people(1, -1, names)


def test_identity_numbers_are_valid_unique_and_agree(everybody: list[DemoPerson]) -> None:
    numbers = [person.id_number for person in everybody if person.id_number is not None]
    assert len(set(numbers)) == len(numbers)
    for person in everybody:
        if person.id_number is not None:
            assert identity_number.problem(person.id_number) is None
            assert identity_number.born(person.id_number) == person.born
            assert identity_number.sex(person.id_number) == person.sex
    at_home = sum(number.startswith("150525") for number in numbers)
    assert 0.9 < at_home / len(numbers) < 1


def test_only_newborns_lack_a_number(everybody: list[DemoPerson]) -> None:
    numberless = [person for person in everybody if person.id_number is None]
    assert numberless
    assert all(person.born >= date(2019, 5, 1) for person in numberless)


def test_births_lie_in_the_century(everybody: list[DemoPerson]) -> None:
    assert min(person.born.year for person in everybody) == 1925
    assert max(person.born for person in everybody) <= LAST_DAY


def test_cards_are_unique_and_telephones_ring_nowhere(everybody: list[DemoPerson]) -> None:
    assert len({person.card_number for person in everybody}) == COUNT
    assert all(
        person.phone == "" or (person.phone.startswith("12") and len(person.phone) == 11) for person in everybody
    )


def test_a_household_lives_at_one_address(everybody: list[DemoPerson]) -> None:
    sizes = set()
    for _, group in groupby(everybody, key=lambda person: person.household_number):
        members = list(group)
        sizes.add(len(members))
        assert len({(one.address, one.township, one.village) for one in members}) == 1
    assert sizes == {1, 2, 3, 4, 5, 6}


@pytest.mark.parametrize(
    ("low", "high", "counts"),
    [
        (0.10, 0.14, lambda one: _has(one, "registered_poor")),
        (0.05, 0.075, lambda one: _has(one, "min_living")),
        (0.011, 0.019, lambda one: _has(one, "destitute")),
        (0.016, 0.024, lambda one: _has(one, "severely_disabled")),
        (0.0015, 0.0045, lambda one: _has(one, "disabled_child")),
        (0.015, 0.05, lambda one: len(one.identities) > 1),
        (0.96, 0.98, lambda one: 2019 in one.insured_years),
        (0.001, 0.008, lambda one: "arrears" in one.warnings),
        (0.0003, 0.0025, lambda one: len(one.name) >= 20),
        (0.05, 0.15, lambda one: any(filing[0] == "chronic" for filing in one.filings)),
    ],
)
def test_shares_are_as_meant(
    everybody: list[DemoPerson], low: float, high: float, counts: Callable[[DemoPerson], bool]
) -> None:
    assert low < sum(map(counts, everybody)) / COUNT < high


def test_rare_and_mongolian_names_occur(names: Names, everybody: list[DemoPerson]) -> None:
    rare = set(names.given_rare)
    assert 0.003 < sum(not rare.isdisjoint(one.name) for one in everybody) / COUNT < 0.008
    first = tuple(names.mongolian_first)
    whole = {*names.mongolian["male"], *names.mongolian["female"], *names.dotted}
    parts = {a + b for a in first for last in names.mongolian_last.values() for b in last}
    assert 0.2 < sum(one.name in whole or one.name in parts for one in everybody) / COUNT < 0.3
    assert any("·" in one.name for one in everybody)
    assert any(ord(character) > 0xFFFF for one in everybody for character in one.name)


def test_dated_facts_are_in_order(everybody: list[DemoPerson]) -> None:
    codes = {"registered_poor", "min_living", "destitute", "severely_disabled", "disabled_child"}
    for person in everybody:
        for code, first, last, status in person.identities:
            assert code in codes
            assert person.born <= first <= LAST_DAY
            assert last is None or last >= first
            assert (status in {"未脱贫", "脱贫享受政策"}) == (code == "registered_poor")
        for kind, first, last, note in person.filings:
            assert kind in {"chronic", "two_diseases", "special_chronic", "referral"}
            assert first <= LAST_DAY
            assert last is None or last >= first
            assert note
        assert all(year >= person.born.year for year in person.insured_years)
        assert set(person.warnings) <= {"arrears", "blacklist"}


def test_nobody_is_destitute_and_on_the_minimum_allowance_at_once(everybody: list[DemoPerson]) -> None:
    assert not any(_has(one, "destitute") and _has(one, "min_living") for one in everybody)


def test_a_damaged_names_file_is_refused() -> None:
    table = tomllib.loads(NAMES_FILE.read_text(encoding="utf-8"))
    with pytest.raises(ValueError, match="streets"):
        names_of({**table, "streets": []})
    with pytest.raises(ValueError, match="steets"):
        names_of({**table, "steets": ["和平路"]})
    with pytest.raises(KeyError, match="dotted"):
        names_of({key: value for key, value in table.items() if key != "dotted"})


def _has(person: DemoPerson, code: str) -> bool:
    return any(identity[0] == code for identity in person.identities)
