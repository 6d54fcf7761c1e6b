"""How the demonstration area is built: synthetic people, reference data, confirmed demonstration values, a year of settlements.

Every settlement goes through ``settle.post_form``, so its figures, slips and audit rows are as real as any; only many
share one transaction. All that is printed says 演示, since the station is a demonstration station.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone
from functools import partial
from pathlib import Path

from app.errors import KnownError, UserError, require
from app.money.fen import format_fen
from app.records.form import CaseForm
from app.records.people import Filing, Person, PersonIdentity
from app.services import demo_people
from app.services.demo import BUSINESS_DATE, CASE_DRAFT, CLERK, COMPLETE, CONFIRMED_BY, OPERATORS, PASSWORD
from app.services.demo_cases import Showcase, demonstration_form, showcases, visit_form
from app.services.demo_entries import is_poor
from app.services.demo_fill import fill
from app.services.demo_keys import demonstration_chance
from app.services.demo_reference import ReferenceData, read_reference
from app.services.demo_visits import FIRST_DAY, LAST_DAY, Plan, VisitMaker
from app.services.desk import Desk, now
from app.services.forms import form_to_json
from app.services.parameters import confirm_all
from app.services.quote import quote, read_basis
from app.services.reference import tags_of
from app.services.settle import post_form
from app.services.sign_in import FILE
from app.services.slip_key_signing import sign_own
from app.services.trail import note
from app.store import closes, drafts, keys, meta, operators, people, reference
from app.store.catalogue import entries
from app.store.images import Image
from app.store.keys import KeyFile
from app.store.work import Work

DOCUMENT = "演示"
SEED = 20191122
_PARTS = {"clerk": CLERK, "reviewer": OPERATORS[1], "manager": CONFIRMED_BY}

_LOADED = date(2019, 1, 2)
_POOL = 5_000
_BATCH = 200
_BEIJING = timezone(timedelta(hours=8))

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Built:
    """What was built: counts, and the draft of the demonstration case."""

    people: int
    settlements: int
    draft_id: str


def build_demo(
    desk: Desk, folder: Path, *, people: int = 2000, settlements: int = 300, seed: int = SEED, progress: Progress
) -> Built:
    """Fill an empty demonstration file; ``folder`` holds its texts. ``desk``: a demonstration station with its clerk,
    both in the file already (``add_operators``).

    Its slips are signed by keys that anybody can make (``demo_keys``).
    Deterministic in everything but ids. KnownError NO_FILE where the folder's files are missing.
    """
    require(desk.station.demonstration, "demonstration data never go into a formal file")
    desk = on_day(desk, _LOADED, 8 * 60)
    progress("载入医疗机构、目录和诊断…")
    data = read_reference(folder)
    _load_reference(desk, data)
    sign_own(replace(desk, operator=CONFIRMED_BY, chance=demonstration_chance()))
    progress(f"生成 {people} 名虚构参保人…")
    shown = showcases((desk.new_id(), desk.new_id(), desk.new_id(), desk.new_id()), desk.new_id())
    pool, lapsed = _load_people(desk, folder, [one.person for one in shown], people, seed)
    plans = sorted(_plans(data, shown, pool, settlements, seed), key=lambda plan: plan.business_date)
    done = _settle_all(desk, plans, progress)
    progress("登记备案、参保、账目和受理…")
    fill(partial(_desk_of, desk), folder, pool, lapsed)
    progress("准备演示个案…")
    draft_id = _keep_draft(desk, demonstration_form(shown[0].person.id, {item.code: item for item in data.items}))
    with desk.database.unit_of_work() as work:
        meta.put(work, CASE_DRAFT, draft_id)
        closes.begin(work, BUSINESS_DATE)
        meta.put(work, COMPLETE, BUSINESS_DATE.isoformat())
    return Built(people + len(shown), done, draft_id)


def add_operators(desk: Desk, file_id: str) -> KeyFile:
    """Put station and operators into an empty demonstration file; its key file, not yet written."""
    desk = on_day(replace(desk, operator=CONFIRMED_BY), _LOADED, 7 * 60)
    made = keys.wrap_all(
        {operator.id: operator.name for operator in OPERATORS},
        PASSWORD,
        desk.database.key,
        desk.chance(keys.SALT_BYTES),
        [desk.chance(keys.NONCE_BYTES) for _ in OPERATORS],
    )
    with desk.database.unit_of_work() as work:
        meta.save_station(work, desk.station, at=now(desk))
        meta.put(work, FILE, file_id)
        meta.put(work, "created", now(desk).isoformat())
        for operator, slot in zip(OPERATORS, made, strict=True):
            operators.add(work, operator, slot.digest, at=now(desk))
        image = [Image("stations", desk.station.id), *(Image("operators", operator.id) for operator in OPERATORS)]
        note(desk, work, "operator.first", CONFIRMED_BY.id, {"operators": len(OPERATORS)}, image=image)
    return KeyFile(file_id, made)


def on_day(desk: Desk, day: date, minute: int) -> Desk:
    """The desk on another business day, at a minute of that day (Beijing time)."""
    at = datetime.combine(day, time(minute // 60, minute % 60), _BEIJING)
    return replace(desk, business_date=day, clock=lambda: at)


def _desk_of(desk: Desk, part: str, day: date) -> Desk:
    """The desk of the clerk, the reviewer or the manager, on a morning."""
    return on_day(replace(desk, operator=_PARTS[part]), day, 9 * 60)


def _load_reference(desk: Desk, data: ReferenceData) -> None:
    at, station_id, operator_id = now(desk), desk.station.id, desk.operator.id
    with desk.database.unit_of_work() as work:
        reference.save_institutions(work, data.institutions, at=at, station_id=station_id, operator_id=operator_id)
        entries.save_items(work, data.items, at=at, station_id=station_id, operator_id=operator_id)
        entries.save_diagnoses(work, data.diagnoses, at=at, station_id=station_id, operator_id=operator_id)
        manager = replace(desk, operator=CONFIRMED_BY)
        for pack in desk.packs.of_area(desk.station.area_name):
            confirm_all(manager, pack, DOCUMENT, work)


def _load_people(
    desk: Desk, folder: Path, named: Sequence[Person], count: int, seed: int
) -> tuple[list[Person], list[Person]]:
    """Add the named persons and ``count`` others; returns those of whom visits may be made, and the registered poor persons
    who aren't insured."""
    try:
        names = demo_people.names_of(tomllib.loads((folder / "names.toml").read_text(encoding="utf-8")))
    except (OSError, KeyError, ValueError) as wrong:
        raise KnownError("NO_FILE", f"读不到演示用的姓名文件（{folder.name}）：请重新安装程序后再试。") from wrong
    pool: list[Person] = []
    lapsed: list[Person] = []

    def everyone() -> Iterator[Person]:
        yield from named
        for one in demo_people.people(seed, count, names):
            person = _person(desk, one)
            if len(pool) < _POOL and 2019 in person.insured_years and person.born < FIRST_DAY:
                pool.append(person)
            elif LAST_DAY.year not in person.insured_years and person.certificate_number and is_poor(person):
                lapsed.append(person)
            yield person

    with desk.database.unit_of_work() as work:
        people.add_people(work, everyone(), at=now(desk), station_id=desk.station.id, operator_id=desk.operator.id)
    return pool, lapsed


