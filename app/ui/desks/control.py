"""Cost control and review of bills on their desk: 控费, 目录外, 过度医疗, marks of lines, findings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject

from app.money.fen import format_fen
from app.records.fields import Field
from app.records.institutions import REVIEW_MARKS, ClaimSlip, LineReview, ReviewLine
from app.services.accounts import control, reviews
from app.services.periods import Period
from app.services.rights import refusal
from app.ui.desks.entry_pages import EntryPage, open_entry
from app.ui.desks.papers import PapersDesk
from app.ui.desks.period_lists import PeriodLists, PeriodPage, at_once
from app.ui.doors import Door
from app.ui.place import Place
from app.ui.screens import account_columns as columns
from app.ui.screens.told_list import ToldList

GROUP = "查询和报表"
_FILTER = Field("which", "看哪些", "choice", choices=reviews.FILTERS)
_MARK = (
    Field("mark", "结论", "choice", choices=REVIEW_MARKS),
    Field("reason", "理由", required=False, hint="有疑问、拒付要写"),
    Field("amount", "拒付金额（元）", "money", required=False, hint="拒付才填"),
)


class ControlDesk(QObject):
    """One object per window."""

    def __init__(self, place: Place, papers: PapersDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._papers = papers
        self._periods = PeriodLists(place, self)
        self._which = "open"

    def doors(self) -> tuple[Door, ...]:
        """Reports and reviews."""
        what = "每家医疗机构的目录外占比、按级别的上限、超限单数、医疗机构承担；月、季、半年、年"
        review = "高额、超限额、超限价的结算单，逐项标已审核、有疑问、拒付"
        return (
            Door("控费报表", GROUP, what, self.open_report, ("NMd11", "NMd14")),
            Door("目录外单据", GROUP, "有目录外费用的结算单，自查用", self.open_outside, ("YYd9",)),
            Door("过度医疗认定", GROUP, "已结算的认定项目：患者原因、机构原因和认定人", self.open_faults, ("LNd6",)),
            Door("费用审核", GROUP, review, self.open_reviews, ("NMd12",)),
            Door("审核问题登记", GROUP, "有疑问和拒付的项目，理由和审核人", self.open_findings, ("NMd12",)),
        )

    def open_report(self) -> None:
        """控费 by institution."""
        self._periods.open(
            PeriodPage(
                "控费报表", columns.CONTROL, "name", at_once(control.control_report), "没有结算单。", _report_words
            )
        )

    def open_outside(self) -> None:
        """Slips with something outside the catalogue."""
        page = PeriodPage(
            "目录外单据",
            columns.OUTSIDE,
            "institution",
            at_once(control.outside_slips),
            "没有目录外费用的结算单。",
            lambda rows, _period: f"{len(rows)} 张，目录外 {_yuan(sum(one.out_of_catalogue for one in rows))} 元",
            chosen=lambda row: self._open_slip(row.id),
            hint="Enter 看单据",
        )
        self._periods.open(page)

    def open_faults(self) -> None:
        """Lines judged 过度医疗."""
        page = PeriodPage(
            "过度医疗认定",
            columns.FAULT_LINES,
            "item",
            at_once(control.fault_lines),
            "没有认定为过度医疗的项目。",
            lambda rows, _period: f"{len(rows)} 项，{_yuan(sum(one.amount for one in rows))} 元",
            chosen=lambda row: self._open_slip(row.document_id),
            hint="Enter 看单据",
        )
        self._periods.open(page)

    def _open_slip(self, document_id: str) -> None:
        self._place.overlay.hold()
        self._papers.open_slip(document_id)

    # ---- reviews ----

    def open_reviews(self, message: str = "", mark: str = "") -> None:
        """Settlements to review, by the filter that was chosen last."""
        which = self._which
        page = PeriodPage(
            "费用审核",
            columns.REVIEWS,
            "institution",
            lambda desk, period, _step: reviews.to_review(desk, period, which),
            f"没有要看的结算单（{reviews.FILTERS[which]}）。",
            lambda rows, _period: (
                f"{reviews.FILTERS[which]}：{len(rows)} 张，{_yuan(sum(one.total for one in rows))} 元"
            ),
            chosen=self.open_bill,
            hint="Enter 逐项审核   Ctrl+T 换筛选",
            page_keys={"Ctrl+T": self._ask_filter},
        )
        self._periods.open(page, message, mark)

    def _ask_filter(self) -> None:
        def take(which: str) -> None:
            self._which = which
            self.open_reviews()

        page = EntryPage(
            "费用审核：换筛选",
            (_FILTER,),
            "打开",
            "高额从多少元起，在“账目参数”里改。",
            lambda _desk, texts: texts["which"],
            take,
            self.open_reviews,
            typed={"which": self._which},
        )
        open_entry(self._place, self, page)

    def open_bill(self, slip: ClaimSlip, at: int = 0, message: str = "") -> None:
        """The lines of a bill with their marks."""
        desk = self._place.desk

        def show(rows: tuple[ReviewLine, ...]) -> None:
            page = ToldList(
                columns.LINES,
                rows,
                name="逐项审核",
                nothing="",
                stretch="name",
                keys={"Space": lambda row: self._pass(page, slip, row)},
                whole=lambda row: f"{row.name}　{row.review.reason}" if row.review else row.name,
            )
            page.list.show_rows(rows, at)
            page.chosen.connect(lambda row: self._ask_mark(page, slip, row))
            page.tell(
                message or f"{slip.institution_name} {slip.person_name} {slip.business_date}", "done" if message else ""
            )
            keys = "Enter 标结论   空格 已审核   Esc 返回"
            self._place.overlay.open(page, f"{slip.number} · 逐项审核", keys)

        if not message and not at:
            self._place.overlay.hold()
        self._place.operations.run(lambda _job: reviews.bill(desk, slip.id), show, self._place.failed, owner=self)

    def _pass(self, page: ToldList, slip: ClaimSlip, row: ReviewLine) -> None:
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: reviews.mark(desk, slip.id, row.line, "passed"),
            lambda made: self.open_bill(
                slip, row.line + 1, f"第 {made.line} 行已审核。" if made.line else "整单已审核。"
            ),
            lambda told: page.tell(told.message, "stop"),
            owner=page,
        )

    def _ask_mark(self, page: ToldList, slip: ClaimSlip, row: ReviewLine) -> None:
        if not page.may(refusal(self._place.desk, "review.mark")):
            return

        def done(made: LineReview) -> None:
            self.open_bill(slip, row.line, f"{row.name}：{REVIEW_MARKS[made.mark]}。")

        form = EntryPage(
            f"{slip.number} · {row.name}",
            _MARK,
            "标上",
            f"{row.name}，金额 {_yuan(row.amount)} 元；拒付的金额进这家医疗机构的清算。",
            lambda desk, texts: reviews.mark(desk, slip.id, row.line, texts["mark"], texts["reason"], texts["amount"]),
            done,
            lambda: self.open_bill(slip, row.line, " "),
            typed={"mark": row.review.mark if row.review else "passed"},
        )
        open_entry(self._place, self, form)

    def open_findings(self) -> None:
        """The register of findings."""
        desk = self._place.desk

        def show(rows: tuple[reviews.Finding, ...]) -> None:
            page = ToldList(
                columns.FINDINGS,
                rows,
                name="审核问题登记",
                nothing="还没有有疑问或拒付的项目。",
                stretch="reason",
                whole=lambda row: f"{row.item}：{row.review.reason}",
            )
            page.chosen.connect(lambda row: self.open_bill(row.slip, row.review.line))
            refused = sum(one.review.amount for one in rows)
            page.tell(f"{len(rows)} 处，拒付合计 {_yuan(refused)} 元" if rows else "")
            self._place.overlay.open(page, "审核问题登记", "Enter 看这张单的审核   Esc 返回")

        self._place.operations.run(
            lambda _job: reviews.findings(desk), show, self._place.failed, owner=self, doing="汇总审核结论"
        )


def _report_words(rows: Sequence[Any], _period: Period) -> str:
    total, outside = (sum(getattr(one.sums, name) for one in rows) for name in ("total", "out_of_catalogue"))
    over = sum(one.over for one in rows)
    share = control.percent(outside * 1_000_000 // total) if total > 0 else "0%"
    bears = sum(one.sums.bears for one in rows)
    return f"{len(rows)} 家，目录外占 {share}，超过上限的 {over} 家，医疗机构承担合计 {_yuan(bears)} 元"


def _yuan(fen: int) -> str:
    return format_fen(fen, thousands=True)
