"""Debts on their desk: 欠费 and its warnings, repayments, 诚信等级, the blacklist that two persons make."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from app.money.fen import format_fen
from app.records.fields import Field
from app.records.people import Credentials
from app.services.accounts import credit
from app.services.accounts.credit import Blacklisting, Debt, Grade
from app.services.accounts.entries import add_entry, void_entry
from app.services.accounts.parameters import FIELDS, change_figures, read_figures, typed_figures
from app.services.accounts.registers import REGISTERS
from app.services.approval import approvers, prove
from app.services.demo import password_hint
from app.services.desk import today
from app.services.rights import refusal
from app.ui.desks.entry_pages import EntryPage, open_entry
from app.ui.doors import Door
from app.ui.faults import Trouble
from app.ui.operations import Stops
from app.ui.place import Place
from app.ui.screens import account_columns as columns
from app.ui.screens.confirm_blacklist import ConfirmBlacklistPage
from app.ui.screens.told_list import ToldList

GROUP = "台账"
_ONLY = Field("only", "看哪些", "choice", choices=credit.DEBTS)


class CreditDesk(QObject):
    """``changed`` after what a person's card or a visit reads of debts became another. One object per window."""

    changed = Signal()

    def __init__(self, place: Place, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._only = "open"

    def doors(self) -> tuple[Door, ...]:
        """Debts, grades, blacklist, the figures of lists."""
        black = "恶意拖欠住院费用：一人提出、另一人确认，全家停先诊疗后付费，还清自动解除"
        return (
            Door("欠费登记和预警", GROUP, "医疗机构反馈的欠费、还款，快到期和逾期的提醒", self.open, ("NMd8",)),
            Door("诚信等级", GROUP, "按欠费规则定 A 到 D 级，或凭文件人工认定", self.open_grades, ("NMd8",)),
            Door("欠费黑名单", GROUP, black, self.open_blacklist, ("NMd8",)),
            Door("账目参数", "设置", "欠费提前几天提醒、诚信等级的规则、高额单据从多少元起", self.open_figures),
        )

    # ---- debts ----

    def open(self, message: str = "", mark: str = "") -> None:
        """Debts, those that aren't paid off first of all."""
        desk, only = self._place.desk, self._only
        self._place.operations.run(
            lambda _job: credit.debts(desk, only),
            lambda rows: self._show(rows, message, mark),
            self._place.failed,
            owner=self,
            doing="汇总欠费",
        )

    def _show(self, rows: tuple[Debt, ...], message: str, mark: str) -> None:
        page = ToldList(
            columns.DEBTS,
            rows,
            name="欠费登记和预警",
            nothing=f"没有欠费（{credit.DEBTS[self._only]}）。按 Ins 登记一笔。",
            stretch="stay",
            keys={
                "Del": lambda row: self._void(page, row),
                "Ctrl+B": lambda row: self._propose(page, row),
            },
            page_keys={"Ins": lambda: self._add(page, "arrears", self.open), "Ctrl+T": self._ask_only},
        )
        page.chosen.connect(lambda row: self._pay(page, row))
        late = sum(one.left > 0 and one.days < 0 for one in rows)
        owed = sum(max(0, one.left) for one in rows)
        sums = f"{credit.DEBTS[self._only]}：{len(rows)} 笔，还欠 {_yuan(owed)} 元，逾期 {late} 笔" if rows else ""
        page.tell(message or sums, mark)
        keys = "Enter 记还款   Ins 登记   Ctrl+B 提列黑名单   Ctrl+T 换筛选   Del 撤销   Esc 返回"
        self._place.overlay.open(page, "欠费登记和预警", keys)

    def _ask_only(self) -> None:
        def take(only: str) -> None:
            self._only = only
            self.open()

        page = EntryPage(
            "欠费：换筛选",
            (_ONLY,),
            "打开",
            "提前几天提醒，在“账目参数”里改。",
            lambda _desk, texts: texts["only"],
            take,
            self.open,
            typed={"only": self._only},
        )
        open_entry(self._place, self, page)

    def _may(self, page: ToldList, right: str) -> bool:
        return page.may(refusal(self._place.desk, right))

    def _add(self, page: ToldList, register: str, again: Callable[[str, str], None]) -> None:
        kind = REGISTERS[register]
        if not self._may(page, kind.right):
            return
        desk = self._place.desk
        entry_id = desk.new_id()

        def done(_one: object) -> None:
            self.changed.emit()
            again("已登记。", "done")

        form = EntryPage(
            f"{kind.title}：登记",
            kind.fields,
            "登记",
            "登记以后不能改；记错了，先撤销再记。",
            lambda desk, texts: add_entry(desk, register, texts, entry_id),
            done,
            lambda: again("", ""),
            typed={"day": str(today(desk)), "scope": "household"} if register == "grade" else {"day": str(today(desk))},
        )
        open_entry(self._place, self, form)

    def _pay(self, page: ToldList, row: Debt) -> None:
        if not self._may(page, "credit.write"):
            return
        if row.left <= 0:
            page.tell("这一笔已经还清。")
            return
        desk = self._place.desk
        entry_id = desk.new_id()

        def done(debt: Debt) -> None:
            self.changed.emit()
            rest = f"还欠 {_yuan(debt.left)} 元" if debt.left else "已还清"
            self.open(f"已记还款，{row.entry.person_name}{rest}。", "done")

        form = EntryPage(
            f"{row.entry.person_name}：记还款",
            REGISTERS["arrears_paid"].fields,
            "记下",
            f"{row.entry.institution_name} {row.entry.data.get('stay')}，还欠 {_yuan(row.left)} 元。",
            lambda desk, texts: credit.pay_debt(desk, row.entry.id, texts, entry_id),
            done,
            self.open,
            typed={"day": str(today(desk)), "amount": format_fen(row.left)},
        )
        open_entry(self._place, self, form)

    def _void(self, page: ToldList, row: Debt) -> None:
        if not self._may(page, "credit.write"):
            return

        def done(_one: object) -> None:
            self.changed.emit()
            self.open("已撤销。", "done")

        form = EntryPage(
            "欠费：撤销",
            REGISTERS["void"].fields,
            "撤销",
            f"撤销 {row.entry.person_name} {row.entry.day} {_yuan(row.entry.amount)} 元：不再计算，记录留着。",
            lambda desk, texts: void_entry(desk, row.entry.id, texts["reason"]),
            done,
            self.open,
        )
        open_entry(self._place, self, form)

    # ---- grades ----

    def open_grades(self, message: str = "", mark: str = "") -> None:
        """诚信等级, the worst first."""
        desk = self._place.desk

        def show(rows: tuple[Grade, ...]) -> None:
            page = ToldList(
                columns.GRADES,
                rows,
                name="诚信等级",
                nothing="还没有欠费记录，也没有人工认定的等级；没有列出的都是 A 级。",
                stretch="why",
                page_keys={"Ins": lambda: self._add(page, "grade", self.open_grades)},
            )
            page.tell(message or "没有列出的人都是 A 级。", mark)
            self._place.overlay.open(page, "诚信等级", "Ins 人工认定   Esc 返回")

        self._place.operations.run(lambda _job: credit.grades(desk), show, self._place.failed, owner=self)

    # ---- the blacklist ----

    def _propose(self, page: ToldList, row: Debt) -> None:
        if not self._may(page, "credit.write"):
            return
        entry_id = self._place.desk.new_id()
        form = EntryPage(
            f"{row.entry.person_name}：提列黑名单",
            REGISTERS["blacklist"].fields,
            "提出",
            f"还欠 {_yuan(row.left)} 元。另一位复核或管理人员确认以后，全家停止先诊疗后付费（危急重症除外）；还清自动解除。",
            lambda desk, texts: credit.propose(desk, row.entry.id, texts, entry_id),
            lambda _one: self.open_blacklist("已提出，等另一位人员确认。", "done"),
            self.open,
        )
        open_entry(self._place, self, form)

    def open_blacklist(self, message: str = "", mark: str = "") -> None:
        """All that were ever proposed."""
        desk = self._place.desk

        def show(rows: tuple[Blacklisting, ...]) -> None:
            page = ToldList(
                columns.BLACKLIST,
                rows,
                name="欠费黑名单",
                nothing="黑名单是空的。在“欠费登记和预警”里按 Ctrl+B 提出。",
                stretch="reason",
                keys={"Del": lambda row: self._end(page, row)},
                whole=lambda row: (
                    f"{row.entry.person_name}：{row.entry.data.get('reason')}，{row.entry.data.get('document_number')}"
                ),
            )
            page.chosen.connect(lambda row: self._confirm(page, row))
            page.tell(message, mark)
            self._place.overlay.open(page, "欠费黑名单", "Enter 确认   Del 解除   Esc 返回")

        self._place.operations.run(lambda _job: credit.blacklist(desk), show, self._place.failed, owner=self)

    def _confirm(self, page: ToldList, row: Blacklisting) -> None:
        if row.state != "待确认":
            page.tell(f"这一条{row.state}，不用确认。")
            return
        desk = self._place.desk
        what = (
            f"{row.entry.person_name}欠 {row.debt.institution_name} {_yuan(row.left)} 元：{row.entry.data.get('reason')}。"
            f"确认以后，本人和同户另外 {row.members} 人停止先诊疗后付费（危急重症除外），还清自动解除。"
        )
        if row.entry.operator_id != desk.operator.id and not refusal(desk, credit.CONFIRM):
            page.ask(what, "确认", "不确认", lambda: self._store(page, row, None))
            return
        names = tuple(name for name in approvers(desk, credit.CONFIRM) if name != row.entry.operator_name)
        second = ConfirmBlacklistPage(what, names, password_hint(desk))
        second.confirmed.connect(lambda credentials: self._store(second, row, credentials))
        second.left.connect(self.open_blacklist)
        self._place.overlay.open(second, "确认黑名单", "Enter 下一格，输完口令确认   Esc 返回")

    def _store(self, page: ToldList | ConfirmBlacklistPage, row: Blacklisting, credentials: Credentials | None) -> None:
        desk = self._place.desk

        def store() -> Blacklisting:
            proof = prove(desk, credentials) if credentials is not None else None
            return credit.confirm(desk, row.entry.id, proof)

        def done(found: Blacklisting) -> None:
            self.changed.emit()
            told = f"已确认：{row.entry.person_name}全家停止先诊疗后付费，确认人 {found.confirmed_by}。"
            self.open_blacklist(told, "done")

        def failed(told: Trouble) -> None:
            if not isValid(page):
                self._place.failed(told)
            elif isinstance(page, ConfirmBlacklistPage):
                page.refuse(told.message, told.field)
            else:
                page.tell(told.message, "stop")

        self._place.operations.run(
            lambda _job: store(), done, failed, owner=self, doing="确认黑名单", stops=Stops.NEVER
        )

    def _end(self, page: ToldList, row: Blacklisting) -> None:
        if not self._may(page, credit.CONFIRM):
            return

        def done(_one: object) -> None:
            self.changed.emit()
            self.open_blacklist("已解除。", "done")

        form = EntryPage(
            f"{row.entry.person_name}：解除黑名单",
            REGISTERS["blacklist_end"].fields,
            "解除",
            f"还欠 {_yuan(row.left)} 元；还清的会自动解除，不用办。",
            lambda desk, texts: credit.end(desk, row.entry.id, texts["reason"]),
            done,
            self.open_blacklist,
        )
        open_entry(self._place, self, form)

    # ---- figures ----

    def open_figures(self) -> None:
        """The figures that the lists go by."""
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: typed_figures(read_figures(desk)), self._show_figures, self._place.failed, owner=self
        )

    def _show_figures(self, typed: dict[str, str]) -> None:
        may_not = refusal(self._place.desk, "settings.change")
        form = EntryPage(
            "账目参数",
            FIELDS,
            "存下",
            may_not or "文件没有给这些数，按本地的规定填。",
            change_figures,
            lambda _figures: self._told("已存下。"),
            self._leave,
            typed=typed,
        )
        open_entry(self._place, self, form)

    def _leave(self) -> None:
        self._place.overlay.step_back()

    def _told(self, message: str) -> None:
        self._place.overlay.step_back()
        self._place.notice.tell(message, "done")


def _yuan(fen: int) -> str:
    return format_fen(fen, thousands=True)
