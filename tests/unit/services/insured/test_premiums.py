"""Subsidies and supplementary premiums: by identity, beside what the list says, by township and source."""

from __future__ import annotations

from datetime import date

import pytest

from app.errors import UserError
from app.records.insured import SubsidyRow
from app.records.people import PersonIdentity
from app.services.desk import Desk
from app.services.insured import premiums
from app.store import audit, people, proof
from tests.helpers.insured import imported, paid
from tests.helpers.rosters import manager
from tests.helpers.service_desk import STAMP
from tests.unit.services.insured.test_comparison import RULE

LOW = {**RULE, "identity": "min_living", "amount": "80", "source": "medical_assistance", "document_number": "民1号"}
EXTRA = {
    **RULE,
    "kind": "supplementary",
    "amount": "100",
    "source": "charity",
    "document_number": "辽脱贫发〔2018〕18号",
}


def due(desk: Desk, kind: str = "subsidy") -> dict[str, SubsidyRow]:
    return {one.person_id: one for one in premiums.register(desk, 2019, kind)}


def test_without_a_rule_nothing_is_worked_out(desk: Desk) -> None:
    with pytest.raises(UserError, match="还没有填 2019 年的标准"):
        premiums.register(desk, 2019, "subsidy")


def test_what_is_paid_beside_what_is_due(desk: Desk) -> None:
    boss = manager(desk)
    premiums.add_rule(boss, RULE)
    assert {one.verdict for one in due(boss).values()} == {"还没有参保名单"}
    imported(boss, [paid("p1", subsidy="49.99"), paid("p5", subsidy="50.01"), paid("p7")])
    seen = due(boss)
    assert {key: one.verdict for key, one in seen.items()} == {
        "p1": "少补 0.01",
        "p5": "多补 0.01",
        "p7": "已补足",
    }, "p9 has another identity, p8 is dead"
    assert seen["p7"].due == 5000


def test_nothing_and_twice(desk: Desk) -> None:
    boss = manager(desk)
    premiums.add_rule(boss, RULE)
    imported(boss, [paid("p1", subsidy=""), paid("p5"), paid("p5", place="科左后旗")], whole=True)
    assert {key: one.verdict for key, one in due(boss).items()} == {"p1": "没有补", "p5": "重复补贴", "p7": "未参保"}
    assert due(boss)["p5"].paid == 10000


def test_the_best_identity_never_the_sum(desk: Desk) -> None:
    boss = manager(desk)
    premiums.add_rule(boss, RULE)
    premiums.add_rule(boss, LOW)
    with desk.database.unit_of_work() as work:
        one = people.person(work, "p1")
        both = (*one.identities, PersonIdentity("min_living", None, None))
        people.update_person(
            work, type(one)(**{**{name: getattr(one, name) for name in one.__slots__}, "identities": both}), **STAMP
        )
    seen = due(boss)
    assert (seen["p1"].due, seen["p1"].identity, seen["p1"].source) == (8000, "min_living", "medical_assistance")
    assert seen["p9"].due == 8000


def test_the_newest_rule_counts_until_it_is_withdrawn(desk: Desk) -> None:
    boss = manager(desk)
    premiums.add_rule(boss, RULE)
    premiums.add_rule(boss, {**RULE, "amount": "60"})
    assert due(boss)["p1"].due == 6000
    newest = next(one for one in premiums.rules(boss) if one.amount == 6000)
    premiums.withdraw_rule(boss, newest.id, {"why": "填错"})
    assert due(boss)["p1"].due == 5000
    with pytest.raises(UserError, match="已经撤销"):
        premiums.withdraw_rule(boss, newest.id, {"why": "填错"})
    with desk.database.reading() as work:
        assert audit.verify(work) is None
        assert not proof.compare(work)


def test_supplementary_premiums_by_township_and_source(desk: Desk) -> None:
    boss = manager(desk)
    premiums.add_rule(boss, EXTRA)
    assert {one.due for one in due(boss, "supplementary").values()} == {10000}
    (township,) = premiums.totals(boss, 2019, "supplementary")
    assert (township.township, township.source) == ("沁源镇", "charity")
    assert (township.people, township.due, township.paid) == (3, 30000, None)


def test_totals_of_subsidies(desk: Desk) -> None:
    boss = manager(desk)
    premiums.add_rule(boss, RULE)
    imported(boss, [paid("p1"), paid("p5"), paid("p7", subsidy="")])
    assert premiums.totals(boss, 2019, "subsidy")[0].paid == 10000


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        ({"year": "2015"}, "year"),
        ({"year": "19"}, "year"),
        ({"amount": "五十"}, "amount"),
        ({"amount": "-1"}, "amount"),
        ({"document_number": ""}, "document_number"),
        ({"identity": "rich"}, "identity"),
        ({"kind": "supplementary", "source": "budget"}, "source"),
    ],
)
def test_a_rule_that_can_not_be_read(desk: Desk, texts: dict[str, str], field: str) -> None:
    boss = manager(desk)
    with pytest.raises(UserError) as refused:
        premiums.add_rule(boss, {**RULE, **texts})
    assert refused.value.path == field
    premiums.add_rule(boss, {**RULE, "year": "2016"})


def test_of_another_year_nothing(desk: Desk) -> None:
    boss = manager(desk)
    premiums.add_rule(boss, {**RULE, "year": "2018"})
    assert {one.person_id for one in premiums.register(boss, 2018, "subsidy")} == {"p1", "p5", "p7", "p8"}
    assert premiums.register(boss, 2018, "subsidy")[0].verdict == "还没有参保名单"
    assert date(2018, 12, 31) < date(2019, 11, 1)
