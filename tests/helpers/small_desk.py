"""A desk on a small file: a dozen people, some hospitals, the demonstration's catalogue. For window tests and pictures."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from app.money.fen import format_fen, format_micro
from app.policy import Registry
from app.policy.model import Parameter
from app.records.identity_number import check_digit
from app.records.people import (
    CatalogueItem,
    Diagnosis,
    Filing,
    Institution,
    Person,
    PersonIdentity,
    Station,
)
from app.services.desk import Desk
from app.services.parameters import confirm
from app.store import audit, meta, people, reference
from app.store.catalogue import entries
from app.store.database import Database
from app.store.images import Image
from tests.helpers import made_once, service_desk
from tests.helpers.data_key import KEY
from tests.helpers.service_desk import OPERATORS, add_operators, chance, keys_beside, packs

ROOT = Path(__file__).parents[2]
AT = datetime(2019, 11, 22, 10, 32, 7, tzinfo=UTC)
BUSINESS_DATE = date(2019, 11, 22)
STATION = Station("s1", "NM", "01", "奈曼旗", "社保大厅 3 号窗", demonstration=True)
CLERK, MANAGER = service_desk.CLERK, service_desk.MANAGER
LONG_NAME = "阿拉坦其木格·额尔敦巴雅尔·乌云毕力格图布信吉日嘎拉苏日娜其其格斯琴高娃萨仁图雅哈斯"
RARE_NAME = "张㛃䶮"
_POOR = (PersonIdentity("registered_poor", date(2016, 1, 1), None, "脱贫享受政策", "奈扶办发〔2018〕12号"),)

HOSPITALS = (
    Institution("h1", "奈曼旗人民医院", "secondary", "in_county", True, True, True, "hospital"),
    Institution("h2", "奈曼旗蒙医医院", "secondary", "in_county", True, False, True, "hospital"),
    Institution("h3", "大沁他拉镇中心卫生院", "township", "in_county", True, False, True, "hospital"),
    Institution("h4", "通辽市医院", "tertiary", "in_city", True, True, False, "hospital"),
    Institution("h5", "吉林大学第一医院", "tertiary", "out_of_city", True, False, False, "hospital"),
    Institution("h6", "奈曼旗仁爱民营医院", "primary", "in_county", False, False, False, "hospital"),
    Institution("h7", "奈曼旗惠民大药房", "", "in_county", True, False, False, "pharmacy"),
)


def number(born: date, order: int, county: str = "150525") -> str:
    """A valid identity number of nobody."""
    first = f"{county}{born:%Y%m%d}{order:03d}"
    return first + check_digit(first)


def _person(at: int, name: str, sex: str, born: date, **changes: Any) -> Person:
    values: dict[str, Any] = {
        "id": f"p{at}",
        "name": name,
        "sex": sex,
        "born": born,
        "certificate_type": "resident_id",
        "certificate_number": number(born, 2 * at + (sex == "male")),
        "household_number": f"NM{at // 3:07d}",
        "card_number": f"C150525{at:05d}",
        "phone": "",
        "address": "",
        "township": "大沁他拉镇",
        "village": "哈日淖尔嘎查",
        "deceased_on": None,
        "identities": (),
        "insured_years": (2018, 2019),
    }
    return Person(**{**values, **changes})


def everybody() -> tuple[Person, ...]:
    """The people of the small file."""
    chronic = Filing("f1", "chronic", date(2018, 1, 1), None, "高血压")
    referral = Filing("f2", "referral", date(2019, 9, 2), date(2020, 3, 1), "转往市域外三级医院")
    return (
        _person(1, "阿拉坦其木格", "female", date(1956, 3, 12), identities=_POOR, filings=(chronic,)),
        _person(2, "王秀兰", "female", date(1962, 8, 1)),
        _person(3, "王秀兰", "female", date(1975, 2, 28), township="东明镇", village="沙日塔拉嘎查"),
        _person(4, LONG_NAME, "female", date(1949, 10, 1), identities=_POOR),
        _person(5, RARE_NAME, "male", date(1988, 5, 6), identities=_POOR, filings=(referral,)),
        _person(6, "单国强", "male", date(1970, 1, 9), insured_years=(2018,)),
        _person(7, "额尔敦巴雅尔", "male", date(1958, 12, 31), identities=_POOR, warnings=("arrears",)),
        _person(8, "乌云其其格", "female", date(1940, 4, 4), identities=_POOR, deceased_on=date(2019, 11, 1)),
        _person(9, "曾小明", "male", date(2012, 6, 1), identities=(PersonIdentity("min_living", None, None),)),
        _person(10, "李建国", "male", date(1966, 7, 7)),
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (ROOT / "resources" / "demo" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def _item(row: dict[str, str]) -> CatalogueItem:
    return CatalogueItem(
        *(row["code"], row["name"], row["unit"], row["class"], row["category"]),
        *(row["prepay_rate"], row["unit_price"], row["price_limit"]),
    )


def _text(parameter: Parameter) -> str:
    value = parameter.value
    if parameter.kind != "bands" or not isinstance(value, tuple):
        return parameter.text
    return json.dumps([[format_fen(band.start), format_micro(band.rate)] for band in value])


def fill(database: Database, registry: Registry, desk: Desk, *, confirmed: bool) -> None:
    """People, hospitals, catalogue, diagnoses; with ``confirmed`` the pack's local values too."""
    stamp: dict[str, Any] = {"at": AT, "station_id": STATION.id, "operator_id": MANAGER.id}
    with database.unit_of_work() as work:
        meta.save_station(work, STATION, at=AT)
        add_operators(work)
        image = [Image("stations", STATION.id), *(Image("operators", one.id) for one in OPERATORS)]
        audit.append(work, **stamp, action="operator.first", subject=MANAGER.id, image=image)
        people.add_people(work, everybody(), **stamp)
        reference.save_institutions(work, HOSPITALS, **stamp)
        entries.save_items(work, [_item(row) for row in _rows("catalogue.csv")], **stamp)
        entries.save_diagnoses(work, [Diagnosis(r["code"], r["name"]) for r in _rows("diagnoses.csv")], **stamp)
    for pack in registry.of_area(STATION.area_name) if confirmed else ():
        for one in pack.parameters.values():
            if one.source == "local":
                confirm(desk, pack.id, one.name, _text(one), "演示", None)


