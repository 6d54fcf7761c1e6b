"""What runs have in common: made once by two persons, paid share by share, taken back by a counter-run.

made = post(desk, wanted, shares_of, proof)          # inside: one unit of work
run_shares(desk, run_id), all_runs(desk, kind)
pay(desk, entry_id, run_id, positions, texts), give_back(…); take_back(desk, run_id, texts, approver)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.errors import UserError, require
from app.money.fen import format_fen
from app.records.fields import Field
from app.records.people import Credentials, Operator
from app.records.year_end import RUNS, Payee, Run, Share
from app.services.approval import prove, second_person
from app.services.desk import Desk, now, today
from app.services.entries import read_fields
from app.services.parameters import check_document
from app.services.rights import check
from app.services.stored_case import used_packs
from app.services.trail import note
from app.store import people
from app.store import year_end as store
from app.store.canonical import canonical, sha256
from app.store.images import Image
from app.store.work import Work

APPROVE = "year_end.approve"
DOCUMENT = Field("document_number", "文号", longest=60)
PAID: tuple[Field, ...] = (Field("day", "发放日期", "day", past=True), Field("voucher", "凭证号", longest=60))
RETURNED: tuple[Field, ...] = (Field("day", "退回日期", "day", past=True), Field("voucher", "退票原因", longest=60))
TAKEN_BACK: tuple[Field, ...] = (Field("reason", "撤销原因", longest=100), DOCUMENT)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A run that is asked for: ``seen`` the digest of what was shown, ``data`` what it is made by."""

    request_id: str
    kind: str
    year: int
    pack: str
    document_number: str
    seen: str
    data: Mapping[str, str | int]

    @property
    def content(self) -> str:
        """SHA-256 of what is asked for."""
        return sha256(
            canonical([self.kind, self.year, self.pack, self.document_number, self.seen, dict(self.data)]),
        )


@dataclass(frozen=True, slots=True)
class Made:
    """A run; ``already``: this request had made it before."""

    run: Run
    already: bool


def post(
    desk: Desk, wanted: Wanted, shares_of: Callable[[Work], Sequence[Share]], approver: Credentials | None
) -> Made:
    """Make a run: once for one ``request_id``. ``shares_of`` works the shares out inside the unit of work and refuses what
    changed since ``seen``.

    UserError: NOT_ALLOWED, MISSING (no document), NEEDS_APPROVER, NOTHING, REQUEST_CHANGED, those of ``approval``."""
    check(desk, "year_end.run")
    wanted = replace(wanted, document_number=check_document(wanted.document_number))
    if approver is None:
        raise UserError(
            "NEEDS_APPROVER", "", f"{RUNS[wanted.kind]}要付出资金，需要第二个人复核：请复核或管理人员输入口令。"
        )
    proof = prove(desk, approver)
    with desk.database.unit_of_work() as work:
        second = second_person(desk, work, proof, APPROVE)
        before = store.run(work, wanted.request_id)
        if before is not None:
            return _already(before, wanted)
        shares = [one for one in shares_of(work) if one.amount]
        if not shares:
            raise UserError("NOTHING", "", f"{wanted.year} 年没有要付的：没有办理。")
        numbered = [replace(one, position=at) for at, one in enumerate(shares, start=1)]
        run = _run(desk, wanted, second)
        store.add_run(work, run, numbered, station_id=desk.station.id)
        total = sum(one.amount for one in numbered)
        after = {
            "kind": RUNS[wanted.kind],
            "year": wanted.year,
            "document_number": wanted.document_number,
            "count": len(numbered),
            "amount": total,
            "approver": second.id,
            "approver_failures": proof.failures,
        }
        note(desk, work, "year_end.run", run.id, after, image=Image("year_runs", run.id))
        return Made(_found(work, run.id), already=False)


def _run(desk: Desk, wanted: Wanted, second: Operator) -> Run:
    return Run(
        id=wanted.request_id,
        kind=wanted.kind,
        year=wanted.year,
        pack=wanted.pack,
        document_number=wanted.document_number,
        content_digest=wanted.content,
        data=wanted.data,
        operator_id=desk.operator.id,
        operator_name=desk.operator.name,
        approver_id=second.id,
        approver_name=second.name,
        at=now(desk),
    )


def _already(before: Run, wanted: Wanted) -> Made:
    if before.content_digest != wanted.content:
        raise UserError(
            "REQUEST_CHANGED", "", f"这一批已经办理（{before.document_number}），现在的内容与那时不同：没有重复办理。"
        )
    return Made(before, already=True)


def _found(work: Work, run_id: str) -> Run:
    found = store.run(work, run_id)
    if found is None:
        raise UserError("NO_RUN", "", "没有这一批，请重新打开清单。")
    return found


def payee(work: Work, person_id: str) -> Payee:
    """A person as a share names him: household, township and the account that he was last paid into."""
    one = people.person(work, person_id)
    account = store.account_of(work, people.family(work, one.id))
    return Payee(one.id, one.name, one.household_number, one.township, one.village, account)


def all_runs(desk: Desk, kind: str) -> tuple[Run, ...]:
    """Every run of a kind, the newest first."""
    check(desk, "year_end.read")
    with desk.database.reading() as work:
        return store.runs(work, kind)


