"""The synthetic people of the demonstration area: one seed, one population. Nobody here is real.

No clock, no file, no global random number. Chance comes from SHAKE-128 over the seed and a counter, so the same seed
and names give the same people on every machine and Python, and a smaller count gives the beginning of a larger one.
Read ``resources/demo/names.toml`` and hand its table to ``names_of``.

The shares (poor, low income, disabled, uninsured …) are plausible for a poor county, not taken from statistics.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import shake_128
from itertools import chain, islice
from itertools import count as counted
from struct import Struct
from typing import Any, Literal, NamedTuple, TypeVar

from app.records.identity_number import check_digit

Sex = Literal["male", "female"]
Identity = tuple[str, date, date | None, str]
"""Code, first day, last day or None, sub-status (未脱贫, 脱贫享受政策 or empty)."""
Filing = tuple[str, date, date | None, str]
"""Kind (chronic, two_diseases, special_chronic, referral), first day, last day or None, note."""

_Roll = Callable[[], int]
_T = TypeVar("_T")

FIRST_YEAR = 1925
# The demonstration's business date lies in November 2019: nobody is born and nothing is filed after this day.
LAST_DAY = date(2019, 10, 31)

_BLOCK = Struct("<512I")

_YEAR_STARTS = tuple(date(year, 1, 1).toordinal() for year in range(FIRST_YEAR, LAST_DAY.year + 1))
_NUMBERLESS_SINCE = date(2019, 5, 1).toordinal()
_ADULT_BEFORE = 2002
_ORDER_NUMBERS = 499  # of one sex on one day; the order numbers 000 and 001 stay unused
_CARDS = 10**8
_HOUSEHOLD_SIZES = (1,) * 18 + (2,) * 32 + (3,) * 22 + (4,) * 16 + (5,) * 8 + (6,) * 4

_POOR_SINCE = (date(2014, 1, 1), date(2015, 1, 1), date(2016, 1, 1), date(2017, 1, 1), date(2018, 1, 1))
_LOW_SINCE = (
    date(2012, 7, 1),
    date(2015, 4, 1),
    date(2017, 1, 1),
    date(2018, 10, 1),
    date(2019, 1, 1),
    date(2019, 7, 1),
)
_LOW_UNTIL = (date(2018, 12, 31), date(2019, 3, 31), date(2019, 6, 30), date(2019, 9, 30))
_DISABLED_SINCE = (date(2009, 6, 1), date(2013, 3, 15), date(2016, 8, 20), date(2018, 5, 2), date(2019, 4, 10))
_FILED_SINCE = (date(2017, 3, 1), date(2018, 1, 1), date(2018, 9, 10), date(2019, 1, 1), date(2019, 4, 15))
_TWO_SINCE = (date(2019, 10, 8), date(2019, 10, 15), date(2019, 10, 24))
_REFERRED = (
    (date(2019, 2, 18), date(2019, 8, 17)),
    (date(2019, 5, 6), date(2019, 11, 5)),
    (date(2019, 9, 2), date(2020, 3, 1)),
)
_CHRONIC = (
    "高血压",
    "糖尿病",
    "冠心病",
    "脑梗死后遗症",
    "慢性阻塞性肺疾病",
    "类风湿性关节炎",
    "布鲁氏菌病",
    "慢性肝炎",
)
_TWO_DISEASES = ("高血压", "糖尿病")
_SPECIAL = ("恶性肿瘤门诊放化疗", "终末期肾病门诊透析", "器官移植术后抗排异", "重性精神病", "血友病")
_REFERRAL = ("转往市内三级医院", "转往市域外三级医院", "异地急诊已报备")


@dataclass(frozen=True, slots=True)
class Township:
    """One 苏木 or 乡镇 and its villages."""

    name: str
    villages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """What names and addresses are made of. In ``surnames`` and ``townships`` an entry stands as often as it weighs."""

    area: str
    home_region: str
    other_regions: tuple[str, ...]
    surnames: tuple[str, ...]
    given: Mapping[tuple[Sex, bool], str]
    """Characters by sex and by "born since 1985"."""
    given_rare: tuple[str, ...]
    mongolian: Mapping[Sex, tuple[str, ...]]
    mongolian_first: tuple[str, ...]
    mongolian_last: Mapping[Sex, tuple[str, ...]]
    dotted: tuple[str, ...]
    very_long: tuple[str, ...]
    streets: tuple[str, ...]
    townships: tuple[Township, ...]


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One synthetic person. ``id_number`` is None for a newborn who has not been registered yet."""

    name: str
    id_number: str | None
    sex: Sex
    born: date
    household_number: str
    card_number: str
    phone: str
    township: str
    village: str
    address: str
    identities: tuple[Identity, ...]
    insured_years: tuple[int, ...]
    filings: tuple[Filing, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Source:
    """What is drawn from; ``used`` counts the order numbers given out, by day of birth and sex."""

    roll: _Roll
    names: Names
    used: dict[int, int]


@dataclass(frozen=True, slots=True)
class _Home:
    """What the members of one household share."""

    number: str
    township: str
    village: str
    address: str
    alone: bool
    mongolian: bool
    poor: Identity | None
    low_income: Identity | None


class _Member(NamedTuple):
    """Before name and number; a tuple, since half a million are made in passing."""

    sex: Sex
    year: int
    surname: str


def names_of(table: Mapping[str, Any]) -> Names:
    """Turn the parsed ``names.toml`` into Names. KeyError names a missing key; ValueError an empty or unknown one."""
    townships = table["township"]
    names = Names(
        area=table["area"],
        home_region=table["home_region"],
        other_regions=tuple(table["other_regions"]),
        surnames=tuple(surname for surname, weight in table["surnames"].items() for _ in range(weight)),
        given={
            ("male", False): table["given_male_older"],
            ("male", True): table["given_male_younger"],
            ("female", False): table["given_female_older"],
            ("female", True): table["given_female_younger"],
        },
        given_rare=tuple(table["given_rare"]),
        mongolian={"male": tuple(table["mongolian_male"]), "female": tuple(table["mongolian_female"])},
        mongolian_first=tuple(table["mongolian_first"]),
        mongolian_last={"male": tuple(table["mongolian_male_last"]), "female": tuple(table["mongolian_female_last"])},
        dotted=tuple(table["dotted"]),
        very_long=tuple(table["very_long"]),
        streets=tuple(table["streets"]),
        townships=tuple(
            Township(entry["name"], tuple(entry["villages"])) for entry in townships for _ in range(entry["weight"])
        ),
    )
    empty = [key for key, value in table.items() if not value] + [
        entry["name"] for entry in townships if not entry["villages"]
    ]
    unknown = sorted(set(table) - _KEYS)
    if empty or unknown:
        raise ValueError(f"names: empty {empty}, unknown {unknown}")
    return names


_KEYS = frozenset(
    """area home_region other_regions surnames given_male_older given_male_younger given_female_older
    given_female_younger given_rare mongolian_male mongolian_female mongolian_first mongolian_male_last
    mongolian_female_last dotted very_long streets township""".split()
)


def people(seed: int, count: int, names: Names) -> Iterator[DemoPerson]:
    """Yield ``count`` people, household by household; the last household may be cut short.

    ID numbers, where there is one, and card numbers are unique. ValueError where the days of the calendar have no
    order number left for one more (beyond some ten million people).
    """
    if not 0 <= count < _CARDS:
        raise ValueError("count must be at least 0 and below 100,000,000")
    return islice(_households(seed, names), count)


def _households(seed: int, names: Names) -> Iterator[DemoPerson]:
    source = _Source(_rolls(seed), names, {})
    number = 0
    for household in counted(1):
        size = _pick(source.roll, _HOUSEHOLD_SIZES)
        home = _home(source, household, size)
        for member in _members(source, size):
            number += 1
            yield _person(source, home, member, number)


def _rolls(seed: int) -> _Roll:
    """Return a function that gives whole numbers of 32 bits; whoever draws takes the remainder that it needs."""

    def block(number: int) -> tuple[int, ...]:
        return _BLOCK.unpack(shake_128(f"{seed}:{number}".encode()).digest(_BLOCK.size))

    return chain.from_iterable(map(block, counted())).__next__


def _pick(roll: _Roll, among: Sequence[_T]) -> _T:
    return among[roll() % len(among)]


def _home(source: _Source, household: int, size: int) -> _Home:
    roll, names = source.roll, source.names
    township = _pick(roll, names.townships)
    village = _pick(roll, township.villages)
    if township.name == names.townships[0].name and roll() % 10 < 4:
        place = f"{_pick(roll, names.streets)}{1 + roll() % 280}号"
        village = ""
    else:
        place = f"{village}{1 + roll() % 9}组{1 + roll() % 120}号"
    poor: Identity | None = None
    if roll() % 100 < 12:
        status = "未脱贫" if roll() % 100 < 22 else "脱贫享受政策"
        poor = ("registered_poor", _pick(roll, _POOR_SINCE), None, status)
    low_income: Identity | None = None
    if roll() % 1000 < (200 if poor else 43):
        ended = roll() % 100 < 8
        first, last = (_LOW_SINCE[0], _pick(roll, _LOW_UNTIL)) if ended else (_pick(roll, _LOW_SINCE), None)
        low_income = ("min_living", first, last, "")
    return _Home(
        number=f"H{household:09d}",
        township=township.name,
        village=village,
        address=f"{names.area}{township.name}{place}",
        alone=size == 1,
        mongolian=roll() % 4 == 0,
        poor=poor,
        low_income=low_income,
    )


def _members(source: _Source, size: int) -> Iterator[_Member]:
    """Yield a head, a husband or wife, then children and now and then a parent; children bear the father's surname."""
    roll, names = source.roll, source.names
    # Born 1925–1994, more of them late than early.
    year = 1994 - 70 * (roll() % 1000) * (55 + roll() % 46) // 100_000
    surname = _pick(roll, names.surnames)
    man = roll() % 100 < (55 if size == 1 else 78)
    yield _Member("male" if man else "female", year, surname)
    if size == 1:
        return
    partner_year = min(1996, max(FIRST_YEAR, year - 4 + roll() % 9))
    partner_surname = _pick(roll, names.surnames)
    yield _Member("female" if man else "male", partner_year, partner_surname)
    family = surname if man else partner_surname
    younger = max(year, partner_year)
    for _ in range(size - 2):
        if year >= 1957 and roll() % 100 < 18:
            father = roll() % 10 < 4
            parent_surname = surname if father else _pick(roll, names.surnames)
            yield _Member("male" if father else "female", max(FIRST_YEAR, year - 20 - roll() % 12), parent_surname)
        else:
            latest = min(18, LAST_DAY.year - 20 - younger)
            boy = roll() % 100 < 52
            yield _Member("male" if boy else "female", younger + 20 + roll() % (latest + 1), family)


def _person(source: _Source, home: _Home, member: _Member, number: int) -> DemoPerson:
    roll = source.roll
    year = member.year
    ordinal = _YEAR_STARTS[year - FIRST_YEAR] + roll() % (304 if year == LAST_DAY.year else 365)
    born = date.fromordinal(ordinal)
    numberless = ordinal >= _NUMBERLESS_SINCE and roll() % 10 < 6
    phone = roll() % 1_100_000_000
    return DemoPerson(
        name=_name(source, home, member),
        id_number=None if numberless else _id_number(source, born, ordinal, member.sex),
        sex=member.sex,
        born=born,
        household_number=home.number,
        # One factor prime to the modulus: every card number comes once, and neighbours do not look alike.
        card_number=f"YS{(number * 73_648_121 + 20_190_001) % _CARDS:08d}",
        # 12… was given out to no mobile network: these numbers ring nowhere.
        phone=str(12_000_000_000 + phone) if phone < 1_000_000_000 else "",
        township=home.township,
        village=home.village,
        address=home.address,
        identities=_identities(roll, home, born),
        insured_years=_insured_years(roll, year),
        filings=_filings(roll, year),
        warnings=_warnings(roll),
    )


def _id_number(source: _Source, born: date, ordinal: int, sex: Sex) -> str:
    """Return the next free number of that day and sex, whatever the region."""
    names = source.names
    male = sex == "male"
    key = ordinal * 2 + male
    already = source.used.get(key, 0)
    if already >= _ORDER_NUMBERS:
        raise ValueError(f"no order number is left for {born}")
    source.used[key] = already + 1
    region = names.home_region if source.roll() % 100 < 94 else _pick(source.roll, names.other_regions)
    # 499 is prime: stepping by 7 meets each order number of the day once.
    order = 2 * (1 + (ordinal * 193 + already * 7) % _ORDER_NUMBERS) + male
    first17 = f"{region}{born.year * 10000 + born.month * 100 + born.day}{order:03d}"
    return first17 + check_digit(first17)


def _name(source: _Source, home: _Home, member: _Member) -> str:
    roll, names = source.roll, source.names
    kind = roll() % 10_000
    if kind < 10:
        return _pick(roll, names.very_long)
    given = names.given[member.sex, member.year >= 1985]
    if kind < 60:
        rare = _pick(roll, names.given_rare)
        return member.surname + (rare if roll() % 2 else _pick(roll, given) + rare)
    if home.mongolian:
        if kind < 200:
            return _pick(roll, names.dotted)
        if kind < 5000:
            return _pick(roll, names.mongolian[member.sex])
        return _pick(roll, names.mongolian_first) + _pick(roll, names.mongolian_last[member.sex])
    if roll() % 100 < 14:
        return member.surname + _pick(roll, given)
    return member.surname + _pick(roll, given) + _pick(roll, given)


def _identities(roll: _Roll, home: _Home, born: date) -> tuple[Identity, ...]:
    """Return dated identities in the order of their codes' rank; none begins before the person's birth."""
    found: list[Identity] = []
    if home.poor:
        found.append(_not_before(born, home.poor))
    # 特困 lives alone here, and nobody is 特困 and 低保 at once.
    if home.alone and born.year < 1990 and roll() % 4 == 0:
        found.append(("destitute", max(born, _pick(roll, _LOW_SINCE)), None, ""))
    elif home.low_income and (home.low_income[2] is None or born <= home.low_income[2]):
        found.append(_not_before(born, home.low_income))
    if born.year < _ADULT_BEFORE:
        if roll() % 10_000 < 235:
            found.append(("severely_disabled", max(born, _pick(roll, _DISABLED_SINCE)), None, ""))
    elif roll() % 1000 < 23:
        found.append(("disabled_child", max(born, _pick(roll, _DISABLED_SINCE)), None, ""))
    return tuple(found)


def _not_before(born: date, identity: Identity) -> Identity:
    code, first, last, status = identity
    return (code, max(born, first), last, status)


def _insured_years(roll: _Roll, year: int) -> tuple[int, ...]:
    kind = roll() % 1000
    if kind < 940:
        years: tuple[int, ...] = (2017, 2018, 2019)
    elif kind < 970:
        years = (2019,)
    elif kind < 985:
        years = (2017, 2018)
    else:
        return ()
    return years if year <= 2017 else tuple(insured for insured in years if insured >= year)


def _filings(roll: _Roll, year: int) -> tuple[Filing, ...]:
    found: list[Filing] = []
    if year < 1975:
        if roll() % 100 < 15:
            found.append(("chronic", _pick(roll, _FILED_SINCE), None, _pick(roll, _CHRONIC)))
        if roll() % 100 < 10:
            found.append(("two_diseases", _pick(roll, _TWO_SINCE), None, _pick(roll, _TWO_DISEASES)))
    kind = roll() % 1000
    if kind < 8 and year < _ADULT_BEFORE:
        found.append(("special_chronic", _pick(roll, _FILED_SINCE), None, _pick(roll, _SPECIAL)))
    elif kind >= 994 and year < LAST_DAY.year:
        first, last = _pick(roll, _REFERRED)
        found.append(("referral", first, last, _pick(roll, _REFERRAL)))
    return tuple(found)


def _warnings(roll: _Roll) -> tuple[str, ...]:
    kind = roll() % 4000
    if kind >= 18:
        return ()
    if kind >= 2:
        return ("arrears",)
    return ("arrears", "blacklist") if kind else ("blacklist",)
