"""Spoiled sheets are noted, counted on the day's sheet, and told in the slip's life."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.errors import UserError
from app.records.close import ClosePaper
from app.services import tables
from app.services.archive.leaving import note_saved
from app.services.archive.listing import copy_word, papers, papers_about, sums, way_word
from app.services.archive.spoiling import last_spoil, spoil, take_back
from app.services.audit_words import ACTIONS
from app.services.day_close import day
from app.services.desk import Desk, today
from app.services.life import life
from app.services.periods import Period
from app.services.slips import slip_pdf
from app.store import audit, proof
from tests.helpers.forms import settled, stay
from tests.helpers.papers import LIST, closed, sent_to_printer

NOVEMBER = Period("month", 2019, 11)
JAM = {"sheets": "2", "reason": "jam", "note": ""}


def test_a_spoiled_sheet_is_noted_with_its_paper(desk: Desk) -> None:
    done = settled(desk, stay("p1"))
    paper = slip_pdf(desk, done.document_id)
    stands = spoil(desk, paper.id, JAM)
    assert stands.spoiled == 2
    stands = spoil(desk, paper.id, {"sheets": "1", "reason": "other", "note": "茶水打湿"})
    assert stands.spoiled == 3
    told = [(one.what, one.detail) for one in life(desk, done.document_id).events if one.what == "作废纸张"]
    assert told == [("作废纸张", "2 张，卡纸"), ("作废纸张", "1 张，其他（茶水打湿）")]
    with desk.database.reading() as work:
        assert audit.verify(work) is None
        assert not proof.compare(work)
        assert [one.action for one in audit.of_subject(work, done.document_id)][-2:] == ["paper.spoil"] * 2


@pytest.mark.parametrize(
    ("texts", "code", "path"),
    [
        ({**JAM, "sheets": "0"}, "BAD_COUNT", "sheets"),
        ({**JAM, "sheets": ""}, "MISSING", "sheets"),
        ({**JAM, "sheets": "501"}, "BAD_NUMBER", "sheets"),
        ({**JAM, "sheets": "-1"}, "BAD_NUMBER", "sheets"),
        ({**JAM, "reason": ""}, "MISSING", "reason"),
        ({**JAM, "reason": "fire"}, "BAD_VALUE", "reason"),
        ({**JAM, "reason": "other"}, "MISSING", "note"),
    ],
)
def test_what_can_t_be_noted_is_refused_at_its_field(desk: Desk, texts: dict[str, str], code: str, path: str) -> None:
    paper = slip_pdf(desk, settled(desk, stay("p1")).document_id)
    with pytest.raises(UserError) as caught:
        spoil(desk, paper.id, texts)
    assert (caught.value.code, caught.value.path) == (code, path)
    assert papers(desk, NOVEMBER)[0].spoiled == 0


def test_a_paper_that_is_not_there_is_refused(desk: Desk) -> None:
    with pytest.raises(UserError, match="重新打开列表"):
        spoil(desk, "none", JAM)


def test_the_day_s_sheet_counts_papers_sheets_and_spoiled_ones_by_kind(desk: Desk) -> None:
    done = settled(desk, stay("p1"))
    first, again = slip_pdf(desk, done.document_id), slip_pdf(desk, done.document_id)
    sent_to_printer(desk, first.handed, 2)
    sent_to_printer(desk, again.handed, 1, "failed")
    spoil(desk, again.id, {**JAM, "sheets": "1"})
    tables.printed(desk, *tables.preview(desk, LIST))
    with desk.database.reading() as work:
        pages = work.value("SELECT pages FROM papers WHERE id = ?", (first.id,))
    view = day(desk, today(desk))
    assert view.facts.papers == (
        ClosePaper("结算单", 2, 1, 2 * pages + 1, 1),
        ClosePaper("列表和报表", 1, 0, 0, 0),
    )
    assert (view.facts.originals, view.facts.reprints) == (1, 1), "the same prints as in the archive"
    assert view.faults == ()
    sheet = closed(desk)
    assert day(desk, today(desk)).closed is not None
    assert sheet.kind == "day_sheet"


def test_used_is_never_less_than_spoiled(desk: Desk) -> None:
    paper = slip_pdf(desk, settled(desk, stay("p1")).document_id)
    spoil(desk, paper.id, {**JAM, "sheets": "7"})
    (slips,) = day(desk, today(desk)).facts.papers
    assert (slips.used, slips.spoiled) == (7, 7), "spoiled before anything came out"


WHY = {"why": "记到另一份上了"}


def test_the_last_note_is_taken_back_by_a_new_one_and_counts_no_more(desk: Desk) -> None:
    done = settled(desk, stay("p1"))
    paper = slip_pdf(desk, done.document_id)
    spoil(desk, paper.id, JAM)
    spoil(desk, paper.id, {"sheets": "1", "reason": "other", "note": "茶水打湿"})
    last = last_spoil(desk, paper.id)
    assert (last.sheets, last.reason, last.note, last.operator_name) == (1, "other", "茶水打湿", desk.operator.name)
    assert take_back(desk, paper.id, last.id, WHY).spoiled == 2
    with pytest.raises(UserError) as twice:
        take_back(desk, paper.id, last.id, WHY)
    assert twice.value.code == "CHANGED", "another one is the last by now"
    first = last_spoil(desk, paper.id)
    assert first.sheets == 2
    assert take_back(desk, paper.id, first.id, WHY).spoiled == 0
    with pytest.raises(UserError) as nothing:
        last_spoil(desk, paper.id)
    assert nothing.value.code == "NOTHING_SPOILED"
    assert spoil(desk, paper.id, JAM).spoiled == 2, "noted again where it was right after all"
    told = [(one.what, one.detail) for one in life(desk, done.document_id).events if "作废" in one.what]
    assert told == [
        ("作废纸张", "2 张，卡纸"),
        ("作废纸张", "1 张，其他（茶水打湿）"),
        ("撤销作废登记", "1 张（记到另一份上了）"),
        ("撤销作废登记", "2 张（记到另一份上了）"),
        ("作废纸张", "2 张，卡纸"),
    ]
    with desk.database.reading() as work:
        assert audit.verify(work) is None
        assert not proof.compare(work)
        assert work.value("SELECT count(*) FROM paper_spoils") == 5, "nothing is deleted"
        actions = [one.action for one in audit.of_subject(work, done.document_id)]
    assert actions[-5:] == [*["paper.spoil"] * 2, *["paper.undo_spoil"] * 2, "paper.spoil"]
    assert ACTIONS["paper.undo_spoil"] == "撤销作废纸张的登记"


def test_what_was_taken_back_is_on_the_day_s_sheet_no_more(desk: Desk) -> None:
    paper = slip_pdf(desk, settled(desk, stay("p1")).document_id)
    spoil(desk, paper.id, {**JAM, "sheets": "7"})
    take_back(desk, paper.id, last_spoil(desk, paper.id).id, WHY)
    view = day(desk, today(desk))
    assert [(one.used, one.spoiled) for one in view.facts.papers] == [(0, 0)]
    assert view.faults == ()


def test_only_on_its_day_and_before_that_is_closed(desk: Desk) -> None:
    paper = slip_pdf(desk, settled(desk, stay("p1")).document_id)
    spoil(desk, paper.id, JAM)
    last = last_spoil(desk, paper.id)
    later = replace(desk, business_date=today(desk) + timedelta(days=1))
    with pytest.raises(UserError, match="当天才能撤销") as over:
        take_back(later, paper.id, last.id, WHY)
    assert over.value.code == "DAY_OVER"
    closed(desk)
    with pytest.raises(UserError, match="已经日结") as shut:
        take_back(desk, paper.id, last.id, WHY)
    assert shut.value.code == "CLOSED"
    assert papers(desk, NOVEMBER)[-1].spoiled == 2


@pytest.mark.parametrize(("texts", "code"), [({}, "MISSING"), ({"why": " "}, "MISSING")])
def test_without_a_reason_nothing_is_taken_back(desk: Desk, texts: dict[str, str], code: str) -> None:
    paper = slip_pdf(desk, settled(desk, stay("p1")).document_id)
    spoil(desk, paper.id, JAM)
    with pytest.raises(UserError) as refused:
        take_back(desk, paper.id, last_spoil(desk, paper.id).id, texts)
    assert (refused.value.code, refused.value.path) == (code, "why")
    assert papers(desk, NOVEMBER)[0].spoiled == 2


def test_words_of_the_list(desk: Desk) -> None:
    done = settled(desk, stay("p1"))
    first, again = slip_pdf(desk, done.document_id), slip_pdf(desk, done.document_id)
    sent_to_printer(desk, again.handed, 2)
    newest, oldest = papers_about(desk, done.document_id)
    assert (newest.id, oldest.id) == (again.id, first.id)
    assert (copy_word(newest), way_word(newest)) == ("补打第 1 次", "打印 2 份")
    assert (copy_word(oldest), way_word(oldest)) == ("原件", "存为文件")
    assert sums((newest, oldest)) == f"离开窗口的单据 2 份，其中补打 1 份；送打 {2 * newest.pages} 张，作废 0 张。"
    assert sums(()) == ""
    sent_to_printer(desk, first.handed, 2, "failed")
    assert way_word(papers_about(desk, done.document_id)[1]) == "没有打成"
    note_saved(desk, first.handed)
    note_saved(desk, first.handed)
    assert [way_word(one) for one in papers_about(desk, done.document_id)] == ["打印 2 份", "存为文件"]
    note_saved(desk, again.handed)
    assert way_word(papers_about(desk, done.document_id)[0]) == "打印 2 份，存为文件"
    with desk.database.reading() as work:
        assert work.value("SELECT count(*) FROM audit WHERE action = 'paper.save'", ()) == 2
    assert (oldest.person_name, oldest.title) == ("阿拉坦其木格", "结算单 NM-01-2019-000001")
