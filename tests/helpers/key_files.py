"""A key file for tests: one operator with a password, made without chance."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.records.people import Operator
from app.services.desk import Desk
from app.store import keys, meta, operators
from app.store.keys import KeyFile
from tests.helpers.data_key import KEY

PASSWORD = "口令-Good-2026"
FILE_ID = "file-1"


def key_file(path: Path, owner: str = "o1", name: str = "王秀英", file_id: str = FILE_ID) -> KeyFile:
    """Write one beside the data file ``path``; what it holds."""
    slot = keys.wrap(owner, name, PASSWORD, KEY, bytes(16), bytes(12))
    made = KeyFile(file_id, (slot,))
    keys.write(keys.beside(path), made)
    return made


def with_operators(desk: Desk, folder: Path) -> Desk:
    """The desk of the manager ``o2`` with a key file, a slot each for him and the clerk ``o1`` (password ``PASSWORD``), and
    a folder for backups."""
    place = keys.beside(desk.database.path)
    owners = (("o1", "王秀英"), ("o2", "李主任"))
    slots = tuple(keys.wrap(owner, name, PASSWORD, KEY, bytes(16), bytes(12)) for owner, name in owners)
    keys.write(place, KeyFile(FILE_ID, slots))
    with desk.database.unit_of_work() as work:
        meta.put(work, "file", FILE_ID)
        for slot in slots:
            operators.set_slot(work, slot.owner, slot.digest)
    manager = Operator("o2", "李主任", "管理")
    return replace(desk, operator=manager, keys=place, backups=folder)
