"""未参保台账 and the list of those who can't be insured: reasons, calls on households, 参保提示单."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.records.insured import REASON_FIELDS, REASONS, STATES, URGING_FIELDS, UninsuredEntry, Urging
from app.services.desk import Desk, today
from app.services.insured import register
from app.ui.desks.insured_notices import InsuredNoticesDesk
from app.ui.desks.insured_part import InsuredPart
from app.ui.doors import Door
from app.ui.models.table import Column, Mark
from app.ui.models.typed import count, day
from app.ui.place import Place
from app.ui.screens.keyed_list import KeyedList

NOTHING = "台账里没有人。每月比对一次（“参保比对”），没有参保的人会自动进来。"
KEYS = (
    "Enter 动员记录   Ins 记一次动员   Ctrl+R 登记不符合条件的原因   Del 撤销原因   "
    "Ctrl+T 参保提示单   Ctrl+E 换年度   Esc 返回"
)
_URGE = "逐户动员：记在这一户名下，同户的人都看得到。"
_REASON = "八种原因以外的，不能登记为不符合参保条件：请继续动员。"


class InsuredRegisterDesk(InsuredPart):
    """One object per window."""

    def __init__(self, place: Place, notices: InsuredNoticesDesk, parent: QObject) -> None:
        super().__init__(place, parent)
        self._notices = notices

    def doors(self) -> tuple[Door, ...]:
        """The register, and those of the eight reasons."""
        return (
            Door(
                "未参保台账",
                "台账",
                "逐人核实、逐户动员、参保后自动销号",
                self.open,
                ("GXd2", "GXd4", "YYd2", "YYd3"),
            ),
            Door(
                "不符合参保条件花名册",
                "台账",
                "现役军人、婚出、死亡等八种原因，附证明",
                self.open_ineligible,
                ("GXd2",),
            ),
        )

    def open(self) -> None:
        """The register of the newest year."""
        self._read(_newest, lambda found: self._show(*found))

    def _show(self, years: tuple[int, ...], rows: tuple[UninsuredEntry, ...]) -> None:
        year = years[0]

        def again() -> None:
            self._again(page, lambda desk: register.entries(desk, year), NOTHING)

        page = KeyedList(
            ENTRIES,
            rows,
            name=f"{year} 年未参保台账",
            nothing=NOTHING,
            stretch="last",
            keys={
                "Ins": lambda row: self._urge(row, again),
                "Ctrl+R": lambda row: self._set_reason(row, again),
                "Del": lambda row: self._clear(row, again),
                "Ctrl+T": lambda row: self._notices.open_sheet(row.person_id, row.name),
            },
            always={"Ctrl+E": lambda: self._other_year(years)},
            whole=_whole,
        )
        page.chosen.connect(self._open_calls)
        self._place.overlay.open(page, f"{year} 年未参保台账", KEYS)

    def _other_year(self, years: tuple[int, ...]) -> None:
        if len(years) < 2:
            self._place.notice.tell("台账只有这一个年度。")
            return
        turned = (*years[1:], years[0])
        self._read(lambda desk: register.entries(desk, turned[0]), lambda rows: self._show(turned, rows))

    def _urge(self, row: UninsuredEntry, again: Callable[[], None]) -> None:
        def then(_none: None) -> None:
            again()
            self._done(f"{row.name}这一户的动员记下了。")

        self._ask(
            URGING_FIELDS,
            (f"记一次动员：{row.name}", _URGE, "保存"),
            lambda desk, texts: register.urge(desk, row.id, texts),
            then,
            action="insured.follow",
            typed={"day": today(self._desk).isoformat(), "who": self._desk.operator.name},
        )

    def _set_reason(self, row: UninsuredEntry, again: Callable[[], None]) -> None:
        def then(_none: None) -> None:
            again()
            self._done(f"{row.name}登记为不符合参保条件。")

        self._ask(
            REASON_FIELDS,
            (f"不符合参保条件：{row.name}", _REASON, "保存"),
            lambda desk, texts: register.set_reason(desk, row.id, texts),
            then,
            action="insured.follow",
            typed={"reason": row.reason, "reason_on": row.reason_on, "proof": row.proof} if row.reason else None,
        )

    def _clear(self, row: UninsuredEntry, again: Callable[[], None]) -> None:
        if not row.reason or row.proof == register.KNOWN:
            self._place.notice.tell(f"{row.name}没有在台账里登记过原因，不用撤销。")
            return

        def cleared(_none: None) -> None:
            again()
            self._done(f"{row.name}的原因撤销了，仍应参保。")

        self._place.notice.ask(
            f"撤销{row.name}不符合参保条件的登记（{REASONS[row.reason]}）？",
            (
                ("保留", lambda: None),
                ("撤销登记", lambda: self._read(lambda desk: register.clear_reason(desk, row.id), cleared)),
            ),
        )

    def _open_calls(self, row: UninsuredEntry) -> None:
        self._read(lambda desk: register.urgings(desk, row.id), lambda rows: self._show_calls(row, rows))

    def _show_calls(self, row: UninsuredEntry, rows: tuple[Urging, ...]) -> None:
        title = f"{row.name}一户的动员记录（{row.year} 年）"
        page = KeyedList(
            CALLS,
            rows,
            name=title,
            nothing="这一户还没有动员过。回到台账按 Ins 记一次。",
            stretch="result",
            whole=_call,
        )
        self._place.overlay.hold()
        self._place.overlay.open(page, title, "Esc 返回")

    # ---- the eight reasons ----

    def open_ineligible(self) -> None:
        """Those of the newest year who can't be insured."""
        self._read(_newest, lambda found: self._show_ineligible(found[0][0], found[1]))

    def _show_ineligible(self, year: int, rows: tuple[UninsuredEntry, ...]) -> None:
        title = f"{year} 年不符合参保条件花名册"
        among = tuple(row for row in rows if row.state == "ineligible")
        page = KeyedList(
            INELIGIBLE, among, name=title, nothing="还没有登记不符合参保条件的人。", stretch="proof", whole=_whole
        )
        self._place.overlay.open(page, title, "Esc 返回")


