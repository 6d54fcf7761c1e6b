"""Pictures of institutions, accounts, cost control, reviews and debts, with something in each list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.records.people import Operator
from app.services.accounts import credit, reviews
from app.services.accounts.entries import add_entry
from app.services.desk import Desk
from app.services.institutions.versions import save_version, typed_of
from app.services.reference import institution
from tests.helpers.forms import settled, stay
from tests.helpers.hands import CTRL, ENTER, ESC
from tests.helpers.service_desk import CLERK, MANAGER, REVIEWER

if TYPE_CHECKING:
    from build_scripts.screenshots import Studio

Key = Qt.Key
NUMBER = "奈医保发〔2019〕30号"


def _put(desk: Desk, register: str, **texts: str) -> str:
    return add_entry(desk, register, texts, desk.new_id()).id


def fill(desk: Desk) -> None:
    """Slips, contracts, payments, debts, marks."""
    clerk, reviewer = replace(desk, operator=CLERK), replace(desk, operator=REVIEWER)
    desk = replace(desk, operator=MANAGER)
    first = settled(clerk, stay("p1"))
    settled(clerk, stay("p10"))
    settled(clerk, stay("p4", institution_id="h3"))
    settled(clerk, stay("p7", institution_id="h4"))
    held = typed_of(institution(desk, "h1"))
    for since, level in (("2019-06-01", "secondary"), ("2019-12-01", "tertiary")):
        facts = {"code": "H15052500001", "legal_person": "白音", "phone": "0475-4212345", "two_diseases": "yes"}
        save_version(desk, "h1", {**held, **facts, "level": level, "since": since, "document_number": NUMBER})
    common = {"institution": "h1", "day": "2019-11-20", "year": "2019", "voucher": "付字 7 号"}
    _put(desk, "contract", **common, number="奈协 001", amount="600000.00", prepay_rate="0.08", deposit="30000.00")
    for month in ("2019-10", "2019-11"):
        _put(desk, "prepay", **common, period=month, amount="4800.00")
    _put(desk, "deduction", **common, amount="300.00", reason="重复收费")
    for account, kind, amount in (
        ("insurance", "granted", "500000"),
        ("health", "granted", "80000"),
        ("health", "spent", "1200"),
    ):
        _put(desk, "fund", **common, account=account, kind=kind, amount=amount, purpose="第四季度")
    debt = {"institution": "h1", "stay": "2019-10 住院", "day": "2019-10-01"}
    owed = _put(clerk, "arrears", **debt, person="p1", amount="3000.00", due_on="2019-10-20")
    _put(clerk, "arrears", **debt, person="p4", amount="800.00", due_on="2019-11-25")
    _put(clerk, "arrears", **debt, person="p7", amount="1250.50", due_on="2020-01-25")
    entry = credit.propose(clerk, owed, {"reason": "有能力而不还", "document_number": "奈卫 5 号"}, desk.new_id())
    credit.confirm(reviewer, entry.id)
    reviews.mark(reviewer, first.document_id, 0, "doubtful", "住院天数偏多")
    reviews.mark(reviewer, first.document_id, 2, "refused", "陪护不属于诊疗项目", "800.00")


def _doors(at: Studio, *titles: tuple[str, str]) -> None:
    for name, title in titles:
        at.hands.open_door(title)
        at.take(name)
        at.window.overlay.close_page()


def institutions(at: Studio) -> None:
    """Empty lists first, then with something in them."""
    _doors(at, ("110-contracts-empty", "服务协议和总额预算"), ("111-clearing-empty", "医疗机构清算"))
    fill(at.desk)
    at.hands.open_door("医疗机构")
    at.take("112-institutions")
    at.hands.press(Key.Key_Down, Key.Key_Down)
    at.hands.press(ENTER)
    at.take("113-institution-history")
    at.hands.press(ESC)
    at.hands.press(Key.Key_E, modifier=CTRL)
    at.take("114-institution-form")
    at.window.overlay.close_page()
    at.hands.open_door("医疗机构名单导入")
    at.take("115-institution-lists")
    path = at.folder / "定点机构.csv"
    path.write_text(
        "机构名称,国家医保编码,医院等级,定点,先诊疗后付费,法人\n奈曼旗人民医院,H15052500001,二级甲等,是,是,白音\n"
        "八仙筒镇中心卫生院,H15052500031,卫生院,√,执行,乌日娜\n某某医院,,九级,是,,\n",
        encoding="utf-8",
    )
    at.hands.press(Key.Key_O, modifier=CTRL)
    at.hands.press(Key.Key_A, modifier=CTRL)
    at.hands.enter(str(path), NUMBER, "2019-11-15")
    at.take("116-institution-columns")
    at.hands.press(Key.Key_S, modifier=CTRL)
    at.take("117-institution-plan")
    at.hands.press(ENTER)
    at.take("118-institution-ask")
    at.window.overlay.close_page()


def accounts(at: Studio) -> None:
    """Registers, clearing, reports."""
    fill(at.desk)
    _doors(
        at,
        ("120-contracts", "服务协议和总额预算"),
        ("121-prepayments", "预拨"),
        ("122-clearing", "医疗机构清算"),
        ("124-advances", "先行垫付"),
        ("125-critical", "大病承办公司月结"),
        ("126-fund", "健康扶贫基金专户"),
        ("127-control", "控费报表"),
        ("128-outside", "目录外单据"),
        ("129-faults", "过度医疗认定"),
        ("130-findings", "审核问题登记"),
        ("131-grades", "诚信等级"),
        ("132-blacklist", "欠费黑名单"),
        ("133-figures", "账目参数"),
        ("134-insurers", "承办合同"),
    )
    at.hands.open_door("医疗机构清算")
    at.hands.press(Key.Key_End, modifier=CTRL)
    at.hands.press(Key.Key_Home, ENTER)
    at.take("123-account")
    at.window.overlay.close_page()
    at.hands.open_door("服务协议和总额预算")
    at.hands.press(Key.Key_Insert)
    at.take("135-contract-form")
    at.window.overlay.close_page()
    at.hands.open_door("控费报表")
    at.hands.press(Key.Key_K, modifier=CTRL)
    at.hands.press(Key.Key_A, modifier=CTRL)
    at.hands.enter("2019年")
    at.take("136-period-refused")
    at.window.overlay.close_page()


def reviewed(at: Studio) -> None:
    """The reviewer's pages, and a debt's."""
    fill(at.desk)
    at.hands.open_door("费用审核")
    at.hands.press(Key.Key_T, modifier=CTRL)
    at.take("140-review-filter")
    at.hands.press(Key.Key_1, ENTER)
    at.take("141-reviews")
    at.hands.press(ENTER)
    at.take("142-review-lines")
    at.hands.press(ENTER)
    at.take("143-review-mark")
    at.window.overlay.close_page()
    at.hands.open_door("欠费登记和预警")
    at.take("144-debts")
    at.hands.press(ENTER)
    at.take("145-debt-paid")
    at.hands.press(ESC)
    at.hands.wait()
    at.hands.press(Key.Key_Home, Key.Key_Down)
    at.hands.press(Key.Key_B, modifier=CTRL)
    at.hands.enter("有能力而不还", "奈卫 6 号")
    at.hands.wait()
    at.hands.press(ENTER)
    at.take("146-blacklist-confirm")
    at.window.overlay.close_page()
    at.hands.find("altqmg")
    at.hands.visit("nmqrmyy", "20191101", "20191110", "C34")
    at.hands.items(("srjcw", "9"))
    at.take("147-stopped-case")


def small(at: Studio) -> None:
    """The widest ones where there is little room."""
    fill(at.desk)
    at.mark = "-1024"
    _doors(
        at,
        ("150-institutions", "医疗机构"),
        ("151-clearing", "医疗机构清算"),
        ("152-control", "控费报表"),
        ("153-debts", "欠费登记和预警"),
    )


SCENES: Mapping[str, tuple[Callable[[Studio], None], str]] = {
    "institutions": (institutions, "1366"),
    "institutions_accounts": (accounts, "1366"),
    "institutions_reviewed": (reviewed, "1366"),
    "institutions_small": (small, "1024"),
}
OPERATORS: Mapping[str, Operator] = {
    "institutions": MANAGER,
    "institutions_accounts": MANAGER,
    "institutions_reviewed": REVIEWER,
    "institutions_small": MANAGER,
}
"""Who works where it is not the clerk."""
