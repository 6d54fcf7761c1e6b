"""Adding up documents: cases and persons of a line, each document once."""

from __future__ import annotations


class Count:
    """Cases and persons of one line. Documents come one after the other, the parts of one together."""

    __slots__ = ("_last", "_people", "cases")

    def __init__(self) -> None:
        self.cases = 0
        self._people: dict[str, int] = {}
        self._last = -1

    def add(self, row: int, cases: int, person_id: str) -> None:
        """A document, or one more part of the document before."""
        if row != self._last:
            self._last = row
            self.cases += cases
            self._people[person_id] = self._people.get(person_id, 0) + cases

    def join(self, other: Count) -> None:
        """The cases and persons of another line."""
        self.cases += other.cases
        for person_id, cases in other._people.items():
            self._people[person_id] = self._people.get(person_id, 0) + cases

    @property
    def persons(self) -> int:
        """Persons with a case that stands at the end."""
        return sum(1 for cases in self._people.values() if cases > 0)


class Sums(Count):
    """A line's sums by payer and in all."""

    __slots__ = ("bears", "elsewhere", "outside", "own", "payers", "refund", "to_institutions", "to_persons", "total")

    def __init__(self) -> None:
        super().__init__()
        self.payers: dict[str, int] = {}
        self.to_institutions = self.to_persons = self.elsewhere = 0
        self.total = self.bears = self.own = self.refund = self.outside = 0

    def pays(self, payer: str, pay: int, *, direct: int, elsewhere: int) -> None:
        """What a layer pays: elsewhere, to the institution that laid it out, or to the person."""
        if elsewhere:
            self.elsewhere += pay
            return
        self.payers[payer] = self.payers.get(payer, 0) + pay
        if direct:
            self.to_institutions += pay
        else:
            self.to_persons += pay
