"""Pictures of 健康扶贫基金's accounts, 年终决算, 年终清算, 年底二次报销, payers' files; their papers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pypdfium2
from PySide6.QtCore import Qt

from app.money.fen import format_fen
from app.policy import Registry
from app.records.people import Operator
from app.services.accounts.entries import add_entry
from app.services.desk import Desk
from app.services.funds.accounts import add_movement
from app.services.tables import preview
from app.ui.screens.lists import ListPage
from app.ui.screens.told_list import ToldList
from tests.helpers import year_end
from tests.helpers.forms import settled, stay
from tests.helpers.hands import CTRL, ENTER, ESC
from tests.helpers.random_years import SHENYANG, chronic_filed, make_shenyang
from tests.helpers.service_desk import CLERK, MANAGER, MANAGER_PASSWORD, REVIEWER

if TYPE_CHECKING:
    from build_scripts.screenshots import Studio

Key = Qt.Key
PAYER = "城乡居民基本医疗保险基金"


def fill(desk: Desk) -> list[str]:
    """Slips that the fund pays, grants and what is spent beside; the slips' numbers."""
    clerk, manager = replace(desk, operator=CLERK), replace(desk, operator=MANAGER)
    chronic_filed(clerk, "p4")
    done = [
        settled(clerk, stay("p1", tags=("disease_23",), invoice_number="F1")),
        settled(clerk, stay("p7", way="reimbursement", tags=("disease_23",), invoice_number="F2")),
        settled(clerk, stay("p4", type="outpatient_chronic", admitted="2019-11-20", discharged="2019-11-20")),
        settled(clerk, stay("p10", invoice_number="F4")),
        settled(clerk, stay("p2", invoice_number="F5")),
        settled(clerk, stay("p3", invoice_number="F6")),
    ]
    common = {"voucher": "财库 7 号", "purpose": ""}
    for account, kind, amount, day, item in (
        ("insurance", "granted", "500000", "2019-02-11", ""),
        ("insurance", "granted", "320000.50", "2019-05-09", ""),
        ("health", "granted", "80000", "2019-02-11", ""),
        ("health", "spent", "12480", "2019-06-30", "sign"),
        ("health", "spent", "3306.5", "2019-09-12", "deliver"),
        ("health", "spent", "70000", "2019-10-08", "urgent"),
    ):
        texts = {**common, "account": account, "kind": kind, "amount": amount, "day": day, "item": item}
        add_movement(manager, texts, manager.new_id())
    for period, amount in (("2019Q1", "500000"), ("2019Q2", "400000"), ("2019Q3", "400000")):
        plan = {"account": "insurance", "period": period, "amount": amount, "document_number": "奈财社〔2019〕12号"}
        add_entry(manager, "fund_plan", plan, manager.new_id())
    return [f"{one.number},{format_fen(one.posted.layers['basic'])}" for one in done]


def paper(at: Studio, name: str) -> None:
    """The list that is open, on its paper, as a picture."""
    page = at.window.overlay.page
    listed = page.list if isinstance(page, ToldList) else page
    assert isinstance(listed, ListPage), "a list is open"
    taken = listed.snapshot(at.window.overlay.accessibleName())
    _table, pdf = preview(at.desk, taken.table())
    document = pypdfium2.PdfDocument(pdf)
    at.out.mkdir(parents=True, exist_ok=True)
    document[0].render(scale=1.4).to_pil().save(at.out / f"{name}.png")


def go(at: Studio, key: Qt.Key, *, ctrl: bool = False) -> None:
    if ctrl:
        at.hands.press(key, modifier=CTRL)
    else:
        at.hands.press(key)
    at.hands.wait()


def funds(at: Studio) -> None:
    """Both accounts, one of them slip by slip, grants, the closing after the year."""
    at.hands.open_door("健康扶贫基金专户")
    at.take("150-funds-empty")
    go(at, ENTER)
    at.take("150-fund-account-empty")
    at.window.overlay.close_page()
    fill(at.desk)
    at.hands.open_door("健康扶贫基金专户")
    at.take("151-funds")
    go(at, ENTER)
    at.take("152-fund-account")
    paper(at, "152-fund-account-paper")
    go(at, Key.Key_Insert)
    at.take("153-fund-form")
    go(at, ESC)
    go(at, ESC)
    go(at, Key.Key_E, ctrl=True)
    at.take("154-grants")
    go(at, Key.Key_E, ctrl=True)
    at.take("154-grants-months")
    at.window.overlay.close_page()
    later = at.beside(replace(at.desk, business_date=date(2020, 1, 8)))
    later.hands.open_door("年终决算")
    go(later, Key.Key_K, ctrl=True)
    later.hands.press(Key.Key_A, modifier=CTRL)
    later.hands.enter("2019")
    later.hands.wait()
    later.take("155-closing")
    paper(later, "155-closing-paper")
    go(later, ENTER)
    later.take("156-closing-lines")
    paper(later, "156-closing-lines-paper")
    go(later, ESC)
    go(later, Key.Key_E, ctrl=True)
    later.take("157-closing-form")
    later.hands.enter("", "财库 9 号")
    later.hands.wait()
    later.take("158-closed")
    later.close()


