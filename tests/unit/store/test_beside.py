"""What is kept beside the data file: sealed, each draft by itself, nothing readable, nothing left."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import InvariantError, KnownError
from app.store import beside
from tests.helpers.data_key import KEY
from tests.helpers.small_disk import small_disk

NONCE = bytes(range(beside.NONCE_BYTES))
OTHER_KEY = bytes(32)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "数据.db"


def test_what_was_kept_comes_back_and_goes(path: Path) -> None:
    assert beside.found(path, KEY) == {}
    beside.put(path, KEY, "d-1", NONCE, "王秀英")
    beside.put(path, KEY, "d-2", NONCE, "李建国")
    beside.put(path, KEY, "d-1", NONCE, "王秀英，又录了一行")
    assert beside.found(path, KEY) == {"d-1": "王秀英，又录了一行", "d-2": "李建国"}
    assert all("王秀英".encode() not in one.read_bytes() for one in path.parent.iterdir())
    beside.drop(path, "d-1")
    beside.drop(path, "d-1")
    beside.drop(path, "d-2")
    assert list(path.parent.iterdir()) == []


def test_another_key_a_changed_byte_another_name_open_nothing(path: Path) -> None:
    beside.put(path, KEY, "d-1", NONCE, "typed")
    assert beside.found(path, OTHER_KEY) == {"d-1": None}
    (kept,) = path.parent.iterdir()
    sealed = kept.read_bytes()
    for at in range(len(sealed)):
        kept.write_bytes(sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :])
        assert beside.found(path, KEY) == {"d-1": None}
    kept.write_bytes(sealed[:5])
    assert beside.found(path, KEY) == {"d-1": None}
    kept.write_bytes(sealed)
    kept.rename(kept.with_name(kept.name.replace("d-1", "d-2")))
    assert beside.found(path, KEY) == {"d-2": None}


def test_the_files_of_others_are_passed_by(path: Path) -> None:
    for name in ("数据.keys", "数据.db-wal", "数据.typed-d-1.partial", "数据2.typed-d-1", "数据.typed-"):
        path.with_name(name).write_bytes(b"x")
    assert beside.found(path, KEY) == {}


@pytest.mark.parametrize("draft_id", ["", "../x", "a/b", "甲", "x" * 65])
def test_a_name_that_is_no_id_is_the_programs_mistake(path: Path, draft_id: str) -> None:
    with pytest.raises(InvariantError):
        beside.put(path, KEY, draft_id, NONCE, "typed")


def test_a_full_disk_leaves_what_was_kept_before(tmp_path: Path) -> None:
    with small_disk(tmp_path / "满", 16) as full:
        path = full / "数据.db"
        beside.put(path, KEY, "d-1", NONCE, "typed")
        with pytest.raises(KnownError) as caught:
            beside.put(path, KEY, "d-1", NONCE, "x" * 64_000)
        assert caught.value.code == "DISK_FULL"
        assert beside.found(path, KEY) == {"d-1": "typed"}
