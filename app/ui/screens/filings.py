"""Filings on screen: the columns of each list, a filing's own page, the words of what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.money.fen import format_fen
from app.records.fields import Field
from app.records.filing_reference import BEARERS, LISTS, DiseasePrice, ListedDisease
from app.records.filing_register import (
    Delivery,
    DoctorNote,
    Due,
    FilingImport,
    OverPrice,
    Progress,
    RefusedPay,
    ToFile,
)
from app.records.filings import ACTS, KINDS, STATES, FilingLine, Kind
from app.records.words import FILINGS, LEVELS
from app.services.entries import shown
from app.services.filings.imports import PURPOSES, LookRow
from app.services.filings.register import ALL_ACTS
from app.ui.models.table import Align, Column, Mark
from app.ui.screens.lists import ListPage
from app.ui.style import type as typeface
from app.ui.widgets.facts import Fact, Facts

_STATE_MARKS = {"pending": Mark.PENDING, "refused": Mark.QUIET, "cancelled": Mark.WARN, "withdrawn": Mark.QUIET}
_ROW_STATES = {"new": "可导入", "known": "已有", "refused": "退回"}


def days(line: FilingLine) -> str:
    """From when to when it counts."""
    filing = line.filing
    if filing.state in {"pending", "refused"}:
        return ""
    if filing.until is not None and filing.until < filing.since:
        return "没有生效"
    return f"{filing.since} 至 {filing.until}" if filing.until else f"{filing.since} 起"


def whole(line: FilingLine) -> str:
    """A filing in a sentence."""
    filing = line.filing
    why = filing.facts.get("why")
    parts = (
        f"{FILINGS[filing.kind]} · {STATES[filing.state]}",
        days(line),
        filing.note,
        f"原因：{why}" if why else "",
        f"{line.operator_name}登记",
    )
    return f"{line.person_name}：{'；'.join(part for part in parts if part)}。"


def _mark(line: FilingLine) -> Mark | None:
    return _STATE_MARKS.get(line.filing.state)


_STATE: Column[FilingLine] = Column("state", "状态", lambda row: STATES[row.filing.state], mark=_mark)
_DAYS: Column[FilingLine] = Column("days", "享受期", days)
_NOTE: Column[FilingLine] = Column("note", "内容", lambda row: row.filing.note)
OF_KIND: tuple[Column[FilingLine], ...] = (
    Column("person", "姓名", lambda row: row.person_name),
    Column("number", "证号", lambda row: row.number),
    Column("township", "苏木乡镇", lambda row: row.township),
    Column("village", "嘎查村", lambda row: row.village),
    _NOTE,
    _DAYS,
    _STATE,
)
OF_PERSON: tuple[Column[FilingLine], ...] = (
    Column("kind", "种类", lambda row: FILINGS[row.filing.kind]),
    _NOTE,
    _DAYS,
    _STATE,
    Column("operator", "登记人", lambda row: row.operator_name),
)
MONTHLY: tuple[Column[FilingLine], ...] = (
    Column("person", "姓名", lambda row: row.person_name),
    Column("number", "证号", lambda row: row.number),
    Column("township", "苏木乡镇", lambda row: row.township),
    Column("disease", "病种", lambda row: str(row.filing.facts.get("disease") or row.filing.note)),
    Column("diagnosis", "疾病诊断", lambda row: str(row.filing.facts.get("diagnosis") or "")),
    Column("certified", "认定时间", lambda row: row.filing.since.isoformat()),
    Column("hospital", "认定医院", lambda row: str(row.filing.facts.get("institution_name") or "")),
    Column(
        "doctors",
        "认定医师",
        lambda row: "、".join(str(row.filing.facts.get(f"doctor_{at}") or "") for at in (1, 2)).strip("、"),
    ),
    _STATE,
)
KIND_CHOICE: tuple[Column[Kind], ...] = (
    Column("kind", "种类", lambda row: FILINGS[row.code]),
    Column("what", "做什么", lambda row: row.what),
)
TO_FILE: tuple[Column[ToFile], ...] = (
    Column("township", "苏木乡镇", lambda row: row.township),
    Column("village", "嘎查村", lambda row: row.village),
    Column("person", "姓名", lambda row: row.person_name),
    Column("number", "证号", lambda row: row.masked_number),
    Column("phone", "联系电话", lambda row: row.phone),
    Column("disease", "病种", lambda row: row.disease),
    Column("why", "为什么在名单里", lambda row: row.why),
)


@dataclass(frozen=True, slots=True)
class Share:
    """A township's share in one of the two figures."""

    what: str
    of: Progress


