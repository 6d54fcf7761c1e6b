"""The manual's chapters: each has its pages and its pictures, and the page in front finds its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import KnownError
from app.services.manual import folder
from app.services.manual.chapters import Chapter, chapter_of, chapters
from build_scripts.screenshots_manual import PICTURES

CHAPTERS = chapters()
A = Chapter("01", "甲", "# 甲\n", ("日结记录", "* 年度"))
B = Chapter("02", "乙", "# 乙\n", ("日结*", "2019 年度"))


def test_chapters_are_numbered_without_a_gap_and_each_has_a_title_of_its_own() -> None:
    assert [one.code for one in CHAPTERS] == [f"{at:02d}" for at in range(1, len(CHAPTERS) + 1)]
    assert len({one.title for one in CHAPTERS}) == len(CHAPTERS)
    assert all(one.pages and one.text.startswith(f"# {one.title}\n") for one in CHAPTERS)


def test_no_page_is_named_by_two_chapters() -> None:
    pages = [page for one in CHAPTERS for page in one.pages]
    assert len(pages) == len(set(pages))


def test_a_named_page_goes_before_a_pattern_and_the_front_before_what_lies_below() -> None:
    assert chapter_of(["日结记录"], (B, A)) is A
    assert chapter_of(["日结 2019-11-22"], (A, B)) is B
    assert chapter_of(["2019 年度"], (A, B)) is B
    assert chapter_of(["没有人知道", "2018 年度"], (B, A)) is A
    assert chapter_of(["没有人知道"], (B, A)) is B


def test_pictures_of_the_chapters_are_those_that_lie_in_the_folder() -> None:
    assert {f"pictures/{name}.png" for name in PICTURES} == {picture for one in CHAPTERS for picture in one.pictures}
    named = {picture for one in CHAPTERS for picture in one.pictures}
    there = {path.relative_to(folder.manual()).as_posix() for path in folder.manual().rglob("*.png")}
    assert named == there
    sizes = [(folder.manual() / picture).stat().st_size for picture in there]
    assert max(sizes) <= 60_000
    assert sum(sizes) <= 1_000_000


def test_keys_and_pictures_are_read_from_the_text() -> None:
    chapter = Chapter("01", "甲", "按 `F2`，再按 `Enter`，又按 `F2`。\n\n![图](pictures/a.png)\n")
    assert chapter.keys == ("F2", "Enter")
    assert chapter.pictures == ("pictures/a.png",)


def test_a_manual_that_is_gone_is_said(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="重新安装"):
        chapters(tmp_path)
