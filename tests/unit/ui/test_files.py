"""Files that the clerk names: read up to a limit, written beside what is there, never elsewhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.errors import KnownError
from app.ui.files import read_whole, save_new
from tests.helpers.fuzz import SQL


def test_of_a_large_file_one_byte_more_than_the_limit_is_read(tmp_path: Path) -> None:
    """A file of any size costs the limit and no more; whoever reads it sees that it is too long."""
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(10 * 1024**3)  # ten gigabytes of nothing, none of them on the disk
    assert read_whole(path, 1_000) == bytes(1_001)
    path.write_bytes(b"x" * 1_000)
    assert len(read_whole(path, 1_000)) == 1_000


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no endless file")
def test_an_endless_file_ends_at_the_limit() -> None:
    assert len(read_whole(Path("/dev/zero"), 5_000)) == 5_001


@pytest.mark.parametrize("name", ["no such file", ".", "a\x00b", "x" * 5_000, "\ud800"])
def test_what_cannot_be_read_is_said_calmly(tmp_path: Path, name: str) -> None:
    with pytest.raises(KnownError) as caught:
        read_whole(tmp_path / name, 10)
    assert caught.value.code == "READ"


def test_nothing_is_written_over(tmp_path: Path) -> None:
    path = tmp_path / "结算单.pdf"
    names = [save_new(bytes([at]), path).name for at in range(3)]
    assert names == ["结算单.pdf", "结算单(2).pdf", "结算单(3).pdf"]
    assert [one.read_bytes() for one in sorted(tmp_path.iterdir())] == [b"\x01", b"\x02", b"\x00"]


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_that_leads_nowhere_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "结算单.pdf").symlink_to(tmp_path / "elsewhere.pdf")
    written = save_new(b"x", tmp_path / "结算单.pdf")
    assert not (tmp_path / "elsewhere.pdf").exists()
    assert written.name == "结算单(2).pdf"


@pytest.mark.parametrize("name", [one for one in SQL if "/" not in one and one.isprintable() and len(one) < 40])
def test_any_name_is_a_file_in_the_folder(tmp_path: Path, name: str) -> None:
    written = save_new(b"x", tmp_path / f"{name}.pdf")
    assert written.parent == tmp_path
    assert written.read_bytes() == b"x"


@pytest.mark.parametrize("name", ["a\x00b", "字" * 10_000])
def test_what_is_no_name_is_said_calmly(tmp_path: Path, name: str) -> None:
    with pytest.raises(KnownError) as caught:
        save_new(b"x", tmp_path / f"{name}.pdf")
    assert caught.value.code == "SAVE"
