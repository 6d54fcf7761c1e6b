"""The demonstration area's payment lists: two lists, a comparison after each, the uninsured followed up."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from hashlib import sha256

from app.exchange.insured import COLUMNS
from app.exchange.tables import Counts, RawRow, Recognised, Table
from app.records.insured import KIND
from app.records.people import Person
from app.records.roster import ListFacts
from app.services.demo_entries import OnDay, holds_identity, is_poor
from app.services.desk import Desk
from app.services.insured import comparison, contact, imports, register

_TITLES = {one.key: one.title for one in COLUMNS}
_KEYS = ("name", "certificate_number", "own", "subsidy", "paid_on", "place", "township", "village", "status", "until")
_LAST_MONTH, _THIS_MONTH = date(2019, 10, 31), date(2019, 11, 8)
_FIRST_LIST, _SECOND_LIST = date(2019, 10, 25), date(2019, 11, 6)
_WHO, _LOW = "registered_poor", "min_living"
_ODD, _STOPPED = 5, 4
_STOP = {"status": "停保", "until": "2019-10-15"}
_URGED = {"day": "2019-11-13", "who": "演示包村干部", "result": "在外打工，答应月底回来缴费（演示）"}
_NOT_TO_BE = {"reason": "moved_away", "reason_on": "2019-03-01", "proof": "演示迁移证 1 号"}
_CONTACT = {"aid_office": "演示扶贫办", "aid_phone": "0475-0000012"}

_Row = Mapping[str, str]


def insure(at: OnDay, pool: Sequence[Person], lapsed: Sequence[Person]) -> None:
    """Import the list of October and compare, import the supplement of November, by which every second of the uninsured is
    insured after all, and compare again. ``pool`` are insured; of it the registered poor and those of 低保 stand on the list,
    where the last few poor are stopped. ``lapsed`` aren't on it."""
    low = [_paid(one) for one in pool if one.certificate_number and not is_poor(one) and holds_identity(one, _LOW)]
    poor = [one for one in pool if one.certificate_number and is_poor(one)]
    boss = partial(at, "manager")
    contact.change_contact(boss(date(2019, 11, 1)), _CONTACT)
    stopped = list({one.household_number: one for one in poor[_ODD:]}.values())[-_STOPPED:]
    _import(boss, 1, _FIRST_LIST, date(2019, 11, 1), [*_first(poor, {one.id for one in stopped}), *low])
    comparison.compare(boss(date(2019, 11, 1)), {"day": _LAST_MONTH.isoformat(), "who": _WHO})
    back = (*lapsed[::2], *stopped[::2], *poor[:1])
    _import(boss, 2, _SECOND_LIST, date(2019, 11, 7), [_paid(one) for one in back])
    comparison.compare(boss(_THIS_MONTH), {"day": _THIS_MONTH.isoformat(), "who": _WHO})
    left = {one.id for one in (*lapsed, *stopped)} - {one.id for one in back}
    open_ones = [one for one in register.entries(boss(_THIS_MONTH), _THIS_MONTH.year) if one.person_id in left]
    desk = at("clerk", date(2019, 11, 13))
    for one in open_ones[1:2]:
        register.set_reason(desk, one.id, _NOT_TO_BE)
    for one in open_ones[:1]:
        register.urge(desk, one.id, _URGED)


def _first(poor: Sequence[Person], stopped: Collection[str]) -> Iterator[_Row]:
    """Everybody's row; the first ``_ODD`` have what a comparison looks for."""
    odd: tuple[Mapping[str, str], ...] = (
        {"own": "0", "subsidy": ""},
        {"name": "演示异名"},
        {"subsidy": ""},
        {"own": "220", "subsidy": "30"},
    )
    for number, one in enumerate(poor):
        until = _STOP if one.id in stopped else {}
        yield {**_paid(one), **(odd[number] if number < len(odd) else until)}
    for one in poor[_ODD - 1 : _ODD]:
        yield {**_paid(one), "place": "演示外旗"}


def _paid(one: Person) -> _Row:
    own = {"name": one.name, "certificate_number": one.certificate_number, "own": "200", "subsidy": "50"}
    return {
        **own,
        "paid_on": "2018-12-01",
        "place": "奈曼旗",
        "township": one.township,
        "village": one.village,
        "status": "",
        "until": "",
    }


def _import(at: Callable[[date], Desk], number: int, listed_on: date, on: date, rows: Sequence[_Row]) -> None:
    desk, table = at(on), _table(number, rows)
    digest = sha256(repr((number, rows)).encode()).hexdigest()
    columns = dict(table.recognised.columns)
    kind = f"{KIND}{listed_on.year}"
    import_id = imports.begin(
        desk, ListFacts(kind, f"演示参保〔2019〕{number}号", listed_on, table.name, digest, columns)
    )
    imports.stage(desk, import_id, table)
    imports.apply(desk, import_id, imports.dry_run(desk, import_id).digest)


def _table(number: int, rows: Sequence[_Row]) -> Table:
    """The rows as ``read_table`` would give them of a workbook."""

    def read(_made: Table) -> Iterator[RawRow]:
        for line, row in enumerate(rows, start=2):
            yield RawRow(line, tuple(row[key] for key in _KEYS))

    recognised = Recognised({key: _TITLES[key] for key in _KEYS}, (), {})
    places = {key: at for at, key in enumerate(_KEYS)}
    headers = tuple(recognised.columns.values())
    return Table(f"演示参保{number}.csv", "", (), 1, headers, recognised, places, (), COLUMNS, Counts(), read)
