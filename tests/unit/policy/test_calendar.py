"""Which pack is in force where, on every day from 2018 to 2026; the gaps are named, so that a new one shows."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from app.bootstrap import load_packs, policies_folder
from app.policy import PackFaults, Registry, read_pack
from tests.helpers.said import texts

FIRST, LAST = date(2018, 1, 1), date(2026, 12, 31)

IN_FORCE = {
    "奈曼旗": [
        ("2018-01-01", "2018-12-31", None),
        ("2019-01-01", "2019-12-31", "naiman-2019"),
        ("2020-01-01", "2026-12-31", None),
    ],
    "沈阳市": [
        ("2018-01-01", "2019-12-31", None),
        ("2020-01-01", "2020-12-31", "shenyang-2020"),
        ("2021-01-01", "2026-12-31", None),
    ],
    "沂源县": [
        ("2018-01-01", "2019-12-31", None),
        ("2020-01-01", "2020-12-31", "yiyuan-2020"),
        ("2021-01-01", "2026-12-31", None),
    ],
    "辽宁省": [("2018-01-01", "2018-09-19", None), ("2018-09-20", "2026-12-31", "liaoning-2018")],
    "广西壮族自治区（柳州市）": [("2018-01-01", "2019-05-08", None), ("2019-05-09", "2026-12-31", "guangxi-2019")],
    "示例统筹区": [("2018-01-01", "2026-12-31", None)],  # a draft is never in force
}
"""Spans of days with the pack that holds; None names a gap."""


def spans(registry: Registry, area: str) -> list[tuple[str, str, str | None]]:
    """The area's days, one by one, gathered into spans of one pack."""
    found: list[tuple[str, str, str | None]] = []
    day = FIRST
    while day <= LAST:
        pack = registry.in_force(area, day)
        name = pack.id if pack else None
        if found and found[-1][2] == name:
            found[-1] = (found[-1][0], day.isoformat(), name)
        else:
            found.append((day.isoformat(), day.isoformat(), name))
        day += timedelta(days=1)
    return found


def test_every_day_has_its_pack_or_is_a_named_gap() -> None:
    registry = load_packs()
    assert {pack.area for pack in registry.packs} == set(IN_FORCE)
    assert {area: spans(registry, area) for area in IN_FORCE} == IN_FORCE


def test_two_packs_of_one_area_that_overlap_are_refused_and_a_draft_is_not() -> None:
    data = (policies_folder() / "naiman-2019.toml").read_bytes()
    first = read_pack(data, "naiman-2019.toml")
    later = data.replace(b'id = "naiman-2019"', b'id = "naiman-2019b"').replace(
        b"from = 2019-01-01", b"from = 2019-12-31"
    )
    with pytest.raises(PackFaults, match="同时有效"):
        Registry((first, read_pack(later, "naiman-2019b.toml")))
    draft = read_pack(later.replace(b'status = "in_force"', b'status = "draft"'), "naiman-2019b.toml")
    assert Registry((first, draft)).in_force("奈曼旗", date(2019, 12, 31)) == first


QUOTES = {
    "records/filing_clauses.py",
    "records/filing_lists.py",
    "records/register_list.py",
    "services/calendar/deadlines.py",
    "services/demo_insured.py",
    "services/duties.py",
    "services/registers/papers.py",
    "services/registers/queries/persons.py",
    "services/registers/queries/summaries.py",
}
"""Data that quotes the papers: whose duty it is, in the paper's own words, and the demonstration's own place."""


def test_no_python_but_quotations_names_an_area() -> None:
    """A new area is a new TOML file: no text of the program asks which one it is in. Docstrings may say where a rule comes from."""
    names = re.compile(
        "|".join(
            {pack.area[:2] for pack in load_packs().packs if not pack.draft}
            | {"柳州", "通辽", "naiman", "shenyang", "yiyuan", "liaoning", "guangxi"}
        )
    )
    named = {file for file, text in texts(names) if names.search(text)}
    assert named <= QUOTES, sorted(named - QUOTES)
