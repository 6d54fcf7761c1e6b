"""Filings (备案和签约): filed, decided, cancelled, listed, brought in from tables; and what they say of a visit.

* ``given``: what a person's filings say of a visit, by the day of discharge. Pure: ``reading`` and the window ask it.
* ``register``: one filing filed, corrected, and everything that is done with it (``filings.ACTS``); ``rules`` is what is checked
  before it is stored, ``making`` from which day to which it counts.
* ``lists``: filings by kind and person; who lacks one, progress by township, what is due, the monthly list of 门特认定, doctors.
* ``reference``: dated lists of diseases, prices per disease.
* ``imports``: tables of filings, or of health records that say who is to be filed; a whole import undone.
* ``found``: chronic patients found in settlements, and settlements that fall under a cancelled filing.

Only ``ui``, ``cli`` and other services import this package; ``given`` is imported by ``reading``, so it imports records only.

Decisions
* 2026-11-30: kinds of filings are data (``records.filings``): fields, the day from which one counts, which institutions may stand
  in it, the sentences of the papers. Rejected: a module a kind, twelve times the same form and list.
* 2026-11-30: a filing's ``since`` and ``until`` are worked out once, when it is stored. Rejected: at each reading, where a rule that
  changes later would change what past visits read.
* 2026-11-30: a filing for one stay (急危重症报备, 特殊病例审批) names hospital and day of admission and speaks of no other. An
  approval counts whenever both departments gave it, since they decide after the stay. Rejected: by the day of discharge,
  which would refuse every approval.
* 2026-11-30: an import is undone by withdrawing its filings. Rejected: deleting them: a slip may have read one, and its id must lead
  somewhere.
* 2026-11-30: 两病 is no ground for 门诊慢病 (沈阳 附件1 三: they have 门诊统筹, an ordinary outpatient visit). Rejected: letting either do.
* 2026-11-30: the tag of 大病集中救治 is given where the visit's diagnosis is the filed disease by its code. Rejected: by the person
  alone, which would pay a broken leg like a stomach cancer.
"""
