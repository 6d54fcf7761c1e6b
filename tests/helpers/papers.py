"""One paper of every kind handed out as a clerk does it, for tests of the archive and for pictures."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from app.money.fen import format_fen
from app.policy import Registry
from app.records.close import CashCount
from app.records.paper import Handed, PrintChoice
from app.records.people import CatalogueItem, Institution
from app.records.printing import JobState
from app.records.table import COUNT, DAY, MOMENT, MONEY, RATE, TEXT, Table, TableColumn
from app.services import month_picture, tables
from app.services.acceptances import accept, claims, receipts
from app.services.archive.leaving import hand_over
from app.services.day_close import close_day, day, sheet_pdf
from app.services.desk import Desk, now, today
from app.services.insured import contact, notices
from app.services.life import life_paper
from app.services.periods import Period
from app.services.printing.jobs import follow, send
from app.services.registers import book, own_settings, papers
from app.services.reverse import reverse
from app.services.settings import change_settings, form_of, read_settings
from app.services.slips import slip_pdf
from app.store import meta, people, reference
from app.store.catalogue import entries
from tests.helpers.acceptances import SHEETS, texts
from tests.helpers.forms import reimbursed, settled, stay
from tests.helpers.memory_spool import MemorySpool
from tests.helpers.service_desk import BY_REVIEWER, MANAGER

PROBLEM = {
    "person": "p5",
    "knows": "no",
    "two_diseases": "yes",
    "chronic": "no",
    "covered": "yes",
    "on": "2019-11-20",
    "solved": "讲解了大病保险",
    "open": "=1+1",
}
LIST = Table(
    "月度列表",
    tuple(
        TableColumn(title, kind, kind == MONEY)
        for title, kind in (
            ("姓名", TEXT),
            ("金额", MONEY),
            ("张数", COUNT),
            ("日期", DAY),
            ("时间", MOMENT),
            ("比例", RATE),
        )
    ),
    (
        ("阿拉坦其木格", 123_450, 2, date(2019, 11, 1), datetime(2019, 11, 1, 8, 30, tzinfo=UTC), 650_000),
        ("张㛃䶮", 5, None, None, None, None),
        ("=1+1", -70_007, 0, date(2019, 12, 31), datetime(2019, 12, 31, 23, 59, tzinfo=UTC), 1_000_000),
    ),
    (None, 53_448, None, None, None, None),
    9,
    filter="金额>0",
    notes=("备注一行",),
    seal=True,
)


def every_kind(desk: Desk) -> dict[str, Handed]:
    """A paper of each kind (slips three times: original, 补打, of a reversed one), under a name."""
    made: dict[str, Handed] = {}
    one = settled(desk, stay("p1")).document_id
    made["slip"] = slip_pdf(desk, one).handed
    made["slip again"] = slip_pdf(desk, one).handed
    reverse(desk, "r1", one, "amount", "录错了", BY_REVIEWER)
    made["slip reversed"] = slip_pdf(desk, one).handed
    taken = accept.accept(desk, texts(person="p3", invoices="F009"), SHEETS).id
    made["receipt"] = receipts.receipt_pdf(desk, taken).handed
    made["receipt again"] = receipts.receipt_pdf(desk, taken).handed
    owing(desk)
    claims.send_letter(desk, "h5", {"letter_number": "奈医保函〔2019〕3号", "sent_on": "2019-11-22"})
    made["letter"] = hand_over(desk, claims.letter_paper(desk, "h5"))
    made["notice"] = hand_over(desk, notices.notice_paper(desk, "p6"))
    book.add(desk, "problems", PROBLEM)
    made["form"] = hand_over(desk, papers.form_paper(desk, "problems"))
    made["questions"] = hand_over(desk, papers.questions_paper(desk))
    made["card"] = hand_over(desk, papers.card_paper(desk))
    made["list"] = tables.printed(desk, *tables.preview(desk, LIST))
    made["picture"] = month_picture.printed(desk, *month_picture.preview(desk, Period("month", 2019, 11)))
    made["life"] = hand_over(desk, life_paper(desk, one))
    made["day_sheet"] = closed(desk)
    return made


def closed(desk: Desk) -> Handed:
    """The day closed, its hand-over sheet printed."""
    moved = day(desk, today(desk)).moved
    counted = CashCount(loose=format_fen(max(moved, 0)), opening=format_fen(max(-moved, 0)))
    return sheet_pdf(desk, close_day(desk, desk.new_id(), today(desk), counted, "").close_id)


def everything_changes(desk: Desk) -> Desk:
    """Names of persons, hospitals, clerk and station, prices, telephones, what registers say, the packs."""
    stamp: dict[str, Any] = {"at": now(desk), "station_id": desk.station.id, "operator_id": desk.operator.id}
    operator, station = replace(desk.operator, name="新名经办"), replace(desk.station, name="新窗口")
    with desk.database.unit_of_work() as work:
        for one in ("p1", "p2", "p3", "p5", "p6"):
            changed = replace(people.person(work, one), name=f"改名{one}", identities=(), village="别的嘎查")
            people.update_person(work, changed, **stamp)
        renamed = [
            Institution(one, f"新名医院{one}", "tertiary", "in_city", False, False, False, "hospital")
            for one in ("h1", "h5")
        ]
        reference.save_institutions(work, renamed, **stamp)
        entries.save_items(work, [CatalogueItem("C1", "床（新价）", "日", "C", "05", "", "900.00", "1.00")], **stamp)
        meta.save_operator(work, operator, at=now(desk))
        meta.save_station(work, station, at=now(desk))
    managing = replace(desk, operator=MANAGER)
    change_settings(managing, replace(form_of(read_settings(managing)), phone="0475-0000000"))
    contact.change_contact(managing, {"aid_office": "旗扶贫开发办公室", "aid_phone": "0475-4212345"})
    own_settings.set_own_settings(managing, {"phone_bureau": "024-11112222"})
    book.add(desk, "problems", {**PROBLEM, "person": "p7"})
    return replace(desk, packs=Registry(()), station=station, operator=operator)


def owing(desk: Desk) -> str:
    """A reimbursed stay of whose total the hospital must return a hundred yuan."""
    form = reimbursed("p2")
    fault = replace(
        form.rows[0], fault="institution", decided_by="赵复核", quantity="1", unit_price="", amount="100.00"
    )
    return settled(desk, replace(form, rows=(*form.rows, fault))).document_id


def sent_to_printer(desk: Desk, paper: Handed, copies: int, state: str = "done") -> None:
    """Send a paper to a queue that ends it so."""
    spool = MemorySpool(arrives=JobState(state))
    spool.add("LQ")
    at_printer = replace(desk, spool=spool)
    send(at_printer, paper, PrintChoice("LQ", paper.sheet, copies))
    follow(at_printer)
