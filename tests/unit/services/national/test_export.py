"""Files with the national platform's names: figures against the ledger, identities, certificates, refusals, the audit row."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from app.errors import KnownError, Stopped, UserError
from app.exchange.bills.national import read_json
from app.exchange.national import HEADS, OWN, micro
from app.records import fund_codes
from app.services.adjust import Moves, adjust
from app.services.desk import Desk
from app.services.later import later
from app.services.national.codes import PAGE, enter
from app.services.national.export import Exported, export, overview
from app.services.periods import read_period
from app.services.resettle import resettle
from app.services.reverse import reverse
from app.store import audit
from app.store.canonical import sha256
from app.store.database import Database
from app.store.guards import GUARDS
from tests.helpers.forms import DRUG, paid, reimbursed, settled, stay, totals
from tests.helpers.service_desk import BY_REVIEWER, MANAGER, everybody

MONTH = read_period("2019-11")
MASKED = {"form": "json", "numbers": "masked"}


def fen(text: str) -> int:
    """A number of the file with its two decimals, as fen."""
    return int(text.replace(".", ""))


def data_of(desk: Desk, texts: Mapping[str, str] = MASKED) -> bytes:
    return exported(desk, texts).path.read_bytes()


def exported(desk: Desk, texts: Mapping[str, str] = MASKED) -> Exported:
    return export(desk, MONTH, texts, desk.database.path.with_name("结算.json"))


def filed(desk: Desk, texts: Mapping[str, str] = MASKED) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(data_of(desk, texts), parse_float=fen)
    return read


def refused(desk: Desk, texts: Mapping[str, str] = MASKED) -> UserError:
    folder = desk.database.path.parent
    before = {one.name for one in folder.iterdir() if one.name.startswith("结算")}
    with pytest.raises(UserError) as caught:
        exported(desk, texts)
    left = {one.name for one in folder.iterdir() if one.name.startswith("结算")}
    assert left == before, "no file, not even a part of one"
    return caught.value


@pytest.fixture
def full(desk: Desk) -> Desk:
    """Settlements of every way, one of them reversed, one by totals, one with layers settled elsewhere."""
    first = settled(desk, replace(stay("p1"), rows=(*stay("p1").rows, DRUG)))
    settled(desk, stay("p10", institution_id="h3", invoice_number="=1+1"))
    settled(desk, reimbursed("p2"))
    settled(desk, totals(stay("p7"), total="10000", in_scope="9200", out_of_catalogue="800"))
    settled(desk, paid(reimbursed("p3", way="top_up", invoice_number="F003"), basic="3000.00"))
    reverse(desk, desk.new_id(), first.document_id, "amount", "", BY_REVIEWER)
    return desk


def test_every_sum_is_the_ledger_s_to_the_fen(full: Desk) -> None:
    file = filed(full)
    slips = [one["setlinfo"] for one in file["output"]]
    with full.database.reading() as work:
        rows = work.rows("SELECT * FROM documents ORDER BY row")
        layers = work.rows("SELECT sum(pay) FROM document_layers")[0][0]
    assert [one["setl_id"] for one in slips] == [row["number"] for row in rows]
    for slip, row in zip(slips, rows, strict=True):
        figures = (row["total"], row["fund_total"], row["person_pays"], row["institution_pays"], row["deductible"])
        names = ("medfee_sumamt", "fund_pay_sumamt", "psn_part_amt", "hosp_part_amt", "act_pay_dedc")
        assert tuple(slip[name] for name in names) == figures
        assert slip["medfee_sumamt"] == slip["fund_pay_sumamt"] + slip["psn_part_amt"] + slip["hosp_part_amt"]
        assert (
            slip["psn_part_amt"] == slip["acct_pay"] + slip["psn_cash_pay"] == slip["psn_selfpay"] + slip["psn_ownpay"]
        )
        assert slip["fund_pay_sumamt"] == sum(slip[name] for name in ("hifp_pay", "hifmi_pay", "maf_pay", "oth_pay"))
    details = [part for one in file["output"] for part in one["setldetail"]]
    assert sum(part["fund_payamt"] for part in details) == layers
    assert file["sums"]["medfee_sumamt"] == sum(row["total"] for row in rows)
    assert file["sums"]["count"] == len(rows) == 6


def test_a_reversal_is_negative_and_names_what_it_takes_back(full: Desk) -> None:
    output = filed(full)["output"]
    first, last = output[0], output[-1]
    head = last["setlinfo"]
    assert (head["refd_setl_flag"], head["own_kind"]) == ("1", "reversal")
    assert head["init_setl_id"] == first["setlinfo"]["setl_id"]
    assert head["mdtrt_id"] == first["setlinfo"]["mdtrt_id"] == first["setlinfo"]["setl_id"]
    for name, value in first["setlinfo"].items():
        if isinstance(value, int) and name != "pool_prop_selfpay":
            assert head[name] == -value, name
    assert [row["cnt"] for row in last["feedetail"]] == [-row["cnt"] for row in first["feedetail"]]
    assert last["diseinfo"][0]["diag_code"] == first["diseinfo"][0]["diag_code"] == "J18.900"


def test_what_is_settled_again_is_the_same_visit(desk: Desk) -> None:
    first = settled(desk, stay("p1"))
    reverse(desk, desk.new_id(), first.document_id, "amount", "", BY_REVIEWER)
    draft = resettle(desk, first.document_id)
    again = settled(desk, draft.form, draft)
    heads = [one["setlinfo"] for one in filed(desk)["output"]]
    assert [one["setl_id"] for one in heads][-1] == again.number
    assert {one["mdtrt_id"] for one in heads} == {first.number}
    assert [one["init_setl_id"] for one in heads] == [None, first.number, first.number]
    assert [one["refd_setl_flag"] for one in heads] == ["0", "1", "0"]


def test_a_difference_is_signed_and_so_is_its_reversal(desk: Desk) -> None:
    first = settled(desk, stay("p1", admitted="2019-03-01", discharged="2019-03-10"))
    second = settled(desk, stay("p1", admitted="2019-05-01", discharged="2019-05-10"))
    reverse(desk, desk.new_id(), first.document_id, "amount", "", BY_REVIEWER)
    seen = later(desk, "p1", 2019)
    adjust(desk, desk.new_id(), "p1", 2019, seen, Moves(), BY_REVIEWER)
    last = filed(desk)["output"][-1]
    head = last["setlinfo"]
    assert (head["own_kind"], head["medfee_sumamt"], head["init_setl_id"]) == ("adjustment", 0, second.number)
    assert head["mdtrt_id"] == second.number
    assert head["fund_pay_sumamt"] == -head["psn_part_amt"] - head["hosp_part_amt"] != 0
    assert (head["psn_ownpay"], head["psn_selfpay"]) == (0, head["psn_part_amt"])
    assert last["feedetail"] == []
    reverse(desk, desk.new_id(), second.document_id, "amount", "", BY_REVIEWER)
    assert sum(one["setlinfo"]["fund_pay_sumamt"] for one in filed(desk)["output"]) == 0


def test_items_add_up_and_a_hospital_s_reader_reads_them(full: Desk) -> None:
    file = filed(full)
    first = file["output"][0]
    assert sum(row["det_item_fee_sumamt"] for row in first["feedetail"]) == first["setlinfo"]["medfee_sumamt"]
    assert [row["chrgitm_lv"] for row in first["feedetail"]] == ["01", "03", "02"]
    assert [row["med_chrgitm_type"] for row in first["feedetail"]] == ["05", "14", "09"]
    drug = first["feedetail"][2]
    assert (drug["pric"], drug["cnt"], drug["pric_uplmt_amt"]) == (89, 10, 80)
    assert (drug["overlmt_amt"], drug["preselfpay_amt"], drug["inscp_scp_amt"]) == (9_000, 8_000, 72_000)
    raw = data_of(full).decode()
    line = next(one for one in raw.splitlines() if one.startswith('{"setlinfo"')).rstrip(",")
    assert '"selfpay_prop":0.1,"det_item_fee_sumamt":890.00' in line
    bill = read_json(line.encode(), "x.json")
    assert bill.facts.invoice().amounts["total"] == first["setlinfo"]["medfee_sumamt"]


def test_a_layer_settled_elsewhere_and_a_reimbursement_keep_the_identities(full: Desk) -> None:
    output = {one["setlinfo"]["own_way"]: one for one in filed(full)["output"]}
    given = next(part for part in output["top_up"]["setldetail"] if part["fund_pay_type"] == "390100")
    assert given["fund_payamt"] == 300_000
    assert "已在别处结算" in given["setl_proc_info"]
    paid_back = output["reimbursement"]["setlinfo"]
    assert paid_back["psn_cash_pay"] == paid_back["psn_part_amt"] > 0


def test_the_same_period_is_the_same_bytes_and_the_audit_has_their_hash(full: Desk) -> None:
    made, again = exported(full), exported(full)
    assert made.path.read_bytes() == again.path.read_bytes()
    assert (made.path.name, again.path.name, made.count) == ("结算.json", "结算(2).json", 6)
    assert sha256(made.path.read_text()) == made.digest == again.digest
    with full.database.reading() as work:
        row = audit.of_subject(work, "")[-1]
    assert row.action == "national.export"
    told = json.loads(row.after or "{}")
    assert (told["sha256"], told["count"], told["period"]) == (made.digest, 6, "2019-11")


def test_certificates_are_masked_unless_a_reason_is_given(full: Desk) -> None:
    number = everybody()[0].certificate_number
    text = data_of(full).decode()
    assert number not in text
    assert json.loads(text)["certno_masked"] is True
    told = refused(full, {"form": "json", "numbers": "whole"})
    assert (told.code, told.path) == ("MISSING", "why")
    whole = data_of(full, {"form": "json", "numbers": "whole", "why": "报市医保局"}).decode()
    assert number in whole
    with full.database.reading() as work:
        row = audit.of_subject(work, "")[-1]
    assert "报市医保局" in (row.after or "")


def test_csv_holds_the_same_rows_in_four_tables(full: Desk) -> None:
    file = filed(full)
    made = exported(full, {"form": "csv", "numbers": "masked"})
    assert made.path.suffix == ".zip"
    with zipfile.ZipFile(made.path) as archive:
        tables = {
            name: list(csv.DictReader(io.StringIO(archive.read(f"{name}.csv").decode("utf-8-sig")))) for name in HEADS
        }
    assert [row["setl_id"] for row in tables["setlinfo"]] == [one["setlinfo"]["setl_id"] for one in file["output"]]
    assert [fen(row["medfee_sumamt"]) for row in tables["setlinfo"]] == [
        one["setlinfo"]["medfee_sumamt"] for one in file["output"]
    ]
    assert sum(fen(row["det_item_fee_sumamt"]) for row in tables["feedetail"]) == sum(
        row["det_item_fee_sumamt"] for one in file["output"] for row in one["feedetail"]
    )
    assert next(row["invono"] for row in tables["setlinfo"] if row["invono"]) == "'=1+1"
    for name, head in HEADS.items():
        nodes = [one[name] for one in file["output"]]
        rows = nodes if name == "setlinfo" else [row for node in nodes for row in node]
        assert all(tuple(row) == head for row in rows), name
        assert {field for field in head if field.startswith("own_")} <= set(OWN)


def test_a_layer_without_a_code_stops_the_file_and_names_itself_and_the_page(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled(desk, stay("p1"))
    monkeypatch.setattr(fund_codes, "USUAL", tuple(one for one in fund_codes.USUAL if one.layer != "assistance"))
    told = refused(desk)
    assert told.code == "NO_FUND_CODE"
    assert "“医疗救助" in told.message
    assert PAGE in told.message
    seen = overview(desk, MONTH)
    assert (len(seen.settlements), len(seen.missing), seen.breaches) == (1, 1, ())
    texts = {"code": "999997", "name": "救助", "field": "maf_pay", "scope": "layer", "document_number": "奈医保 3 号"}
    enter(replace(desk, operator=MANAGER), "assistance", "", texts, "c1")
    [one] = filed(desk)["output"]
    [part] = [part for part in one["setldetail"] if part["fund_pay_type"] == "999997"]
    assert one["setlinfo"]["maf_pay"] == part["fund_payamt"] > 0


def test_a_period_without_a_document_is_no_file(desk: Desk) -> None:
    assert refused(desk).code == "NOTHING"
    assert overview(desk, MONTH).settlements == ()


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("UPDATE document_layers SET pay = pay + 1 WHERE document = 1 AND layer = 'basic'", "各基金明细之和"),
        ("UPDATE documents SET fund_total = fund_total + 1 WHERE row = 1", "基金支付、个人负担、医院负担之和"),
        ("UPDATE documents SET in_scope = in_scope + 1 WHERE row = 1", "费用归类之和"),
        ("UPDATE document_lines SET amount = amount + 1 WHERE document = 1 AND line = 0", "费用明细之和"),
        ("UPDATE document_line_splits SET prepay = prepay + 1 WHERE document = 1 AND line = 1", "它的归类之和"),
        ("UPDATE payments SET amount = amount + 1 WHERE document = 1", "个人账户和现金支付之和"),
        ("DELETE FROM persons WHERE id = 'p10'", "账上 2 张"),
    ],
)
def test_a_breach_is_named_with_its_slip_and_nothing_is_written(desk: Desk, damage: str, said: str) -> None:
    number = settled(desk, stay("p1")).number
    settled(desk, stay("p10"))
    _damage(desk.database, damage)
    told = refused(desk)
    assert told.code == "IDENTITY"
    assert said in told.message
    assert said.startswith("账上") or number in told.message
    with desk.database.reading() as work:
        assert not [row for row in audit.of_subject(work, "") if row.action == "national.export"]


def _damage(database: Database, sql: str) -> None:
    """Somebody else's hand in the file."""
    connection = database._session().connection
    for guard in GUARDS:
        for event in ("update", "delete", "replace"):
            connection.execute(f"DROP TRIGGER IF EXISTS {guard.table}_no_{event}")
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA ignore_check_constraints = ON")
    connection.execute(sql)


