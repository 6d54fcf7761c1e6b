"""Where a data file may lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import KnownError
from app.store import location


def test_a_new_file_on_a_full_disk(tmp_path: Path) -> None:
    full = OSError(28, "No space left on device")
    assert location.is_full(full)
    assert not location.is_full(OSError(2, "No such file"))


@pytest.mark.parametrize(
    ("kind", "network"), [("ext4", False), ("cifs", True), ("nfs4", True), ("fuse.sshfs", True), ("overlay", False)]
)
def test_a_network_share_is_refused(tmp_path: Path, kind: str, network: bool) -> None:
    mounts = tmp_path / "mounts"
    share = str(tmp_path / "my share").replace(" ", "\\040")
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/x {share} {kind} rw 0 0\nshort\n", encoding="utf-8")
    assert location.on_network(tmp_path / "my share" / "store.db", mounts=mounts) is network
    assert not location.on_network(tmp_path / "beside.db", mounts=mounts)


def test_network_paths_of_windows_and_systems_without_mounts(tmp_path: Path) -> None:
    assert location.on_network(Path("\\\\server\\share\\store.db"))
    assert not location.on_network(tmp_path / "store.db", mounts=tmp_path / "none")
    with pytest.raises(KnownError, match="NETWORK_PATH"):
        location.check(Path("//server/share/store.db"))
