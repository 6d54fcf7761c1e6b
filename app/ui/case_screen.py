"""A case with its panes: what the clerk does goes to the Case, what the Case knows is shown; one per tab."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import delete

from app.money.fen import format_fen
from app.records.form import Problem
from app.records.people import PersonHit
from app.services.cash import payment_names
from app.services.desk import Desk, today
from app.services.people import find_people
from app.services.quote import Quote
from app.services.reference import find_items
from app.ui.bill_day import BillDay
from app.ui.case import Case
from app.ui.case_saving import CaseSaving
from app.ui.desk_lookups import lookups_of
from app.ui.faults import Trouble
from app.ui.screens.desk_case import Asks, DeskCase
from app.ui.screens.find import ADVICE
from app.ui.screens.visit import FIELDS as VISIT
from app.ui.widgets.date_field import read_date

if TYPE_CHECKING:
    from app.services.settle import Settled

FIELDS = (*VISIT, "rows", "totals", "person")
"""How the paths of a form's fields begin."""


@dataclass(frozen=True, slots=True)
class _Left:
    """What only the panes knew when they were taken down."""

    looked_for: str
    visit_open: bool
    asking: bool


class CaseScreen(QWidget):
    """``renamed`` with the tab's word, ``changed`` when what is saved or 试算 may differ, ``finished`` with the Settled."""

    renamed = Signal(str)
    changed = Signal()
    finished = Signal(object)
    another = Signal(object)
    """A PersonHit for whom a case of their own is wanted."""
    import_wanted = Signal()

    def __init__(self, desk: Desk, case: Case, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.case = case
        self._loud = False
        self._narrow = False
        self._due = ""
        self._asked: tuple[int, ...] = ()
        self._begun = False
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._panes: DeskCase | None = None
        self._left: _Left | None = None
        case.person_changed.connect(self._show_person)
        case.loaded.connect(self._show_form)
        case.quoted.connect(self._show_quote)
        case.settled.connect(self._settled)
        case.refused.connect(self._refused)
        self.saving = CaseSaving(case, lambda: self.panes.notice, self)
        self.saving.changed.connect(self.changed)

    # ---- what the window asks ----

    @property
    def panes(self) -> DeskCase:
        """The panes, made when they are first wanted: a tab that nobody looks at costs nothing."""
        if self._panes is None:
            self._panes = self._make()
            self._panes.fold(narrow=self._narrow)
            self._panes.person.show_due(self._due)
        return self._panes

    def begin(self) -> None:
        """Show what the case holds, from now on also its person and its figures."""
        if not self._begun:
            self._begun = True
            self.case.begin()

    @property
    def trial(self) -> bool:
        """Whether the figures that are shown rest on unconfirmed values."""
        return self.case.quote is not None and self.case.quote.trial

    def summary(self) -> str:
        """The settled case in a few words for the line."""
        quote = self.case.quote
        if quote is None or quote.result is None:
            return self.case.name
        words = f"{self.case.name} 个人应付 {format_fen(quote.result.person_pays, thousands=True)} 元"
        return f"{words}，付给 {format_fen(quote.pay_out, thousands=True)} 元" if quote.pay_out else words

    def show_due(self, sentence: str) -> None:
        """What is to be done today, where nobody was chosen yet."""
        self._due = sentence
        if self._panes is not None:
            self._panes.person.show_due(sentence)

    def fold(self, *, narrow: bool) -> None:
        """Narrow windows fold the left column to a strip."""
        self._narrow = narrow
        if self._panes is not None:
            self._panes.fold(narrow=narrow)

    def take_down(self) -> None:
        """The panes go, at once: dressing them in another size of type would take half a second. ``rebuild`` makes others."""
        old = self._panes
        if old is None:
            return
        self._left = _Left(old.finder.edit.text(), old.visit.is_open, old.notice.waiting)
        self._layout.removeWidget(old)
        old.hide()
        self._panes = None
        delete(old)

    def rebuild(self) -> None:
        """Other panes, in other type or with other keys; what they show from the case, and as it was left."""
        left, self._left = self._left, None
        if left is None:
            return
        self.panes.finder.edit.setText(left.looked_for)
        self._show_form()
        self._show_person()
        self._show_quote()
        if left.visit_open:
            self.panes.visit.open()
        if left.asking:
            self.saving.ask()
        self.take_focus()

    def take_focus(self) -> None:
        """The cursor where the clerk goes on: find while nobody is chosen, else the bill."""
        if self.panes.settle.isVisible():
            self.panes.settle.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not self.case.form.person_id:
            self.panes.finder.start()
        elif self.panes.visit.is_open or not self.case.form.visit.institution_id:
            self.panes.visit.open()
        else:
            self.panes.bill.start()

    def resume(self) -> None:
        """A kept draft again: the cursor to the first thing of the visit that is open, else as ever."""
        stop = self._first_problem()
        if self.case.form.person_id and stop is not None and stop.field.startswith(VISIT):
            self.panes.focus_field(stop.field)
        else:
            self.take_focus()

    def focus_find(self) -> None:
        """F2."""
        self.panes.finder.start()

    def focus_visit(self) -> None:
        """F3."""
        self.panes.visit.open()

    def focus_bill(self) -> None:
        """F4; once more in the bill: the other way to enter it."""
        if self.panes.bill.has_focus():
            self.panes.bill.switch()
        else:
            self.panes.visit.fold()
            self.panes.bill.start()

    def focus_layers(self) -> None:
        """F5."""
        self.panes.waterfall.focus_layers()

    def ask_unmask(self) -> None:
        """Ctrl+I: why the whole certificate number is wanted."""
        card = self.case.card
        if card is None:
            self._tell("先找人（[F2]），再看完整证号。")
        elif not card.person.certificate_number:
            self._tell(f"{card.person.name}的资料里没有证号。")
        else:
            self._close_settle(focus=False)
            self.panes.unmask.ask()

    def settle(self) -> None:
        """F8: ask for confirmation, or say what is missing; once more: confirm."""
        if self.panes.settle.isVisible():
            self.panes.settle.confirm()
            return
        if self.panes.notice.waiting:
            self.panes.notice.go()  # nothing is stored, so nothing settled, until it is answered
            return
        case = self.case
        self.panes.visit.fields.complete()
        case.autosave.now()
        self._loud = bool(case.form.person_id)  # without anybody there is one thing to say
        self._show_quote()
        stop = self._first_problem()
        if stop is not None:
            self._point_at(stop)
            return
        if case.trouble is not None:
            self._tell(case.trouble.message)
            return
        quote = case.quote
        if quote is None or quote.result is None:
            self._tell("还没有可以结算的内容：先找人（[F2]），填就诊（[F3]）和账单（[F4]）。")
            return
        if quote.trial:
            names = "、".join(quote.unconfirmed[:3]) + (
                f"等 {len(quote.unconfirmed)} 项" if quote.unconfirmed[3:] else ""
            )
            self._tell(
                f"现在是试算，不能结算：{names}还没有确认。请管理员按 [F10]，在“本地参数”里凭文件号确认后再结算；[F9] 可以打印试算单。"
            )
            return
        self.panes.notice.clear(lasting=False)
        self.panes.visit.fold()
        self.panes.settle.ask(
            name=case.name,
            collect=quote.collect,
            pay_out=quote.pay_out,
            refund=quote.institution_refund,
            kind=case.form.payment.kind,
            kinds=payment_names()["collect" if case.form.visit.way == "direct" else "pay_out"],
        )
        self._asked = _amounts(quote)

    # ---- panes ----

    def _make(self) -> DeskCase:
        desk, case = self._desk, self.case
        panes = DeskCase(
            Asks(
                today=lambda: today(desk),
                people=lambda text: find_people(desk, text),
                items=lambda text: find_items(desk, text, on=read_date(case.form.visit.discharged)),
                visit=lookups_of(desk, case),
                sentence=self._sentence,
            ),
            self,
        )
        panes.finder.chosen.connect(self._choose)
        panes.finder.searched.connect(case.note_search)
        panes.finder.nobody.connect(lambda typed: self._tell(f"没有找到“{typed[:24]}”：{ADVICE}。"))
        panes.visit.changed.connect(self._visit_changed)
        self._bill_day = BillDay(desk, case, panes)
        for left in (panes.visit.finished, panes.visit.left):
            left.connect(panes.bill.start)
            left.connect(self._bill_day.check)
        panes.bill.rows_changed.connect(lambda: self._edited(lambda: case.change_rows(panes.bill.grid.rows())))
        panes.bill.totals_changed.connect(lambda: self._edited(lambda: case.change_totals(panes.bill.totals.texts())))
        panes.bill.kind_changed.connect(lambda kind: self._edited(lambda: case.change_bill_kind(kind)))
        panes.bill.left.connect(lambda: panes.notice.clear(lasting=False))
        panes.bill.finished.connect(self.settle)
        panes.bill.before.connect(panes.visit.focus_header)
        panes.bill.import_wanted.connect(self.import_wanted)
        panes.waterfall.left.connect(self.take_focus)
        panes.settle.confirmed.connect(self._confirm)
        panes.settle.picked.connect(self._pick_payment)
        panes.settle.left.connect(self._close_settle)
        panes.unmask.wanted.connect(
            lambda why: case.unmask(why, self._unmasked, lambda told: self.panes.unmask.refuse(told.message))
        )
        self._layout.addWidget(panes)
        return panes

    def _sentence(self, article: str) -> str:
        """The document's own sentence for an article of the pack in use."""
        quote = self.case.quote
        if quote is None or quote.case is None:
            return ""
        clause = quote.case.pack.clauses.get(article)
        return clause.sentence if clause is not None else ""

    # ---- what the clerk does ----

    def _choose(self, hit: PersonHit) -> None:
        if self.case.form.person_id and self.case.form.person_id != hit.id and not self.case.empty:
            self._ask_other(hit)
            return
        self.take(hit)

    def take(self, hit: PersonHit) -> None:
        """This case is about that person; the cursor goes to the visit."""
        self._loud = False
        self.panes.notice.clear(lasting=False)
        self.case.choose_person(hit)
        self.panes.visit.open()

    def _ask_other(self, hit: PersonHit) -> None:
        """Another person over a case that has one: never silently."""
        if self.panes.notice.waiting:
            self.panes.notice.go()
            return
        self.panes.notice.ask(
            f"这个个案是{self.case.name}的。要为{hit.name}另开一个个案，还是把这张账单改成{hit.name}的？",
            (
                ("另开个案", lambda: self.another.emit(hit)),
                ("改这个个案", lambda: self.take(hit)),
                ("不改", self.take_focus),
            ),
        )

    def _visit_changed(self) -> None:
        fields = self.panes.visit.fields
        visit, payment = fields.visit(), fields.payment()
        kinds = payment_names()["collect" if visit.way == "direct" else "pay_out"]
        if payment.kind not in kinds:
            payment = replace(payment, kind=kinds[0])
        self._edited(lambda: self.case.change_visit(visit, payment, fields.paid()))
        self.panes.visit.refresh(self.case.form)

    def _edited(self, change: Callable[[], None]) -> None:
        before = self.case.form
        change()
        if self.case.form is not before:
            self._close_settle(focus=False)
            self.panes.notice.clear(lasting=False)

    def _pick_payment(self, kind: str) -> None:
        if kind and kind != self.case.form.payment.kind:
            self.case.change_payment(kind)
            self.panes.visit.fields.papers.set_payment(self.case.form.payment)

    def _confirm(self, _kind: str) -> None:
        quote = self.case.quote
        stop = self._first_problem()
        if stop is not None or quote is None or quote.result is None:
            self._close_settle()
            if stop is not None:
                self._show_quote()
                self._point_at(stop)
            return
        self.panes.settle.working()
        self.panes.set_typing(on=False)
        self.case.confirm(quote.result.person_pays)

    def _point_at(self, problem: Problem) -> None:
        """Where it is and what to do, said once: where a pane says it beside the cursor, the line does not."""
        if self.panes.says(problem):
            self.panes.notice.clear(lasting=False)
        else:
            self._tell(problem.message)
        self.panes.focus_field(problem.field)

    def _close_settle(self, *, focus: bool = True) -> None:
        if self.panes.settle.isVisible():
            self.panes.settle.hide()
            if focus:
                self.panes.bill.start()

    # ---- what the case tells ----

    def _unmasked(self, number: str) -> None:
        self.panes.unmask.close_line()
        self.panes.person.reveal(number)

    def _first_problem(self) -> Problem | None:
        """What to mend first: what is wrong before what is missing, in reading order."""
        problems = self.case.problems
        return next((one for one in problems if not one.pending), problems[0] if problems else None)

    def _show_person(self) -> None:
        card = self.case.card
        self.panes.unmask.close_line()
        self.panes.person.show_card(card, self.case.name)
        self.panes.visit.set_born(card.person.born if card is not None else None, self.case.form)
        self.renamed.emit(self.case.name)

    def _show_form(self) -> None:
        self.panes.show_form(self.case.form, self.case.card)
        self.renamed.emit(self.case.name)

    def _show_quote(self) -> None:
        case, panes = self.case, self.panes
        quote = case.quote
        if not panes.settle.isHidden() and (quote is None or _amounts(quote) != self._asked):
            # Another case was settled, or a value confirmed, behind the line: nobody confirms what it no longer says.
            panes.settle.hide()
            self._tell("金额刚刚有了变化：请看一下，再按 [F8]。")
        panes.show_problems(case.problems, loud=self._loud)
        partial = quote is not None and quote.result is not None and quote.partial
        panes.partial.say("还有内容没有算进来，金额是暂算" if partial else "", "warn")
        if quote is None or quote.result is None:
            panes.waterfall.show_pending(case.trouble.message if case.trouble is not None else self._waiting_for())
            panes.bill.show_splits(())
        else:
            direct = case.form.visit.way == "direct"
            panes.waterfall.show_result(
                quote.result,
                trial=quote.trial,
                unconfirmed=quote.unconfirmed,
                collect=quote.collect if direct else None,
                pay_out=None if direct else quote.pay_out,
                institution_refund=quote.institution_refund,
            )
            panes.bill.show_splits(quote.line_splits)
        lost = (
            quote is not None and quote.result is not None and "NO_REFERRAL" in {n.code for n in quote.result.notices}
        )
        panes.person.warn(("未转诊备案",) if lost else ())
        self.changed.emit()

    def _waiting_for(self) -> str:
        """The first thing that the waterfall waits for; once F8 asked, what is missing is said where it belongs."""
        first = self._first_problem()
        if first is None or (self._loud and first.pending and self.panes.says(first)):
            return ""
        return first.message

    def _settled(self, settled: Settled) -> None:
        self.panes.settle.hide()
        self.finished.emit(settled)

    def _refused(self, told: Trouble) -> None:
        self.panes.set_typing(on=True)
        self._close_settle(focus=False)
        self._tell(told.message, "stop" if told.reference else "warn")
        if told.field.startswith(FIELDS):
            self.panes.focus_field(told.field)
        else:
            self.take_focus()
        self.changed.emit()

    def _tell(self, message: str, level: str = "warn") -> None:
        if not self.panes.notice.waiting:
            self.panes.notice.tell(message, level)

    # ---- keys and focus ----

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes what opened last: the settle line, the sentence, the form."""
        if event.key() == Qt.Key.Key_Escape:
            if self.panes.settle.isVisible():
                self._close_settle()
                return
            if self.panes.notice.text:
                self.panes.notice.clear(lasting=False)
                return
        super().keyPressEvent(event)

    def watch(self, before: QWidget | None, now: QWidget | None) -> None:
        """Leaving a field stores what was typed at once."""
        if self._panes is not None:
            self._panes.visit.keep_in_sight(now)
        if before is not None and self.isAncestorOf(before):
            self.case.autosave.now()


def _amounts(quote: Quote) -> tuple[int, ...]:
    """What the confirmation line says, and what it confirms; empty where nothing is worked out."""
    if quote.result is None or quote.trial:
        return ()
    return quote.result.person_pays, quote.collect, quote.pay_out, quote.institution_refund
