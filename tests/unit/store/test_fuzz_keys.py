"""Any bytes in place of the key file: the keys as they were written, or KEYS_DAMAGED; a spoilt slot opens nothing."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from app.errors import KnownError
from app.store import keys
from app.store.canonical import canonical
from app.store.keys import Failures, KeyFile, Slot
from tests.helpers.data_key import KEY
from tests.helpers.fuzz import FEW_AND_MANY, SQL, spoilt_bytes, spoilt_tree

SLOT = Slot("o1", "王秀英", "AAAAAAAAAAAAAAAAAAAAAA==", "AAAAAAAAAAAAAAAA", "AAAA")
FILE = KeyFile("file", (SLOT, replace(SLOT, owner="o2")), {"o1": Failures(2, "2019-11-22T10:00:00+08:00")}, {"size": 1})


def signed(content: object) -> bytes:
    """A key file with this content and the sum that fits it: what somebody writes who knows the format."""
    text = canonical(content)
    return json.dumps(
        {"format": keys.FORMAT, "content": content, "sha256": sha256(text.encode("utf-8", "surrogatepass")).hexdigest()}
    ).encode()


def content() -> Any:
    """What the good file holds, as JSON values."""
    return json.loads(canonical(asdict(FILE)))


def read(path: Path, data: bytes) -> KeyFile | str:
    """The keys in ``data``, or the code with which they are refused."""
    path.write_bytes(data)
    try:
        return keys.read(path)
    except KnownError as told:
        return told.code


@FEW_AND_MANY
def test_any_spoilt_byte_is_damage(tmp_path: Path, examples: int) -> None:
    path = tmp_path / "a.keys"
    keys.write(path, FILE)
    good = path.read_bytes()

    @settings(max_examples=examples)
    @given(spoilt_bytes(good))
    def check(data: bytes) -> None:
        found = read(path, data)
        assert found in (FILE, "KEYS_DAMAGED")

    check()


@FEW_AND_MANY
def test_any_content_with_a_sum_that_fits_is_a_key_file_or_damage(tmp_path: Path, examples: int) -> None:
    @settings(max_examples=examples)
    @given(spoilt_tree(content()))
    def check(tree: object) -> None:
        try:
            data = signed(tree)
        except TypeError:  # a float, which canonical JSON has not
            return
        found = read(tmp_path / "a.keys", data)
        if not isinstance(found, KeyFile):
            assert found == "KEYS_DAMAGED"
            return
        assert all(isinstance(one, str) for slot in found.slots for one in asdict(slot).values())
        assert all(type(one.count) is int and isinstance(one.at, str) for one in found.failures.values())
        assert isinstance(found.file_id, str)
        for slot in found.slots:
            assert len(slot.digest) == 64
            found.of(slot.owner)

    check()


@pytest.mark.parametrize(
    "data", [b"", b"null", b"[]", b"{}", b"\xff\xfe", b"[" * 100_000, "密".encode(), b'{"format":1}']
)
def test_what_is_no_key_file(tmp_path: Path, data: bytes) -> None:
    assert read(tmp_path / "a.keys", data) == "KEYS_DAMAGED"


@pytest.mark.parametrize("field", ["salt", "nonce", "wrapped"])
@pytest.mark.parametrize("text", ["", "not base64 !", "AAAA", "A" * 100, "密", "AA\x00AA", *SQL[:4]])
def test_a_spoilt_slot_is_damage_or_opens_nothing(tmp_path: Path, field: str, text: str) -> None:
    made = keys.wrap("o1", "王", "secret", KEY, bytes(16), bytes(12))
    tree = content()
    tree["slots"] = [{**asdict(made), field: text}]
    found = read(tmp_path / "a.keys", signed(tree))
    if isinstance(found, KeyFile):
        assert keys.unwrap(found.slots[0], "secret") is None
    else:
        assert found == "KEYS_DAMAGED"


@pytest.mark.parametrize("secret", [*SQL, "", "半\ud800"])
def test_any_password_wraps_and_unwraps(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_MEMORY", 64)
    slot = keys.wrap("o1", "王", secret, KEY, bytes(16), bytes(12))
    assert keys.unwrap(slot, secret) == KEY
    assert keys.unwrap(slot, secret + "x") is None


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is shown here does not hang on the cost of the derivation."""
    monkeypatch.setattr(keys, "_MEMORY", 64)
