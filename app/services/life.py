"""This slip's life on one page: from the draft to the last backup, with the slips that it is linked with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from app.errors import UserError
from app.money.fen import format_fen
from app.records.life import Life, LifeEvent
from app.records.paper import SPOILS, UNDONE
from app.records.words import REASONS
from app.services.archive.facts import to_json
from app.services.archive.leaving import Prepared
from app.services.desk import Desk
from app.services.rights import check
from app.store import ledger
from app.store import life as stored
from app.store.life import Happening, Link
from app.store.work import Work

_POSTED = {"settlement": "结算", "reversal": "冲红", "adjustment": "出具差额单"}


def life(desk: Desk, document_id: str) -> Life:
    """Everything that touched a slip or one linked with it, the oldest first. Looking at a slip is no event.
    UserError NO_DOCUMENT."""
    check(desk, "slip.list")
    with desk.database.reading() as work:
        return _life(desk, work, document_id)


def life_paper(desk: Desk, document_id: str) -> Prepared:
    """``life`` on paper, to be looked at and handed over. UserError NO_DOCUMENT; KnownError FONT_MISSING."""
    told = life(desk, document_id)
    from app.papers.life_sheet import TEMPLATE, draw_life

    return Prepared(
        draw_life(told), "life", f"{told.number} 的经历", TEMPLATE, to_json(told), "slip.list", subject=document_id
    )


def _life(desk: Desk, work: Work, document_id: str) -> Life:
    links = {one.number: one for one in stored.links(work, document_id)}
    if not links:
        raise UserError("NO_DOCUMENT", "", "没有找到这张结算单，请核对单号。")
    posted = ledger.posted(work, document_id)
    events = [_event(one, links) for one in stored.happenings(work, document_id)]
    return Life(
        number=posted.number,
        person=posted.person_name,
        state=_state(links[posted.number], links),
        area=desk.station.area_name,
        station=desk.station.name,
        demonstration=desk.station.demonstration,
        # Sources are in the order in which things happen, so what has one moment stays in it.
        events=tuple(sorted(events, key=lambda one: one.at)),
    )


def _state(own: Link, links: Mapping[str, Link]) -> str:
    """What became of a slip, in words."""
    for one in links.values():
        if one.reverses == own.number:
            successor = next((other.number for other in links.values() if other.replaces == own.number), "")
            return f"已冲红（{one.number}）" + (f"，由 {successor} 重新结算" if successor else "")
    if own.reverses:
        return f"冲红 {own.reverses}"
    if own.adjusts:
        return f"{own.adjusts} 的差额单"
    adjusted = [one.number for one in links.values() if one.adjusts == own.number]
    return f"有效，另有差额单 {'、'.join(adjusted)}" if adjusted else "有效"


def _event(one: Happening, links: Mapping[str, Link]) -> LifeEvent:
    what, detail = _words(one, links.get(one.number))
    return LifeEvent(datetime.fromisoformat(one.at), one.who, one.station, one.number, what, detail)


def _words(one: Happening, link: Link | None) -> tuple[str, str]:
    """What happened, and more of it."""
    if one.kind == "posted" and link is not None:
        return _POSTED[one.one], _posting(link, int(one.two))
    first, _, rest = one.two.partition("\n")
    match one.kind:
        case "opened":
            return "打开草稿", ""
        case "saved":
            return "最后一次保存草稿", f"第 {one.one} 版"
        case "printed":
            return ("打印", "原件") if one.one == "1" else ("补打", f"第 {int(one.one) - 1} 次")
        case "spoiled" if first == UNDONE:
            return "撤销作废登记", f"{one.one} 张（{rest}）"
        case "spoiled":
            return "作废纸张", f"{one.one} 张，{SPOILS.get(first, first)}" + (f"（{rest}）" if rest else "")
        case "asked":
            return "申请冲红", _reason(one.one, one.two)
        case "answered":
            verdict = "同意冲红" if one.one == "1" else "不同意冲红"
            return verdict, "，".join(filter(None, (f"复核 {first}", rest)))
        case "closed":
            return "日结", f"{one.one} 日结"
        case "unlocked":
            return "日结解锁", f"{one.one} 解锁：{first}，复核 {rest}"
        case "resettled":
            return "按原单重录", "另开草稿"
        case _:
            return "备份", "此后第一份备份，含这张单"


def _posting(link: Link, person_pays: int) -> str:
    parts = [f"个人负担 {format_fen(person_pays)} 元"]
    if link.replaces:
        parts.append(f"替代已冲红的 {link.replaces}")
    if link.reverses:
        parts.append(f"冲红 {link.reverses}")
    if link.adjusts:
        parts.append(f"调整 {link.adjusts}")
    if link.approver:
        parts.append(f"复核 {link.approver}")
    if link.reason:
        parts.append(_reason(link.reason, link.note))
    return "；".join(parts)


def _reason(code: str, note: str) -> str:
    """A reason in words; "其他" is said by its note alone."""
    if code == "other" and note:
        return f"原因：{note}"
    return f"原因：{REASONS.get(code, code)}" + (f"（{note}）" if note else "")
