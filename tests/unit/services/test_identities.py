"""Which identities count: the sub-status of a list under the paper of each area, and the last day of a support period."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.policy import Pack, Registry
from app.records.case import IdentityPeriod
from app.records.people import PersonIdentity
from app.records.words import SUB_STATUSES
from app.services.identities import periods

END = date(2020, 6, 30)
SINCE = date(2016, 1, 1)
ALL = set(SUB_STATUSES)
COUNTS = {
    "naiman-2019": ALL,
    "shenyang-2020": ALL,
    "liaoning-2018": ALL,
    "yiyuan-2020": {"未脱贫", "脱贫享受政策", "即时帮扶", "两年继续扶持期"},
    "guangxi-2019": {"未脱贫", "两年继续扶持期"},
}


def pack_of(registry: Registry, pack_id: str) -> Pack:
    found = registry.by_id(pack_id)
    assert found is not None
    return found


def poor(status: str, until: date | None = None, supported: date | None = END) -> PersonIdentity:
    return PersonIdentity("registered_poor", SINCE, until, status, "扶办〔2020〕1号", supported)


@pytest.mark.parametrize("pack_id", COUNTS)
def test_each_paper_says_who_still_counts(registry: Registry, pack_id: str) -> None:
    pack = pack_of(registry, pack_id)
    assert {one for one in SUB_STATUSES if periods([poor(one)], pack)} == COUNTS[pack_id]
    assert periods([poor("", supported=None)], pack) == (IdentityPeriod("registered_poor", SINCE, None),)


@pytest.mark.parametrize("pack_id", ["yiyuan-2020", "guangxi-2019"])
def test_a_list_with_the_end_of_a_support_period_and_no_sub_status_means_somebody_in_it(
    registry: Registry, pack_id: str
) -> None:
    assert periods([poor("")], pack_of(registry, pack_id)) == (IdentityPeriod("registered_poor", SINCE, END),)


@pytest.mark.parametrize("pack_id", ["yiyuan-2020", "guangxi-2019"])
def test_a_support_period_that_ended_yesterday_does_not_count(registry: Registry, pack_id: str) -> None:
    [found] = periods([poor("两年继续扶持期")], pack_of(registry, pack_id))
    assert found.until == END, "the last day counts"
    assert not any(found.since <= day <= found.until for day in [END + timedelta(days=1)] if found.since)


def test_where_the_paper_names_the_lifted_the_end_has_no_bearing(registry: Registry) -> None:
    assert periods([poor("两年继续扶持期")], pack_of(registry, "naiman-2019"))[0].until is None


def test_the_identity_may_end_before_its_support(registry: Registry) -> None:
    pack = pack_of(registry, "guangxi-2019")
    early = END - timedelta(days=100)
    assert periods([poor("两年继续扶持期", early)], pack)[0].until == early
    assert periods([poor("两年继续扶持期", None, SINCE - timedelta(days=1))], pack) == ()
    assert periods([poor("两年继续扶持期", None, None)], pack) == (), "without an end nobody knows that it runs"


def test_other_identities_and_areas_without_a_table_are_as_they_were(registry: Registry) -> None:
    other = PersonIdentity("temporary_relief", None, None, "正常脱贫", "", END)
    for pack in (None, pack_of(registry, "guangxi-2019"), pack_of(registry, "example-2026")):
        assert periods([other], pack) == (IdentityPeriod("temporary_relief", None, None),)
    assert len(periods([poor("正常脱贫")], pack_of(registry, "example-2026"))) == 1
