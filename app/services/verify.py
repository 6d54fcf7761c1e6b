"""Whether a slip is genuine: its code against the hall's key, and against the ledger where there is one.

Without a file it needs the hall's public key and nothing else (``verify``); at a desk the ledger has the last word (``look_up``), and
the look-up is audited. ``GENUINE`` is genuine anywhere, ``AGREES`` by this ledger alone; everything else says what it is, and what
the clerk does next.

Decisions
* 2026-11-30: what the ledger stored is the whole text of the code, so a slip agrees with it to the last character or differs. Rejected:
  comparing number and amount alone, which a second key for the same station would pass.
* 2026-11-30: a slip of a withdrawn key counts where the ledger has it, whatever its date; elsewhere it doesn't. Rejected: believing
  the paper's own date, which whoever has the key can write.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from app.errors import UserError
from app.exchange import slip_code
from app.exchange.slip_code import OldCode, SlipCode, TypedNumber
from app.money.fen import format_fen
from app.records import verdict as states
from app.records.ledger import Posted
from app.records.verdict import Verdict
from app.services.demo_keys import demonstration_hall
from app.services.desk import Desk
from app.services.rights import check
from app.services.slip_json import facts_from_json
from app.services.slip_key_signing import trusted_halls
from app.services.slip_keys import station_prefix
from app.services.trail import note
from app.store import ledger, reversals, slip_keys
from app.store.work import Work

_UNREAD: Mapping[str, str] = {
    "NEWER_CODE": states.NEWER,
    "LOWER_CASE": states.KEYBOARD,
    "FULL_WIDTH": states.KEYBOARD,
    "UNREAD": states.UNREAD,
}
_KEEP = "请留下这张纸，报告管理员；要办理的，按台账补打一份。"
_CALL = "请拨打印它的窗口的电话核实，不要凭这张纸办理。"


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom whoever asks believes: public keys of ``halls``, stations' keys that were ``withdrawn`` with the day from which."""

    halls: Collection[str]
    withdrawn: Mapping[str, date] = field(default_factory=dict)


def verify(text: str, trust: Trust) -> Verdict:
    """What a code says by itself, without any ledger. Never refuses: what can't be read is a verdict too."""
    try:
        found = slip_code.read(text)
    except UserError as refused:
        return Verdict(_UNREAD.get(refused.code, states.NOT_OURS), (refused.message,))
    if isinstance(found, TypedNumber):
        return Verdict(
            states.NUMBER, ("只有单号，没有二维码：纸的真假没有核对。请扫结算单右下角的二维码。",), found.number
        )
    if isinstance(found, OldCode):
        sentence = "旧版二维码：只能与本机台账核对，离了台账说不出真假。"
        return Verdict(states.OLD, (sentence, "请在打印它的窗口核对。"), found.number, found.person_pays)
    return _judged(found, trust)


def look_up(desk: Desk, text: str, more_halls: Collection[str] = ()) -> Verdict:
    """``verify`` with the halls that this file trusts (and ``more_halls``), and the ledger's word. Audited where a number was read.
    UserError NOT_ALLOWED."""
    check(desk, "slip.verify")
    with desk.database.unit_of_work() as work:
        trust = Trust({**trusted_halls(desk, work), **dict.fromkeys(more_halls, "")}, slip_keys.withdrawals(work))
        found = verify(text, trust)
        if found.number:
            found = _with_ledger(desk, work, text, found)
            subject = found.number if found.document is None else found.document.id
            note(desk, work, "slip.verify", subject, {"number": found.number, "verdict": found.headline})
    return found


def is_whole(text: str) -> bool:
    """Whether a text is a code from end to end, as far as its form goes: no further key of a scanner is to be waited for."""
    return slip_code.is_whole(text)


def _judged(code: SlipCode, trust: Trust) -> Verdict:
    """The signature, then whose it is."""
    made = Verdict(states.GENUINE, (), code.number, code.person_pays)
    if not slip_code.is_signed(code):
        return replace(
            made,
            state=states.CHANGED,
            sentences=("单号、金额或内容与打印时的签名对不上：这张纸或它的二维码被改过。", _CALL),
        )
    prefix, demonstration = slip_code.prefix_of(code.number), demonstration_hall()
    hall = slip_code.certified_by(code, dict.fromkeys((*trust.halls, demonstration)))
    made = replace(made, demonstration=hall == demonstration)
    if hall == demonstration and demonstration not in trust.halls:
        sentence = "这是演示统筹区打印的单据，人和钱都是虚构的：不能凭它办理任何事。"
        return replace(made, state=states.DEMONSTRATION, sentences=(sentence,))
    since = trust.withdrawn.get(code.public_key)
    if since is not None:
        told = f"签它的密钥（{prefix} 窗口）从 {since} 起停用：是不是那之前打印的，只有那个窗口的台账说得清。"
        return replace(made, state=states.WITHDRAWN, sentences=(told, _CALL))
    if not code.certificate:
        told = f"内容与签名一致，但 {prefix} 窗口的密钥还没有大厅签名：说不准是不是那个窗口打印的。"
        return replace(
            made, state=states.UNSIGNED, sentences=(told, "请那个窗口的管理员到大厅办签名；要紧的，打电话核实。")
        )
    if not hall:
        told = f"内容与签名一致，但给 {prefix} 窗口签名的大厅不在本机接受的名单里。"
        return replace(
            made,
            state=states.UNKNOWN_HALL,
            sentences=(told, "请管理员核对那个大厅的指纹后在“审批密钥”里接受，再核对一次。"),
        )
    return replace(made, sentences=("单号、金额、内容都与打印时一样，窗口的密钥由大厅签过。",))


