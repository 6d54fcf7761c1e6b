"""Settlements in files with the national platform's field names, and the area's fund payment codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from app.money.fen import format_fen
from app.records.fields import Field
from app.records.fund_codes import FIELDS as CODE_FIELDS
from app.records.fund_codes import FundCode
from app.records.progress import Step
from app.services.desk import Desk
from app.services.national import export
from app.services.national.codes import PAGE, CodeLine, codes, enter
from app.services.periods import Period
from app.services.rights import refusal
from app.ui.desks.entry_pages import EntryPage, Long, open_entry
from app.ui.desks.papers import PapersDesk
from app.ui.desks.period_lists import PeriodLists, PeriodPage
from app.ui.doors import Door
from app.ui.place import Place
from app.ui.screens import national_columns as columns
from app.ui.screens.national_columns import Checked
from app.ui.screens.told_list import ToldList

TITLE = "国家接口字段导出"
FOLDER = "national/folder"
_FILE = Field("file", "存到", longest=300, hint="文件名的后缀按格式定")
_LEAD = (
    "文件里的金额都是两位小数的数字；字段名用国家接口的，本程序自己的字段以 own_ 开头并附说明。"
    "恒等式有一处不平就不写文件。谁在什么时候导出、文件的摘要都记入审计。"
)


class NationalDesk(QObject):
    """One object per window."""

    def __init__(self, place: Place, papers: PapersDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._papers = papers
        self._periods = PeriodLists(place, self)
        self._page: PeriodPage | None = None
        self._seen = export.Overview((), (), ())

    def doors(self) -> tuple[Door, ...]:
        """The export, and the table of codes that it needs."""
        what = "一段期间的结算、冲红、差额，按国家接口的字段名存成 JSON 或 csv；先核对恒等式"
        codes_what = "每一层支付在本统筹区的基金支付代码（390100、610100 …），从哪天起，依据什么"
        return (Door(TITLE, "月结和对账", what, self.open), Door(PAGE, "设置", codes_what, self.open_codes))

    # ---- the export ----

    def open(self, message: str = "", mark: str = "") -> None:
        """What the file of a period would hold."""
        if self._page is None:
            self._page = PeriodPage(
                TITLE,
                columns.SETTLEMENTS,
                "institution",
                self._read,
                "没有结算单据。",
                self._words,
                chosen=self._open_slip,
                hint="Enter 看单据   Ctrl+S 存文件",
                page_keys={"Ctrl+S": self._ask},
                whole=lambda row: row.trouble,
            )
        self._periods.open(self._page, message, mark)

    def _read(self, desk: Desk, period: Period, step: Step) -> tuple[Checked, ...]:
        seen = export.overview(desk, period, step)
        self._seen = seen
        wrong: dict[str, str] = {}
        for one in seen.breaches:
            wrong.setdefault(one.number, one.what)
        return tuple(Checked(one, wrong.get(one.slip.number) or _without_code(one)) for one in seen.settlements)

    def _words(self, rows: Sequence[Any], _period: Period) -> str:
        if self._seen.missing:
            return self._seen.missing[0]
        if self._seen.breaches:
            return f"有 {len(self._seen.breaches)} 处不平，不能导出：{export.told(self._seen.breaches[0])}"
        if not rows:
            return ""
        slips = [row.settlement.slip for row in rows]
        total, fund, person, hospital = (
            _yuan(sum(getattr(one, name) for one in slips))
            for name in ("total", "fund_total", "person_pays", "institution_pays")
        )
        return f"{len(rows)} 张：医疗费总额 {total} = 基金 {fund} + 个人 {person} + 医院 {hospital}；恒等式都成立，可以导出。"

    def _open_slip(self, row: Checked) -> None:
        self._place.overlay.hold()
        self._papers.open_slip(row.settlement.slip.id)

    def _ask(self) -> None:
        page = self._place.overlay.page
        if self._page is None or not isinstance(page, ToldList):
            return
        if not page.may(refusal(self._place.desk, "national.export")):
            return
        period = self._periods.period(self._page)
        name = f"{self._place.desk.station.area_name} 结算 {period.code}.json"
        wanted = EntryPage(
            f"{TITLE} · {period.title}",
            (*export.FIELDS, _FILE),
            "存文件",
            _LEAD,
            Long(f"导出{period.title}的单据", lambda desk, texts, step: self._store(desk, period, texts, step)),
            lambda done: self.open(f"{done.count} 张单据已存为 {done.path}", "done"),
            self.open,
            typed={"form": "json", "numbers": "masked", "file": str(self._place.folder(FOLDER) / name)},
        )
        open_entry(self._place, self, wanted)

    def _store(self, desk: Desk, period: Period, texts: Mapping[str, str], step: Step) -> export.Exported:
        made = export.export(desk, period, texts, Path(texts["file"].strip().strip('"')).expanduser(), step)
        self._place.used(FOLDER, made.path)
        return made

    # ---- codes ----

    def open_codes(self, message: str = "", at: CodeLine | None = None) -> None:
        """The layers with their codes."""
        desk = self._place.desk

        def show(rows: tuple[CodeLine, ...]) -> None:
            page = ToldList(columns.CODES, rows, name=PAGE, nothing="本机还没有本统筹区的政策包。", stretch="payer")
            page.chosen.connect(lambda row: self._ask_code(page, row))
            lacking = sum(one.code is None for one in rows)
            told = f"有 {lacking} 层还没有代码，用到它的期间不能导出。" if lacking else "各层都有代码。"
            page.tell(message or told, "done" if message else "warn" if lacking else "")
            if at is not None:
                place = next((place for place, one in enumerate(rows) if _same(one, at)), 0)
                page.list.show_rows(rows, place)
            self._place.overlay.open(page, PAGE, "Enter 登记代码   Esc 返回")

        self._place.operations.run(
            lambda _job: codes(desk), show, self._place.failed, owner=self, doing="读取各层和代码"
        )

    def _ask_code(self, page: ToldList, row: CodeLine) -> None:
        desk = self._place.desk
        if not page.may(refusal(desk, "national.codes")):
            return
        code_id, held = desk.new_id(), row.code

        def done(made: FundCode) -> None:
            since = f"，从 {made.since} 起" if made.since else ""
            self.open_codes(f"{row.name}：{made.code} {made.name}{since}。", row)

        typed = {"scope": "layer", "field": "oth_pay"}
        if held is not None:
            scope = "payer" if held.payer else "layer"
            typed = {"code": held.code, "name": held.name, "field": held.field, "scope": scope}
        form = EntryPage(
            f"{row.name} · {row.payer}",
            CODE_FIELDS,
            "登记",
            "登记后从那一天出院的单据起用；以前登记的还留着，改错了再登记一次。",
            lambda desk, texts: enter(desk, row.layer, row.payer, texts, code_id),
            done,
            lambda: self.open_codes(at=row),
            typed=typed,
        )
        open_entry(self._place, self, form)


def _same(one: CodeLine, other: CodeLine) -> bool:
    return (one.layer, one.payer) == (other.layer, other.payer)


def _without_code(one: Any) -> str:
    return "有一层没有基金支付代码" if sum(part.pay for part in one.funds) != one.slip.fund_total else ""


def _yuan(fen: int) -> str:
    return format_fen(fen, thousands=True)
