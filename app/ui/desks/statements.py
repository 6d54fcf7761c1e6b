"""Statements on their desk: by payer, institution and township, 大病承办公司, 人保; Enter opens what is behind a row, down to the
slip."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject

from app.money.fen import format_fen
from app.records.progress import Step
from app.records.statements import (
    CriticalLine,
    InstitutionLine,
    PayerLine,
    PayerPart,
    PlaceLine,
    StatedSlip,
    Statement,
    Wanted,
)
from app.services.desk import Desk, today
from app.services.periods import Period
from app.services.statements import behind, institutions, payers, townships
from app.ui.desks.papers import PapersDesk
from app.ui.desks.period_lists import Listed, PeriodLists, PeriodPage, stated
from app.ui.doors import Door
from app.ui.models.table import Column
from app.ui.place import Place
from app.ui.screens import statement_columns as columns

GROUP = "月结和对账"
MONTH = "statements"
SLIPS = "Enter 看单据"


class StatementsDesk(QObject):
    """One object per window; its statements are read for the same period."""

    def __init__(self, place: Place, papers: PapersDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._papers = papers
        self._periods = PeriodLists(place, self)

    def doors(self) -> tuple[Door, ...]:
        """Each statement."""
        by_payer = "每个付款方付医疗机构、付个人多少，按支付项目、医疗机构、身份；月、季、半年、年"
        by_institution = "每家医疗机构垫付应结，减拒付、预拨、已拨，应拨或应退；医疗机构承担、目录外占比"
        by_township = "每个苏木乡镇的人次、人数、总费用、各付款方和个人负担；往下到嘎查村和身份"
        critical = "每家医疗机构大病保险应付、已拨付、未拨付；往下到单据"
        estimated = "扶贫补充险预计赔付逐单，带合规药费，供与人保核对"
        return (
            Door("月结：按付款方", GROUP, by_payer, self.open_payers, ("NMd14", "GXd11")),
            Door("月结：按医疗机构", GROUP, by_institution, self.open_institutions, ("NMd3", "NMd11", "GXd5", "GXd11")),
            Door("月结：按苏木乡镇", GROUP, by_township, self.open_townships, ("SYd8", "NMd14")),
            Door("大病承办公司月结：按医疗机构", GROUP, critical, self.open_critical, ("GXd12",)),
            Door("人保预计赔付", GROUP, estimated, self.open_estimates, ("SYd10",)),
        )

    # ---- by payer ----

    def open_payers(self) -> None:
        """Every payer."""
        page = PeriodPage(
            "月结：按付款方",
            (),
            "payer",
            lambda desk, period, step: stated(payers.payers(desk, period, step), columns.PAYERS, _payers_told),
            "没有单据。",
            chosen=lambda row: self._open_parts(row, self._periods.period(page)),
            hint="Enter 这个付款方的月结单",
            shared=MONTH,
        )
        self._periods.open(page)

    def _open_parts(self, row: PayerLine, period: Period) -> None:
        def read(desk: Desk, step: Step) -> Listed:
            found = payers.parts(desk, period, row.payer, step)
            one_layer = len({part.layer for part in found.lines}) < 2
            return stated(found, columns.PARTS if one_layer else (columns.LAYER, *columns.PARTS), _payers_told)

        def chosen(part: PayerPart) -> None:
            wanted = Wanted(part.payer, part.layer, part.institution_id, identity=part.identity)
            title = f"{part.institution_name} · {part.layer_name} · {period.title}"
            self._open_slips(title, period, wanted, columns.PAYER_SLIPS, _payer_slips)

        self._periods.below(f"{row.payer}月结 · {period.title}", read, "institution", chosen, SLIPS)

    # ---- by institution ----

    def open_institutions(self) -> None:
        """Every institution."""
        page = PeriodPage(
            "月结：按医疗机构",
            (),
            "institution",
            lambda desk, period, step: _institutions(institutions.institutions(desk, period, step)),
            "没有单据和账目。",
            chosen=lambda row: self._open_institution(row, self._periods.period(page)),
            hint="Enter 看单据   Ctrl+E 只看先行垫付",
            keys={"Ctrl+E": lambda row: self._open_institution(row, self._periods.period(page), advances=True)},
            shared=MONTH,
        )
        self._periods.open(page)

    def _open_institution(self, row: InstitutionLine, period: Period, *, advances: bool = False) -> None:
        shown = columns.institution_slips(today(self._place.desk))
        wanted = Wanted(institution_id=row.institution_id, advances=advances)
        what = "先行垫付" if advances else "月结单据"
        title = f"{row.institution_name}{what} · {period.title}"
        self._open_slips(title, period, wanted, shown, _institution_slips)

    def open_critical(self) -> None:
        """大病承办公司 by institution."""
        page = PeriodPage(
            "大病承办公司月结：按医疗机构",
            (),
            "institution",
            lambda desk, period, step: stated(
                institutions.critical(desk, period, step), columns.CRITICAL, _critical_told
            ),
            "没有大病保险支付的单据。",
            chosen=lambda row: self._open_critical(row, self._periods.period(page)),
            hint=SLIPS,
            shared=MONTH,
        )
        self._periods.open(page)

    def _open_critical(self, row: CriticalLine, period: Period) -> None:
        wanted = Wanted(layer=institutions.CRITICAL, institution_id=row.institution_id, advances=True)
        title = f"{row.institution_name} · 大病保险 · {period.title}"
        self._open_slips(title, period, wanted, columns.PAYER_SLIPS, _payer_slips)

    # ---- by township ----

    def open_townships(self) -> None:
        """Every township."""
        page = PeriodPage(
            "月结：按苏木乡镇",
            (),
            "township",
            lambda desk, period, step: _places(townships.townships(desk, period, step), villages=False),
            "没有单据。",
            chosen=lambda row: self._open_villages(row, self._periods.period(page)),
            hint="Enter 各嘎查村",
            shared=MONTH,
        )
        self._periods.open(page)

    def _open_villages(self, row: PlaceLine, period: Period) -> None:
        name = row.township or columns.NO_TOWNSHIP

        def read(desk: Desk, step: Step) -> Listed:
            return _places(townships.villages(desk, period, row.township, step), villages=True)

        def chosen(place: PlaceLine) -> None:
            wanted = Wanted(township=place.township, village=place.village, identity=place.identity)
            title = f"{name}{place.village or columns.NO_VILLAGE} · {period.title}"
            self._open_slips(title, period, wanted, columns.PLACE_SLIPS, _place_slips)

        self._periods.below(f"{name}月结 · {period.title}", read, "village", chosen, SLIPS)

    # ---- 人保 ----

    def open_estimates(self) -> None:
        """预计赔付 slip by slip."""
        page = PeriodPage(
            "人保预计赔付",
            (),
            "institution",
            lambda desk, period, _step: stated(payers.estimates(desk, period), columns.ESTIMATES, _estimates),
            "没有预计由人保赔付的单据。",
            chosen=lambda row: self._open_slip(row),
            hint=SLIPS,
            shared=MONTH,
        )
        self._periods.open(page)

    # ---- what is behind a row ----

    def _open_slips(
        self,
        title: str,
        period: Period,
        wanted: Wanted,
        shown: tuple[Column[StatedSlip], ...],
        told: Callable[[Sequence[StatedSlip]], str],
    ) -> None:
        def read(desk: Desk, _step: Step) -> Listed:
            found = behind.slips(desk, period, wanted)
            return stated(found, shown, lambda one: told(one.lines))

        stretch = "institution" if any(one.key == "institution" for one in shown) else "person"
        self._periods.below(title, read, stretch, self._open_slip, SLIPS)

    def _open_slip(self, row: StatedSlip) -> None:
        self._place.overlay.hold()
        self._papers.open_slip(row.id)


# ---- the sentence over each ----


def _institutions(found: Statement[InstitutionLine]) -> Listed:
    return stated(found, columns.institution_columns(found.payers), _institutions_told)


def _places(found: Statement[PlaceLine], *, villages: bool) -> Listed:
    return stated(found, columns.place_columns(found.payers, villages=villages), partial(_places_told, villages))


def _payers_told(found: Statement[Any]) -> str:
    to_institutions, to_persons, elsewhere = (
        sum(getattr(one, name) for one in found.lines) for name in ("to_institutions", "to_persons", "elsewhere")
    )
    rest = f"；别处已结 {_yuan(elsewhere)}，不在应付里" if elsewhere else ""
    return (
        f"{found.cases:,} 人次 {found.persons:,} 人，应付 {_yuan(to_institutions + to_persons)} 元："
        f"付医疗机构 {_yuan(to_institutions)}，付个人 {_yuan(to_persons)}{rest}"
    )


def _institutions_told(found: Statement[InstitutionLine]) -> str:
    due = sum(one.left for one in found.lines if one.left > 0)
    back = sum(-one.left for one in found.lines if one.left < 0)
    claimed = sum(one.claimed for one in found.lines)
    return f"{len(found.lines)} 家，{found.cases:,} 人次，垫付应结 {_yuan(claimed)} 元，应拨 {_yuan(due)}，应退 {_yuan(back)}"


def _critical_told(found: Statement[CriticalLine]) -> str:
    owed, paid = (sum(getattr(one, name) for one in found.lines) for name in ("owed", "paid"))
    return f"{len(found.lines)} 家，大病保险应付 {_yuan(owed)} 元，已拨付 {_yuan(paid)}，未拨付 {_yuan(owed - paid)}"


def _places_told(villages: bool, found: Statement[PlaceLine]) -> str:
    total, own = (sum(getattr(one, name) for one in found.lines) for name in ("total", "person_pays"))
    count = "" if villages else f"{len(found.lines)} 个苏木乡镇，"
    return f"{count}{found.cases:,} 人次 {found.persons:,} 人，总费用 {_yuan(total)} 元，个人负担 {_yuan(own)}"


def _estimates(found: Statement[StatedSlip]) -> str:
    return f"{len(found.lines)} 张，预计赔付 {_yuan(sum(one.estimate for one in found.lines))} 元"


def _payer_slips(rows: Sequence[StatedSlip]) -> str:
    elsewhere = sum(one.elsewhere for one in rows)
    rest = f"；别处已结 {_yuan(elsewhere)}" if elsewhere else ""
    return f"{len(rows)} 张，应付 {_yuan(sum(one.amount for one in rows))} 元{rest}"


def _institution_slips(rows: Sequence[StatedSlip]) -> str:
    return f"{len(rows)} 张，垫付应结 {_yuan(sum(map(columns.advanced, rows)))} 元"


def _place_slips(rows: Sequence[StatedSlip]) -> str:
    return f"{len(rows)} 张，总费用 {_yuan(sum(one.total for one in rows))} 元"


def _yuan(fen: int) -> str:
    return format_fen(fen, thousands=True)
