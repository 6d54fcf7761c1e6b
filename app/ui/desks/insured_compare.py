"""参保比对 and 参保率: comparisons so far, one more, what it found, and the rates of each, by township and below it by village."""

from __future__ import annotations

from collections.abc import Sequence

from app.money.fen import ONE, format_micro
from app.records.insured import CHANGES, FINDINGS, Finding, Rate, Run
from app.records.table import RATE, cell_text
from app.services.desk import Desk, today
from app.services.insured import comparison
from app.services.insured.standing import WHO
from app.ui.desks.entry_pages import Long
from app.ui.desks.insured_part import InsuredPart
from app.ui.doors import Door
from app.ui.models.table import Align, Column, Mark
from app.ui.models.typed import count, day, moment, rate
from app.ui.screens.keyed_list import KeyedList
from app.ui.screens.told_list import ToldList

NOTHING = "还没有比对过。按 Ins 比对本月的名册和参保名单。"
KEYS = "Enter 看差异   Ctrl+G 看参保率   Ins 再比对一次   Esc 返回"
LEAD = "按这一天的名册和已导入的参保名单比对。结果存下来，与上一个月的对照；未参保的人进入未参保台账。"


class InsuredCompareDesk(InsuredPart):
    """One object per window."""

    def doors(self) -> tuple[Door, ...]:
        """Comparisons, and the newest one's rates."""
        return (
            Door("参保比对", "人员", "每月上旬：名册与参保名单比对，差异与上月对照", self.open, ("GXd1",)),
            Door(
                "参保率",
                "查询和报表",
                "最近一次比对：全旗、各苏木乡镇、各嘎查村的参保率",
                self.open_rates,
                ("GXd3", "NMd13"),
            ),
        )

    def open(self) -> None:
        """The comparisons so far."""
        self._read(lambda desk: (comparison.all_runs(desk), comparison.due(desk)), lambda found: self._show(*found))

    def _show(self, rows: tuple[Run, ...], due: comparison.Due) -> None:
        page = KeyedList(
            RUNS,
            rows,
            name="参保比对",
            nothing=NOTHING,
            stretch="who",
            keys={"Ctrl+G": self._show_rates_of},
            always={"Ins": lambda: self._compare(page)},
        )
        page.chosen.connect(self._open_findings)
        self._place.overlay.open(page, "参保比对", KEYS)
        if not due.made:
            late = today(self._desk) > due.until
            told = f"{due.month} 还没有比对，" + (
                f"已过上旬（{due.until}）。" if late else f"请在 {due.until} 前比对。"
            )
            self._place.notice.tell(told)

    def _compare(self, page: KeyedList) -> None:
        def then(run: Run) -> None:
            self._again(page, comparison.all_runs, NOTHING)
            self._done(f"{run.month} 比对好了：名册 {run.listed} 人，参保 {run.insured} 人，差异 {run.findings} 条。")

        typed = {"day": today(self._desk).isoformat(), "who": "registered_poor"}
        self._ask(
            comparison.FIELDS,
            ("参保比对", LEAD, "比对"),
            Long("比对名册和参保名单", comparison.compare),
            then,
            action="insured.compare",
            typed=typed,
        )

    def _open_findings(self, run: Run) -> None:
        self._read(lambda desk: comparison.findings(desk, run.id), lambda rows: self._show_findings(run, rows))

    def _show_findings(self, run: Run, rows: tuple[Finding, ...]) -> None:
        title = f"{run.month} 参保比对差异（{WHO[run.who]}，{run.day}）"
        page = KeyedList(
            FOUND, rows, name=title, nothing="没有差异，也没有上月要对照的。", stretch="detail", whole=_whole
        )
        self._place.overlay.hold()
        self._place.overlay.open(page, title, "Esc 返回")

    # ---- rates ----

    def open_rates(self) -> None:
        """The rates of the newest comparison."""
        self._read(_newest, self._show_newest)

    def _show_newest(self, found: tuple[Run, tuple[Rate, ...]] | None) -> None:
        if found is None:
            self._place.notice.tell("还没有比对过，没有参保率：请先在“参保比对”里比对一次。")
        else:
            self._show_rates(*found)

    def _show_rates_of(self, run: Run) -> None:
        def show(rows: tuple[Rate, ...]) -> None:
            self._place.overlay.hold()
            self._show_rates(run, rows)

        self._read(lambda desk: comparison.rates(desk, run.id), show)

    def _show_rates(self, run: Run, rows: tuple[Rate, ...]) -> None:
        title = f"{run.month} 参保率（{WHO[run.who]}，{run.day}），目标 100%"
        townships = tuple(one for one in rows if one.township and not one.village)
        county = next((one for one in rows if not one.township), None)
        page = self._rates_page(RATES, townships, title, "township", county)
        page.chosen.connect(lambda row: self._show_villages(run, rows, row))
        self._place.overlay.open(page, title, "Enter 各嘎查村   Esc 返回")

    def _show_villages(self, run: Run, rows: tuple[Rate, ...], of: Rate) -> None:
        title = f"{run.month} {of.township}参保率（{WHO[run.who]}，{run.day}）"
        villages = tuple(one for one in rows if one.village and one.township == of.township)
        page = self._rates_page(VILLAGE_RATES, villages, title, "village", of)
        self._place.overlay.hold()
        self._place.overlay.open(page, title, "Esc 返回")

    @staticmethod
    def _rates_page(
        columns: tuple[Column[Rate], ...], rows: tuple[Rate, ...], title: str, stretch: str, whole: Rate | None
    ) -> ToldList:
        """Places with their rates, and what they come to together."""
        told = _whole_rate(whole) if whole else ""
        page = ToldList(
            columns,
            rows,
            name=title,
            nothing="名册上没有人。",
            stretch=stretch,
            whole=_whole_rate,
            notes=(told,) if told else (),
        )
        page.tell(told)
        return page


