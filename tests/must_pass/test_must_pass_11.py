"""Each report's total is the sum of its documents; XLSX = screen = PDF.

The truth is added up here from the stored slips' JSON (``random_ledger.told``), by nothing that the reports use.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.money.fen import format_fen
from app.records.close import CashCount
from app.records.people import Institution
from app.records.statements import Statement, Wanted
from app.records.table import Table
from app.services.day_close import close_day, day, past_days, sheet_preview
from app.services.desk import Desk
from app.services.periods import Period, read_period
from app.services.registers import book
from app.services.reverse import reverse
from app.services.statements import behind, fees, institutions, townships
from app.services.statements import payers as by_payers
from app.store import ledger, people, reference
from tests.helpers.hands import ENTER, Hands
from tests.helpers.pdf_text import page_texts
from tests.helpers.random_ledger import STAMP, TOWNSHIPS, Told, make, told
from tests.helpers.reports import Reports, Row
from tests.helpers.service_desk import BY_REVIEWER

MONTH, QUARTER, YEAR = read_period("2019-10"), read_period("2019Q4"), read_period("2019")
HOSPITAL = "大沁他拉镇中心卫生院"
CLINICS = {
    "沙日塔拉嘎查卫生室": TOWNSHIPS["c1"],
    "哈日淖尔嘎查卫生室": TOWNSHIPS["c2"],
    "白音昌嘎查卫生室": TOWNSHIPS["c3"],
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, tuple[str, str]]]:
    """A random ledger and where its persons lived."""
    path = tmp_path_factory.mktemp("ledger") / "desk.db"
    return path, make(path, "statements:3")


@pytest.fixture(scope="module")
def small_file(made: tuple[Path, dict[str, tuple[str, str]]]) -> Path:
    """The file that ``desk`` works on a copy of."""
    return made[0]


@pytest.fixture
def slips(desk: Desk, made: tuple[Path, dict[str, tuple[str, str]]]) -> tuple[Told, ...]:
    """Every stored slip."""
    found = told(desk, made[1])
    assert {"settlement", "reversal", "adjustment"} == {one.kind for one in found}
    assert {"直接结算", "零星报销", "补差"} == {one.way for one in found}
    assert any(one.elsewhere for one in found)
    assert any(one.direct and one.typed for one in found), "what was typed and laid out is claimed"
    assert {one.day.month for one in found} == {9, 10, 11}
    return found


# ---- the same on screen, in the workbook, on paper


@pytest.fixture
def reports(hands: Hands, desk: Desk) -> Reports:
    """The window's reports on the random ledger."""
    return Reports(hands, desk)


def columns_of(table: Table, *titles: str) -> list[Row]:
    """Some columns of a table, in its order of rows."""
    places = [next(at for at, one in enumerate(table.columns) if one.title == title) for title in titles]
    return [tuple(row[place] for place in places) for row in table.rows]


# ---- the truth


def within(slips: Iterable[Told], period: Period) -> list[Told]:
    return [one for one in slips if period.holds(one.day)]


def persons(slips: Iterable[Told]) -> int:
    stands: Counter[tuple[str, str]] = Counter()
    for one in slips:
        stands[one.person] += one.cases
    return sum(1 for count in stands.values() if count > 0)


def grouped(slips: Iterable[Told], key: Callable[[Told], Row]) -> dict[Row, list[Told]]:
    found: dict[Row, list[Told]] = {}
    for one in slips:
        found.setdefault(key(one), []).append(one)
    return found


def pays(one: Told, payer: str, *, elsewhere: bool = False) -> int:
    return sum(pay for who, _, _, was, pay in one.layers if who == payer and was == elsewhere)


def paying(slips: Iterable[Told], payer: str) -> list[Told]:
    """Documents of which any layer of a payer that was not settled elsewhere pays something."""
    return [one for one in slips if any(who == payer and not there and pay for who, _, _, there, pay in one.layers)]


