"""Case → result: a pure fold over a person's year, whole fen, every step told.

``evaluate(pack, values, identities, visit, state)`` settles one visit on what the year has seen before; its result says
what the visit adds (``Added``), and ``advance(state, added)`` is the next state. Settling a whole case folds from
``empty_year``; the desk folds over what posted documents say they added, so a new pack or a value confirmed later never
works out history again.

* ``amounts``: items → places of the bill. ``scene``: what a rule may see and take. ``conditions``: tests and reasons.
* ``kinds``: one file for each kind of rule. ``layers``: one layer: rule, caps, carried. ``institution``, ``notices``.
* ``clearing``: what the end of a year asks beside the fold. ``evaluate``: the order of it all; ``invariants``: what must hold before anything is issued.

Only ``services`` may call it. It imports ``policy``, ``records``, ``money``, ``errors`` and knows no clock, file, network
or random number; the same input gives the same output.

Decisions
* 2026-11-22: the state is sums by layer and named tallies, not the list of earlier visits: it is what the ledger's rows
  add up to, and what columns of many persons can hold. Rejected: keeping each earlier visit and asking it again, which
  would let a later pack reinterpret what is posted.
* 2026-11-22: no cache anywhere: a traced evaluation takes well under a millisecond.
"""

from app.engine.clearing import drugs_borne, less_entitled
from app.engine.evaluate import evaluate
from app.engine.year import advance, empty_year

__all__ = ["advance", "drugs_borne", "empty_year", "evaluate", "less_entitled"]