def _person(desk: Desk, one: demo_people.DemoPerson) -> Person:
    return Person(
        id=desk.new_id(),
        name=one.name,
        sex=one.sex,
        born=one.born,
        certificate_type="resident_id" if one.id_number else "newborn",
        certificate_number=one.id_number or "",
        household_number=one.household_number,
        card_number=one.card_number,
        phone=one.phone,
        address=one.address,
        township=one.township,
        village=one.village,
        deceased_on=None,
        identities=tuple(
            PersonIdentity(code, since, until, sub, DOCUMENT) for code, since, until, sub in one.identities
        ),
        filings=tuple(Filing(desk.new_id(), kind, since, until, note) for kind, since, until, note in one.filings),
        insured_years=one.insured_years,
        warnings=one.warnings,
    )


def _plans(
    data: ReferenceData, shown: Sequence[Showcase], pool: Sequence[Person], count: int, seed: int
) -> Iterator[Plan]:
    """The named persons' visits, and ``count`` others spread over the year; poor and ill people come more often."""
    named = 0
    for one in shown:
        for visit in one.visits:
            named += 1
            yield Plan(visit_form(one.person, visit), visit.business_date, paid_elsewhere=False)
    maker = VisitMaker(seed, data.institutions, data.items, data.diagnoses)
    often = [person for person in pool if person.identities or person.filings][: max(1, count // 2)]
    special = [one for one in pool if any(filing.kind == "special_chronic" for filing in one.filings)][:12]
    rest = pool[: max(1, count)]
    whole = (LAST_DAY - FIRST_DAY).days
    for number in range(max(0, count - named)):
        at_desk = FIRST_DAY + timedelta(days=number * whole // max(1, count))
        among = special if special and number % 11 == 5 else often if often and number % 3 else rest
        if among:
            yield maker.plan(among[number * 37 % len(among)], at_desk)


def _settle_all(desk: Desk, plans: Sequence[Plan], progress: Progress) -> int:
    done = 0
    for begin in range(0, len(plans), _BATCH):
        batch = plans[begin : begin + _BATCH]
        progress(f"结算 {begin + len(batch)} / {len(plans)} 笔…")
        with desk.database.unit_of_work() as work:
            for place, plan in enumerate(batch, start=begin):
                at_desk = on_day(desk, plan.business_date, 8 * 60 + 30 + place % 480)
                done += _settle_one(at_desk, work, plan)
    return done


def _settle_one(desk: Desk, work: Work, plan: Plan) -> int:
    """Settle one planned visit; 0 where the desk would refuse it (a stay that overlaps another)."""
    form = _tagged(desk, work, plan.form)
    try:
        if plan.paid_elsewhere:
            form = _with_upstream(desk, work, form)
        post_form(desk, work, desk.new_id(), form, None, draft=None)
    except UserError:
        return 0
    return 1


def _tagged(desk: Desk, work: Work, form: CaseForm) -> CaseForm:
    """The tags that the diagnosis proposes, as the clerk would confirm them."""
    discharged = date.fromisoformat(form.visit.discharged)
    pack = desk.packs.in_force(desk.station.area_name, discharged)
    if pack is None:
        return form
    born = people.person(work, form.person_id).born
    tags = tuple(tag for tag, _ in tags_of(work, pack, form.visit.diagnosis_code, born, discharged))
    return replace(form, visit=replace(form.visit, tags=tags or form.visit.tags))


def _with_upstream(desk: Desk, work: Work, form: CaseForm) -> CaseForm:
    """The first three layers as the hospital's own slip says them: outside the county it settles these alone."""
    direct = replace(form, visit=replace(form.visit, way="reimbursement"))
    quoted = quote(desk, read_basis(desk, work, direct), direct)
    if quoted.result is None:
        return form
    upstream = {"basic", "critical_illness", "assistance"}
    paid = {layer.id: format_fen(layer.pay) for layer in quoted.result.layers if layer.id in upstream and layer.applied}
    return replace(form, paid=paid)


def _keep_draft(desk: Desk, form: CaseForm) -> str:
    desk = on_day(desk, BUSINESS_DATE, 8 * 60 + 5)
    with desk.database.unit_of_work() as work:
        name = people.person(work, form.person_id).name
        stored = drafts.create(
            work,
            desk.new_id(),
            desk.new_id(),
            name,
            form_to_json(form),
            now(desk),
            desk.station.id,
            desk.operator.id,
        )
    return stored.id
