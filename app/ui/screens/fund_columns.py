"""Columns of the lists of 健康扶贫基金, of the end of a year and of payers' files."""

from __future__ import annotations

from app.records.funds import Closing, Grant, Line, Movement
from app.records.payer_files import CLASSES, STATES, ComparedRow, PayerFile
from app.records.year_end import SHARES, OpenVisit, Run, Share
from app.services.accounts.registers import FUNDS
from app.services.payer_files.compare import Sums
from app.services.year_end.carried import Owed, Total
from app.services.year_end.second import Base
from app.ui.models import typed
from app.ui.models.table import Align, Column, Mark


def account_name(code: str) -> str:
    """An account without what stands in brackets."""
    return FUNDS[code].partition("（")[0]


def _closed(row: Closing) -> str:
    return f"已决算 {row.said}" if row.closed else "未决算"


CLOSINGS: tuple[Column[Closing], ...] = (
    Column("account", "专户", lambda row: account_name(row.account)),
    typed.money("opening", "上年结转", lambda row: row.opening),
    typed.money("planned", "定额", lambda row: row.planned),
    typed.money("granted", "已拨付", lambda row: row.granted),
    typed.money("spent", "支出", lambda row: row.spent),
    typed.money("balance", "结余", lambda row: row.balance),
    Column("result", "多退少补", lambda row: row.result, mark=lambda row: Mark.WARN if row.balance < 0 else None),
    Column("state", "决算", _closed, mark=lambda row: None if row.closed else Mark.PENDING),
)
LINES: tuple[Column[Line], ...] = (
    Column("account", "专户", lambda row: account_name(row.account)),
    Column("side", "收支", lambda row: row.side),
    Column("item", "项目", lambda row: row.item),
    typed.count("count", "笔数", lambda row: row.count, total=True),
    typed.money("amount", "金额（支出为负）", lambda row: row.amount),
)
MOVEMENTS: tuple[Column[Movement], ...] = (
    typed.day("day", "日期", lambda row: row.day),
    Column("side", "收支", lambda row: row.side),
    Column("item", "项目", lambda row: row.item),
    typed.money("amount", "金额", lambda row: row.amount),
    typed.money("balance", "结余", lambda row: row.balance, total=False),
    Column("to", "付给", lambda row: row.to),
    Column("note", "单号、凭证", lambda row: row.note),
)
GRANTS: tuple[Column[Grant], ...] = (
    Column("period", "期间", lambda row: row.title),
    typed.money("planned", "定额", lambda row: row.planned),
    typed.money("received", "实拨", lambda row: row.received),
    typed.money("lacking", "差额", lambda row: row.received - row.planned),
    typed.money("planned_so_far", "累计定额", lambda row: row.planned_so_far, total=False),
    typed.money("received_so_far", "累计实拨", lambda row: row.received_so_far, total=False),
)

# ---- the end of a year

OWED: tuple[Column[Owed], ...] = (
    Column("name", "姓名", lambda row: row.payee.name),
    Column("township", "苏木乡镇", lambda row: row.payee.township),
    Column("household", "户号", lambda row: row.payee.household, shown=False),
    Column("layer", "层", lambda row: row.layer_name),
    Column("payer", "付款方", lambda row: row.payer, shown=False),
    typed.money("carried", "年度结转", lambda row: row.carried),
    typed.money("earlier", "前层已清", lambda row: row.earlier),
    typed.money("cleared", "已清算", lambda row: row.cleared),
    typed.money("due", "本次应付", lambda row: row.due),
    typed.count("visits", "就医", lambda row: row.visits),
    Column("why", "原因", lambda row: row.why, mark=lambda row: Mark.WARN if row.carried < 0 or row.flagged else None),
)
TOTALS: tuple[Column[Total], ...] = (
    Column("by", "按", lambda row: row.by),
    Column("name", "名称", lambda row: row.name),
    typed.count("persons", "人数", lambda row: row.persons),
    typed.money("owed", "应付（结转）", lambda row: row.owed, total=False),
    typed.money("overpaid", "多付（不追回）", lambda row: row.overpaid, total=False),
    typed.money("due", "本次应付", lambda row: row.due, total=False),
)
"""Payers and townships stand in one list: a sum at its foot would count everything twice."""
VISITS: tuple[Column[OpenVisit], ...] = (
    Column("number", "单号", lambda row: row.number),
    typed.day("discharged", "出院", lambda row: row.discharged),
    Column("institution", "医疗机构", lambda row: row.institution_name),
    typed.money("base", "计入年度", lambda row: row.base),
    typed.money("base_year", "年度累计", lambda row: row.base_year, total=False),
    typed.money("pay", "当次支付", lambda row: row.pay),
    typed.money("carried", "之后结转", lambda row: row.carried, total=False),
    Column("applied", "适用", lambda row: "✓" if row.applied else "", Align.CENTER),
)


def _ended(row: Run) -> str:
    return f"已撤销 {row.ended}" if row.ended else "有效"