def _with_ledger(desk: Desk, work: Work, text: str, found: Verdict) -> Verdict:
    """What this ledger adds: another amount, a reversal, an adjustment, or that it doesn't know the slip."""
    posted = ledger.by_number(work, found.number)
    if found.state == states.DEMONSTRATION:
        return found
    if posted is None:
        return _unknown_here(desk, found)
    person = _person(work, posted.id)
    found = replace(found, document=posted, person=person)
    if found.state == states.NUMBER:
        return _numbered(work, found, posted)
    stored = f"台账里 {posted.number} 的个人负担是 {_yuan(posted.person_pays)} 元"
    if found.state == states.CHANGED:
        return replace(found, sentences=(found.sentences[0], f"{stored}。{_KEEP}"))
    if slip_code.trimmed(text) != ledger.qr_payload(work, posted.id):
        if found.person_pays != posted.person_pays:
            told = f"{stored}，纸上的码是 {_yuan(found.person_pays or 0)} 元：这张纸不是照台账打印的。"
        else:
            told = "金额与台账一样，但二维码不是台账里存的那一个：这张纸不是照台账打印的。"
        return replace(found, state=states.DIFFERS, sentences=(told, _KEEP))
    return _agreeing(work, found, posted)


def _agreeing(work: Work, found: Verdict, posted: Posted) -> Verdict:
    """The code is the stored one, to the last character."""
    taken_back = _reversal(posted)
    if taken_back:
        return replace(found, state=states.REVERSED, sentences=(taken_back, "请收回这张纸，不要凭它付款或报销。"))
    adjusted = _adjustments(work, posted)
    if found.state == states.GENUINE:
        return replace(found, sentences=(*found.sentences, "与本机台账一致。", *adjusted))
    if found.state == states.OLD:
        told = "旧版二维码：只能与本机台账核对。单号、金额、摘要都与台账一致，别处核对不了。"
    elif found.state == states.WITHDRAWN:
        told = "二维码与台账里存的一字不差，没有改动；签它的密钥后来停用了，不影响这一张。"
    else:
        told = (
            "二维码与台账里存的一字不差，没有改动；只是窗口的密钥还没有本机认识的大厅签名：请管理员在“结算单密钥”里办。"
        )
    return replace(found, state=states.AGREES, sentences=(told, *adjusted))


def _numbered(work: Work, found: Verdict, posted: Posted) -> Verdict:
    paper = "只按单号查了台账，纸没有核对：要核对纸，请扫二维码。"
    taken_back = _reversal(posted)
    if taken_back:
        return replace(found, state=states.REVERSED, sentences=(taken_back, paper))
    amount = f"台账里个人负担 {_yuan(posted.person_pays)} 元，请与纸上的比一比。"
    return replace(found, sentences=(paper, amount, *_adjustments(work, posted)))


def _unknown_here(desk: Desk, found: Verdict) -> Verdict:
    prefix = slip_code.prefix_of(found.number)
    if prefix == station_prefix(desk):
        told = f"单号是本窗口（{prefix}）的，台账里却没有：可能是恢复过较早的备份，也可能是假的。请报告管理员，不要凭它办理。"
        first = found.sentences[:1] if found.state == states.CHANGED else ()
        return replace(found, state=states.CHANGED if first else states.MISSING, sentences=(*first, told))
    told = f"{prefix} 窗口的单据，不在本机台账里：是否已冲红，请向那个窗口核实。"
    if found.state == states.NUMBER:
        return replace(
            found, state=states.MISSING, sentences=(f"{prefix} 窗口的单号，本机台账里没有：请核对单号，或扫二维码。",)
        )
    if found.state == states.OLD:
        return replace(found, sentences=("旧版二维码：只能与打印它的窗口的台账核对。", told))
    return replace(found, sentences=(*found.sentences, told))


def _reversal(posted: Posted) -> str:
    if posted.reversed_by is None:
        return ""
    instead = f"，已由 {posted.replaced_by} 重新结算" if posted.replaced_by else ""
    return f"结算单 {posted.number} 已冲红（冲红单 {posted.reversed_by}）{instead}。"


def _adjustments(work: Work, posted: Posted) -> tuple[str, ...]:
    """What is to be known of a slip that stands: differences made since, or what it takes back or adjusts itself."""
    if posted.kind == "reversal":
        return (f"这是冲红单，冲的是 {posted.reverses}。",)
    if posted.kind == "adjustment":
        return (f"这是差额单，调整的是 {posted.adjusts}。",)
    made = [ledger.posted(work, one) for one in reversals.adjustments_of(work, posted.id)]
    if not made:
        return ()
    numbers = "、".join(one.number for one in made)
    now = posted.person_pays + sum(one.person_pays for one in made)
    return (f"后来出过差额单 {numbers}：个人负担合计现为 {_yuan(now)} 元。",)


def _person(work: Work, document_id: str) -> str:
    """Name and masked number, as the slip has them."""
    told = dict(facts_from_json(ledger.facts(work, document_id)).person)
    return " ".join(filter(None, (told.get("姓名", ""), told.get("证件号码", ""))))


def _yuan(fen: int) -> str:
    return format_fen(fen, thousands=True)