def _newest(desk: Desk) -> tuple[Run, tuple[Rate, ...]] | None:
    found = comparison.all_runs(desk)
    return (found[0], comparison.rates(desk, found[0].id)) if found else None


def _whole(row: Finding) -> str:
    return f"{row.name}（{row.masked_number}，{row.township}{row.village}）：{FINDINGS[row.kind]}，{row.detail}。"


def _whole_rate(row: Rate) -> str:
    return (
        f"{_where(row)}：名册 {row.listed} 人，不符合参保条件 {row.excluded} 人，应参保 {row.should} 人，"
        f"已参保 {row.insured} 人，还差 {row.should - row.insured} 人，参保率 {cell_text(RATE, _cut(row.rate)) or '—'}"
        f"{'' if row.before is None else f'，比上月 {_moved(row)}'}。"
    )


def _together(rows: Sequence[Rate]) -> int | None:
    """The rate of all these places, as each has its own."""
    should = sum(one.should for one in rows)
    return _cut(sum(one.insured for one in rows) * ONE // should) if should else None


def _where(row: Rate) -> str:
    return f"{row.township}{row.village}" or "全旗（县）"


def _cut(rate: int | None) -> int | None:
    """A rate to hundredths of a percent, rounded down."""
    return None if rate is None else rate // 100 * 100


def _moved(row: Rate) -> str:
    if row.rate is None or row.before is None:
        return "—"
    step = row.rate // 100 - row.before // 100
    sign = "+" if step > 0 else "-"
    return f"{sign}{format_micro(abs(step) * ONE // 100)} 个百分点" if step else "持平"


def _change_mark(row: Finding) -> Mark | None:
    return {"fresh": Mark.WARN, "resolved": Mark.QUIET}.get(row.change)


RUNS: tuple[Column[Run], ...] = (
    Column("month", "月份", lambda row: row.month),
    day("day", "比对日期", lambda row: row.day),
    Column("who", "比对的人", lambda row: WHO[row.who]),
    count("listed", "名册", lambda row: row.listed),
    count("excluded", "不符合条件", lambda row: row.excluded),
    count("insured", "已参保", lambda row: row.insured),
    count("findings", "差异", lambda row: row.findings),
    Column("operator", "经办", lambda row: row.operator_name),
    moment("at", "比对时间", lambda row: row.at),
)
FOUND: tuple[Column[Finding], ...] = (
    Column("change", "与上月", lambda row: CHANGES[row.change], mark=_change_mark),
    Column("kind", "差异", lambda row: FINDINGS[row.kind]),
    Column("name", "姓名", lambda row: row.name),
    Column("number", "证号", lambda row: row.masked_number),
    Column("household", "户编号", lambda row: row.household_number),
    Column("township", "苏木乡镇", lambda row: row.township),
    Column("village", "嘎查村", lambda row: row.village),
    Column("detail", "说明", lambda row: row.detail),
)
_RATED: tuple[Column[Rate], ...] = (
    count("listed", "名册", lambda row: row.listed, total=True),
    count("excluded", "不符合条件", lambda row: row.excluded, total=True),
    count("should", "应参保", lambda row: row.should, total=True),
    count("insured", "已参保", lambda row: row.insured, total=True),
    rate(
        "rate",
        "参保率",
        lambda row: _cut(row.rate),
        foot=_together,
        mark=lambda row: Mark.WARN if row.insured < row.should else None,
    ),
    Column("moved", "比上月", _moved, Align.RIGHT),
)
RATES: tuple[Column[Rate], ...] = (Column("township", "苏木乡镇", lambda row: row.township), *_RATED)
VILLAGE_RATES: tuple[Column[Rate], ...] = (Column("village", "嘎查村", lambda row: row.village), *_RATED)
