"""Filings as a clerk would type them, at the hospitals of the small desks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from app.records.people import PersonIdentity
from app.services.desk import Desk
from app.services.filings import register
from app.services.institutions import versions
from app.services.parameters import confirm_all
from app.store import filings, people, reference
from tests.helpers.service_desk import MANAGER, STAMP

TYPED: Mapping[str, Mapping[str, str]] = {
    "outpatient_signing": {"institution": "h3", "signed_on": "2019-10-08", "doctor": "白医生"},
    "two_diseases": {
        "disease": "hypertension",
        "institution": "h3",
        "doctor": "白医生",
        "diagnosed_on": "2019-10-08",
        "drugs": "yes",
    },
    "chronic": {"disease": "冠心病", "within": "yes", "applied_on": "2019-10-08", "decided_on": "2019-10-10"},
    "special_chronic": {
        "disease": "恶性肿瘤放化疗",
        "diagnosis": "胃恶性肿瘤",
        "institution": "h1",
        "specialty": "肿瘤科",
        "doctor_1": "陈医师",
        "title_1": "attending",
        "doctor_2": "吴医师",
        "title_2": "chief",
        "certified_on": "2019-10-08",
    },
    "chronic_care": {
        "disease": "高血压",
        "certified_by": "h1",
        "doctor": "陈医师",
        "certificate_on": "2019-10-06",
        "plan": "硝苯地平控释片 30 mg 每日一次",
        "institution": "h3",
        "signed_on": "2019-10-08",
    },
    "referral": {"opinion_by": "h1", "opinion_on": "2019-10-07", "region": "out_of_city", "filed_on": "2019-10-08"},
    "emergency_report": {
        "hospital": "h5",
        "admitted": "2019-11-10",
        "reported_on": "2019-11-12",
        "reason": "急性心肌梗死，当夜转院",
    },
    "transfer": {"from_hospital": "h1", "to_hospital": "h4", "transferred_on": "2019-11-09"},
    "special_case": {
        "hospital": "h1",
        "admitted": "2019-11-10",
        "applied_on": "2019-11-20",
        "reason": "靶向药不在目录内",
        "health_number": "柳卫审〔2019〕8号",
        "health_on": "2019-11-21",
        "insurance_number": "柳医保审〔2019〕5号",
        "insurance_on": "2019-11-22",
    },
    "disease_treatment": {"disease": "胃癌", "hospital": "h1", "plan": "根治术加化疗", "verified_on": "2019-10-08"},
    "green_channel": {"hospital": "h1", "opened_on": "2019-10-08", "disease": "胃癌"},
    "consultation": {
        "hospital": "h1",
        "form": "remote",
        "experts": "北京协和医院 张教授",
        "held_on": "2019-10-08",
        "fee": "600.00",
        "disease": "胃癌术后",
    },
}
"""Kind → what is typed."""


def typed(kind: str, **changes: str) -> dict[str, str]:
    """What is typed for a kind, with changes."""
    return {**TYPED[kind], **changes}


def filed(desk: Desk, kind: str, person_id: str = "p1", **changes: str) -> register.Filed:
    """A filing of a person."""
    return register.file(desk, kind, person_id, typed(kind, **changes))


def state_of(desk: Desk, filing_id: str) -> tuple[str, date, date | None]:
    """State and days of a filing as the file has them."""
    with desk.database.reading() as work:
        one, _owner = filings.get(work, filing_id)
    return one.state, one.since, one.until


def named(
    desk: Desk, institution_id: str = "h3", role: str = "two_diseases", since: str = "2019-01-01", until: str = ""
) -> None:
    """A version of an institution by a document that names it for a task."""
    with desk.database.reading() as work:
        held = reference.institution(work, institution_id, date.fromisoformat(since))
    days = {"since": since, "until": until, "document_number": "奈医保发〔2019〕3号"}
    versions.save_version(
        replace(desk, operator=MANAGER), institution_id, {**versions.typed_of(held), role: "yes", **days}
    )


def in_area(desk: Desk, area: str, on: date) -> Desk:
    """The desk in another area on a day, its local values confirmed, everybody insured in that year."""
    there = replace(desk, station=replace(desk.station, area_name=area), business_date=on)
    boss = replace(there, operator=MANAGER)
    with there.database.unit_of_work() as work:
        for pack in there.packs.of_area(area):
            confirm_all(boss, pack, "演示", work)
        for person_id in ("p1", "p2"):
            person = people.person(work, person_id)
            people.update_person(work, replace(person, insured_years=(*person.insured_years, 2020)), **STAMP)
    return there


def with_identity(desk: Desk, person_id: str, *identities: PersonIdentity) -> None:
    """A person with these identities and no other."""
    with desk.database.unit_of_work() as work:
        people.update_person(work, replace(people.person(work, person_id), identities=identities), **STAMP)
