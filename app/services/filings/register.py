"""One filing: filed, corrected, decided, approved, ended, cancelled, taken back. Each is one audit row with before and after.

    fields_of(desk, "chronic")                         # the form of a kind, diseases of dated lists as choices
    filed = file(desk, "chronic", person_id, texts)    # Filed(filing, said): what is to be done next, in a sentence
    acts_of(desk, filing), act_fields(desk, filing, "cancel"), typed_of(filing, fields)
    act(desk, filing.id, "cancel", texts)              # Filed; one of ``filings.ACTS``, or "correct"

UserError as ``entries.read_fields`` and ``rules`` say, NO_FILING, NO_PERSON, NOT_ALLOWED, BAD_VALUE at the act's field.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType

from app.errors import UserError, require
from app.records.fields import Field, Value
from app.records.filing_register import Delivery
from app.records.filings import ACTS, CORRECT, KINDS, STATES, Act, Kind
from app.records.people import Filing, Person
from app.records.words import FILINGS
from app.services.desk import Desk, row_stamp, today
from app.services.entries import read_fields, shown, typed
from app.services.filings.given import holds
from app.services.filings.making import Facts, day_in, made
from app.services.filings.rules import checked, with_choices
from app.services.rights import check
from app.services.trail import note
from app.store import filing_lists, filings, images, people
from app.store.images import Image
from app.store.work import Work

ALL_ACTS: Mapping[str, Act] = MappingProxyType({**ACTS, "correct": CORRECT})


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of a filing, and what is to be said of it ("" for nothing)."""

    filing: Filing
    person_name: str
    said: str


def fields_of(desk: Desk, kind: str) -> tuple[Field, ...]:
    """The fields of a kind's form."""
    check(desk, "filing.read")
    with desk.database.reading() as work:
        return with_choices(work, KINDS[kind])


def file(desk: Desk, kind: str, person_id: str, texts: Mapping[str, str]) -> Filed:
    """A new filing of a person, from what was typed."""
    check(desk, "filing.file")
    if not person_id:
        raise UserError("MISSING", "person", "请选参保人：输入姓名、拼音首字母或证号。")
    with desk.database.unit_of_work() as work:
        return file_in(desk, work, KINDS[kind], person_id, texts)


def file_in(desk: Desk, work: Work, kind: Kind, person_id: str, texts: Mapping[str, str]) -> Filed:
    """``file`` inside a unit of work that is open already."""
    values = read_fields(with_choices(work, kind), texts, today(desk))
    person = people.person(work, person_id)
    filing_id = desk.new_id()
    facts = checked(desk, work, kind, values, person, filing_id)
    filing = made(kind, filing_id, facts, summary(kind, facts))
    held = images.held(work, "persons", person.id)
    filings.add(work, [(filings.person_row(work, person.id), filing)], row_stamp(desk))
    note(desk, work, "filing.file", person.id, said_of(filing), image=held)
    return Filed(filing, person.name, _next(work, person, filing))


def acts_of(desk: Desk, filing: Filing) -> tuple[str, ...]:
    """What may be done with a filing as it stands: keys of ``ALL_ACTS``."""
    check(desk, "filing.read")
    return _acts(filing)


def _acts(filing: Filing) -> tuple[str, ...]:
    return tuple(one for one in (*KINDS[filing.kind].acts, "correct") if filing.state in ALL_ACTS[one].states)


def act_fields(desk: Desk, filing: Filing, code: str) -> tuple[Field, ...]:
    """The fields of an act on a filing."""
    check(desk, "filing.read")
    with desk.database.reading() as work:
        return _fields(work, filing, code)


def _fields(work: Work, filing: Filing, code: str) -> tuple[Field, ...]:
    own = with_choices(work, KINDS[filing.kind])
    if code == "correct":
        return own
    # A day that is given by the act is given, also where the form of a new filing may leave it empty.
    must = len(ACTS[code].of_kind) == 1
    of_kind = tuple(replace(one, required=one.required or must) for one in own if one.key in ACTS[code].of_kind)
    return (*of_kind, *ACTS[code].fields)


