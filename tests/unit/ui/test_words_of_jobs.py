"""Every job of the window that the clerk waits for says what it does; what has no words is short by nature, or goes on by itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

UI = Path(__file__).parents[3] / "app" / "ui"

SHORT: Mapping[str, str] = {
    "A save of a draft, or one draft read back: a row, and never to be seen.": """
        autosave:Autosave.now autosave:Autosave.take_theirs autosave:Autosave._compare autosave:Autosave._keep
        autosave:Autosave._tidy
        pages:Pages.open_drafts pages:Pages.open_conflict pages:Pages._discard pages:Pages._bring_back""",
    "One person's card or number, by its id; a row of the audit for it.": """
        case:Case.note_search case:Case.unmask case:Case._open_person desks/audit:AuditDesk._note
        desks/slips:SlipsDesk._note_search""",
    "One case, in the order of its saves; its own line says that it is being settled.": "case:Case._settle",
    "One document or entry, by its id.": """
        desks/acceptances:AcceptancesDesk._open_case desks/adjustments:AdjustmentsDesk._request
        desks/bills:BillsDesk._import.stored desks/claims:ClaimsDesk._undo desks/control:ControlDesk.open_bill
        desks/control:ControlDesk._pass desks/corrections:CorrectionsDesk.open_reversal
        desks/corrections:CorrectionsDesk._request desks/corrections:CorrectionsDesk.open_again
        desks/day:DayDesk._unlock desks/day:DayDesk._request desks/print_jobs:PrintJobsDesk._withdraw
        desks/queries:QueriesDesk._slips desks/registers:RegistersDesk.add desks/registers:RegistersDesk._history
        desks/waits:WaitsDesk._open_case""",
    "A search or a portion of a list while it is typed or scrolled: a range of an index, with a limit.": """
        desks/catalogue:CatalogueDesk._find desks/catalogue:CatalogueDesk._show_versions
        desks/list_import:ListImportDesk._fill desks/slips:SlipsDesk._look_up""",
    "Entered by hand, dozens in a year: days closed, holidays, grades, requests, runs, lists that were imported.": """
        desks/calendar:CalendarDesk._open desks/credit:CreditDesk.open_grades
        desks/credit:CreditDesk.open_blacklist desks/day:DayDesk.open_past
        desks/institutions:InstitutionsDesk.open_lists desks/list_import:ListImportDesk._open_list
        desks/requests:RequestsDesk._open desks/requests:RequestsDesk._sign desks/year_end:YearEndDesk.open
        desks/year_end:YearEndDesk.open_runs""",
    "As many as the county has: institutions, operators, payers, printers.": """
        desks/institutions:InstitutionsDesk.open desks/institutions:InstitutionsDesk.open_history
        desks/operators:OperatorsDesk.open desks/payer_files:PayerFilesDesk._open_form
        desks/printers:PrintersDesk._take desks/two_persons:open_two_persons""",
    "The window's own settings, values and keys: a few rows.": """
        desks/credit:CreditDesk.open_figures desks/first_steps:FirstStepsDesk.begin
        desks/first_steps:FirstStepsDesk._read desks/first_steps:FirstStepsDesk._new_code
        desks/first_steps:FirstStepsDesk._go desks/first_steps:FirstStepsDesk._show_station
        desks/first_steps:FirstStepsDesk._take_station desks/parameters:ParametersDesk.open
        desks/parameters:ParametersDesk._confirm desks/parameters:ParametersDesk._import
        desks/register_settings:RegisterSettingsDesk.open desks/settings:SettingsDesk.open
        desks/station:StationDesk.open first_start:FirstStart._go
        desks/approval_keys:ApprovalKeysDesk.open desks/approval_keys:ApprovalKeysDesk._check
        desks/approval_keys:ApprovalKeysDesk._accept desks/approval_keys:ApprovalKeysDesk._withdraw
        desks/slip_keys:SlipKeysDesk._open desks/slip_keys:SlipKeysDesk._sign desks/slip_keys:SlipKeysDesk._ask""",
    "A file of a few kilobytes, read up to its limit or written.": """
        desks/approval_keys:ApprovalKeysDesk._export desks/approval_keys:ApprovalKeysDesk._read
        desks/parameters:ParametersDesk._export desks/parameters:ParametersDesk._read desks/recovery:code_page.save
        desks/requests:RequestsDesk._export desks/requests:RequestsDesk._read desks/requests:RequestsDesk._save
        desks/slip_keys:SlipKeysDesk._export desks/slip_keys:SlipKeysDesk._export_hall
        desks/slip_keys:SlipKeysDesk._read desks/slip_keys:SlipKeysDesk._keep desks/slip_keys:SlipKeysDesk._export_list""",
    "The manual's own chapters.": "desks/duties:DutiesDesk.open",
    "At the door, before there is a page or behind the lock, which says itself that a password is tried.": """
        entrance:Entrance.begin locking:Locking.read_minutes locking:Locking.lock locking:Locking._back
        locking:Locking._ask_names locking:Locking._change session:Session.close""",
    "How the backups stand, twice a minute and unasked: a count and a few facts.": "safekeeping:Safekeeping.look",
}
"""Why → the jobs without words, by file and function."""

ASIDE: Mapping[str, str] = {
    "desks/worklist:WorklistDesk.count": "what is due is counted whenever a page was closed",
    "printing:PrintWatch.look": "what became of prints is asked while somebody works",
    "safekeeping:Safekeeping.begin": "the clock and the numbers are looked at after the start",
    "safekeeping:Safekeeping.now": "backups are made by themselves",
    "safekeeping:Safekeeping._read_file": "the whole file is read after the start",
    "session:Session._read_ahead": "the program's own parts are read ahead once the window is shown",
}
"""Jobs that nobody waits for."""


@cache
def calls() -> tuple[tuple[str, ast.Call], ...]:
    """Every ``operations.run(…)`` of the window with its file and function."""
    found: list[tuple[str, ast.Call]] = []
    for path in sorted(UI.rglob("*.py")):
        text = path.read_text()
        if "operations.run(" in text:
            found += _calls(ast.parse(text), path.relative_to(UI).with_suffix("").as_posix(), "")
    return tuple(found)


def _calls(node: ast.AST, where: str, function: str) -> Iterator[tuple[str, ast.Call]]:
    for child in ast.iter_child_nodes(node):
        name = function
        if isinstance(child, ast.ClassDef):
            name = child.name
        elif isinstance(child, ast.FunctionDef):
            name = f"{function}.{child.name}".lstrip(".")
        elif isinstance(child, ast.Call) and _runs(child.func):
            yield f"{where}:{function}", child
        yield from _calls(child, where, name)


def _runs(called: ast.expr) -> bool:
    return (
        isinstance(called, ast.Attribute)
        and called.attr == "run"
        and ast.unparse(called.value).rpartition(".")[2].lstrip("_") == "operations"
    )


def names(call: ast.Call) -> set[str | None]:
    return {one.arg for one in call.keywords}


def test_the_runner_is_called_in_one_way_that_this_test_can_read() -> None:
    assert len(calls()) > 150
    for where, call in calls():
        assert None not in names(call), f"{where}: no ** in a call of the runner"
        for one in call.keywords:
            if one.arg == "doing":
                assert not (isinstance(one.value, ast.Constant) and not one.value.value), f"{where}: empty words"


def test_what_has_no_words_is_short_by_nature_and_listed_with_its_reason() -> None:
    listed = {one for keys in SHORT.values() for one in keys.split()}
    wordless = {where for where, call in calls() if not {"doing", "aside"} & names(call)}
    assert wordless - listed == set(), (
        "say what it does (doing=…), or here why it is short on a file of a million settlements"
    )
    assert listed - wordless == set(), "these have words now, or are gone"
    assert sum(len(keys.split()) for keys in SHORT.values()) == len(listed), "each under one reason"


def test_nobody_is_told_that_he_waits_for_what_he_did_not_ask_for() -> None:
    """Quiet jobs are few: a wait for the file is told of everything else."""
    quiet = {where for where, call in calls() if "quiet" in names(call)}
    assert quiet == {
        "autosave:Autosave.now",
        "autosave:Autosave._keep",
        "autosave:Autosave._tidy",
        "case:Case.note_search",
        "desks/audit:AuditDesk._note",
        "desks/slips:SlipsDesk._note_search",
        "locking:Locking.lock",
    }
    assert not any({"doing", "aside"} & names(call) for _, call in calls() if {"quiet", "then"} & names(call))


def test_what_goes_on_aside_is_waited_for_by_nobody() -> None:
    aside = {where for where, call in calls() if "aside" in names(call)}
    assert aside == set(ASIDE), "aside=True is for what goes on by itself: whatever a clerk waits for says doing=…"
    assert not any({"doing", "stops"} & names(call) for _, call in calls() if "aside" in names(call))


@pytest.mark.parametrize(
    ("where", "stops"),
    [
        ("desks/corrections:CorrectionsDesk._reverse", "NEVER"),
        ("desks/adjustments:AdjustmentsDesk._adjust", "NEVER"),
        ("desks/day:DayDesk._close", "NEVER"),
        ("desks/list_import:ListImportDesk._apply", "BY_KEY"),
        ("desks/list_import:ListImportDesk._undo", "BY_KEY"),
        ("desks/backups:BackupsDesk._make", "BY_KEY"),
        ("desks/national:NationalDesk.open_codes", ""),
        ("desks/period_lists:PeriodLists.open", ""),
    ],
)
def test_who_may_stop_what(where: str, stops: str) -> None:
    [call] = [one for at, one in calls() if at == where]
    said = next((ast.unparse(one.value) for one in call.keywords if one.arg == "stops"), "")
    assert said == (f"Stops.{stops}" if stops else "")
