"""测算: the same cases under two packs; who pays more, who less, by layer, payer, identity, level and kind of visit.

A case comes to what ``settle`` says of it with the pack's name replaced: its parameters must be known to both packs (an
unknown one is an error, nothing is dropped), and a day outside a pack's dates is NOT_IN_FORCE. Cases that either pack
refuses are counted by code and stand in no sum. Cases without parameters go through columns, some thousand at a time;
the others, and those that can't be read, one by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.engine.columns import ERRORS, Columns, Results, evaluate_columns, from_cases
from app.engine.evaluate import codes_on
from app.errors import UserError
from app.exchange.answers import error_answer
from app.exchange.contract import Head, parse_json, read_head, read_visit
from app.money.fen import format_fen
from app.policy import Pack, Registry, values_for
from app.records import words
from app.records.case import IdentityPeriod, Visit
from app.services.contract import settle_visits

CHUNK = 4_000
"""Cases at a time: what is held in memory, and how often progress is told."""
CHUNK_BYTES = 8_000_000
"""The same for long cases: a chunk ends with the line that reaches this."""
MANY_VISITS = 1_000
"""A case with more visits is settled one by one: in columns it would make rounds of one row each."""

SIDES = ("a", "b")


@dataclass(frozen=True, slots=True)
class Figures:
    """What a visit comes to under one pack, in fen; ``pays`` and ``estimates`` in the pack's order."""

    person: int
    institution: int
    pays: tuple[int, ...]
    estimates: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a visit is grouped by, and its total in fen."""

    type: str
    level: str | None
    identities: frozenset[str]
    total: int


Side = list[Figures] | UserError
"""A case under one pack: its visits, or why it is refused."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One line of the file: its id, its visits, and both sides."""

    case_id: object
    facts: Sequence[Facts]
    a: Side
    b: Side


@dataclass(slots=True)
class Group:
    """Visits (or cases) that have something in common: sums in fen, and how many pay less or more under B."""

    count: int = 0
    total: int = 0
    person: list[int] = field(default_factory=lambda: [0, 0])
    less: list[int] = field(default_factory=lambda: [0, 0])
    more: list[int] = field(default_factory=lambda: [0, 0])

    def add(self, total: int, before: int, after: int) -> None:
        """One more, that pays ``before`` under A and ``after`` under B."""
        self.count += 1
        self.total += total
        self.person[0] += before
        self.person[1] += after
        if after != before:
            moved = self.less if after < before else self.more
            moved[0] += 1
            moved[1] += abs(after - before)

    def answer(self, counted: str) -> dict[str, object]:
        return {
            counted: self.count,
            "total": format_fen(self.total),
            "person_pays": _pair(*self.person),
            "winners": {counted: self.less[0], "pay_less": format_fen(self.less[1])},
            "losers": {counted: self.more[0], "pay_more": format_fen(self.more[1])},
            "unchanged": self.count - self.less[0] - self.more[0],
        }


