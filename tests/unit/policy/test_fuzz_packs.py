"""A pack with anything in it: faults with their places, or a pack that works out every case or refuses it calmly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import UserError
from app.policy import Fault, Pack, PackFaults, read_pack
from app.services.contract import check_pack
from tests.helpers.contract_cases import pack_files
from tests.helpers.engine_years import POOR, a_visit, settle_year
from tests.helpers.fuzz import FEW_AND_MANY, spoilt_bytes

FILES = pack_files()
WORDS = (
    '""',
    "0",
    "-1",
    "true",
    "[]",
    "{}",
    '"0.70"',
    '"poor"',
    '"basic"',
    "2019-01-01",
    '"1.01"',
    '"-5.00"',
    "1e9",
    "nan",
)


@st.composite
def spoilt_lines(draw: st.DrawFn, text: str) -> bytes:
    """A pack with a few lines dropped, doubled, moved, or with another value."""
    lines = text.split("\n")
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(lines) - 1))
        how = draw(st.sampled_from(["drop", "double", "value", "value", "swap"]))
        if how == "drop":
            del lines[at]
        elif how == "double":
            lines.insert(at, lines[at])
        elif how == "swap":
            other = draw(st.integers(0, len(lines) - 1))
            lines[at], lines[other] = lines[other], lines[at]
        elif "=" in lines[at]:
            lines[at] = f"{lines[at].partition('=')[0]}= {draw(st.sampled_from(WORDS))}"
    return "\n".join(lines).encode()


def read(data: bytes) -> Pack | tuple[Fault, ...]:
    """The pack, or its faults."""
    try:
        return read_pack(data, "area.toml")
    except PackFaults as wrong:
        return wrong.faults


def judge(data: bytes) -> None:
    """Faults are said with line and sentence; a pack that was taken settles or refuses."""
    found = read(data)
    if isinstance(found, tuple):
        assert found
        for fault in found:
            assert fault.line >= 1
            assert fault.message.endswith("。")
            assert len(fault.message) < 1_000
        return
    visits: tuple[dict[str, Any], ...] = (
        {},
        {"type": "outpatient", "admitted": None},
        {"level": "township", "region": "in_county"},
    )
    for changes in visits:
        assert settled(found, changes).endswith("。")


def settled(pack: Pack, changes: dict[str, Any]) -> str:
    """How two visits under a pack end, in a sentence."""
    try:
        settle_year(pack, [a_visit(discharged=pack.starts, **changes)] * 2, POOR)
    except UserError as told:
        return told.message
    return "可以结算。"


@FEW_AND_MANY
@pytest.mark.parametrize("file", FILES[-2:], ids=lambda file: file.stem)
def test_a_pack_with_spoilt_lines(file: Path, examples: int) -> None:
    text = file.read_text(encoding="utf-8")

    @settings(max_examples=examples // 2)
    @given(spoilt_lines(text))
    def check(data: bytes) -> None:
        judge(data)

    check()


@FEW_AND_MANY
def test_a_pack_with_spoilt_bytes(examples: int) -> None:
    good = FILES[3].read_bytes()

    @settings(max_examples=examples // 2)
    @given(spoilt_bytes(good))
    def check(data: bytes) -> None:
        judge(data)

    check()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xef\xbb\xbfformat = 1",
        b"\xff\xfe\x00",
        b"a = " + b"[" * 100_000,
        b"a = " + b"{ b = " * 10_000,
        b"[" + b"a." * 50_000 + b"a]",
        b"format = " + b"9" * 100_000,
        b'format = 1\nid = "' + b"x" * 1_000_000 + b'"',
        b"\x00" * 1_000,
        "format = １".encode(),
        b"format = 1e400",
        b"format = nan",
        b"from = 9999-99-99",
    ],
    ids=range(13),
)
def test_what_is_no_pack_is_refused_with_a_place(data: bytes) -> None:
    judge(data)
    assert check_pack("area.toml", data, None)
    assert check_pack("area.toml", FILES[3].read_bytes(), data)
