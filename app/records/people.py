"""Persons, institutions, catalogue items: the facts that the desk knows before a bill is entered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.records.fields import Value


@dataclass(frozen=True, slots=True)
class PersonIdentity:
    """A dated identity as a roster gave it; both ends included. ``sub_status`` a term of ``words.SUB_STATUSES`` or empty,
    ``document`` the number of the list that it came with. ``supported_until`` is the last day of 两年继续扶持期,
    ``category`` that of a temporary person, ``marks`` of 国标, 省标, 市标 joined by 、, ``relation`` to the household's head."""

    code: str
    since: date | None
    until: date | None
    sub_status: str = ""
    document: str = ""
    supported_until: date | None = None
    category: str = ""
    marks: str = ""
    relation: str = ""


@dataclass(frozen=True, slots=True)
class Filing:
    """A dated fact that a visit reads (慢病, 两病, 门特, 转诊 …). ``kind`` is a code of ``words.FILINGS``, ``state`` of
    ``filings.STATES``; ``since`` and ``until`` are the first and last day that it counts, as its kind's rule gives them (of one
    that is pending, the day it was applied for). ``facts``: the values of the kind's fields and of what was done since."""

    id: str
    kind: str
    since: date
    until: date | None
    note: str = ""
    state: str = "valid"
    facts: Mapping[str, Value] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class InsuredSpan:
    """The days of an insured year on which somebody is insured, where they are not the whole year's (停保, 中途参保)."""

    year: int
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Person:
    """One person. ``id`` is unique in the county; ``certificate_number`` may be empty (newborn). ``insured_spans``: of which
    insured years only part counts."""

    id: str
    name: str
    sex: str
    born: date
    certificate_type: str
    certificate_number: str
    household_number: str
    card_number: str
    phone: str
    address: str
    township: str
    village: str
    deceased_on: date | None
    identities: tuple[PersonIdentity, ...] = ()
    filings: tuple[Filing, ...] = ()
    insured_years: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()
    insured_spans: tuple[InsuredSpan, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonHit:
    """A line of the search list: enough to tell people of one name apart; the number is masked."""

    id: str
    name: str
    sex: str
    born: date
    masked_number: str
    village: str
    household_number: str
    identity_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Institution:
    """A hospital, clinic or pharmacy as it is on a day. ``level`` and ``region`` are codes of ``words``; ``kind`` one of
    ``words.INSTITUTION_KINDS``; ``treat_first`` is 先诊疗后付费, ``treatment_designated`` 大病集中救治定点, ``two_diseases``
    that it may certify 两病; ``code`` the national one. These facts hold from ``since`` to ``until`` (None: open)."""

    id: str
    name: str
    level: str
    region: str
    designated: bool
    treatment_designated: bool
    treat_first: bool
    kind: str
    address: str = ""
    code: str = ""
    two_diseases: bool = False
    township: str = ""
    legal_person: str = ""
    phone: str = ""
    since: date | None = None
    until: date | None = None

    def holds(self, on: date) -> bool:
        """Whether these facts are those of a day, both ends included."""
        return (self.since or on) <= on <= (self.until or on)


@dataclass(frozen=True, slots=True)
class CatalogueItem:
    """One version of an entry of the catalogue; texts as in the official list: ``prepay_rate`` ("0.10"), ``unit_price``,
    ``price_limit`` are typed texts or empty; ``pinyin`` where the list gives it, ``spec`` 规格. It holds from ``since`` (None:
    ever since) to ``until`` (None: no end is known), as the list with the number ``document`` says; ``ended`` where that was
    before the day that was asked for."""

    code: str
    name: str
    unit: str
    item_class: str
    category: str
    prepay_rate: str
    unit_price: str
    price_limit: str
    pinyin: str = ""
    spec: str = ""
    since: date | None = None
    until: date | None = None
    document: str = ""
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """An ICD-10（医保版） code and its name; dated as a ``CatalogueItem`` is."""

    code: str
    name: str
    pinyin: str = ""
    since: date | None = None
    until: date | None = None
    document: str = ""
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Operator:
    """Who sits at the station. ``role`` is 经办, 复核, 管理, 村医, 审计 or 单人 (a window of one person)."""

    id: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class OperatorAccount:
    """An operator and whether he may sign in; who was stopped stays on the rows that he made."""

    operator: Operator
    active: bool


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who says to be whom: the operator's name as typed, and the password. Never stored, never printed."""

    name: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Station:
    """Where: ``area_code`` and ``code`` begin every slip number; ``demonstration`` marks all that it prints."""

    id: str
    area_code: str
    code: str
    area_name: str
    name: str
    demonstration: bool
