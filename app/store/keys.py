"""The key file beside a data file: the one key that opens it, wrapped once for each operator and once by the recovery code.

A slot holds the 32-byte data key, encrypted with AES-256-GCM under a key that Argon2id makes of the operator's password
(RFC 9106, second recommended option). So a wrong password and a damaged file are told apart: a password that unwraps
nothing is wrong, a key that opens nothing belongs to another or a damaged file. The file holds no person's data; it is
replaced atomically and copied into every backup. Salts and nonces are arguments: this room makes no chance of its own.

Whoever reads it in order to write it does so inside ``changing``: of two windows the second waits, and nothing that the
first wrote is lost.
"""

from __future__ import annotations

import json
import os
import sys
import time
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, astuple, dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from app.errors import KnownError, require
from app.store.canonical import canonical
from app.store.faults import known
from app.store.location import is_full

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

FORMAT = "settlement-keys-1"
RECOVERY = "recovery"
"""Owner of the slot that the recovery code opens."""
KEY_BYTES, SALT_BYTES, NONCE_BYTES = 32, 16, 12
_TIME, _MEMORY, _LANES = 3, 65536, 4
_ATTEMPTS, _PAUSE = 100, 0.05
"""How often the right to write is asked for, and the seconds between."""


@dataclass(frozen=True, slots=True)
class Slot:
    """The data key for one owner (an operator's id, or ``RECOVERY``); ``name`` is shown at sign-in. Bytes are base64."""

    owner: str
    name: str
    salt: str
    nonce: str
    wrapped: str

    @property
    def digest(self) -> str:
        """SHA-256 of the slot: the data file keeps it, so that a slot which somebody else put here opens nothing."""
        return sha256(canonical(asdict(self)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Failures:
    """Wrong passwords in a row for one owner, and when the last one was (ISO with offset)."""

    count: int
    at: str


@dataclass(frozen=True, slots=True)
class KeyFile:
    """``file_id`` names the data file that it belongs to (its meta fact ``file``). ``backup``: facts of the copy that it
    lies beside, empty for the file in use. ``first``: while the data file is being made, the role of its first operator;
    a key file that has one may be beside no data file, or beside one that knows no operator yet."""

    file_id: str
    slots: tuple[Slot, ...]
    failures: Mapping[str, Failures] = field(default_factory=dict)
    backup: Mapping[str, object] = field(default_factory=dict)
    first: str = ""

    def of(self, owner: str) -> tuple[Slot, ...]:
        """The slots of one owner: one, or two while a password is being changed."""
        return tuple(slot for slot in self.slots if slot.owner == owner)

    def with_slot(self, slot: Slot, *, only: bool = False) -> KeyFile:
        """With one more slot; ``only``: in place of the owner's others."""
        kept = tuple(one for one in self.slots if not (only and one.owner == slot.owner) and one != slot)
        return replace(self, slots=(*kept, slot))

    def without(self, owner: str) -> KeyFile:
        """Without any slot of an owner."""
        return replace(self, slots=tuple(slot for slot in self.slots if slot.owner != owner))


@contextmanager
def changing(path: Path) -> Iterator[KeyFile]:
    """The key file as it stands, with the right to ``write`` it until the end of the block; not nested. KnownErrors of
    ``holding`` and ``read``."""
    with holding(path):
        yield read(path)


@contextmanager
def holding(path: Path) -> Iterator[None]:
    """The right to write the key file at ``path``, which needn't be there yet, until the end of the block; not nested.
    KnownError BUSY where another window keeps it for more than five seconds."""
    try:
        descriptor = os.open(lock_of(path), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as wrong:
        raise _trouble(wrong) from wrong
    try:
        # The system gives it back with the process, however that ends.
        for attempt in range(_ATTEMPTS):
            if _taken(descriptor):
                break
            if attempt == _ATTEMPTS - 1:
                raise known("BUSY")
            time.sleep(_PAUSE)
        yield
    finally:
        os.close(descriptor)


def lock_of(path: Path) -> Path:
    """The file that is locked while the right to write ``path`` is held; it holds nothing."""
    return path.with_name(path.name + ".lock")


def _taken(descriptor: int) -> bool:
    """Whether the right to write is ours now."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def beside(path: Path) -> Path:
    """Where the key file of a data file lies."""
    return path.with_suffix(".keys")


def wrap(owner: str, name: str, secret: str, key: bytes, salt: bytes, nonce: bytes) -> Slot:
    """The data key wrapped for one owner; ``salt`` and ``nonce`` are fresh random bytes."""
    return wrap_all({owner: name}, secret, key, salt, [nonce])[0]


def wrap_all(
    owners: Mapping[str, str], secret: str, key: bytes, salt: bytes, nonces: Sequence[bytes]
) -> tuple[Slot, ...]:
    """The data key wrapped for several owners (id → name) who share one secret, each with a nonce of its own: the secret is
    made a key of only once, which takes the time. For a secret that is no secret: the demonstration's."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    require(len(key) == KEY_BYTES, "a data key has 32 bytes")
    require(len(salt) == SALT_BYTES and all(len(one) == NONCE_BYTES for one in nonces), "fresh bytes of their lengths")
    require(len({*nonces}) == len(owners), "a fresh nonce each")
    cipher = AESGCM(_derived(secret, salt))
    wrapped = [cipher.encrypt(nonce, key, _bound(owner)) for owner, nonce in zip(owners, nonces)]
    return tuple(
        Slot(owner, name, _text(salt), _text(nonce), _text(one))
        for (owner, name), nonce, one in zip(owners.items(), nonces, wrapped)
    )


def unwrap(slot: Slot, secret: str) -> bytes | None:
    """The data key, or None where the secret is not the slot's."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        derived = _derived(secret, b64decode(slot.salt))
        return AESGCM(derived).decrypt(b64decode(slot.nonce), b64decode(slot.wrapped), _bound(slot.owner))
    except InvalidTag:
        return None


def _derived(secret: str, salt: bytes) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(secret.encode("utf-8", "surrogatepass"), salt, _TIME, _MEMORY, _LANES, KEY_BYTES, Type.ID)


def _bound(owner: str) -> bytes:
    # Not the name: an operator may be renamed without the password.
    return canonical([FORMAT, owner]).encode()


def _text(data: bytes) -> str:
    return b64encode(data).decode("ascii")


def read(path: Path) -> KeyFile:
    """The key file at ``path``. KnownError KEYS_MISSING, KEYS_DAMAGED, CANNOT_OPEN."""
    try:
        text = path.read_text(encoding="ascii")
    except FileNotFoundError as wrong:
        raise known("KEYS_MISSING") from wrong
    except OSError as wrong:
        raise known("CANNOT_OPEN") from wrong
    except ValueError as wrong:
        raise known("KEYS_DAMAGED") from wrong
    try:
        return _from_table(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as wrong:
        raise known("KEYS_DAMAGED") from wrong


def _from_table(table: Mapping[str, Any]) -> KeyFile:
    content = table["content"]
    if table["format"] != FORMAT or table["sha256"] != sha256(canonical(content).encode()).hexdigest():
        raise ValueError("not a key file as it was written")
    keys = KeyFile(
        file_id=content["file_id"],
        slots=tuple(Slot(**slot) for slot in content["slots"]),
        failures={owner: Failures(**one) for owner, one in content["failures"].items()},
        backup=content["backup"],
        first=content["first"],
    )
    if not _sound(keys):
        raise ValueError("values of another kind")
    return keys


def _sound(keys: KeyFile) -> bool:
    """Whether every value is of its kind: a file with the right sum may still be made by hand."""
    texts: list[object] = [keys.file_id, keys.first, *(text for slot in keys.slots for text in astuple(slot))]
    lengths = [[len(b64decode(text, validate=True)) for text in (slot.salt, slot.nonce)] for slot in keys.slots]
    return (
        all(isinstance(text, str) for text in texts)
        and all(one == [SALT_BYTES, NONCE_BYTES] for one in lengths)
        and all(b64decode(slot.wrapped, validate=True) for slot in keys.slots)
        and all(type(one.count) is int and datetime.fromisoformat(one.at).tzinfo for one in keys.failures.values())
        and isinstance(keys.backup, dict)
    )


def write(path: Path, keys: KeyFile) -> None:
    """Replace the key file at ``path`` as a whole. KnownError DISK_FULL, READ_ONLY: the old one stands then."""
    content = json.loads(canonical(asdict(keys)))
    table = {"format": FORMAT, "content": content, "sha256": sha256(canonical(content).encode()).hexdigest()}
    partial = path.with_name(path.name + ".partial")
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            json.dump(table, file, ensure_ascii=True, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as wrong:
        raise _trouble(wrong) from wrong


def _trouble(wrong: OSError) -> KnownError:
    return known("DISK_FULL" if is_full(wrong) else "READ_ONLY")
