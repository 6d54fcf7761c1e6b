"""Slip keys that no longer count, told to other stations: the hall's signed list, exported there and taken in here.

data = export_withdrawals(desk)                      # bytes, at the hall
told = import_withdrawals(desk, data)                # TakenIn, at a station that accepts the hall's key

A key that was withdrawn at the hall alone would still count at every other window. The list holds all of them each time: an old list
after a new one, or the same twice, changes nothing.

Decisions
* 2026-11-30: the hall speaks of keys that it signed itself, and of those that nobody here knows. Rejected: a list that counts for any
  key, by which one accepted hall could silence another's stations.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.errors import UserError
from app.exchange import signature
from app.exchange import slip_key_file as files
from app.exchange.slip_key_file import WithdrawalList, WithdrawnKey
from app.services import approval_keys
from app.services.desk import Desk, now, row_stamp
from app.services.rights import check
from app.services.slip_key_signing import SIGN
from app.services.slip_keys import said, station_prefix
from app.services.trail import note
from app.store import approval_keys as hall_rows
from app.store import slip_keys
from app.store.images import Image
from app.store.work import Work

LARGEST_LIST = files.LARGEST_LIST


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What came of a list: keys that no longer count from now on, those that were known already, those of other halls that were left
    alone; ``own``: this station's present key is among the first."""

    hall: str
    fresh: int
    known: int
    others: int
    own: bool


def export_withdrawals(desk: Desk) -> bytes:
    """The list of all withdrawn keys that this file's hall had signed, as a signed file. Audited. UserError NOT_ALLOWED,
    NOTHING_WITHDRAWN."""
    check(desk, SIGN)
    with desk.database.unit_of_work() as work:
        hall = approval_keys.signing_key(desk, work)
        keys = tuple(WithdrawnKey(*one) for one in slip_keys.withdrawn_by(work, hall.public_key))
        if not keys:
            raise UserError("NOTHING_WITHDRAWN", "", "本大厅签过的密钥没有停用的，没有清单可以导出。")
        after = {"hall": signature.fingerprint(hall.public_key), "count": len(keys)}
        note(desk, work, "slip_key.list_export", hall.public_key, after)
        told = WithdrawalList(hall.name, hall.public_key, now(desk), keys)
    return files.write_list(told, hall.private_key)


def import_withdrawals(desk: Desk, data: bytes) -> TakenIn:
    """Take in a hall's list: each key on it no longer counts here from its day on. Audited, a row a key.

    UserError NOT_ALLOWED, a fault of ``exchange.slip_key_file.read_list``, OWN_LIST, UNKNOWN_KEY, KEY_WITHDRAWN (of the hall)."""
    check(desk, "settings.change")
    told = files.read_list(data)
    with desk.database.unit_of_work() as work:
        _require_other(work, told)
        approval_keys.counting_key(work, told.hall_key)
        current = slip_keys.current(work, station_prefix(desk))
        gone = slip_keys.withdrawals(work)
        fresh = [one for one in told.keys if one.public_key not in gone]
        mine = [one for one in fresh if _may_speak(work, told.hall_key, one)]
        for one in {one.public_key: one for one in mine}.values():
            _withdraw(desk, work, told.hall_key, one)
        own = current is not None and any(one.public_key == current.public_key for one in mine)
    return TakenIn(told.hall, len(mine), len(told.keys) - len(fresh), len(fresh) - len(mine), own)


def _require_other(work: Work, told: WithdrawalList) -> None:
    own = hall_rows.own(work)
    if own is not None and own.public_key == told.hall_key:
        raise UserError("OWN_LIST", "", "这是本机大厅自己导出的清单，里面的密钥在本机已经停用：请交给别的窗口读入。")


def _may_speak(work: Work, hall_key: str, one: WithdrawnKey) -> bool:
    signers = slip_keys.signers(work, one.public_key)
    return hall_key in signers or (not signers and slip_keys.own(work, one.public_key) is None)


def _withdraw(desk: Desk, work: Work, hall_key: str, one: WithdrawnKey) -> None:
    slip_keys.withdraw(work, one.public_key, one.prefix, one.since, one.note, row_stamp(desk))
    after = {
        **said(one.prefix, one.public_key),
        "since": one.since.isoformat(),
        "note": one.note,
        "hall": signature.fingerprint(hall_key),
    }
    note(desk, work, "slip_key.list_import", one.public_key, after, image=Image("slip_key_withdrawals", one.public_key))


def told_words(taken: TakenIn) -> str:
    """What came of a list, in words."""
    parts = [f"新停用 {taken.fresh} 个密钥" if taken.fresh else "没有要新停用的密钥"]
    if taken.known:
        parts.append(f"{taken.known} 个早已停用")
    if taken.others:
        parts.append(f"{taken.others} 个由别的大厅签署，没有动")
    end = "本窗口现在的密钥也在其中：下一张结算单换上新密钥，请大厅重新签名。" if taken.own else ""
    return f"已读入“{taken.hall}”的停用清单：{'，'.join(parts)}。{end}"


def list_file_name(on: str) -> str:
    """A name for the file of a list, with its day."""
    return f"停用的结算单密钥 {on}.json"
