"""One open case behind the screens: the form, its draft, the person's card, the last quote. No widget.

Every change of the form is quoted at once on this thread (services.quote, microseconds; what it needs from the store
is read again only when the person or the visit changed) and goes to the draft through ``Autosave``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import KnownError, UserError
from app.records.form import BillRow, CaseForm, Draft, PaymentForm, Problem, VisitForm
from app.records.ledger import PersonCard
from app.records.people import PersonHit
from app.services.desk import Desk
from app.services.people import note_search, open_person, unmask
from app.services.quote import Basis, Quote, basis, quote
from app.ui.autosave import AGAIN, Autosave
from app.ui.faults import Trouble, trouble
from app.ui.key_habits import with_key_of
from app.ui.operations import GIVEN_UP, Operations

if TYPE_CHECKING:
    from app.services.settle import Settled

SETTLING = "结算"
_PASSES = frozenset({"DISK_FULL", "READ_ONLY", "BUSY"})
"""Why a card may fail to open now and open a little later. It opens only with its audit row: a look-up that can't be
written down is not shown. Rejected: the card from memory."""


class Case(QObject):
    """See the module's docstring.

    ``person_changed``: the card is there, or gone; ``loaded``: another form took the place of the one shown;
    ``quoted``: quote and problems are new; ``settled``: with the Settled; ``refused``: with a Trouble."""

    person_changed = Signal()
    loaded = Signal()
    quoted = Signal()
    settled = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, operations: Operations, draft: Draft | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._operations = operations
        self._basis: Basis | None = None
        self._form = draft.form if draft is not None else CaseForm()
        self._name = draft.person_name if draft is not None else ""
        self._settling = False
        self.card: PersonCard | None = None
        self.quote: Quote | None = None
        self.trouble: Trouble | None = None
        self.done: Settled | None = None
        self._opening = False
        self._missing: Trouble | None = None
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.timeout.connect(self._open_again)
        self.autosave = Autosave(desk, operations, draft, self)
        self.autosave.saved.connect(self._open_again)

    @property
    def form(self) -> CaseForm:
        """The form as typed."""
        return self._form

    @property
    def name(self) -> str:
        """What the tab says: the person's name, empty while there is none."""
        return self.card.person.name if self.card is not None else self._name

    @property
    def empty(self) -> bool:
        """Whether nothing was entered yet."""
        return self._form == CaseForm()

    @property
    def basis(self) -> Basis | None:
        """What the last quote was worked out on."""
        return self._basis

    @property
    def settling(self) -> bool:
        """Whether the settlement is under way."""
        return self._settling

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What keeps the case from being settled, each sentence with the key of what helps."""
        found = self.quote.problems if self.quote is not None else ()
        return tuple(replace(one, message=with_key_of(one.message, one.by)) if one.by else one for one in found)

    def begin(self) -> None:
        """Show what the draft held (call once the screens are connected)."""
        self.loaded.emit()
        if self._form.person_id:
            self._open_person()
        self._requote(stale=True)

    def choose_person(self, hit: PersonHit) -> None:
        """This case is about that person."""
        self._name = hit.name
        self.card = None
        self._missing = None
        self._form = replace(self._form, person_id=hit.id)
        self.person_changed.emit()
        self._open_person()
        self._requote(stale=True)
        self._keep()
        self.autosave.now()

    def change_visit(self, visit: VisitForm, payment: PaymentForm, paid: dict[str, str]) -> None:
        """The visit as the form shows it now, with the layers typed from an outside slip and the payee."""
        self._change(replace(self._form, visit=visit, payment=payment, paid=paid))

    def change_rows(self, rows: tuple[BillRow, ...]) -> None:
        """The bill's rows as the grid shows them now."""
        self._change(replace(self._form, rows=rows))

    def change_totals(self, totals: dict[str, str]) -> None:
        """The bill's totals as typed now."""
        self._change(replace(self._form, totals=totals))

    def change_bill_kind(self, kind: str) -> None:
        """The bill is entered as "items" or "totals"; what was typed in the other way is kept."""
        self._change(replace(self._form, bill_kind=kind))

    def change_payment(self, kind: str) -> None:
        """How the money moves at the desk."""
        self._change(replace(self._form, payment=replace(self._form.payment, kind=kind)))

    def note_search(self, text: str, found: int) -> None:
        """A search is finished: one row in the audit trail."""
        desk = self._desk
        self._operations.run(
            lambda _job: note_search(desk, text, found), lambda _done: None, self.refused.emit, owner=self, quiet=True
        )

    def unmask(self, why: str, shown: Callable[[str], None], refused: Callable[[Trouble], None]) -> None:
        """The person's whole certificate number to ``shown``, for a reason that goes into the audit; not where another
        person was chosen meanwhile."""
        desk, person_id = self._desk, self._form.person_id

        def told(number: str) -> None:
            if self._form.person_id == person_id:
                shown(number)

        self._operations.run(lambda _job: unmask(desk, person_id, why), told, refused, owner=self, then="显示完整证号")

    def refresh(self) -> None:
        """Read the store again (another case of this person was settled meanwhile)."""
        if self.quote is not None and self._form.person_id and not self._settling and self.done is None:
            self._open_person()
            self._requote(stale=True)

    def quote_again(self) -> None:
        """Values were confirmed meanwhile: read them, and work out again what was worked out before."""
        if (self.quote is not None or self.trouble is not None) and not self._settling and self.done is None:
            self._requote(stale=True)

    def confirm(self, person_pays: int) -> None:
        """Settle: store the draft, then post it. ``person_pays`` (fen) is what the clerk saw and confirmed."""
        if self._settling or self.done is not None:
            return
        if self.card is None:  # nobody is paid for whom the clerk did not see
            self.refused.emit(self._missing or Trouble("这个人的资料还没有打开：请稍等，再按 [F8]。"))
            return
        self._settling = True
        if self.autosave.draft is None:
            self._keep()
        self.autosave.when_saved(
            lambda draft: self._settle(draft, person_pays),
            lambda why: self._refused(Trouble(f"没有结算：{why}")),
            SETTLING,
        )

    def keep_mine(self) -> None:
        """After a conflict: go on with what is typed here, as a draft of its own."""
        self.autosave.keep_mine(self._form)

    def take_theirs(self) -> None:
        """After a conflict: go on with what the other window stored; what is typed here stays as a draft."""
        self.autosave.take_theirs(self._load, lambda message: self.refused.emit(Trouble(message)))

    def _load(self, draft: Draft) -> None:
        self._form = draft.form
        self._name = draft.person_name
        self.card = None
        self._missing = None
        self.person_changed.emit()
        self.begin()

    def _change(self, form: CaseForm) -> None:
        if form == self._form or self._settling or self.done is not None:
            return
        self._form = form
        self._requote(stale=False)
        self._keep()

    def _keep(self) -> None:
        if not self.empty:
            self.autosave.touch(self._form)

    def _open_person(self) -> None:
        desk, person_id = self._desk, self._form.person_id
        self._opening = True
        self._operations.run(
            lambda _job: open_person(desk, person_id),
            self._opened,
            lambda told: self._not_opened(told, person_id),
            owner=self,
            then="打开资料",
        )

    def _open_again(self) -> None:
        """Something could be stored, or some time has passed: the card that would not open may open now."""
        if self._missing is not None and self._missing.code in _PASSES and self.card is None and not self._opening:
            self._open_person()

    def _opened(self, card: PersonCard) -> None:
        self._opening = False
        if card.person.id == self._form.person_id or self.card is None:
            self.card = card
            self._retry.stop()
            if self.trouble is self._missing:
                self.trouble = None
            self._missing = None
            self.person_changed.emit()

    def _not_opened(self, told: Trouble, person_id: str) -> None:
        self._opening = False
        if self.card is not None or person_id != self._form.person_id:
            self.refused.emit(told)
            return
        known = self._missing is not None
        self._missing = replace(told, message=f"这个人的资料没有打开：{told.message.rstrip('。')}。按 [F2] 再试。")
        self.trouble = self._missing
        if told.code in _PASSES:
            self._retry.start(AGAIN)
        if not known:  # said once, not every five seconds
            self.refused.emit(self._missing)

    def _requote(self, *, stale: bool) -> None:
        try:
            if stale or self._basis is None:
                self._basis = basis(self._desk, self._form.person_id, self._form, self.autosave.replaces)
            self.quote = quote(self._desk, self._basis, self._form, self.quote)
            if self.quote.needs_basis:
                self._basis = basis(self._desk, self._form.person_id, self._form, self.autosave.replaces)
                self.quote = quote(self._desk, self._basis, self._form)
            self.trouble = self._missing
        except (UserError, KnownError) as error:
            self._basis = None
            self.quote = None
            self.trouble = trouble(error)
        self.quoted.emit()

    def _settle(self, draft: Draft, person_pays: int) -> None:
        from app.services.settle import settle

        desk, form = self._desk, self._form
        self._operations.run(
            lambda _job: settle(desk, draft, form, person_pays),
            self._settled,
            self._refused,
            owner=self,
            then=SETTLING,
            on_stopped=lambda: self._refused(Trouble(f"没有结算：{GIVEN_UP.message}")),
        )

    def _settled(self, settled: Settled) -> None:
        self._settling = False
        self.done = settled
        self.autosave.stop()
        self.settled.emit(settled)

    def _refused(self, told: Trouble) -> None:
        self._settling = False
        self._requote(stale=True)
        self.refused.emit(told)
