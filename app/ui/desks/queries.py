"""Checks and summaries on their desk: asked, shown, asked again; from a row to its slips, or to an entry about it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from app.records.ledger import Posted
from app.records.register_list import BY_CODE as REGISTERS
from app.records.registers import PERSON
from app.services.registers.queries.listing import BY_CODE, QUERIES, Answer, first_texts, run
from app.services.registers.queries.query import Query, QueryRow
from app.services.rights import refusal
from app.services.slips import posted_of
from app.ui.desks.finders import finders_of
from app.ui.desks.papers import PapersDesk
from app.ui.desks.registers import RegistersDesk
from app.ui.doors import Door
from app.ui.place import Place
from app.ui.screens import columns
from app.ui.screens.form_page import FormPage
from app.ui.screens.lists import ListPage
from app.ui.screens.queries import QueryPage
from app.ui.widgets.entry_form import EntryForm
from app.ui.widgets.picker import Pick


class QueriesDesk(QObject):
    """One object per window."""

    def __init__(self, place: Place, registers: RegistersDesk, papers: PapersDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._registers = registers
        self._papers = papers
        self._typed: dict[str, dict[str, str]] = {}

    def doors(self) -> tuple[Door, ...]:
        """A door for each query."""
        return tuple(
            Door(one.title, "查询和报表", one.what, partial(self.open, one.code), one.duties) for one in QUERIES
        )

    def open(self, code: str) -> None:
        """Worked out for what was asked last, at first for this year; where something has to be said first, its form."""
        query = BY_CODE[code]
        texts = self._typed.setdefault(code, first_texts(self._place.desk, code))
        if any(one.required and not texts[one.key] for one in query.asks):
            self._ask(query, None)
            return
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: run(desk, code, texts),
            lambda answer: self._show(query, answer),
            self._place.failed,
            owner=self,
            doing=query.title,
        )

    def _show(self, query: Query, answer: Answer) -> None:
        page = QueryPage(query, answer)
        page.asked.connect(lambda: self._ask(query, page))
        page.entered.connect(lambda row: self._enter(page, row))
        page.chosen.connect(lambda row: self._slips(page, row))
        self._place.overlay.open(page, query.title, _keys(query))

    def _ask(self, query: Query, page: QueryPage | None) -> None:
        """The form of what is asked; over the page it comes back to it."""
        if page is not None and not query.asks:
            page.tell("这一页没有要选的条件；数额在“台账参数”里设定。")
            return
        desk, overlay = self._place.desk, self._place.overlay
        form = EntryForm(query.asks, "查询", finders_of(desk), typed=self._typed[query.code])

        def answered(texts: dict[str, str], answer: Answer) -> None:
            self._typed[query.code] = texts
            if page is not None:
                overlay.step_back()
            self._show(query, answer)

        form.finished.connect(
            lambda texts: self._place.operations.run(
                lambda _job: run(desk, query.code, texts),
                lambda answer: answered(texts, answer),
                lambda told: form.refuse(told.field, told.message),
                owner=form,
                doing=query.title,
                on_stopped=form.stopped,
            )
        )
        form.left.connect(overlay.step_back)
        if page is not None:
            overlay.hold()
        overlay.open(FormPage(form, query.clause), query.title, "Enter 下一格，填完查询   Esc 返回")
        form.start()

    def _enter(self, page: QueryPage, row: QueryRow | None) -> None:
        """Something about a row, in the query's register."""
        query = page.query
        may_not = refusal(self._place.desk, "register.edit")
        if not query.register or may_not:
            page.tell(may_not or "这一页只看，没有要登记的。", "warn" if may_not else "")
            return
        register = REGISTERS[query.register]
        picks = {}
        if row is not None and row.person_id and register.about_person:
            picks = {PERSON: Pick(row.person_id, row.person_name)}
        self._registers.add(register.code, row.typed if row is not None else {}, picks)

    def _slips(self, page: QueryPage, row: QueryRow) -> None:
        """The slip of a row, or a choice where it names several."""
        if len(row.slips) == 1:
            self._papers.open_slip(row.slips[0])
        elif row.slips:
            desk = self._place.desk
            self._place.operations.run(
                lambda _job: posted_of(desk, row.person_id),
                lambda found: self._choose(tuple(one for one in found if one.id in row.slips)),
                lambda told: page.tell(told.message, "stop"),
                owner=page,
            )
        elif page.query.register:
            self._enter(page, row)

    def _choose(self, rows: tuple[Posted, ...]) -> None:
        overlay = self._place.overlay
        page = ListPage(columns.YEAR, rows, name="涉及的单据", nothing="", stretch="institution")
        page.chosen.connect(lambda row: self._papers.open_slip(row.id))
        overlay.hold()
        overlay.open(page, "涉及的单据", "Enter 打开   Esc 返回")


def _keys(query: Query) -> str:
    words = ["Ctrl+E 换条件"] if query.asks else []
    if query.register:
        words.append(f"Ins 登记到“{REGISTERS[query.register].title}”")
    if any(one.key in {"number", "slips"} for one in query.columns):
        words.append("Enter 打开单据")
    return "   ".join([*words, "Esc 返回"])
