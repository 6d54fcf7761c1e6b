"""Local values: listed with their source, confirmed once by a manager with a document, never changed afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.errors import UserError
from app.services.desk import Desk
from app.services.parameters import check_value, confirm, parameter_history, parameter_lines
from app.services.quote import worked_out
from app.store import audit
from tests.helpers.forms import quoted, settled, stay
from tests.helpers.service_desk import MANAGER

PACK = "naiman-2019"
RATE = "basic.inpatient.rate.secondary"


def manager(desk: Desk) -> Desk:
    return replace(desk, operator=MANAGER)


def test_every_parameter_says_where_it_comes_from(trial_desk: Desk) -> None:
    lines = {line.name: line for line in parameter_lines(trial_desk, PACK)}
    local, seed = lines[RATE], lines["fund.target_rate"]
    assert (local.source, local.unconfirmed, local.shown, local.confirmation) == ("local", True, "75%", None)
    assert (seed.source, seed.unconfirmed) == ("seed", False)
    assert seed.clause.startswith("奈政办发〔2019〕1号")
    assert seed.sentence
    assert lines["critical_illness.bands"].text.startswith('[["0.00", "0.5"]')


def test_a_confirmed_value_counts_from_its_day_on_and_history_stays(desk: Desk) -> None:
    before = worked_out(quoted(desk, stay("p2")))[0].person_pays
    confirm(manager(desk), PACK, RATE, "0.80", "奈医保发〔2019〕9号", date(2019, 11, 1))
    assert worked_out(quoted(desk, stay("p2")))[0].person_pays < before
    october = stay("p2", admitted="2019-10-10", discharged="2019-10-19")
    assert worked_out(quoted(desk, october))[0].person_pays == before
    assert [one.document_number for one in parameter_history(desk, PACK, RATE)] == ["演示", "奈医保发〔2019〕9号"]
    line = next(line for line in parameter_lines(desk, PACK) if line.name == RATE)
    assert (line.text, line.shown) == ("0.80", "80%")
    with desk.database.reading() as work:
        rows = audit.of_subject(work, f"{PACK}/{RATE}")
    assert [row.action for row in rows] == ["parameter.confirm", "parameter.confirm"]
    assert '"value":"0.75"' in (rows[1].before or "")


def test_what_is_posted_stays_when_a_value_is_confirmed_later(desk: Desk) -> None:
    done = settled(desk, stay("p1", admitted="2019-03-01", discharged="2019-03-10"))
    state = worked_out(quoted(desk, stay("p1")))[1].state
    confirm(manager(desk), PACK, RATE, "0.95", "文", None)
    assert worked_out(quoted(desk, stay("p1")))[1].state == state
    assert state.paid["basic"] == done.posted.layers["basic"]


@pytest.mark.parametrize(
    ("name", "text", "document", "code", "words"),
    [
        (RATE, "0.80", " ", "MISSING", "文件号"),
        (RATE, "80%", "文", "BAD_RATE", "比例"),
        (RATE, "1.5", "文", "BAD_RATE", "大于 1"),
        ("basic.annual_cap", "15万", "文", "BAD_MONEY", "金额"),
        ("critical_illness.bands", '[["0.00"]]', "文", "BAD_VALUE", "分段"),
        ("critical_illness.bands", "半价", "文", "BAD_VALUE", "分段"),
        ("fund.target_rate", "0.95", "文", "BAD_VALUE", "由文件规定"),
        ("moon.rate", "0.95", "文", "UNKNOWN_PARAMETER", "没有「moon.rate」"),
        ("critical_illness.bands", '[["0.00","0.99"]]', "文", "BAD_RATE", "大于 100%"),
    ],
)
def test_a_value_that_can_not_be_used_is_refused(
    desk: Desk, name: str, text: str, document: str, code: str, words: str
) -> None:
    before = parameter_history(desk, PACK, name)
    with pytest.raises(UserError) as caught:
        confirm(manager(desk), PACK, name, text, document, None)
    assert caught.value.code == code
    assert words in caught.value.message
    assert parameter_history(desk, PACK, name) == before


def test_a_clerk_does_not_confirm(desk: Desk) -> None:
    with pytest.raises(UserError) as caught:
        confirm(desk, PACK, RATE, "0.80", "文", None)
    assert caught.value.code == "NOT_ALLOWED"


def test_an_unknown_pack_is_said(desk: Desk) -> None:
    with pytest.raises(UserError) as caught:
        parameter_lines(desk, "mars-2019")
    assert caught.value.code == "UNKNOWN_PACK"


def test_a_first_day_outside_the_pack_is_refused(desk: Desk) -> None:
    for since in (date(2018, 12, 31), date(2020, 1, 1)):
        with pytest.raises(UserError) as caught:
            confirm(manager(desk), PACK, RATE, "0.80", "文", since)
        assert caught.value.code == "BAD_DATE"
        assert "期间" in caught.value.message


def test_days_count_not_the_order_in_which_they_were_confirmed(desk: Desk) -> None:
    boss = manager(desk)
    for text, since in (("0.82", date(2019, 9, 1)), ("0.78", date(2019, 4, 1)), ("0.83", date(2019, 9, 1))):
        confirm(boss, PACK, RATE, text, "文", since)

    def rate(day: str) -> object:
        case = worked_out(quoted(desk, stay("p2", admitted=day, discharged=day)))[1]
        return case.values.figures[RATE]

    assert [rate(day) for day in ("2019-03-31", "2019-04-01", "2019-08-31", "2019-09-01")] == [
        750_000,
        780_000,
        780_000,
        830_000,
    ]
    line = next(line for line in parameter_lines(desk, PACK) if line.name == RATE)
    assert [one.shown for one in line.history] == ["75%", "82%", "78%", "83%"]


def test_values_are_checked_with_those_of_later_days_too(desk: Desk) -> None:
    """Bands of a later day and a bonus of an earlier one meet: no pack has both local, so the bands alone are tried."""
    with pytest.raises(UserError) as caught:
        confirm(manager(desk), PACK, "critical_illness.bands", '[["0.00","0.96"]]', "文", date(2019, 12, 1))
    assert caught.value.code == "BAD_RATE"


@pytest.mark.parametrize("document", ["文\n号", "长" * 101, "\x00"])
def test_a_document_number_is_one_line(desk: Desk, document: str) -> None:
    with pytest.raises(UserError) as caught:
        confirm(manager(desk), PACK, RATE, "0.80", document, None)
    assert caught.value.code == "BAD_VALUE"


def test_an_empty_value_is_asked_for(desk: Desk) -> None:
    with pytest.raises(UserError) as caught:
        confirm(manager(desk), PACK, RATE, " ", "文", None)
    assert caught.value.code == "MISSING"


def test_no_such_limit_is_a_value_that_can_be_confirmed(desk: Desk) -> None:
    """辽宁: a local ceiling that many places do not have; without a word it would keep every case a 试算."""
    liaoning = replace(manager(desk), station=replace(desk.station, area_name="辽宁省"))
    (line,) = [one for one in parameter_lines(liaoning, "liaoning-2018") if one.source == "local"]
    assert (line.unconfirmed, line.shown) == (True, "不设")
    assert "不设" in line.allowed
    confirm(liaoning, "liaoning-2018", line.name, "不设", "保险条款第5条", None)
    (line,) = [one for one in parameter_lines(liaoning, "liaoning-2018") if one.source == "local"]
    assert (line.unconfirmed, line.shown) == (False, "不设")
    with pytest.raises(UserError) as caught:
        confirm(manager(desk), PACK, RATE, "不设", "文", None)
    assert caught.value.code == "BAD_RATE"


def test_how_a_typed_value_reads(desk: Desk) -> None:
    assert check_value(desk, PACK, RATE, "0.8") == "80%"
    assert check_value(desk, PACK, "critical_illness.bands", '[["0.00","0.5"],["10.00","0.6"]]').startswith("0.00–10")
    with pytest.raises(UserError):
        check_value(desk, PACK, RATE, "80%")
