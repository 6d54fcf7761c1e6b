"""A month in figures: every group adds up to the ledger's month, signs and days kept; the month before beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.errors import UserError
from app.services.desk import Desk
from app.services.month_picture import best, picture, preview, printed
from app.services.periods import read_period
from app.services.reverse import reverse
from app.store import audit
from tests.helpers.forms import paid, reimbursed, settled, stay
from tests.helpers.service_desk import BY_REVIEWER
from tests.helpers.stopping import goes_in_steps

MONTH = read_period("2019-11")


@pytest.fixture
def full(desk: Desk) -> Desk:
    """October and November: levels, identities and days apart, one of November reversed."""
    october = replace(desk, business_date=date(2019, 10, 31))
    settled(october, stay("p10", admitted="2019-10-01", discharged="2019-10-09"))
    early = replace(desk, business_date=date(2019, 11, 7))
    settled(early, stay("p1", admitted="2019-10-20", discharged="2019-10-30"))
    settled(desk, stay("p7", institution_id="h3"))
    settled(desk, stay("p9", institution_id="h4"))
    settled(desk, reimbursed("p2"))
    done = settled(desk, paid(reimbursed("p3", way="top_up", invoice_number="F003"), basic="3000.00"))
    reverse(desk, desk.new_id(), done.document_id, "amount", "", BY_REVIEWER)
    return desk


def test_every_group_adds_up_to_the_month_of_the_ledger(full: Desk) -> None:
    made = picture(full, MONTH)
    with full.database.reading() as work:
        where = "business_date BETWEEN '2019-11-01' AND '2019-11-30'"
        total, person, hospital = tuple(
            work.rows(f"SELECT sum(total), sum(person_pays), sum(institution_pays) FROM documents WHERE {where}")[0]
        )
        layers = {
            row[0]: row[1]
            for row in work.rows(
                f"SELECT layer, sum(pay) FROM document_layers JOIN documents ON row = document WHERE {where} GROUP BY layer"
            )
        }
    assert made.total == total == 4_000_000
    assert {one.key: one.amount for one in made.payers if one.amount} == {
        key: fen for key, fen in {**layers, "person": person, "institution": hospital}.items() if fen
    }
    for groups in (made.levels, made.weeks, made.identities, made.townships):
        assert sum(one.total for one in groups) == total
        assert sum(one.cases for one in groups) == made.cases == 4
    assert (made.slips, made.reversals, made.adjustments) == (6, 1, 0)
    assert sum(one.outside for one in made.outside) == 320_000


def test_what_the_groups_are(full: Desk) -> None:
    made = picture(full, MONTH)
    assert {one.name: (one.cases, one.total) for one in made.levels} == {
        "三级": (2, 2_000_000),
        "二级": (1, 1_000_000),
        "苏木乡镇卫生院": (1, 1_000_000),
    }
    assert [(one.name, one.cases) for one in made.identities] == [
        ("建档立卡贫困人口", 2),
        ("低保对象", 1),
        ("普通居民", 1),
    ]
    assert [(one.name, one.cases) for one in made.weeks] == [
        ("1–7 日", 1),
        ("8–14 日", 0),
        ("15–21 日", 0),
        ("22–28 日", 3),
        ("29–30 日", 0),
    ]
    assert [(one.name, one.cases) for one in made.townships] == [("沁源镇", 4)]
    # 8 % and a limit of 5 %: the poor man's, whose bill has one.
    assert {one.institution: (one.share, one.limit, one.over) for one in made.outside}["奈曼旗人民医院"] == (
        80_000,
        50_000,
        True,
    )


def test_the_month_before_stands_beside_it(full: Desk) -> None:
    made = picture(full, MONTH)
    assert (made.month_before, made.cases_before, made.total_before) == ("2019 年 10 月", 1, 1_000_000)
    assert sum(one.before for one in made.payers) == made.total_before
    january = picture(full, read_period("2019-01"))
    assert (january.month_before, january.slips, january.total, january.outside) == ("2018 年 12 月", 0, 0, ())
    assert [len(january.weeks), *(one.total for one in january.weeks)] == [5, 0, 0, 0, 0, 0]


def test_a_february_of_28_days_has_four_weeks(desk: Desk) -> None:
    assert [one.name for one in picture(desk, read_period("2019-02")).weeks] == [
        "1–7 日",
        "8–14 日",
        "15–21 日",
        "22–28 日",
    ]


def test_several_identities_count_as_the_first_of_them() -> None:
    assert best(("disabled_child", "min_living")) == "min_living"
    assert best(()) == ""


def test_only_a_month_has_a_picture_and_printing_it_is_noted(full: Desk) -> None:
    with pytest.raises(UserError) as caught:
        picture(full, read_period("2019Q4"))
    assert caught.value.code == "BAD_PERIOD"
    made, pdf = preview(full, MONTH)
    assert pdf == preview(full, MONTH)[1] or made.made_at != picture(full, MONTH).made_at
    assert printed(full, made, pdf).pdf is pdf
    with full.database.reading() as work:
        assert audit.of_subject(work, "")[-1].action == "picture.print"


def test_it_tells_how_far_it_is_and_can_be_stopped(full: Desk) -> None:
    assert goes_in_steps(full, lambda step: preview(full, MONTH, step)) == [at * 1000 // 7 for at in range(8)]