def payers_of(slips: Iterable[Told]) -> list[str]:
    return list(dict.fromkeys(who for one in slips for who, _, _, _, pay in one.layers if pay))


# ---- statements


@pytest.mark.parametrize("period", [MONTH, YEAR], ids=lambda one: one.code)
def test_must_pass_11_by_payer(reports: Reports, slips: tuple[Told, ...], period: Period) -> None:
    table = reports.open("月结：按付款方", period)
    found = within(slips, period)
    expected = {
        (
            payer,
            sum(one.cases for one in paying(found, payer)),
            persons(paying(found, payer)),
            sum(pays(one, payer) for one in found if one.direct),
            sum(pays(one, payer) for one in found if not one.direct),
            sum(pays(one, payer) for one in found),
            sum(pays(one, payer, elsewhere=True) for one in found),
        )
        for payer in payers_of(found)
    }
    titles = ("付款方", "人次", "人数", "付医疗机构（垫付）", "付个人（零星、补差）", "应付合计", "别处已结")
    assert set(columns_of(table, *titles)) == expected
    assert table.totals[-2:] == (sum(one.claimed for one in found), sum(one.elsewhere for one in found))
    assert table.seal


def test_must_pass_11_a_payer_down_to_its_slips(reports: Reports, slips: tuple[Told, ...]) -> None:
    table = reports.open("月结：按付款方", QUARTER)
    found = within(slips, QUARTER)
    for at, (payer, total) in enumerate(columns_of(table, "付款方", "应付合计")):
        parts = reports.down(at)
        expected = {
            (
                institution,
                identity,
                sum(one.cases for one in paying(group, str(payer))),
                persons(paying(group, str(payer))),
                sum(pays(one, str(payer)) for one in group if one.direct),
                sum(pays(one, str(payer)) for one in group if not one.direct),
                sum(pays(one, str(payer), elsewhere=True) for one in group),
            )
            for (institution, identity), group in grouped(
                (one for one in found if any(who == payer and pay for who, *_, pay in one.layers)),
                lambda one: (one.institution, one.identity),
            ).items()
        }
        assert len({layer for one in found for who, layer, *_ in one.layers if who == payer}) == 1, (
            "one layer a payer here"
        )
        titles = ("医疗机构", "身份", "人次", "人数", "付医疗机构", "付个人", "别处已结")
        assert set(columns_of(parts, *titles)) == expected
        assert parts.totals[-2] == total
        first_part = parts.rows[0]
        behind = reports.down()
        assert (behind.totals[-2], behind.totals[-1]) == first_part[-2:]
        assert isinstance(first_part[-2], int)
        assert f"应付 {format_fen(first_part[-2], thousands=True)} 元" in reports.page.told
        reports.back(2)


@pytest.mark.parametrize("period", [MONTH, YEAR], ids=lambda one: one.code)
def test_must_pass_11_by_institution(reports: Reports, slips: tuple[Told, ...], period: Period) -> None:
    table = reports.open("月结：按医疗机构", period)
    found = within(slips, period)
    advancing = [payer for payer in payers_of(slips) if any(one.direct and pays(one, payer) for one in found)]
    titles = ("医疗机构", "人次", *map(short, advancing), "垫付应结", "医疗机构承担", "医院应退", "目录外占比")
    expected = {
        (
            *name,
            sum(one.cases for one in group),
            *(sum(pays(one, payer) for one in group if one.direct) for payer in advancing),
            sum(one.claimed for one in group if one.direct),
            sum(one.bears for one in group),
            sum(one.refund for one in group),
            share(group),
        )
        for name, group in grouped(found, lambda one: (one.institution,)).items()
    }
    assert set(columns_of(table, *titles)) == expected
    for row in columns_of(table, "垫付应结", "拒付扣款", "已预拨", "已拨付", "应拨（负为应退）"):
        claimed, refused, prepaid, paid, left = (cell for cell in row if isinstance(cell, int))
        assert left == claimed - refused - prepaid - paid
    booked = {row[0]: row[1:] for row in columns_of(table, "医疗机构", "已预拨", "已拨付")}
    of_period = {MONTH: (123_456, 7_770), YEAR: (246_912, 50_000 - 7 + 7_770)}[period]
    assert booked["奈曼旗人民医院"] == of_period


