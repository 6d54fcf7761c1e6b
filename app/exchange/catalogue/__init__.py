"""Official lists of entries by code: catalogues of drugs, services and consumables, and the list of diagnoses.

``words`` says which lists there are, which columns they have and what they call classes and categories; ``read`` reads a
row strictly. A county whose list calls something otherwise adds a synonym to ``words``.

Only ``services`` and above import this.

Decisions
* 2026-11-30: a rate is read by its column's title and its own sign, and refused where both leave a doubt: 10 is ten per cent
  in a column of %, 0.1 is in one without; 10 without a sign, and 0.1 under one, are not guessed. Rejected: "what is above 1
  is a percentage", by which 1 is a hundred per cent or one.
"""

from app.exchange.catalogue.read import EntryReader, told_twice
from app.exchange.catalogue.words import COLUMNS, DIAGNOSES, ITEMS, LISTS, EntryList

__all__ = ["COLUMNS", "DIAGNOSES", "ITEMS", "LISTS", "EntryList", "EntryReader", "told_twice"]
