"""The services behind a form of described fields: persons and institutions by what is typed."""

from __future__ import annotations

from app.records.people import Institution, PersonHit
from app.records.words import IDENTITIES, LEVELS, REGIONS, SEXES
from app.services.desk import Desk, today
from app.services.people import find_people
from app.services.reference import find_institutions
from app.ui.widgets.entry_form import Finders
from app.ui.widgets.picker import Pick


def finders_of(desk: Desk) -> Finders:
    """The finders of a desk."""
    return Finders(
        today=lambda: today(desk),
        people=lambda text: [person_pick(one) for one in find_people(desk, text)],
        institutions=lambda text: [institution_pick(one) for one in find_institutions(desk, text)],
    )


def person_pick(hit: PersonHit) -> Pick:
    """A person of the search list."""
    parts = (SEXES.get(hit.sex, ""), f"{hit.born.year} 年生", hit.masked_number, hit.village)
    identities = "、".join(IDENTITIES.get(code, code) for code in hit.identity_codes)
    return Pick(hit.id, hit.name, "\u3000".join(part for part in parts if part), identities)


def institution_pick(one: Institution) -> Pick:
    """An institution of the search list."""
    detail = "\u3000".join(filter(None, (LEVELS.get(one.level, ""), REGIONS.get(one.region, ""))))
    return Pick(one.id, one.name, detail)
