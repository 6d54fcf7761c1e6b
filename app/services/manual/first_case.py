"""第一笔，跟着做: which key comes next in the guided case, judged by what the open case still lacks."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.money.fen import format_fen
from app.records.form import CaseForm
from app.services.manual import folder

FILE = "first-case.toml"
VISIT, BILL = "就诊", "账单"
"""Parts of the desk, as the manual calls them."""


@dataclass(frozen=True, slots=True)
class FirstCase:
    """The case that is to be entered, as texts of its form, and the sentences (``says``) by their step."""

    person: str
    identity: str
    pays: str
    admitted: str
    discharged: str
    tag: str
    total: str
    in_scope: str
    says: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sight:
    """What the desk shows now: the ``form`` of the case in front, the chosen person's ``name`` and ``identities``, where the cursor is
    (``part`` of the desk, ``field`` by its path), what the person ``pays`` (fen, None while nothing is worked out), whether F8 was
    pressed (``asking``), the ``earlier`` number of such a stay that is settled already; then the ``number`` that this guide saw
    settled, whether its paper is ``shown``, was sent to print (``tried``; ``choosing``: the list of printers lies over it), was ``seen``."""

    form: CaseForm
    name: str = ""
    identities: tuple[str, ...] = ()
    part: str = ""
    field: str = ""
    pays: int | None = None
    asking: bool = False
    earlier: str = ""
    number: str = ""
    shown: bool = False
    tried: bool = False
    choosing: bool = False
    seen: bool = False


def first_case(where: Path | None = None) -> FirstCase:
    """The guided case. KnownError NO_FILE."""
    table = tomllib.loads(folder.read((where or folder.resources() / "guide") / FILE))
    return FirstCase(**table)


def sentence(case: FirstCase, sight: Sight) -> str:
    """What the line says."""
    figure = format_fen(sight.pays, thousands=True) if sight.pays is not None else ""
    number = sight.number or sight.earlier
    return case.says[step(case, sight)].format(person=case.person, pays=case.pays, figure=figure, number=number)


def step(case: FirstCase, sight: Sight) -> str:
    """The step (a key of ``says``) that comes next."""
    if sight.number:
        return _paper(sight)
    if not sight.form.person_id:
        return "find" if sight.field == "find" else "find_elsewhere"
    if sight.name and (sight.name != case.person or case.identity not in sight.identities):
        return "other_person"
    if sight.earlier:
        return "again"
    return _visit(case, sight) or _bill(case, sight) or ("confirm" if sight.asking else "settle")


def _paper(sight: Sight) -> str:
    """After settling: the paper is looked at, printed, left."""
    if sight.seen:
        return "done"
    if sight.choosing:
        return "printer"
    if sight.shown:
        return "leave" if sight.tried else "paper"
    return "print"


def _visit(case: FirstCase, sight: Sight) -> str:
    """What the visit lacks, or the field that the cursor still stands in."""
    visit = sight.form.visit
    filled = (
        ("institution", "visit.institution_id", bool(visit.institution_id)),
        ("type", "visit.type", visit.type == "inpatient"),
        ("admitted", "visit.admitted", visit.admitted == case.admitted),
        ("discharged", "visit.discharged", visit.discharged == case.discharged),
        ("diagnosis", "visit.diagnosis_code", bool(visit.diagnosis_code)),
        ("tag", "visit.tags", case.tag in visit.tags),
        ("way", "visit.way", visit.way == "direct"),
    )
    here = next((step for step, field, _done in filled if sight.field == field), "")
    if here:
        return here
    return "" if all(done for _step, _field, done in filled) and sight.part != VISIT else "visit_elsewhere"


def _bill(case: FirstCase, sight: Sight) -> str:
    """What the bill lacks; nothing where the figure is the right one already."""
    form = sight.form
    if sight.field == "totals.total":
        return "total"
    if sight.field == "totals.in_scope" and form.totals.get("total"):
        return "in_scope"
    if sight.pays is not None and format_fen(sight.pays, thousands=True) == case.pays:
        return ""
    if sight.part != BILL:
        return "bill_elsewhere" if sight.pays is None or form.bill_kind == "items" else "amount"
    if form.bill_kind != "totals":
        return "kind"
    return "amount" if sight.pays is not None else "bill_elsewhere"
