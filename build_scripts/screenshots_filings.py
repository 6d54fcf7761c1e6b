"""Pictures of filings: lists, a form of many fields, one opened, what a visit is given, imports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.records.form import CaseForm, Draft
from app.services.drafts import open_draft
from app.services.filings import reference, register
from app.ui.screens.lists import ListPage
from tests.helpers.filings import filed, named
from tests.helpers.forms import settled, stay, totals
from tests.helpers.hands import CTRL, ENTER, ESC, SHIFT
from tests.helpers.service_desk import CLERK, MANAGER
from tests.helpers.small_desk import everybody
from tests.helpers.workbooks import csv_file

if TYPE_CHECKING:
    from build_scripts.screenshots import Studio

Key = Qt.Key


def _fill(at: Studio) -> None:
    """Some filings of every kind, by the clerk."""
    clerk = replace(at.desk, operator=CLERK)
    named(clerk)
    for kind, people in {
        "outpatient_signing": ("p1", "p4", "p7"),
        "two_diseases": ("p1", "p7"),
        "special_chronic": ("p4", "p5"),
        "chronic_care": ("p1", "p7"),
        "referral": ("p7",),
        "emergency_report": ("p4",),
        "disease_treatment": ("p5",),
        "consultation": ("p5",),
        "green_channel": ("p5",),
    }.items():
        for person in people:
            filed(clerk, kind, person)
    filed(clerk, "chronic", "p4", decided_on="", applied_on="2019-08-20", disease="慢性阻塞性肺疾病", within="no")
    filed(clerk, "chronic", "p7", decided_on="", applied_on="2019-11-11")
    filed(clerk, "referral", "p5", until="2019-12-10", hospital="h5")


def _open(at: Studio, title: str) -> None:
    """A door by its title, from the desk."""
    while at.window.overlay.page is not None:
        at.hands.press(ESC)
    at.hands.open_door(title)


def filing_lists(at: Studio) -> None:
    at.hands.press(Key.Key_D, modifier=CTRL)
    at.take("80-directory")
    at.hands.press(ESC)
    _open(at, "转诊备案")
    at.take("80-referrals-few")
    _fill(at)
    for name, title in (
        ("81-referrals", "转诊备案"),
        ("81-special", "门特认定"),
        ("81-due", "备案待办"),
        ("81-lacking", "应签未签"),
        ("81-progress", "签约和两病进度"),
        ("81-diseases", "病种名单"),
        ("81-found", "慢病患者比对"),
    ):
        _open(at, title)
        at.take(name)
    _open(at, "门特认定月报")
    at.hands.press(Key.Key_A, modifier=CTRL)
    at.hands.enter("2019-10", "")
    at.hands.wait()
    at.take("82-monthly")


def filing_forms(at: Studio) -> None:
    _fill(at)
    _open(at, "门特认定")
    at.hands.press(Key.Key_Insert)
    at.hands.wait()
    at.take("83-form")
    at.hands.type("wxl")
    at.hands.wait()
    at.take("83-form-person")
    at.hands.press(ENTER)
    for _ in range(12):
        at.hands.press(ENTER)
    at.hands.wait()
    at.take("83-form-refused")
    at.hands.press(ESC)
    at.hands.press(ENTER)
    at.hands.wait()
    at.take("84-filing")
    at.hands.press(ENTER)
    at.hands.wait()
    at.take("84-cancel-clerk")
    _open(at, "转诊备案")
    at.hands.press(Key.Key_Insert)
    at.hands.wait()
    at.take("83-form-referral")


def filing_manager(at: Studio) -> None:
    _fill(at)
    texts = {"cancelled_on": "2019-11-12", "why": "诊断不符", "refused_pay": "160", "document": "奈医保〔2019〕5号"}
    boss, clerk = at.desk, replace(at.desk, operator=CLERK)
    lines = filed(clerk, "special_chronic", "p7")
    settled(clerk, _special("p7"))
    register.act(boss, lines.filing.id, "cancel", {**texts, "lowered_1": "没有病理报告就认定"})
    price = {"disease": "胃癌", "icd": "C16", "level": "secondary", "price": "20000.00", "bearer": "institution"}
    reference.add_price(boss, {**price, "since": "2019-01-01", "document": "奈卫发〔2019〕2号"})
    for name, title in (("85-prices", "按病种付费"), ("85-doctors", "门特认定医师")):
        _open(at, title)
        at.take(name)
    _open(at, "按病种付费")
    at.hands.press(Key.Key_Insert)
    at.hands.wait()
    at.take("85-price-form")
    _open(at, "门特认定")
    page = at.window.overlay.page
    assert page is not None
    view = page.findChildren(ListPage)[0]
    view.show_rows(view.rows(), next(n for n, one in enumerate(view.rows()) if one.filing.state == "cancelled"))
    at.hands.press(ENTER)
    at.hands.wait()
    at.take("86-cancelled")
    at.hands.press(Key.Key_End, ENTER)
    at.hands.wait()
    at.take("86-refused-pay")


def _special(person: str) -> CaseForm:
    form = stay(person, institution_id="h3", type="outpatient_special", admitted="", discharged="2019-11-11")
    return totals(form, total="200.00", in_scope="200.00")


def filing_tables(at: Studio) -> None:
    numbers = {one.id: one.certificate_number for one in everybody()}
    rows = (
        ("姓名", "身份证号", "疾病名称"),
        ("王秀兰", numbers["p2"], "高血压"),
        ("李建国", numbers["p10"], "糖尿病"),
        ("李大国", numbers["p10"], "高血压"),
        ("单国强", "150525197001090000", "高血压"),
    )
    file = at.folder / "健康档案.csv"
    file.write_bytes(csv_file(rows))
    _open(at, "备案导入")
    at.take("87-imports-none")
    at.hands.press(Key.Key_O, modifier=CTRL)
    at.hands.wait()
    at.hands.press(Key.Key_A, modifier=CTRL)
    at.hands.enter(str(file), "", "", "沈医保发〔2020〕56号")
    at.hands.wait()
    at.take("87-look")
    at.hands.press(Key.Key_S, modifier=CTRL)
    at.hands.wait()
    at.take("87-imports")
    _open(at, "两病应备未备")
    at.take("88-to-file")


def filing_visit(at: Studio) -> None:
    _fill(at)
    cancer = stay("p5", diagnosis_code="C16.900", diagnosis_name="胃恶性肿瘤", institution_id="h5", way="reimbursement")
    drafts: tuple[Draft, ...] = (open_draft(at.desk, cancer),)
    at.window.cases.open(drafts[0])
    at.hands.wait()
    at.take("89-visit-given")
    at.hands.press(Key.Key_F3)
    at.hands.wait()
    at.take("89-visit-form")
    at.hands.press(Key.Key_F2, modifier=SHIFT)
    at.hands.wait()
    at.take("89-person-filings")
    at.hands.press(Key.Key_Insert)
    at.take("89-kinds")
    at.hands.press(ESC, ESC)
    early = totals(
        stay("p4", institution_id="h3", type="outpatient_chronic", admitted="", discharged="2019-11-18"),
        total="200.00",
        in_scope="200.00",
    )
    at.window.cases.open(open_draft(at.desk, early))
    at.hands.wait()
    at.take("89-chronic-not-yet")


SCENES: Mapping[str, tuple[Callable[[Studio], None], str]] = {
    scene.__name__: (scene, "1366")
    for scene in (filing_lists, filing_forms, filing_manager, filing_tables, filing_visit)
}
OPERATORS = {"filing_manager": MANAGER}
