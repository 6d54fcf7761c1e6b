"""A hospital's bill into the bill of an open case: read, checked, matched with the catalogue, put into the grid in one step.

    file = files.open_file(desk, path, institution_id)     # BillFile; files.open_text for the clipboard
    read = importing.read(desk, file, about)               # Reading: rows, refunds netted, refused, sums, duplicates
    read.waiting                                           # items that nobody knows, each with its nearest entries
    plan = importing.plan(read, choices)                   # BillPlan: the grid's rows and what each rests on
    importing.imported(desk, draft_id, read, choices)      # noted, with what the institution's items are

``files`` opens and finds columns (remembered per institution), ``netting`` sets refunds against what they give back, ``sums``
compares with the invoice and the list's own totals, ``lookup`` asks the catalogue as it holds on the day of discharge,
``matching`` says what each item is, ``taken`` finds the same invoice, file and days elsewhere, ``importing`` puts it together.
A list of 3,000 rows, the most, is read and matched in 0.7 s off the window's thread, put into the grid in 0.2 s, and a keystroke there
takes 45 ms of processor time afterwards; with 300 rows 15 ms (2026-11-30).
Only ``ui`` imports this. Action: bill.import. Nothing of a case changes here: the window puts the rows into the grid, where they
are typing like any other, undone by one Ctrl+Z, and refused by ``settle`` for the same reasons.

Decisions
* 2026-11-30: the catalogue's class, rate and limit hold, by the day of discharge, whatever the list says; the clerk may keep the
  list's for an item, and the row says so. Rejected: the list's by default (hospitals outside use their own area's catalogue),
  and silence about the difference.
* 2026-11-30: an item that is left for later has no class, so that the grid asks for one before anything is settled. Rejected:
  the list's class as a stopgap, which nobody would look at again.
* 2026-11-30: refunds are set against lines of the same code, name and price, earlier ones first, group by group, so that the sum
  is the same in any order. What no line stands against is refused. Rejected: pairs only (a refund of 3 of 10 would stay
  negative), and spreading it over other items.
* 2026-11-30: refused rows stay out unless the clerk takes them into the grid as they stand, where they are marked and nothing is
  settled before they are mended. Rejected: refusing the whole list for one bad row.
* 2026-11-30: what an invoice says of number, days and amounts paid is shown, and goes into empty fields of the visit when the
  clerk says so. Rejected: taking it silently.
"""
