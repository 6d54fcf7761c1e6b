"""A payer's file (医保中心, 大病承办公司, 民政, 人保): which columns it has, and a row of it read strictly."""

from __future__ import annotations

from app.errors import UserError
from app.exchange.bills.figures import amount, day
from app.exchange.tables import RawRow, RowFault, Table, WantedColumn, is_broken
from app.records.payer_files import TheirRow

COLUMNS: tuple[WantedColumn, ...] = (
    WantedColumn(
        "number",
        "结算单号",
        ("单号", "结算单编号", "结算编号", "窗口单号", "业务单号", "结算流水号", "单据号"),
        required=False,
        kind="code",
    ),
    WantedColumn("invoice", "发票号", ("发票号码", "票据号", "票据号码", "电子票据号"), required=False, kind="code"),
    WantedColumn(
        "certificate",
        "证件号码",
        ("身份证号", "身份证号码", "证件号", "公民身份号码", "身份证", "参保人证件号"),
        required=False,
        kind="code",
    ),
    WantedColumn(
        "day",
        "日期",
        ("结算日期", "出院日期", "就诊日期", "费用日期", "支付日期", "赔付日期", "救助日期"),
        required=False,
    ),
    WantedColumn(
        "amount",
        "支付金额",
        (
            "金额",
            "实付金额",
            "支付额",
            "赔付金额",
            "救助金额",
            "拨付金额",
            "认可金额",
            "核定金额",
            "基金支付",
            "应付金额",
        ),
        kind="amount",
    ),
)
"""The columns of such a file, for ``read_table``. One of the first two, or the third with the fourth, names a case."""
_LONGEST = 60


def require_key(table: Table) -> None:
    """UserError MISSING_COLUMN unless the file has something by which a case is known."""
    table.require_columns()
    if not ({"number", "invoice"} & set(table.at) or {"certificate", "day"} <= set(table.at)):
        raise UserError(
            "MISSING_COLUMN", "number", "认不出对应哪张单据：请选定结算单号或发票号的列，或者证件号码和日期两列。"
        )


def read_row(table: Table, raw: RawRow) -> tuple[TheirRow | None, tuple[RowFault, ...]]:
    """A row, or why it is refused: no key, an amount or a day that can't be read, characters that nobody sees."""
    faults = list(raw.faults)
    bad = {one.title for one in faults}
    texts = {}
    for column in COLUMNS[:3]:
        text = texts[column.key] = table.cell(raw, column.key).strip()
        if column.title in bad:
            continue
        if any(is_broken(one) for one in text) or len(text) > _LONGEST:
            faults.append(table.fault(raw, column.key, "太长，或里面有看不见的控制字符：请重新输入这一格"))
    on = None
    try:
        text = table.cell(raw, "day").strip()
        on = day(text) if text else None
    except UserError as wrong:
        faults.append(table.fault(raw, "day", wrong.message.rstrip("。")))
    fen = 0
    try:
        fen = amount(table.cell(raw, "amount").strip())
    except UserError as wrong:
        faults.append(table.fault(raw, "amount", wrong.message.rstrip("。")))
    if not faults and not (texts["number"] or texts["invoice"] or (texts["certificate"] and on)):
        faults.append(table.fault(raw, "number", "没有结算单号、发票号，也没有证件号码加日期：对不到单据，请补上"))
    if faults:
        return None, tuple(faults)
    return TheirRow(raw.number, texts["number"], texts["invoice"], texts["certificate"].upper(), on, fen), ()