def short(payer: str) -> str:
    return payer.removeprefix("城乡居民")


def share(group: list[Told]) -> int:
    total = sum(one.total for one in group)
    return sum(one.outside for one in group) * 1_000_000 // total // 100 * 100 if total > 0 else 0


def test_must_pass_11_an_institution_down_to_its_slips(reports: Reports, slips: tuple[Told, ...]) -> None:
    table = reports.open("月结：按医疗机构", QUARTER)
    for at, (name, claimed, bears, refund) in enumerate(
        columns_of(table, "医疗机构", "垫付应结", "医疗机构承担", "医院应退")
    ):
        behind = reports.down(at)
        numbers = [one.number for one in within(slips, QUARTER) if one.institution == name]
        assert sorted(str(cell) for (cell,) in columns_of(behind, "单号")) == sorted(numbers)
        for title, total in (("垫付应结", claimed), ("医疗机构承担", bears), ("医院应退", refund)):
            assert sum(cell for (cell,) in columns_of(behind, title) if isinstance(cell, int)) == total
        reports.back()


def test_must_pass_11_by_township(reports: Reports, slips: tuple[Told, ...]) -> None:
    table = reports.open("月结：按苏木乡镇", QUARTER)
    found = within(slips, QUARTER)
    payers = named(one.title for one in table.columns[4:-3])
    assert set(payers) == {payer for payer in payers_of(found) if any(pays(one, payer) for one in found)}
    expected = {place_row(key, group, payers) for key, group in grouped(found, lambda one: (one.place[0],)).items()}
    assert set(table.rows) == expected
    total, elsewhere, bears, own = (
        sum(getattr(one, name) for one in found) for name in ("total", "elsewhere", "bears", "own")
    )
    assert total == sum(one.claimed for one in found) + elsewhere + bears + own
    assert table.totals[3] == total
    assert table.totals[-3:] == (elsewhere, bears, own)


def named(titles: Iterable[str]) -> list[str]:
    """Payers by the titles of their columns."""
    return [f"城乡居民{one}" if one == "基本医疗保险基金" else one for one in titles]


def place_row(key: Row, group: list[Told], payers: list[str]) -> Row:
    return (
        *key,
        sum(one.cases for one in group),
        persons(group),
        sum(one.total for one in group),
        *(sum(pays(one, payer) for one in group) for payer in payers),
        sum(one.elsewhere for one in group),
        sum(one.bears for one in group),
        sum(one.own for one in group),
    )


def test_must_pass_11_a_township_down_to_its_slips(reports: Reports, slips: tuple[Told, ...]) -> None:
    table = reports.open("月结：按苏木乡镇", QUARTER)
    assert len(table.rows) == 2, "somebody moved"
    for at, township in enumerate(row[0] for row in table.rows):
        villages = reports.down(at)
        payers = named(one.title for one in villages.columns[5:-3])
        here = [one for one in within(slips, QUARTER) if one.place[0] == township]
        keys = grouped(here, lambda one: (one.place[1], one.identity))
        assert set(villages.rows) == {place_row(key, group, payers) for key, group in keys.items()}
        behind = reports.down()
        group = keys[villages.rows[0][:2]]
        assert sorted(row[1] for row in behind.rows) == sorted(one.number for one in group)  # type: ignore[type-var]  # texts
        assert sum(row[6] for row in behind.rows) == villages.rows[0][4]  # type: ignore[misc]  # fen in every row
        reports.hands.press(ENTER)
        reports.hands.wait()
        assert "结算单" in reports.hands.window.overlay.accessibleName()
        reports.back(3)


