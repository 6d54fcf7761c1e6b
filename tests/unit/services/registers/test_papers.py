"""附件2 as printed, on paper and as a workbook; 政策问答 with the telephones of the place; the card of the pack."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from app.errors import InvariantError, UserError
from app.services.archive.leaving import hand_over
from app.services.desk import Desk
from app.services.registers import book, own_settings, papers
from app.store import audit
from tests.helpers.pdf_text import page_texts, squeezed
from tests.helpers.service_desk import MANAGER

TITLES = (
    "序号",
    "苏木乡镇",
    "姓名",
    "是否了解医保扶贫政策",
    "是否为高血压、糖尿病应纳入两病保障范围",
    "是否需要纳入门诊慢性病保障范围",
    "是否纳入门诊统筹或住院保障范围",
    "解决的问题",
    "需要解决的其他问题",
)
"""The head of the paper's own template."""
PROBLEM = {
    "person": "p5",
    "knows": "no",
    "two_diseases": "yes",
    "chronic": "no",
    "covered": "yes",
    "solved": "讲解了大病保险",
    "open": "=1+1",
    "on": "2019-11-20",
}


def _sheet(desk: Desk) -> Sequence[Sequence[object]]:
    found = CalamineWorkbook.from_filelike(io.BytesIO(papers.form_xlsx(desk, "problems")))
    return found.get_sheet_by_index(0).to_python()


def text_of(pdf: bytes) -> str:
    return squeezed("".join(page_texts(pdf)))


def test_the_workbook_is_the_template_and_its_rows(desk: Desk) -> None:
    empty = _sheet(desk)
    assert empty[0][0] == "建档立卡贫困人口医保问题排查台账"
    assert tuple(empty[1]) == TITLES
    assert [row[0] for row in empty[2:]] == list(range(1, 16))
    assert {cell for row in empty[2:] for cell in row[1:]} == {""}
    book.add(desk, "problems", PROBLEM)
    withdrawn = book.add(desk, "problems", {**PROBLEM, "person": "p1"})
    book.withdraw(desk, withdrawn.id, 1, "重复")
    book.add(desk, "problems", {**PROBLEM, "person": "p7", "open": "", "solved": ""})
    filled = _sheet(desk)
    assert filled[2] == [1, "沁源镇", "张㛃䶮", "否", "是", "否", "是", "讲解了大病保险", "=1+1"]
    assert filled[3][:4] == [2, "沁源镇", "额尔敦巴雅尔", "否"]
    assert len(filled) == 17


def test_the_paper_has_the_same_columns_and_every_row(desk: Desk) -> None:
    for person in ("p1", "p5", "p7"):
        book.add(desk, "problems", {**PROBLEM, "person": person})
    pdf = papers.form_paper(desk, "problems").pdf
    text = text_of(pdf)
    assert "建档立卡贫困人口医保问题排查台账" in text
    for title in TITLES:
        assert title in text
    assert "张㛃䶮" in text
    assert len(page_texts(pdf)) == 1
    assert papers.form_paper(desk, "problems").pdf == pdf
    assert hand_over(desk, papers.form_paper(desk, "problems")).pdf == pdf
    with desk.database.reading() as work:
        assert [row.action for row in audit.of_subject(work, "")].count("register.paper") == 1, "looking is no print"
    with pytest.raises(InvariantError):
        papers.form_paper(desk, "appeals")


def test_more_rows_than_a_page_go_on_with_the_head_again(desk: Desk) -> None:
    for _ in range(40):
        book.add(desk, "problems", PROBLEM)
    pdf = papers.form_paper(desk, "problems").pdf
    assert len(page_texts(pdf)) > 1
    assert text_of(pdf).count("苏木乡镇") == len(page_texts(pdf))


def test_the_questions_bear_the_telephones_of_the_place(desk: Desk) -> None:
    blank = text_of(papers.questions_paper(desk).pdf)
    assert "起付标准降低至一般参保人员的50%" in blank
    assert blank.count("＿＿＿") >= 4
    phones = {"phone_bureau": "024-11112222", "phone_clinics": "镇卫生院 024-33334444"}
    own_settings.set_own_settings(replace(desk, operator=MANAGER), phones)
    told = text_of(papers.questions_paper(desk).pdf)
    assert "024-11112222" in told
    assert "024-33334444" in told
    assert "1929" in told


def test_the_card_says_who_pays_and_in_the_paper_s_own_words(desk: Desk) -> None:
    text = text_of(papers.card_paper(desk).pdf)
    assert "奈政办发〔2019〕1号" in text
    assert "健康扶贫基金" in text
    assert "医疗救助" in text
    with pytest.raises(UserError, match="没有可用的政策"):
        papers.card_paper(replace(desk, business_date=date(2030, 1, 1)))
