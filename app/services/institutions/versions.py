"""Versions of institutions: how they are typed, kept and shown.

institutions_listed(desk, text)                      # as they are today
history(desk, institution_id)                        # InstitutionVersion, the latest first
save_version(desk, institution_id, texts)            # "" for a new institution; Institution
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date

from app.errors import UserError
from app.records.fields import YES_NO, Field
from app.records.institutions import InstitutionVersion
from app.records.people import Institution
from app.records.words import INSTITUTION_KINDS, LEVELS, REGIONS, ROLES
from app.services.desk import Desk, stamp, today
from app.services.entries import read_fields
from app.services.rights import check
from app.services.trail import note
from app.store import images, institution_terms, reference
from app.store.images import Image
from app.store.work import Work

MOST = 1_000
FLAGS = ("designated", "treat_first", "treatment_designated", "two_diseases")
FIELDS: tuple[Field, ...] = (
    Field("name", "医疗机构名称"),
    Field("code", "国家医保编码", required=False, longest=40),
    Field("kind", "种类", "choice", choices=INSTITUTION_KINDS),
    Field("level", "级别", "choice", choices=LEVELS, required=False, hint="药店不选", when=True),
    Field("region", "所在地", "choice", choices=REGIONS),
    Field("designated", "医保定点", "choice", choices=YES_NO),
    Field("treat_first", "先诊疗后付费", "choice", choices=YES_NO),
    Field("treatment_designated", ROLES["treatment_designated"], "choice", choices=YES_NO),
    Field("two_diseases", ROLES["two_diseases"], "choice", choices=YES_NO),
    Field("township", "苏木乡镇", required=False, longest=40),
    Field("legal_person", "法定代表人", required=False, longest=40),
    Field("phone", "电话", required=False, longest=40),
    Field("address", "地址", required=False),
    Field("since", "从哪一天起", "day"),
    Field("until", "到哪一天", "day", required=False, hint="一直有效的不填", when=True),
    Field("document_number", "文号"),
)
"""A version as it is typed, and the columns of a list."""
_FACTS = tuple(one.key for one in FIELDS if one.key not in {"since", "until", "document_number"})


def typed_of(one: Institution) -> dict[str, str]:
    """What a form of ``FIELDS`` begins with: the facts of an institution, the days and the document open."""
    texts = {key: str(getattr(one, key)) for key in _FACTS if key not in FLAGS}
    return texts | {key: "yes" if getattr(one, key) else "no" for key in FLAGS}


def fresh() -> dict[str, str]:
    """What the form of a new institution begins with."""
    first = {"kind": "hospital", "level": "secondary", "region": "in_county", "designated": "yes"}
    return first | dict.fromkeys(FLAGS[1:], "no")


def institutions_listed(desk: Desk, text: str = "") -> tuple[Institution, ...]:
    """Institutions as they are today, by name; ``text`` as ``reference.find_institutions`` takes it."""
    check(desk, "reference.read")
    with desk.database.reading() as work:
        return reference.institutions(work, text[:100], today(desk), MOST)


def history(desk: Desk, institution_id: str) -> tuple[InstitutionVersion, ...]:
    """Every version of an institution, the latest first."""
    check(desk, "reference.read")
    with desk.database.reading() as work:
        return institution_terms.versions(work, institution_id)


def save_version(desk: Desk, institution_id: str, texts: Mapping[str, str]) -> Institution:
    """Add a version to an institution, or a new institution where ``institution_id`` is "".

    UserError: NOT_ALLOWED, NO_INSTITUTION, those of ``read_fields``, BAD_DATE (the end before the beginning), BAD_VALUE (a
    hospital without level, a pharmacy with one), CODE_TAKEN, NAME_TAKEN, SAME (nothing is other than on that day)."""
    check(desk, "institution.change")
    values = read_fields(FIELDS, texts, today(desk))
    one = institution_of(institution_id, values)
    document = str(values["document_number"])
    with desk.database.unit_of_work() as work:
        _check_taken(work, one)
        if institution_id:
            _check_other(reference.institution(work, institution_id, one.since or today(desk)), one)
        return keep(desk, work, one, document)


def institution_of(institution_id: str, values: Mapping[str, object]) -> Institution:
    """The institution of read values. UserError BAD_DATE, BAD_VALUE."""
    facts = {key: values[key] == "yes" if key in FLAGS else str(values[key] or "") for key in _FACTS}
    since, until = (date.fromisoformat(str(values[key])) if values[key] else None for key in ("since", "until"))
    if since and until and until < since:
        raise UserError("BAD_DATE", "until", f"到 {until} 为止早于从 {since} 起：请核对这两天。")
    if facts["kind"] == "pharmacy" and facts["level"]:
        raise UserError("BAD_VALUE", "level", "药店没有级别：请不选。")
    if facts["kind"] != "pharmacy" and not facts["level"]:
        raise UserError("BAD_VALUE", "level", "请选级别；只有药店不选。")
    return Institution(id=institution_id, since=since, until=until, **facts)  # type: ignore[arg-type]  # by FLAGS


def _check_taken(work: Work, one: Institution) -> None:
    others = {found for found in institution_terms.matching(work, one.code, one.name) if found != one.id}
    for other in others:
        same_code = one.code and institution_terms.standing_code(work, other).casefold() == one.code.casefold()
        if same_code:
            raise UserError(
                "CODE_TAKEN", "code", f"编码 {one.code} 已是另一家医疗机构的：请核对编码，或打开那一家改资料。"
            )
        if not one.id:
            raise UserError("NAME_TAKEN", "name", f"已有叫“{one.name}”的医疗机构：请打开那一家改资料，或核对名称。")


def _check_other(held: Institution, one: Institution) -> None:
    same = all(getattr(held, key) == getattr(one, key) for key in _FACTS)
    if same and held.holds(one.since or date.min) and one.until == held.until:
        raise UserError("SAME", "", f"从 {one.since} 起的资料就是这样，没有改动：请改了再存，或按 Esc 返回。")


def keep(desk: Desk, work: Work, one: Institution, document: str, import_id: str | None = None) -> Institution:
    """Store a version, and the institution where it has no id yet; audited. Inside a unit of work."""
    found = one
    rows: list[Image] = []
    if not one.id:
        found = Institution(**{field.name: getattr(one, field.name) for field in fields(one)} | {"id": desk.new_id()})
        reference.add_institution(work, found, **stamp(desk))
        rows.append(Image("institutions", found.id))
    else:
        reference.index_institution(work, found)
    version_id = desk.new_id()
    institution_terms.add(work, version_id, found, document, import_id, **stamp(desk))
    if import_id is None:
        after = {"name": found.name, "since": str(found.since), "document_number": document}
        note(desk, work, "institution.change", found.id, after, image=[*rows, Image("institution_terms", version_id)])
    return found


def rows_before(work: Work) -> tuple[Image, int]:
    """What stood before many versions are added: for one audit row of all of them."""
    return images.whole(work, "institutions"), int(work.value("SELECT coalesce(max(row), 0) FROM institution_terms"))