def test_a_negative_quantity_is_written_as_it_is() -> None:
    assert [micro(value) for value in (-1_500_000, -1, 0, 2_000_000, None)] == ["-1.5", "-0.000001", "0", "2", None]


@pytest.mark.parametrize("form", ["json", "csv"])
def test_it_goes_on_in_steps_and_stopped_at_any_of_them_leaves_nothing(full: Desk, form: str) -> None:
    seen: list[tuple[int, int]] = []
    texts, folder = {"form": form, "numbers": "masked"}, full.database.path.parent / "导出"
    export(full, MONTH, texts, folder / "结算.json", lambda done, total: seen.append((done, total)))
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == ((0, 1000), (1000, 1000))
    [kept] = list(folder.iterdir())
    rows = _export_rows(full)
    for last in range(len(seen)):
        steps = iter(range(last, -1, -1))

        def step(_done: int, _total: int, left: Iterator[int] = steps) -> None:
            if not next(left):
                raise Stopped

        with pytest.raises(Stopped):
            export(full, MONTH, texts, folder / "结算.json", step)
    with pytest.raises(Stopped), full.database.stoppable(lambda: True):
        export(full, MONTH, texts, folder / "结算.json")
    assert list(folder.iterdir()) == [kept], "no second file, and no part of one"
    assert _export_rows(full) == rows


def test_what_can_t_be_saved_is_not_in_the_audit(full: Desk) -> None:
    (full.database.path.parent / "block").write_text("")
    with pytest.raises(KnownError, match="换一个文件夹"):
        export(full, MONTH, MASKED, full.database.path.parent / "block" / "结算.json")
    assert _export_rows(full) == []


def _export_rows(desk: Desk) -> list[int]:
    with desk.database.reading() as work:
        return [row.sequence for row in audit.of_subject(work, "") if row.action == "national.export"]