def _newest(desk: Desk) -> tuple[tuple[int, ...], tuple[UninsuredEntry, ...]]:
    years = register.years(desk)
    return years, register.entries(desk, years[0])


def _state(row: UninsuredEntry) -> str:
    detail = REASONS.get(row.reason, "") if row.state == "ineligible" else row.closed_by
    return f"{STATES[row.state]}（{detail}）" if detail else STATES[row.state]


def _whole(row: UninsuredEntry) -> str:
    parts = [f"{row.name}（{row.masked_number}，户 {row.household_number or '未写'}）：{_state(row)}"]
    if row.reason:
        parts.append(f"{row.reason_on}，凭{row.proof}")
    if row.last_note:
        parts.append(f"最近动员 {row.last_note}")
    return "；".join(parts) + "。"


def _call(row: Urging) -> str:
    return f"{row.day} {row.who}：{row.result}"


def _mark(row: UninsuredEntry) -> Mark | None:
    return {"pending": Mark.WARN, "insured": Mark.QUIET, "ineligible": Mark.QUIET}.get(row.state)


_WHO: tuple[Column[UninsuredEntry], ...] = (
    Column("township", "苏木乡镇", lambda row: row.township),
    Column("village", "嘎查村", lambda row: row.village),
    Column("household", "户编号", lambda row: row.household_number),
    Column("name", "姓名", lambda row: row.name),
    Column("number", "证号", lambda row: row.masked_number),
)
ENTRIES: tuple[Column[UninsuredEntry], ...] = (
    *_WHO,
    day("opened", "列入日期", lambda row: row.opened_on),
    Column("state", "状态", _state, mark=_mark),
    count("notes", "动员", lambda row: row.notes),
    Column("last", "最近一次动员", lambda row: row.last_note),
)
INELIGIBLE: tuple[Column[UninsuredEntry], ...] = (
    *_WHO,
    Column("reason", "原因", lambda row: REASONS.get(row.reason, "")),
    Column("reason_on", "发生日期", lambda row: row.reason_on),
    Column("proof", "证明材料", lambda row: row.proof),
)
CALLS: tuple[Column[Urging], ...] = (
    day("day", "动员日期", lambda row: row.day),
    Column("who", "动员人", lambda row: row.who),
    Column("result", "结果", lambda row: row.result),
    Column("operator", "登记", lambda row: row.operator_name),
)
