"""Settlements with the national platform's field names: JSON, one object a settlement, or csv, one table a node.

Nodes and fields are those of the national interface (setlinfo, setldetail, feedetail, diseinfo; 原结算ID and 退费结算标志 of its
settlement table); a field of this program's own begins with ``own_`` and is explained in the file itself. What this program does
not know has no field: the national psn_no is given by the platform, here stands the certificate.

Decisions
* 2026-11-30: amounts are JSON numbers with exactly two decimals, written from whole fen as text and never a float on the way.
  Rejected: text, which every reader would have to convert, and the encoder's own numbers, which write 12.1 and 1e-05.
* 2026-11-30: the file says nothing of who took it and when: the same period is the same bytes, the audit has the rest.
* 2026-11-30: csv is four tables in one ZIP, in ``safe`` texts as every csv of this program. Rejected: one wide table, which
  repeats a settlement's sums on each of its lines, so that whoever adds a column up gets another total.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from json.encoder import encode_basestring
from types import MappingProxyType
from typing import BinaryIO

from app.exchange.tables import safe
from app.money.fen import format_fen, format_micro
from app.records.national import (
    BY_RESIDENT_ID,
    INSUTYPE,
    ITEM_LEVELS,
    PERSON_CERTIFICATES,
    SEX_CODES,
    FundPart,
    LedgerSums,
    NationalFee,
    NationalFile,
    NationalSettlement,
    NationalSlip,
)
from app.records.progress import Step, part, silent, stepped

FORMAT = "national-settlements-1"
"""A later shape gets another name."""
_STAMP = (1980, 1, 1, 0, 0, 0)


class Figure(str):
    """A number as it is written: 12.50 stays 12.50."""

    __slots__ = ()


Value = Figure | str | None
Row = dict[str, Value]

OWN: Mapping[str, str] = MappingProxyType(
    {
        "own_kind": "单据种类：settlement 结算，reversal 冲红，adjustment 差额（金额带正负号）",
        "own_business_date": "记账的业务日期，导出期间按它",
        "own_person_id": "本程序的人员编号；国家平台的 psn_no 由平台给，这里没有",
        "own_way": "结算方式：direct 直接结算，reimbursement 零星报销，top_up 补差",
        "own_special_drug_amt": "大病特药（政策范围外单列）",
        "own_patient_fault_amt": "患者原因的过度医疗、代购",
        "own_hosp_fault_amt": "机构原因的过度医疗、会诊费",
    }
)
"""The program's own fields, each with what it is."""


def yuan(fen: int) -> Figure:
    """An amount with exactly two decimals."""
    return Figure(format_fen(fen))


def micro(value: int | None) -> Figure | None:
    """A quantity, price or rate of millionths; None as it is."""
    if value is None:
        return None
    return Figure(("-" if value < 0 else "") + format_micro(abs(value)))


# ---- the nodes ----


def setlinfo(one: NationalSettlement) -> Row:
    """The settlement itself."""
    slip = one.slip
    return {**_who(one), **_visit(one), **_sums(slip), **_paid(one), "own_way": slip.way}


def _who(one: NationalSettlement) -> Row:
    slip = one.slip
    known = slip.certificate_type == "resident_id"
    return {
        "setl_id": slip.number,
        "init_setl_id": slip.initial or None,
        "refd_setl_flag": "1" if slip.kind == "reversal" else "0",
        "mdtrt_id": slip.visit,
        "own_kind": slip.kind,
        "own_business_date": slip.business_date.isoformat(),
        "own_person_id": slip.person_id,
        "psn_name": slip.name,
        "psn_cert_type": PERSON_CERTIFICATES.get(slip.certificate_type),
        "certno": one.certificate,
        "gend": SEX_CODES.get(slip.sex),
        "brdy": slip.born.isoformat(),
        "insutype": INSUTYPE,
        "mdtrt_cert_type": BY_RESIDENT_ID if known else None,
    }


def _visit(one: NationalSettlement) -> Row:
    slip = one.slip
    return {
        "fixmedins_code": one.institution_code or None,
        "fixmedins_name": slip.institution_name,
        "med_type": one.med_type,
        "begndate": (slip.admitted or slip.discharged).isoformat(),
        "enddate": slip.discharged.isoformat(),
        "setl_time": f"{slip.posted_at:%Y-%m-%d %H:%M:%S}",
        "invono": slip.invoice_number or None,
    }


