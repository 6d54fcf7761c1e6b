"""Day closes: a closed day takes no document until it is unlocked, and every close is kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.errors import InvariantError, KnownError, UserError
from app.records.people import Station
from app.store import closes, meta
from app.store.audit import AuditHead
from app.store.canonical import sha256
from app.store.database import Database
from app.store.work import Work
from tests.unit.store import samples

DAY = date(2019, 11, 22)
HEAD = AuditHead(7, "a" * 64)


def close(work: Work, id: str, on: date = DAY) -> str:  # noqa: A002 - the field's own name
    return closes.close(work, id, on, '{"day":1}', HEAD, **samples.STAMP)


def unlock(work: Work, id: str) -> None:  # noqa: A002 - the field's own name
    closes.unlock(work, id, "漏记一张", ("o1", "王秀英"), **samples.STAMP)


def test_a_close_stands_until_it_is_unlocked(database: Database) -> None:
    with database.unit_of_work() as work:
        assert not closes.closed(work, "s1", DAY)
        assert closes.close_of(work, "s1", DAY) is None
        assert close(work, "c1") == sha256('{"day":1}')
        assert closes.closed(work, "s1", DAY)
        assert not closes.closed(work, "s2", DAY)
        stored = closes.close_of(work, "s1", DAY)
        assert stored == closes.get(work, "c1")
        assert stored == closes.StoredClose(
            "c1", DAY, '{"day":1}', sha256('{"day":1}'), HEAD, samples.AT, "s1", "o1", None
        )
        unlock(work, "c1")
        assert not closes.closed(work, "s1", DAY)
        assert closes.close_of(work, "s1", DAY) is None
        close(work, "c2")
        assert closes.closed(work, "s1", DAY)
        listed = closes.closes_of(work, "s1")
    assert [one.id for one in listed] == ["c2", "c1"]
    assert listed[0].unlock is None
    assert listed[1].unlock == closes.StoredUnlock("c1", "漏记一张", "o1", "王秀英", samples.AT, "s1", "o1", "王秀英")


def test_a_day_is_closed_once_and_a_close_unlocked_once(database: Database) -> None:
    with database.unit_of_work() as work:
        close(work, "c1")
    with pytest.raises(InvariantError, match="closed once"), database.unit_of_work() as work:
        close(work, "c2")
    with database.unit_of_work() as work:
        unlock(work, "c1")
    with pytest.raises(InvariantError, match="unlocked once"), database.unit_of_work() as work:
        unlock(work, "c1")
    with pytest.raises(UserError, match="没有找到"), database.reading() as work:
        closes.get(work, "none")


def test_a_closed_day_refuses_documents_and_an_unlocked_one_takes_them(database: Database) -> None:
    with database.unit_of_work() as work:
        samples.post(work, samples.document(1))
        close(work, "c1")
    for refused in (samples.document(2), samples.reversal("d1", 2)):
        with pytest.raises((KnownError, InvariantError), match="已经日结"), database.unit_of_work() as work:
            samples.post(work, refused)
    with database.unit_of_work() as work:
        samples.post(work, samples.reversal("d1", 2, business_date=DAY + timedelta(days=1)))
        unlock(work, "c1")
        samples.post(work, samples.document(3))


def test_days_that_are_still_open_are_found_in_order(database: Database) -> None:
    other = Station("s2", "NM", "02", "奈曼旗", "2 号窗", demonstration=True)
    with database.unit_of_work() as work:
        meta.save_station(work, other, at=samples.AT)
        for at in (3, 1, 2, 0):
            samples.post(work, samples.document(at + 1, business_date=DAY - timedelta(days=at)))
        assert closes.open_days(work, "s2", DAY) == ()
        assert closes.open_days(work, "s1", DAY) == tuple(DAY - timedelta(days=at) for at in (3, 2, 1))
        close(work, "c1", DAY - timedelta(days=3))
        close(work, "c2", DAY - timedelta(days=1))
        assert closes.open_days(work, "s1", DAY) == (DAY - timedelta(days=2),)
        unlock(work, "c1")
        assert closes.open_days(work, "s1", DAY) == tuple(DAY - timedelta(days=at) for at in (3, 2))


def test_the_list_of_closes_begins_with_the_latest_day(database: Database) -> None:
    with database.unit_of_work() as work:
        for at in (2, 0, 1):
            close(work, f"c{at}", DAY - timedelta(days=at))
        assert [one.id for one in closes.closes_of(work, "s1")] == ["c0", "c1", "c2"]
        assert [one.id for one in closes.closes_of(work, "s1", 1)] == ["c0"]