def choices(desk: Desk) -> tuple[tuple[int, str], ...]:
    """(year, pack id): the years of the packs that something was settled by, up to today's, the newest first."""
    check(desk, "year_end.read")
    with desk.database.reading() as work:
        used = used_packs(work, desk.packs)
    last = today(desk).year
    found = {
        (year, pack.id)
        for pack in used
        for year in range(pack.starts.year, min(last, pack.ends.year if pack.ends else last) + 1)
    }
    return tuple(sorted(found, key=lambda one: (-one[0], one[1])))


def run_shares(desk: Desk, run_id: str) -> tuple[Share, ...]:
    """The shares of a run as they stand. UserError NO_RUN."""
    check(desk, "year_end.read")
    with desk.database.reading() as work:
        return store.shares(work, _found(work, run_id).id)


def pay(desk: Desk, entry_id: str, run_id: str, positions: Sequence[int], texts: Mapping[str, str]) -> int:
    """Say that shares were transferred; none given: all that are not. How many. The same ``entry_id`` twice is once.

    UserError NOT_ALLOWED, NO_RUN, ENDED, NOTHING, those of ``read_fields``."""
    return _entered(desk, entry_id, run_id, positions, "paid", read_fields(PAID, texts, today(desk)))


def give_back(desk: Desk, entry_id: str, run_id: str, position: int, texts: Mapping[str, str]) -> int:
    """Say that the bank returned a share: it is to be paid again. Errors as ``pay``."""
    return _entered(desk, entry_id, run_id, (position,), "returned", read_fields(RETURNED, texts, today(desk)))


def _entered(
    desk: Desk, entry_id: str, run_id: str, positions: Sequence[int], state: str, values: Mapping[str, object]
) -> int:
    check(desk, "year_end.run")
    with desk.database.unit_of_work() as work:
        run = _found(work, run_id)
        shares = store.shares(work, run_id)
        done = [one for one in shares if store.payment_states(work, f"{entry_id}.{one.position}") is not None]
        if done:
            return len(done)
        _check_stands(run)
        wanted = {"due", "returned"} if state == "paid" else {"paid"}
        chosen = [one for one in shares if one.state in wanted and (not positions or one.position in positions)]
        if not chosen:
            why = "都已登记发放" if state == "paid" else "还没有发放，不能退票"
            raise UserError("NOTHING", "", f"要登记的{why}：没有再记。")
        day = date.fromisoformat(str(values["day"]))
        entries = [(f"{entry_id}.{one.position}", one.position) for one in chosen]
        told = (state, day, str(values["voucher"]))
        store.add_payments(work, run_id, entries, told, (desk.station.id, desk.operator.id, now(desk)))
        after = {
            "document_number": run.document_number,
            "count": len(chosen),
            "amount": sum(one.amount for one in chosen),
            "day": str(day),
            "state": state,
        }
        images = [Image("year_payments", one) for one, _ in entries]
        note(desk, work, "year_end.pay", run_id, after, image=images)
        return len(chosen)


def _check_stands(run: Run) -> None:
    if run.ended:
        raise UserError("ENDED", "", f"{run.document_number} 这一批已经撤销（{run.ended}）。")


def take_back(desk: Desk, run_id: str, texts: Mapping[str, str], approver: Credentials | None) -> Run:
    """Take a whole run back by a counter-run. UserError NOT_ALLOWED, NO_RUN, ENDED, HAS_PAID (shares that were transferred and
    not returned), NEEDS_APPROVER, those of ``read_fields`` and ``approval``."""
    check(desk, "year_end.run")
    values = read_fields(TAKEN_BACK, texts, today(desk))
    if approver is None:
        raise UserError("NEEDS_APPROVER", "", "撤销整批需要第二个人复核：请复核或管理人员输入口令。")
    proof = prove(desk, approver)
    reason, number = str(values["reason"]), str(values["document_number"])
    with desk.database.unit_of_work() as work:
        second = second_person(desk, work, proof, APPROVE)
        run = _found(work, run_id)
        if run.ended == f"{number} {reason}":
            return run  # the same once more
        _check_stands(run)
        paid = [one for one in store.shares(work, run_id) if one.state == "paid"]
        if paid:
            fen = format_fen(sum(one.amount for one in paid), thousands=True)
            raise UserError("HAS_PAID", "", f"已发放 {len(paid)} 笔 {fen} 元，没有撤销：请先逐笔登记退回，再撤销整批。")
        stamp = (desk.station.id, desk.operator.id, now(desk))
        store.end_run(work, run_id, reason, number, (second.id, second.name), stamp)
        after = {
            "kind": RUNS[run.kind],
            "year": run.year,
            "document_number": number,
            "reason": reason,
            "count": run.count,
            "amount": -run.total,
            "approver": second.id,
            "approver_failures": proof.failures,
        }
        note(desk, work, "year_end.take_back", run_id, after, image=Image("year_run_ends", run_id))
        ended = _found(work, run_id)
        require(ended.ended != "", "a run that was taken back says so")
        return ended
