"""Not insured at the desk: the 参保提示单 that says whom to see, and the record of a visit that the person pays alone.

notice_paper(desk, person_id, day)   # 沈医保发〔2020〕56号：「如就医时发现自己没参保，请及时与…扶贫办联系」; its audit row
record(desk, texts), withdraw(desk, record_id, texts), records(desk), records_of(desk, person_id)

No engine, no slip number, no layer: the record counts in no accumulator.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from app.errors import UserError
from app.records.identity_number import masked
from app.records.insured import SELF_PAID_FIELDS, WITHDRAW_FIELDS, SelfPaid
from app.services.archive.facts import to_json
from app.services.archive.leaving import Act, Prepared
from app.services.desk import Desk, now, stamp, today
from app.services.entries import read_fields
from app.services.insured.contact import contact_of
from app.services.insured.cover import insured_on, why_not
from app.services.rights import check
from app.services.trail import note
from app.store import driver, images, people, reference
from app.store.images import Image
from app.store.insured import money


def notice_paper(desk: Desk, person_id: str, day: date | None = None) -> Prepared:
    """The sheet for somebody who is not insured on a day (the business date), to be looked at and handed over.
    UserError NO_PERSON, INSURED where the person is; KnownError FONT_MISSING."""
    from app.papers.insured_notice import TEMPLATE, InsuredNotice, draw_insured_notice

    check(desk, "insured.follow")
    on = day or today(desk)
    with desk.database.reading() as work:
        person = people.person(work, person_id)
        why = why_not(person, on)
        if not why:
            raise UserError("INSURED", "", f"{person.name}在 {on} 是参保的，不用提示单。")
        contact = contact_of(work)
    station = desk.station
    facts = InsuredNotice(
        *(station.area_name, station.name, desk.operator.name, f"{now(desk):%Y-%m-%d %H:%M}"),
        *(person.name, masked(person.certificate_number), f"{person.township}{person.village}"),
        on.year,
        *(why, contact["aid_office"], contact["aid_phone"]),
        demonstration=station.demonstration,
    )
    return Prepared(
        *(
            draw_insured_notice(facts),
            "notice",
            f"参保提示单 {on.year} 年",
            TEMPLATE,
            to_json(facts),
            "insured.follow",
        ),
        subject=person.id,
        act=Act("insured.notice", person.id, {"year": on.year}),
    )


def record(desk: Desk, texts: Mapping[str, str]) -> str:
    """Keep a visit that the person paid alone; whose it is. UserError as ``read_fields``, NO_PERSON, INSURED where the person is insured on
    that day, DUPLICATE where it is kept already, BAD_MONEY for nothing at all."""
    check(desk, "self_paid.record")
    read = read_fields(SELF_PAID_FIELDS, texts, today(desk))
    day, total = date.fromisoformat(str(read["discharged"])), read["total"]
    if not total:
        raise UserError("BAD_MONEY", "total", "总费用要大于 0.00。")
    record_id = desk.new_id()
    with desk.database.unit_of_work() as work:
        person = people.person(work, str(read["person"]))
        institution = reference.institution(work, str(read["institution"]), day)
        if insured_on(person, day):
            raise UserError("INSURED", "person", f"{person.name}在 {day} 是参保的：请按正常个案结算，不记自费。")
        values = {
            "person_id": person.id,
            "institution_id": read["institution"],
            "discharged": day.isoformat(),
            "total": total,
            "note": read["note"] or "",
        }
        if money.same_visit(work, values):
            raise UserError(
                "DUPLICATE", "total", "同一个人、同一医疗机构、同一天、同样金额的自费记录已经有了，请核对。"
            )
        money.add_self_paid(work, record_id, values, **stamp(desk))
        told = {
            "医疗机构": institution.name,
            "出院（就诊）日期": day.isoformat(),
            "total": total,
            "note": values["note"],
        }
        note(desk, work, "self_paid.record", person.id, told, image=Image("self_paid", record_id))
    return person.id


def withdraw(desk: Desk, record_id: str, texts: Mapping[str, str]) -> None:
    """Note why a record does not count. UserError as ``read_fields``, NO_ENTRY where it is withdrawn already."""
    check(desk, "self_paid.record")
    why = str(read_fields(WITHDRAW_FIELDS, texts, today(desk))["why"])
    with desk.database.unit_of_work() as work:
        held = images.held(work, "self_paid", record_id)
        if not money.withdraw(work, "self_paid", record_id, why):
            raise UserError("NO_ENTRY", "", "这条自费记录已经撤销，不用再撤销。")
        note(desk, work, "self_paid.withdraw", record_id, {"why": why}, image=held)


def records(desk: Desk) -> tuple[SelfPaid, ...]:
    """Every visit that somebody paid alone, the newest first."""
    check(desk, "insured.read")
    with desk.database.reading() as work:
        return tuple(_record(one) for one in money.self_paid(work))


def records_of(desk: Desk, person_id: str) -> tuple[SelfPaid, ...]:
    """Those of one person (merged duplicates included), the newest first."""
    check(desk, "insured.read")
    with desk.database.reading() as work:
        return tuple(_record(one) for one in money.self_paid(work, people.family(work, person_id)))


def _record(row: driver.Row) -> SelfPaid:
    return SelfPaid(
        *(row["id"], row["person_id"], row["person_name"], masked(row["certificate_number"]), row["institution_name"]),
        date.fromisoformat(row["discharged"]),
        *(row["total"], row["note"], row["withdrawn"], row["operator_name"] or ""),
        datetime.fromisoformat(row["at"]),
    )
