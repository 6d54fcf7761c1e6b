"""A period's settlements in a file with the national platform's field names. Checked before anything is written; audited.

overview(desk, period)                               # what the file would hold, and what is wrong with it
export(desk, period, texts)                          # the bytes of the file
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.errors import UserError
from app.exchange.national import FORMAT, csv_of, json_of
from app.records.fields import Field
from app.records.national import Breach, NationalFile, NationalSettlement
from app.records.progress import Step, silent
from app.services.desk import Desk, today
from app.services.entries import read_fields
from app.services.national.identities import breaches
from app.services.national.making import made
from app.services.periods import Period
from app.services.rights import check
from app.services.trail import note
from app.store import national

FORMS: Mapping[str, str] = MappingProxyType({"json": "JSON（一单一个对象）", "csv": "csv（四张表，压成一个 zip）"})
ENDINGS: Mapping[str, str] = MappingProxyType({"json": ".json", "csv": ".zip"})
NUMBERS: Mapping[str, str] = MappingProxyType({"masked": "打码", "whole": "完整（要写明用途）"})
FIELDS: tuple[Field, ...] = (
    Field("form", "格式", "choice", choices=FORMS),
    Field("numbers", "证件号码", "choice", choices=NUMBERS),
    Field("why", "用途", required=False, when=True, hint="导出完整证号时要填", longest=100),
)
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Overview:
    """What a period's file would hold, without the bills' lines; ``missing``: a sentence for each layer without a code."""

    settlements: tuple[NationalSettlement, ...]
    breaches: tuple[Breach, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exported:
    """The file: its bytes, their SHA-256, the ending of its name, how many settlements are in it."""

    data: bytes
    digest: str
    ending: str
    count: int


def overview(desk: Desk, period: Period, step: Step = silent) -> Overview:
    """What the file of a period would hold, certificates masked. UserError NOT_ALLOWED."""
    check(desk, "national.export")
    with desk.database.reading() as work:
        found, missing = made(work, period.first, period.last, fees=False, whole=False, step=step)
        ledger = national.sums(work, period.first, period.last)
    # A layer without a code is said once, and not as a sum that is short of it.
    return Overview(found, () if missing else breaches(found, ledger), missing)


def export(desk: Desk, period: Period, texts: Mapping[str, str], step: Step = silent) -> Exported:
    """The file of a period, and an audit row with its counts and its hash.

    UserError NOT_ALLOWED, those of ``read_fields``, MISSING at ``why`` (whole certificates for no reason), NOTHING (no document
    in the period), NO_FUND_CODE, NO_MED_TYPE, IDENTITY; nothing is written then."""
    check(desk, "national.export")
    values = read_fields(FIELDS, texts, today(desk))
    whole = values["numbers"] == "whole"
    why = str(values["why"] or "")
    if whole:
        check(desk, "person.unmask")
        if not why:
            raise UserError("MISSING", "why", "导出完整证号请写明用途，会记入审计。")
    with desk.database.reading() as work:
        found, missing = made(work, period.first, period.last, fees=True, whole=whole, step=step)
        ledger = national.sums(work, period.first, period.last)
    if not found:
        raise UserError("NOTHING", "", f"{period.title}没有结算单据：没有写出文件。请换一个期间。")
    if missing:
        raise UserError("NO_FUND_CODE", "", "".join(missing[:_SHOWN]) + "没有写出文件。")
    _refuse(breaches(found, ledger))
    station = desk.station
    file = NationalFile(
        area=station.area_name,
        station=station.name,
        period=period.code,
        first=period.first,
        last=period.last,
        masked=not whole,
        demonstration=station.demonstration,
        settlements=found,
    )
    form = str(values["form"])
    data = json_of(file, step) if form == "json" else csv_of(file, step)
    made_file = Exported(data, hashlib.sha256(data).hexdigest(), ENDINGS[form], len(found))
    after = {
        "period": period.code,
        "form": f"{FORMAT} {form}",
        "count": len(found),
        "total": ledger.total,
        "fund_total": ledger.fund_total,
        "person_pays": ledger.person_pays,
        "institution_pays": ledger.institution_pays,
        "numbers": NUMBERS[str(values["numbers"])],
        "why": why,
        "sha256": made_file.digest,
    }
    with desk.database.unit_of_work() as work:
        note(desk, work, "national.export", "", after)
    return made_file


def _refuse(found: tuple[Breach, ...]) -> None:
    if not found:
        return
    said = "；".join(told(one) for one in found[:_SHOWN])
    more = f"；共 {len(found)} 处" if len(found) > _SHOWN else ""
    raise UserError("IDENTITY", "", f"{said}{more}。账不平，没有写出文件：请先用“审计记录”核查数据文件。")


def told(one: Breach) -> str:
    """A breach in one sentence, with the slip's number."""
    return f"结算单 {one.number}：{one.what}" if one.number else one.what
