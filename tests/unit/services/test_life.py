"""A slip's life: everything that touched it and the slips that it is linked with, in the order of time."""

from __future__ import annotations

import pytest

from app.errors import UserError
from app.services.desk import Desk
from app.services.drafts import open_draft, save_draft
from app.services.life import life, life_paper
from app.services.quote import basis, quote
from app.services.resettle import resettle
from app.services.reverse import reverse
from app.services.settle import Settled, settle
from app.services.slips import slip_pdf, slip_preview
from tests.helpers.forms import settled, stay
from tests.helpers.pdf_text import page_texts
from tests.helpers.service_desk import BY_REVIEWER


def again(desk: Desk, document_id: str) -> Settled:
    """The lines of a reversed slip, settled once more."""
    draft = resettle(desk, document_id)
    result = quote(desk, basis(desk, "p1", draft.form), draft.form).result
    assert result is not None
    return settle(desk, draft, draft.form, result.person_pays)


@pytest.fixture
def story(desk: Desk) -> tuple[str, str]:
    """Settled, printed twice, reversed, settled again: the first and the last slip."""
    draft = open_draft(desk, stay("p1"))
    draft = save_draft(desk, draft.id, draft.version, draft.form)
    result = quote(desk, basis(desk, "p1", draft.form), draft.form).result
    assert result is not None
    done = settle(desk, draft, draft.form, result.person_pays)
    slip_preview(desk, done.document_id)
    slip_pdf(desk, done.document_id)
    slip_pdf(desk, done.document_id)
    reverse(desk, "r1", done.document_id, "amount", "床位费录成了两次", BY_REVIEWER)
    return done.document_id, again(desk, done.document_id).document_id


def test_a_life_is_told_in_order_from_any_of_its_slips(desk: Desk, story: tuple[str, str]) -> None:
    first, last = story
    told = life(desk, first)
    assert [(one.number[-1:], one.what) for one in told.events] == [
        ("1", "打开草稿"),
        ("1", "最后一次保存草稿"),
        ("1", "结算"),
        ("1", "打印"),
        ("1", "补打"),
        ("2", "冲红"),
        ("3", "打开草稿"),
        ("1", "按原单重录"),
        ("3", "最后一次保存草稿"),
        ("3", "结算"),
    ]
    assert told.state == "已冲红（NM-01-2019-000002），由 NM-01-2019-000003 重新结算"
    assert life(desk, last).events == told.events
    assert life(desk, last).state == "有效"
    (reversed_,) = [one for one in told.events if one.what == "冲红"]
    assert reversed_.detail.endswith("冲红 NM-01-2019-000001；复核 赵复核；原因：金额或项目录错（床位费录成了两次）")
    assert {(one.who, one.station) for one in told.events} == {("王秀英", "社保大厅 3 号窗")}


def test_a_slip_by_itself(desk: Desk) -> None:
    settled(desk, stay("p1"))
    done = settled(desk, stay("p2"))
    told = life(desk, done.document_id)
    assert (told.number, told.person, told.state) == (done.number, "王秀兰", "有效")
    assert {one.number for one in told.events} == {done.number}


def test_the_sheet_has_every_event_and_is_the_same_each_time(desk: Desk, story: tuple[str, str]) -> None:
    pdf = life_paper(desk, story[0]).pdf
    assert pdf == life_paper(desk, story[0]).pdf
    (page,) = page_texts(pdf)
    for one in life(desk, story[0]).events:
        assert f"{one.at:%Y-%m-%d %H:%M:%S}" in page
        assert one.what in page
    assert "单据经历" in page
    assert "第 1 页 共 1 页" in page


def test_a_slip_that_is_not_there(desk: Desk) -> None:
    with pytest.raises(UserError) as caught:
        life(desk, "nothing")
    assert caught.value.code == "NO_DOCUMENT"
