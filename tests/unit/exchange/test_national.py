"""The national file as text: whatever is in a name it is JSON and csv, amounts exact, nothing twice."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import UTC, date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from app.exchange.national import HEADS, OWN, setlinfo, write_csv, write_json
from app.money.fen import format_fen
from app.records.national import (
    FundPart,
    LedgerSums,
    NationalFee,
    NationalFile,
    NationalLayer,
    NationalSettlement,
    NationalSlip,
)
from app.records.progress import Step, silent

_TEXT = st.text(max_size=20)
_FEN = st.integers(min_value=-999_999_999, max_value=999_999_999)


def slip(name: str, total: int, fees: int) -> NationalSettlement:
    """A settlement of one fund that pays all, with so many lines."""
    layer = NationalLayer("basic", "基本医保", "基金", elsewhere=False, base=total, pay=total, rate=650_000)
    lines = tuple(
        NationalFee(at, "", name, "次", "05", "A", 1_000_000, 1, None, None, total, total, 0, 0, 0, 0, 0, 0)
        for at in range(fees)
    )
    made = NationalSlip(
        *("d1", "NM-01-2019-000001", "settlement", "NM-01-2019-000001", "", "p1", name, "female", date(1956, 3, 12)),
        *("resident_id", "150525195603120028", "inpatient", None, date(2019, 11, 19), date(2019, 11, 22)),
        datetime(2019, 11, 22, 10, 32, 7, tzinfo=UTC),
        *("h1", name, name, "direct", "J18.900", name),
        *(total, total, 0, 0, 0, 0, 0, 0, 0, total, 0, 0, 0, 0),
        (layer,),
        lines,
    )
    funds = (FundPart("390100", name, "hifp_pay", total, total, name),)
    return NationalSettlement(made, "21", "1505••••••••0028", "H15052500001", funds, 0, 0, 0, 0)


def json_of(file: NationalFile, step: Step = silent) -> bytes:
    out = io.BytesIO()
    write_json(file, out, step)
    return out.getvalue()


def csv_of(file: NationalFile) -> bytes:
    out = io.BytesIO()
    write_csv(file, out)
    return out.getvalue()


def file_of(*settlements: NationalSettlement) -> NationalFile:
    slips = [one.slip for one in settlements]
    of = ("total", "fund_total", "institution_pays", "person_pays")
    sums = LedgerSums(len(slips), **{name: sum(getattr(one, name) for one in slips) for name in of}, layers={})
    return NationalFile(
        *("奈曼旗", "窗口", "2019-11", date(2019, 11, 1), date(2019, 11, 30)),
        masked=True,
        demonstration=False,
        settlements=lambda _fees: settlements,
        sums=sums,
    )


@settings(max_examples=60, deadline=None)
@given(_TEXT, _FEN, st.integers(min_value=0, max_value=3))
def test_any_name_and_amount_come_back(name: str, fen: int, fees: int) -> None:
    one = slip(name, fen, fees)
    read = json.loads(json_of(file_of(one, one)), parse_float=str)
    assert len(read["output"]) == 2
    first = read["output"][0]
    assert first["setlinfo"]["psn_name"] == name.encode("utf-8", "replace").decode()
    assert first["setlinfo"]["medfee_sumamt"] == format_fen(fen)
    assert read["sums"]["medfee_sumamt"] == format_fen(2 * fen)
    assert [row["feedetl_sn"] for row in first["feedetail"]] == [
        f"NM-01-2019-000001-{at:04d}" for at in range(1, fees + 1)
    ]


@settings(max_examples=40, deadline=None)
@given(_TEXT, _FEN)
def test_csv_has_a_row_a_settlement_whatever_is_in_it(name: str, fen: int) -> None:
    with zipfile.ZipFile(io.BytesIO(csv_of(file_of(slip(name, fen, 1), slip("王", fen, 2))))) as archive:
        assert archive.namelist() == [*(f"{node}.csv" for node in HEADS), "own_fields.csv"]
        rows = list(csv.reader(io.StringIO(archive.read("setlinfo.csv").decode("utf-8-sig"), newline="")))
        fees = list(csv.reader(io.StringIO(archive.read("feedetail.csv").decode("utf-8-sig"), newline="")))
    assert tuple(rows[0]) == HEADS["setlinfo"]
    assert (len(rows), len(fees)) == (3, 4)
    assert rows[1][rows[0].index("medfee_sumamt")] == format_fen(fen)


def test_an_empty_period_has_its_heads_and_own_fields_are_explained() -> None:
    with zipfile.ZipFile(io.BytesIO(csv_of(file_of()))) as archive:
        assert archive.read("diseinfo.csv").decode("utf-8-sig").strip() == ",".join(HEADS["diseinfo"])
    assert json.loads(json_of(file_of()))["output"] == []
    named = {field for head in HEADS.values() for field in head if field.startswith("own_")}
    assert named == set(OWN)
    assert tuple(setlinfo(slip("王", 1, 0))) == HEADS["setlinfo"]


def test_a_long_run_can_be_told_how_far_it_is() -> None:
    seen: list[tuple[int, int]] = []
    json_of(file_of(*(slip("王", 1, 0),) * 1001), lambda done, total: seen.append((done, total)))
    assert seen == [(0, 1001), (500, 1001), (1000, 1001), (1001, 1001)]
