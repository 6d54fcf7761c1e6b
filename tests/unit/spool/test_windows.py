"""What can be tried of the Windows spool without Windows: statuses in words, rows of a picture, the structures' order."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from app.spool.windows import _job_state, _printer, _rows
from app.spool.windows_types import DEVMODEW, PRINTER_INFO_2W


@pytest.mark.parametrize(
    ("status", "state", "said"),
    [
        (0x80, "done", ""),
        (0x1000, "done", ""),
        (0x4, "cancelled", "被取消"),
        (0x10, "printing", ""),
        (0x8, "waiting", ""),
        (0x40 | 0x10, "printing", "没有纸"),
        (0x2, "waiting", "报告错误"),
        (0x1, "waiting", "暂缓"),
    ],
)
def test_a_jobs_flags(status: int, state: str, said: str) -> None:
    found = _job_state(status)
    assert found.state == state
    assert said in found.message
    assert bool(said) == bool(found.message)


def test_a_printers_flags() -> None:
    info = SimpleNamespace(pPrinterName="LQ", pComment="针式", Status=0x1 | 0x8, cJobs=1)
    found = _printer(info, "LQ")
    assert (found.name, found.title, found.state, found.default) == ("LQ", "针式", "stopped", True)
    assert "卡纸" in found.trouble


@pytest.mark.parametrize(("stride", "filled"), [(6, 8), (8, 8)])
def test_rows_are_whole_groups_of_four_bytes(stride: int, filled: int) -> None:
    picture = SimpleNamespace(buffer=bytes(range(2 * stride)), width=2, stride=stride)
    made = _rows(picture)
    assert len(made) == 2 * filled
    assert made[:6] == bytes(range(6))
    assert made[filled : filled + 6] == bytes(range(stride, stride + 6))


def test_fields_stand_in_the_order_of_the_sdk() -> None:
    assert [name for name, *_ in PRINTER_INFO_2W._fields_][-3:] == ["Status", "cJobs", "AveragePPM"]
    assert DEVMODEW.dmOrientation.offset == DEVMODEW.dmFields.offset + DEVMODEW.dmFields.size
