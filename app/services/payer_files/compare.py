"""Our documents of a payer's month and the rows of its file put together, case by case. Pure; money is fen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from app.money.fen import format_fen
from app.records.identity_number import masked
from app.records.payer_files import CLASSES, ComparedRow, OurDocument, TheirRow

Elsewhere = Callable[[TheirRow], str]
"""Why a row of theirs has no case of ours in the period, a sentence."""


@dataclass(slots=True)
class _Case:
    """A settlement with what belongs to it in the period, and the rows of theirs that name it."""

    documents: list[OurDocument] = field(default_factory=list)
    rows: list[tuple[str, TheirRow]] = field(default_factory=list)

    @property
    def ours(self) -> int:
        return sum(one.amount for one in self.documents)


@dataclass(frozen=True, slots=True)
class Sums:
    """A class's rows: how many, and both sides' sums."""

    kind: str
    count: int
    ours: int
    theirs: int


def compare(ours: Iterable[OurDocument], theirs: Iterable[TheirRow], elsewhere: Elsewhere) -> tuple[ComparedRow, ...]:
    """The cases of both sides, those to be looked at first. Sums over all rows are those of ``ours`` and of ``theirs``."""
    cases: dict[str, _Case] = {}
    for one in ours:
        cases.setdefault(one.root, _Case()).documents.append(one)
    find = _Finder(cases)
    made: list[ComparedRow] = []
    for row in theirs:
        found, key, why = find.case(row)
        if found is None:
            said = _said(row)
            made.append(
                ComparedRow(
                    "theirs",
                    "",
                    row.number,
                    "",
                    "",
                    str(row.day or ""),
                    str(row.line),
                    said,
                    0,
                    row.amount,
                    why or elsewhere(row),
                )
            )
        else:
            found.rows.append((key, row))
    for case in cases.values():
        made += _judged(case)
    order = list(CLASSES)
    return tuple(sorted(made, key=lambda one: (order.index(one.kind), one.number, one.lines)))


class _Finder:
    """Finds the case that a row names: by slip number, by invoice, by person and day."""

    def __init__(self, cases: dict[str, _Case]) -> None:
        self._by_number: dict[str, _Case] = {}
        self._by_invoice: dict[str, list[_Case]] = {}
        self._by_person: dict[tuple[str, object], list[_Case]] = {}
        for case in cases.values():
            for one in case.documents:
                self._by_number.setdefault(one.number.upper(), case)
                self._by_number.setdefault(one.root_number.upper(), case)
                if one.invoice:
                    _add(self._by_invoice.setdefault(one.invoice.upper(), []), case)
                for day in one.days if one.certificate else ():
                    _add(self._by_person.setdefault((one.certificate.upper(), day), []), case)

    def case(self, row: TheirRow) -> tuple[_Case | None, str, str]:
        """The case, the key that found it, and why there is none ("": nowhere in the period)."""
        if row.number and (found := self._by_number.get(row.number.upper())):
            return found, row.number.upper(), ""
        for candidates, key, what in (
            (self._by_invoice.get(row.invoice.upper(), []) if row.invoice else [], row.invoice, "这个发票号"),
            (self._by_person.get((row.certificate, row.day), []), f"{row.certificate} {row.day}", "这个人这一天"),
        ):
            if len(candidates) == 1:
                return candidates[0], key, ""
            if candidates:
                exact = [one for one in candidates if one.ours == row.amount and not one.rows]
                if len(exact) == 1:
                    return exact[0], key, ""
                numbers = "、".join(one.documents[0].root_number for one in candidates[:4])
                return None, "", f"{what}在我方有 {len(candidates)} 张（{numbers}），分不清是哪一张：请对方补结算单号。"
        return None, "", ""


def _add(cases: list[_Case], case: _Case) -> None:
    if not any(one is case for one in cases):
        cases.append(case)


def _judged(case: _Case) -> list[ComparedRow]:
    rows, doubles = case.rows, list[tuple[str, TheirRow]]()
    if sum(row.amount for _, row in rows) != case.ours:
        rows, doubles = _without_doubles(rows)
    theirs = sum(row.amount for _, row in rows)
    plain = _plain(case)
    made = []
    if rows:
        kind = "agreed" if theirs == case.ours else "differs"
        if not case.ours and theirs:
            kind = "theirs"
        lines = "、".join(str(row.line) for _, row in rows)
        why = "" if kind == "agreed" else _why(case, theirs)
        made.append(replace(plain, kind=kind, lines=lines, said=_said(rows[0][1]), theirs=theirs, why=why))
    elif case.ours:
        made.append(plain)
    for key, row in doubles:
        first = next(one.line for own, one in rows if (own, one.amount) == (key, row.amount))
        told = replace(plain, kind="double", lines=str(row.line), said=_said(row), ours=0, theirs=row.amount)
        made.append(replace(told, why=f"与第 {first} 行重复：单据和金额都一样。"))
    return made


def _without_doubles(
    rows: Sequence[tuple[str, TheirRow]],
) -> tuple[list[tuple[str, TheirRow]], list[tuple[str, TheirRow]]]:
    met: set[tuple[str, int]] = set()
    kept: list[tuple[str, TheirRow]] = []
    doubles: list[tuple[str, TheirRow]] = []
    for key, row in rows:
        (doubles if (key, row.amount) in met else kept).append((key, row))
        met.add((key, row.amount))
    return kept, doubles


def _plain(case: _Case) -> ComparedRow:
    """A case as ours alone."""
    first = case.documents[0]
    more = len(case.documents) - 1
    why = "对方文件里没有这张单据。" if not more else f"对方文件里没有这张单据（连同冲红、差额共 {more + 1} 张）。"
    return ComparedRow(
        "ours",
        first.root,
        first.root_number,
        first.person_name,
        first.institution_name,
        str(first.day),
        "",
        "",
        case.ours,
        0,
        why,
    )


def _why(case: _Case, theirs: int) -> str:
    if not case.ours:
        return "我方这张单据由这一付款方支付 0.00 元。"
    more = theirs - case.ours
    word = "多" if more > 0 else "少"
    return f"对方比我方{word} {format_fen(abs(more), thousands=True)} 元。"


def _said(row: TheirRow) -> str:
    """How the file names a case; an ID number masked."""
    if row.number:
        return row.number
    return f"发票 {row.invoice}" if row.invoice else f"{masked(row.certificate)} {row.day}"


def sums(rows: Iterable[ComparedRow]) -> tuple[Sums, ...]:
    """Each class's sums, all classes in their order."""
    found = list(rows)
    return tuple(
        Sums(
            kind,
            sum(one.kind == kind for one in found),
            sum(one.ours for one in found if one.kind == kind),
            sum(one.theirs for one in found if one.kind == kind),
        )
        for kind in CLASSES
    )
