"""The catalogue of items and the list of diagnoses: official lists read in and imported, looked through, matched.

``imports`` reads in a list, shows what it would change, imports it in one step and undoes it in one; ``nearest`` finds the
entries that an item of a hospital's bill may mean; ``bill_day`` the lines of a bill that the catalogue says otherwise on
the day of discharge; ``browse`` looks through entries with all their versions. What the desk asks while a case is typed
is ``services.reference``.

Window and command line import this, and services that read bills (``nearest``). Actions: reference.read, catalogue.import.

Decisions
* 2026-11-30: an entry holds from the day that its list holds; a later list ends it the day before, and a bill takes the
  version of its day of discharge. Rejected: rewriting entries, after which a bill of March is worked out with May's rates.
* 2026-11-30: a whole list (整份替换) ends what it no longer has among the categories of its kind; a supplement (增补) ends
  nothing. What stands in a refused row has not left the list. Rejected: deleting, after which nobody can say why a slip
  says what it says.
* 2026-11-30: two versions of one code that begin on the same day are refused. Rejected: the later file wins, silently.
"""
