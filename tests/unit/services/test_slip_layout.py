"""A slip that an older version printed is reprinted in the layout of its original."""

from __future__ import annotations

from dataclasses import replace

from app.papers.slip import Reprint, draw_slip, template_for
from app.services.desk import Desk
from app.services.slip_layout import layout_of
from app.services.slips import slip_pdf, stored_facts
from app.store import ledger, prints
from tests.helpers.forms import DRUG, TREATMENT, settled, stay
from tests.helpers.service_desk import AT, MANAGER, STATION

OLD = "slip-a4-1"


def test_the_layout_of_the_first_print_on_a_sheet_is_kept(desk: Desk) -> None:
    done = settled(desk, replace(stay("p1"), rows=(TREATMENT, DRUG)))
    with desk.database.unit_of_work() as work:
        assert layout_of(work, done.document_id) == template_for("a4") != OLD, "never printed: the newest"
        prints.record_print(work, "old", done.document_id, AT, MANAGER.id, STATION.id, OLD, "0" * 64)
        assert layout_of(work, done.document_id) == OLD
        assert layout_of(work, done.document_id, "a5") == template_for("a5"), "not on this sheet yet"
        payload = ledger.qr_payload(work, done.document_id)
    paper = slip_pdf(desk, done.document_id)
    with desk.database.reading() as work:
        printed = prints.prints_of(work, done.document_id)[-1]
    mark = Reprint(2, desk.operator.name, f"{printed.at:%Y-%m-%d %H:%M}")
    assert printed.template == OLD
    assert paper.pdf == draw_slip(stored_facts(desk, done.document_id), payload, template=OLD, reprint=mark)


def test_a_layout_that_this_version_does_not_know_is_no_hindrance(desk: Desk) -> None:
    done = settled(desk, stay("p1"))
    with desk.database.unit_of_work() as work:
        prints.record_print(work, "newer", done.document_id, AT, MANAGER.id, STATION.id, "slip-a4-99", "0" * 64)
        assert layout_of(work, done.document_id) == template_for("a4")
