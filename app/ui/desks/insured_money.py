"""参保补贴, 补充保险保费 and the rules behind both."""

from __future__ import annotations

from collections.abc import Callable

from app.money.fen import format_fen
from app.records.insured import PREMIUMS, SOURCES, WITHDRAW_FIELDS, FundTotal, PremiumRule, SubsidyRow
from app.records.words import IDENTITIES
from app.services.desk import Desk, today
from app.services.insured import premiums
from app.ui.desks.insured_part import InsuredPart
from app.ui.doors import Door
from app.ui.models.table import Column, Mark
from app.ui.models.typed import count, money
from app.ui.screens.keyed_list import KeyedList

NO_RULES = "还没有标准。按 Ins 添加：种类、身份、年度、金额、来源和文号。"
_RULE = "金额按文件填，每人每年；一个人有几种身份时按最高的一种，不相加。同一种类、身份和年度，后填的为准。"


class InsuredMoneyDesk(InsuredPart):
    """One object per window."""

    def doors(self) -> tuple[Door, ...]:
        """Both registers, and the rules."""
        return (
            Door(
                "参保补贴",
                "查询和报表",
                "逐人应补、名单上已补，少补多补重补；按苏木乡镇和来源汇总",
                lambda: self._open("subsidy", today(self._desk).year),
                ("NMd13", "YYd10"),
            ),
            Door(
                "补充保险保费",
                "查询和报表",
                "建档立卡人口逐人保费和资金来源；按苏木乡镇汇总",
                lambda: self._open("supplementary", today(self._desk).year),
                ("LNd2",),
            ),
            Door(
                "补贴和保费标准", "设置", "每人每年的金额、资金来源和文号", self.open_rules, ("NMd13", "YYd10", "LNd2")
            ),
        )

    # ---- rules ----

    def open_rules(self) -> None:
        """The rules."""
        self._read(premiums.rules, self._show_rules)

    def _show_rules(self, rows: tuple[PremiumRule, ...]) -> None:
        page = KeyedList(
            RULES,
            rows,
            name="补贴和保费标准",
            nothing=NO_RULES,
            stretch="document",
            keys={"Del": lambda row: self._withdraw(page, row)},
            always={"Ins": lambda: self._add(page)},
        )
        self._place.overlay.open(page, "补贴和保费标准", "Ins 添加   Del 撤销   Esc 返回")

    def _add(self, page: KeyedList) -> None:
        def then(_none: None) -> None:
            self._again(page, premiums.rules, NO_RULES)
            self._done("标准添加好了。")

        self._ask(
            premiums.FIELDS,
            ("添加补贴或保费标准", _RULE, "保存"),
            premiums.add_rule,
            then,
            action="insured.money",
            typed={"kind": "subsidy", "identity": "registered_poor", "year": str(today(self._desk).year)},
        )

    def _withdraw(self, page: KeyedList, row: PremiumRule) -> None:
        if row.withdrawn:
            self._place.notice.tell(f"这条标准已经撤销：{row.withdrawn}。")
            return

        def then(_none: None) -> None:
            self._again(page, premiums.rules, NO_RULES)
            self._done("标准撤销了。")

        self._ask(
            WITHDRAW_FIELDS,
            (f"撤销：{row.year} 年{PREMIUMS[row.kind]}", f"{row.document_number}，撤销后不再计算。", "撤销"),
            lambda desk, texts: premiums.withdraw_rule(desk, row.id, texts),
            then,
            action="insured.money",
        )

    # ---- registers ----

    def _open(self, kind: str, year: int, before: Callable[[], object] = lambda: None) -> None:
        def show(rows: tuple[SubsidyRow, ...]) -> None:
            before()
            self._show(kind, year, rows)

        self._read(lambda desk: premiums.register(desk, year, kind), show)

    def _show(self, kind: str, year: int, rows: tuple[SubsidyRow, ...]) -> None:
        title = f"{year} 年{PREMIUMS[kind]}"
        page = KeyedList(
            SUBSIDIES if kind == "subsidy" else PREMIUM,
            rows,
            name=title,
            nothing="名册上没有这些身份的人。",
            stretch="name",
            always={
                "Ctrl+G": lambda: self._open_totals(kind, year),
                "Ctrl+E": lambda: self._other_year(kind, year),
            },
            whole=_whole,
        )
        self._place.overlay.open(
            page, f"{title}（{len(rows)} 人）", "Ctrl+G 按苏木乡镇和来源汇总   Ctrl+E 换年度   Esc 返回"
        )

    def _other_year(self, kind: str, year: int) -> None:
        def turn(years: list[int]) -> None:
            others = [one for one in years if one < year] or [one for one in years if one > year]
            if others:
                self._open(kind, others[0])
            else:
                self._place.notice.tell("只有这一个年度填了标准。")

        self._read(lambda desk: _years(desk, kind), turn)

    def _open_totals(self, kind: str, year: int) -> None:
        def show(rows: tuple[FundTotal, ...]) -> None:
            title = f"{year} 年{PREMIUMS[kind]}汇总"
            columns = TOTALS if kind == "subsidy" else PREMIUM_TOTALS
            page = KeyedList(columns, rows, name=title, nothing="没有人。", stretch="source")
            self._place.overlay.hold()
            self._place.overlay.open(page, title, "Esc 返回")

        self._read(lambda desk: premiums.totals(desk, year, kind), show)


