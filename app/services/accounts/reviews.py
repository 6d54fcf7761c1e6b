"""Review of posted bills, line by line: 「加强对贫困人口医疗费用的审核与监管」（奈政办发〔2019〕1号）. Whoever settled does not review."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.errors import UserError
from app.exchange.sealed import one_line
from app.money.fen import format_fen
from app.records.institutions import REVIEW_MARKS, ClaimSlip, LineReview, ReviewLine
from app.services.accounts.parameters import figures_of
from app.services.desk import Desk, now
from app.services.faults import desk_money
from app.services.periods import Period
from app.services.rights import check
from app.services.trail import note
from app.store import institution_slips
from app.store.images import Image

FILTERS: Mapping[str, str] = MappingProxyType(
    {"all": "全部", "open": "还没有审核", "high": "高额", "beyond": "目录外超限额", "priced": "有超限价项目"}
)
LONGEST_REASON = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """A mark that is not 已审核, with the slip and the line that it stands on."""

    review: LineReview
    slip: ClaimSlip
    item: str


def to_review(desk: Desk, period: Period, which: str) -> tuple[ClaimSlip, ...]:
    """Settlements that stand, of a period, by a filter of ``FILTERS``; the largest first."""
    check(desk, "account.read")
    with desk.database.reading() as work:
        return institution_slips.to_review(work, period.first, period.last, which, figures_of(work).high_total)


def bill(desk: Desk, document_id: str) -> tuple[ReviewLine, ...]:
    """A bill's lines with their marks, the slip as a whole first. UserError NO_DOCUMENT."""
    check(desk, "account.read")
    with desk.database.reading() as work:
        found = institution_slips.lines(work, document_id)
    if not found:
        raise UserError("NO_DOCUMENT", "", "没有这张结算单，请重新打开清单。")
    return found


def mark(desk: Desk, document_id: str, line: int, what: str, reason: str = "", amount: str = "") -> LineReview:
    """Put a mark on a line (0: the slip as a whole). ``amount`` as typed, for a refusal: what the fund does not pay.

    UserError: NOT_ALLOWED, NO_DOCUMENT, REVERSED, SAME_PERSON (the reviewer settled it), BAD_VALUE, MISSING (no reason), BAD_MONEY
    (nothing, or more than the line)."""
    check(desk, "review.mark")
    if what not in REVIEW_MARKS:
        raise UserError("BAD_VALUE", "mark", f"审核结论请从{'、'.join(REVIEW_MARKS.values())}里选。")
    text = reason.strip()
    if what != "passed" and not text:
        raise UserError("MISSING", "reason", f"{REVIEW_MARKS[what]}请写明理由。")
    if len(text) > LONGEST_REASON or (text and not one_line(text)):
        raise UserError("BAD_VALUE", "reason", f"理由应当是一行字，不超过 {LONGEST_REASON} 字：请改短一些。")
    fen = desk_money(amount.strip(), "amount") if what == "refused" else 0
    if what == "refused" and not fen:
        raise UserError("BAD_MONEY", "amount", "拒付金额不能是 0，请填拒付多少。")
    with desk.database.unit_of_work() as work:
        slip, lines = institution_slips.slip(work, document_id), institution_slips.lines(work, document_id)
        if slip is None or not 0 <= line < len(lines):
            raise UserError("NO_DOCUMENT", "", "没有这张结算单或这一行，请重新打开清单。")
        if not institution_slips.stands(work, document_id):
            raise UserError("REVERSED", "", f"{slip.number} 已经冲红或不是结算单，不用审核。")
        if slip.operator_id == desk.operator.id:
            raise UserError("SAME_PERSON", "", f"{slip.number} 是您自己结算的：请另一位人员审核。")
        if fen > lines[line].amount:
            most = format_fen(lines[line].amount, thousands=True)
            raise UserError("BAD_MONEY", "amount", f"拒付金额不能超过这一行的 {most} 元，请核对。")
        at = now(desk)
        made = LineReview(document_id, line, what, fen, text, desk.operator.id, desk.operator.name, at)
        review_id = desk.new_id()
        institution_slips.add_review(work, review_id, made, desk.station.id)
        after = {"number": slip.number, "line": line, "mark": REVIEW_MARKS[what], "reason": text, "amount": fen}
        note(desk, work, "review.mark", document_id, after, image=Image("line_reviews", review_id))
    return made


def findings(desk: Desk) -> tuple[Finding, ...]:
    """The register of findings: last marks that are 有疑问 or 拒付, the newest first."""
    check(desk, "account.read")
    made: list[Finding] = []
    with desk.database.reading() as work:
        for one in institution_slips.findings(work):
            slip, lines = institution_slips.slip(work, one.document_id), institution_slips.lines(work, one.document_id)
            if slip is not None:
                made.append(Finding(one, slip, lines[one.line].name))
    return tuple(made)
