"""Readings of names: every reading of a 多音字, a bound on their number, characters without a reading."""

from __future__ import annotations

import pytest

from app.store.sounds import READINGS_MAX, SYLLABLES_MAX, Sounds


@pytest.mark.parametrize(
    ("surname", "letters"),
    [
        ("单", "sdc"),
        ("曾", "zc"),
        ("仇", "qc"),
        ("解", "xj"),
        ("查", "zc"),
        ("区", "oq"),
        ("朴", "p"),
        ("翟", "zd"),
        ("覃", "qt"),
        ("乐", "yl"),
        ("盖", "g"),
        ("员", "y"),
        ("繁", "pf"),
        ("贾", "jg"),
        ("尉", "wy"),
        ("缪", "m"),
        ("种", "cz"),
        ("召", "sz"),
        ("郇", "xh"),
        ("折", "sz"),
        ("逄", "p"),
        ("隗", "kw"),
        ("褚", "cz"),
        ("沈", "sc"),
        ("盛", "sc"),
        ("石", "s"),
        ("祭", "zj"),
        ("车", "cj"),
        ("长", "cz"),
        ("重", "cz"),
    ],
)
def test_surnames_with_several_readings(surname: str, letters: str) -> None:
    found = Sounds().initials(surname)
    assert set(letters) <= found


def test_readings_are_combined() -> None:
    assert {"sxc", "dxc", "cxz", "sxz"} <= Sounds().initials("单小曾")
    assert {"shanxiaozeng", "danxiaoceng"} <= Sounds().spellings("单小曾")


@pytest.mark.parametrize(
    ("character", "reading"),
    [("㛃", "jie"), ("䶮", "yan"), ("𠮷", "ji"), ("𬭎", "hong"), ("𫍯", "xian"), ("吕", "lv"), ("A", "a")],
)
def test_rare_characters_have_a_reading(character: str, reading: str) -> None:
    assert reading in Sounds().readings(character)


def test_what_has_no_reading_is_left_out() -> None:
    assert Sounds().initials("王·\ue000伟") == Sounds().initials("王伟")
    assert Sounds().initials("") == frozenset()
    assert Sounds().spellings("·") == frozenset()


def test_the_number_of_spellings_is_bounded_and_keeps_the_usual_one() -> None:
    name = "单曾仇解查区" * 3
    for found in (Sounds().spellings(name), Sounds().initials(name)):
        assert len(found) == READINGS_MAX
    assert "dancengchoujiechaqu" * 3 in Sounds().spellings(name)


def test_a_name_of_ten_thousand_characters_is_spelled_by_its_beginning() -> None:
    assert {len(one) for one in Sounds().initials("王" * 10_000)} == {SYLLABLES_MAX}
