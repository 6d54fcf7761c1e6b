"""Where a data file may lie: on a local disk that can be written to."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from app.store.faults import known

_NETWORK_KINDS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "ceph", "glusterfs", "fuse.sshfs", "fuse.davfs", "davfs"}
)
_HEADER = b"SQLite format 3\x00"
_MOUNTS = Path("/proc/self/mounts")


def check(path: Path, *, mounts: Path = _MOUNTS) -> None:
    """Refuse a network share (WAL needs shared memory), a folder without write permission, a file that can't be read."""
    if on_network(path, mounts=mounts):
        raise known("NETWORK_PATH")
    folder = path.parent
    if not folder.is_dir() or path.is_dir():
        raise known("CANNOT_OPEN")
    if not os.access(folder, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise known("READ_ONLY")


def on_network(path: Path, *, mounts: Path = _MOUNTS) -> bool:
    """True where ``path`` is known to lie on a network share: a UNC path, or a mount of a network kind (Linux)."""
    if str(path).startswith(("\\\\", "//")):
        return True
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    best, kind = "", ""
    resolved = path.resolve()
    for line in lines:
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        at = fields[1].replace("\\040", " ")
        if resolved.is_relative_to(at) and len(at) >= len(best):
            best, kind = at, fields[2]
    return kind in _NETWORK_KINDS


def is_full(error: OSError) -> bool:
    """True where the system says that the disk or the user's share of it is used up."""
    return error.errno in {errno.ENOSPC, errno.EDQUOT}


def is_plain(path: Path) -> bool:
    """True for an SQLite file that is not encrypted, as the first version made them."""
    with path.open("rb") as file:
        return file.read(len(_HEADER)) == _HEADER
