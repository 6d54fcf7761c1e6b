"""Not insured at the desk: the 参保提示单, and visits that the person pays alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QObject, Signal

from app.money.fen import format_fen
from app.records.insured import SELF_PAID_FIELDS, WITHDRAW_FIELDS, Payment, SelfPaid
from app.records.people import Person
from app.services.desk import today
from app.services.insured import contact, imports, notices
from app.services.insured.cover import insured_on
from app.services.reading import discharge_day
from app.ui.case import Case
from app.ui.desks.insured_part import InsuredPart
from app.ui.desks.papers import Paper, PapersDesk, prepared_paper
from app.ui.doors import Door
from app.ui.models.table import Column, Mark
from app.ui.models.typed import day, money
from app.ui.operations import Job
from app.ui.place import Place
from app.ui.screens.keyed_list import KeyedList
from app.ui.widgets.picker import Pick

NO_RECORDS = "还没有自费记录。按 Ins 记一条。"
_RECORD = "没有参保的人自己付的一次就医：不结算、没有单号、不计入任何累计，只作登记。"
_CONTACT = "印在参保提示单上；没填电话的，纸上留空手写。"


@dataclass(frozen=True, slots=True)
class _Choice:
    title: str
    what: str
    act: Callable[[], None]


class InsuredNoticesDesk(InsuredPart):
    """``changed`` with the id of a person whose self-paid visits are others now. One object per window."""

    changed = Signal(str)

    def __init__(self, place: Place, papers: PapersDesk, parent: QObject) -> None:
        super().__init__(place, parent)
        self._papers = papers

    def doors(self) -> tuple[Door, ...]:
        """Self-paid visits, and whom the sheet names."""
        return (
            Door("自费记录", "台账", "没有参保的人自费的就医；不结算，不计入累计", self.open_records, ("SYd9",)),
            Door("参保提示单联系单位", "设置", "提示单上印的扶贫办和电话", self.open_contact, ("SYd9",)),
        )

    # ---- from the case ----

    def open_case(self, case: Case) -> None:
        """Shift+F8: what is known of somebody's insurance, and what can be done for who is not insured."""
        if case.card is None:
            self._place.notice.tell("先找人（[F2]），再看有没有参保。")
            return
        person = case.card.person
        day = discharge_day(case.form) or today(self._desk)
        covered = insured_on(person, day)
        rows: tuple[_Choice, ...] = (
            _Choice("看参保缴费", "各年度名单上的缴费、补贴和起止日期", lambda: self._open_payments_of(person)),
        )
        if case.card.self_paid:
            several = f"{case.card.on.year} 年 {case.card.self_paid} 次"
            rows = (*rows, _Choice("看自费记录", several, lambda: self._open_records_of(person)))
        if not covered:
            sheet = lambda: self.open_sheet(person.id, person.name, day)  # noqa: E731 - one of the acts
            rows = (
                _Choice("打印参保提示单", "告诉本人找谁、带什么", sheet),
                _Choice("记一条自费记录", "医疗机构、日期、总额；不结算", lambda: self._record_case(case, day)),
                *rows,
            )
        state = f"{day} 在参保期内，照常结算" if covered else f"{day} 没有参保"
        page = KeyedList(CHOICES, rows, name="参保和自费", nothing="", stretch="what")
        page.chosen.connect(lambda row: row.act())
        self._place.overlay.open(page, f"{person.name} · {state}", "Enter 办理   Esc 返回")

    def open_sheet(self, person_id: str, name: str, day: date | None = None) -> None:
        """The sheet on screen; printing or saving it is what counts."""
        desk = self._desk

        def draw(_job: Job) -> Paper:
            paper = notices.notice_paper(desk, person_id, day)
            return prepared_paper(desk, paper, f"参保提示单 {name}", f"参保提示单 · {name}")

        self._papers.show(draw)

    def _record_case(self, case: Case, day: date) -> None:
        card, basis, quote = case.card, case.basis, case.quote
        if card is None:
            return
        picks = {"person": Pick(card.person.id, card.person.name)}
        if basis is not None and basis.institution is not None:
            picks["institution"] = Pick(basis.institution.id, basis.institution.name)
        amounts = quote.bill.amounts if quote is not None and quote.bill is not None else None
        total = amounts.total if amounts is not None else 0
        if quote is not None and quote.bill is not None and not total:
            total = sum(one.amount for one in quote.bill.items)
        self._ask_record(
            picks, {"discharged": day.isoformat(), "total": format_fen(total) if total else ""}, lambda: None
        )

    def _open_payments_of(self, person: Person) -> None:
        def show(rows: tuple[Payment, ...]) -> None:
            nothing = "导入过的参保缴费名单上没有这个人。"
            page = KeyedList(PAYMENTS, rows, name="参保缴费", nothing=nothing, stretch="document")
            self._place.overlay.hold()
            self._place.overlay.open(page, f"{person.name} · 参保缴费", "Esc 返回")

        self._read(lambda desk: imports.payments_of(desk, person.id), show)

    def _open_records_of(self, person: Person) -> None:
        def show(rows: tuple[SelfPaid, ...]) -> None:
            page = KeyedList(RECORDS, rows, name="自费记录", nothing=NO_RECORDS, stretch="note")
            self._place.overlay.hold()
            self._place.overlay.open(page, f"{person.name} · 自费记录", "Esc 返回")

        self._read(lambda desk: notices.records_of(desk, person.id), show)

    # ---- self-paid visits ----

    def open_records(self) -> None:
        """All of them."""
        self._read(notices.records, self._show_records)

    def _show_records(self, rows: tuple[SelfPaid, ...]) -> None:
        page = KeyedList(
            RECORDS,
            rows,
            name="自费记录",
            nothing=NO_RECORDS,
            stretch="note",
            keys={"Del": lambda row: self._withdraw(page, row)},
            always={"Ins": lambda: self._ask_record({}, {}, lambda: self._again(page, notices.records, NO_RECORDS))},
        )
        self._place.overlay.open(page, "自费记录", "Ins 记一条   Del 撤销   Esc 返回")

    def _ask_record(self, picks: dict[str, Pick], typed: dict[str, str], again: Callable[[], None]) -> None:
        def then(person_id: str) -> None:
            again()
            self.changed.emit(person_id)
            self._done("自费记录记下了。")

        self._ask(
            SELF_PAID_FIELDS,
            ("自费记录", _RECORD, "保存"),
            notices.record,
            then,
            action="self_paid.record",
            typed=typed,
            picks=picks,
        )

    def _withdraw(self, page: KeyedList, row: SelfPaid) -> None:
        if row.withdrawn:
            self._place.notice.tell(f"这条记录已经撤销：{row.withdrawn}。")
            return

        def then(_none: None) -> None:
            self._again(page, notices.records, NO_RECORDS)
            self.changed.emit(row.person_id)
            self._done("自费记录撤销了。")

        self._ask(
            WITHDRAW_FIELDS,
            (f"撤销自费记录：{row.person_name} {row.discharged}", f"{row.institution_name}，{_yuan(row)} 元", "撤销"),
            lambda desk, texts: notices.withdraw(desk, row.id, texts),
            then,
            action="self_paid.record",
        )

    # ---- whom to see ----

    def open_contact(self) -> None:
        """The office and its telephone."""
        self._read(
            contact.read_contact,
            lambda typed: self._ask(
                contact.FIELDS,
                ("参保提示单联系单位", _CONTACT, "保存"),
                contact.change_contact,
                lambda _none: self._done("联系单位已保存。"),
                action="settings.change",
                typed=typed,
            ),
        )


