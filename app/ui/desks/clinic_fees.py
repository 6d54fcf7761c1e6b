"""一般诊疗费 of last month on its desk: by hospital, by clinic, down to the slips and reports; Ins reports what the slips have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject
from shiboken6 import isValid

from app.money.fen import format_fen
from app.records.progress import Step
from app.records.register_list import CLINIC_FEES
from app.records.registers import INSTITUTION
from app.records.statements import FeeItem, FeeLine, Statement
from app.services.desk import Desk
from app.services.periods import Period, before, period_of, read_period
from app.services.rights import refusal
from app.services.statements import fee_items, fees
from app.ui.desks.papers import PapersDesk
from app.ui.desks.period_lists import Listed, PeriodLists, PeriodPage, stated
from app.ui.desks.registers import RegistersDesk
from app.ui.desks.statements import GROUP
from app.ui.doors import Door
from app.ui.models.table import Column
from app.ui.place import Place
from app.ui.screens import statement_columns as columns
from app.ui.screens.registers import RegisterPage
from app.ui.screens.told_list import ToldList
from app.ui.widgets.picker import Pick

TITLE = "一般诊疗费三级汇总"
OFFICES = ("村卫生室", "苏木乡镇卫生院", "医保经办机构")
"""Through whose hands 一般诊疗费 go."""
REPORT = "Ins 按结算单登记上报"
Read = Callable[[Desk, Step], Listed]


class ClinicFeesDesk(QObject):
    """One object per window."""

    def __init__(self, place: Place, papers: PapersDesk, registers: RegistersDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._papers = papers
        self._registers = registers
        self._periods = PeriodLists(place, self)
        self._shown: list[tuple[ToldList, Read]] = []
        """The pages that are open one over the other: what is reported on one changes all of them."""

    def doors(self) -> tuple[Door, ...]:
        """The month's page."""
        what = "上月村卫生室一般诊疗费：结算单和台账上报对照，村、卫生院、旗县三级，逐级盖章"
        return (Door(TITLE, GROUP, what, self.open, ("GXd10",)),)

    def open(self) -> None:
        """Last month by hospital."""
        page = PeriodPage(
            TITLE,
            (),
            "hospital",
            _hospitals,
            "村卫生室没有一般诊疗费：结算单里没有录，台账里也没有上报。",
            chosen=lambda row: self._open_clinics(row, self._periods.period(page)),
            hint="Enter 各村卫生室",
            shared="fees",
            begins=lambda day: before(period_of("month", day)),
        )
        self._periods.open(page)

    def _open_clinics(self, row: FeeLine, period: Period) -> None:
        first = self._place.overlay.page
        self._shown = (
            [(first, lambda desk, step: _hospitals(desk, period, step))] if isinstance(first, ToldList) else []
        )

        def read(desk: Desk, step: Step) -> Listed:
            return _listed(fees.clinics(desk, period, row.clinic_ids, step), columns.CLINIC_FEES, _told)

        name = row.hospital or row.township or columns.NO_HOSPITAL
        self._periods.below(
            *(f"{name}：村卫生室一般诊疗费 · {period.title}", read, "clinic"),
            lambda clinic: self._open_items(clinic.clinic_id, clinic.clinic_name, period, clinic),
            f"Enter 看单据和上报   {REPORT}",
            keys={"Ins": lambda clinic: self._report_line(clinic, period)},
            opened=lambda page: self._shown.append((page, read)),
        )

    def _open_items(self, clinic_id: str, name: str, period: Period, line: FeeLine | None = None) -> None:
        shown = columns.fee_items(months=period.kind != "month")

        def read(desk: Desk, _step: Step) -> Listed:
            return _listed(fee_items.items(desk, period, clinic_id), shown, _items_told)

        keys = {} if line is None else {"Ins": lambda item: self._report_item(item, line)}
        self._periods.below(
            *(f"{name}一般诊疗费 · {period.title}", read, "told"),
            lambda item: self._open_item(item, line),
            "Enter 打开" if line is None else f"Enter 打开   {REPORT}",
            keys=keys,
            opened=lambda page: self._shown.append((page, read)),
            whole=lambda item: item.told,
        )

    def _open_item(self, item: FeeItem, line: FeeLine | None) -> None:
        """A slip; a report in its register; what is lacking is entered."""
        if item.source == "lacking":
            if line is not None:
                self._report_item(item, line)
            return
        self._place.overlay.hold()
        if item.source == "report":
            self._registers.open(CLINIC_FEES.code, item.id, then=self._again)
        else:
            self._papers.open_slip(item.id)

    def open_report(self, page: RegisterPage) -> None:
        """From a report in its register to what stands behind its month."""
        row = page.list.row()
        if row is not None:
            month = read_period(str(row.values["month"]))
            self._open_items(row.institution_id, row.names.get(row.institution_id, ""), month)

    # ---- what the slips have is reported ----

    def _report_line(self, clinic: FeeLine, period: Period) -> None:
        page = self._place.overlay.page
        if not isinstance(page, ToldList):
            return
        if period.kind != "month":
            page.tell("这里不止一个月：按 Enter 看各月，在没有登记的那个月上登记。", "warn")
        elif clinic.reports:
            page.tell("这个月已经上报：按 Enter 打开那一条，在台账里改。", "warn")
        else:
            self._report(page, clinic, period.code, clinic.visits, clinic.amount)

    def _report_item(self, item: FeeItem, line: FeeLine) -> None:
        page = self._place.overlay.page
        if not isinstance(page, ToldList):
            return
        rows = [one for one in page.list.rows() if one.month == item.month]
        if any(one.source == "report" for one in rows):
            page.tell(f"{item.month} 已经上报：在“上报”那一行按 Enter，在台账里改。", "warn")
        else:
            self._report(page, line, item.month, *(sum(getattr(one, name) or 0 for one in rows) for name in _SUMS))

    def _report(self, page: ToldList, clinic: FeeLine, month: str, visits: int, amount: int) -> None:
        """The register's form, filled with what a month's slips have."""
        if not page.may(refusal(self._place.desk, "register.edit")):
            return
        typed = {"month": month}
        if visits > 0:
            typed["visits"] = str(visits)
            if amount % visits == 0:
                typed["fee"] = format_fen(amount // visits)
        picks = {INSTITUTION: Pick(clinic.clinic_id, clinic.clinic_name)}
        if clinic.hospital_id:
            picks["hospital"] = Pick(clinic.hospital_id, clinic.hospital)
        self._registers.add(CLINIC_FEES.code, typed, picks, then=self._again)

    def _again(self) -> None:
        """Read anew what is open: a report was entered or changed."""
        desk = self._place.desk
        self._shown = [one for one in self._shown if isValid(one[0])]
        for page, read in self._shown:
            self._read_anew(desk, page, read)

    def _read_anew(self, desk: Desk, page: ToldList, read: Read) -> None:
        self._place.operations.run(
            lambda job: read(desk, job.step),
            lambda made: _show(page, made),
            self._place.failed,
            owner=page,
            doing="汇总一般诊疗费",
        )


_SUMS = ("visits", "amount")


def _show(page: ToldList, made: Listed) -> None:
    now = page.list.row()
    keys = [_key(one) for one in made.rows]
    page.list.show_rows(made.rows, keys.index(_key(now)) if now is not None and _key(now) in keys else 0)
    page.tell(made.told, made.mark)


def _key(row: FeeLine | FeeItem) -> tuple[str, ...]:
    if isinstance(row, FeeLine):
        return (row.township, row.hospital, row.clinic_id)
    return (row.month, "" if row.source in {"report", "lacking"} else row.id)


def _hospitals(desk: Desk, period: Period, step: Step) -> Listed:
    return _listed(fees.hospitals(desk, period, step), columns.HOSPITAL_FEES, _told)


def _listed(found: Statement[Any], shown: tuple[Column[Any], ...], told: Callable[[Statement[Any]], str]) -> Listed:
    made = stated(found, shown, told, OFFICES)
    return replace(made, mark="warn") if any(one.apart for one in found.lines) else made


def _told(found: Statement[FeeLine]) -> str:
    lines = found.lines
    clinics = sum(len(one.clinic_ids) for one in lines)
    apart = sum(one.apart for one in lines)
    sides = _sides(found.cases, sum(one.amount for one in lines), sum(one.reported for one in lines), _claimed(lines))
    return f"{clinics} 家村卫生室，{found.persons:,} 人；{sides}；{f'{apart} 处不一致' if apart else '两边一致'}"


def _claimed(lines: tuple[FeeLine, ...]) -> int:
    return sum(one.claimed for one in lines)


def _items_told(found: Statement[FeeItem]) -> str:
    visits, amount, reported, claimed = (
        sum(getattr(one, name) or 0 for one in found.lines) for name in (*_SUMS, "reported", "claimed")
    )
    differs = fee_items.difference(visits - reported, amount - claimed)
    return f"{_sides(visits, amount, reported, claimed)}：{differs}"


def _sides(visits: int, amount: int, reported: int, claimed: int) -> str:
    return f"结算单 {visits:,} 人次 {_yuan(amount)} 元，台账上报 {reported:,} 人次 {_yuan(claimed)} 元"


def _yuan(fen: int) -> str:
    return format_fen(fen, thousands=True)
