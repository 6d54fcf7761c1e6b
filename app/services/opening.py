"""What stands between the start of the program and the desk: is there a data file, is it encrypted, who may sign in.

``look`` says it of a path. The window and the command line get ``Doors``, made in bootstrap: they open files, nobody else.
A data file's first start is finished by whoever signs in first, where it was broken off after the key file was there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.errors import KnownError, require
from app.records.people import Operator
from app.records.progress import Step
from app.records.settings import Settings, StationForm
from app.services import first_steps, recovery
from app.services.desk import Desk, now, today
from app.services.passwords import keys_of
from app.services.settings import keep
from app.services.sign_in import FILE, SignInName, names_of
from app.services.trail import note
from app.services.upkeep import note_standing
from app.store import closes, images, keys, location, meta, operators, proof
from app.store.faults import known
from app.store.keys import KeyFile
from app.store.mend import mend

"""Told how far an upgrade is: which step of how many; may raise to stop it."""
SIGN_IN, FIRST_START, UPGRADE_PLAIN, REFUSED = "sign_in", "first_start", "upgrade_plain", "refused"


@dataclass(frozen=True, slots=True)
class Opening:
    """A data file before it is open. ``state``: SIGN_IN (``names`` may), FIRST_START (there is none yet), UPGRADE_PLAIN
    (one of an earlier version, which is encrypted at the first start), REFUSED (``problem`` says why; with DATA_MISSING,
    KEYS_MISSING, KEYS_DAMAGED a backup is the way back)."""

    path: Path
    state: str
    names: tuple[SignInName, ...] = ()
    problem: KnownError | None = None

    @property
    def keys(self) -> Path:
        """Its key file."""
        return keys.beside(self.path)


@dataclass(frozen=True, slots=True)
class Doors:
    """The ways in, for a window: ``look()``; ``sign_in(name, password)``, with KnownError UPGRADE_AHEAD where a file of an earlier
    version would be upgraded by it, and ``upgrade(name, password, step)`` which does that; ``check_station(form)`` for what was typed
    of the window, ``first_start(name, password, sole, form)`` for FIRST_START and UPGRADE_PLAIN (``form`` None: as usual),
    ``recover(code, name, new_password)``: both give the desk and a recovery code that is shown this once. UserErrors beside their
    fields (paths name, password, code …), KnownErrors of the store. A tenth of a second and more each, but for ``check_station``: not
    on the window's thread. The desk is closed with ``desk.database.close()``."""

    look: Callable[[], Opening]
    sign_in: Callable[[str, str], Desk]
    upgrade: Callable[[str, str, Step], Desk]
    check_station: Callable[[StationForm], StationForm]
    first_start: Callable[[str, str, bool, StationForm | None], tuple[Desk, str]]
    recover: Callable[[str, str, str], tuple[Desk, str]]


def look(path: Path) -> Opening:
    """What is at ``path``; never raises for what stands in the way, but says it."""
    try:
        mend(path)
        location.check(path)
        there = path.exists() and path.stat().st_size > 0
        if there and location.is_plain(path):
            return Opening(path, UPGRADE_PLAIN)
        if not there and not keys.beside(path).exists():
            return Opening(path, FIRST_START)
        found = keys.read(keys.beside(path))
    except KnownError as wrong:
        return Opening(path, REFUSED, problem=KnownError(wrong.code, f"{wrong.message}（{path}）"))
    except OSError:
        return Opening(path, REFUSED, problem=known("CANNOT_OPEN"))
    if there:
        return Opening(path, SIGN_IN, names_of(found))
    if found.first:
        return Opening(path, FIRST_START)
    gone = f"找不到数据文件 {path.name}，它的密钥文件还在。请核对文件夹，或从最近的备份恢复；不要另建新文件。（{path}）"
    return Opening(path, REFUSED, problem=KnownError("DATA_MISSING", gone))


def first_keys(
    operator: Operator, password: str, key: bytes, file_id: str, chance: Callable[[int], bytes]
) -> tuple[KeyFile, str]:
    """The key file of a new data file, unfinished (``first``) until ``register`` was done, and the recovery code."""
    code = recovery.written(chance(recovery.CODE_BYTES))
    made = [
        keys.wrap(owner, name, secret, key, chance(keys.SALT_BYTES), chance(keys.NONCE_BYTES))
        for owner, name, secret in ((operator.id, operator.name, password), (keys.RECOVERY, "", recovery.typed(code)))
    ]
    return KeyFile(file_id, tuple(made), first=operator.role), code


def register(
    desk: Desk, found: KeyFile, settings: Settings, *, step: str = first_steps.STATION, later: Sequence[str] = ()
) -> Desk:
    """Write station, first operator and settings into a new (or just encrypted) data file, then finish its key file; the
    desk of that operator. Done before and broken off, it is done again: the first start goes on at ``step``, with what was left for ``later``. Inside
    ``keys.holding``."""
    slot = next(slot for slot in found.slots if slot.owner != keys.RECOVERY)
    made = replace(desk, operator=Operator(slot.owner, slot.name, found.first))
    require(found.first, "a finished key file has no first operator to register")
    with made.database.unit_of_work() as work:
        if not operators.slots(work):
            if not meta.stations(work):
                made = replace(made, station=replace(made.station, id=f"station-{made.new_id()}"))
            upgraded = proof.standing_due(work)
            at = now(made)
            station = images.held(work, "stations", made.station.id)
            meta.save_station(work, made.station, at=at)
            meta.put(work, meta.STATION, made.station.id)
            if not upgraded:
                first_steps.begin(work, step, later)
            operators.stop_built_in(work)
            operators.add(work, made.operator, slot.digest, at=at)
            meta.put(work, FILE, found.file_id)
            if meta.get(work, "created") is None:
                meta.put(work, "created", at.isoformat())
            kept = keep(work, settings)
            closes.begin(work, today(made))
            note_standing(made, work, due=upgraded)
            said = {"name": made.operator.name, "role": made.operator.role, "active": True}
            # Of a file of an earlier version, all that stands in it was just noted, these rows too.
            image = () if upgraded else (images.Image("operators", made.operator.id), station, *kept)
            note(made, work, "operator.first", made.operator.id, said, image=image)
    keys.write(keys_of(made), replace(found, first=""))
    return made


def own_station(desk: Desk) -> Desk:
    """The desk at the station that its file is of. KnownError NOT_OURS for a demonstration file in a formal one's place, or the
    other way round."""
    with desk.database.reading() as work:
        station = meta.own_station(work, desk.station)
    if station.demonstration != desk.station.demonstration:
        raise KnownError("NOT_OURS", "演示数据和正式数据不能混用：请核对打开的是哪个文件。")
    return replace(desk, station=station)


def keep_station(desk: Desk) -> None:
    """A file of an earlier version says from now on itself which station it is of; it keeps the one that it had."""
    with desk.database.reading() as work:
        if meta.get(work, meta.STATION) is not None:
            return
    with desk.database.unit_of_work() as work:
        image = images.held(work, "stations", desk.station.id)
        meta.save_station(work, desk.station, at=now(desk))
        meta.put(work, meta.STATION, desk.station.id)
        note(desk, work, "station.keep", desk.station.id, {"name": desk.station.name}, image=image)