SHARES: tuple[Column[Share], ...] = (
    Column("what", "指标", lambda row: row.what),
    Column("township", "苏木乡镇", lambda row: row.of.township),
    Column("wanted", "应办（人）", lambda row: str(row.of.wanted), Align.RIGHT),
    Column("filed", "已办（人）", lambda row: str(row.of.filed), Align.RIGHT),
    Column("left", "未办（人）", lambda row: str(row.of.wanted - row.of.filed), Align.RIGHT),
    Column("rate", "完成", lambda row: percent(row.of), Align.RIGHT),
)
DUE: tuple[Column[Due], ...] = (
    Column("by", "期限", lambda row: row.by.isoformat(), mark=lambda row: Mark.STOP if row.late else None),
    Column("person", "姓名", lambda row: row.person_name),
    Column("what", "要办的事", lambda row: row.what),
    Column("late", "", lambda row: "超期" if row.late else ""),
)
DELIVERIES: tuple[Column[Delivery], ...] = (
    Column("day", "送药日期", lambda row: row.day.isoformat()),
    Column("person", "姓名", lambda row: row.person_name),
    Column("township", "苏木乡镇", lambda row: row.township),
    Column("village", "嘎查村", lambda row: row.village),
    Column("drug", "药品", lambda row: row.drug),
    Column("quantity", "数量", lambda row: f"{row.quantity} {row.unit}", Align.RIGHT),
    Column("prescribed", "处方医师", lambda row: row.prescribed_by),
    Column("by", "送药人", lambda row: row.by),
)
DOCTORS: tuple[Column[DoctorNote], ...] = (
    Column("doctor", "医师", lambda row: row.doctor),
    Column("title", "职称", lambda row: row.title),
    Column("hospital", "医院", lambda row: row.institution_name),
    Column("person", "认定的患者", lambda row: row.person_name),
    Column("day", "取消日期", lambda row: row.cancelled_on),
    Column("noted", "认定中的问题", lambda row: row.noted),
)
REFUSED_PAY: tuple[Column[RefusedPay], ...] = (
    Column("number", "单号", lambda row: row.number),
    Column("day", "就诊日期", lambda row: row.discharged.isoformat()),
    Column("hospital", "医疗机构", lambda row: row.institution_name),
    Column("total", "总费用", lambda row: format_fen(row.total, thousands=True), Align.RIGHT),
    Column("fund", "基金支付", lambda row: format_fen(row.fund_total, thousands=True), Align.RIGHT),
)
IMPORTS: tuple[Column[FilingImport], ...] = (
    Column("at", "导入时间", lambda row: f"{row.at:%Y-%m-%d %H:%M}"),
    Column("kind", "种类", lambda row: FILINGS[row.kind]),
    Column("purpose", "用途", lambda row: PURPOSES[row.purpose]),
    Column("document", "来源", lambda row: row.document),
    Column("file", "文件", lambda row: row.file_name),
    Column("added", "导入", lambda row: str(row.added), Align.RIGHT),
    Column("known", "已有", lambda row: str(row.known), Align.RIGHT),
    Column("refused", "退回", lambda row: str(row.refused), Align.RIGHT),
    Column(
        "state",
        "状态",
        lambda row: "有效" if row.undone_at is None else f"已撤销 {row.undone_at:%m-%d %H:%M}",
        mark=lambda row: Mark.QUIET if row.undone_at else None,
    ),
)
LOOK: tuple[Column[LookRow], ...] = (
    Column("line", "行", lambda row: str(row.line), Align.RIGHT),
    Column("name", "姓名", lambda row: row.name),
    Column(
        "state",
        "结果",
        lambda row: _ROW_STATES[row.state],
        mark=lambda row: Mark.WARN if row.state == "refused" else None,
    ),
    Column("said", "说明", lambda row: row.said),
)
DISEASES: tuple[Column[ListedDisease], ...] = (
    Column("list", "名单", lambda row: LISTS[row.list]),
    Column("name", "病种", lambda row: row.name),
    Column("icd", "诊断编码开头", lambda row: row.icd),
    Column("since", "起用", lambda row: row.since.isoformat()),
    Column("until", "到期", lambda row: row.until.isoformat() if row.until else ""),
    Column("document", "文号", lambda row: row.document or "（程序自带，待当地文件）"),
)
PRICES: tuple[Column[DiseasePrice], ...] = (
    Column("disease", "病种", lambda row: row.disease),
    Column("icd", "诊断编码开头", lambda row: row.icd),
    Column("level", "医院级别", lambda row: LEVELS[row.level]),
    Column("price", "定额（元）", lambda row: format_fen(row.price, thousands=True), Align.RIGHT),
    Column("bearer", "超出由谁承担", lambda row: BEARERS[row.bearer]),
    Column("since", "起用", lambda row: row.since.isoformat()),
    Column("until", "到期", lambda row: row.until.isoformat() if row.until else ""),
    Column("document", "文号", lambda row: row.document),
)
OVER: tuple[Column[OverPrice], ...] = (
    Column("number", "单号", lambda row: row.number),
    Column("person", "姓名", lambda row: row.person_name),
    Column("hospital", "医疗机构", lambda row: row.institution_name),
    Column("day", "出院日期", lambda row: row.discharged.isoformat()),
    Column("total", "总费用", lambda row: format_fen(row.total, thousands=True), Align.RIGHT),
    Column("said", "超出定额", lambda row: row.said),
)