def ids(of: str) -> Callable[[], str]:
    """Ids in order, the same in every run; ``of`` keeps two makers apart."""
    numbers: Iterator[int] = count(1)
    group = of.encode().hex()[:4]
    return lambda: f"01970000-0000-7000-{group}-{next(numbers):012d}"


def clock() -> Callable[[], datetime]:
    """A clock that goes on by a second each time it is asked."""
    seconds: Iterator[int] = count()
    return lambda: AT + timedelta(seconds=next(seconds))


def build(path: Path, *, confirmed: bool = True, station: Station = STATION) -> None:
    """Make the small file at ``path``."""
    made_once.put(path, _built(confirmed, station))


@cache
def _built(confirmed: bool, station: Station) -> bytes:
    return made_once.content(lambda path: _build(path, confirmed=confirmed, station=station))


def _build(path: Path, *, confirmed: bool, station: Station) -> None:
    registry = packs()
    database = Database.open(path, key=KEY)
    try:
        manager = Desk(database, registry, clock(), ids("build"), station, MANAGER, BUSINESS_DATE)
        fill(database, registry, manager, confirmed=confirmed)
    finally:
        database.close()


@contextmanager
def small_desk(path: Path, *, station: Station = STATION) -> Iterator[Desk]:
    """A clerk's desk on the file at ``path`` (see ``build``), closed at the end."""
    database = Database.open(path, key=KEY)
    try:
        yield Desk(database, packs(), clock(), ids("desk"), station, CLERK, BUSINESS_DATE, keys_beside(path), chance())
    finally:
        database.close()