class Tally:
    """The sums of a simulation; grows by one compared case at a time."""

    def __init__(self, packs: tuple[Pack, Pack]) -> None:
        self.packs = packs
        self.cases = 0
        self.whole = Group()
        self.visits = Group()
        self.errors: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
        self.by: dict[str, dict[str | None, Group]] = {"identity": {}, "level": {}, "type": {}}
        self.institution = [0, 0]
        self.pays = [[0] * len(pack.layers) for pack in packs]
        self.estimates = [[0] * len(pack.estimates) for pack in packs]

    def add(self, case: Compared) -> None:
        """One more line of the file."""
        self.cases += 1
        for errors, side in zip(self.errors, (case.a, case.b), strict=True):
            if isinstance(side, UserError):
                errors[side.code] += 1
        if isinstance(case.a, UserError) or isinstance(case.b, UserError):
            return
        for at, side in enumerate((case.a, case.b)):
            self._add_side(at, side)
        paid = [sum(one.person for one in side) for side in (case.a, case.b)]
        self.whole.add(sum(one.total for one in case.facts), paid[0], paid[1])
        for facts, a, b in zip(case.facts, case.a, case.b, strict=True):
            groups: list[tuple[str, str | None]] = [("level", facts.level), ("type", facts.type)]
            groups += [("identity", code) for code in facts.identities or (None,)]
            self.visits.add(facts.total, a.person, b.person)
            for name, code in groups:
                self.by[name].setdefault(code, Group()).add(facts.total, a.person, b.person)

    def _add_side(self, at: int, visits: Sequence[Figures]) -> None:
        for one in visits:
            self.institution[at] += one.institution
            for place, pay in enumerate(one.pays):
                self.pays[at][place] += pay
            for place, pay in enumerate(one.estimates):
                self.estimates[at][place] += pay

    # ---- what is told

    def summary(self, *, complete: bool) -> dict[str, object]:
        """The sums as JSON, money as yuan text, in a fixed order. ``complete`` false: cancelled, so far."""
        return {
            "a": self._side(0),
            "b": self._side(1),
            "complete": complete,
            "cases": self.cases,
            "compared": self.whole.count,
            "refused": self.cases - self.whole.count,
            "visits": self.visits.count,
            "total": format_fen(self.whole.total),
            **{key: found for key, found in self.whole.answer("cases").items() if key not in ("cases", "total")},
            "institution_pays": _pair(*self.institution),
            "fund_total": _pair(*(sum(pays) for pays in self.pays)),
            "by_layer": self._by_layer(),
            "by_payer": self._by_payer(),
            "estimates": self._estimates(),
            "by_identity": self._groups("identity", words.IDENTITIES, "普通参保人员"),
            "by_level": self._groups("level", words.LEVELS, "未填级别"),
            "by_type": self._groups("type", words.VISIT_TYPES, ""),
        }

    def _side(self, at: int) -> dict[str, object]:
        pack = self.packs[at]
        return {
            "pack": pack.id,
            "title": pack.title,
            "pack_digest": pack.digest,
            "status": "draft" if pack.draft else "in_force",
            "unconfirmed": sorted(values_for(pack).unconfirmed),
            "errors": dict(sorted(self.errors[at].items())),
        }

    def _by_layer(self) -> list[dict[str, object]]:
        sums: dict[str, list[int]] = {}
        names: dict[str, str] = {}
        for at, pack in enumerate(self.packs):
            for layer, pay in zip(pack.layers, self.pays[at], strict=True):
                sums.setdefault(layer.id, [0, 0])[at] += pay
                names.setdefault(layer.id, layer.name)
        return [{"id": layer, "name": names[layer], **_pair(*pays)} for layer, pays in sums.items()]

    def _by_payer(self) -> list[dict[str, object]]:
        sums: dict[str, list[int]] = {}
        for at, pack in enumerate(self.packs):
            for layer, pay in zip(pack.layers, self.pays[at], strict=True):
                sums.setdefault(layer.payer, [0, 0])[at] += pay
        return [{"payer": payer, **_pair(*pays)} for payer, pays in sums.items()]

    def _estimates(self) -> list[dict[str, object]]:
        sums: dict[str, list[int]] = {}
        for at, pack in enumerate(self.packs):
            for rule, pay in zip(pack.estimates, self.estimates[at], strict=True):
                sums.setdefault(rule.id, [0, 0])[at] += pay
        return [{"id": name, **_pair(*pays)} for name, pays in sums.items()]

    def _groups(self, name: str, titles: Mapping[str, str], none: str) -> list[dict[str, object]]:
        found = self.by[name]
        return [
            {name: code, "name": titles[code] if code else none, **found[code].answer("visits")}
            for code in (*titles, None)
            if code in found
        ]


def _pair(a: int, b: int) -> dict[str, object]:
    return {"a": format_fen(a), "b": format_fen(b), "difference": format_fen(b - a)}


# ---- the run