def _sums(slip: NationalSlip) -> Row:
    return {
        "medfee_sumamt": yuan(slip.total),
        "fulamt_ownpay_amt": yuan(slip.out_of_catalogue),
        "overlmt_selfpay": yuan(slip.over_limit),
        "preselfpay_amt": yuan(slip.prepay),
        "inscp_scp_amt": yuan(slip.in_scope),
        **_own_places(slip),
        "act_pay_dedc": yuan(slip.deductible),
    }


def _own_places(of: NationalSlip | NationalFee) -> Row:
    return {
        "own_special_drug_amt": yuan(of.special_drug),
        "own_patient_fault_amt": yuan(of.patient_own),
        "own_hosp_fault_amt": yuan(of.institution_own),
    }


def _paid(one: NationalSettlement) -> Row:
    slip = one.slip
    rate = next((layer.rate for layer in slip.layers if layer.layer == "basic" and layer.pay), None)

    def fund(field: str) -> Figure:
        return yuan(sum(part.pay for part in one.funds if part.field == field))

    return {
        "pool_prop_selfpay": micro(rate),
        "hifp_pay": fund("hifp_pay"),
        "hifmi_pay": fund("hifmi_pay"),
        "maf_pay": fund("maf_pay"),
        "oth_pay": fund("oth_pay"),
        "fund_pay_sumamt": yuan(slip.fund_total),
        "psn_part_amt": yuan(slip.person_pays),
        "acct_pay": yuan(one.account),
        "psn_cash_pay": yuan(one.cash),
        "psn_selfpay": yuan(one.self_paid),
        "psn_ownpay": yuan(one.own_paid),
        "hosp_part_amt": yuan(slip.institution_pays),
    }


def setldetail(number: str, part: FundPart) -> Row:
    """What one fund paid."""
    return {
        "setl_id": number,
        "fund_pay_type": part.code,
        "fund_pay_type_name": part.name,
        "inscp_scp_amt": yuan(part.base),
        "fund_payamt": yuan(part.pay),
        "setl_proc_info": part.note,
    }


def feedetail(number: str, fee: NationalFee) -> Row:
    """One line of the bill."""
    return {
        "setl_id": number,
        "feedetl_sn": f"{number}-{fee.line + 1:04d}",
        "med_list_codg": fee.code or None,
        "medins_list_name": fee.name,
        "med_chrgitm_type": fee.category,
        "chrgitm_lv": ITEM_LEVELS.get(fee.item_class),
        "prcunt": fee.unit or None,
        "cnt": micro(fee.quantity),
        "pric": micro(fee.unit_price),
        "pric_uplmt_amt": micro(fee.price_limit),
        "selfpay_prop": micro(fee.prepay_rate),
        "det_item_fee_sumamt": yuan(fee.amount),
        "fulamt_ownpay_amt": yuan(fee.out_of_catalogue),
        "overlmt_amt": yuan(fee.over_limit),
        "preselfpay_amt": yuan(fee.prepay),
        "inscp_scp_amt": yuan(fee.in_scope),
        **_own_places(fee),
    }


def diseinfo(slip: NationalSlip) -> Iterator[Row]:
    """The diagnosis, where one was entered."""
    if slip.diagnosis_code or slip.diagnosis_name:
        yield {
            "setl_id": slip.number,
            "diag_srt_no": "1",
            "maindiag_flag": "1",
            "diag_code": slip.diagnosis_code or None,
            "diag_name": slip.diagnosis_name,
        }


def _nodes(one: NationalSettlement) -> dict[str, list[Row]]:
    number = one.slip.number
    return {
        "setldetail": [setldetail(number, part) for part in one.funds],
        "feedetail": [feedetail(number, fee) for fee in one.slip.fees],
        "diseinfo": list(diseinfo(one.slip)),
    }


# ---- JSON ----


def write_json(file: NationalFile, out: BinaryIO, step: Step = silent) -> None:
    """The settlements as JSON, UTF-8; a settlement a line, so that two files can be compared line by line. One at a time: a
    month of a county is no more in memory than a day."""
    head = (
        f'{{\n"format":{_text(FORMAT)},\n"area":{_text(file.area)},\n"station":{_text(file.station)},'
        f'\n"period":{_text(file.period)},\n"begndate":"{file.first}",\n"enddate":"{file.last}",'
        f'\n"certno_masked":{_flag(file.masked)},\n"demonstration":{_flag(file.demonstration)},'
        f'\n"own_fields":{json.dumps(dict(OWN), ensure_ascii=False)},\n"sums":{_object(totals(file.sums))},\n"output":['
    )
    out.write(_bytes(head))
    for at, one in enumerate(stepped(file.settlements(True), file.sums.count, step)):
        nodes = ",".join(f'"{name}":[{",".join(map(_object, rows))}]' for name, rows in _nodes(one).items())
        out.write(_bytes(f'{"," if at else ""}\n{{"setlinfo":{_object(setlinfo(one))},{nodes}}}'))
    out.write(_bytes("\n]\n}\n"))


