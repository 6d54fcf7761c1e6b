"""Which pack holds where and when; two of one area on the same day are refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.policy import Pack, PackFaults, Registry, read_pack
from app.services.contract import check_together

GOOD = (Path(__file__).resolve().parents[2] / "data" / "wrong_packs" / "good.toml").read_text(encoding="utf-8")


def text(pack_id: str, starts: str, ends: str | None, *, area: str = "某县", status: str = "in_force") -> str:
    changed = GOOD.replace('id = "area-2019"', f'id = "{pack_id}"').replace('area = "某县"', f'area = "{area}"')
    changed = changed.replace("from = 2019-01-01", f"from = {starts}").replace('"in_force"', f'"{status}"')
    return changed.replace("to = 2019-12-31", f"to = {ends}" if ends else "")


def pack(pack_id: str, starts: str, ends: str | None, **more: str) -> Pack:
    return read_pack(text(pack_id, starts, ends, **more).encode(), f"{pack_id}.toml")


def test_both_ends_are_included() -> None:
    registry = Registry((pack("pa", "2019-01-01", "2019-12-31"), pack("pb", "2020-01-01", None)))
    assert [registry.in_force("某县", date(2018, 12, 31))] == [None]
    for day, name in (
        (date(2019, 1, 1), "pa"),
        (date(2019, 12, 31), "pa"),
        (date(2020, 1, 1), "pb"),
        (date(2099, 1, 1), "pb"),
    ):
        found = registry.in_force("某县", day)
        assert found is not None
        assert found.id == name


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("2019-01-01", "2019-12-31"), ("2019-12-31", None)),
        (("2019-01-01", None), ("2020-01-01", "2020-12-31")),
        (("2020-01-01", "2020-12-31"), ("2019-01-01", None)),
        (("2019-01-01", "2019-12-31"), ("2019-03-01", "2019-03-01")),
        (("2019-01-01", None), ("2019-01-01", None)),
    ],
)
def test_two_packs_of_one_area_on_one_day(first: tuple[str, str | None], second: tuple[str, str | None]) -> None:
    with pytest.raises(PackFaults) as caught:
        Registry((pack("pa", *first), pack("pb", *second)))
    [fault] = caught.value.faults
    assert fault.key == "from"
    assert fault.name == "pb.toml"
    assert text("pb", *second).split("\n")[fault.line - 1].startswith("from = ")
    assert "与「pa」在 " in fault.message
    assert "同一天只能有一个" in fault.message


def test_another_area_or_a_draft_is_beside_it() -> None:
    registry = Registry(
        (
            pack("pa", "2019-01-01", None),
            pack("pb", "2019-01-01", None, area="另一县"),
            pack("pc", "2019-01-01", None, status="draft"),
        )
    )
    found = registry.in_force("某县", date(2019, 6, 1))
    assert found is not None
    assert found.id == "pa"
    draft = registry.by_id("pc")
    assert draft is not None
    assert draft.draft
    assert [one.id for one in registry.of_area("某县")] == ["pa"]


def test_one_id_for_two_packs() -> None:
    with pytest.raises(PackFaults) as caught:
        Registry((pack("pa", "2019-01-01", "2019-12-31"), pack("pa", "2021-01-01", None)))
    assert [fault.key for fault in caught.value.faults] == ["id"]
    assert "已经有一个政策包叫「pa」" in caught.value.faults[0].message


def test_files_checked_together() -> None:
    one, other = text("pa", "2019-01-01", None).encode(), text("pb", "2020-01-01", None).encode()
    assert check_together([("pa.toml", one)]) == ()
    assert [fault.key for fault in check_together([("pa.toml", one), ("pb.toml", other)])] == ["from"]
    assert check_together([("pa.toml", b"")])
