"""What is typed while the data file can't be written to: kept beside it, a small file for each draft, until the data file has it.

``NAME.typed-ID``, AES-256-GCM under a key of its own that is made of the data key; replaced as a whole and synced. Nonces are
arguments. Several windows may keep theirs at once: no file is anybody else's.

Rejected (2026-11-30): a second database for drafts alone, which the settlement, the audit and every backup would have to join.
"""

from __future__ import annotations

import hmac
import os
import re
from contextlib import suppress
from pathlib import Path

from app.errors import require
from app.store.disk import PARTIAL, calmly, sync

NONCE_BYTES = 12
_FORMAT = b"settlement-typed-1"
_ID = re.compile(r"[0-9A-Za-z-]{1,64}")


def put(path: Path, key: bytes, draft_id: str, nonce: bytes, content: str) -> None:
    """Keep ``content`` for a draft beside the data file ``path`` in place of what was kept of it. KnownErrors of the disk."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    require(_ID.fullmatch(draft_id) and len(nonce) == NONCE_BYTES, "a draft's id and a fresh nonce of its length")
    target = _of(path, draft_id)
    partial = target.with_name(target.name + PARTIAL)
    sealed = nonce + AESGCM(_key(key)).encrypt(nonce, content.encode(), draft_id.encode())
    with calmly(path):
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
        sync(path.parent)


def found(path: Path, key: bytes) -> dict[str, str | None]:
    """What is kept beside the data file, by draft; None for what this key does not open, or is damaged."""
    start = _of(path, "").name
    names = sorted(one.name for one in path.parent.iterdir() if one.name.startswith(start))
    ids = (name.removeprefix(start) for name in names)
    return {draft_id: _opened(_of(path, draft_id), key, draft_id) for draft_id in ids if _ID.fullmatch(draft_id)}


def drop(path: Path, draft_id: str) -> None:
    """The data file has it, or nobody wants it: nothing of it is kept beside any more. What can't be removed stays."""
    target = _of(path, draft_id)
    with suppress(OSError):
        target.unlink(missing_ok=True)
        target.with_name(target.name + PARTIAL).unlink(missing_ok=True)


def _of(path: Path, draft_id: str) -> Path:
    return path.with_suffix(f".typed-{draft_id}")


def _key(key: bytes) -> bytes:
    return hmac.digest(key, _FORMAT, "sha256")


def _opened(path: Path, key: bytes, draft_id: str) -> str | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        sealed = path.read_bytes()
        content = AESGCM(_key(key)).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], draft_id.encode())
        return content.decode()
    except (OSError, InvalidTag, ValueError):
        return None