def _years(desk: Desk, kind: str) -> list[int]:
    found = {one.year for one in premiums.rules(desk) if one.kind == kind and not one.withdrawn}
    return sorted(found, reverse=True)


def _yuan(fen: int) -> str:
    return format_fen(fen, thousands=True)


def _whole(row: SubsidyRow) -> str:
    return (
        f"{row.name}（{row.masked_number}，{row.township}{row.village}）：{IDENTITIES[row.identity]}，"
        f"应付 {_yuan(row.due)} 元，{SOURCES[row.source]}；{row.verdict}。"
    )


def _mark(row: SubsidyRow) -> Mark | None:
    return None if row.verdict in {"已补足", "应投保"} else Mark.WARN


RULES: tuple[Column[PremiumRule], ...] = (
    Column("year", "年度", lambda row: str(row.year)),
    Column("kind", "种类", lambda row: PREMIUMS[row.kind]),
    Column("identity", "人员身份", lambda row: IDENTITIES[row.identity]),
    money("amount", "每人每年（元）", lambda row: row.amount, total=False),
    Column("source", "资金来源", lambda row: SOURCES[row.source]),
    Column("document", "文号", lambda row: row.document_number),
    Column("operator", "填写", lambda row: row.operator_name),
    Column(
        "state",
        "状态",
        lambda row: f"撤销：{row.withdrawn}" if row.withdrawn else "有效",
        mark=lambda row: Mark.QUIET if row.withdrawn else None,
    ),
)
_WHO: tuple[Column[SubsidyRow], ...] = (
    Column("township", "苏木乡镇", lambda row: row.township),
    Column("village", "嘎查村", lambda row: row.village),
    Column("name", "姓名", lambda row: row.name),
    Column("number", "证号", lambda row: row.masked_number),
    Column("identity", "按身份", lambda row: IDENTITIES[row.identity]),
)
SUBSIDIES: tuple[Column[SubsidyRow], ...] = (
    *_WHO,
    money("due", "应补（元）", lambda row: row.due),
    money("paid", "已补（元）", lambda row: row.paid),
    Column("source", "资金来源", lambda row: SOURCES[row.source]),
    Column("verdict", "核对", lambda row: row.verdict, mark=_mark),
)
PREMIUM: tuple[Column[SubsidyRow], ...] = (
    *_WHO,
    money("due", "保费（元）", lambda row: row.due),
    Column("source", "资金来源", lambda row: SOURCES[row.source]),
)
TOTALS: tuple[Column[FundTotal], ...] = (
    Column("township", "苏木乡镇", lambda row: row.township),
    Column("source", "资金来源", lambda row: SOURCES[row.source]),
    count("people", "人数", lambda row: row.people, total=True),
    money("due", "应补（元）", lambda row: row.due),
    money("paid", "已补（元）", lambda row: row.paid),
)
PREMIUM_TOTALS: tuple[Column[FundTotal], ...] = (
    *TOTALS[:3],
    money("due", "保费（元）", lambda row: row.due),
)
