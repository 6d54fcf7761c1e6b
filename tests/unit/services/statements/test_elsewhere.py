"""柳州 types basic, 大病保险 and assistance by hand. Settled directly, they are claimed like any other layer; in 补差 they aren't."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.policy import Registry
from app.records.people import PersonIdentity
from app.records.statements import InstitutionLine, Wanted
from app.services.accounts.clearing import account, advances, clearings, critical
from app.services.day_close import day
from app.services.desk import Desk
from app.services.national.making import made
from app.services.parameters import confirm_all
from app.services.periods import Period, read_period
from app.services.reverse import reverse
from app.services.settle import Settled
from app.services.slips import slip_pdf, stored_facts
from app.services.statements import behind, institutions, payers, townships
from app.store import fund_slips, payer_files, people
from tests.helpers.forms import paid, settled, stay
from tests.helpers.pdf_text import page_texts
from tests.helpers.service_desk import BY_REVIEWER, MANAGER, STAMP, everybody

BASIC, CRITICAL, ASSISTANCE = 400_000, 60_000, 50_000
TYPED = BASIC + CRITICAL + ASSISTANCE
COMPANY, FUND, RELIEF = "大病保险承办公司", "城乡居民基本医疗保险基金", "医疗救助资金"
ON, MONTH = date(2019, 12, 2), read_period("2019-12")


@pytest.fixture
def liuzhou(desk: Desk, registry: Registry) -> Desk:
    """A desk in 柳州 with a poor person g1."""
    return area(desk, registry, "guangxi-2019", "g1", ON, insured=(2018, 2019))


def area(desk: Desk, registry: Registry, pack_id: str, person: str, on: date, *, insured: tuple[int, ...]) -> Desk:
    pack = registry.by_id(pack_id)
    assert pack is not None
    there = replace(desk, station=replace(desk.station, area_name=pack.area), business_date=on)
    poor = (PersonIdentity("registered_poor", date(2016, 1, 1), None, "未脱贫", "演示"),)
    with there.database.unit_of_work() as work:
        known = replace(everybody()[0], id=person, identities=poor, insured_years=insured)
        people.add_people(work, [known], **STAMP)
        confirm_all(replace(there, operator=MANAGER), pack, "演示", work)
    return there


def typed(desk: Desk, way: str) -> Settled:
    form = stay("g1", admitted="2019-11-25", discharged="2019-12-01", way=way)
    layers = {"basic": "4000.00", "critical_illness": "600.00", "secondary": "0.00", "assistance": "500.00"}
    return settled(desk, paid(form, **layers))


def line(desk: Desk, period: Period = MONTH) -> InstitutionLine:
    [one] = institutions.institutions(desk, period).lines
    return one


def test_a_direct_stay_is_in_every_claim(liuzhou: Desk) -> None:
    done = typed(liuzhou, "direct")
    fund = done.posted.fund_total
    assert fund > TYPED, "the pack's own layer pays too"
    [critical_line] = institutions.critical(liuzhou, MONTH).lines
    assert (critical_line.cases, critical_line.owed, critical_line.left) == (1, CRITICAL, CRITICAL)
    [claim] = critical(liuzhou, MONTH)
    assert claim.slip.critical_illness == CRITICAL
    assert (line(liuzhou).claimed, line(liuzhou).left) == (fund, fund)
    assert {line(liuzhou).payers[one] for one in (COMPANY, FUND, RELIEF)} == {CRITICAL, BASIC, ASSISTANCE}
    [cleared] = clearings(liuzhou, 2019)
    assert cleared.claimed == fund
    assert dict(account(liuzhou, "h1", 2019).payers) == {who: pay for who, pay in line(liuzhou).payers.items() if pay}
    [(advanced, _)] = advances(liuzhou, MONTH)
    assert advanced.advanced == fund
    by_payer = {one.payer: (one.to_institutions, one.elsewhere) for one in payers.payers(liuzhou, MONTH).lines}
    assert by_payer[COMPANY] == (CRITICAL, 0)
    [part] = payers.parts(liuzhou, MONTH, COMPANY).lines
    assert (part.cases, part.to_institutions, part.elsewhere) == (1, CRITICAL, 0)
    [place] = townships.townships(liuzhou, MONTH).lines
    assert (sum(place.payers.values()), place.elsewhere) == (fund, 0)
    [slip] = behind.slips(liuzhou, MONTH, Wanted(payer=COMPANY)).lines
    assert (slip.amount, slip.elsewhere) == (CRITICAL, 0)


def test_the_day_its_payers_file_and_its_slip_have_it(liuzhou: Desk) -> None:
    done = typed(liuzhou, "direct")
    facts = day(liuzhou, ON).facts
    assert {one.payer: one.net for one in facts.payers}[COMPANY] == CRITICAL
    assert sum(one.net for one in facts.payers) == done.posted.fund_total
    assert not any(one.given for one in facts.layers)
    with liuzhou.database.reading() as work:
        [ours] = payer_files.ours(work, COMPANY, MONTH.first, MONTH.last)
        assert ours.amount == CRITICAL
        assert [one.pay for one in fund_slips.slips(work, ("basic",), MONTH.first, MONTH.last)] == [BASIC]
        assert fund_slips.total(work, ("basic",), None, date(2020, 1, 1)) == BASIC
    slip = stored_facts(liuzhou, done.document_id)
    assert slip.advances == (("医疗机构垫付（基金月结时拨付）", done.posted.fund_total),)
    said = "".join(page_texts(slip_pdf(liuzhou, done.document_id).pdf)).replace("\n", "")
    assert "手工填入" in said
    assert "已在他处结算" not in said
    assert "已在别处结算" not in said.replace("已在别处结算（或人工录入）", ""), "the engine's step says both"


def test_the_same_typed_in_a_top_up_is_nobodys_claim(liuzhou: Desk) -> None:
    done = typed(liuzhou, "top_up")
    own = done.posted.fund_total - TYPED
    assert own > 0
    assert institutions.critical(liuzhou, MONTH).lines == ()
    assert line(liuzhou).claimed == 0
    by_payer = {one.payer: (one.total, one.elsewhere) for one in payers.payers(liuzhou, MONTH).lines}
    assert by_payer[COMPANY] == (0, CRITICAL)
    [place] = townships.townships(liuzhou, MONTH).lines
    assert (sum(place.payers.values()), place.elsewhere) == (own, TYPED)
    facts = day(liuzhou, ON).facts
    assert {one.payer: one.net for one in facts.payers}[COMPANY] == 0
    assert sum(one.given for one in facts.layers) == TYPED
    with liuzhou.database.reading() as work:
        assert payer_files.ours(work, COMPANY, MONTH.first, MONTH.last) == ()
        assert fund_slips.slips(work, ("basic",), MONTH.first, MONTH.last) == ()
    said = "".join(page_texts(slip_pdf(liuzhou, done.document_id).pdf)).replace("\n", "")
    assert "已在他处结算，按所持结算单填入" in said
    assert "手工填入" not in said


@pytest.mark.parametrize(("way", "there"), [("direct", False), ("top_up", True)])
def test_the_national_file_says_which_were_settled_elsewhere(liuzhou: Desk, way: str, there: bool) -> None:
    typed(liuzhou, way)
    with liuzhou.database.reading() as work:
        [one] = made(work, MONTH.first, MONTH.last, {}, fees=False, whole=False)
    said = {part.pay: part.note for part in one.funds}
    assert {"已在别处结算" in said[pay] for pay in (BASIC, CRITICAL, ASSISTANCE)} == {there}


def test_a_reversal_takes_the_claim_back(liuzhou: Desk) -> None:
    done = typed(liuzhou, "direct")
    reverse(liuzhou, "r1", done.document_id, "amount", "录错", BY_REVIEWER)
    [one] = institutions.critical(liuzhou, MONTH).lines
    assert (one.cases, one.owed) == (0, 0)
    assert line(liuzhou).claimed == 0
    assert {one.net for one in day(liuzhou, ON).facts.payers} == {0}


def test_what_the_institution_waives_is_no_claim_of_its_own(desk: Desk, registry: Registry) -> None:
    """沂源: 医疗机构减免 is typed in a direct settlement, its payer is the institution itself; 特惠保 is claimed."""
    there = area(desk, registry, "yiyuan-2020", "y1", date(2020, 5, 20), insured=(2020,))
    form = stay("y1", admitted="2020-05-06", discharged="2020-05-12")
    done = settled(there, paid(form, institution_waiver="30.00", commercial="20.00"))
    one = line(there, read_period("2020-05"))
    assert one.claimed == done.posted.fund_total - 3_000
    assert one.payers["特惠保承保公司"] == 2_000
    assert "就诊医疗机构" not in one.payers
    assert stored_facts(there, done.document_id).advances == (("医疗机构垫付（基金月结时拨付）", one.claimed),)