def typed_of(filing: Filing, fields: tuple[Field, ...]) -> dict[str, str]:
    """What a form of these fields holds of the filing already."""
    return {one.key: typed(one, filing.facts.get(one.key)) for one in fields}


def act(desk: Desk, filing_id: str, code: str, texts: Mapping[str, str]) -> Filed:
    """Do something with a filing."""
    check(desk, ALL_ACTS[code].needs)
    with desk.database.unit_of_work() as work:
        before, owner = filings.get(work, filing_id)
        if code not in _acts(before):
            raise UserError(
                "CHANGED",
                "",
                f"这条备案现在是“{STATES[before.state]}”，不能{ALL_ACTS[code].title}：请返回名单重新打开。",
            )
        values = read_fields(_fields(work, before, code), texts, today(desk))
        if code == "deliver":
            return _deliver(desk, work, before, owner, values)
        person = people.person(work, owner)
        after = _MADE[code](desk, work, person, before, values)
        held = images.held(work, "persons", owner)
        filings.change(work, after)
        old, new = said_of(before), said_of(after)
        changed = [name for name in dict.fromkeys((*old, *new)) if old.get(name) != new.get(name)]
        note(
            desk,
            work,
            f"filing.{code}",
            owner,
            {"filing": after.id, "kind": after.kind, **{name: new.get(name) for name in changed}},
            before={name: old.get(name) for name in changed},
            image=held,
        )
        return Filed(after, person.name, _next(work, person, after))


def said_of(filing: Filing) -> dict[str, object]:
    """A filing as the audit says it."""
    facts = said_fields(filing.facts)
    own = {"filing": filing.id, "kind": filing.kind, "state": filing.state, "since": filing.since.isoformat()}
    return {**own, "until": filing.until.isoformat() if filing.until else None, **facts}


def said_fields(values: Mapping[str, Value]) -> dict[str, object]:
    """The values of a form as the audit says them."""
    return {name: value for name, value in values.items() if value not in (None, "")}


def summary(kind: Kind, facts: Facts) -> str:
    """What a list and the person's card show of a filing, in words."""
    by_key = {one.key: one for one in kind.fields}
    parts = (str(facts.get(f"{key}_name") or shown(by_key[key], facts.get(key))) for key in kind.summary)
    return " ".join(part for part in parts if part)


# ---- what each act makes of a filing

_Make = Callable[[Desk, Work, Person, Filing, Facts], Filing]


def _facts(before: Filing, values: Facts) -> dict[str, Value]:
    return {**before.facts, **values}


def _completed(desk: Desk, work: Work, person: Person, before: Filing, values: Facts) -> Filing:
    """The kind's own fields filled in or corrected: checked and worked out as a new one."""
    kind = KINDS[before.kind]
    facts = checked(desk, work, kind, _facts(before, values), person, before.id)
    return made(kind, before.id, facts, summary(kind, facts))


def _refused(_desk: Desk, _work: Work, _person: Person, before: Filing, values: Facts) -> Filing:
    return replace(before, state="refused", facts=_facts(before, values))


def _withdrawn(_desk: Desk, _work: Work, _person: Person, before: Filing, values: Facts) -> Filing:
    return replace(before, state="withdrawn", facts=_facts(before, values))


def _ended(_desk: Desk, _work: Work, _person: Person, before: Filing, values: Facts) -> Filing:
    on = _day(values, "ended_on")
    if on < before.since:
        raise UserError("BAD_DATE", "ended_on", f"终止日期 {on} 早于起始日期 {before.since}：登记错了的请撤销。")
    if before.until is not None and on > before.until:
        raise UserError("BAD_DATE", "ended_on", f"这条备案本来到 {before.until} 为止：要延长的请更正到期日。")
    return replace(before, until=on, facts=_facts(before, values))


