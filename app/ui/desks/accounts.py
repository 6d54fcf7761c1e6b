"""Accounts with institutions on their desk: registers of entries, clearing, advances, 大病承办公司."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject

from app.money.fen import format_fen
from app.records.institutions import Entry
from app.services.accounts.clearing import Account, Clearing, CriticalSlip, account, advances, clearings, critical
from app.services.accounts.entries import add_entry, entries, void_entry
from app.services.accounts.registers import REGISTERS
from app.services.desk import today
from app.services.periods import Period, period_of
from app.services.rights import refusal
from app.ui.desks.entry_pages import EntryPage, open_entry
from app.ui.desks.papers import PapersDesk
from app.ui.desks.period_lists import PeriodLists, PeriodPage, at_once
from app.ui.desks.years import ask_year
from app.ui.doors import Door
from app.ui.place import Place
from app.ui.screens import account_columns as columns
from app.ui.screens.told_list import ToldList
from app.ui.widgets.picker import Pick

KEYS = "Ins 记一笔   Del 撤销这一笔   Esc 返回"
_DOORS: tuple[tuple[str, str, str, str, tuple[str, ...]], ...] = (
    ("contract", "服务协议和总额预算", "医疗机构和目录", "协议编号、年度总额预算、每月预拨比例、保证金", ("NMd3",)),
    (
        "prepay",
        "预拨",
        "医疗机构和目录",
        "每月在总额预算内预拨：金额、日期、凭证；超过预算剩余的不收",
        ("NMd3", "GXd11"),
    ),
    ("deduction", "拒付和扣款", "医疗机构和目录", "事后监管、违规扣款：金额和原因，进医疗机构清算", ("NMd3", "GXd11")),
    ("paid", "清算拨付", "医疗机构和目录", "清算以后拨付给医疗机构的款项", ("NMd3", "GXd11")),
    ("returned", "清算退回", "医疗机构和目录", "清算以后医疗机构退回的款项", ("NMd3",)),
    ("insurer", "承办合同", "医疗机构和目录", "商业保险承办合同：保费、起付、限额、比例、咨询电话", ("LNd8", "SYd10")),
)
"""Register, title, group, what for, duties."""
_STRETCH: Mapping[str, str] = {"insurer": "insurer", "fund_plan": "account"}


class AccountsDesk(QObject):
    """One object per window."""

    def __init__(self, place: Place, papers: PapersDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._papers = papers
        self._periods = PeriodLists(place, self)
        self._year: int | None = None

    def doors(self) -> tuple[Door, ...]:
        """Registers, clearing, advances, the month of 大病承办公司."""
        registers = tuple(
            Door(title, group, what, partial(self.open_register, register), duties)
            for register, title, group, what, duties in _DOORS
        )
        clearing = "每家医疗机构：垫付应结、已预拨、拒付、应拨或应退；逐笔余额，查得到每张单"
        return (
            *registers,
            Door("医疗机构清算", "月结和对账", clearing, self.open_clearing, ("NMd3", "GXd11")),
            Door("先行垫付", "月结和对账", "直接结算由医疗机构先行垫付的金额，逐单", self.open_advances, ("GXd5",)),
            Door(
                "大病承办公司月结", "月结和对账", "大病保险逐单：已拨付、未拨付已几天", self.open_critical, ("GXd12",)
            ),
        )

    # ---- registers ----

    def open_register(self, register: str, message: str = "", mark: str = "") -> None:
        """The entries of a register."""
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: entries(desk, register),
            lambda rows: self._show(register, rows, message, mark),
            self._place.failed,
            owner=self,
            doing="读取账目",
        )

    def _show(self, register: str, rows: tuple[Entry, ...], message: str, mark: str) -> None:
        title = _title(register)
        page = ToldList(
            columns.entry_columns(register),
            rows,
            name=title,
            nothing=f"还没有登记过{title}。按 Ins 记一笔。",
            stretch=_STRETCH.get(register, "institution"),
            keys={"Del": lambda row: self._void(page, row)},
            page_keys={"Ins": lambda: self._add(page, register)},
        )
        page.tell(message or _sums(rows), mark)
        self._place.overlay.open(page, title, KEYS)

    def _add(
        self,
        page: ToldList,
        register: str,
        typed: Mapping[str, str] | None = None,
        pick: Pick | None = None,
        back: Callable[[], None] | None = None,
    ) -> None:
        kind = REGISTERS[register]
        if not page.may(refusal(self._place.desk, kind.right)):
            return
        desk = self._place.desk
        entry_id = desk.new_id()
        known = {"day": str(today(desk)), "year": str(today(desk).year), "period": period_of("month", today(desk)).code}
        fields = {one.key for one in kind.fields}
        begun = {key: text for key, text in {**known, **(typed or {})}.items() if key in fields}
        open_entry(
            self._place,
            self,
            EntryPage(
                title=f"{_title(register)}：记一笔",
                fields=kind.fields,
                word="记下",
                lead="记下以后不能改；记错了，先撤销再记。",
                store=lambda desk, texts: add_entry(desk, register, texts, entry_id),
                done=lambda one: self.open_register(register, f"已记：{_told(one)}。", "done"),
                back=back or partial(self.open_register, register),
                typed=begun,
                picks={"institution": pick} if pick is not None else {},
            ),
        )

    def _void(self, page: ToldList, row: Entry) -> None:
        may_not = refusal(self._place.desk, REGISTERS[row.register].right)
        if may_not or row.voided:
            page.tell(may_not or f"这一笔已经撤销（{row.voided}）。", "warn")
            return
        open_entry(
            self._place,
            self,
            EntryPage(
                title=f"{_title(row.register)}：撤销",
                fields=REGISTERS["void"].fields,
                word="撤销",
                lead=f"撤销 {row.institution_name} {row.day} {_told(row)}：不再计算，清单里留着并注明原因。",
                store=lambda desk, texts: void_entry(desk, row.id, texts["reason"]),
                done=lambda _one: self.open_register(row.register, "已撤销。", "done"),
                back=partial(self.open_register, row.register),
            ),
        )

    # ---- clearing ----

    def open_clearing(self, message: str = "", mark: str = "") -> None:
        """Every institution's clearing of a year."""
        desk = self._place.desk
        year = self._year = self._year or today(desk).year
        self._place.operations.run(
            lambda job: clearings(desk, year, job.step),
            lambda rows: self._show_clearing(rows, year, message, mark),
            self._place.failed,
            owner=self,
            doing=f"汇总 {year} 年各医疗机构往来",
        )

    def _show_clearing(self, rows: tuple[Clearing, ...], year: int, message: str, mark: str) -> None:
        page = ToldList(
            columns.CLEARINGS,
            rows,
            name="医疗机构清算",
            nothing=f"{year} 年还没有协议、账目或结算单。",
            stretch="name",
            page_keys={"Ctrl+K": self._ask_year},
        )
        page.chosen.connect(lambda row: self.open_account(row, year))
        due = sum(row.left for row in rows if row.left > 0)
        back = sum(-row.left for row in rows if row.left < 0)
        page.tell(message or f"应拨合计 {_yuan(due)} 元，应退合计 {_yuan(back)} 元" if rows else "", mark)
        self._place.overlay.open(page, f"医疗机构清算 · {year} 年", "Enter 看账目   Ctrl+K 换年度   Esc 返回")

    def _ask_year(self) -> None:
        def take(year: int) -> None:
            self._year = year
            self.open_clearing()

        ask_year(self._place, self, "医疗机构清算", take, self.open_clearing)

    def open_account(self, row: Clearing, year: int) -> None:
        """An institution's account, down to the slips."""
        desk = self._place.desk

        def show(found: Account) -> None:
            page = ToldList(
                columns.MOVEMENTS,
                found.movements,
                name="医疗机构账目",
                nothing=f"{year} 年还没有账目。",
                stretch="note",
                page_keys={
                    "Ctrl+E": lambda: self._settle_account(page, row, year, "paid"),
                    "Ctrl+B": lambda: self._settle_account(page, row, year, "returned"),
                },
            )
            page.chosen.connect(lambda one: self._open_slip(one.document_id))
            page.tell(_account_words(found))
            keys = "Enter 看单据   Ctrl+E 记清算拨付   Ctrl+B 记清算退回   Esc 返回"
            self._place.overlay.open(page, f"{row.institution_name} · {year} 年账目", keys)

        self._place.overlay.hold()
        self._place.operations.run(
            lambda _job: account(desk, row.institution_id, year),
            show,
            self._place.failed,
            owner=self,
            doing=f"汇总{row.institution_name} {year} 年往来",
        )

    def _settle_account(self, page: ToldList, row: Clearing, year: int, register: str) -> None:
        amount = format_fen(abs(row.left)) if row.left else ""
        pick = Pick(row.institution_id, row.institution_name)
        self._add(page, register, {"year": str(year), "amount": amount}, pick, self.open_clearing)

    def _open_slip(self, document_id: str) -> None:
        if document_id:
            self._place.overlay.hold()
            self._papers.open_slip(document_id)

    # ---- lists of a period ----

    def open_advances(self) -> None:
        """先行垫付 of a period."""
        self._periods.open(
            PeriodPage(
                "先行垫付",
                columns.ADVANCES,
                "institution",
                at_once(advances),
                "没有直接结算的单据。",
                lambda rows, _period: f"{len(rows)} 张，医疗机构垫付 {_yuan(sum(one.advanced for one, _ in rows))} 元",
                chosen=lambda row: self._open_slip(row[0].id),
                hint="Enter 看单据",
            )
        )

    def open_critical(self) -> None:
        """大病承办公司 of a period."""
        page = PeriodPage(
            "大病承办公司月结",
            columns.CRITICAL,
            "institution",
            at_once(critical),
            "没有大病保险支付的单据。",
            _critical_words,
            chosen=lambda row: self._open_slip(row.slip.id),
            hint="Enter 看单据   Ctrl+E 记拨付",
            keys={"Ctrl+E": self._pay_critical},
        )
        self._periods.open(page)

    def _pay_critical(self, row: CriticalSlip) -> None:
        page = self._place.overlay.page
        if isinstance(page, ToldList):
            month = period_of("month", row.slip.business_date).code
            pick = Pick(row.slip.institution_id, row.slip.institution_name)
            owed = sum(
                one.slip.critical_illness
                for one in page.list.rows()
                if one.slip.institution_id == row.slip.institution_id
                and period_of("month", one.slip.business_date).code == month
            )
            typed = {"period": month, "amount": format_fen(owed)}
            self._add(page, "insurer_paid", typed, pick, self.open_critical)


