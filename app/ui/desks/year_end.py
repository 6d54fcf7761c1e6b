"""The end of a year on its desk: 年终清算 of what layers carried, 年底二次报销, the runs of both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject

from app.money.fen import format_fen
from app.records.progress import Step
from app.records.year_end import RUNS, OpenVisit, Run, Share
from app.services.desk import Desk, today
from app.services.rights import refusal
from app.services.year_end import carried, runs, second
from app.services.year_end.carried import Owed
from app.services.year_end.runs import APPROVE, DOCUMENT, PAID, RETURNED, TAKEN_BACK, Made
from app.services.year_end.second import Plan
from app.ui.desks.entry_pages import EntryPage, Long, open_entry
from app.ui.desks.papers import PapersDesk
from app.ui.desks.two_persons import TwoPersonPage, open_two_persons
from app.ui.doors import Door
from app.ui.models.table import Column
from app.ui.operations import Stops
from app.ui.place import Place
from app.ui.screens import fund_columns as columns
from app.ui.screens.told_list import ToldList

GROUP = "月结和对账"
RIGHT = "year_end.run"
ACTION = "复核"
Chosen = tuple[int, str]


class YearEndDesk(QObject):
    """One object per window."""

    def __init__(self, place: Place, papers: PapersDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._papers = papers
        self._typed: dict[str, str] = {"basis": "remaining"}

    def doors(self) -> tuple[Door, ...]:
        """The clearing, and the second payment."""
        clearing = "年度各层结转：还欠谁多少、为什么，整批付一次，可以撤销"
        second_ = "扶贫补充险首批以后剩余药费：填比例或资金总额，分到每人一分不差"
        return (
            Door(RUNS["carried"], GROUP, clearing, partial(self.open, "carried")),
            Door(RUNS["second"], GROUP, second_, partial(self.open, "second"), ("SYd10",)),
        )

    def open(self, kind: str, message: str = "", mark: str = "") -> None:
        """The years and packs that there are."""
        desk = self._place.desk

        def show(rows: tuple[Chosen, ...]) -> None:
            fitting = [row for row in rows if kind == "carried" or second.estimates_of(desk, row[1])]
            made: tuple[Column[Chosen], ...] = (
                Column("year", "年度", lambda row: f"{row[0]} 年"),
                Column("pack", "政策", lambda row: carried.pack_title(desk, row[1])),
            )
            page = ToldList(
                made,
                fitting,
                name=RUNS[kind],
                nothing=_NOTHING[kind],
                stretch="pack",
                page_keys={"Ctrl+B": lambda: self._down(partial(self.open_runs, kind))},
            )
            below = self.open_owed if kind == "carried" else self.ask_plan
            page.chosen.connect(lambda row: self._down(partial(below, *row)))
            page.tell(message, mark)
            self._place.overlay.open(page, f"{RUNS[kind]}：选年度", "Enter 打开   Ctrl+B 已办的批次   Esc 返回")

        self._place.operations.run(lambda _job: runs.choices(desk), show, self._place.failed, owner=self)

    # ---- 年终清算 ----

    def open_owed(self, year: int, pack: str, message: str = "", mark: str = "") -> None:
        """Everybody whom a year still owes something, or overpaid."""
        desk = self._place.desk

        def show(rows: tuple[Owed, ...]) -> None:
            page = ToldList(
                columns.OWED,
                rows,
                name="年终清算",
                nothing=f"{year} 年没有结转：各层都付清了，不用清算。",
                stretch="why",
                page_keys={
                    "Ctrl+E": lambda: self._clear(page, year, pack, rows),
                    "Ctrl+B": lambda: self._down(partial(self._totals, rows, year)),
                },
                whole=lambda row: f"{row.payee.name} {row.layer_name}：{row.why}",
                notes=("多付的列出，不向个人追回；前面的层先清算，后面的层按已付算。",),
                seal=True,
            )
            page.chosen.connect(lambda row: self._down(partial(self.open_visits, row, year)))
            page.tell(message or _owed_words(rows) or carried.may_clear(desk, year), mark)
            keys = "Enter 看各次就医   Ctrl+E 办清算   Ctrl+B 按付款方和苏木乡镇   Esc 返回"
            self._place.overlay.open(page, f"年终清算 · {year} 年 · {carried.pack_title(desk, pack)}", keys)

        self._place.operations.run(
            lambda job: carried.owed(desk, year, pack, job.step),
            show,
            self._place.failed,
            owner=self,
            doing=f"算 {year} 年各人的结转",
        )

    def _totals(self, rows: tuple[Owed, ...], year: int) -> None:
        made = (*carried.totals(rows, "payer"), *carried.totals(rows, "township"))
        page = ToldList(columns.TOTALS, made, name="清算合计", nothing="没有结转。", stretch="name", seal=True)
        page.tell(f"两种分法合计相等：{_owed_words(rows)}" if rows else "")
        self._place.overlay.open(page, f"年终清算合计 · {year} 年", "Esc 返回")

    def open_visits(self, row: Owed, year: int) -> None:
        """The visits that a person's row rests on."""
        desk = self._place.desk

        def show(rows: tuple[OpenVisit, ...]) -> None:
            page = ToldList(
                columns.VISITS,
                rows,
                name=f"{row.payee.name}的各次就医",
                nothing="",
                stretch="institution",
                whole=lambda one: one.steps,
            )
            page.chosen.connect(lambda one: self._open_slip(one.id))
            page.tell(f"{row.layer_name}（{row.payer}）：{row.why}")
            self._place.overlay.open(page, f"{row.payee.name} · {year} 年{row.layer_name}", "Enter 看单据   Esc 返回")

        self._place.operations.run(
            lambda _job: carried.open_visits(desk, row, year),
            show,
            self._place.failed,
            owner=self,
            doing="读取各次就医",
        )

    def _down(self, open_: Callable[[], None]) -> None:
        """A page below the one that is open, which comes back on Esc."""
        self._place.overlay.hold()
        open_()

    def _open_slip(self, document_id: str) -> None:
        self._place.overlay.hold()
        self._papers.open_slip(document_id)

    def _clear(self, page: ToldList, year: int, pack: str, rows: tuple[Owed, ...]) -> None:
        desk = self._place.desk
        due = [one for one in rows if one.due]
        nothing = "" if due else "没有要付的：多付的不追回，已清算的不再付。"
        if not page.may(refusal(desk, RIGHT) or carried.may_clear(desk, year) or nothing):
            return
        request_id, seen = desk.new_id(), carried.digest_of(rows)
        total = _yuan(sum(one.due for one in due))
        open_two_persons(
            self._place,
            self,
            TwoPersonPage(
                title=f"办理 {year} 年年终清算",
                fields=(DOCUMENT,),
                word="办理",
                lead=f"付给 {len({one.payee.id for one in due})} 人 {len(due)} 笔，合计 {total} 元，按清单转账；整批可以撤销。",
                right=APPROVE,
                action=ACTION,
                store=lambda desk, texts, by, step: carried.clear(
                    desk, request_id, year, pack, texts["document_number"], seen, by, step
                ),
                stops=Stops.BY_KEY,
                done=self._made,
                back=partial(self.open_owed, year, pack),
            ),
        )

    # ---- 年底二次报销 ----

    def ask_plan(self, year: int, pack: str) -> None:
        """What the second payment rests on, and how much it is."""

        def plan_of(desk: Desk, texts: dict[str, str], step: Step) -> Plan:
            self._typed.update(texts)
            return second.planned(desk, year, pack, texts, step)

        desk = self._place.desk
        open_entry(
            self._place,
            self,
            EntryPage(
                title=f"年底二次报销 · {year} 年",
                fields=second.FIELDS,
                word="算给我看",
                lead="「首批报销比例50%，年底根据资金结余情况进行二次报销」：先算出每人多少，看过再办理。"
                + second.may_run(desk, year),
                store=Long(f"算 {year} 年每人的二次报销", plan_of, Stops.WITH_PAGE),
                done=lambda plan: self.show_plan(year, plan),
                back=partial(self.open, "second"),
                typed=self._typed,
            ),
        )

    def show_plan(self, year: int, plan: Plan) -> None:
        """What everybody would get."""
        rows = tuple(zip(plan.bases, plan.amounts, strict=True))
        page = ToldList(
            columns.PLAN,
            rows,
            name="年底二次报销",
            nothing=f"{year} 年没有扶贫补充险的预计。",
            stretch="problem",
            page_keys={
                "Ctrl+E": lambda: self._run_second(page, year, plan),
                "Ctrl+B": lambda: self.ask_plan(year, plan.pack_id),
            },
            notes=(f"{plan.way}；基数：{second.BASES[plan.basis]}。",),
            seal=True,
        )
        page.tell(
            f"{plan.way}，付给 {sum(bool(fen) for fen in plan.amounts)} 人，合计 {_yuan(plan.total)} 元；还没有办理。"
        )
        keys = "Ctrl+E 办理   Ctrl+B 改比例或总额   Esc 返回"
        self._place.overlay.open(page, f"年底二次报销 · {year} 年 · 预览", keys)

    def _run_second(self, page: ToldList, year: int, plan: Plan) -> None:
        desk = self._place.desk
        if not page.may(refusal(desk, RIGHT) or second.may_run(desk, year)):
            return
        request_id = desk.new_id()
        open_two_persons(
            self._place,
            self,
            TwoPersonPage(
                title=f"办理 {year} 年二次报销",
                fields=(DOCUMENT,),
                word="办理",
                lead=f"{plan.way}，合计 {_yuan(plan.total)} 元；一年办一次，整批可以撤销。",
                right=APPROVE,
                action=ACTION,
                store=lambda desk, texts, by, step: second.run_second(
                    desk, request_id, year, plan, texts["document_number"], by, step
                ),
                stops=Stops.BY_KEY,
                done=self._made,
                back=partial(self.show_plan, year, plan),
            ),
        )

    # ---- runs ----

    def _made(self, made: Made) -> None:
        run = made.run
        word = "已经办过" if made.already else "已办"
        told = f"{word} {run.document_number}：{run.count} 笔，合计 {_yuan(run.total)} 元。转账以后在这里登记发放。"
        self.open_shares(run, told, "done")

    def open_runs(self, kind: str, message: str = "", mark: str = "") -> None:
        """The runs of a kind."""
        desk = self._place.desk

        def show(rows: tuple[Run, ...]) -> None:
            page = ToldList(
                columns.RUNS,
                rows,
                name=f"{RUNS[kind]}的批次",
                nothing="还没有办过。",
                stretch="number",
                keys={"Ctrl+Z": lambda row: self._take_back(page, row)},
                seal=True,
            )
            page.chosen.connect(lambda row: self._down(partial(self.open_shares, row)))
            page.tell(message, mark)
            self._place.overlay.open(page, f"{RUNS[kind]} · 批次", "Enter 看每人   Ctrl+Z 撤销整批   Esc 返回")

        self._place.operations.run(lambda _job: runs.all_runs(desk, kind), show, self._place.failed, owner=self)

    def open_shares(self, run: Run, message: str = "", mark: str = "") -> None:
        """The shares of a run, with accounts and what became of each."""
        desk = self._place.desk

        def show(rows: tuple[Share, ...]) -> None:
            page = ToldList(
                columns.SHARE,
                rows,
                name=f"{RUNS[run.kind]} {run.document_number}",
                nothing="",
                stretch="layer",
                keys={"Ctrl+B": lambda row: self._pay(page, run, row)},
                page_keys={"Ctrl+E": lambda: self._pay(page, run, None)},
                notes=(
                    f"{run.year} 年{RUNS[run.kind]}，{run.document_number}，办理 {run.operator_name}，复核 {run.approver_name}。",
                ),
                seal=True,
            )
            page.tell(message or _shares_words(run, rows), mark)
            title = f"{RUNS[run.kind]} · {run.year} 年 · {run.document_number}"
            self._place.overlay.open(page, title, "Ctrl+E 登记整批发放   Ctrl+B 这一笔退票   Esc 返回")

        self._place.operations.run(
            lambda _job: runs.run_shares(desk, run.id), show, self._place.failed, owner=self, doing="读取每人的清单"
        )

    def _pay(self, page: ToldList, run: Run, row: Share | None) -> None:
        """All that is due was transferred; or one of them came back."""
        desk = self._place.desk
        if not page.may(refusal(desk, RIGHT)):
            return
        entry_id = desk.new_id()
        back = partial(self.open_shares, run)

        def store(desk: Desk, texts: Mapping[str, str]) -> int:
            if row is None:
                return runs.pay(desk, entry_id, run.id, (), texts)
            return runs.give_back(desk, entry_id, run.id, row.position, texts)

        word = "登记发放" if row is None else "登记退票"
        lead = (
            "整批里还没有发放的都登记为已发放。"
            if row is None
            else f"{row.payee.name} {_yuan(row.amount)} 元被银行退回，要重新发放。"
        )
        open_entry(
            self._place,
            self,
            EntryPage(
                title=f"{run.document_number}：{word}",
                fields=PAID if row is None else RETURNED,
                word=word,
                lead=lead,
                store=store,
                typed={"day": str(today(desk))},
                done=lambda many: back(f"已{word} {many} 笔。", "done"),
                back=back,
            ),
        )

    def _take_back(self, page: ToldList, run: Run) -> None:
        may_not = refusal(self._place.desk, RIGHT) or (f"这一批已经撤销（{run.ended}）。" if run.ended else "")
        if not page.may(may_not):
            return
        open_two_persons(
            self._place,
            self,
            TwoPersonPage(
                title=f"撤销 {run.document_number}",
                fields=TAKEN_BACK,
                word="撤销整批",
                lead=f"{run.year} 年{RUNS[run.kind]} {run.count} 笔 {_yuan(run.total)} 元全部撤销，留痕；以后可以重办。",
                right=APPROVE,
                action=ACTION,
                store=lambda desk, texts, by, _step: runs.take_back(desk, run.id, texts, by),
                done=lambda _run: self.open_runs(run.kind, f"已撤销 {run.document_number}。", "done"),
                back=partial(self.open_runs, run.kind),
            ),
        )


_NOTHING: Mapping[str, str] = {
    "carried": "还没有结算过单据。",
    "second": "没有可以办二次报销的：单据里没有由别人事后支付的补充险。",
}


def _owed_words(rows: tuple[Owed, ...]) -> str:
    if not rows:
        return ""
    owed = _yuan(sum(one.carried for one in rows if one.carried > 0))
    over = _yuan(-sum(one.carried for one in rows if one.carried < 0))
    due = _yuan(sum(one.due for one in rows))
    return f"结转应付 {owed} 元，多付 {over} 元（不追回）；本次应付 {due} 元"


def _shares_words(run: Run, rows: tuple[Share, ...]) -> str:
    if run.ended:
        return f"这一批已经撤销（{run.ended}）。"
    paid = sum(one.amount for one in rows if one.state == "paid")
    none = sum(not one.payee.account.number for one in rows)
    more = f"；{none} 人没有账号，请补" if none else ""
    return f"合计 {_yuan(run.total)} 元，已发放 {_yuan(paid)} 元{more}"


def _yuan(fen: int) -> str:
    return format_fen(fen, thousands=True)
