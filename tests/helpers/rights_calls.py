"""Calls of the services by the right that each asks for: what ``test_rights_of_services`` tries with every role."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from app.records.audit import AuditFilter
from app.records.close import CashCount
from app.records.paper import Handed, PrintChoice
from app.records.people import Credentials
from app.records.printing import Offset
from app.records.settings import SettingsForm
from app.records.statements import Wanted
from app.records.table import Table, TableColumn
from app.services import (
    adjust,
    approval,
    approval_files,
    audit_trail,
    backups,
    day_close,
    drafts,
    month_picture,
    operators,
    parameter_sets,
    parameters,
    people,
    quote,
    recovery,
    reference,
    reverse,
    rosters,
    settings,
    settle,
    slip_key_files,
    slip_key_lists,
    slip_key_signing,
    slip_search,
    slips,
    tables,
    typed_beside,
    verify,
    worklist,
)
from app.services.acceptances import accept, cases, claims, receipts, waits
from app.services.accounts import clearing, control, credit, entries, reviews
from app.services.accounts import parameters as account_parameters
from app.services.archive import listing as papers_listing
from app.services.archive import spoiling
from app.services.archive.again import drawn_again
from app.services.bills import files as bill_files
from app.services.bills import importing
from app.services.calendar import entries as calendar
from app.services.catalogue import browse, imports
from app.services.catalogue.bill_day import otherwise_on
from app.services.catalogue.nearest import nearest
from app.services.desk import Desk
from app.services.filings import disease_lists, found
from app.services.filings import imports as filing_imports
from app.services.filings import lists as filing_rows
from app.services.filings import reference as filing_reference
from app.services.filings import register as filing_register
from app.services.funds import accounts as funds
from app.services.funds import closing as fund_closing
from app.services.funds import grants as fund_grants
from app.services.institutions import lists, versions
from app.services.insured import comparison, contact, notices, premiums, register
from app.services.insured import imports as payment_lists
from app.services.list_files import ListFile
from app.services.national import codes as national_codes
from app.services.national import export as national
from app.services.payer_files import importing as payer_imports
from app.services.payer_files import results as payer_results
from app.services.periods import Period, read_period
from app.services.printing import choices as printing
from app.services.printing import jobs, offsets, setting_up
from app.services.printing.again import print_again
from app.services.registers import book, handing_out, own_settings
from app.services.registers.queries import listing
from app.services.statements import fee_items, fees, institutions, payers, townships
from app.services.statements.behind import slips as slips_behind
from app.services.year_end import carried, second
from app.services.year_end import runs as year_runs
from tests.helpers import catalogues
from tests.helpers import insured as payments
from tests.helpers.exported import exported
from tests.helpers.forms import stay
from tests.helpers.rosters import facts, table
from tests.helpers.seated import PASSWORD
from tests.helpers.service_desk import CLERK, PACK, REVIEWER

ON = date(2019, 11, 22)
MONTH = Period("month", 2019, 11)


def behind(action: str) -> Callable[[Desk], object]:
    """The operator stands behind what a clerk does."""

    def call(desk: Desk) -> object:
        clerk = replace(desk, operator=CLERK)
        proof = approval.prove(clerk, Credentials(desk.operator.name, PASSWORD))
        with clerk.database.unit_of_work() as work:
            return approval.second_person(clerk, work, proof, action)

    return call


def _settle(desk: Desk) -> object:
    draft = drafts.open_draft(replace(desk, operator=CLERK), stay())
    return settle.settle(desk, draft, draft.form, 1)


BILL = "项目名称\t金额\n床位费\t1.00"
ABOUT = importing.About(stay(), "")
CHOICES = importing.Choices()


def _bill(desk: Desk) -> bill_files.BillFile:
    return bill_files.open_text(replace(desk, operator=CLERK), BILL, "h1")


LIST = Table("名单", (TableColumn("姓名"),), (("王秀兰",),), (None,), 1)
TYPED = SettingsForm("500", "5", "20", "")
_PLAN = second.Plan("naiman-2019", "remaining", (), (), None, 0)
CALLS: Mapping[str, tuple[Callable[[Desk], object], ...]] = {
    "person.find": (lambda desk: people.find_people(desk, "王"), lambda desk: people.note_search(desk, "王", 2)),
    "person.open": (lambda desk: people.open_person(desk, "p2"),),
    "person.unmask": (lambda desk: people.unmask(desk, "p2", "核对证件"),),
    "reference.read": (
        lambda desk: reference.find_institutions(desk, "奈"),
        lambda desk: reference.institution(desk, "h1"),
        versions.institutions_listed,
        lambda desk: versions.history(desk, "h1"),
        lists.imports,
        lambda desk: reference.find_items(desk, "床"),
        lambda desk: reference.item(desk, "C1"),
        lambda desk: reference.find_diagnoses(desk, "肺"),
        lambda desk: reference.hand_layers(desk, ON),
        reference.pack_title,
        imports.lists,
        lambda desk: imports.columns_of(desk, "drugs"),
        lambda desk: browse.items(desk, "", ON),
        lambda desk: browse.diagnoses(desk, "肺", ON),
        lambda desk: browse.item_versions(desk, "C1"),
        lambda desk: browse.diagnosis_versions(desk, "J18.900"),
        lambda desk: nearest(desk, "床位", "", ON),
        lambda desk: otherwise_on(desk, (), ON),
    ),
    "institution.change": (
        lambda desk: versions.save_version(desk, "h1", {}),
        lambda desk: lists.open_list(desk, Path("none")),
        lambda desk: lists.undo_import(desk, "none"),
    ),
    "statement.read": (
        lambda desk: payers.payers(desk, read_period("2019-11")),
        lambda desk: institutions.institutions(desk, read_period("2019")),
        lambda desk: townships.townships(desk, read_period("2019Q4")),
        lambda desk: fees.hospitals(desk, read_period("2019-10")),
        lambda desk: fee_items.items(desk, read_period("2019-10"), "h6"),
        lambda desk: slips_behind(desk, read_period("2019-11"), Wanted()),
    ),
    "account.read": (
        lambda desk: clearing.clearings(desk, 2019),
        lambda desk: clearing.account(desk, "h1", 2019),
        lambda desk: clearing.advances(desk, MONTH),
        lambda desk: clearing.critical(desk, MONTH),
        lambda desk: control.control_report(desk, MONTH),
        lambda desk: control.outside_slips(desk, MONTH),
        lambda desk: control.fault_lines(desk, MONTH),
        lambda desk: reviews.to_review(desk, MONTH, "all"),
        lambda desk: reviews.bill(desk, "none"),
        lambda desk: entries.entries(desk, "prepay"),
        reviews.findings,
        credit.debts,
        credit.grades,
        credit.blacklist,
        account_parameters.read_figures,
    ),
    "fund.read": (
        lambda desk: funds.movements(desk, "insurance", 2019),
        lambda desk: fund_closing.closings(desk, 2019),
        lambda desk: fund_grants.grants(desk, "insurance", 2019, "month"),
    ),
    "fund.close": (
        lambda desk: fund_closing.close(desk, "c", fund_closing.closings(desk, 2019)[0], {}),
        lambda desk: fund_closing.take_back(desk, "c", ""),
    ),
    "year_end.read": (
        lambda desk: carried.owed(desk, 2019, "naiman-2019"),
        lambda desk: second.bases(desk, 2019, "naiman-2019", "remaining"),
        lambda desk: second.planned(desk, 2019, "naiman-2019", {}),
        lambda desk: year_runs.all_runs(desk, "carried"),
        year_runs.choices,
        lambda desk: year_runs.run_shares(desk, "r"),
    ),
    "year_end.run": (
        lambda desk: carried.clear(desk, "r", 2018, "naiman-2019", "文", "x", None),
        lambda desk: second.run_second(desk, "r", 2018, _PLAN, "文", None),
        lambda desk: year_runs.pay(desk, "e", "r", (), {"day": "2019-11-22", "voucher": "付"}),
        lambda desk: year_runs.give_back(desk, "e", "r", 1, {"day": "2019-11-22", "voucher": "付"}),
        lambda desk: year_runs.take_back(desk, "r", {"reason": "错", "document_number": "文"}, None),
    ),
    "year_end.approve": (behind("year_end.approve"),),
    "payer_file.read": (
        payer_imports.payers,
        payer_results.files,
        lambda desk: payer_results.rows(desk, "f"),
    ),
    "payer_file.import": (
        lambda desk: payer_imports.open_file(desk, "谁", Path("a.csv")),
        lambda desk: payer_results.explain(desk, "n", "f", 1, {"state": "open", "note": "查"}),
        lambda desk: payer_results.undo(desk, "n", "f", {"why": "错"}),
    ),
    "account.write": (lambda desk: entries.add_entry(desk, "prepay", {}, "e"),),
    "credit.write": (
        lambda desk: entries.add_entry(desk, "arrears", {}, "e"),
        lambda desk: credit.pay_debt(desk, "none", {}, "e"),
        lambda desk: credit.propose(desk, "none", {}, "e"),
    ),
    "credit.confirm": (
        lambda desk: entries.add_entry(desk, "grade", {}, "e"),
        lambda desk: credit.confirm(desk, "none"),
        lambda desk: credit.end(desk, "none", "还清"),
    ),
    "review.mark": (lambda desk: reviews.mark(desk, "none", 0, "passed"),),
    "roster.read": (
        rosters.lists,
        lambda desk: rosters.history(desk, "p2"),
        lambda desk: rosters.columns_of(desk, "min_living"),
        lambda desk: rosters.settled_between(desk, "none"),
    ),
    "roster.import": (
        lambda desk: rosters.begin(desk, facts()),
        lambda desk: rosters.open_file(desk, Path("none.xlsx"), "min_living"),
        lambda desk: rosters.stage(desk, "none", table([])),
        lambda desk: rosters.dry_run(desk, "none"),
        lambda desk: rosters.preview(desk, "none"),
        lambda desk: rosters.planned(desk, "none"),
        lambda desk: rosters.refused(desk, "none"),
        lambda desk: rosters.apply(desk, "none", ""),
        lambda desk: rosters.discard(desk, "none"),
        lambda desk: rosters.undo(desk, "none"),
    ),
    "filing.read": (
        lambda desk: filing_register.fields_of(desk, "chronic"),
        lambda desk: filing_rows.of_kind(desk, "referral"),
        lambda desk: filing_rows.of_person(desk, "p2"),
        lambda desk: filing_rows.one_line_of(desk, "none"),
        lambda desk: filing_rows.lacking(desk, "outpatient_signing"),
        lambda desk: filing_rows.progress(desk, "two_diseases"),
        filing_rows.due,
        filing_rows.doctors,
        filing_rows.deliveries,
        lambda desk: filing_rows.monthly(desk, 2019, 11),
        lambda desk: found.settled_under(desk, "none"),
        found.chronic_patients,
        filing_imports.imports,
        filing_reference.diseases,
        filing_reference.prices,
        lambda desk: filing_reference.over_price(desk, ON, ON),
    ),
    "filing.file": (
        lambda desk: filing_register.file(desk, "referral", "", {}),
        lambda desk: filing_register.act(desk, "none", "deliver", {}),
        lambda desk: filing_rows.close(desk, "two_diseases", "p2", ""),
    ),
    "filing.decide": (lambda desk: filing_register.act(desk, "none", "decide", {}),),
    "filing.cancel": (lambda desk: filing_register.act(desk, "none", "cancel", {}),),
    "filing.import": (
        lambda desk: filing_imports.open_file(desk, "two_diseases", "prospects", Path("none.csv")),
        lambda desk: filing_imports.look_at(
            desk, "two_diseases", "prospects", ListFile("", "", table(()), Path("none.csv"), {})
        ),
        lambda desk: filing_imports.undo(desk, "none", ""),
    ),
    "filing.list": (
        lambda desk: filing_reference.add_disease(desk, {}),
        lambda desk: filing_reference.add_price(desk, {}),
        lambda desk: disease_lists.open_file(desk, Path("none.csv")),
        lambda desk: disease_lists.look_at(desk, {}, ListFile("", "", table(()), Path("none.csv"), {})),
    ),
    "catalogue.import": (
        lambda desk: imports.begin(desk, catalogues.facts()),
        lambda desk: imports.open_file(desk, Path("none.xlsx"), "drugs"),
        lambda desk: imports.stage(desk, "none", catalogues.table([])),
        lambda desk: imports.dry_run(desk, "none"),
        lambda desk: imports.preview(desk, "none"),
        lambda desk: imports.planned(desk, "none"),
        lambda desk: imports.refused(desk, "none"),
        lambda desk: imports.apply(desk, "none", ""),
        lambda desk: imports.discard(desk, "none"),
        lambda desk: imports.undo(desk, "none"),
    ),
    "insured.read": (
        payment_lists.lists,
        payment_lists.columns_of,
        lambda desk: payment_lists.payments_of(desk, "p2"),
        comparison.all_runs,
        lambda desk: comparison.findings(desk, "none"),
        lambda desk: comparison.rates(desk, "none"),
        comparison.due,
        register.years,
        lambda desk: register.entries(desk, 2019),
        lambda desk: register.urgings(desk, "none"),
        premiums.rules,
        lambda desk: premiums.register(desk, 2019, "subsidy"),
        notices.records,
        lambda desk: notices.records_of(desk, "p2"),
    ),
    "insured.import": (
        lambda desk: payment_lists.begin(desk, payments.facts()),
        lambda desk: payment_lists.stage(desk, "none", payments.table([])),
        lambda desk: payment_lists.dry_run(desk, "none"),
        lambda desk: payment_lists.preview(desk, "none"),
        lambda desk: payment_lists.planned(desk, "none", "added"),
        lambda desk: payment_lists.refused(desk, "none"),
        lambda desk: payment_lists.apply(desk, "none", ""),
        lambda desk: payment_lists.discard(desk, "none"),
        lambda desk: payment_lists.undo(desk, "none"),
    ),
    "insured.compare": (lambda desk: comparison.compare(desk, {}),),
    "insured.follow": (
        lambda desk: register.set_reason(desk, "none", {}),
        lambda desk: register.clear_reason(desk, "none"),
        lambda desk: register.urge(desk, "none", {}),
        lambda desk: notices.notice_paper(desk, "p6"),
    ),
    "insured.money": (
        lambda desk: premiums.add_rule(desk, {}),
        lambda desk: premiums.withdraw_rule(desk, "none", {}),
    ),
    "self_paid.record": (lambda desk: notices.record(desk, {}), lambda desk: notices.withdraw(desk, "none", {})),
    "draft.edit": (
        lambda desk: drafts.open_draft(desk, stay()),
        lambda desk: drafts.save_draft(desk, "d", 1, stay()),
        drafts.open_drafts,
        drafts.unreadable_drafts,
        lambda desk: drafts.stored_draft(desk, "d"),
        lambda desk: typed_beside.forget_beside(desk, ["d"]),
        lambda desk: drafts.discard_draft(desk, "d"),
        drafts.discarded_drafts,
        lambda desk: drafts.bring_back(desk, "d"),
    ),
    "register.read": (
        lambda desk: book.listed(desk, "aid"),
        lambda desk: book.entry_of(desk, "none"),
        lambda desk: book.history(desk, "none"),
        lambda desk: book.fresh_texts(desk, "aid"),
        own_settings.own_settings,
        lambda desk: listing.run(desk, "temporary", {}),
    ),
    "register.edit": (
        lambda desk: book.add(desk, "aid", {}),
        lambda desk: book.change(desk, "none", 1, {}),
        lambda desk: book.move(desk, "none", 1, "s2"),
        lambda desk: book.withdraw(desk, "none", 1, "错了"),
        lambda desk: handing_out.hand_out(desk, {}),
    ),
    "worklist.read": (worklist.tasks, worklist.tally),
    "register.settings": (lambda desk: own_settings.set_own_settings(desk, {}),),
    "bill.import": (
        lambda desk: bill_files.open_file(desk, Path("none.xlsx"), "h1"),
        lambda desk: bill_files.open_text(desk, BILL, "h1"),
        lambda desk: importing.read(desk, _bill(desk), ABOUT),
        lambda desk: importing.imported(
            desk, "d", importing.read(replace(desk, operator=CLERK), _bill(desk), ABOUT), CHOICES
        ),
        lambda desk: bill_files.refused_csv(desk, _bill(desk), ()),
    ),
    "case.quote": (lambda desk: quote.basis(desk, "p2", stay()),),
    "case.settle": (_settle,),
    "slip.verify": (lambda desk: verify.look_up(desk, "NM-01-2019-000001"),),
    "slip_key.sign": (
        slip_key_signing.sign_own,
        lambda desk: slip_key_files.read_request(desk, b"{}"),
        lambda desk: slip_key_files.sign_request(desk, b"{}"),
        slip_key_lists.export_withdrawals,
    ),
    "slip.print": (lambda desk: slips.slip_pdf(desk, "none"),),
    "slip.list": (
        slips.settled_today,
        lambda desk: slips.posted_of(desk, "p2"),
        lambda desk: slip_search.find_slips(desk, "1"),
    ),
    "parameter.read": (parameters.parameter_groups, lambda desk: parameters.parameter_lines(desk, PACK)),
    "parameter.confirm": (
        lambda desk: parameters.confirm(desk, PACK, "assistance.rate", "0.60", "奈医保发〔2019〕9号", None),
    ),
    "parameter.exchange": (lambda desk: parameter_sets.export_set(desk, PACK),),
    "document.reverse": (lambda desk: reverse.reverse(desk, "r1", "none", "wrong_person", "", None),),
    "reversal.approve": (behind("reversal.approve"),),
    "reversal.exchange": (lambda desk: approval_files.export_request(desk, "none"),),
    "adjustment.post": (lambda desk: adjust.adjust(desk, "a1", "p2", 2019, (), adjust.Moves(), None),),
    "adjustment.collect": (behind("adjustment.collect"),),
    "day.read": (lambda desk: day_close.day(desk, ON), day_close.past_days),
    "day.close": (lambda desk: day_close.close_day(desk, "c1", ON, CashCount(), ""),),
    "day.unlock": (behind("day.unlock"),),
    "list.export": (lambda desk: exported(desk, LIST, ".csv"),),
    "list.print": (lambda desk: tables.preview(desk, LIST), lambda desk: tables.printed(desk, LIST, b"/Type /Page")),
    "operator.read": (operators.list_operators,),
    "operator.manage": (
        lambda desk: operators.add_operator(desk, "孙小红", "经办", PASSWORD),
        lambda desk: operators.rename_operator(desk, REVIEWER.id, "赵一"),
        lambda desk: operators.change_role(desk, REVIEWER.id, "经办"),
        lambda desk: operators.reset_password(desk, REVIEWER.id, PASSWORD),
        lambda desk: operators.stop_operator(desk, REVIEWER.id),
        lambda desk: operators.restart_operator(desk, REVIEWER.id, PASSWORD),
        recovery.new_recovery_code,
    ),
    "operator.own": (lambda desk: operators.change_own_password(desk, PASSWORD, "bai-he-hua-8"),),
    "settings.read": (
        settings.read_settings,
        contact.read_contact,
        slip_key_signing.slip_key_state,
        lambda desk: slip_key_files.kind_of(desk, b"{}"),
        slip_key_files.hall_key_file,
        offsets.offsets,
        lambda desk: printing.chosen(desk, "slip"),
    ),
    "paper.read": (
        lambda desk: papers_listing.papers(desk, MONTH),
        lambda desk: papers_listing.papers_about(desk, "none"),
        lambda desk: drawn_again(desk, "none"),
    ),
    "paper.spoil": (
        lambda desk: spoiling.spoil(desk, "none", {"sheets": "1", "reason": "jam"}),
        lambda desk: spoiling.last_spoil(desk, "none"),
        lambda desk: spoiling.take_back(desk, "none", "s", {"why": "错"}),
    ),
    "printing.choose": (
        lambda desk: printing.choose(desk, "slip", PrintChoice()),
        lambda desk: offsets.move(desk, "LQ", "1", "0"),
        lambda desk: offsets.page_to_measure(desk, "LQ", "a4"),
        lambda desk: setting_up.change(desk, setting_up.Row("slip", PrintChoice(), Offset(), None), (), {}),
    ),
    "printing.send": (
        jobs.printers,
        jobs.follow,
        jobs.jobs,
        lambda desk: jobs.send(desk, Handed(b"", "slip", "x")),
        lambda desk: jobs.withdraw(desk, "none"),
        lambda desk: print_again(desk, "none"),
    ),
    "national.export": (
        lambda desk: national.overview(desk, MONTH),
        lambda desk: national.export(desk, MONTH, {}, desk.database.path.with_name("x.json")),
    ),
    "national.codes": (lambda desk: national_codes.enter(desk, "basic", "", {}, "c1"),),
    "picture.read": (
        lambda desk: month_picture.picture(desk, MONTH),
        lambda desk: month_picture.preview(desk, MONTH),
    ),
    "settings.change": (
        lambda desk: settings.change_settings(desk, TYPED),
        lambda desk: account_parameters.change_figures(desk, {}),
        lambda desk: contact.change_contact(desk, {}),
        slip_key_files.export_request,
        lambda desk: slip_key_files.import_answer(desk, b"{}"),
        lambda desk: slip_key_lists.import_withdrawals(desk, b"{}"),
        lambda desk: slip_key_signing.withdraw(desk, "none", {}),
    ),
    "audit.read": (audit_trail.verify_audit, lambda desk: audit_trail.entries(desk, AuditFilter())),
    "acceptance.read": (accept.listed, lambda desk: receipts.receipt_preview(desk, "none")),
    "acceptance.edit": (
        lambda desk: accept.check_form(desk, {}),
        lambda desk: accept.accept(desk, {}, {}),
        lambda desk: accept.supplement(desk, "none", {}),
        lambda desk: accept.give_back(desk, "none", {"reason": "withdrawn"}),
        lambda desk: receipts.receipt_pdf(desk, "none"),
        lambda desk: cases.open_case(desk, "none"),
    ),
    "claim.read": (claims.claims, lambda desk: claims.letter_paper(desk, "none")),
    "claim.edit": (
        lambda desk: claims.send_letter(desk, "none", {}),
        lambda desk: claims.receive(desk, "none", {}),
        lambda desk: claims.undo_receipt(desk, "none"),
    ),
    "hall_wait.read": (waits.waiting,),
    "hall_wait.edit": (lambda desk: waits.register(desk, {}), lambda desk: waits.drop(desk, "none", {})),
    "calendar.read": (calendar.calendar, calendar.entries),
    "calendar.change": (lambda desk: calendar.enter(desk, {}), lambda desk: calendar.withdraw(desk, "none", {})),
    "backup.make": (backups.back_up,),
}