def clearing(at: Studio) -> None:
    """What a year carried, its visits, the run and its shares."""
    registry: Registry = at.desk.packs
    year_end.make_yiyuan(at.desk.database.path, registry)
    station = replace(at.desk.station, area_name=year_end.YIYUAN_AREA)
    clerk = replace(at.desk, station=station, operator=CLERK, business_date=date(2020, 12, 20))
    for who in ("p1-2020", "p3-2020"):
        year_end.leap(clerk, who)
    year_end.visit(clerk, "p2-2020", 4, 2_000_000, given="6000.00")
    year_end.visit(clerk, "p10-2020", 5, 3_000_000, given="1200.00")
    window = at.beside(replace(clerk, operator=REVIEWER, business_date=date(2021, 1, 5)))
    window.hands.open_door("年终清算")
    window.take("160-years")
    go(window, ENTER)
    window.take("161-owed")
    paper(window, "161-owed-paper")
    go(window, ENTER)
    window.take("162-visits")
    go(window, ESC)
    go(window, Key.Key_B, ctrl=True)
    window.take("163-totals")
    go(window, ESC)
    go(window, Key.Key_E, ctrl=True)
    window.take("164-run-form")
    window.hands.enter("沂医保〔2021〕1号")
    window.hands.enter(MANAGER_PASSWORD)
    window.hands.wait()
    window.take("165-shares")
    paper(window, "165-shares-paper")
    go(window, Key.Key_E, ctrl=True)
    window.take("166-paid-form")
    window.close()


def second_payment(at: Studio) -> None:
    """沈阳's second payment: the form, the preview, the run."""
    make_shenyang(at.desk.database.path, at.desk.packs)
    clerk = replace(at.desk, station=SHENYANG, operator=CLERK, business_date=date(2020, 12, 20))
    for at_, (who, in_scope, drugs) in enumerate(
        (("p1-2020", 1_000_000, 600_000), ("p1-2020", 800_000, 800_000), ("p7-2020", 2_000_000, 1_234_567))
    ):
        year_end.visit(clerk, who, at_, in_scope, drugs=drugs)
    window = at.beside(replace(clerk, operator=REVIEWER))
    window.hands.open_door("年底二次报销")
    window.take("170-second-years")
    go(window, ENTER)
    window.take("171-second-form")
    window.hands.enter("", "", "500")
    window.hands.wait()
    window.take("172-second-plan")
    paper(window, "172-second-plan-paper")
    go(window, Key.Key_E, ctrl=True)
    window.take("173-second-run")
    window.hands.enter("沈医保〔2020〕90号")
    window.hands.enter(MANAGER_PASSWORD)
    window.hands.wait()
    window.take("174-second-shares")
    window.close()


def payer_files(at: Studio) -> None:
    """A payer's file: columns, comparison, what was kept, a note."""
    at.hands.open_door("对账：导入付款方文件")
    at.take("180-files-empty")
    at.window.overlay.close_page()
    lines = fill(at.desk)
    number, _, amount = lines[1].partition(",")
    rows = [
        lines[0], f"{number},{format_fen(int(amount.replace('.', '')) - 12_345)}", *lines[2:5], lines[4],
        "NM-01-2019-000099,8,", "NM-01-2019-000005,1E+3",
    ]  # fmt: skip
    path = at.folder / "医保中心11月.csv"
    path.write_text("\n".join(("单据号,基金支付", *rows)), encoding="gb18030")
    at.hands.open_door("对账：导入付款方文件")
    go(at, Key.Key_O, ctrl=True)
    at.hands.press(Key.Key_A, modifier=CTRL)
    at.hands.enter(str(path))
    choose(at, PAYER)
    at.hands.press(Key.Key_A, modifier=CTRL)
    at.hands.type("2019-11")
    at.take("181-file-form")
    go(at, ENTER)
    at.take("182-file-columns")
    go(at, Key.Key_S, ctrl=True)
    at.take("183-compared")
    go(at, ENTER)
    at.take("184-keep")
    go(at, ENTER)
    at.take("185-sums")
    paper(at, "185-sums-paper")
    go(at, ENTER)
    at.take("186-class")
    go(at, Key.Key_E, ctrl=True)
    at.take("187-note")
    go(at, ESC)
    go(at, ESC)
    go(at, Key.Key_B, ctrl=True)
    paper(at, "188-all-paper")
    at.take("188-all")


def choose(at: Studio, word: str) -> None:
    """The choice under the cursor to a word, then on."""
    from app.ui.widgets.choice import Choice

    choice = at.hands.focus
    assert isinstance(choice, Choice), choice
    choice.show_code(word)
    at.hands.press(ENTER)


def at1024(scene: Callable[[Studio], None]) -> Callable[[Studio], None]:
    """A scene in the large type of a small window."""

    def show(at: Studio) -> None:
        at.hands.press(Key.Key_Equal, modifier=CTRL)
        at.mark = "-1024-large"
        scene(at)
        at.hands.press(Key.Key_0, modifier=CTRL)

    return show


SCENES: Mapping[str, tuple[Callable[[Studio], None], str]] = {
    "funds": (funds, "1366"),
    "clearing": (clearing, "1366"),
    "second_payment": (second_payment, "1366"),
    "payer_files": (payer_files, "1366"),
    "funds_large": (at1024(funds), "1024"),
    "payer_files_large": (at1024(payer_files), "1024"),
    "clearing_large": (at1024(clearing), "1024"),
}
OPERATORS: Mapping[str, Operator] = {"funds": MANAGER, "funds_large": MANAGER}
