"""A key file for tests: one operator with a password, made without chance."""

from __future__ import annotations

from pathlib import Path

from app.store import keys
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
