"""A confirmed set from one file to another: shown first, then all at once, a second time nothing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.errors import UserError
from app.exchange.parameter_set import ParameterSet, read_set, write_set
from app.policy import Registry
from app.services.desk import Desk
from app.services.parameter_sets import export_set, import_set, preview_set
from app.services.parameters import confirm, parameter_groups, parameter_history, parameter_lines
from app.store import audit
from tests.helpers.forms import quoted, stay
from tests.helpers.service_desk import MANAGER, PACK, desk_on

RATE = "basic.inpatient.rate.secondary"
BANDS = "critical_illness.bands"


def manager(desk: Desk) -> Desk:
    return replace(desk, operator=MANAGER)


@pytest.fixture
def other(tmp_path: Path, trial_file: Path, registry: Registry) -> Iterator[Desk]:
    """A manager's desk on a second file with nothing confirmed: the clinic that the set is for."""
    shutil.copy(trial_file, tmp_path / "other.db")
    with desk_on(tmp_path / "other.db", registry, prefix="0288") as made:
        yield manager(made)


def changed(data: bytes, **changes: object) -> bytes:
    """The file again with one value changed (by its name), or facts of the set, and a digest that fits."""
    held = read_set(data)
    facts = {key: value for key, value in changes.items() if key in ParameterSet.__dataclass_fields__}
    values = tuple(
        replace(one, **changes["one"]) if "one" in changes and one.name == RATE else one  # type: ignore[arg-type]  # a test's own mapping
        for one in held.values
    )
    return write_set(replace(held, **{"values": values, **facts}))  # type: ignore[arg-type]  # as above


def refused(desk: Desk, data: bytes) -> UserError:
    with pytest.raises(UserError) as caught:
        preview_set(desk, data)
    return caught.value


def test_a_set_makes_another_place_the_same(desk: Desk, other: Desk) -> None:
    confirm(manager(desk), PACK, RATE, "0.80", "奈医保发〔2019〕9号", date(2019, 11, 1))
    data = export_set(manager(desk), PACK)
    assert quoted(other, stay("p1")).trial
    seen = preview_set(other, data)
    assert (len(seen.added), seen.different, seen.refused, seen.same, seen.only_here) == (19, (), (), 0, 0)
    assert not seen.other_text
    assert import_set(other, data, seen) == 19
    assert quoted(other, stay("p1")).result == quoted(desk, stay("p1")).result
    assert not quoted(other, stay("p1")).trial
    assert [line.text for line in parameter_lines(other, PACK)] == [line.text for line in parameter_lines(desk, PACK)]


def test_a_second_time_nothing_changes_and_it_says_so(desk: Desk, other: Desk) -> None:
    data = export_set(manager(desk), PACK)
    import_set(other, data, preview_set(other, data))
    with other.database.reading() as work:
        before = audit.head(work)
    seen = preview_set(other, data)
    assert (seen.changes, seen.same) == (0, 18)
    assert import_set(other, data, seen) == 0
    with other.database.reading() as work:
        assert audit.head(work) == before


def test_the_same_values_are_the_same_bytes_also_from_a_place_that_read_them_in(desk: Desk, other: Desk) -> None:
    data = export_set(manager(desk), PACK)
    assert export_set(manager(desk), PACK) == data
    import_set(other, data, preview_set(other, data))
    assert export_set(other, PACK) == data


def test_who_confirmed_it_there_stands_in_the_history_and_in_the_audit(desk: Desk, other: Desk) -> None:
    data = export_set(manager(desk), PACK)
    seen = preview_set(other, data)
    import_set(replace(other, operator=replace(MANAGER, name="张大夫")), data, seen)
    (entry,) = next(line for line in parameter_lines(other, PACK) if line.name == RATE).history
    assert entry.origin is not None
    assert entry.origin.confirmed_by == MANAGER.name
    assert entry.origin.station == "奈曼旗社保大厅 3 号窗"
    assert entry.origin.digest == seen.digest
    with other.database.reading() as work:
        assert audit.verify(work) is None
        (row,) = [row for row in audit.of_subject(work, PACK) if row.action == "parameter.import"]
    assert json.loads(row.after or "") == {"digest": seen.digest, "added": 18, "different": 0, "same": 0}


def test_what_differs_here_is_shown_and_laid_on_top(desk: Desk, other: Desk) -> None:
    confirm(other, PACK, RATE, "0.70", "旧文", None)
    confirm(other, PACK, BANDS, '[["0.00","0.50"],["50000.00","0.60"],["100000.00","0.7"]]', "演示", None)
    confirm(other, PACK, "assistance.rate", "0.60", "另文", date(2019, 6, 1))
    data = export_set(manager(desk), PACK)
    seen = preview_set(other, data)
    assert [(one.title, one.shown, one.here) for one in seen.different] == [
        ("住院报销比例（二级）", "75%", "70%（旧文）")
    ]
    assert (len(seen.added), seen.same, seen.only_here) == (16, 1, 1)  # bands typed in another way are the same bands
    assert import_set(other, data, seen) == 17
    assert [one.value for one in parameter_history(other, PACK, RATE)] == ["0.70", "0.75"]


