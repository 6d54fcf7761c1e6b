"""The services behind the visit form's callables."""

from __future__ import annotations

from datetime import date

from app.errors import UserError
from app.records.form import CaseForm
from app.records.ledger import PersonCard
from app.records.people import Institution
from app.services.desk import Desk, today
from app.services.filings.given import Given, asked_tags
from app.services.reading import discharge_day, given_shown
from app.services.reference import find_diagnoses, find_institutions, hand_layers, institution, proposed_tags
from app.ui.case import Case
from app.ui.screens.lookups import Lookups
from app.ui.widgets.date_field import read_date


def lookups_of(desk: Desk, case: Case) -> Lookups:
    """The look-ups of one case; ``given`` reads the filings of its person."""

    def known(institution_id: str, on: date | None) -> Institution | None:
        try:
            return institution(desk, institution_id, on)
        except UserError:
            return None

    def tags(code: str, born: date | None, on: date) -> tuple[tuple[str, str], ...]:
        return proposed_tags(desk, code, born, on) if born is not None else ()

    def given(form: CaseForm, at: Institution | None) -> Given:
        card: PersonCard | None = case.card
        day = discharge_day(form)
        pack = desk.packs.in_force(desk.station.area_name, day) if day is not None else None
        return given_shown(form, card.person if card is not None else None, at, asked_tags(pack))

    return Lookups(
        today=lambda: today(desk),
        find_institutions=lambda text: find_institutions(desk, text),
        institution=known,
        find_diagnoses=lambda text: find_diagnoses(desk, text, on=read_date(case.form.visit.discharged)),
        proposed_tags=tags,
        layers=lambda on: hand_layers(desk, on),
        given=given,
    )
