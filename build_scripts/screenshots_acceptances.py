"""Pictures of acceptances, claims on institutions, remainders that wait, the work calendar."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.records.people import Operator
from app.services.acceptances import accept, cases, claims, waits
from app.services.calendar.entries import enter
from app.services.settings import change_settings, form_of, read_settings
from app.ui.screens.told_list import ToldList
from tests.helpers.acceptances import ACCOUNT, AGENT, SHEETS, texts
from tests.helpers.forms import reimbursed, settled
from tests.helpers.hands import CTRL, ESC
from tests.helpers.service_desk import MANAGER

if TYPE_CHECKING:
    from build_scripts.screenshots import Studio

Key = Qt.Key


def some_acceptances(at: Studio) -> None:
    """Acceptances in every state, some of them long ago."""
    managing = replace(at.desk, operator=MANAGER)
    change_settings(managing, replace(form_of(read_settings(managing)), phone="0475-4210000"))
    days = (date(2019, 10, 9), date(2019, 10, 22), date(2019, 10, 28), date(2019, 11, 1))
    for number, on in enumerate(days):
        then = replace(at.desk, business_date=on)
        stay = texts(
            admitted="2019-09-01", discharged="2019-09-10", invoices=f"0451{number:08d}", person=f"p{number + 1}"
        )
        if number % 2:
            accept.accept(then, stay, SHEETS)
        else:
            accept.accept(then, {**stay, "kind": "in_county", "institution": "h1"}, SHEETS)
    agent = texts(person="p4", invoices="045100009001、045100009002", **AGENT, **ACCOUNT, account_holder="包七十三")
    accept.accept(at.desk, agent, {**SHEETS, "referral": ""})
    opened = accept.accept(at.desk, texts(person="p10", invoices="045100009003"), SHEETS)
    cases.open_case(at.desk, opened.id)
    back = accept.accept(at.desk, texts(person="p7", invoices="045100009004"), SHEETS)
    accept.give_back(at.desk, back.id, {"reason": "other", "note": "材料是复印的，请带原件"})


def acceptances(at: Studio) -> None:
    at.window.pages.acceptances.open()
    at.take("110-acceptances-none")
    at.hands.press(ESC)
    some_acceptances(at)
    at.window.pages.acceptances.open()
    at.take("110-acceptances")
    at.hands.press(Key.Key_Insert)
    at.hands.enter("2", "wxl", "jldx", "1", "20191110", "20191119", "045100009004", "10000")
    at.take("111-form")
    at.hands.enter("1", "", "", "", "2", "", "", "")
    at.take("112-checklist")
    at.hands.press(ESC)
    at.hands.press(ESC)
    at.hands.wait()
    page = at.window.overlay.page
    rows = page.list.rows() if isinstance(page, ToldList) else ()
    row = next(place for place, one in enumerate(rows) if one.event.state == "lacking")
    at.hands.press(Key.Key_Home, *[Key.Key_Down] * row)
    at.hands.press(Key.Key_B, modifier=CTRL)
    at.take("113-receipt")
    at.hands.press(ESC)
    at.hands.press(Key.Key_J, modifier=CTRL)
    at.take("114-history")
    at.hands.press(ESC)
    at.hands.press(Key.Key_Delete)
    at.take("115-return")


def acceptances_small(at: Studio) -> None:
    some_acceptances(at)
    at.window.pages.acceptances.open()
    at.take("110-acceptances-1024")
    at.hands.press(Key.Key_Insert)
    at.take("111-form-1024")


def claims_and_waits(at: Studio) -> None:
    at.window.pages.claims.open()
    at.take("116-claims-none")
    form = reimbursed()
    for number, amount in enumerate(("100.00", "2350.00", "86.40")):
        fault = replace(
            form.rows[0], fault="institution", decided_by="赵复核", quantity="1", unit_price="", amount=amount
        )
        place = ("h5", "h5", "h4")[number]
        visit = replace(form.visit, invoice_number=f"F{number}", institution_id=place)
        settled(at.desk, replace(form, person_id=("p2", "p3", "p10")[number], visit=visit, rows=(*form.rows, fault)))
    claims.send_letter(at.desk, "h5", {"letter_number": "奈医保函〔2019〕3号", "sent_on": "2019-11-22"})
    first = claims.claims(at.desk)[0]
    claims.receive(at.desk, first.document_id, {"amount": "40", "received_on": "2019-11-22", "note": ""})
    at.window.pages.claims.open()
    at.take("116-claims")
    at.hands.press(Key.Key_B, modifier=CTRL)
    at.take("117-letter")
    at.hands.press(ESC)
    for number, since in enumerate(("2019-10-18", "2019-10-31", "2019-11-20")):
        waits.register(
            at.desk,
            {
                "person": f"p{number + 2}",
                "institution": "h5",
                "discharged": "2019-10-10",
                "upstream_number": f"JL-2019-{number:06d}",
                "since": since,
                "note": "",
            },
        )
    at.window.pages.waits.open()
    at.take("118-waits")


def work_calendar(at: Studio) -> None:
    at.window.pages.calendar.open()
    at.take("119-calendar-none")
    managing = replace(at.desk, operator=MANAGER)
    for first, last in (("2019-12-02", "2019-12-03"), ("2019-12-05", "")):
        enter(
            managing,
            {"kind": "rest", "holiday": "local", "first": first, "last": last, "document_number": "奈政发〔2019〕9号"},
        )
    at.window.pages.calendar.open()
    at.take("119-calendar")
    at.hands.press(Key.Key_Insert)
    at.take("120-calendar-form")


SCENES: Mapping[str, tuple[Callable[[Studio], None], str]] = {
    "acceptances": (acceptances, "1366"),
    "acceptances_small": (acceptances_small, "1024"),
    "claims_and_waits": (claims_and_waits, "1366"),
    "work_calendar": (work_calendar, "1366"),
}
OPERATORS: Mapping[str, Operator] = {"work_calendar": replace(MANAGER)}
"""Who works where it is not the clerk."""
