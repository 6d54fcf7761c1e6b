"""Registers (台账): what each asks for, its states and its deadline, described once; and the entries that are kept in them.

A new register is a new ``Register`` in ``register_list`` and no new code: form, list, paper, work list and the table of duties
read it from there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Literal

from app.errors import require
from app.records.fields import Field, Value

ON, PERSON, INSTITUTION = "on", "person", "institution"
"""Keys of fields that every register means the same by: the day of the entry, whom and which institution it is about. The
latter two are chosen once: a wrong one is withdrawn and entered again."""
WITHDRAWN = "withdrawn"
"""The state of an entry that was taken back; no register has one of that code."""
_NOTHING: Mapping[str, str] = MappingProxyType({})
Act = Literal["add", "change", "move", "withdraw"]
ACTS: Mapping[Act, str] = MappingProxyType({"add": "登记", "change": "修改", "move": "改状态", "withdraw": "撤销"})


@dataclass(frozen=True, slots=True)
class State:
    """A state of an entry; ``done``: nothing is left to do about it."""

    code: str
    word: str
    done: bool = False


@dataclass(frozen=True, slots=True)
class DueRule:
    """By when an entry is due: on the day of ``field``, or so many workdays after it as the setting ``workdays`` says."""

    field: str
    workdays: str = ""


@dataclass(frozen=True, slots=True)
class Begins:
    """An entry begins as done where ``field`` is ``filled`` (or empty): nothing has to be waited for."""

    field: str
    filled: bool


@dataclass(frozen=True, slots=True)
class Product:
    """A column that is worked out: ``count`` × ``money`` in fen, of entries in one of ``states`` alone where some are named."""

    key: str
    title: str
    count: str
    money: str
    states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperColumn:
    """A column as it is printed: ``source`` is a field's key, or ``row`` (序号), ``township``, ``village``, ``name``."""

    title: str
    source: str
    width: int


@dataclass(frozen=True, slots=True)
class Paper:
    """A register whose paper is prescribed: title and columns as printed, and how many rows the empty form has."""

    title: str
    columns: tuple[PaperColumn, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class Register:
    """``what`` is for the directory, ``clause`` the sentence that asks for it, ``duties`` its codes. ``states`` in their order,
    the first is open. ``unique``: no two entries have the same values there. ``any_of``: one of these at least is filled.
    ``months``: text fields that hold a month (2019-10). ``prefill`` field → setting that stands in a new form."""

    code: str
    title: str
    what: str
    duties: tuple[str, ...]
    clause: str
    fields: tuple[Field, ...]
    states: tuple[State, ...]
    due: DueRule | None = None
    begins: Begins | None = None
    unique: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    months: tuple[str, ...] = ()
    products: tuple[Product, ...] = ()
    prefill: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    paper: Paper | None = None

    def __post_init__(self) -> None:
        keys = [one.key for one in self.fields]
        require(len(set(keys)) == len(keys) and ON in keys, f"the fields of {self.code} are not one day and others")
        codes = [one.code for one in self.states]
        require(len(set(codes)) == len(codes) and WITHDRAWN not in codes, f"states of {self.code}")
        require(any(one.done for one in self.states), f"nothing of {self.code} is ever done")

    def state(self, code: str) -> State:
        """A state by its code."""
        return _TAKEN_BACK if code == WITHDRAWN else next(one for one in self.states if one.code == code)

    @property
    def about_person(self) -> bool:
        """Whether it has a person."""
        return any(one.key == PERSON for one in self.fields)

    @property
    def changeable(self) -> tuple[Field, ...]:
        """The fields that may be changed later."""
        return tuple(one for one in self.fields if one.key not in {PERSON, INSTITUTION})


_TAKEN_BACK = State(WITHDRAWN, "已撤销", done=True)


@dataclass(frozen=True, slots=True)
class About:
    """Whom an entry is about, as the file knows them now; all empty where it is about nobody."""

    person_id: str = ""
    name: str = ""
    township: str = ""
    village: str = ""
    household_number: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it stands: its newest version. ``values`` by the fields' keys without person and institution; ``names`` of
    the institutions in it by id; ``note`` why it was moved or withdrawn last."""

    id: str
    register: str
    version: int
    about: About
    institution_id: str
    on: date
    due: date | None
    state: str
    note: str
    values: Mapping[str, Value]
    names: Mapping[str, str]
    operator_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class EntryVersion:
    """One step of an entry's history."""

    version: int
    act: Act
    state: str
    on: date
    due: date | None
    note: str
    values: Mapping[str, Value]
    operator_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry about to be stored, and the id of its first version."""

    id: str
    version_id: str
    register: str
    person_id: str | None
    institution_id: str | None
    on: date
    due: date | None
    state: str
    values: Mapping[str, Value]
