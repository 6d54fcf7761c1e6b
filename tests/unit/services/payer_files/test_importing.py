"""A payer's file against a month of our documents: formats, columns remembered, refused rows, versions, notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from app.errors import UserError
from app.exchange.payer_file import COLUMNS
from app.exchange.tables import read_table
from app.money.fen import format_fen
from app.records.payer_files import PayerFile
from app.services.desk import Desk
from app.services.list_files import ListFile, digest_of, with_column
from app.services.payer_files.importing import Compared, keep, open_file, payers, read, refused_rows
from app.services.payer_files.results import explain, files, rows, undo
from app.services.reverse import reverse
from app.services.settle import Settled
from app.store import audit, proof
from app.store import payer_files as store
from tests.helpers.forms import settled, stay
from tests.helpers.service_desk import AUDITOR, BY_REVIEWER
from tests.helpers.stopping import goes_in_steps, stops_in_the_midst
from tests.helpers.workbooks import saved

PAYER = "城乡居民基本医疗保险基金"
HEAD = "结算单号,支付金额,备注"


@pytest.fixture
def slips(desk: Desk) -> tuple[Settled, ...]:
    return tuple(settled(desk, stay(who, invoice_number=f"F{who}")) for who in ("p1", "p2", "p10"))


def basic(one: Settled) -> int:
    return one.posted.layers["basic"]


def line(one: Settled, more: int = 0) -> str:
    return f"{one.number},{format_fen(basic(one) + more)},"


def compared(desk: Desk, path: Path, lines: Sequence[str], *, encoding: str = "utf-8", head: str = HEAD) -> Compared:
    path.write_bytes("\n".join((head, *lines)).encode(encoding))
    return read(desk, open_file(desk, PAYER, path), PAYER, "2019-11", lambda _done, _total: None)


def kept(desk: Desk, seen: Compared, file_id: str = "f1") -> PayerFile:
    return keep(desk, file_id, seen)


def test_a_month_is_compared_and_kept(desk: Desk, slips: tuple[Settled, ...], tmp_path: Path) -> None:
    assert PAYER in payers(desk)
    first, second, third = slips
    lines = [line(first), line(second, -100), line(second, -100), "NM-01-2019-000099,5.00,"]
    seen = compared(desk, tmp_path / "a.csv", lines, encoding="gb18030")
    by = {one.kind: (one.count, one.ours, one.theirs) for one in seen.sums}
    assert by["agreed"] == (1, basic(first), basic(first))
    assert by["differs"] == (1, basic(second), basic(second) - 100)
    assert by["double"] == (1, 0, basic(second) - 100)
    assert by["ours"] == (1, basic(third), 0)
    assert by["theirs"] == (1, 0, 500)
    assert seen.rows[0].why == "对方比我方少 1.00 元。"
    one = kept(desk, seen)
    assert (one.version, one.latest, one.apart, one.open) == (1, True, 4, 4)
    assert one.ours == sum(map(basic, slips))
    assert kept(desk, seen) == one, "the same request once more"
    with pytest.raises(UserError, match="第 1 版保存，结果也一样"):
        kept(desk, seen, "f2")
    assert [replace(row, position=0, state="") for row in rows(desk, "f1")] == list(seen.rows)
    with desk.database.reading() as work:
        assert audit.verify(work) is None
        assert proof.compare(work) == ()


def test_rows_that_cannot_be_read_are_refused_with_their_reasons(
    desk: Desk, slips: tuple[Settled, ...], tmp_path: Path
) -> None:
    bad = [
        ",10.00,",
        f"{slips[0].number},1E+3,",
        f"{slips[0].number},1.005,",
        "1.5E+18,10.00,",
        f"{slips[0].number},１２３．４５,",
        line(slips[0]),
        "合计,10.00,",
    ]
    seen = compared(desk, tmp_path / "a.csv", bad)
    refused = [one for one in seen.rows if one.kind == "refused"]
    assert [one.lines for one in refused] == ["2", "3", "4", "5", "6"]
    assert "对不到单据" in refused[0].why
    assert "这是科学计数法" in refused[1].why
    assert "不到一分的零头" in refused[2].why
    assert "丢失" in refused[3].why
    assert "里面有全角数字或符号，金额写法不对" in refused[4].why
    assert "对不到单据" in refused_rows(seen).decode("utf-8-sig")
    assert seen.totals == ("第 8 行",)
    with pytest.raises(UserError, match="没有一行能读入"):
        compared(desk, tmp_path / "b.csv", [",10.00,"])


def test_a_file_that_gives_no_row_says_why(desk: Desk, slips: tuple[Settled, ...], tmp_path: Path) -> None:
    with pytest.raises(UserError, match="只有标题，下面没有一行数据") as empty:
        compared(desk, tmp_path / "a.csv", [])
    with pytest.raises(UserError, match=r"2 行都退回了。第 2 行：.*「壹佰元」：金额写法不对") as words:
        compared(desk, tmp_path / "b.csv", [f"{slips[0].number},壹佰元,", f"{slips[0].number},1e3,"])
    assert empty.value.code == words.value.code == "NOTHING_READ"


def test_a_workbook_with_the_header_in_row_4_and_a_hidden_row(
    desk: Desk, slips: tuple[Settled, ...], tmp_path: Path
) -> None:
    first, second, _third = slips
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["奈曼旗医保中心 2019 年 11 月支付明细"],
        [],
        ["单位：元"],
        ["序号", "单据号", "基金支付"],
        ["1", first.number, format_fen(basic(first))],
        ["2", second.number, f"{basic(second) // 100:,}.{basic(second) % 100:02d}"],
    ):
        sheet.append(row)
    sheet.row_dimensions[6].hidden = True
    path = tmp_path / "十一月.xlsx"
    path.write_bytes(saved(book))
    file = open_file(desk, PAYER, path)
    assert file.table.header_row == 4
    seen = read(desk, file, PAYER, "2019-11", lambda _done, _total: None)
    assert {one.kind: one.count for one in seen.sums}["agreed"] == 2
    assert file.table.counts.hidden_rows == 1


def test_columns_are_remembered_for_the_payer(desk: Desk, slips: tuple[Settled, ...], tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"我方编号,钱\n{slips[0].number},{format_fen(basic(slips[0]))}\n", encoding="utf-8")
    table = read_table(path, path.name, COLUMNS, {}, header_row=1)
    file = with_column(ListFile(path.name, digest_of(path), table, path, {}), "amount", "钱")
    kept(desk, read(desk, with_column(file, "number", "我方编号"), PAYER, "2019-11", lambda _done, _total: None))
    again = open_file(desk, PAYER, path)
    assert dict(again.table.recognised.columns) == {"number": "我方编号", "amount": "钱"}


def test_without_a_key_column_nothing_is_read(desk: Desk, slips: tuple[Settled, ...], tmp_path: Path) -> None:
    with pytest.raises(UserError, match="认不出对应哪张单据"):
        compared(desk, tmp_path / "a.csv", ["王秀兰,10.00"], head="姓名,支付金额")


def test_a_second_import_is_a_new_version_and_keeps_what_was_found_out(
    desk: Desk, slips: tuple[Settled, ...], tmp_path: Path
) -> None:
    first, second, _third = slips
    kept(desk, compared(desk, tmp_path / "a.csv", [line(first), line(second, -100)]))
    told = {"state": "explained", "note": "对方按旧比例，下月补"}
    row = explain(desk, "n1", "f1", 1, told)
    assert (row.state, row.note) == ("explained", told["note"])
    assert explain(desk, "n1", "f1", 1, told) == row
    agreed = next(one for one in rows(desk, "f1") if one.kind == "agreed")
    with pytest.raises(UserError, match="不用说明"):
        explain(desk, "n2", "f1", agreed.position, told)
    with pytest.raises(UserError, match="请填说明"):
        explain(desk, "n3", "f1", 1, {"state": "open", "note": ""})
    kept(desk, compared(desk, tmp_path / "b.csv", [line(first, -5), line(second, -100)]), "f2")
    newest, oldest = files(desk)
    assert [(one.version, one.latest) for one in (newest, oldest)] == [(2, True), (1, False)]
    prior = [one for one in rows(desk, "f2") if one.prior]
    assert [(one.number, one.note) for one in prior] == [(second.number, told["note"])]
    with pytest.raises(UserError, match="已有后来的一版"):
        explain(desk, "n4", "f1", 1, told)


def test_a_file_kept_by_mistake_is_taken_back_and_the_one_before_counts_again(
    desk: Desk, slips: tuple[Settled, ...], tmp_path: Path
) -> None:
    first, second, third = slips
    kept(desk, compared(desk, tmp_path / "a.csv", [line(first), line(second, -100)]))
    told = {"state": "explained", "note": "对方按旧比例，下月补"}
    explain(desk, "n1", "f1", 1, told)
    kept(desk, compared(desk, tmp_path / "b.csv", [line(third)]), "f2")
    why = {"why": "是别的统筹区的文件"}
    with pytest.raises(UserError, match="请先撤销那一版"):
        undo(desk, "u1", "f1", why)
    with pytest.raises(UserError, match="请填撤销原因"):
        undo(desk, "u1", "f2", {"why": ""})
    made = undo(desk, "u1", "f2", why)
    assert (made.latest, made.undone) == (False, why["why"])
    assert undo(desk, "u1", "f2", why) == made, "the same request once more"
    with pytest.raises(UserError, match="这一版已经撤销：是别的统筹区的文件"):
        undo(desk, "u2", "f2", why)
    with pytest.raises(UserError, match="已经撤销"):
        explain(desk, "n2", "f2", 1, told)
    newest, oldest = files(desk)
    assert [(one.version, one.latest, one.undone) for one in (newest, oldest)] == [
        (2, False, why["why"]),
        (1, True, ""),
    ]
    assert (newest.rows, newest.apart) == (made.rows, made.apart), "it stays as it was"
    again = kept(desk, compared(desk, tmp_path / "b.csv", [line(third)]), "f3")
    assert (again.version, again.latest) == (3, True), "the same file may be right after all: a version of its own"
    with desk.database.reading() as work:
        assert store.before(work, again) == "f1", "notes come from the last one that stands"
        assert [one.action for one in audit.of_subject(work, "f2")] == ["payer_file.import", "payer_file.undo"]
        assert audit.verify(work) is None
        assert proof.compare(work) == ()
    undo(desk, "u3", "f3", why)
    undo(desk, "u4", "f1", why)
    assert [one.latest for one in files(desk)] == [False] * 3
    assert kept(desk, compared(desk, tmp_path / "a.csv", [line(first)]), "f4").version == 4


def test_what_changes_between_the_look_and_the_keeping_stops_it(
    desk: Desk, slips: tuple[Settled, ...], tmp_path: Path
) -> None:
    seen = compared(desk, tmp_path / "a.csv", [line(one) for one in slips])
    reverse(desk, "rev", slips[2].document_id, "amount", "", BY_REVIEWER)
    with pytest.raises(UserError, match="又有变动"):
        kept(desk, seen)
    assert files(desk) == ()


def test_a_slip_of_another_month_or_payer_is_said_so(desk: Desk, slips: tuple[Settled, ...], tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\n".join((HEAD, line(slips[0]))), encoding="utf-8")
    file = open_file(desk, PAYER, path)
    october = read(desk, file, PAYER, "2019-10", lambda _done, _total: None)
    assert [one.why for one in october.rows] == [f"我方 {slips[0].number} 在 2019-11，不在这个月。"]
    with pytest.raises(UserError, match="从清单里选"):
        open_file(desk, "谁也不认识", path)
    with pytest.raises(UserError, match="导入付款方文件"):
        open_file(replace(desk, operator=AUDITOR), PAYER, path)


def test_reading_goes_in_steps_and_keeping_stopped_keeps_nothing(
    desk: Desk, slips: tuple[Settled, ...], tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    seen = compared(desk, path, [line(one) for one in slips])
    goes_in_steps(desk, lambda step: read(desk, open_file(desk, PAYER, path), PAYER, "2019-11", step))
    stops_in_the_midst(desk, lambda: kept(desk, seen))
    assert files(desk) == ()
    assert kept(desk, seen).version == 1
