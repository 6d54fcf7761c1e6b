"""The hand-over sheet as bytes, as text and as pages: everything of the facts stands on it, figures on their points."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pypdfium2
import pytest

from app.errors import KnownError
from app.money.fen import format_fen
from app.money.uppercase import uppercase
from app.papers.day_lists import grouped
from app.papers.day_sheet import TEMPLATE, draw_day_sheet, template_of
from app.records.close import CloseFacts
from tests.helpers import close_samples
from tests.helpers.pdf_text import page_texts, squeezed

NAMES = tuple(close_samples.SAMPLES)


@cache
def drawn(name: str) -> bytes:
    return draw_day_sheet(close_samples.SAMPLES[name](), close_samples.DIGEST)


def text_of(name: str) -> str:
    return squeezed("".join(page_texts(drawn(name))))


def amounts_of(facts: CloseFacts) -> list[int]:
    cash, sums = facts.cash, facts.sums
    found = [cash.opening, cash.expected, cash.counted, cash.difference, sums.total, sums.fund_total, sums.person_pays]
    for group in facts.groups:
        found += [group.sums.total, group.sums.fund_total, group.sums.institution_pays, group.sums.person_pays]
    for layer in facts.layers:
        found += [layer.settled, layer.reversed, layer.adjusted, layer.net, layer.given]
    found += [payer.net for payer in facts.payers]
    for money in facts.payments:
        found += [money.received, money.paid, money.net]
    for reversal in facts.reversals:
        found += [reversal.total, reversal.person_pays]
    return [fen for fen in (*found, *(slip.person_pays for slip in facts.unprinted)) if fen]


def texts_of(facts: CloseFacts) -> list[str]:
    found = [facts.business_date, facts.station_name, facts.operator_name, facts.closed_at]
    found += [facts.first_number, facts.last_number, facts.cash.note, uppercase(facts.cash.counted)]
    found += [grouped(facts.audit_hash), grouped(close_samples.DIGEST), f"第 {facts.audit_sequence} 行"]
    for reversal in facts.reversals:
        found += [reversal.number, reversal.original, reversal.person_name, reversal.reason]
    found += [text for slip in facts.unprinted for text in (slip.number, slip.person_name)]
    found += [text for draft in facts.drafts for text in (draft.person_name, draft.saved_at)]
    found += [request.number for request in facts.requests]
    found += [text for change in facts.changes for text in (change.at, change.who, change.what)]
    return [*found, *(check.name for check in facts.checks)]


@pytest.mark.parametrize("name", ["empty", "full", "differing"])
def test_everything_stands_on_it(name: str) -> None:
    facts, text = close_samples.SAMPLES[name](), text_of(name)
    for fen in amounts_of(facts):
        assert format_fen(fen, thousands=True) in text, fen
    for part in texts_of(facts):
        assert squeezed(part) in text, part


@pytest.mark.parametrize("name", NAMES)
def test_the_same_facts_give_the_same_bytes(name: str) -> None:
    again = draw_day_sheet(close_samples.SAMPLES[name](), close_samples.DIGEST)
    assert again == drawn(name)
    template = template_of(close_samples.SAMPLES[name]())
    assert pypdfium2.PdfDocument(again).get_metadata_value("Subject") == template


def test_a_close_from_before_papers_were_counted_is_drawn_as_it_was() -> None:
    facts = close_samples.full_day()
    text = squeezed("".join(page_texts(drawn("full"))))
    assert template_of(facts) == TEMPLATE
    assert "打印用纸" in text
    assert "结算单8241713168" in text
    assert "合计9141783175" in text
    old = replace(facts, papers=())
    assert template_of(old) == "day-a4-1"
    assert "打印用纸" not in squeezed("".join(page_texts(draw_day_sheet(old, close_samples.DIGEST))))


@pytest.mark.parametrize("name", NAMES)
def test_pages_are_numbered_and_nothing_runs_over_the_edge(name: str) -> None:
    pages = page_texts(drawn(name))
    for at, text in enumerate(pages, start=1):
        assert f"第 {at} 页 共 {len(pages)} 页" in text
    document = pypdfium2.PdfDocument(drawn(name))
    for page in document:
        text_page = page.get_textpage()
        for at in range(text_page.count_chars()):
            if text_page.get_text_range(at, 1).strip():
                left, bottom, right, top = text_page.get_charbox(at)
                assert 30 <= left <= right <= 570, text_page.get_text_range(at, 12)
                assert 20 <= bottom <= top <= 830, text_page.get_text_range(at, 12)


def test_an_empty_day_is_one_page_and_says_so() -> None:
    text = text_of("empty")
    assert len(page_texts(drawn("empty"))) == 1
    assert "当日没有单据" in text
    assert text.count("：无") == 3
    assert "14项核对全部相符" in text
    assert "谁支付" not in text
    assert "冲红单" not in text.replace("冲红单是原单的负数", "")


def test_a_drawer_that_fits_says_so_and_one_that_does_not() -> None:
    assert "与应有相符" in text_of("full")
    short = text_of("differing")
    assert "与应有相符" not in short
    assert "短款" in short
    over = close_samples.differing_day()
    over = replace(over, cash=replace(over.cash, difference=993, note=""))
    text = squeezed("".join(page_texts(draw_day_sheet(over, close_samples.DIGEST))))
    assert "长款" in text
    assert "说明：" not in text


def test_a_demonstration_is_marked_on_every_page_and_a_formal_day_is_not() -> None:
    for page in page_texts(drawn("full")):
        assert page.count("演示") >= 2
    assert "演示" not in text_of("differing")


def test_a_second_close_says_so() -> None:
    assert "第2次日结" in text_of("differing")
    assert "次日结" not in text_of("full").replace("本次日结之前", "")


def test_reversals_of_earlier_days_are_told_apart() -> None:
    text = text_of("full")
    assert "2019-11-20（以前日期）" in text
    assert "其中冲以前日期的1张" in text
    assert "计入今天" in text


def test_who_signs() -> None:
    for name in NAMES:
        last = squeezed(page_texts(drawn(name))[-1])
        assert "交班接班复核日期" in last
        assert "审计链尾" in last


def test_figures_of_a_column_stand_on_one_point() -> None:
    """The points of the net column of the full day's payments and layers."""
    document = pypdfium2.PdfDocument(drawn("full"))
    text_page = document[0].get_textpage()
    places = []
    for fen in (42_510_540, 43_110_540, 8_582_250, 11_046_700):
        whole = format_fen(fen, thousands=True)
        found = text_page.search(whole).get_next()
        assert found is not None, whole
        places.append(text_page.get_charbox(found[0] + whole.index("."))[0])
    assert max(places) - min(places) < 0.8


