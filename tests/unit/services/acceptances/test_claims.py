"""医院应退: out of the slips, claimed by letter, received in parts, withdrawn by a reversal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.errors import UserError
from app.services.acceptances import claims
from app.services.desk import Desk
from app.services.registers.own_settings import set_own_settings
from app.services.reverse import reverse
from app.services.slip_json import facts_from_json
from app.store import audit, ledger, proof, whole
from tests.helpers.forms import reimbursed, settled
from tests.helpers.pdf_text import page_texts
from tests.helpers.service_desk import BY_REVIEWER, MANAGER

ON = {"received_on": "2019-11-22", "note": ""}
LETTER = {"letter_number": "奈医保函〔2019〕3号", "sent_on": "2019-11-22"}


def owing(desk: Desk, person: str = "p2", invoice: str = "F001") -> str:
    """A slip whose institution bears 92.00 (a treatment that was its own fault); its id."""
    form = reimbursed(person, invoice_number=invoice)
    fault = replace(form.rows[0], fault="institution", decided_by="赵复核", quantity="1", amount="100.00")
    done = settled(desk, replace(form, rows=(*form.rows, fault)))
    with desk.database.reading() as work:
        assert whole.whole(work, done.document_id).institution_refund == 10_000
    return done.document_id


def test_a_slip_without_an_institution_s_share_is_no_claim(desk: Desk) -> None:
    settled(desk, reimbursed())
    assert claims.claims(desk) == ()
    with pytest.raises(UserError, match="没有医院应退"):
        claims.receive(desk, "none", {"amount": "1", **ON})


def test_what_was_settled_is_owed_received_in_parts_and_never_more(desk: Desk) -> None:
    document = owing(desk)
    (claim,) = claims.claims(desk)
    assert (claim.owed, claim.received, claims.state(claim)) == (10_000, 0, "待通知")
    part = claims.receive(desk, document, {"amount": "40", **ON})
    assert (claims.open_amount(part), claims.state(part)) == (6_000, "部分到账")
    with pytest.raises(UserError, match=r"还应退 60\.00 元") as told:
        claims.receive(desk, document, {"amount": "60.01", **ON})
    assert told.value.path == "amount"
    whole_ = claims.receive(desk, document, {"amount": "60.00", **ON})
    assert (claims.open_amount(whole_), claims.state(whole_)) == (0, "已收齐")
    with pytest.raises(UserError, match="没有应退未退"):
        claims.send_letter(desk, "h5", LETTER)
    with desk.database.reading() as work:
        assert audit.verify(work) is None
        assert proof.compare(work) == ()


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ({"amount": "0", **ON}, "amount"),
        ({"amount": "", **ON}, "amount"),
        ({"amount": "1", "received_on": "2019-11-21", "note": ""}, "received_on"),
        ({"amount": "1", "received_on": "2019-11-23", "note": ""}, "received_on"),
    ],
)
def test_a_payment_that_can_t_be_is_refused(desk: Desk, typed: dict[str, str], path: str) -> None:
    document = owing(desk)
    with pytest.raises(UserError) as told:
        claims.receive(desk, document, typed)
    assert told.value.path == path
    assert claims.claims(desk)[0].received == 0


def test_a_payment_by_mistake_is_met_by_a_negative_one(desk: Desk) -> None:
    document = owing(desk)
    for amount in ("40", "30"):
        claims.receive(desk, document, {"amount": amount, **ON})
    assert claims.undo_receipt(desk, document).received == 4_000
    assert claims.undo_receipt(desk, document).received == 0
    with pytest.raises(UserError, match="不用撤销"):
        claims.undo_receipt(desk, document)
    assert claims.receive(desk, document, {"amount": "100", **ON}).received == 10_000


def test_a_reversal_withdraws_the_claim_and_says_what_came_too_much(desk: Desk) -> None:
    first, second = owing(desk), owing(desk, "p3", "F002")
    claims.receive(desk, second, {"amount": "25", **ON})
    for at, document in enumerate((first, second)):
        reverse(desk, f"r{at}", document, "amount", "", BY_REVIEWER)
    one, other = claims.claims(desk)
    assert (one.owed, claims.state(one)) == (0, "已冲红")
    assert (other.owed, claims.open_amount(other), claims.state(other)) == (0, -2_500, "已冲红，多收待退")


def test_the_letter_lists_what_is_open_and_stays_as_it_was_sent(desk: Desk) -> None:
    first, _second = owing(desk), owing(desk, "p3", "F002")
    claims.receive(desk, first, {"amount": "40", **ON})
    with pytest.raises(UserError, match="还没有给这家医疗机构发过"):
        claims.letter_paper(desk, "h5")
    named = claims.send_letter(desk, "h5", LETTER)
    assert [(one.claimed, one.claimed_on, claims.state(one)) for one in named] == [
        (6_000, date(2019, 11, 22), "部分到账"),
        (10_000, date(2019, 11, 22), "已通知"),
    ]
    letter = claims.letter_paper(desk, "h5")
    pdf, name = letter.pdf, letter.title
    assert name == "应退通知 长春示范医院"
    said = "".join(page_texts(pdf))
    for part in (LETTER["letter_number"], "160.00", "60.00", "100.00", "壹佰陆拾元整", "演示"):
        assert part in said, part
    claims.receive(desk, first, {"amount": "60", **ON})
    assert claims.letter_paper(desk, "h5").pdf == pdf


def test_the_letter_says_where_to_pay_until_when_and_what_it_rests_on(desk: Desk) -> None:
    owing(desk)
    claims.send_letter(desk, "h5", LETTER)
    open_ = "".join(page_texts(claims.letter_paper(desk, "h5").pdf))
    assert all(part in open_ for part in ("收款户名", "开户银行", "账号", "答复期限", "claim-letter-a4-3", "sha256:"))
    assert "前退还" not in open_
    settled_by = claims.claims(desk)[0].document_id
    own = {
        "refund_payee": "旗医保中心",
        "refund_bank": "农行旗支行",
        "refund_account": "0552-1",
        "refund_workdays": "15",
    }
    set_own_settings(replace(desk, operator=MANAGER), own)
    said = "".join(page_texts(claims.letter_paper(desk, "h5").pdf))
    with desk.database.reading() as work:
        document = facts_from_json(ledger.facts(work, settled_by)).document
    for part in ("旗医保中心", "农行旗支行", "0552-1", "请在 2019-12-13 前退还", document):
        assert part in said, part


def test_institutions_are_added_up(desk: Desk) -> None:
    owing(desk)
    owing(desk, "p3", "F002")
    (total,) = claims.totals(claims.claims(desk))
    assert (total.count, total.owed, total.received) == (2, 20_000, 0)
    assert claims.total_words(claims.claims(desk)) == "长春示范医院 2 笔，应退 200.00，已收 0.00，未收 200.00（元）。"
    assert claims.total_words(()) == ""
