"""A period's settlements in a file with the national platform's field names. Checked before anything is written; audited once it is saved.

overview(desk, period)                               # what the file would hold, and what is wrong with it
export(desk, period, texts, path)                    # the file, saved
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from app.errors import UserError
from app.exchange.national import FORMAT, write_csv, write_json
from app.exchange.new_file import new_file
from app.records.fields import Field
from app.records.national import Breach, NationalFile, NationalSettlement
from app.records.progress import Step, part, silent
from app.services.desk import Desk, today
from app.services.entries import read_fields
from app.services.national.identities import breaches
from app.services.national.making import made
from app.services.periods import Period
from app.services.rights import check
from app.services.trail import note
from app.store import national
from app.store.work import Work

FORMS: Mapping[str, str] = MappingProxyType({"json": "JSON（一单一个对象）", "csv": "csv（四张表，压成一个 zip）"})
ENDINGS: Mapping[str, str] = MappingProxyType({"json": ".json", "csv": ".zip"})
NUMBERS: Mapping[str, str] = MappingProxyType({"masked": "打码", "whole": "完整（要写明用途）"})
FIELDS: tuple[Field, ...] = (
    Field("form", "格式", "choice", choices=FORMS),
    Field("numbers", "证件号码", "choice", choices=NUMBERS),
    Field("why", "用途", required=False, when=True, hint="导出完整证号时要填", longest=100),
)
_SHOWN = 3
_WRITERS: Mapping[str, Callable[[NationalFile, BinaryIO, Step], None]] = MappingProxyType(
    {"json": write_json, "csv": write_csv}
)
_TOLD = ("count", "total", "fund_total", "person_pays", "institution_pays")


@dataclass(frozen=True, slots=True)
class Overview:
    """What a period's file would hold, without the bills' lines; ``missing``: a sentence for each layer without a code."""

    settlements: tuple[NationalSettlement, ...]
    breaches: tuple[Breach, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exported:
    """The file: where it was saved, its SHA-256, how many settlements are in it."""

    path: Path
    digest: str
    count: int


def overview(desk: Desk, period: Period, step: Step = silent) -> Overview:
    """What the file of a period would hold, certificates masked. UserError NOT_ALLOWED."""
    check(desk, "national.export")
    missing: dict[str, None] = {}
    with desk.database.reading() as work:
        found = tuple(made(work, period.first, period.last, missing, fees=False, whole=False, step=step))
        ledger = national.sums(work, period.first, period.last)
    # A layer without a code is said once, and not as a sum that is short of it.
    return Overview(found, () if missing else breaches(found, ledger), tuple(missing))


def export(desk: Desk, period: Period, texts: Mapping[str, str], path: Path, step: Step = silent) -> Exported:
    """The file of a period where ``path`` says (its ending is the form's), and an audit row with its counts and its hash: both
    or neither. Looked through whole (the first half of the way) before it is written.

    UserError NOT_ALLOWED, those of ``read_fields``, MISSING at ``why`` (whole certificates for no reason), NOTHING (no document
    in the period), NO_FUND_CODE, NO_MED_TYPE, IDENTITY; KnownError SAVE."""
    check(desk, "national.export")
    values = read_fields(FIELDS, texts, today(desk))
    whole = values["numbers"] == "whole"
    why = str(values["why"] or "")
    if whole:
        check(desk, "person.unmask")
        if not why:
            raise UserError("MISSING", "why", "导出完整证号请写明用途，会记入审计。")
    form = str(values["form"])
    with new_file(path.with_name(f"{path.stem}{ENDINGS[form]}")) as file:
        with desk.database.reading() as work:
            found = _checked(desk, work, period, whole, part(step, 0, 2))
            _WRITERS[form](found, file.out, part(step, 1, 2))
        digest = file.digest()
        numbers = NUMBERS[str(values["numbers"])]
        after = {
            "period": period.code,
            "form": f"{FORMAT} {form}",
            **{name: getattr(found.sums, name) for name in _TOLD},
            "numbers": numbers,
            "why": why,
            "sha256": digest,
        }
        with desk.database.unit_of_work() as work:
            note(desk, work, "national.export", "", after)
            target = file.keep()
    return Exported(target, digest, found.sums.count)


def _checked(desk: Desk, work: Work, period: Period, whole: bool, step: Step) -> NationalFile:
    """The settlements of a period, once everything was found to hold that must."""
    missing: dict[str, None] = {}
    ledger = national.sums(work, period.first, period.last)
    if not ledger.count:
        raise UserError("NOTHING", "", f"{period.title}没有结算单据：没有写出文件。请换一个期间。")
    wrong = breaches(made(work, period.first, period.last, missing, fees=True, whole=whole, step=step), ledger)
    if missing:
        raise UserError("NO_FUND_CODE", "", "".join(list(missing)[:_SHOWN]) + "没有写出文件。")
    _refuse(wrong)
    station = desk.station
    return NationalFile(
        area=station.area_name,
        station=station.name,
        period=period.code,
        first=period.first,
        last=period.last,
        masked=not whole,
        demonstration=station.demonstration,
        settlements=lambda fees: made(work, period.first, period.last, {}, fees=fees, whole=whole),
        sums=ledger,
    )


def _refuse(found: tuple[Breach, ...]) -> None:
    if not found:
        return
    said = "；".join(told(one) for one in found[:_SHOWN])
    more = f"；共 {len(found)} 处" if len(found) > _SHOWN else ""
    raise UserError("IDENTITY", "", f"{said}{more}。账不平，没有写出文件：请先用“审计记录”核查数据文件。")


def told(one: Breach) -> str:
    """A breach in one sentence, with the slip's number."""
    return f"结算单 {one.number}：{one.what}" if one.number else one.what
