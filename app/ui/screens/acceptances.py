"""The columns of the lists about acceptances, claims and waiting remainders."""

from __future__ import annotations

from app.money.fen import format_fen
from app.records.acceptance import STATES, AcceptanceEvent
from app.records.calendar import Due
from app.records.claims import Claim
from app.services.acceptances.accept import Row, summary
from app.services.acceptances.claims import open_amount, state
from app.services.acceptances.kinds import KINDS
from app.services.acceptances.waits import WaitRow
from app.services.calendar.deadlines import sentence
from app.ui.models import typed
from app.ui.models.table import Column, Mark

NOTHING = "还没有受理过。按 Ins 收第一份材料。"
_MARKS = {"over": Mark.STOP, "today": Mark.WARN, "soon": Mark.WARN}


def whole(row: Row) -> str:
    """An acceptance below its list."""
    return summary(row)


def due_mark(due: Due | None) -> Mark | None:
    """How a deadline is marked: over stops, today and soon warn; its words say the same."""
    return _MARKS.get(due.state) if due else None


def _short_number(row: Row) -> str:
    """Behind the year: what stands before is the same for all of a window."""
    return row.acceptance.number.rpartition("-")[2]


def _due_words(row: Row) -> str:
    if row.due is None:
        return ""
    return f"{'补交：' if row.event.state == 'lacking' else ''}{row.due.words}"


def _state_mark(row: Row) -> Mark | None:
    if row.event.state == "lacking":
        return Mark.PENDING
    return Mark.QUIET if row.due is None else None


COLUMNS: tuple[Column[Row], ...] = (
    Column(
        "number",
        "受理编号",
        _short_number,
        hint=lambda row: row.acceptance.number,
        value=lambda row: row.acceptance.number,
    ),
    Column("person", "参保人", lambda row: row.acceptance.person_name),
    Column("state", "状态", lambda row: STATES[row.event.state], mark=_state_mark),
    Column(
        "due",
        "期限",
        _due_words,
        mark=lambda row: due_mark(row.due),
        hint=lambda row: sentence(row.due) if row.due else "",
    ),
    Column("institution", "医疗机构", lambda row: row.acceptance.institution_name),
    Column("kind", "种类", lambda row: KINDS[row.acceptance.kind].title),
    typed.day("on", "受理日期", lambda row: row.acceptance.accepted_on),
    typed.day("due_on", "到期日", lambda row: row.due.on if row.due else None),
    Column("slip", "结算单", lambda row: row.event.document_number, shown=False),
)
EVENTS: tuple[Column[AcceptanceEvent], ...] = (
    typed.moment("at", "时间", lambda row: row.at),
    Column("state", "状态", lambda row: STATES[row.state]),
    Column("who", "经手", lambda row: row.operator_name),
    Column("reason", "说明", lambda row: row.reason),
    typed.day("bring", "补交期限", lambda row: row.bring_by),
    typed.day("due", "到期日", lambda row: row.due),
    Column("slip", "结算单", lambda row: row.document_number),
)


def _yuan(fen: int) -> str:
    return format_fen(fen, thousands=True)


def _claim_mark(row: Claim) -> Mark | None:
    if open_amount(row) < 0:
        return Mark.WARN
    return Mark.QUIET if not open_amount(row) else None


CLAIMS: tuple[Column[Claim], ...] = (
    Column("institution", "医疗机构", lambda row: row.institution_name),
    Column("number", "结算单", lambda row: row.number),
    Column("person", "参保人", lambda row: row.person_name),
    typed.day("on", "结算日期", lambda row: row.settled_on),
    typed.money("owed", "应退", lambda row: row.owed),
    typed.day("letter", "通知日期", lambda row: row.claimed_on),
    typed.money("received", "已收", lambda row: row.received),
    typed.day("received_on", "最近到账", lambda row: row.received_on),
    typed.money("open", "未收", open_amount),
    Column("state", "状态", state, mark=_claim_mark),
)


def claim_whole(row: Claim) -> str:
    """A claim below its list."""
    letter = f"，{row.claimed_on} 以 {row.letter_number} 通知 {_yuan(row.claimed)} 元" if row.claimed_on else ""
    taken_back = f"，冲红单 {row.reversed_by}" if row.reversed_by else ""
    return f"{row.institution_name}，结算单 {row.number}（{row.person_name}）{letter}{taken_back}。"


WAITS: tuple[Column[WaitRow], ...] = (
    Column("person", "参保人", lambda row: row.person_name),
    Column("institution", "旗外医疗机构", lambda row: row.institution_name),
    Column("discharged", "出院日期", lambda row: row.discharged),
    Column("upstream", "外院结算单", lambda row: row.upstream_number),
    typed.day("since", "到厅日期", lambda row: row.since),
    Column("source", "来源", lambda row: row.source),
    typed.day("due_on", "到期日", lambda row: row.due.on),
    Column("due", "期限", lambda row: row.due.words, mark=lambda row: due_mark(row.due)),
    Column("note", "说明", lambda row: row.note),
)


def wait_whole(row: WaitRow) -> str:
    """A waiting remainder below its list."""
    return f"{row.person_name}，{row.institution_name}：{sentence(row.due)}"
