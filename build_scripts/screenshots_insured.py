"""Pictures of who is insured: a list on its way in, comparison, rates, the register, premiums, the sheet at the desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.records.people import Operator
from app.services.insured import comparison, contact, premiums, register
from tests.helpers.hands import CTRL, ENTER, ESC, SHIFT
from tests.helpers.insured import facts, imported
from tests.helpers.small_desk import MANAGER, everybody
from tests.helpers.workbooks import xlsx

if TYPE_CHECKING:
    from build_scripts.screenshots import Studio

Key = Qt.Key
TITLES = ("姓名", "身份证号", "个人缴费", "补贴金额", "缴费日期", "参保地", "参保状态", "停保日期")
PEOPLE = {one.id: one for one in everybody()}
RULE = {
    "kind": "subsidy",
    "identity": "registered_poor",
    "year": "2019",
    "amount": "50",
    "source": "budget",
    "document_number": "奈政办发〔2019〕1号",
}


def _paid(person_id: str, **cells: str) -> dict[str, str]:
    one = PEOPLE[person_id]
    own = {"name": one.name, "certificate_number": one.certificate_number, "own": "200", "subsidy": "50"}
    return {**own, "paid_on": "2018-12-01", "place": "奈曼旗", **cells}


def insured_list(at: Studio) -> None:
    """A list read, looked at and imported."""
    rows = [TITLES]
    for one in ("p6", "p1", "p2", "p9"):
        cells = _paid(one)
        rows.append((cells["name"], cells["certificate_number"], "200", "50", "2018-12-01", "奈曼旗", "正常", ""))
    rows.append(("李建国", PEOPLE["p10"].certificate_number, "200", "", "2018-12-01", "奈曼旗", "停保", "2019-10-01"))
    rows.append(("包青山", "150525199003070119", "200", "50", "2018-12-01", "奈曼旗", "正常", ""))
    rows.append(("王秀兰", PEOPLE["p3"].certificate_number, "二百", "", "2018-12-01", "奈曼旗", "停保", ""))
    file = at.folder / "参保.xlsx"
    file.write_bytes(xlsx(rows))
    at.hands.open_door("参保名单导入")
    at.take("80-insured-lists")
    at.hands.press(Key.Key_O, modifier=CTRL)
    at.hands.press(Key.Key_A, modifier=CTRL)
    at.hands.enter(str(file), "", "奈医保发〔2019〕30号")
    at.hands.type("20191101")
    at.take("80-insured-form")
    at.hands.press(ENTER)
    at.take("80-insured-columns")
    at.hands.press(Key.Key_S, modifier=CTRL)
    at.take("80-insured-preview")
    at.hands.press(ENTER)
    at.take("80-insured-confirm")
    at.hands.press(ENTER)
    at.take("80-insured-imported")


def _filled(at: Studio) -> None:
    boss = replace(at.desk, operator=MANAGER)
    premiums.add_rule(boss, RULE)
    premiums.add_rule(boss, {**RULE, "kind": "supplementary", "amount": "100", "source": "charity"})
    premiums.add_rule(boss, {**RULE, "identity": "min_living", "amount": "80", "source": "medical_assistance"})
    imported(boss, [_paid("p1", own="0", subsidy=""), _paid("p4")], facts("1号"), whole=True)
    comparison.compare(boss, {"day": "2019-10-20", "who": "registered_poor"})
    rows = [_paid("p1", subsidy="30"), _paid("p4"), _paid("p5", name="张三", subsidy=""), _paid("p9", subsidy="80")]
    imported(
        boss, [*rows, _paid("p1", subsidy="30", place="科左后旗")], replace(facts("2号"), listed_on=facts().listed_on)
    )
    comparison.compare(boss, {"day": "2019-11-05", "who": "registered_poor"})
    entry = next(one for one in register.entries(boss, 2019) if one.person_id == "p7")
    register.urge(
        boss, entry.id, {"day": "2019-11-12", "who": "王秀英、包村干部", "result": "在外打工，答应月底回来缴费"}
    )
    contact.change_contact(boss, {"aid_office": "奈曼旗扶贫开发办公室", "aid_phone": "0475-4212345"})


def insured_compare(at: Studio) -> None:
    """Comparisons, findings, rates, the register."""
    _filled(at)
    at.hands.open_door("参保比对")
    at.take("81-compare")
    at.hands.press(Key.Key_Insert)
    at.take("81-compare-form")
    at.hands.press(ESC)
    at.hands.press(ENTER)
    at.take("81-findings")
    at.hands.press(ESC)
    at.hands.press(Key.Key_G, modifier=CTRL)
    at.take("81-rates")
    at.window.overlay.close_page()
    at.hands.open_door("未参保台账")
    at.take("82-register")
    at.hands.press(Key.Key_Down)
    at.hands.press(Key.Key_R, modifier=CTRL)
    at.take("82-reason")
    at.hands.press(ESC)
    at.hands.press(Key.Key_T, modifier=CTRL)
    at.take("82-sheet")
    at.window.overlay.close_page()
    at.hands.open_door("不符合参保条件花名册")
    at.take("82-ineligible")


def insured_money(at: Studio) -> None:
    """Rules, subsidies, totals, supplementary premiums."""
    _filled(at)
    at.hands.open_door("补贴和保费标准")
    at.take("83-rules")
    at.hands.press(Key.Key_Insert)
    at.take("83-rule-form")
    at.window.overlay.close_page()
    at.hands.open_door("参保补贴")
    at.take("83-subsidies")
    at.hands.press(Key.Key_G, modifier=CTRL)
    at.take("83-totals")
    at.window.overlay.close_page()
    at.hands.open_door("补充保险保费")
    at.take("83-supplementary")


def uninsured(at: Studio) -> None:
    """Somebody who is not insured at the desk."""
    at.case("dgq")
    at.take("84-uninsured")
    at.hands.press(Key.Key_F8, modifier=SHIFT)
    at.take("84-choices")
    at.hands.press(Key.Key_Down, ENTER)
    at.take("84-self-paid")
    at.hands.enter("")
    at.hands.wait()
    at.window.overlay.close_page()
    at.hands.open_door("自费记录")
    at.take("84-records")


SCENES: Mapping[str, tuple[Callable[[Studio], None], str]] = {
    scene.__name__: (scene, "1366") for scene in (insured_list, insured_compare, insured_money, uninsured)
}
OPERATORS: Mapping[str, Operator] = {"insured_list": MANAGER, "insured_money": MANAGER}