def _cancelled(_desk: Desk, _work: Work, _person: Person, before: Filing, values: Facts) -> Filing:
    """广西（九）: from the day of cancelling on it counts no more; what was settled stands, and falls under 拒付."""
    on = _day(values, "cancelled_on")
    if on < before.since:
        raise UserError("BAD_DATE", "cancelled_on", f"取消日期 {on} 早于认定时间 {before.since}，请核对。")
    last = on - timedelta(days=1)
    return replace(before, state="cancelled", until=min(last, before.until or last), facts=_facts(before, values))


def _day(values: Facts, key: str) -> date:
    day = day_in(values, key)
    require(day is not None, f"a required day is read: {key}")
    return day or date.min


_MADE: Mapping[str, _Make] = MappingProxyType(
    {
        "decide": _completed,
        "approve": _completed,
        "stage": _completed,
        "correct": _completed,
        "refuse": _refused,
        "withdraw": _withdrawn,
        "end": _ended,
        "cancel": _cancelled,
    }
)


def _deliver(desk: Desk, work: Work, filing: Filing, owner: str, values: Facts) -> Filed:
    """奈曼 二（五）: a drug that is not on the list of basic drugs is not delivered."""
    on = _day(values, "day")
    if not holds(filing, on):
        raise UserError("BAD_DATE", "day", f"慢病签约从 {filing.since} 起有效，{on} 不在其中：请核对送药日期。")
    if values["on_list"] != "yes":
        raise UserError(
            "BAD_VALUE", "on_list", "送医配药要使用基本药品目录内的药品：目录外的不能登记，请医师改开目录内的药。"
        )
    if not values["quantity"]:
        raise UserError("BAD_NUMBER", "quantity", "数量要大于 0，请核对。")
    texts = {key: str(value) for key, value in values.items()}
    one = Delivery(
        *(desk.new_id(), filing.id, on, texts["drug"], int(texts["quantity"]), texts["unit"]),
        *(texts["prescribed_by"], texts["by"]),
    )
    filing_lists.add_delivery(work, one, row_stamp(desk))
    said = {
        "filing": filing.id,
        "day": texts["day"],
        "drug": one.drug,
        "quantity": one.quantity,
        "unit": one.unit,
        "by": one.by,
    }
    note(desk, work, "filing.deliver", owner, said, image=Image("drug_deliveries", one.id))
    return Filed(filing, people.person(work, owner).name, f"已登记 {on} 送药：{one.drug} {one.quantity} {one.unit}。")


# ---- what is said


def _next(work: Work, person: Person, filing: Filing) -> str:
    word = FILINGS[filing.kind]
    if filing.state == "pending":
        waits = "卫健、医保两家都批了才算" if filing.kind == "special_case" else "办结次日起享受"
        return f"{person.name}的{word}已登记，待办结：{waits}。"
    if filing.state == "cancelled":
        return f"{person.name}的{word}已取消，到 {filing.until} 为止；以前的结算不变，登记簿里列出归入拒付的单据。"
    if filing.state in {"refused", "withdrawn"}:
        return f"{person.name}的{word}{STATES[filing.state]}，不再算。"
    to = f"至 {filing.until}" if filing.until else "起"
    return f"{person.name}的{word}从 {filing.since} {to}有效。{_then(work, person, filing)}"


def _then(work: Work, person: Person, filing: Filing) -> str:
    """What comes next: the contract for the time after a treatment, or what is known of a certifying doctor."""
    if filing.kind == "disease_treatment" and filing.facts.get("treated_on"):
        signed = any(one.kind == "chronic_care" and holds(one, filing.since) for one in person.filings)
        return "" if signed else "救治后进入恢复期、康复期的，请接着办“慢病签约”。"
    if filing.kind == "special_chronic":
        doctors = {str(filing.facts.get(f"doctor_{at}")) for at in (1, 2)}
        known = {
            str(line.filing.facts.get(f"doctor_{at}"))
            for line in filings.with_doctor(work, filing.kind)
            for at in (1, 2)
            if line.filing.facts.get(f"lowered_{at}")
        }
        noted = "、".join(sorted(doctors & known))
        return f"注意：{noted}曾被认定降低标准，请复核这次认定。" if noted else ""
    return ""