def percent(row: Progress) -> str:
    """The share in whole per cent, rounded down: 100 % means all."""
    return f"{row.filed * 100 // row.wanted}%" if row.wanted else "—"


def total_of(rows: Sequence[Progress]) -> Progress:
    """All townships together."""
    return Progress("合计", sum(one.wanted for one in rows), sum(one.filed for one in rows))


ACT_COLUMNS: tuple[Column[str], ...] = (
    Column("title", "办理", lambda code: ALL_ACTS[code].title if code in ALL_ACTS else "结算单据"),
    Column(
        "what",
        "说明",
        lambda code: ALL_ACTS[code].what if code in ALL_ACTS else "按这条备案结算过的单据；取消的列入拒付",
    ),
)
SETTLED = "settled"
"""Beside the acts: the settlements that read the filing."""


class FilingPage(QWidget):
    """What a filing says, and what can be done with it: ``wanted`` with an act's code."""

    wanted = Signal(object)

    def __init__(self, line: FilingLine, acts: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filing")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, typeface.px(8), 0, 0)
        layout.setSpacing(typeface.px(16))
        layout.addWidget(Facts(facts_of(line), self))
        self.list = ListPage(ACT_COLUMNS, (*acts, SETTLED), name="可以办理", nothing="", stretch="what", tools=False)
        self.list.chosen.connect(self.wanted)
        layout.addWidget(self.list, 1)
        self.setFocusProxy(self.list)


def facts_of(line: FilingLine) -> tuple[Fact, ...]:
    """A filing's fields and what was done since, pair by pair."""
    filing, kind = line.filing, KINDS[line.filing.kind]
    found = [
        Fact("参保人", f"{line.person_name}　{line.number}　{line.township} {line.village}".rstrip()),
        Fact(
            "状态",
            f"{STATES[filing.state]}　{days(line)}".rstrip(),
            strong=True,
            mark="warn" if filing.state == "cancelled" else "",
        ),
    ]
    seen: set[str] = set()
    for field in (*kind.fields, *(one for code in kind.acts for one in ACTS[code].fields)):
        text = _shown(field, line)
        if text and field.key not in seen:
            seen.add(field.key)
            found.append(Fact(field.title, text))
    if not seen and filing.note:
        found.append(Fact("内容", filing.note))
    clause = kind.sentences[0]
    found.append(Fact("依据", f"{clause.document} {clause.article}：“{clause.sentence}”"))
    return tuple(found)


def _shown(field: Field, line: FilingLine) -> str:
    facts = line.filing.facts
    return str(facts.get(f"{field.key}_name") or shown(field, facts.get(field.key)))