def _bytes(text: str) -> bytes:
    # Half a character is a text for JSON and none for a file.
    return text.encode("utf-8", "replace")


def totals(sums: LedgerSums) -> Row:
    """What the file adds up to."""
    return {
        "count": Figure(sums.count),
        "medfee_sumamt": yuan(sums.total),
        "fund_pay_sumamt": yuan(sums.fund_total),
        "psn_part_amt": yuan(sums.person_pays),
        "hosp_part_amt": yuan(sums.institution_pays),
    }


def _object(row: Row) -> str:
    return "{" + ",".join(f'"{name}":{_value(value)}' for name, value in row.items()) + "}"


def _value(value: Value) -> str:
    if value is None:
        return "null"
    return str(value) if isinstance(value, Figure) else _text(value)


def _text(text: str) -> str:
    return encode_basestring(text)


def _flag(value: bool) -> str:
    return "true" if value else "false"


# ---- csv ----


def write_csv(file: NationalFile, out: BinaryIO, step: Step = silent) -> None:
    """The settlements as a ZIP of csv tables, one a node, and what the program's own fields are. Read once for each table."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for at, (name, head) in enumerate(HEADS.items()):
            settlements = stepped(file.settlements(name == "feedetail"), file.sums.count, part(step, at, len(HEADS)))
            _add(archive, f"{name}.csv", head, (row for one in settlements for row in _rows_of(name, one)))
        _add(archive, "own_fields.csv", ("field", "what"), _own_rows())


def _rows_of(table: str, one: NationalSettlement) -> Iterable[Row]:
    return [setlinfo(one)] if table == "setlinfo" else _nodes(one)[table]


def _own_rows() -> Iterator[Row]:
    for name, what in OWN.items():
        yield {"field": name, "what": what}


def _add(archive: zipfile.ZipFile, name: str, head: Sequence[str], rows: Iterable[Row]) -> None:
    # A fixed stamp and system: the same settlements are the same bytes everywhere.
    entry = zipfile.ZipInfo(name, _STAMP)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3
    # A year of a county is more than the 2 GB of an old ZIP.
    with archive.open(entry, "w", force_zip64=True) as node, io.TextIOWrapper(node, "utf-8-sig", newline="") as text:
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(head)
        writer.writerows([safe(str(row[name] or "")) for name in head] for row in rows)


HEADS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "setlinfo": (
            *(
                "setl_id",
                "init_setl_id",
                "refd_setl_flag",
                "mdtrt_id",
                "own_kind",
                "own_business_date",
                "own_person_id",
            ),
            *("psn_name", "psn_cert_type", "certno", "gend", "brdy", "insutype", "mdtrt_cert_type"),
            *("fixmedins_code", "fixmedins_name", "med_type", "begndate", "enddate", "setl_time", "invono"),
            *("medfee_sumamt", "fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt", "inscp_scp_amt"),
            *("own_special_drug_amt", "own_patient_fault_amt", "own_hosp_fault_amt", "act_pay_dedc"),
            *("pool_prop_selfpay", "hifp_pay", "hifmi_pay", "maf_pay", "oth_pay", "fund_pay_sumamt", "psn_part_amt"),
            *("acct_pay", "psn_cash_pay", "psn_selfpay", "psn_ownpay", "hosp_part_amt", "own_way"),
        ),
        "setldetail": (
            *("setl_id", "fund_pay_type", "fund_pay_type_name", "inscp_scp_amt", "fund_payamt", "setl_proc_info"),
        ),
        "feedetail": (
            *("setl_id", "feedetl_sn", "med_list_codg", "medins_list_name", "med_chrgitm_type", "chrgitm_lv", "prcunt"),
            *(
                "cnt",
                "pric",
                "pric_uplmt_amt",
                "selfpay_prop",
                "det_item_fee_sumamt",
                "fulamt_ownpay_amt",
                "overlmt_amt",
            ),
            *("preselfpay_amt", "inscp_scp_amt", "own_special_drug_amt", "own_patient_fault_amt", "own_hosp_fault_amt"),
        ),
        "diseinfo": ("setl_id", "diag_srt_no", "maindiag_flag", "diag_code", "diag_name"),
    }
)
"""Node → its columns, also of a period without a row."""