@pytest.mark.parametrize(
    ("one", "words"),
    [
        ({"name": "moon.rate"}, "没有「moon.rate」"),
        ({"name": "fund.target_rate"}, "由文件规定"),
        ({"value": "1.5"}, "大于 1"),
        ({"value": "75%"}, "比例"),
        ({"since": date(2021, 1, 1)}, "期间"),
        ({"since": date(2018, 12, 31)}, "期间"),
        ({"document_number": "长" * 101}, "100 字"),
    ],
)
def test_one_value_that_can_not_be_used_keeps_all_out(
    desk: Desk, other: Desk, one: dict[str, object], words: str
) -> None:
    data = changed(export_set(manager(desk), PACK), one=one)
    seen = preview_set(other, data)
    assert [words in line.reason for line in seen.refused] == [True]
    assert seen.changes == 0
    with pytest.raises(UserError) as caught:
        import_set(other, data, seen)
    assert caught.value.code == "REFUSED"
    assert not any(line.history for line in parameter_lines(other, PACK))


def test_values_that_do_not_go_together_are_refused(desk: Desk, other: Desk) -> None:
    held = read_set(export_set(manager(desk), PACK))
    values = tuple(replace(one, value='[["0.00","0.99"]]') if one.name == BANDS else one for one in held.values)
    seen = preview_set(other, write_set(replace(held, values=values)))
    assert ["大于 100%" in line.reason for line in seen.refused] == [True]


def test_other_packs_areas_and_demonstrations_stay_out(desk: Desk, other: Desk) -> None:
    data = export_set(manager(desk), PACK)
    assert refused(other, changed(data, pack_id="shenyang-2020")).code == "UNKNOWN_PACK"
    assert refused(other, changed(data, pack_id="mars")).code == "UNKNOWN_PACK"
    assert refused(other, changed(data, area="沈阳市")).code == "UNKNOWN_PACK"
    formal = changed(data, demonstration=False)
    assert "正式数据" in refused(other, formal).message
    station = replace(other.station, demonstration=False)
    assert "演示数据" in refused(replace(other, station=station), data).message
    assert preview_set(replace(other, station=station), formal).changes == 18


def test_another_text_of_the_pack_is_said_and_each_value_is_looked_at(desk: Desk, other: Desk) -> None:
    seen = preview_set(other, changed(export_set(manager(desk), PACK), pack_digest="f" * 64))
    assert seen.other_text
    assert seen.changes == 18


def test_what_changed_since_it_was_shown_is_shown_again(desk: Desk, other: Desk) -> None:
    data = export_set(manager(desk), PACK)
    seen = preview_set(other, data)
    confirm(other, PACK, RATE, "0.70", "文", None)
    with pytest.raises(UserError) as caught:
        import_set(other, data, seen)
    assert caught.value.code == "CHANGED"
    assert len(parameter_history(other, PACK, RATE)) == 1


def test_only_who_may_takes_it_out_or_in(desk: Desk, other: Desk) -> None:
    data = export_set(manager(desk), PACK)
    for act in (lambda: export_set(desk, PACK), lambda: preview_set(desk, data)):
        with pytest.raises(UserError) as caught:
            act()
        assert caught.value.code == "NOT_ALLOWED"
    clerk = replace(other, operator=desk.operator)
    with pytest.raises(UserError):
        import_set(clerk, data, preview_set(other, data))


def test_nothing_confirmed_is_nothing_to_take_out(other: Desk) -> None:
    with pytest.raises(UserError) as caught:
        export_set(other, PACK)
    assert caught.value.code == "NOTHING"


def test_the_groups_show_who_when_and_from_which_day(desk: Desk) -> None:
    confirm(manager(desk), PACK, RATE, "0.80", "奈医保发〔2019〕9号", date(2019, 12, 1))
    (group,) = parameter_groups(desk)
    assert (group.pack_id, group.in_force) == (PACK, True)
    line = next(line for line in group.lines if line.name == RATE)
    assert (line.shown, line.unconfirmed) == ("75%", False)  # December has not come
    assert [(one.shown, one.who, one.value.since) for one in line.history] == [
        ("75%", "李主任", None),
        ("80%", "李主任", date(2019, 12, 1)),
    ]


def test_an_import_that_breaks_off_leaves_nothing(
    desk: Desk, tmp_path: Path, trial_file: Path, registry: Registry
) -> None:
    data = export_set(manager(desk), PACK)
    shutil.copy(trial_file, tmp_path / "broken.db")
    written: list[str] = []

    def power_cut(sql: str) -> None:
        if sql.startswith("INSERT INTO parameter_values"):
            written.append(sql)
            if len(written) == 9:
                raise KeyboardInterrupt

    with desk_on(tmp_path / "broken.db", registry, prefix="0377", hook=power_cut) as broken:
        seen = preview_set(manager(broken), data)
        with pytest.raises(KeyboardInterrupt):
            import_set(manager(broken), data, seen)
        assert not any(line.history for line in parameter_lines(broken, PACK))
        assert preview_set(manager(broken), data) == seen
        assert import_set(manager(broken), data, seen) == 18
