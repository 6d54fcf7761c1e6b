"""The key file: a password opens its own slot, a changed byte is told, two writers lose nothing."""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import InvariantError, KnownError
from app.store import keys
from app.store.keys import Failures, KeyFile, Slot
from tests.helpers.data_key import KEY

SECRET = "qing-cao-1"


def slot(owner: str = "o1", secret: str = SECRET, salt: bytes = b"s" * keys.SALT_BYTES) -> Slot:
    return keys.wrap(owner, "王秀英", secret, KEY, salt, b"n" * keys.NONCE_BYTES)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A key file with one slot."""
    keys.write(tmp_path / "a.keys", KeyFile("f1", (slot(),), {"o1": Failures(2, "2026-11-22T08:00:00+08:00")}))
    return tmp_path / "a.keys"


def code_of(path: Path) -> str:
    with pytest.raises(KnownError) as caught:
        keys.read(path)
    return caught.value.code


def test_the_secret_opens_its_slot_and_no_other_does() -> None:
    assert keys.unwrap(slot(), SECRET) == KEY
    assert keys.unwrap(slot(), "qing-cao-2") is None
    assert keys.unwrap(replace(slot(), owner="o2"), SECRET) is None
    assert keys.unwrap(replace(slot(), name="another"), SECRET) == KEY
    assert keys.unwrap(slot(secret="\ud800口令"), "\ud800口令") == KEY


def test_the_digest_is_of_everything_in_the_slot() -> None:
    others = (replace(slot(), name="x"), replace(slot(), owner="x"), slot(salt=b"t" * keys.SALT_BYTES))
    assert slot().digest == slot().digest
    assert len({slot().digest, *(other.digest for other in others)}) == 4


def test_who_shares_a_secret_has_a_slot_and_a_nonce_of_his_own() -> None:
    salt = b"s" * keys.SALT_BYTES
    nonces = [bytes([at]) * keys.NONCE_BYTES for at in (1, 2)]
    first, second = keys.wrap_all({"o1": "王秀英", "o2": "李"}, SECRET, KEY, salt, nonces)
    assert (first.owner, second.owner, second.name) == ("o1", "o2", "李")
    assert first.nonce != second.nonce
    assert [keys.unwrap(one, SECRET) for one in (first, second)] == [KEY, KEY]
    assert keys.unwrap(replace(first, owner="o2"), SECRET) is None
    for given in ([nonces[0]] * 2, nonces[:1]):
        with pytest.raises(InvariantError, match="nonce"):
            keys.wrap_all({"o1": "王秀英", "o2": "李"}, SECRET, KEY, salt, given)


def test_short_salts_and_keys_are_a_bug() -> None:
    with pytest.raises(InvariantError):
        slot(salt=b"short")
    with pytest.raises(InvariantError):
        keys.wrap("o1", "x", "y", b"short", b"s" * keys.SALT_BYTES, b"n" * keys.NONCE_BYTES)


def test_what_was_written_is_read_again_and_for_its_owner_alone(path: Path) -> None:
    found = keys.read(path)
    assert found == KeyFile("f1", (slot(),), {"o1": Failures(2, "2026-11-22T08:00:00+08:00")})
    keys.write(path, replace(found, first="管理", backup={"made": "now", "size": 5}))
    assert keys.read(path) == replace(found, first="管理", backup={"made": "now", "size": 5})
    if os.name == "posix":
        assert path.stat().st_mode & 0o077 == 0


def test_any_changed_byte_is_told(path: Path) -> None:
    whole = path.read_bytes()
    for at in range(0, len(whole), 7):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        # White space between the parts says nothing; all else is noticed.
        if not whole[at : at + 1].isspace():
            assert code_of(path) == "KEYS_DAMAGED"


@pytest.mark.parametrize("text", ["", "[]", "null", "{}", '{"format": 1}', "口令", "[" * 100_000])
def test_what_is_no_key_file_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "b.keys").write_text(text, encoding="utf-8")
    assert code_of(tmp_path / "b.keys") == "KEYS_DAMAGED"


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    assert code_of(tmp_path / "none.keys") == "KEYS_MISSING"


def test_slots_come_and_go() -> None:
    other = slot("o2")
    again = slot(salt=b"t" * keys.SALT_BYTES)
    file = KeyFile("f1", (slot(), other))
    assert file.with_slot(again).of("o1") == (slot(), again)
    assert file.with_slot(slot()).slots == (other, slot())
    assert file.with_slot(again, only=True).slots == (other, again)
    assert file.without("o1").slots == (other,)


def test_two_writers_at_once_lose_nothing(path: Path) -> None:
    def count() -> None:
        for _ in range(20):
            with keys.changing(path) as found:
                before = found.failures["o1"]
                keys.write(path, replace(found, failures={"o1": Failures(before.count + 1, before.at)}))

    threads = [threading.Thread(target=count) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert keys.read(path).failures["o1"].count == 62


def test_who_waits_too_long_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_ATTEMPTS", 2)
    with keys.changing(path), pytest.raises(KnownError) as caught, keys.changing(path):
        pass
    assert caught.value.code == "BUSY"
    with keys.changing(path) as found:
        assert found.file_id == "f1"