def _yuan(row: SelfPaid) -> str:
    return format_fen(row.total, thousands=True)


CHOICES: tuple[Column[_Choice], ...] = (
    Column("title", "办什么", lambda row: row.title),
    Column("what", "说明", lambda row: row.what),
)
RECORDS: tuple[Column[SelfPaid], ...] = (
    day("discharged", "出院（就诊）日期", lambda row: row.discharged),
    Column("name", "姓名", lambda row: row.person_name),
    Column("number", "证号", lambda row: row.masked_number),
    Column("institution", "医疗机构", lambda row: row.institution_name),
    money("total", "总费用（元）", lambda row: row.total, total=False),
    Column("note", "说明", lambda row: row.note),
    Column("operator", "登记", lambda row: row.operator_name),
    Column(
        "state",
        "状态",
        lambda row: f"撤销：{row.withdrawn}" if row.withdrawn else "有效",
        mark=lambda row: Mark.QUIET if row.withdrawn else None,
    ),
)
PAYMENTS: tuple[Column[Payment], ...] = (
    Column("year", "年度", lambda row: str(row.year)),
    money("own", "个人缴费（元）", lambda row: row.own, total=False),
    money("subsidy", "补贴（元）", lambda row: row.subsidy, total=False),
    day("paid_on", "缴费日期", lambda row: row.paid_on),
    day("since", "参保起", lambda row: row.since),
    day("until", "参保止", lambda row: row.until),
    Column("place", "参保地", lambda row: row.place),
    Column("document", "名单文号", lambda row: row.document_number),
)
