"""Finding a person: every kind of question, what comes first, what is never found."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.records.people import PersonHit, PersonIdentity
from app.store import people, terms
from app.store.database import Database
from app.store.find import find_people
from tests.unit.store import samples

ON = date(2019, 11, 22)


def add(database: Database, *names: str, **changes: Any) -> None:
    """People with these names and no numbers, ids in order."""
    plain = {"certificate_number": "", "household_number": "", "card_number": "", "identities": (), **changes}
    with database.unit_of_work() as work:
        start = work.value("SELECT count(*) FROM persons")
        made = [samples.person(f"n{start + at}", name, **plain) for at, name in enumerate(names)]
        people.add_people(work, made, **samples.STAMP)


def hits(database: Database, text: str, limit: int = 20) -> tuple[PersonHit, ...]:
    with database.reading() as work:
        return find_people(work, text, ON, limit)


def names(database: Database, text: str, limit: int = 20) -> list[str]:
    return [hit.name for hit in hits(database, text, limit)]


@pytest.mark.parametrize(
    "text",
    [
        "阿",
        "阿拉坦",
        "其木格",
        "坦其",
        "阿拉坦其木格",
        " 阿拉坦 其木格 ",
        "阿拉·坦",
        "altqmg",
        "altq",
        "ALTQ",
        "alatanqimuge",
        "alatanq",
        "15052519560312002X",
        "15052519560312002x",
        "150525",
        "1505251956",
        "002x",
        "002X",
        "1956",
        "0312",
        "560312",
        "5195",
        "2519560312",
        "１５０５２５",
        "  15052519560312002X\r\n",
        "阿拉坦其木格 女 15052519560312002X 2029.01.01",
        "NM0001234",
        "nm0001",
        "C15052500001",
    ],
)
def test_kinds_of_questions(database: Database, text: str) -> None:
    assert names(database, text) == ["阿拉坦其木格"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "·",
        "\x00",
        "拉阿",
        "zz",
        "0",
        "312",
        "15052519560312003X",
        "王",
        "' OR 1=1 --",
        "%",
        "_",
        "*",
        '"',
        "格" * 200,
    ],
)
def test_what_finds_nobody(database: Database, text: str) -> None:
    assert names(database, text) == []


@pytest.mark.parametrize(
    "name", ["王㛃", "李䶮", "张𠮷", "张𬭎", "买买提·艾力", "欧阳\ue000", "O'Brien", "王\n伟", "=1+1", "[王]", "%王"]
)
def test_names_are_found_by_every_character(database: Database, name: str) -> None:
    add(database, name)
    for character in name:
        if terms.key(character) and not character.isascii():
            assert name in names(database, character)
    assert names(database, name) == [name]


def test_rare_characters_are_found_by_pinyin(database: Database) -> None:
    add(database, "王㛃", "李䶮", "张𠮷")
    assert [names(database, text) for text in ("wj", "ly", "zj", "zhangji")] == [["王㛃"], ["李䶮"], ["张𠮷"], ["张𠮷"]]


def test_every_reading_is_found(database: Database) -> None:
    add(database, "单小曾")
    for text in ("sxz", "dxc", "cxc", "shanxiaoz", "danxiaoceng"):
        assert names(database, text) == ["单小曾"]


def test_what_begins_as_typed_comes_first(database: Database) -> None:
    add(database, "李小王", "王小明", "小王子", "王")
    assert names(database, "王") == ["王", "王小明", "李小王", "小王子"]


def test_exact_initials_come_before_longer_ones(database: Database) -> None:
    add(database, "王小明亮", "王小明")
    assert names(database, "wxm") == ["王小明", "王小明亮"]


def test_last_four_come_before_other_digits(database: Database) -> None:
    add(database, "甲", certificate_number="150525199001011234")
    add(database, "乙", certificate_number="123401199001015678")
    add(database, "丙", household_number="1234")
    add(database, "丁", card_number="123456")
    assert names(database, "1234") == ["甲", "乙", "丙", "丁"]


def test_the_list_has_its_limit(database: Database) -> None:
    add(database, *["王伟"] * 50)
    for text in ("王", "伟", "ww", "wangwei"):
        assert len(names(database, text)) == 20
        assert len(names(database, text, 5)) == 5


def test_a_hit_tells_people_apart(database: Database) -> None:
    past = PersonIdentity("min_living", date(2018, 1, 1), date(2019, 11, 21))
    today = PersonIdentity("destitute", None, ON)
    later = PersonIdentity("low_income", date(2019, 11, 23), None)
    add(database, "王伟", certificate_number="150525199001011234", identities=(past, today, later, today))
    (hit,) = hits(database, "王伟")
    assert hit.masked_number == "1505••••••••1234"
    assert hit.identity_codes == ("destitute",)
    assert (hit.village, hit.born, hit.sex) == ("哈日淖尔嘎查", date(1956, 3, 12), "female")


def test_merged_duplicates_are_one_hit_under_the_name_gone_by_now(database: Database) -> None:
    add(database, "阿拉坦其木", household_number="NM9")
    with database.unit_of_work() as work:
        people.add_alias(work, "n1", "p1", reason="同一人", **samples.STAMP)
    assert [hit.id for hit in hits(database, "阿拉坦")] == ["p1"]
    assert [hit.id for hit in hits(database, "NM9")] == ["p1"]


def test_a_changed_name_and_number_are_found_and_the_old_ones_are_not(database: Database) -> None:
    with database.unit_of_work() as work:
        people.update_person(
            work, samples.person(name="单小曾", certificate_number="110105194912310021"), **samples.STAMP
        )
    assert names(database, "sxz") == ["单小曾"]
    assert names(database, "110105") == ["单小曾"]
    assert names(database, "0519491") == ["单小曾"]
    for text in ("阿拉", "altqmg", "alatan", "1505", "5195", "002X"):
        assert names(database, text) == []


def test_a_very_long_name_harms_nothing(database: Database) -> None:
    long = "阿" + "王" * 10_000 + "末"
    add(database, long)
    assert names(database, "阿" + "王" * 100)[0] == long
    assert names(database, "王" * 30) == [long]
    with database.reading() as work:
        assert work.value("SELECT count(*) FROM terms") < 200


@settings(max_examples=40)
@given(st.data())
def test_any_part_of_any_name_finds_it(data: st.DataObject) -> None:
    import tempfile
    from pathlib import Path

    letters = st.characters(
        min_codepoint=0x3400, max_codepoint=0x2EBE0, exclude_categories=["Cs", "Cn", "Co", "Cc", "Cf"]
    )
    name = data.draw(st.text(letters | st.sampled_from("王李·㛃䶮𠮷"), min_size=1, max_size=12))
    with tempfile.TemporaryDirectory() as folder, samples.opened(Path(folder)) as database:
        add(database, name)
        start = data.draw(st.integers(0, len(name) - 1))
        part = name[start : data.draw(st.integers(start + 1, len(name)))]
        if terms.key(part) and not terms.key(part).isascii():
            assert name in names(database, part)


@settings(max_examples=15)
@given(st.text(max_size=40))
def test_no_text_is_too_strange_to_look_for(text: str) -> None:
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder, samples.opened(Path(folder)) as database:
        assert len(names(database, text)) <= 1
