"""一月图表: a month on one page, shown, printed, saved."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.records.fields import Field
from app.services import month_picture
from app.services.desk import today
from app.services.entries import read_fields
from app.services.periods import Period, before, period_of, read_period
from app.ui.desks.entry_pages import EntryPage, open_entry
from app.ui.desks.papers import Paper, PapersDesk
from app.ui.doors import Door
from app.ui.operations import Job
from app.ui.place import Place
from app.ui.screens.preview import SCREEN_DPI, pages

TITLE = "一月图表"
_FIELDS = (Field("period", "月份", longest=7, hint="如 2019-03"),)


class MonthPictureDesk(QObject):
    """One object per window; it keeps the month that was looked at last."""

    def __init__(self, place: Place, papers: PapersDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._papers = papers
        self._month: Period | None = None

    def doors(self) -> tuple[Door, ...]:
        """The picture."""
        what = "一页纸看一个月：谁付了多少、按级别、按身份、按苏木乡镇、目录外占比，和上月比；可打印"
        return (Door(TITLE, "月结和对账", what, self.open),)

    def open(self) -> None:
        """Ask for the month: the one before on its first ten days, when it is reported."""
        day = today(self._place.desk)
        month = self._month or period_of("month", day)
        if self._month is None and day.day <= 10:
            month = before(month)
        page = EntryPage(
            TITLE,
            _FIELDS,
            "看图表",
            "按业务日期；冲红和差额带正负号计在它们自己的那一天。",
            lambda _desk, texts: self._read(texts),
            self._show,
            self._place.overlay.step_back,
            typed={"period": month.code},
        )
        open_entry(self._place, self, page)

    def _read(self, texts: dict[str, str]) -> Period:
        values = read_fields(_FIELDS, texts, today(self._place.desk))
        return read_period(str(values["period"]), kind="month")

    def _show(self, month: Period) -> None:
        self._month = month
        desk = self._place.desk

        def draw(job: Job) -> Paper:
            made, pdf = month_picture.preview(desk, month, job.step)
            name = f"{TITLE} {month.code}"
            return Paper(
                pages(pdf, SCREEN_DPI),
                f"{TITLE} · {made.month}",
                name,
                lambda: month_picture.printed(desk, made, pdf),
                "picture",
            )

        self._papers.show(draw, f"汇总 {month.title}，画图表")
