"""回厅待结: since 2019-02-01 out-of-county hospitals settle three layers only, the rest waits at the hall (NMr8, NMd16)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.errors import UserError
from app.records.calendar import Due
from app.records.fields import WHY, Field
from app.records.form import CaseForm, Draft, VisitForm
from app.services.acceptances.kinds import limit
from app.services.calendar.deadlines import due_on, stands
from app.services.calendar.entries import calendar_of
from app.services.desk import Desk, now, today
from app.services.drafts import create_draft, draft_of
from app.services.entries import read_fields
from app.services.forms import form_from_json
from app.services.reading import discharge_day
from app.services.rights import check
from app.services.trail import note
from app.store import drafts, hall_waits, people, reference
from app.store.hall_waits import Step, Wait
from app.store.images import Image
from app.store.work import Work

BEGINS = date(2019, 2, 1)
FIELDS: tuple[Field, ...] = (
    Field("person", "参保人", "person"),
    Field("institution", "旗外医疗机构", "institution"),
    Field("discharged", "出院日期", "day", past=True),
    Field("upstream_number", "外院结算单号", longest=40),
    Field("since", "到厅日期", "day", past=True, hint="一个月从这天算"),
    Field("note", "说明", required=False, longest=80),
)
CLAUSE = "奈政办发〔2019〕1号 二（二）3"


@dataclass(frozen=True, slots=True)
class WaitRow:
    """A remainder that waits: registered (``wait_id``) or an open case of 补差 (``draft_id``), with its limit."""

    wait_id: str
    draft_id: str
    person_name: str
    institution_name: str
    discharged: str
    upstream_number: str
    since: date
    due: Due
    source: str
    note: str = ""


def waiting(desk: Desk) -> tuple[WaitRow, ...]:
    """Everything that waits, by its limit."""
    check(desk, "hall_wait.read")
    with desk.database.reading() as work:
        registered = hall_waits.waiting(work)
        found = [
            _row(desk, work, one, "登记" if one.state in {"", "reopened"} else "登记，已开个案") for one in registered
        ]
        taken = {one.draft for one in registered}
        found.extend(_drafts(desk, work, taken))
    return tuple(sorted(found, key=lambda one: (one.due.on, one.person_name)))


def standing(found: Sequence[WaitRow]) -> str:
    """How many wait and how many of them too long, in a sentence; nothing where none does."""
    over = sum(one.due.state == "over" for one in found)
    return f"等着回厅结算 {len(found)} 份{f'，其中已超期 {over} 份' if over else ''}。" if found else ""


def register(desk: Desk, texts: Mapping[str, str]) -> Wait:
    """Note a remainder by hand. UserError of ``read_fields``, BAD_VALUE, BAD_DATE, ALREADY_WAITING."""
    check(desk, "hall_wait.edit")
    values = read_fields(FIELDS, texts, today(desk))
    discharged, since = (date.fromisoformat(str(values[key])) for key in ("discharged", "since"))
    if discharged < BEGINS:
        raise UserError(
            "BAD_DATE", "discharged", f"{BEGINS} 以前出院的不走回厅结算（{CLAUSE}），请按旗外零星报销受理。"
        )
    if since < discharged:
        raise UserError("BAD_DATE", "since", f"到厅日期 {since} 早于出院日期 {discharged}，请核对。")
    with desk.database.unit_of_work() as work:
        person = people.person(work, str(values["person"]))
        institution = reference.institution(work, str(values["institution"]), discharged)
        if institution.region == "in_county":
            raise UserError(
                "BAD_VALUE", "institution", f"{institution.name}在旗内，各层当场结清，不用回厅：请核对医疗机构。"
            )
        number = str(values["upstream_number"])
        same = next(
            (
                one
                for one in hall_waits.waiting(work)
                if (one.institution_id, one.upstream_number) == (institution.id, number)
            ),
            None,
        )
        if same is not None:
            raise UserError(
                "ALREADY_WAITING",
                "upstream_number",
                f"外院结算单 {number} 已登记（{same.person_name}，{same.since}），请核对。",
            )
        made = Wait(
            desk.new_id(),
            person.id,
            person.name,
            institution.id,
            institution.name,
            discharged,
            number,
            since,
            str(values["note"] or ""),
        )
        hall_waits.add(work, made, now(desk), desk.station.id, desk.operator.id)
        after = {"number": number, "person": person.id, "since": since.isoformat()}
        note(desk, work, "hall_wait.add", made.id, after, image=Image("hall_waits", made.id))
    return made


def drop(desk: Desk, wait_id: str, texts: Mapping[str, str]) -> None:
    """Take a remainder off the list, by mistake on it or settled elsewhere. UserError of ``read_fields`` (``WHY``), NO_WAIT,
    WRONG_STATE."""
    check(desk, "hall_wait.edit")
    why = str(read_fields((WHY,), texts, today(desk))["why"])
    with desk.database.unit_of_work() as work:
        _step(desk, work, _open(work, wait_id), "dropped", "", "hall_wait.drop", why)


def open_case(desk: Desk, row: WaitRow) -> Draft:
    """The open draft of a remainder, made where there is none: 补差, its layers to be typed from the outside slip. UserError
    NO_WAIT, WRONG_STATE, NO_DRAFT."""
    check(desk, "hall_wait.edit")
    check(desk, "draft.edit")
    with desk.database.unit_of_work() as work:
        found = _open(work, row.wait_id) if row.wait_id else None
        draft_id = found.draft if found else row.draft_id
        stored = drafts.get(work, draft_id) if draft_id else None
        if stored is not None and (stored.state == "open" or found is None):
            return draft_of(stored, form_from_json(stored.form_json))
        if found is None:
            raise UserError("NO_WAIT", "", "没有找到这一条：请重新打开列表再选。")
        visit = VisitForm(
            institution_id=found.institution_id,
            discharged=found.discharged.isoformat(),
            way="top_up",
            note=f"外院结算单 {found.upstream_number}",
        )
        draft = create_draft(desk, work, CaseForm(found.person_id, visit), None)
        _step(desk, work, found, "opened", draft.id, "hall_wait.step")
    return draft


def _open(work: Work, wait_id: str) -> Wait:
    found = hall_waits.get(work, wait_id)
    if found.state in {"settled", "dropped"}:
        slip = f"（结算单 {found.document}）" if found.document else ""
        raise UserError(
            "WRONG_STATE",
            "",
            f"{found.person_name}的这一条已经{'结算' if found.document else '撤销'}{slip}：请重新打开列表。",
        )
    return found


def _step(desk: Desk, work: Work, found: Wait, state: str, draft_id: str, action: str, why: str = "") -> None:
    row_id = desk.new_id()
    hall_waits.add_step(
        work, Step(row_id, found.id, state, draft_id, None, why), now(desk), desk.station.id, desk.operator.id
    )
    after = {"number": found.upstream_number, "person": found.person_id, **({"why": why} if why else {})}
    note(desk, work, action, found.id, after, image=Image("hall_wait_events", row_id))


def _row(desk: Desk, work: Work, one: Wait, source: str) -> WaitRow:
    return WaitRow(
        one.id,
        one.draft,
        one.person_name,
        one.institution_name,
        one.discharged.isoformat(),
        one.upstream_number,
        one.since,
        _due(desk, work, one.since),
        source,
        one.note,
    )


def _due(desk: Desk, work: Work, since: date) -> Due:
    calendar = calendar_of(work)
    return stands(calendar, due_on(limit(in_county=False), since, calendar), today(desk), since)


def _drafts(desk: Desk, work: Work, taken: set[str]) -> list[WaitRow]:
    """Open cases of 补差 at out-of-county institutions, discharged since the day on which this began."""
    found = []
    for draft in hall_waits.top_up_drafts(work):
        form = form_from_json(draft.form_json)
        visit = form.visit
        if draft.id in taken or not form.person_id or not visit.institution_id:
            continue
        institution = reference.institution(work, visit.institution_id, discharge_day(form) or today(desk))
        if institution.region == "in_county" or visit.discharged < BEGINS.isoformat():
            continue
        since = draft.opened_at.date()
        person = people.person(work, form.person_id)
        found.append(
            WaitRow(
                "",
                draft.id,
                person.name,
                institution.name,
                visit.discharged,
                "",
                since,
                _due(desk, work, since),
                "补差个案",
            )
        )
    return found
