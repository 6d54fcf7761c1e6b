"""健康扶贫基金 on its desk: two accounts down to the slip, 定额拨付, 年终决算."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject

from app.money.fen import format_fen
from app.records.funds import Closing, Grant, Movement
from app.services.accounts.entries import void_entry
from app.services.accounts.registers import REGISTERS
from app.services.desk import today
from app.services.funds.accounts import CLOSED, add_movement, movements
from app.services.funds.closing import close, closings, may_close, take_back, words
from app.services.funds.grants import add_plan, grants
from app.services.periods import PeriodKind
from app.services.rights import refusal
from app.ui.desks.accounts import AccountsDesk
from app.ui.desks.entry_pages import EntryPage, open_entry
from app.ui.desks.papers import PapersDesk
from app.ui.desks.years import YEAR, ask_year
from app.ui.doors import Door
from app.ui.place import Place
from app.ui.screens import fund_columns as columns
from app.ui.screens.told_list import ToldList

_T = TypeVar("_T")
TITLE, CLOSING = "健康扶贫基金专户", "年终决算"
GROUP = "月结和对账"


class FundsDesk(QObject):
    """One object per window."""

    def __init__(self, place: Place, papers: PapersDesk, accounts: AccountsDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._papers = papers
        self._accounts = accounts
        self._year: int | None = None
        self._by: PeriodKind = "quarter"
        self._stale = False

    def doors(self) -> tuple[Door, ...]:
        """The accounts, and their closing."""
        what = "医保局、卫计局两个专户：定额拨付、逐笔支出到每张单、结余"
        closing = "每个专户一年一次：多退少补，打印留盖章处；撤销也留痕"
        return (
            Door(TITLE, GROUP, what, self.open, ("NMd9",)),
            Door(CLOSING, GROUP, closing, self.open_closing, ("NMd9",)),
        )

    @property
    def year(self) -> int:
        """The year that the pages are about."""
        return self._year or today(self._place.desk).year

    def _take_year(self, year: int) -> None:
        self._year = year

    # ---- the accounts ----

    def open(self, message: str = "", mark: str = "") -> None:
        """Both accounts of the year."""
        desk, year = self._place.desk, self.year

        def show(rows: tuple[Closing, ...]) -> None:
            page = ToldList(
                columns.CLOSINGS,
                rows,
                name=TITLE,
                nothing="",
                stretch="state",
                keys={"Ctrl+E": lambda row: self._down(partial(self.open_grants, row.account))},
                page_keys={
                    "Ins": lambda: self._add(page, self.open),
                    "Ctrl+K": lambda: self._ask_year(TITLE, self.open),
                },
                notes=tuple(words(one) for one in rows),
                seal=True,
            )
            page.chosen.connect(lambda row: self._down(partial(self.open_account, row.account, self.open)))
            page.tell(message, mark)
            keys = f"Enter 看账目   Ins 记一笔   Ctrl+E 定额拨付   {YEAR}   Esc 返回"
            self._place.overlay.open(page, f"{TITLE} · {year} 年", keys)

        self._run(lambda: closings(desk, year), show)

    def open_account(self, account: str, above: Callable[[], None], message: str = "", mark: str = "") -> None:
        """An account's movements, down to the slips; ``above`` reads the page again from which it was opened."""
        desk, year = self._place.desk, self.year
        back = partial(self.open_account, account, above)

        def show(rows: tuple[Movement, ...]) -> None:
            page = ToldList(
                columns.MOVEMENTS,
                rows,
                name=f"{columns.account_name(account)}账目",
                nothing=f"{year} 年这个专户还没有收支。按 Ins 记拨付或支出；结算单的支出自动计入。",
                stretch="note",
                keys={"Del": lambda row: self._void(page, row, back)},
                page_keys={"Ins": lambda: self._add(page, back, account)},
                whole=lambda row: f"{row.item} {row.to} {row.note}",
                seal=True,
            )
            page.chosen.connect(self._open_slip)
            balance = rows[-1].balance if rows else 0
            page.tell(message or (f"结余 {_yuan(balance)} 元" if rows else ""), mark)
            keys = "Enter 看单据   Ins 记一笔   Del 撤销这一笔   Esc 返回"
            title = f"{columns.account_name(account)} · {year} 年账目"
            self._place.overlay.open(page, title, keys, then=lambda: self._up(above))

        self._run(lambda: movements(desk, account, year), show)

    def _open_slip(self, row: Movement) -> None:
        if row.document_id:
            self._place.overlay.hold()
            self._papers.open_slip(row.document_id)

    def _add(self, page: ToldList, back: Callable[..., None], account: str = "") -> None:
        desk = self._place.desk
        if not page.may(refusal(desk, REGISTERS["fund"].right)):
            return
        entry_id = desk.new_id()
        typed = {"day": str(today(desk)), **({"account": account} if account else {})}
        open_entry(
            self._place,
            self,
            EntryPage(
                title=f"{TITLE}：记一笔",
                fields=REGISTERS["fund"].fields,
                word="记下",
                lead="结算单的支出自动计入，不用记。记下以后不能改；记错了，先撤销再记。",
                store=lambda desk, texts: add_movement(desk, texts, entry_id),
                done=lambda one: self._done(back, f"已记：{_yuan(one.amount)} 元。"),
                back=back,
                typed=typed,
            ),
        )

    def _void(self, page: ToldList, row: Movement, back: Callable[..., None]) -> None:
        if not row.entry_id or row.side == CLOSED:
            why = "决算在“年终决算”里撤销。" if row.entry_id else "这一笔来自结算单：更正请冲红那张单据。"
            page.tell(why, "warn")
            return
        if not page.may(refusal(self._place.desk, REGISTERS["fund"].right)):
            return
        open_entry(
            self._place,
            self,
            EntryPage(
                title=f"{TITLE}：撤销",
                fields=REGISTERS["void"].fields,
                word="撤销",
                lead=f"撤销 {row.day} {row.item} {_yuan(row.amount)} 元：不再计算，留痕。",
                store=lambda desk, texts: void_entry(desk, row.entry_id, texts["reason"]),
                done=lambda _one: self._done(back, "已撤销。"),
                back=back,
            ),
        )

    # ---- 定额拨付 ----

    def open_grants(self, account: str, message: str = "", mark: str = "") -> None:
        """What was planned and received by quarter or month."""
        desk, year, by = self._place.desk, self.year, self._by

        def show(rows: tuple[Grant, ...]) -> None:
            page = ToldList(
                columns.GRANTS,
                rows,
                name="定额拨付",
                nothing="",
                stretch="period",
                page_keys={
                    "Ins": lambda: self._plan(page, account),
                    "Ctrl+E": lambda: self._turn(account),
                    "Ctrl+B": lambda: self._down(partial(self._accounts.open_register, "fund_plan")),
                },
                seal=True,
            )
            page.tell(message, mark)
            other = "按月" if by == "quarter" else "按季"
            keys = f"Ins 记定额   Ctrl+E {other}看   Ctrl+B 定额文件   Esc 返回"
            title = f"{columns.account_name(account)} · {year} 年定额拨付"
            self._place.overlay.open(page, title, keys, then=lambda: self._up(self.open))

        self._run(lambda: grants(desk, account, year, by), show)

    def _turn(self, account: str) -> None:
        self._by = "month" if self._by == "quarter" else "quarter"
        self.open_grants(account)

    def _plan(self, page: ToldList, account: str) -> None:
        desk = self._place.desk
        if not page.may(refusal(desk, REGISTERS["fund_plan"].right)):
            return
        entry_id = desk.new_id()
        back = partial(self.open_grants, account)
        open_entry(
            self._place,
            self,
            EntryPage(
                title="定额拨付：记定额",
                fields=REGISTERS["fund_plan"].fields,
                word="记下",
                lead="财政定下来这个月或这个季拨多少，写上文号；实际到账另在账目里记“定额拨付”。",
                store=lambda desk, texts: add_plan(desk, texts, entry_id),
                done=lambda one: self._done(back, f"已记：{one.period} 定额 {_yuan(one.amount)} 元。"),
                back=back,
                typed={"account": account, "period": f"{self.year}Q1"},
            ),
        )

    # ---- 年终决算 ----

    def open_closing(self, message: str = "", mark: str = "") -> None:
        """Both accounts' year as it is closed or would be."""
        desk, year = self._place.desk, self.year

        def show(rows: tuple[Closing, ...]) -> None:
            page = ToldList(
                columns.CLOSINGS,
                rows,
                name=CLOSING,
                nothing="",
                stretch="state",
                keys={"Ctrl+E": lambda row: self._close(page, row), "Ctrl+Z": lambda row: self._take_back(page, row)},
                page_keys={"Ctrl+K": lambda: self._ask_year(CLOSING, self.open_closing)},
                notes=("健康扶贫资金实行定额拨付、年终决算、多退少补的原则。", *(words(one) for one in rows)),
                seal=True,
            )
            page.chosen.connect(self._show_lines)
            page.tell(message or may_close(desk, year), mark)
            keys = f"Enter 看构成   Ctrl+E 办决算   Ctrl+Z 撤销决算   {YEAR}   Esc 返回"
            self._place.overlay.open(page, f"健康扶贫基金{CLOSING} · {year} 年", keys)

        self._run(lambda: closings(desk, year), show)

    def _show_lines(self, row: Closing) -> None:
        self._place.overlay.hold()
        page = ToldList(
            columns.LINES,
            row.lines,
            name=f"{columns.account_name(row.account)}决算构成",
            nothing=f"{row.year} 年这个专户没有收支。",
            stretch="item",
            notes=(words(row),),
            seal=True,
        )
        page.chosen.connect(lambda _line: self._down(partial(self.open_account, row.account, self.open_closing)))
        page.tell(words(row))
        title = f"{columns.account_name(row.account)} · {row.year} 年决算"
        self._place.overlay.open(page, title, "Enter 看账目   Esc 返回")

    def _close(self, page: ToldList, row: Closing) -> None:
        desk = self._place.desk
        may_not = refusal(desk, "fund.close") or may_close(desk, row.year) or _closed_already(row)
        if not page.may(may_not):
            return
        entry_id = desk.new_id()
        name = columns.account_name(row.account)
        what = f"{row.result} {_yuan(abs(row.balance))} 元" if row.balance else "收支相抵，不退不补"
        open_entry(
            self._place,
            self,
            EntryPage(
                title=f"{name} · {row.year} 年决算",
                fields=REGISTERS["fund_close"].fields,
                word="办决算",
                lead=f"{words(row)}。决算为{what}，一年只办一次；办了以后这一年的账不能再改。",
                store=lambda desk, texts: close(desk, entry_id, row, texts),
                done=lambda _one: self.open_closing(f"已办 {name} {row.year} 年决算：{what}。", "done"),
                back=self.open_closing,
                typed={"day": str(today(desk))},
            ),
        )

    def _take_back(self, page: ToldList, row: Closing) -> None:
        may_not = refusal(self._place.desk, "fund.close") or (
            "" if row.closed else "这一年还没有决算，没有可以撤销的。"
        )
        if not page.may(may_not):
            return
        name = columns.account_name(row.account)
        open_entry(
            self._place,
            self,
            EntryPage(
                title=f"{name} · 撤销 {row.year} 年决算",
                fields=REGISTERS["void"].fields,
                word="撤销",
                lead=f"撤销 {row.said} 的决算：{_yuan(abs(row.balance))} 元回到账上，原来的一笔留痕。",
                store=lambda desk, texts: take_back(desk, row.closed, texts["reason"]),
                done=lambda _one: self.open_closing(f"已撤销 {name} {row.year} 年决算。", "done"),
                back=self.open_closing,
            ),
        )

    # ---- ways ----

    def _down(self, open_: Callable[[], None]) -> None:
        """A page below the one that is open, which comes back on Esc."""
        self._place.overlay.hold()
        open_()

    def _done(self, back: Callable[..., None], told: str) -> None:
        """Something was stored: the page says so, and what lies above it is read again on the way up."""
        self._stale = True
        back(told, "done")

    def _up(self, above: Callable[[], None]) -> None:
        if self._stale:
            self._stale = False
            above()

    def _ask_year(self, title: str, then: Callable[[], None]) -> None:
        def take(year: int) -> None:
            self._take_year(year)
            then()

        ask_year(self._place, self, title, take, then)

    def _run(self, read: Callable[[], _T], show: Callable[[_T], None]) -> None:
        self._place.operations.run(lambda _job: read(), show, self._place.failed, owner=self, doing="汇总基金账")


def _closed_already(row: Closing) -> str:
    return f"{row.year} 年已经决算（{row.said}），一年只办一次。" if row.closed else ""


def _yuan(fen: int) -> str:
    return format_fen(fen, thousands=True)
