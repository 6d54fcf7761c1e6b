"""Values of local parameters as a supervisor confirmed them: a history that only grows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime

from app.errors import UserError
from app.records.parameters import Origin, ParameterValue
from app.store import audit, driver
from app.store.images import Image
from app.store.stamp import day, day_back, moment
from app.store.work import Work


def confirm(work: Work, value: ParameterValue, origin: Origin | None = None) -> None:
    """Add a confirmation; audited with the value that held before. UserError MISSING without a document number.

    ``origin``: it came in a file. Who confirmed it there stands in the audit row, which nobody can change."""
    if not value.document_number.strip():
        raise UserError("MISSING", f"parameters.{value.name}", "请填写这个参数依据的文件号，再确认。")
    before = history(work, value.pack_id, value.name)
    work.execute(
        "INSERT INTO parameter_values (id, pack_id, name, value, document_number, since, station_id, operator_id, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            value.id,
            value.pack_id,
            value.name,
            value.value,
            value.document_number,
            day(value.since),
            value.station_id,
            value.operator_id,
            moment(value.confirmed_at),
        ),
    )
    audit.append(
        work,
        at=value.confirmed_at,
        station_id=value.station_id,
        operator_id=value.operator_id,
        action="parameter.confirm",
        subject=f"{value.pack_id}/{value.name}",
        before=_image(before[-1]) if before else None,
        after={**_image(value), "id": value.id, **({} if origin is None else {"origin": _origin_image(origin)})},
        image=[Image("parameter_values", value.id)],
    )


def confirmed(work: Work, pack_id: str, on: date) -> Mapping[str, ParameterValue]:
    """The values of a pack that hold on a day, by name: of those whose ``since`` has come the one with the latest
    ``since``, and of these the one confirmed last."""
    rows = work.rows(
        "SELECT * FROM parameter_values WHERE pack_id = ? AND coalesce(since, '') <= ? ORDER BY coalesce(since, ''), row",
        (pack_id, on.isoformat()),
    )
    return {row["name"]: _value(row) for row in rows}


def history(work: Work, pack_id: str, name: str) -> tuple[ParameterValue, ...]:
    """Every confirmation of one parameter, in the order in which they were made."""
    rows = work.rows("SELECT * FROM parameter_values WHERE pack_id = ? AND name = ? ORDER BY row", (pack_id, name))
    return tuple(_value(row) for row in rows)


def all_of(work: Work, pack_id: str) -> tuple[ParameterValue, ...]:
    """Every confirmation of a pack's parameters, in the order in which they were made."""
    rows = work.rows("SELECT * FROM parameter_values WHERE pack_id = ? ORDER BY row", (pack_id,))
    return tuple(_value(row) for row in rows)


def origins(work: Work, pack_id: str) -> Mapping[str, Origin]:
    """Where values that came in a file were confirmed, by the id of the value."""
    found: dict[str, Origin] = {}
    rows = work.rows(
        "SELECT after FROM audit WHERE subject >= ? AND subject < ? AND action = 'parameter.confirm'",
        (f"{pack_id}/", f"{pack_id}0"),  # "0" is the character after "/": every subject that begins so
    )
    for row in rows:
        after = json.loads(row["after"])
        if "origin" in after:
            origin = after["origin"]
            at = datetime.fromisoformat(origin["confirmed_at"])
            found[after["id"]] = Origin(origin["confirmed_by"], at, origin["station"], origin["digest"])
    return found


def _origin_image(origin: Origin) -> dict[str, object]:
    return {
        "confirmed_by": origin.confirmed_by,
        "confirmed_at": moment(origin.confirmed_at),
        "station": origin.station,
        "digest": origin.digest,
    }


def _image(value: ParameterValue) -> dict[str, object]:
    return {"value": value.value, "document_number": value.document_number, "since": day(value.since)}


def _value(row: driver.Row) -> ParameterValue:
    return ParameterValue(
        id=row["id"],
        pack_id=row["pack_id"],
        name=row["name"],
        value=row["value"],
        document_number=row["document_number"],
        since=day_back(row["since"]),
        confirmed_at=datetime.fromisoformat(row["at"]),
        station_id=row["station_id"],
        operator_id=row["operator_id"],
    )
