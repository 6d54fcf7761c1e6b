"""One row of a list of who paid for insurance (参保缴费名单), read strictly: a sound ``InsuredRow``, or refused with reasons.

Nothing is repaired. A list states a year's cover by its rows; a day from which somebody is insured or no longer insured
counts only where the list says it (生效日期, 停保日期). A child born in the year is insured from birth, whatever day of
effect the list gives.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType

from app.errors import UserError
from app.exchange.roster_words import CERTIFICATE_CALLED
from app.exchange.tables import Cells, RawRow, Table, WantedColumn, read_day
from app.records import identity_number
from app.records.insured import InsuredRow
from app.records.roster import RefusedRow

COLUMNS: tuple[WantedColumn, ...] = (
    WantedColumn("name", "姓名", ("参保人姓名", "人员姓名", "参保人")),
    WantedColumn(
        "certificate_number",
        "证件号码",
        ("身份证号", "身份证号码", "公民身份号码", "证件号", "居民身份证号", "身份证"),
        kind="code",
    ),
    WantedColumn("certificate_type", "证件类型", ("证件种类",), required=False),
    WantedColumn("born", "出生日期", ("出生年月日", "生日"), required=False, kind="day"),
    WantedColumn(
        "own",
        "缴费金额",
        ("个人缴费", "个人缴费金额", "个人实缴", "实缴金额", "自缴金额", "个人缴费额"),
        kind="amount",
    ),
    WantedColumn(
        "subsidy",
        "补贴金额",
        ("财政补贴", "资助金额", "代缴金额", "个人缴费补贴", "补助金额", "资助参保金额"),
        required=False,
        kind="amount",
    ),
    WantedColumn("paid_on", "缴费日期", ("缴费时间", "到账日期", "入账日期"), required=False, kind="day"),
    WantedColumn(
        "since",
        "参保起始日期",
        ("参保日期", "生效日期", "待遇开始日期", "享受待遇开始日期", "参保开始日期"),
        required=False,
        kind="day",
    ),
    WantedColumn(
        "until",
        "停保日期",
        ("终止日期", "待遇终止日期", "参保终止日期", "中断日期", "退保日期"),
        required=False,
        kind="day",
    ),
    WantedColumn("status", "参保状态", ("状态", "缴费状态", "人员参保状态"), required=False),
    WantedColumn("place", "参保地", ("参保统筹区", "统筹区", "经办机构", "参保单位"), required=False),
    WantedColumn("township", "苏木乡镇", ("乡镇", "乡（镇）", "苏木", "镇", "街道", "乡镇街道"), required=False),
    WantedColumn("village", "嘎查村", ("行政村", "村", "嘎查", "村（居）", "村居", "社区"), required=False),
)
"""The columns of a list, for ``read_table``."""

STATUSES: Mapping[str, bool] = MappingProxyType(
    {
        **dict.fromkeys(("正常", "正常参保", "参保缴费", "在保", "已参保", "正常缴费", "参保"), True),
        **dict.fromkeys(("停保", "中断", "暂停参保", "终止参保", "退保", "参保中断", "停止参保"), False),
    }
)
"""What a list calls the status → whether somebody is insured on."""
_LENGTHS: Mapping[str, int] = MappingProxyType(
    {"name": 50, "certificate_number": 40, "place": 60, "township": 50, "village": 50}
)
_AMOUNT = re.compile(r"(0|[1-9][0-9]{0,6})(\.[0-9]{1,2})?")
_DIGIT = re.compile(r"\d")
_OLD = re.compile(r"[0-9]{15}")
_DAY = timedelta(days=1)


class InsuredReader:
    """Reads the rows of one table in their order for a ``year``; remembers whom it has met and where, so that a repeated row
    and a second place of insurance are told apart."""

    def __init__(self, table: Table, year: int, listed_on: date) -> None:
        self._table = table
        self._year = year
        self._listed_on = listed_on
        self._met: dict[str, tuple[int, str, tuple[str, ...]]] = {}

    def read(self, raw: RawRow) -> InsuredRow | RefusedRow:
        """The row, or why it is refused."""
        cells = Cells(self._table, raw)
        name = _name(cells)
        number = cells.line("certificate_number", _LENGTHS["certificate_number"])
        born = self._born(cells, number)
        own, subsidy = _amount(cells, "own"), _amount(cells, "subsidy")
        if own is None and not cells.cell("own"):
            cells.fault("own", "缴费金额是空的：没有缴的请写 0。")
        paid_on = _day(cells, "paid_on")
        if paid_on and paid_on > self._listed_on:
            cells.fault("paid_on", f"缴费日期 {paid_on} 晚于名单日期 {self._listed_on}，请核对。")
        if born and born > self._listed_on:
            key = "born" if cells.cell("born") else "certificate_number"
            cells.fault(key, f"出生日期 {born} 晚于名单日期 {self._listed_on}，请核对。")
        since, until = self._cover(cells, born)
        place, township, village = (cells.line(key, _LENGTHS[key]) for key in ("place", "township", "village"))
        again = not cells.faults and self._again(cells, number or f"{name}|{born}", name, place)
        if cells.faults or own is None:
            return RefusedRow(raw.number, raw.cells, cells.reasons(), cells.cell("name"), "", number)
        return InsuredRow(
            *(raw.number, name, number, born, own, subsidy, paid_on, since, until, place, township, village),
            again=again,
        )

    def _born(self, cells: Cells, number: str) -> date | None:
        stated = _day(cells, "born")
        kind = cells.one_of("certificate_type", CERTIFICATE_CALLED, "身份证、新生儿、其他证件")
        if not number:
            if stated is None and not cells.cell("born"):
                cells.fault("certificate_number", "没有证件号码的，请写明出生日期，好找到是哪一个人。")
            return stated
        if kind not in {"", "resident_id"}:
            return stated
        wrong = identity_number.problem(number)
        if wrong is not None:
            if _OLD.fullmatch(number):
                wrong = "这是 15 位的旧号码，不能导入：请出具名单的单位换成 18 位的身份证号码。"
            cells.fault("certificate_number", wrong)
            return stated
        born, _sex = identity_number.facts(number)
        if stated and stated != born:
            cells.fault("born", f"与证件号码不符（证号是{born}），请核对是证号还是这一列有误。")
        return born

    def _cover(self, cells: Cells, born: date | None) -> tuple[date | None, date | None]:
        """First and last day insured, None for the year's own."""
        since, stopped = _day(cells, "since"), _day(cells, "until")
        insured = STATUSES.get(cells.cell("status") or "正常")
        if insured is None:
            cells.fault("status", f"不认识，只能是：{'、'.join(STATUSES)}。")
        if insured is False and stopped is None and not cells.cell("until"):
            cells.fault("until", "停保的请写明从哪一天起停保。")
        if stopped and stopped.year < self._year:
            cells.fault("until", f"停保日期 {stopped} 早于 {self._year} 年，请核对参保年度。")
        if since and since.year > self._year:
            cells.fault("since", f"参保起始日期 {since} 晚于 {self._year} 年，请核对参保年度。")
        if since and stopped and stopped <= since:
            cells.fault("until", f"停保日期 {stopped} 不晚于参保起始日期 {since}，一天也没有参保，请核对。")
        if born and stopped and stopped < born:
            cells.fault("until", f"停保日期 {stopped} 早于出生日期 {born}，请核对。")
        if since and (since <= date(self._year, 1, 1) or (born and born.year == self._year)):
            since = None
        until = stopped - _DAY if stopped and stopped.year == self._year else None
        return since, until

    def _again(self, cells: Cells, key: str, name: str, place: str) -> bool:
        """Whether it is a second place of somebody; a row that repeats one is a fault."""
        line, known, places = self._met.get(key, (cells.raw.number, name, ()))
        if known != name:
            cells.fault("name", f"与第 {line} 行是同一个证号，姓名不同（{known}）：请核对是谁的证号。")
        elif place in places:
            cells.fault("certificate_number", f"与第 {line} 行重复，请只留一行。")
        self._met[key] = (line, known, (*places, place))
        return bool(places)


def _name(cells: Cells) -> str:
    name = cells.line("name", _LENGTHS["name"])
    if not name:
        cells.fault("name", "姓名是空的，请补上。")
    elif _DIGIT.search(name):
        cells.fault("name", "姓名里有数字，请核对这一格是不是填错了列。")
    return name


def _day(cells: Cells, key: str) -> date | None:
    value = cells.cell(key)
    if not value:
        return None
    try:
        return read_day(value)
    except UserError as wrong:
        cells.fault(key, wrong.message)
        return None


def _amount(cells: Cells, key: str) -> int | None:
    """Fen of yuan with up to two decimals; None for an empty cell, and for one that is refused."""
    value = cells.cell(key)
    if not value:
        return None
    if not _AMOUNT.fullmatch(value):
        cells.fault(key, "不是金额：请写成元，如 250 或 250.00，不带逗号和单位。")
        return None
    whole, _, part = value.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0") or "0")
