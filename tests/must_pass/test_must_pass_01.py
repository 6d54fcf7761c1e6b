"""3 × 12.90 at 70 % loses no fen; Σ lines = Σ layers + institution + person, always; two equal layers both count."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from app.records.form import BillRow, CaseForm
from app.services.desk import Desk
from app.services.parameters import confirm
from app.services.quote import worked_out
from app.services.slips import slip_pdf, stored_facts
from app.store import ledger
from tests.helpers.forms import paid, quoted, reimbursed, settled, stay
from tests.helpers.pdf_text import page_texts
from tests.helpers.random_forms import bills
from tests.helpers.small_desk import MANAGER

DRUG = BillRow(name="药", item_class="A", category="09", quantity="3", unit_price="12.90", amount="38.70")


def outpatient(rows: tuple[BillRow, ...], person_id: str = "p2") -> CaseForm:
    """A visit of one day, so that many of them stand side by side."""
    return replace(stay(person_id, type="outpatient", admitted="", discharged="2019-11-19"), rows=rows)


def test_must_pass_01_three_times_12_90_at_70_percent(desk: Desk) -> None:
    manager = replace(desk, operator=MANAGER)
    confirm(manager, "naiman-2019", "basic.outpatient.rate", "0.70", "演示", None)
    apart = tuple(replace(DRUG, quantity="1", amount="12.90") for _ in range(3))
    for rows in ((DRUG,), apart):
        done = settled(desk, outpatient(rows))
        posted = done.posted
        assert (posted.total, posted.layers["basic"], posted.person_pays) == (3_870, 2_709, 1_161)
        assert posted.total == posted.fund_total + posted.institution_pays + posted.person_pays
        text = "\n".join(page_texts(slip_pdf(desk, done.document_id).pdf))
        assert all(figure in text for figure in ("38.70", "27.09", "11.61"))


def test_must_pass_01_every_posted_bill_adds_up(desk: Desk) -> None:
    """On one file, so that the year's ceilings are met as well."""

    @settings(max_examples=40)
    @given(bills())
    def check(rows: tuple[BillRow, ...]) -> None:
        form = outpatient(rows, "p1")
        splits = quoted(desk, form).line_splits
        posted = settled(desk, form).posted
        assert sum(sum(split) for split in splits if split) == posted.total
        assert posted.total == sum(posted.layers.values()) + posted.institution_pays + posted.person_pays
        assert min(*posted.layers.values(), posted.institution_pays, posted.person_pays) >= 0
        assert stored_sums(desk, posted.id) == (posted.total, posted.total, posted.fund_total)

    check()


def stored_sums(desk: Desk, document_id: str) -> tuple[int, ...]:
    """Σ of a document's lines, of the places that they went to, of its layers: asked of the rows themselves."""
    places = "in_scope + out_of_catalogue + over_limit + prepay + special_drug + patient_own + institution_own"
    sums = (("amount", "document_lines"), (places, "document_line_splits"), ("pay", "document_layers"))
    with desk.database.reading() as work:
        return tuple(
            work.value(
                f"SELECT sum({what}) FROM {table} WHERE document = (SELECT row FROM documents WHERE id = ?)",
                (document_id,),
            )
            for what, table in sums
        )


def test_must_pass_01_two_layers_of_equal_amount_both_count(desk: Desk) -> None:
    form = paid(
        reimbursed("p1", way="top_up", referral="filed"),
        basic="1000.00",
        critical_illness="1000.00",
        assistance="1000.00",
    )
    done = settled(desk, form)
    assert [done.posted.layers[one] for one in ("basic", "critical_illness", "assistance")] == [100_000] * 3
    assert done.posted.fund_total == sum(done.posted.layers.values()) >= 300_000
    facts = stored_facts(desk, done.document_id)
    assert sum(layer.pay for layer in facts.layers) == facts.fund_total == done.posted.fund_total
    without = worked_out(quoted(desk, replace(form, paid={**form.paid, "assistance": "0.00"}, person_id="p7")))[0]
    assert without.fund_total < done.posted.fund_total
    with desk.database.reading() as work:
        day = ledger.totals(work, done.posted.business_date)
    assert sum(day.layers.values()) == day.fund_total
