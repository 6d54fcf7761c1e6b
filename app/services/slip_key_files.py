"""A station's slip key to the hall and back as files, and the hall's public key on file and paper."""

from __future__ import annotations

from app.errors import UserError
from app.exchange import signature
from app.exchange import slip_key_file as files
from app.exchange.slip_key_file import KeyAnswer, KeyRequest
from app.services.approval_keys import ApprovalKey, counting_key, own_key
from app.services.archive.facts import to_json
from app.services.archive.leaving import Prepared
from app.services.desk import Desk, now
from app.services.rights import check, refusal
from app.services.slip_key_signing import SIGN, certify, keep, slip_key_state
from app.services.slip_keys import said, signing_key, station_prefix
from app.services.trail import note
from app.store import slip_keys

LARGEST = files.LARGEST
REQUEST, ANSWER, WITHDRAWALS = files.REQUEST, files.ANSWER, files.WITHDRAWALS


def export_request(desk: Desk) -> bytes:
    """The file that asks the hall to sign this station's key, which is made where it is missing. Audited. UserError NOT_ALLOWED."""
    check(desk, "settings.change")
    with desk.database.unit_of_work() as work:
        key = signing_key(desk, work)
        note(desk, work, "slip_key.export", key.public_key, said(key.prefix, key.public_key))
        asked = KeyRequest(key.prefix, desk.station.name, key.public_key, now(desk))
    return files.write_request(asked, key.private_key)


def import_answer(desk: Desk, data: bytes) -> KeyAnswer:
    """Take the hall's signature over this station's key: from the next slip on it stands in the code. Audited.

    UserError NOT_ALLOWED, a fault of ``exchange.slip_key_file.read_answer``, OTHER_STATION, OTHER_KEY, UNKNOWN_KEY, KEY_WITHDRAWN
    (of the hall)."""
    check(desk, "settings.change")
    told = files.read_answer(data)
    prefix = station_prefix(desk)
    if told.prefix != prefix:
        raise UserError(
            "OTHER_STATION", "", f"这份答复签的是 {told.prefix} 窗口的密钥，本窗口是 {prefix}：请核对文件。"
        )
    with desk.database.unit_of_work() as work:
        key = slip_keys.current(work, prefix)
        if key is None or key.public_key != told.public_key:
            raise UserError("OTHER_KEY", "", "这份答复签的不是本窗口现在的密钥：请重新导出申请，再请大厅签名。")
        counting_key(work, told.hall_key)
        if not slip_keys.is_certified(work, told.public_key, told.hall_key):
            row = (told.public_key, prefix, desk.station.name, told.hall_key, told.certificate)
            keep(desk, work, "slip_key.import", row)
    return told


def kind_of(desk: Desk, data: bytes) -> str:
    """What a file is: a station's ``REQUEST``, a hall's ``ANSWER`` or its list of ``WITHDRAWALS``. UserError NOT_ALLOWED,
    NOT_A_REQUEST for none of them."""
    check(desk, "settings.read")
    kind = files.kind_of(data)
    if not kind:
        message = "这不是结算单密钥的签名申请，也不是大厅的答复或停用清单：请核对选的是哪个文件。"
        raise UserError("NOT_A_REQUEST", "", message)
    return kind


def read_request(desk: Desk, data: bytes) -> tuple[KeyRequest, str]:
    """What a station's request says, and its key's fingerprint, to be compared by telephone. UserError NOT_ALLOWED, those of
    ``exchange.slip_key_file.read_request``."""
    check(desk, SIGN)
    asked = files.read_request(data)
    return asked, signature.fingerprint(asked.public_key)


def sign_request(desk: Desk, data: bytes) -> bytes:
    """The hall's answer to a station's request; its fingerprint was compared. The same request gives the same signature. Audited.

    UserError NOT_ALLOWED, KEY_WITHDRAWN (of the station), those of ``exchange.slip_key_file.read_request``."""
    check(desk, SIGN)
    asked = files.read_request(data)
    with desk.database.unit_of_work() as work:
        if asked.public_key in slip_keys.withdrawals(work):
            raise UserError("KEY_WITHDRAWN", "", f"{asked.prefix} 的这个密钥已经停用：请那个窗口换新密钥后重新申请。")
        hall, certificate = certify(desk, work, asked.public_key, asked.prefix, asked.station)
    told = KeyAnswer(asked.prefix, asked.public_key, hall.name, hall.public_key, now(desk), certificate)
    return files.write_answer(told)


def hall_key(desk: Desk) -> ApprovalKey:
    """The hall's key that others verify by: the one that signed ours, else this file's own, which is made for one who may sign with it.
    UserError NOT_ALLOWED, NO_HALL."""
    check(desk, "settings.read")
    found = slip_key_state(desk).hall
    if found is None and not refusal(desk, SIGN):
        return own_key(desk)
    if found is None:
        raise UserError("NO_HALL", "", "还没有大厅签过本窗口的密钥，没有大厅公钥可以导出：请先办签名。")
    return found


def hall_key_file(desk: Desk) -> tuple[ApprovalKey, bytes]:
    """The hall's public key as a text file, for ``verify --hall-key``. UserError NOT_ALLOWED, NO_HALL."""
    found = hall_key(desk)
    return found, files.write_hall_key(found.public_key)


def hall_key_paper(desk: Desk) -> Prepared:
    """The hall's public key as a page, to be looked at and handed over. UserError NOT_ALLOWED, NO_HALL; KnownError FONT_MISSING."""
    from app.papers.hall_key_sheet import TEMPLATE, HallKeySheet, draw_hall_key_sheet

    found = hall_key(desk)
    station = desk.station
    facts = HallKeySheet(
        station.area_name,
        found.name,
        found.fingerprint,
        found.public_key,
        f"{desk.operator.name}　{now(desk):%Y-%m-%d %H:%M}",
        station.demonstration,
    )
    return Prepared(draw_hall_key_sheet(facts), "hall_key", "大厅公钥", TEMPLATE, to_json(facts), "settings.read")


def read_hall_keys(data: bytes) -> tuple[str, ...]:
    """The public keys in a text file as ``hall_key_file`` writes it. UserError BAD_KEY."""
    return files.read_hall_keys(data)


def file_name(prefix: str, *, answer: bool = False) -> str:
    """A name for the file of a request, or of its answer."""
    return f"结算单密钥{'答复' if answer else '申请'} {prefix}.json"


def key_file_name(key: ApprovalKey) -> str:
    """A name for the file of a hall's public key, with the first group of its fingerprint."""
    return f"大厅公钥 {key.fingerprint.split()[0]}.txt"