RUNS: tuple[Column[Run], ...] = (
    typed.day("day", "日期", lambda row: row.at.date()),
    typed.count("year", "年度", lambda row: row.year, align=Align.LEFT),
    Column("number", "文号", lambda row: row.document_number),
    typed.count("count", "人次", lambda row: row.count),
    typed.money("total", "金额", lambda row: 0 if row.ended else row.total),
    Column("who", "办理", lambda row: row.operator_name),
    Column("approver", "复核", lambda row: row.approver_name),
    Column("state", "状态", _ended, mark=lambda row: Mark.QUIET if row.ended else None),
)
SHARE: tuple[Column[Share], ...] = (
    Column("name", "姓名", lambda row: row.payee.name),
    Column("household", "户号", lambda row: row.payee.household),
    Column("township", "苏木乡镇", lambda row: row.payee.township),
    Column("village", "嘎查村", lambda row: row.payee.village, shown=False),
    Column("layer", "层", lambda row: row.layer_name),
    typed.money("base", "应付或剩余", lambda row: row.base),
    typed.money("amount", "付给", lambda row: row.amount),
    Column("holder", "户名", lambda row: row.payee.account.holder or "—"),
    Column("number", "账号", lambda row: row.payee.account.number or "请补账户"),
    Column("bank", "开户行", lambda row: row.payee.account.bank),
    Column(
        "state", "状态", lambda row: SHARES[row.state], mark=lambda row: Mark.WARN if row.state == "returned" else None
    ),
    typed.day("day", "发放日期", lambda row: row.day),
    Column("voucher", "凭证", lambda row: row.voucher),
)
PlannedShare = tuple[Base, int]
PLAN: tuple[Column[PlannedShare], ...] = (
    Column("name", "姓名", lambda row: row[0].payee.name),
    Column("household", "户号", lambda row: row[0].payee.household),
    Column("township", "苏木乡镇", lambda row: row[0].payee.township),
    typed.count("visits", "就医", lambda row: row[0].visits),
    typed.money("share", "合规药费余额", lambda row: row[0].share),
    typed.money("first", "首批", lambda row: row[0].first),
    typed.money("left", "剩余（基数）", lambda row: row[0].left),
    typed.money("amount", "二次报销", lambda row: row[1]),
    Column("account", "账户", lambda row: row[0].payee.account.number or "没有账号"),
    Column("problem", "说明", lambda row: row[0].problem, mark=lambda row: Mark.WARN if row[0].problem else None),
)


# ---- payers' files


def _file_state(row: PayerFile) -> str:
    if row.undone:
        return f"已撤销：{row.undone}"
    return "" if row.latest else "已有后一版"


FILES: tuple[Column[PayerFile], ...] = (
    Column("payer", "付款方", lambda row: row.payer),
    Column("period", "月份", lambda row: row.period),
    typed.count("version", "版", lambda row: row.version),
    typed.money("ours", "我方", lambda row: row.ours),
    typed.money("theirs", "对方", lambda row: row.theirs),
    typed.count("apart", "不一致", lambda row: row.apart),
    typed.count(
        "open",
        "待查",
        lambda row: 0 if row.undone else row.open,
        mark=lambda row: Mark.WARN if row.open and not row.undone else None,
    ),
    Column("who", "导入", lambda row: f"{row.operator_name} {row.at:%Y-%m-%d %H:%M}"),
    Column("state", "状态", _file_state, mark=lambda _row: Mark.QUIET),
)
SUMS: tuple[Column[Sums], ...] = (
    Column("kind", "结果", lambda row: CLASSES[row.kind]),
    typed.count("count", "行数", lambda row: row.count, total=True),
    typed.money("ours", "我方", lambda row: row.ours),
    typed.money("theirs", "对方", lambda row: row.theirs),
    typed.money("difference", "对方减我方", lambda row: row.theirs - row.ours),
)
_STOPS = {"differs": Mark.WARN, "ours": Mark.WARN, "theirs": Mark.WARN, "double": Mark.WARN, "refused": Mark.STOP}


def _noted(row: ComparedRow) -> str:
    return f"（上一版）{row.note}" if row.prior else row.note


SEEN: tuple[Column[ComparedRow], ...] = (
    Column("kind", "结果", lambda row: CLASSES[row.kind], mark=lambda row: _STOPS.get(row.kind)),
    Column("number", "单号", lambda row: row.number or row.said),
    Column("person", "姓名", lambda row: row.person_name),
    Column("institution", "医疗机构", lambda row: row.institution_name, shown=False),
    Column("day", "日期", lambda row: row.day),
    typed.money("ours", "我方", lambda row: row.ours),
    typed.money("theirs", "对方", lambda row: row.theirs),
    typed.money("difference", "对方减我方", lambda row: row.difference),
    Column("lines", "文件行", lambda row: row.lines),
    Column("said", "文件写的", lambda row: row.said, shown=False),
    Column("why", "为什么", lambda row: row.why),
)
"""Before anything is kept."""
COMPARED: tuple[Column[ComparedRow], ...] = (
    *SEEN,
    Column(
        "state",
        "情况",
        lambda row: STATES.get(row.state, ""),
        mark=lambda row: Mark.PENDING if row.state == "open" else None,
    ),
    Column("note", "说明", _noted),
)
