"""The figures of a case: the pack's own, confirmed ones over them, a case's over both."""

from __future__ import annotations

from datetime import date

import pytest

from app.errors import UserError
from app.policy import NOT_SET, values_for
from app.policy.figures import show_value
from app.policy.model import Band
from tests.helpers.contract_cases import pack

NAIMAN = pack()
LOCAL = {name for name, one in NAIMAN.parameters.items() if one.source == "local"}


def test_without_a_word_the_packs_own_figures_count_and_local_ones_are_unconfirmed() -> None:
    values = values_for(NAIMAN)
    assert values.figures["basic.inpatient.deductible.tertiary"] == 100_000
    assert values.figures["basic.preference_from"] == date(2019, 1, 1)
    assert values.figures["critical_illness.bands"] == (
        Band(0, 500_000),
        Band(5_000_000, 600_000),
        Band(10_000_000, 700_000),
    )
    assert values.unconfirmed == LOCAL


def test_a_confirmed_figure_counts_and_is_confirmed() -> None:
    values = values_for(NAIMAN, confirmed={"basic.outpatient.rate": "0.55"})
    assert values.figures["basic.outpatient.rate"] == 550_000
    assert values.unconfirmed == LOCAL - {"basic.outpatient.rate"}


def test_a_cases_own_figure_comes_before_a_confirmed_one() -> None:
    values = values_for(NAIMAN, {"basic.outpatient.rate": "0.60"}, {"basic.outpatient.rate": "0.55"})
    assert values.figures["basic.outpatient.rate"] == 600_000
    assert "basic.outpatient.rate" not in values.unconfirmed


def test_a_seed_figure_is_never_unconfirmed() -> None:
    assert values_for(NAIMAN, {"fund.target_rate": "0.95"}).figures["fund.target_rate"] == 950_000
    assert "fund.target_rate" not in values_for(NAIMAN).unconfirmed


@pytest.mark.parametrize("given", ["overrides", "confirmed"])
@pytest.mark.parametrize(
    ("name", "raw", "code"),
    [
        ("basic.rate", "0.50", "UNKNOWN_PARAMETER"),
        ("basic.inpatient.rate", "0.50", "UNKNOWN_PARAMETER"),
        ("basic.outpatient.rate", None, "PARAMETER_MISSING"),
        ("basic.outpatient.rate", "1.01", "BAD_RATE"),
        ("basic.annual_cap", "1", "BAD_MONEY"),
        ("basic.preference_from", "2019", "BAD_DATE"),
        ("basic.disabled_needs_poverty", "true", "BAD_VALUE"),
        ("critical_illness.bands", [["0.00", "0.96"]], "BAD_RATE"),
        ("disease.child_age", "１８", "BAD_NUMBER"),
        ("disease.child_age", "018", "BAD_NUMBER"),
        ("disease.child_age", 18, "BAD_NUMBER"),
    ],
)
def test_what_is_refused(given: str, name: str, raw: object, code: str) -> None:
    with pytest.raises(UserError) as caught:
        values_for(NAIMAN, **{given: {name: raw}})
    assert (caught.value.code, caught.value.path) == (code, f"parameters.{name}")


def test_a_bonus_that_makes_a_band_too_high_is_told_at_what_was_entered() -> None:
    for overrides, path in (
        ({"critical_illness.poor_rate_bonus": "0.31"}, "critical_illness.poor_rate_bonus"),
        ({"critical_illness.bands": [["0.00", "0.96"]]}, "critical_illness.bands"),
    ):
        with pytest.raises(UserError) as caught:
            values_for(NAIMAN, overrides)
        assert (caught.value.code, caught.value.path) == ("BAD_RATE", f"parameters.{path}")
    exactly = values_for(NAIMAN, {"critical_illness.poor_rate_bonus": "0.30"})
    assert exactly.figures["critical_illness.poor_rate_bonus"] == 300_000, "100 % is not above 1"


def test_a_floor_of_the_document_may_be_reached_and_raised() -> None:
    yiyuan = pack("yiyuan-2020")
    assert values_for(yiyuan, {"assistance.low_cap": "20000.00"}).figures["assistance.low_cap"] == 2_000_000
    assert values_for(yiyuan, {"assistance.low_cap": "20000.01"}).figures["assistance.low_cap"] == 2_000_001
    with pytest.raises(UserError) as caught:
        values_for(yiyuan, {"assistance.low_cap": "19999.99"})
    assert caught.value.code == "BELOW_FLOOR"
    assert "20000.00" in caught.value.message


def test_how_a_figure_is_shown() -> None:
    def shown(name: str) -> str:
        return show_value(NAIMAN.parameters[name], NAIMAN.parameters[name].value)

    assert shown("basic.annual_cap") == "150,000.00 元"
    assert shown("basic.outpatient.rate") == "50%"
    assert shown("basic.preference_from") == "2019-01-01"
    assert shown("basic.disabled_needs_poverty") == "否"
    assert shown("disease.child_age") == "18"
    bands = "0.00–50,000.00 元 50%；50,000.00–100,000.00 元 60%；100,000.00 元以上 70%"
    assert shown("critical_illness.bands") == bands
    assert show_value(NAIMAN.parameters["basic.annual_cap"], None) == "不设"


def test_no_such_limit_can_be_confirmed_and_is_no_override() -> None:
    liaoning = pack("liaoning-2018")
    name = "supplementary.annual_cap"
    values = values_for(liaoning, confirmed={name: NOT_SET})
    assert (values.figures[name], values.unconfirmed) == (None, frozenset())
    for overrides, confirmed in (({name: NOT_SET}, {}), ({}, {"supplementary.rate": NOT_SET})):
        with pytest.raises(UserError):
            values_for(liaoning, overrides, confirmed)
