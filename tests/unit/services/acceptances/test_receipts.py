"""The receipt: what stands on it, its copies, the same bytes for the same facts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.errors import UserError
from app.services.acceptances import accept, receipts
from app.services.desk import Desk
from app.services.settings import change_settings, form_of, read_settings
from app.store import proof
from tests.helpers.acceptances import ACCOUNT, SHEETS, texts
from tests.helpers.pdf_text import page_texts
from tests.helpers.service_desk import MANAGER


def words(pdf: bytes) -> str:
    return "".join(page_texts(pdf))


def test_it_names_who_what_and_until_when(desk: Desk) -> None:
    managing = replace(desk, operator=MANAGER)
    change_settings(managing, replace(form_of(read_settings(managing)), phone="0475-4210000"))
    made = accept.accept(
        desk, texts(invoices="F001、F002", **ACCOUNT, account_holder="王秀兰"), {**SHEETS, "referral": ""}
    )
    said = words(receipts.receipt_preview(desk, made.id).pdf)
    for part in (made.number, "王秀兰", "F001、F002", "转诊备案表", "2019-12-06", "0475-4210000", "10,000.00", "演示"):
        assert part in said, part
    assert "6217000123456789" not in said
    assert said.count("第一联") == said.count("第二联") == 1


def test_a_reprint_is_the_original_but_for_its_mark(desk: Desk) -> None:
    made = accept.accept(desk, texts(), SHEETS)
    seen = receipts.receipt_preview(desk, made.id)
    first = receipts.receipt_pdf(desk, made.id)
    assert (first.copy, first.pdf) == (1, seen.pdf)
    second = receipts.receipt_pdf(desk, made.id)
    assert second.copy == 2
    marked = words(second.pdf)
    assert "补打第 1 次" in marked
    assert words(first.pdf) in {marked, words(first.pdf)}
    with desk.database.reading() as work:
        assert proof.compare(work) == ()


def test_papers_that_came_later_have_a_receipt_of_their_own(desk: Desk) -> None:
    made = accept.accept(desk, texts(), {**SHEETS, "referral": ""})
    receipts.receipt_pdf(desk, made.id)
    accept.supplement(desk, made.id, SHEETS)
    later = receipts.receipt_pdf(desk, made.id)
    assert later.copy == 1
    said = words(later.pdf)
    assert "2019-12-22" in said
    assert "还缺材料" not in said


def test_the_claim_on_supplementary_insurance_has_its_name_and_papers(desk: Desk) -> None:
    bought = texts(
        kind="insurance_claim", institution="h7", visit_type="pharmacy", admitted="", invoices="P1", accident="no"
    )
    papers = ("invoice", "bill_list", "diagnosis", "person_copy", "prescription", "till_slip", "listed_drug")
    made = accept.accept(desk, bought, dict.fromkeys(papers, "1"))
    assert made.events[-1].state == "accepted"
    said = words(receipts.receipt_preview(desk, made.id).pdf)
    assert "医疗补充保险理赔受理单" in said
    assert "药店小票" in said
    assert "比照" in said


def test_an_unknown_one_is_refused(desk: Desk) -> None:
    with pytest.raises(UserError, match="没有找到这份受理登记"):
        receipts.receipt_preview(desk, "none")