def _title(register: str) -> str:
    return next((title for code, title, *_rest in _DOORS if code == register), REGISTERS[register].title)


def _yuan(fen: int) -> str:
    return format_fen(fen, thousands=True)


def _told(one: Entry) -> str:
    return f"{_yuan(one.amount)} 元" if one.amount else REGISTERS[one.register].title


def _sums(rows: tuple[Entry, ...]) -> str:
    standing = [one for one in rows if not one.voided]
    return f"共 {len(standing)} 笔，合计 {_yuan(sum(one.amount for one in standing))} 元" if standing else ""


def _account_words(found: Account) -> str:
    one = found.clearing
    payers = "，".join(f"{payer} {_yuan(fen)}" for payer, fen in found.payers)
    budget = f"总额预算 {_yuan(one.budget)}，" if one.budget is not None else ""
    refund = f"；另有医院应退给本人 {_yuan(one.refund)}" if one.refund else ""
    claimed = f"垫付应结 {_yuan(one.claimed)}" + (f"（{payers}）" if payers else "")
    result = f"应拨 {_yuan(one.left)}" if one.left >= 0 else f"应退 {_yuan(-one.left)}"
    rest = f"已预拨 {_yuan(one.prepaid)}，拒付扣款 {_yuan(one.deducted)}，已清算 {_yuan(one.paid)}"
    return f"{budget}{claimed}，{rest}，{result} 元{refund}"


def _critical_words(rows: Sequence[CriticalSlip], _period: Period) -> str:
    unpaid = sum(one.slip.critical_illness for one in rows if not one.paid)
    return f"大病保险 {_yuan(sum(one.slip.critical_illness for one in rows))} 元，其中未拨付 {_yuan(unpaid)} 元"
