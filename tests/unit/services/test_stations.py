"""Which window this is: what may be typed, what an old file keeps, when codes no longer change, what the audit says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.errors import UserError
from app.records.settings import StationForm
from app.services import first_steps
from app.services.audit_trail import verify_audit
from app.services.desk import Desk
from app.services.opening import keep_station, own_station
from app.services.stations import areas, change_station, first_number, new_station, read_form, standing
from app.store import audit, meta
from tests.helpers.service_desk import MANAGER, STATION, packs

TYPED = StationForm("沈阳市", "SYHP", "02", "和平区 2 号窗")


@pytest.fixture
def manager(desk: Desk) -> Desk:
    return replace(desk, operator=MANAGER)


def test_the_areas_are_those_of_the_packs_and_no_draft() -> None:
    assert set(areas(packs())) == {"奈曼旗", "沈阳市", "沂源县", "辽宁省", "广西壮族自治区（柳州市）"}


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("area_name", "示例统筹区"),
        ("area_name", ""),
        ("area_code", "nm"),
        ("area_code", ""),
        ("area_code", "N-M"),
        ("area_code", "ＮＭ"),
        ("code", "123456789"),
        ("code", "0 1"),
        ("name", "  "),
        ("name", "窗" * 31),
        ("name", "a\nb"),
    ],
)
def test_what_can_not_be_is_refused_at_its_field(path: str, typed: str) -> None:
    with pytest.raises(UserError) as caught:
        read_form(replace(TYPED, **{path: typed}), packs())
    assert caught.value.path == path


@pytest.mark.parametrize(
    ("area_code", "code", "number"),
    [("SYHP", "02", "SYHP-02"), ("沈阳", "02", "NM-02"), ("SYHP", "", "SYHP-01"), ("sy", "0-2", "NM-01")],
)
def test_the_example_is_always_a_number_that_can_be(area_code: str, code: str, number: str) -> None:
    usual = StationForm("奈曼旗", "NM", "01", "1 号窗")
    typed = replace(TYPED, area_code=area_code, code=code)
    assert first_number(typed, usual, 2026) == f"{number}-2026-000001"


def test_a_new_window_is_what_was_typed() -> None:
    made = new_station(replace(TYPED, name=" 和平区 2 号窗 "), packs(), "station-1")
    assert (made.area_code, made.code, made.name, made.demonstration) == ("SYHP", "02", "和平区 2 号窗", False)


def test_everything_changes_before_the_first_number_and_the_audit_has_both(manager: Desk) -> None:
    made = change_station(manager, TYPED)
    assert made.station == replace(STATION, area_name="沈阳市", area_code="SYHP", code="02", name="和平区 2 号窗")
    assert not standing(made).numbered
    with manager.database.reading() as work:
        row = audit.of_subject(work, STATION.id)[-1]
        assert meta.station(work, STATION.id) == made.station
    assert row.action == "station.change"
    assert "NM-01" in (row.before or "")
    assert "SYHP-02" in (row.after or "")
    assert verify_audit(made).sound


def test_nothing_is_written_where_nothing_changed(manager: Desk) -> None:
    with manager.database.reading() as work:
        before = len(audit.of_subject(work, STATION.id))
    assert change_station(manager, standing(manager).form).station == STATION
    with manager.database.reading() as work:
        assert len(audit.of_subject(work, STATION.id)) == before


def test_codes_stay_once_a_paper_has_one_and_the_name_does_not(manager: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meta, "numbered", lambda _work, _id: True)
    form = standing(manager).form
    for path, typed in (("area_name", "沈阳市"), ("area_code", "SY"), ("code", "02")):
        with pytest.raises(UserError) as caught:
            change_station(manager, replace(form, **{path: typed}))
        assert (caught.value.code, caught.value.path) == ("NUMBERED", path)
    assert change_station(manager, replace(form, name="9 号窗")).station.name == "9 号窗"


def test_a_clerk_changes_nothing(desk: Desk) -> None:
    with pytest.raises(UserError, match="管理"):
        change_station(desk, TYPED)


def test_an_old_file_keeps_its_window_whatever_the_settings_say(desk: Desk) -> None:
    other = replace(desk, station=replace(STATION, id="other", area_code="XX", name="别的"))
    assert own_station(other).station == STATION  # the only one in the file
    keep_station(own_station(other))
    with desk.database.reading() as work:
        assert meta.get(work, meta.STATION) == STATION.id
    assert own_station(replace(other, station=replace(other.station, id="third"))).station == STATION


def test_the_steps_go_on_back_and_end(manager: Desk) -> None:
    assert first_steps.state(manager).step == ""
    assert not first_steps.pending(manager)
    first_steps.go(manager, first_steps.PRINTER, (first_steps.PRINTER, first_steps.ROSTER))
    assert first_steps.pending(manager)
    found = first_steps.state(manager)
    assert (found.step, found.later) == ("printer", ("printer",))  # the file has people
    first_steps.go(manager, "", done=(first_steps.PRINTER,))
    assert first_steps.state(manager).later == ()
    assert not first_steps.pending(manager)
