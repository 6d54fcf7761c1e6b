"""The formal data file: its doors, its first start, and the ways in by password or recovery code."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.bootstrap import choices
from app.errors import UserError
from app.policy import Registry
from app.records.people import Operator
from app.records.progress import Step
from app.records.settings import StationForm
from app.services import recovery, stations, upgrades
from app.services.desk import Desk
from app.services.first_steps import CODE, STATION
from app.services.opening import (
    FIRST_START,
    SIGN_IN,
    UPGRADE_PLAIN,
    Doors,
    first_keys,
    keep_station,
    look,
    register,
)
from app.services.operators import checked_name
from app.services.passwords import check_new, unlock
from app.services.rights import MANAGER, SOLE
from app.services.sign_in import signed_in
from app.store import keys
from app.store.convert import encrypt


def doors(data_dir: Path | None, packs: Registry) -> Doors:
    """The ways into the formal data file, for the window."""
    path = choices.data_file(data_dir, choices.FORMAL_FILE)
    return Doors(
        look=lambda: look(path),
        sign_in=lambda name, password: sign_in(path, packs, name, password, asks=True),
        upgrade=lambda name, password, step: sign_in(path, packs, name, password, upgrading=step),
        check_station=lambda form: stations.read_form(form, packs),
        first_start=lambda name, password, sole, form: first_start(path, packs, name, password, form, sole=sole),
        recover=lambda code, name, password: recover(path, packs, code, name, password),
    )


def sign_in(
    path: Path, packs: Registry, name: str, password: str, *, asks: bool = False, upgrading: Step | None = None
) -> Desk:
    """The desk of an operator on a data file that is there; close it with ``desk.database.close()``. A file of an earlier version
    is upgraded, ``upgrading`` told each step; with ``asks`` KnownError UPGRADE_AHEAD says so instead. UserErrors and KnownErrors of
    ``passwords.unlock``, the store and ``sign_in.signed_in``."""
    unlocked = unlock(keys.beside(path), name, password, choices.clock())
    _require_there(path)
    if asks and not keys.read(keys.beside(path)).first:  # a first start that was broken off had agreed to it
        upgrades.require_current(path, unlocked.key)
    desk = choices.desk_at(path, unlocked.key, packs, demonstration=False, upgrading=upgrading)
    with choices.closing_on_refusal(desk):
        with keys.holding(keys.beside(path)):
            found = keys.read(keys.beside(path))
            if found.first:
                desk = replace(desk, station=register(desk, found, choices.settings()).station)
        desk = signed_in(desk, unlocked)
        keep_station(desk)
    return desk


def first_start(
    path: Path, packs: Registry, name: str, password: str, form: StationForm | None = None, *, sole: bool
) -> tuple[Desk, str]:
    """Make the data file for the window of ``form`` (None: as usual), or encrypt the one of an earlier version, which keeps its
    window, with its first administrator (``sole``: one who works alone). His desk, and the recovery code, to be printed now.
    UserError BAD_VALUE, WEAK_PASSWORD, STARTED."""
    station, later = choices.station(demonstration=False), [STATION]
    if form is not None:
        station, later = stations.new_station(form, packs, station.id), []
    operator = Operator(choices.new_id(), checked_name(name), SOLE if sole else MANAGER)
    check_new(operator.name, password)
    key = choices.chance(keys.KEY_BYTES)
    made, code = first_keys(operator, password, key, choices.new_id(), choices.chance)
    with keys.holding(keys.beside(path)):
        found = look(path)
        if found.problem is not None:
            raise found.problem
        if found.state == SIGN_IN:
            raise UserError("STARTED", "", "另一个窗口刚刚设好了管理员：请返回登录页，用那里设的口令登录。")
        keys.write(keys.beside(path), made)
        if found.state == UPGRADE_PLAIN:
            encrypt(path, key)
        desk = choices.desk_at(path, key, packs, demonstration=False)
        with choices.closing_on_refusal(desk):
            new = found.state == FIRST_START
            desk = replace(desk, station=station) if new else desk
            desk = register(desk, made, choices.settings(), step=CODE, later=later)
    return desk, code


def recover(path: Path, packs: Registry, code: str, name: str, password: str) -> tuple[Desk, str]:
    """A new password for an administrator who has the recovery code: his desk, and a new code, to be printed now.
    UserError BAD_CODE, WRONG_CODE, NOT_ALLOWED, WEAK_PASSWORD; KnownErrors of the store."""
    key = recovery.recover(keys.beside(path), code)
    _require_there(path)
    desk = choices.desk_at(path, key, packs, demonstration=False)
    with choices.closing_on_refusal(desk):
        desk, fresh = recovery.recover_administrator(desk, name, password)
        keep_station(desk)
    return desk, fresh


def _require_there(path: Path) -> None:
    """A data file that was lost since the page was shown is said: opening it would make an empty one in its place."""
    problem = look(path).problem
    if problem is not None:
        raise problem