def test_must_pass_11_clinic_fees(reports: Reports, slips: tuple[Told, ...], desk: Desk) -> None:
    reported = {"institution": "c3", "hospital": "h3", "month": "2019-11", "on": "2019-11-22", "by": "村医"}
    book.add(desk, "clinic_fees", {**reported, "visits": "7", "fee": "6.00"})
    told = {"白音昌嘎查卫生室": (7, 4_200)}
    table = reports.open("一般诊疗费三级汇总", YEAR)
    found = [one for one in within(slips, YEAR) if one.fee]
    groups = grouped(found, lambda one: (CLINICS[one.institution],))
    expected = {
        (
            *key,
            HOSPITAL,  # of one the facts of institutions say it, of the other its report
            len({one.institution for one in group}),
            *fees_of(group, told),
            len({(one.institution, one.day.month) for one in group}),
            *(0, 0),
        )
        for key, group in groups.items()
    }
    assert set(table.rows) == expected
    clinics = reports.down()
    names = grouped(found, lambda one: (one.institution,))
    shown = {row[0]: row[1:8] for row in clinics.rows}
    assert shown == {name: fees_of(names[(name,)], told) for name in shown}
    behind = reports.down()
    name = clinics.rows[0][0]
    here = [one for one in found if one.institution == name]
    slips_behind = [row for row in behind.rows if row[1] not in {"上报", "没有登记"}]
    assert sorted(row[4] for row in slips_behind) == sorted(one.number for one in here)  # type: ignore[type-var]  # texts
    assert [behind.totals[at] for at in (6, 7, 8, 9)] == [clinics.rows[0][at] for at in (1, 3, 4, 5)]


def fees_of(group: list[Told], told: dict[str, tuple[int, int]]) -> Row:
    """Visits, persons, fen by slips; visits and fen by reports; both differences."""
    visits, fen = sum(one.cases for one in group), sum(one.fee for one in group)
    reports = [told[name] for name in {one.institution for one in group} if name in told]
    reported, claimed = (sum(one[at] for one in reports) for at in (0, 1))
    return (visits, persons(group), fen, reported, claimed, visits - reported, fen - claimed)


def test_must_pass_11_critical_illness(reports: Reports, slips: tuple[Told, ...]) -> None:
    found = [one for one in within(slips, QUARTER) if one.direct and critical(one)]
    by_institution = reports.open("大病承办公司月结：按医疗机构", QUARTER)
    owed = {
        name: sum(map(critical, group)) for (name,), group in grouped(found, lambda one: (one.institution,)).items()
    }
    paid = {"奈曼旗人民医院": 7_770}
    expected = {
        (name, owed.get(str(name), 0), paid.get(str(name), 0), owed.get(str(name), 0) - paid.get(str(name), 0))
        for name in {*owed, *paid}
    }
    assert set(columns_of(by_institution, "医疗机构", "大病保险应付", "已拨付", "未拨付")) == expected
    by_slip = reports.open("大病承办公司月结", QUARTER)
    assert sorted(columns_of(by_slip, "单号", "大病保险")) == sorted((one.number, critical(one)) for one in found)


def critical(one: Told) -> int:
    return sum(pay for _, layer, _, there, pay in one.layers if layer == "critical_illness" and not there)


# ---- the other reports with sums