def simulate(
    registry: Registry,
    pack_a: str,
    pack_b: str,
    lines: Iterable[bytes],
    *,
    draft_ok: bool = False,
    progress: Callable[[int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    row: Callable[[dict[str, object]], None] | None = None,
) -> dict[str, object]:
    """Each line's case under both packs; the summary as JSON.

    ``progress`` is told how many cases are done, ``cancelled`` asked between chunks (what is done so far is the answer,
    ``complete`` false), ``row`` handed each case's figures. UserError UNKNOWN_PACK, or NOT_IN_FORCE for a pack that is
    still being written unless ``draft_ok``.
    """
    packs = (_pack(registry, pack_a, draft_ok=draft_ok), _pack(registry, pack_b, draft_ok=draft_ok))
    tally = Tally(packs)
    for chunk in _chunks(lines):
        for case in _compare(registry, packs, chunk, whole_errors=row is not None):
            tally.add(case)
            if row is not None:
                row(_row(packs, case))
        if progress is not None:
            progress(tally.cases)
        if cancelled is not None and cancelled():
            return tally.summary(complete=False)
    return tally.summary(complete=cancelled is None or not cancelled())


def _chunks(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    chunk: list[bytes] = []
    held = 0
    for line in lines:
        chunk.append(line)
        held += len(line)
        if len(chunk) >= CHUNK or held >= CHUNK_BYTES:
            yield chunk
            chunk, held = [], 0
    if chunk:
        yield chunk


def _pack(registry: Registry, name: str, *, draft_ok: bool) -> Pack:
    pack = registry.by_id(name)
    if pack is None:
        known = "、".join(one.id for one in registry.packs)
        raise UserError("UNKNOWN_PACK", "pack", f"没有「{name[:40]}」这个政策包，现有：{known}。")
    if pack.draft and not draft_ok:
        raise UserError("NOT_IN_FORCE", "pack", f"「{pack.title}」还在编制中；要拿它测算，请加 --draft-ok。")
    return pack


def _compare(
    registry: Registry, packs: tuple[Pack, Pack], lines: Sequence[bytes], *, whole_errors: bool
) -> Iterator[Compared]:
    """The lines' cases in their order; those that columns can hold together, the others by themselves."""
    read = [_read(registry, packs[0], line) for line in lines]
    held = [case for case in read if isinstance(case, _Case) and case.visits is not None]
    columns = from_cases((case.identities, case.visits or ()) for case in held)
    sides = [
        _by_case(pack, columns, evaluate_columns(pack, values_for(pack), columns), [len(c.visits or ()) for c in held])
        for pack in packs
    ]
    for case in read:
        if isinstance(case, UserError):
            yield Compared(None, (), case, case)
        elif case.visits is None:
            yield _one_by_one(registry, packs, case)
        else:
            facts, a, _ = next(sides[0])
            _, b, _ = next(sides[1])
            if whole_errors and (isinstance(a, UserError) or isinstance(b, UserError)):
                yield _one_by_one(registry, packs, case)  # the sentence and the path come from the scalar engine
            else:
                yield Compared(case.raw.get("id"), facts, a, b)


@dataclass(frozen=True, slots=True)
class _Case:
    """A case as written, and its visits where columns can hold them."""

    raw: dict[str, object]
    identities: tuple[IdentityPeriod, ...] = ()
    visits: tuple[Visit, ...] | None = None


def _read(registry: Registry, pack: Pack, line: bytes) -> _Case | UserError:
    try:
        raw = parse_json(line.rstrip(b"\r\n"))
    except UserError as wrong:
        return wrong
    try:
        if raw.get("parameters", {}) != {}:
            return _Case(raw)
        head: Head = read_head(_named(raw, pack), registry)
        if len(head.visits) > MANY_VISITS:
            return _Case(raw)
        visits = tuple(read_visit(visit, f"visits[{at}]") for at, visit in enumerate(head.visits))
    except UserError:
        return _Case(raw)  # an earlier visit may be refused under one pack and not under the other: one by one
    return _Case(raw, head.identities, visits)


def _named(raw: Mapping[str, object], pack: Pack) -> dict[str, object]:
    """The case with this pack's name in place of the one that it names."""
    return {key: pack.id if key == "pack" and isinstance(value, str) else value for key, value in raw.items()}


def _one_by_one(registry: Registry, packs: tuple[Pack, Pack], case: _Case) -> Compared:
    facts: list[Facts] = []
    sides: list[Side] = []
    for pack in packs:
        try:
            _, settled = settle_visits(registry, _named(case.raw, pack))
        except UserError as wrong:
            sides.append(wrong)
            continue
        identities = read_head(_named(case.raw, pack), registry).identities
        facts = [
            Facts(visit.type, visit.level, codes_on(identities, visit.discharged), result.amounts.total)
            for visit, result in settled
        ]
        figures = []
        for _, result in settled:
            estimates = {one.id: one.pay for one in result.estimates}
            figures.append(
                Figures(
                    result.person_pays,
                    result.institution_pays,
                    tuple(layer.pay for layer in result.layers),
                    tuple(estimates.get(rule.id, 0) for rule in pack.estimates),
                )
            )
        sides.append(figures)
    case_id = case.raw.get("id")
    return Compared(case_id if isinstance(case_id, str) else None, facts, sides[0], sides[1])


def _by_case(
    pack: Pack, columns: Columns, results: Results, lengths: Sequence[int]
) -> Iterator[tuple[list[Facts], Side, int]]:
    """The rows of columns back into cases."""
    pays = list(zip(*(results.pay[layer.id].tolist() for layer in pack.layers), strict=True))
    later = [[max(0, one) for one in results.estimates[rule.id].tolist()] for rule in pack.estimates]
    estimates = list(zip(*later, strict=True)) if later else [()] * len(columns)
    person, institution = results.person_pays.tolist(), results.institution_pays.tolist()
    errors, totals = results.error.tolist(), columns.total.tolist()
    types, levels, bits = columns.type.tolist(), columns.level.tolist(), columns.identities.tolist()
    held = _Held()
    row = 0
    for length in lengths:
        rows = range(row, row + length)
        row += length
        facts = [Facts(_TYPES[types[at]], _LEVELS[levels[at]], held.codes(bits[at]), totals[at]) for at in rows]
        refused = next((at for at in rows if errors[at]), None)
        if refused is not None:
            code = ERRORS[errors[refused]]
            yield facts, UserError(code, f"visits[{refused - rows.start}]", ""), length
        else:
            yield facts, [Figures(person[at], institution[at], pays[at], estimates[at]) for at in rows], length


_TYPES = tuple(words.VISIT_TYPES)
_LEVELS: tuple[str | None, ...] = (*words.LEVELS, None)
"""The last one is that of −1: no level."""


class _Held:
    """Bits of identities → their codes, each looked up once."""

    def __init__(self) -> None:
        self.known: dict[int, frozenset[str]] = {}

    def codes(self, bits: int) -> frozenset[str]:
        found = self.known.get(bits)
        if found is None:
            found = frozenset(code for at, code in enumerate(words.IDENTITIES) if bits >> at & 1)
            self.known[bits] = found
        return found


def _row(packs: tuple[Pack, Pack], case: Compared) -> dict[str, object]:
    """One case's figures as JSON."""
    row: dict[str, object] = {"id": case.case_id}
    sums = []
    for name, pack, side in zip(SIDES, packs, (case.a, case.b), strict=True):
        if isinstance(side, UserError):
            row[name] = {"error": error_answer(None, side)["error"]}
            continue
        person = sum(one.person for one in side)
        sums.append(person)
        row[name] = {
            "person_pays": format_fen(person),
            "institution_pays": format_fen(sum(one.institution for one in side)),
            "fund_total": format_fen(sum(sum(one.pays) for one in side)),
            "layers": {layer.id: format_fen(sum(one.pays[at] for one in side)) for at, layer in enumerate(pack.layers)},
        }
    row["difference"] = format_fen(sums[1] - sums[0]) if len(sums) == len(SIDES) else None
    return row
