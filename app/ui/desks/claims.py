"""医院应退 on its desk: what institutions owe, the letter, what came in."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.records.claims import Claim
from app.services.acceptances import claims
from app.services.acceptances.claims import LETTER_FIELDS, RECEIPT_FIELDS, open_amount, total_words
from app.services.rights import refusal
from app.ui.desks.entry_pages import EntryPage, open_entry
from app.ui.desks.papers import Paper, PapersDesk, prepared_paper
from app.ui.doors import Door
from app.ui.operations import Job
from app.ui.place import Place
from app.ui.screens.acceptances import CLAIMS, claim_whole
from app.ui.screens.told_list import ToldList

TITLE = "医院应退"
KEYS = "Enter 登记到账   Ctrl+G 发应退通知   Ctrl+B 打印通知   Del 撤销最近一笔   Esc 返回"
NOTHING = "没有医院应退。零星报销和补差里应由医疗机构承担的金额，结算以后自动列在这里。"


class ClaimsDesk(QObject):
    """Opens the register of claims. One object per window."""

    def __init__(self, place: Place, papers: PapersDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._papers = papers

    def doors(self) -> tuple[Door, ...]:
        """The register of claims."""
        return (
            Door(TITLE, "受理和结算", "医疗机构该承担、参保人已垫付的：通知、到账、未收", self.open, ("NMd11", "GXd9")),
        )

    def open(self) -> None:
        """Read the claims, and show them."""
        self._open("", "")

    def _open(self, message: str, mark: str, at: str = "") -> None:
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: claims.claims(desk),
            lambda rows: self._show(rows, message, mark, at),
            self._place.failed,
            owner=self,
            doing="汇总医院应退",
        )

    def _show(self, rows: tuple[Claim, ...], message: str, mark: str, at: str) -> None:
        page = ToldList(
            CLAIMS,
            rows,
            name=TITLE,
            nothing=NOTHING,
            stretch="institution",
            keys={
                "Ctrl+G": lambda row: self._letter(page, row),
                "Ctrl+B": lambda row: self._print(row),
                "Del": lambda row: self._ask_undo(page, row),
            },
            whole=claim_whole,
        )
        page.chosen.connect(lambda row: self._receive(page, row))
        page.tell(message or total_words(rows), mark)
        self._place.overlay.open(page, TITLE, KEYS)
        page.list.show_rows(
            rows, next((place for place, row in enumerate(rows) if row.document_id == at), 0), nothing=NOTHING
        )

    def _may(self, page: ToldList) -> bool:
        return page.may(refusal(self._place.desk, "claim.edit"))

    def _receive(self, page: ToldList, row: Claim) -> None:
        if not self._may(page):
            return
        if open_amount(row) <= 0:
            page.tell(f"结算单 {row.number} 没有未收的金额。")
            return
        entry = EntryPage(
            *(
                f"登记到账 · {row.institution_name} {row.number}",
                RECEIPT_FIELDS,
                "登记到账",
                "可以分几次到账，逐笔登记。",
            ),
            store=lambda desk, texts: claims.receive(desk, row.document_id, texts),
            done=lambda made: self._open(
                f"已登记 {made.number} 的到账：{claims.state(made)}。", "done", made.document_id
            ),
            back=self.open,
        )
        open_entry(self._place, None, entry)

    def _letter(self, page: ToldList, row: Claim) -> None:
        if not self._may(page):
            return
        entry = EntryPage(
            *(f"应退通知 · {row.institution_name}", LETTER_FIELDS, "登记通知", "通知列出这家医疗机构所有未收的金额。"),
            store=lambda desk, texts: claims.send_letter(desk, row.institution_id, texts),
            done=lambda found: self._open(f"已登记通知，列 {len(found)} 笔。按 Ctrl+B 打印。", "done", row.document_id),
            back=self.open,
        )
        open_entry(self._place, None, entry)

    def _print(self, row: Claim) -> None:
        desk = self._place.desk

        def draw(_job: Job) -> Paper:
            letter = claims.letter_paper(desk, row.institution_id)
            return prepared_paper(desk, letter, letter.title)

        self._papers.show(draw)

    def _ask_undo(self, page: ToldList, row: Claim) -> None:
        if not self._may(page):
            return
        what = f"撤销结算单 {row.number} 最近登记的一笔到账：两笔都留着，已收的金额减回去。"
        page.ask(what, "撤销", "不撤销", lambda: self._undo(page, row))

    def _undo(self, page: ToldList, row: Claim) -> None:
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: claims.undo_receipt(desk, row.document_id),
            lambda made: self._open(f"已撤销，{made.number} {claims.state(made)}。", "done", made.document_id),
            lambda told: page.tell(told.message, "warn"),
            owner=page,
        )