def test_hostile_texts_harm_nothing() -> None:
    facts = close_samples.full_day()
    nasty = 'A\r\nB\x00"=1+1"' + "长" * 10_000 + "𠮷㛃䶮"
    layers = tuple(replace(one, name=nasty, payer=nasty) for one in facts.layers)
    payers = tuple(replace(one, payer=nasty) for one in facts.payers)
    reversals = tuple(replace(one, person_name=nasty, reason=nasty, original=nasty) for one in facts.reversals)
    slips = tuple(replace(one, person_name=nasty) for one in facts.unprinted)
    whole = replace(facts, station_name=nasty, operator_name=nasty, layers=layers, payers=payers)
    whole = replace(whole, reversals=reversals, unprinted=slips, cash=replace(facts.cash, note=nasty))
    assert len(page_texts(draw_day_sheet(whole, close_samples.DIGEST))) <= 4


def test_a_missing_font_is_said(tmp_path: Path) -> None:
    with pytest.raises(KnownError) as caught:
        draw_day_sheet(close_samples.empty_day(), close_samples.DIGEST, fonts_folder=tmp_path)
    assert caught.value.code == "FONT_MISSING"


def test_without_changes_nothing_is_said_of_them() -> None:
    assert "设置和人员变动" in text_of("full")
    assert "设置和人员变动" not in text_of("empty")
