"""Pictures of registers: a full list, its forms, checks, the work list, the table of duties, the papers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.records.people import Operator
from app.services.registers import book, own_settings
from tests.helpers.hands import CTRL, ENTER, ESC
from tests.helpers.service_desk import MANAGER
from tests.unit.store import samples

if TYPE_CHECKING:
    from build_scripts.screenshots import Studio

Key = Qt.Key
_SET = {
    "screen_cost": "300",
    "screen_stays": "2",
    "outside_rate": "0.10",
    "charity_own": "60",
    "appeal_workdays": "5",
    "clinic_fee": "6.00",
    "phone_bureau": "0475-421 1234",
}
_APPEALS = (
    ("王秀兰", "call", "2019-11-12", "住院费已经一个月没有报下来", "包主任"),
    ("额尔敦巴雅尔", "visit", "2019-11-15", "问慢病签约以后药在哪里领，村卫生室说没有他的药", "李"),
    ("匿名", "letter", "2019-11-20", "反映某卫生院让贫困户先交押金再住院", ""),
    ("单国强的母亲", "online", "2019-11-21", "儿子没有参保，怎么补办", "王秀英"),
)


def _prepare(at: Studio) -> None:
    desk = at.window.pages._place.desk  # noqa: SLF001 - the picture's own desk
    own_settings.set_own_settings(replace(desk, operator=MANAGER), _SET)
    for who, way, on, what, responsible in _APPEALS:
        entered = {"who": who, "way": way, "on": on, "what": what, "responsible": responsible}
        entry = book.add(desk, "appeals", entered)
        if way == "visit":
            book.move(desk, entry.id, 1, "s3", "已联系卫生院，明天送到")
    answers = {"knows": "no", "two_diseases": "yes", "chronic": "no", "covered": "yes", "on": "2019-11-20"}
    for at_, person in enumerate(("p1", "p4", "p5", "p7")):
        solved = "讲解了大病保险和医疗救助的倾斜政策，帮助办理了两病备案"
        needs = "独居，行动不便，需要村医每月送药上门" if at_ == 1 else ""
        book.add(desk, "problems", {**answers, "person": person, "solved": solved, "open": needs, "by": "包队长"})
    due = {"matter": "summary", "responsible": "李", "on": "2019-11-01", "what": "十月医保扶贫数据汇总"}
    book.add(desk, "matters", {**due, "due": "2019-11-22", "to": "市医保局"})
    book.add(desk, "matters", {**due, "due": "2019-11-18", "what": "门诊统筹签约进度"})
    at_hospital = {"admitted": date(2019, 5, 1), "discharged": date(2019, 5, 10)}
    with desk.database.unit_of_work() as work:
        for number, person, hospital, total in (
            (1, "p1", "h1", 923_000),
            (2, "p1", "h2", 640_000),
            (3, "p7", "h1", 1_250_000),
        ):
            samples.post(
                work,
                samples.document(number, person_id=person, institution_id=hospital, total=total, **at_hospital),
            )


def registers(at: Studio) -> None:
    """One register from empty to its history; the form that is prescribed."""
    at.hands.open_door("诉求登记")
    at.take("c0-register-empty")
    _prepare(at)
    at.hands.press(ESC)
    at.take("c1-directory")
    at.hands.press(ESC)
    at.hands.wait()
    at.take("c2-desk-due")
    at.hands.open_door("诉求登记")
    at.take("c3-register")
    at.hands.press(Key.Key_Insert)
    at.hands.wait()
    at.take("c4-register-form")
    at.hands.press(ESC)
    at.hands.press(Key.Key_G, modifier=CTRL)
    at.take("c5-register-state")
    at.hands.press(ESC, Key.Key_Down, Key.Key_Down)
    at.hands.press(Key.Key_J, modifier=CTRL)
    at.hands.wait()
    at.take("c6-register-history")
    at.hands.press(ESC, ESC, ESC)
    at.hands.open_door("问题排查台账")
    at.take("c7-problems")
    at.hands.press(Key.Key_R, modifier=CTRL)
    at.hands.wait()
    at.take("c8-problems-paper")
    at.hands.press(ESC, ESC, ESC)
    at.hands.open_door("宣传发放签收")
    at.hands.press(Key.Key_T, modifier=CTRL)
    at.hands.wait()
    at.take("c9-hand-out")
    at.hands.press(ESC)
    at.hands.press(Key.Key_R, modifier=CTRL)
    at.hands.wait()
    at.take("d0-questions")


def checks(at: Studio) -> None:
    """Checks before and after their thresholds are set; what is due; the duties."""
    at.hands.open_door("高费用和反复住院筛查")
    at.take("d1-screening-not-set")
    at.hands.press(ESC, ESC)
    _prepare(at)
    for number, door in enumerate(("高费用和反复住院筛查", "疑点核查", "专项管理台账", "调度汇总"), start=2):
        at.hands.open_door(door)
        at.take(f"d{number}-query")
        at.hands.press(ESC, ESC)
    at.hands.open_door("台账参数")
    at.take("d6-settings")
    at.hands.press(ESC, ESC)
    at.hands.open_door("今日待办")
    at.take("d7-worklist")
    at.hands.press(ENTER)
    at.hands.wait()
    at.take("d8-worklist-entry")
    at.hands.press(ESC, ESC, ESC)
    at.hands.open_door("职责对照")
    at.take("d9-duties")


SCENES: Mapping[str, tuple[Callable[[Studio], None], str]] = {
    "registers": (registers, "1366"),
    "register_checks": (checks, "1366"),
}
OPERATORS: Mapping[str, Operator] = {"register_checks": MANAGER}
