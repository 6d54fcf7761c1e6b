"""Golden pages of every document: nothing moves unseen, nothing stands over the margin or on something else, points under points."""

from __future__ import annotations

import json
from functools import cache

import pytest

from tests.helpers.paper_geometry import Page, Run, bounds, overlapping, pages, ragged, upright
from tests.helpers.paper_golden import COMMAND, FOLDER, described, path_of
from tests.helpers.paper_samples import SAMPLES

_SLACK = 0.6
"""A glyph's ink may reach a little over its origin."""
_STROKE = 1.0
"""The reader counts a stroke's corners, which are cut off, to its box."""


@cache
def drawn(name: str) -> tuple[Page, ...]:
    return pages(SAMPLES[name].draw())


@pytest.mark.parametrize("name", SAMPLES)
def test_the_page_is_as_it_was(name: str) -> None:
    again = f"if this is meant, look at the page and write it anew: {COMMAND} {name}"
    assert path_of(name).exists(), again
    golden = json.loads(path_of(name).read_text(encoding="utf-8"))
    found = described(drawn(name))
    assert len(found) == len(golden), again
    for page, kept in zip(found, golden, strict=True):
        for part in ("size", "runs", "text_box", "shapes", "shapes_box"):
            assert page[part] == kept[part], again


@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_stands_over_the_margins(name: str) -> None:
    sample = SAMPLES[name]
    for page in map(upright, drawn(name)):
        text, shapes = bounds([one.box for one in page.runs]), bounds(list(page.shapes))
        for (left, top, right, bottom), slack in ((text, _SLACK), (shapes, _STROKE)):
            assert (left >= sample.side - slack) or (left, right) == (0, 0)
            assert right <= page.width - sample.side + slack
            assert (top >= sample.edge) or (top, bottom) == (0, 0)
            assert bottom <= page.height - sample.edge


@pytest.mark.parametrize("name", SAMPLES)
def test_no_text_stands_on_another(name: str) -> None:
    for page in drawn(name):
        assert overlapping(page) == []


@pytest.mark.parametrize("name", SAMPLES)
def test_figures_of_a_column_share_their_point(name: str) -> None:
    for page in drawn(name):
        assert ragged(page) == []


def test_there_is_no_golden_page_without_its_document() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(SAMPLES)


# ---- the checks themselves


def _run(text: str, x: float, y: float, point: float) -> Run:
    return Run(text, x, y, 9.0, (x, y - 7, x + 40, y), (point,), turned=False)


def test_the_checks_find_what_they_look_for() -> None:
    def page(*runs: Run) -> Page:
        return Page(595, 842, runs, ())

    assert overlapping(page(_run("甲", 50, 100, 0), _run("乙", 80, 102, 0))) == [("甲", "乙")]
    assert overlapping(page(_run("甲", 50, 100, 0), _run("乙", 95, 100, 0), _run("丙", 50, 108, 0))) == []
    assert ragged(page(_run("1.00", 50, 100, 70), _run("12.00", 52, 114, 72))) == [("1.00", "12.00")]
    assert ragged(page(_run("1.00", 50, 100, 70), _run("12.00", 52, 114, 70.3))) == []
    assert ragged(page(_run("1.00", 50, 100, 70), _run("共 12.00 元", 52, 114, 90))) == []
