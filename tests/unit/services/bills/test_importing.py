"""A bill read for a case: matched by code, memory and name, differences told, the rows as they come into the grid, noted once."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import KnownError, UserError
from app.exchange.bills.model import ListRow
from app.exchange.bills.pasted import table_of
from app.exchange.bills.rows import read_bill
from app.exchange.bills.words import LARGEST
from app.money.fen import format_fen
from app.records.form import BillRow, CaseForm
from app.services import quote
from app.services.bills import files, importing, invoice
from app.services.bills.importing import About, Choices, Reading
from app.services.bills.matching import Match, bill_row
from app.services.bills.netting import net
from app.services.catalogue.bill_day import otherwise_on
from app.services.desk import Desk
from app.services.drafts import open_draft
from app.services.faults import desk_money
from app.services.list_files import lacking, with_column
from app.store import audit, proof
from app.store.bills import matches
from app.store.catalogue import entries
from tests.helpers import bills
from tests.helpers.forms import stay
from tests.helpers.service_desk import ITEMS, STAMP
from tests.helpers.workbooks import saved, xlsx

TITLES = ("国家编码", "项目编码", "项目名称", "数量", "单价", "金额", "项目等级", "先行自付比例", "限价")
BED = ("C1", "", "床位", "9", "18.00", "162.00", "甲", "", "")
DRUG = ("", "Y7", "美罗培南(某厂)", "2", "89.00", "178.00", "乙", "10%", "80")
OWN = ("", "Z1", "院内制剂", "1", "5.00", "5.00", "乙", "5%", "")


def file_of(desk: Desk, rows: Sequence[Sequence[str]], institution: str = "h1") -> files.BillFile:
    return files.open_text(desk, bills.clipboard([TITLES, *rows]), institution)


def read(desk: Desk, *rows: Sequence[str], form: CaseForm | None = None, draft_id: str = "") -> Reading:
    about = About(replace(form or stay(), rows=()), draft_id)
    return importing.read(desk, file_of(desk, rows, about.form.visit.institution_id), about)


def test_items_are_known_by_code_by_name_and_as_a_code_of_the_hospital(desk: Desk) -> None:
    found = read(desk, BED, ("", "C2", "美罗培南", *BED[3:]), ("", "X", "注射用美罗培南", *BED[3:]), OWN)
    assert [(match.how, match.item.code if match.item else "") for match in found.found.values()] == [
        ("code", "C1"),
        ("own_code", "C2"),
        ("name", "C2"),
    ]
    assert [(one.key, one.lines, one.amount) for one in found.waiting] == [(("", "Z1", "院内制剂"), (5,), 500)]


def test_the_catalogue_holds_and_the_row_says_what_the_list_says(desk: Desk) -> None:
    found = read(desk, ("C2", "", "注射用美罗培南", "1", "89.00", "89.00", "乙", "20%", "90"))
    assert [one.what for one in found.differences] == [("先行自付 20%（目录：10%）", "限价 90（目录：80）")]
    (plain,) = importing.plan(found, Choices())
    assert (plain.bill.prepay_rate, plain.bill.price_limit) == ("0.10", "80.00")
    assert plain.bill.hint == "按目录；清单写先行自付 20%（目录：10%）、限价 90（目录：80）"
    (kept,) = importing.plan(found, Choices(keeps=frozenset({("C2", "", "注射用美罗培南")})))
    assert (kept.bill.prepay_rate, kept.bill.price_limit) == ("0.2", "90")
    assert kept.bill.hint.startswith("按清单：")
    assert otherwise_on(desk, (plain.bill, kept.bill), found.on) == ()  # what the clerk kept is not asked about again
    assert len(otherwise_on(desk, (replace(kept.bill, hint=""),), found.on)) == 1


def test_class_a_against_b_and_the_same_written_otherwise_is_no_difference(desk: Desk) -> None:
    assert [one.what for one in read(desk, ("C1", "", "床", "1", "18", "18", "丙", "", "")).differences] == [
        ("类别 丙（目录：甲）",)
    ]
    same = ("C2", "", "药", "1", "89", "89", "乙", "0.1000", "80.000")
    assert read(desk, same).differences == ()


def test_what_is_chosen_is_remembered_for_this_institution_alone_and_audited(desk: Desk) -> None:
    form = stay()
    draft = open_draft(desk, form)
    first = read(desk, DRUG, OWN, form=form, draft_id=draft.id)
    assert [one.key[1] for one in first.waiting] == ["Y7", "Z1"]
    choices = Choices(
        {first.waiting[0].key: importing.chosen(ITEMS[1]), first.waiting[1].key: importing.OUT_OF_CATALOGUE}
    )
    rows = importing.plan(first, choices)
    assert [(one.bill.code, one.bill.item_class, one.bill.amount) for one in rows] == [
        ("C2", "B", "178.00"),
        ("", "C", "5.00"),
    ]
    importing.imported(desk, draft.id, first, choices)
    again = read(desk, DRUG, OWN, form=form, draft_id=draft.id)
    assert again.waiting == ()
    assert [match.how for match in again.found.values()] == ["remembered", "outside"]
    assert len(read(desk, DRUG, OWN, form=stay(institution_id="h5")).waiting) == 2
    with desk.database.reading() as work:
        assert matches(work, "h1") == {("Y7", "美罗培南(某厂)"): "C2", ("Z1", "院内制剂"): ""}
        assert proof.compare(work) == ()
        assert audit.verify(work) is None
        last = work.row("SELECT * FROM audit ORDER BY sequence DESC LIMIT 1")
    assert last is not None
    assert (last["action"], last["subject"]) == ("bill.import", draft.id)
    after = json.loads(last["after"])
    assert (after["total"], after["matches"], after["refused"]) == (18300, 2, 0)


def test_a_choice_that_changes_is_audited_with_what_it_was(desk: Desk) -> None:
    draft = open_draft(desk, stay())
    found = read(desk, OWN, draft_id=draft.id)
    key = found.waiting[0].key
    importing.imported(desk, draft.id, found, Choices({key: importing.OUT_OF_CATALOGUE}))
    importing.imported(desk, draft.id, found, Choices({key: importing.chosen(ITEMS[0])}))
    importing.imported(desk, draft.id, found, Choices({key: importing.chosen(ITEMS[0])}))
    with desk.database.reading() as work:
        assert matches(work, "h1") == {("Z1", "院内制剂"): "C1"}
        assert work.value("SELECT count(*) FROM bill_imports") == 3
        assert proof.compare(work) == ()


def test_an_entry_that_is_gone_is_asked_for_again(desk: Desk) -> None:
    draft = open_draft(desk, stay())
    found = read(desk, OWN, draft_id=draft.id)
    gone = replace(ITEMS[0], code="C9")
    importing.imported(desk, draft.id, found, Choices({found.waiting[0].key: importing.chosen(gone)}))
    assert read(desk, OWN).waiting[0].lost == "上次对应的 C9 目录里没有了"


def test_what_is_left_for_later_has_no_class_and_settling_waits(desk: Desk) -> None:
    found = read(desk, BED, OWN)
    (_bed, later) = importing.plan(found, Choices())
    assert (later.bill.item_class, later.bill.prepay_rate) == ("", "")
    assert later.bill.hint == "还没对上目录（清单写乙 5%）"
    form = replace(stay(), rows=tuple(one.bill for one in importing.plan(found, Choices())))
    problems = quote.quote(desk, quote.basis(desk, "p2", form), form).problems
    assert {one.field for one in problems} >= {"rows[1].item_class"}
    listed = importing.plan(found, Choices({found.waiting[0].key: importing.AS_LISTED}))[1].bill
    assert (listed.item_class, listed.prepay_rate, listed.hint) == ("B", "0.05", "目录里没有，按清单的类别")


def test_refused_rows_stay_out_or_come_in_as_they_stand(desk: Desk) -> None:
    found = read(
        desk,
        BED,
        ("", "", "药", "１", "5", "5", "", "", ""),
        ("", "", "针", "-1", "5", "-5", "", "", ""),
        ("", "", "片", "1", "1", "一", "", "", ""),
    )
    assert [one.line for one in found.refused] == [3, 4, 5]
    assert (found.total, found.left_out) == (16200, 0)
    assert len(importing.plan(found, Choices())) == 1
    rows = importing.plan(found, Choices(refused_too=True))
    assert [(one.bill.name, one.bill.quantity, one.bill.amount) for one in rows[1:]] == [
        ("药", "１", "5.00"),
        ("针", "-1", "-5.00"),
        ("片", "1", "一"),
    ]
    text = files.refused_csv(desk, found.file, found.refused).decode("utf-8-sig")
    assert "找不到原来的收费" in text
    assert "全角" in text


def test_a_file_that_is_no_bill(desk: Desk, tmp_path: Path) -> None:
    for name, data, code in (
        ("a.pdf", b"%PDF-1.4", "NOT_A_TABLE"),
        ("a.json", b"{}", "NO_ROWS"),
        ("a.csv", b"", "EMPTY_FILE"),
    ):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(UserError, match=code):
            files.open_file(desk, tmp_path / name, "h1")
    with pytest.raises(KnownError, match="READ"):
        files.open_file(desk, tmp_path / "none.xlsx", "h1")
    (tmp_path / "large.csv").write_bytes(b"x" * (LARGEST + 1))
    with pytest.raises(UserError, match="TOO_LARGE"):
        files.open_file(desk, tmp_path / "large.csv", "h1")
    with pytest.raises(UserError, match="NO_INSTITUTION"):
        importing.read(desk, file_of(desk, (BED,)), About(stay(institution_id="none"), ""))


def test_columns_are_remembered_per_institution(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("费用一览\n品名,次,应收\n床,1,1.00\n", encoding="utf-8")
    draft = open_draft(desk, stay())
    found = files.open_file(desk, path, "h1")
    assert "没有找到这几列：项目名称、金额" in lacking(found.list)
    assert found.list.table.headers == ("品名", "次", "应收")
    chosen = files.with_list(found, with_column(with_column(found.list, "amount", "应收"), "name", "品名"))
    reading = importing.read(desk, chosen, About(stay(), draft.id))
    assert [(row.name, row.amount) for row in reading.rows] == [("床", 100)]
    importing.imported(desk, draft.id, reading, Choices())
    assert files.open_file(desk, path, "h1").list.table.recognised.columns == {"name": "品名", "amount": "应收"}
    assert lacking(files.open_file(desk, path, "h2").list)
    path.write_text("床,9,18.00,162.00\n药,1,5.00,5.00\n", encoding="utf-8")  # the first row is data, not a header
    with pytest.raises(UserError, match="NO_HEADER"):
        files.open_file(desk, path, "h1")


def test_json_may_be_copied_too(desk: Desk) -> None:
    file = files.open_text(desk, bills.national().decode(), "h1")
    assert importing.read(desk, file, About(stay(), "")).total == 26250


def test_other_sheets_and_hidden_rows_are_told(desk: Desk, tmp_path: Path) -> None:
    rows = (("项目名称", "金额"), ("床", "1"), ("药", "2"))
    book = openpyxl.load_workbook(io.BytesIO(xlsx(rows, 第二页=rows[:2])))
    book.worksheets[0].row_dimensions[3].hidden = True
    (tmp_path / "list.xlsx").write_bytes(saved(book))
    found = importing.read(desk, files.open_file(desk, tmp_path / "list.xlsx", "h1"), About(stay(), ""))
    assert "另有工作表 第二页 没有读" in found.warnings[0]
    assert "有 1 行在原表里是隐藏的，也读入了" in found.warnings[1]
    assert found.total == 300


def test_another_sheet_or_header_is_read_where_the_clerk_says(desk: Desk, tmp_path: Path) -> None:
    rows = (("项目名称", "金额"), ("床", "1"), ("项目名称", "金额"), ("药", "2"))
    path = tmp_path / "list.xlsx"
    path.write_bytes(xlsx(rows[:2], 第二页=rows))
    file = files.open_file(desk, path, "h1")
    other = files.with_place(file, "第二页", 3)
    assert [row.name for row in importing.read(desk, other, About(stay(), "")).rows] == ["药"]
    assert other.list.sha256 == file.list.sha256
    path.write_bytes(xlsx(rows))
    with pytest.raises(UserError, match="CHANGED"):
        files.with_place(file, "名单", 1)
    with pytest.raises(UserError, match="NO_SHEETS"):
        files.with_place(file_of(desk, (BED,)), "", 1)


def test_the_catalogue_of_the_day_of_discharge_holds(desk: Desk) -> None:
    with desk.database.unit_of_work() as work:
        day = "2019-11-18"
        work.execute(
            "INSERT INTO catalogue_versions (code, name, unit, item_class, category, prepay_rate, unit_price, price_limit,"
            " pinyin, spec, until, document, station_id, operator_id, at) VALUES ('C2', '注射用美罗培南', '支', 'B', '09',"
            " '0.30', '', '', '', '', ?, '文1', 's1', 'o2', 'x')",
            (day,),
        )
        work.execute("UPDATE catalogue_items SET since = '2019-11-19' WHERE code = 'C2'")
    row = ("C2", "", "药", "1", "89", "89", "乙", "10%", "80")
    assert read(desk, row, form=stay(discharged="2019-11-19")).differences == ()
    earlier = read(desk, row, form=stay(discharged="2019-11-18"))
    assert earlier.differences[0].what == ("先行自付 10%（目录：30%）", "限价 80（目录：无）")
    assert importing.plan(earlier, Choices())[0].bill.prepay_rate == "0.30"


def test_what_ended_before_the_day_is_not_there(desk: Desk) -> None:
    with desk.database.unit_of_work() as work:
        work.execute("UPDATE catalogue_items SET until = '2019-11-18' WHERE code = 'C2'")
    row = ("C2", "", "注射用美罗培南", "1", "89", "89", "乙", "10%", "80")
    assert read(desk, row, form=stay(discharged="2019-11-18")).waiting == ()
    found = read(desk, row, form=stay(discharged="2019-11-19")).waiting
    assert [one.candidates for one in found] == [()]


def test_an_invoice_fills_empty_fields_only(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "bill.json").write_bytes(bills.national())
    file = files.open_file(desk, tmp_path / "bill.json", "h1")
    form = stay(invoice_number="", admitted="", discharged="2019-03-11", way="top_up")
    found = importing.read(desk, file, About(form, ""))
    offered = invoice.proposals(found.invoice, form)
    assert [(one.field, one.text) for one in offered] == [
        ("visit.invoice_number", "150601190012345678"),
        ("visit.admitted", "2019-03-01"),
        ("paid.basic", "150.00"),
    ]
    visit, paid = invoice.filled(form, offered)
    assert (visit.invoice_number, visit.admitted, visit.discharged, paid) == (
        *("150601190012345678", "2019-03-01", "2019-03-11"),
        {"basic": "150.00"},
    )
    assert invoice.contradictions(found.invoice, form) == ("出院日期：就诊里是 2019-03-11，票据上是 2019-03-10",)
    assert "结算方式请选补差" in invoice.contradictions(found.invoice, stay(admitted="", discharged=""))[0]


@pytest.mark.parametrize(("text", "fen"), [("", None), (" ", None), ("399.5", 39950), ("￥1,000", 100000)])
def test_a_typed_total(text: str, fen: int | None) -> None:
    assert invoice.typed_total(text) == fen


@pytest.mark.parametrize("text", ["-5", "三百", "1,2"])
def test_a_typed_total_that_is_none(text: str) -> None:
    with pytest.raises(UserError) as told:
        invoice.typed_total(text)
    assert told.value.path == "total"


def test_odd_rows_are_remarked_on_and_none_is_refused(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("项目名称,数量,单价,金额,日期\n床,9,18,163,2019-11-12\n药,1,5,5,2019-11-20\n", encoding="utf-8")
    found = importing.read(desk, files.open_file(desk, path, "h1"), About(stay(), ""))
    assert found.remarks == {2: "数量 × 单价 = 162.00，按金额算", 3: "日期 2019-11-20 在出院以后"}


AMOUNTS = st.lists(st.tuples(st.sampled_from("药针片"), st.integers(-3000, 9000)), max_size=8)


@given(AMOUNTS)
def test_what_comes_in_and_what_is_refused_is_what_the_file_has(drawn: list[tuple[str, int]]) -> None:
    """The whole way of texts: file → rows → grid, in fen."""
    lines = [("项目名称", "金额"), *((name, format_fen(fen)) for name, fen in drawn)]
    if len(lines) == 1:
        return
    bill = read_bill(table_of(bills.clipboard(lines)))
    found = net(bill.rows)
    grid = [bill_row(row, Match(None, "later"), keeps_list=False) for row in found.rows]
    came_in = sum(desk_money(row.amount) for row in grid)
    assert came_in + sum(one.amount or 0 for one in found.left) == sum(fen for _name, fen in drawn)


def test_a_thousand_items_are_matched_in_a_moment(desk: Desk) -> None:
    with desk.database.unit_of_work() as work:
        more = [replace(ITEMS[0], code=f"N{at:04d}", name=f"项目{at:04d}") for at in range(300)]
        entries.save_items(work, more, **STAMP)
    rows = [("", "", f"项目{at % 300:04d}", "1", "1.00", "1.00", "", "", "") for at in range(3000)]
    found = read(desk, *rows)
    assert (len(found.rows), found.waiting, found.total) == (3000, (), 300000)


def test_a_row_keeps_its_texts() -> None:
    row = ListRow(1, "", "", "=1+1", "支", "膳食费", "公费", None, None, 5)
    made = bill_row(row, Match(None, "list"), keeps_list=False)
    assert made == BillRow(
        name="=1+1", unit="支", category="膳食费", item_class="公费", amount="0.05", hint="目录里没有，按清单的类别"
    )
