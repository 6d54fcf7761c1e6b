"""The 参保提示单, and visits that the person pays alone."""

from __future__ import annotations

import pytest

from app.errors import UserError
from app.services.archive.leaving import hand_over
from app.services.desk import Desk
from app.services.insured import contact, notices
from app.store import audit, proof
from tests.helpers.insured import imported, paid
from tests.helpers.pdf_text import page_texts
from tests.helpers.rosters import manager

VISIT = {"person": "p6", "institution": "h1", "discharged": "2019-11-20", "total": "1234.5", "note": "自愿"}


def sound(desk: Desk) -> bool:
    with desk.database.reading() as work:
        return audit.verify(work) is None and not proof.compare(work)


def text_of(pdf: bytes) -> str:
    return "".join(page_texts(pdf))


def test_the_sheet_says_whom_to_see(desk: Desk) -> None:
    told = text_of(notices.notice_paper(desk, "p6").pdf)
    for words in ("参保提示单", "单国强", "没有2019年城乡居民医保的参保记录", "奈曼旗扶贫办", "协助办理2019年", "演示"):
        assert words in told.replace(" ", "").replace("\n", ""), words
    contact.change_contact(manager(desk), {"aid_office": "旗扶贫开发办公室", "aid_phone": "0475-4212345"})
    again = text_of(notices.notice_paper(desk, "p6").pdf)
    assert "旗扶贫开发办公室" in again
    assert "0475-4212345" in again
    assert sound(desk)


def test_one_that_is_handed_out_is_in_the_audit(desk: Desk) -> None:
    def written() -> int:
        with desk.database.reading() as work:
            return int(work.value("SELECT count(*) FROM audit WHERE action = 'insured.notice' AND subject = 'p6'"))

    notices.notice_paper(desk, "p6")
    assert written() == 0
    hand_over(desk, notices.notice_paper(desk, "p6"))
    assert written() == 1


def test_nobody_insured_gets_one(desk: Desk) -> None:
    with pytest.raises(UserError, match="不用提示单"):
        notices.notice_paper(desk, "p1")
    imported(manager(desk), [paid("p1", status="停保", until="2019-11-22")])
    assert "之后停保" in text_of(notices.notice_paper(desk, "p1").pdf)


def test_a_visit_is_kept_and_withdrawn(desk: Desk) -> None:
    notices.record(desk, VISIT)
    [one] = notices.records_of(desk, "p6")
    assert (one.person_name, one.institution_name, one.total, one.note) == ("单国强", "奈曼旗人民医院", 123450, "自愿")
    assert notices.records_of(desk, "p1") == ()
    with pytest.raises(UserError, match="已经有了"):
        notices.record(desk, VISIT)
    notices.withdraw(desk, one.id, {"why": "记错"})
    with pytest.raises(UserError, match="已经撤销"):
        notices.withdraw(desk, one.id, {"why": "记错"})
    notices.record(desk, VISIT)
    assert [row.withdrawn for row in notices.records(desk)] == ["", "记错"]
    assert sound(desk)


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        ({"person": ""}, "person"),
        ({"person": "p1"}, "person"),
        ({"institution": ""}, "institution"),
        ({"discharged": "2019-11-23"}, "discharged"),
        ({"total": "0"}, "total"),
        ({"total": "12,5"}, "total"),
    ],
)
def test_a_record_that_can_not_be(desk: Desk, texts: dict[str, str], field: str) -> None:
    with pytest.raises(UserError) as refused:
        notices.record(desk, {**VISIT, **texts})
    assert refused.value.path == field
    assert notices.records(desk) == ()


def test_a_cent_and_today_are_enough(desk: Desk) -> None:
    notices.record(desk, {**VISIT, "discharged": "2019-11-22", "total": "0.01", "note": ""})
    assert notices.records(desk)[0].total == 1


def test_the_office_needs_a_name(desk: Desk) -> None:
    with pytest.raises(UserError) as refused:
        contact.change_contact(manager(desk), {"aid_office": "", "aid_phone": "1"})
    assert refused.value.path == "aid_office"
    assert dict(contact.read_contact(desk)) == {"aid_office": "", "aid_phone": ""}