def test_must_pass_11_clearing_advances_control(reports: Reports, slips: tuple[Told, ...]) -> None:
    year = within(slips, YEAR)
    direct = grouped((one for one in year if one.direct), lambda one: (one.institution,))
    clearing = reports.open("医疗机构清算", YEAR)
    claimed = {row[0]: row[1] for row in columns_of(clearing, "医疗机构", "垫付应结") if row[1]}
    assert claimed == {name: fen for (name,), group in direct.items() if (fen := sum(one.claimed for one in group))}
    reports.down([row[0] for row in clearing.rows].index("奈曼旗人民医院"))
    advances = reports.open("先行垫付", QUARTER)
    assert sorted(columns_of(advances, "单号", "总费用", "医疗机构垫付")) == sorted(
        (one.number, one.total, one.claimed) for one in within(slips, QUARTER) if one.direct and one.claimed
    )
    control = reports.open("控费报表", QUARTER)
    groups = grouped(within(slips, QUARTER), lambda one: (one.institution,))
    assert set(columns_of(control, "医疗机构", "总费用", "目录外", "医疗机构承担")) == {
        (
            *name,
            sum(one.total for one in group),
            sum(one.outside for one in group),
            sum(one.bears for one in group),
        )
        for name, group in groups.items()
    }


def test_must_pass_11_the_close_of_each_day(desk: Desk, slips: tuple[Told, ...]) -> None:
    for on in sorted({one.day for one in slips}):
        today = [one for one in slips if one.day == on]
        facts = day(desk, on).facts
        assert (facts.sums.count, facts.sums.total, facts.sums.person_pays, facts.sums.institution_pays) == (
            len(today),
            *(sum(getattr(one, name) for one in today) for name in ("total", "own", "bears")),
        )
        net = {one.payer: one.net for one in facts.payers}
        assert net == {payer: sum(pays(one, payer) for one in today) for payer in payers_of(today)}


def test_must_pass_11_a_closed_month_never_changes(reports: Reports, desk: Desk, slips: tuple[Told, ...]) -> None:
    """All days are closed; then a settlement of October is reversed in November, somebody moves, a hospital is renamed."""
    for on in sorted({one.day for one in slips if one.day <= MONTH.last}):
        moved = day(desk, on).moved
        counted = CashCount(format_fen(-moved)) if moved < 0 else CashCount(loose=format_fen(moved))
        made = close_day(replace(desk, business_date=on), desk.new_id(), on, counted, "")
        text = "".join(page_texts(sheet_preview(desk, made.close_id)))
        assert format_fen(made.facts.sums.total, thousands=True) in text
    assert past_days(desk)
    before = stated(desk)
    assert all(any("不再变动" in note for note in one.notes) and not one.warning for one in before)
    with desk.database.reading() as work:
        target = next(
            one
            for one in reversed(ledger.latest(work, 1_000))
            if one.kind == "settlement" and not one.reversed_by and MONTH.holds(one.business_date)
        )
    reverse(desk, desk.new_id(), target.id, "amount", "录错", BY_REVIEWER)
    with desk.database.unit_of_work() as work:
        for who in ("p1", "p4", "p5", "p10"):
            person = people.person(work, who)
            people.update_person(work, replace(person, township="别的镇", village="别的村", identities=()), **STAMP)
        renamed = Institution("h2", "新名医院", "secondary", "in_county", True, False, True, "hospital")
        reference.save_institutions(work, [renamed], **STAMP)
    assert stated(desk) == before
    november = reports.open("月结：按付款方", read_period("2019-11"))
    assert any("没有日结" in note for note in november.notes)
    assert "没有日结" in reports.page.told


def stated(desk: Desk) -> list[Statement[Any]]:
    """The statements of October that are made of documents alone."""
    payer = by_payers.payers(desk, MONTH)
    places = townships.townships(desk, MONTH)
    own = institutions.institutions(desk, MONTH)
    claims = [replace(one, refused=0, prepaid=0, paid=0, left=0) for one in own.lines]
    return [
        payer,
        *(by_payers.parts(desk, MONTH, one.payer) for one in payer.lines),
        places,
        *(townships.villages(desk, MONTH, one.township) for one in places.lines),
        replace(own, lines=tuple(claims)),
        institutions.critical(desk, MONTH),
        fees.hospitals(desk, MONTH),
        fees.clinics(desk, MONTH),
        behind.slips(desk, MONTH, Wanted()),
    ]
