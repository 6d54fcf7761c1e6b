"""A desk on a small file for tests of services: ten people, seven institutions, a short catalogue, confirmed values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from hashlib import shake_128
from itertools import count
from pathlib import Path
from typing import Any

from app.policy import Registry, read_pack
from app.records.identity_number import check_digit
from app.records.people import (
    CatalogueItem,
    Credentials,
    Diagnosis,
    Filing,
    Institution,
    Operator,
    Person,
    PersonIdentity,
    Station,
)
from app.services.desk import Desk
from app.services.parameters import confirm_all
from app.store import audit, keys, meta, operators, people, reference
from app.store.catalogue import entries
from app.store.database import Database
from app.store.images import Image
from app.store.work import Hook, Work
from tests.helpers import made_once
from tests.helpers.data_key import KEY

AT = datetime(2019, 11, 22, 10, 32, 7, tzinfo=UTC)
BUSINESS_DATE = date(2019, 11, 22)
STATION = Station("s1", "NM", "01", "奈曼旗", "社保大厅 3 号窗", demonstration=True)
CLERK = Operator("o1", "王秀英", "经办")
MANAGER = Operator("o2", "李主任", "管理")
REVIEWER = Operator("o3", "赵复核", "复核")
AUDITOR = Operator("o4", "审计员", "审计")
OPERATORS = (CLERK, MANAGER, REVIEWER, AUDITOR)
CLERK_PASSWORD = "qing-cao-1"
MANAGER_PASSWORD = "qing-cao-2"
REVIEWER_PASSWORD = "qing-cao-3"
AUDITOR_PASSWORD = "qing-cao-4"
PASSWORDS = (CLERK_PASSWORD, MANAGER_PASSWORD, REVIEWER_PASSWORD, AUDITOR_PASSWORD)
BY_CLERK = Credentials(CLERK.name, CLERK_PASSWORD)
BY_MANAGER = Credentials(MANAGER.name, MANAGER_PASSWORD)
BY_REVIEWER = Credentials(REVIEWER.name, REVIEWER_PASSWORD)
BY_AUDITOR = Credentials(AUDITOR.name, AUDITOR_PASSWORD)
STAMP: dict[str, Any] = {"at": AT, "station_id": STATION.id, "operator_id": MANAGER.id}
PACK = "naiman-2019"
_POOR = (PersonIdentity("registered_poor", date(2016, 1, 1), None, "脱贫享受政策", "演示"),)

HOSPITALS = (
    Institution("h1", "奈曼旗人民医院", "secondary", "in_county", True, True, True, "hospital"),
    Institution("h2", "奈曼旗蒙医医院", "secondary", "in_county", True, False, True, "hospital"),
    Institution("h3", "沁源镇中心卫生院", "township", "in_county", True, False, True, "hospital"),
    Institution("h4", "通辽示范医院", "tertiary", "in_city", True, True, False, "hospital"),
    Institution("h5", "长春示范医院", "tertiary", "out_of_city", True, False, False, "hospital"),
    Institution("h6", "西沁村卫生室", "village", "in_county", True, False, False, "clinic"),
    Institution("h7", "益民大药房", "", "in_county", True, False, False, "pharmacy"),
)
ITEMS = (
    CatalogueItem("C1", "三人间床位费", "日", "A", "01", "", "18.00", ""),
    CatalogueItem("C2", "注射用美罗培南", "支", "B", "09", "0.10", "89.00", "80.00"),
)
DIAGNOSES = (Diagnosis("C34.900", "支气管或肺恶性肿瘤"), Diagnosis("J18.900", "肺炎"))


def _person(at: int, name: str, sex: str, born: date, **changes: Any) -> Person:
    first = f"150525{born:%Y%m%d}{2 * at + (sex == 'male'):03d}"
    plain = Person(
        id=f"p{at}",
        name=name,
        sex=sex,
        born=born,
        certificate_type="resident_id",
        certificate_number=first + check_digit(first),
        household_number=f"H{at // 3:07d}",
        card_number=f"YS{at:05d}",
        phone="",
        address="沁源镇西沁村1组",
        township="沁源镇",
        village="西沁村",
        deceased_on=None,
        insured_years=(2018, 2019),
    )
    return replace(plain, **changes)


def everybody() -> tuple[Person, ...]:
    """The people of the small file: p1 poor, p2 and p3 of one name, p5 with a rare name and a filing, p6 not insured,
    p7 poor with arrears, p8 dead, p9 a child, p10 an ordinary man."""
    referral = Filing("f1", "referral", date(2019, 9, 2), date(2020, 3, 1), "转往市域外三级医院")
    return (
        _person(1, "阿拉坦其木格", "female", date(1956, 3, 12), identities=_POOR),
        _person(2, "王秀兰", "female", date(1962, 8, 1)),
        _person(3, "王秀兰", "female", date(1975, 2, 28)),
        _person(5, "张㛃䶮", "male", date(1988, 5, 6), identities=_POOR, filings=(referral,)),
        _person(6, "单国强", "male", date(1970, 1, 9), insured_years=(2018,)),
        _person(7, "额尔敦巴雅尔", "male", date(1958, 12, 31), identities=_POOR, warnings=("arrears",)),
        _person(8, "乌云其其格", "female", date(1940, 4, 4), identities=_POOR, deceased_on=date(2019, 11, 1)),
        _person(9, "曾小明", "male", date(2012, 6, 1), identities=(PersonIdentity("min_living", None, None),)),
        _person(10, "李建国", "male", date(1966, 7, 7)),
    )


NEWCOMER = "150525199003070" + "11" + check_digit("15052519900307011")
"""The number of a man whom nobody knows yet."""


@cache
def packs() -> Registry:
    """The packs that the program ships, read once: nobody changes them."""
    folder = Path(__file__).parents[2] / "resources" / "policies"
    found = sorted(path for path in folder.glob("*.toml") if ".cases." not in path.name)
    return Registry(tuple(read_pack(path.read_bytes(), path.name) for path in found))


def ids(prefix: str) -> Callable[[], str]:
    """Ids in order, the same in every run."""
    numbers = count(1)
    return lambda: f"{prefix}0000-0000-7000-8000-{next(numbers):012d}"


def clock() -> Callable[[], datetime]:
    """A clock that goes on by a second each time it is asked."""
    seconds = count()
    return lambda: AT + timedelta(seconds=next(seconds))


def chance() -> Callable[[int], bytes]:
    """Bytes that look random, the same in every run."""
    numbers = count(1)
    return lambda length: shake_128(str(next(numbers)).encode()).digest(length)


@lru_cache(maxsize=2)
def standard_keys(_cost: int) -> keys.KeyFile:
    """The key file of every small file, with one slot for each operator."""
    of = chance()
    return keys.KeyFile(
        "small-file",
        tuple(
            keys.wrap(operator.id, operator.name, password, KEY, of(keys.SALT_BYTES), of(keys.NONCE_BYTES))
            for operator, password in zip(OPERATORS, PASSWORDS, strict=True)
        ),
    )


def keys_beside(path: Path) -> Path:
    """The key file of a small file, written where a copy came without it."""
    beside = keys.beside(path)
    if not beside.exists():
        made_once.put(beside, _key_file(keys._MEMORY))
    return beside


@lru_cache(maxsize=2)
def _key_file(cost: int) -> bytes:
    return made_once.content(lambda path: keys.write(path, standard_keys(cost)))


def add_operators(work: Work) -> None:
    """The four operators with their passwords, as the file knows them."""
    meta.put(work, "file", "small-file")
    for operator, slot in zip(OPERATORS, standard_keys(keys._MEMORY).slots, strict=True):
        operators.add(work, operator, slot.digest, at=AT)


@contextmanager
def desk_on(path: Path, registry: Registry, *, prefix: str = "0199", hook: Hook | None = None) -> Iterator[Desk]:
    """A clerk's desk on a file; ``prefix`` keeps the ids of several desks apart."""
    database = Database.open(path, key=KEY, statement_hook=hook)
    try:
        yield Desk(database, registry, clock(), ids(prefix), STATION, CLERK, BUSINESS_DATE, keys_beside(path), chance())
    finally:
        database.close()


def make_file(path: Path, registry: Registry, *, confirmed: bool) -> None:
    """A new file with people, institutions, catalogue, diagnoses; with ``confirmed`` the pack's local values too."""
    with desk_on(path, registry, prefix="0190") as desk, desk.database.unit_of_work() as work:
        meta.save_station(work, STATION, at=AT)
        add_operators(work)
        image = [Image("stations", STATION.id), *(Image("operators", one.id) for one in OPERATORS)]
        audit.append(work, **STAMP, action="operator.first", subject=MANAGER.id, image=image)
        people.add_people(work, everybody(), **STAMP)
        reference.save_institutions(work, HOSPITALS, **STAMP)
        entries.save_items(work, ITEMS, **STAMP)
        entries.save_diagnoses(work, DIAGNOSES, **STAMP)
        pack = registry.by_id(PACK)
        if confirmed and pack is not None:
            confirm_all(replace(desk, operator=MANAGER), pack, "演示", work)
