"""What opens over the desk and where its facts come from: lists, slips, discarding. One object per window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from app.records.form import Draft
from app.records.register_list import CLINIC_FEES
from app.services import demo
from app.services.compare import compare
from app.services.draft_differences import Difference, compare_typing
from app.services.drafts import bring_back, discard_draft, discarded_drafts, open_drafts
from app.services.settle import Settled
from app.services.slips import trial_pdf
from app.ui.case import Case
from app.ui.case_screen import CaseScreen
from app.ui.desks.acceptances import AcceptancesDesk
from app.ui.desks.accounts import AccountsDesk
from app.ui.desks.adjustments import AdjustmentsDesk
from app.ui.desks.approval_keys import ApprovalKeysDesk
from app.ui.desks.audit import AuditDesk
from app.ui.desks.backups import BackupsDesk
from app.ui.desks.balances import BalanceDesks
from app.ui.desks.bills import BillsDesk
from app.ui.desks.calendar import CalendarDesk
from app.ui.desks.catalogue import CatalogueDesk
from app.ui.desks.claims import ClaimsDesk
from app.ui.desks.clinic_fees import ClinicFeesDesk
from app.ui.desks.control import ControlDesk
from app.ui.desks.corrections import CorrectionsDesk
from app.ui.desks.credit import CreditDesk
from app.ui.desks.day import DayDesk
from app.ui.desks.directory import DirectoryDesk
from app.ui.desks.doctor import DoctorDesk
from app.ui.desks.duties import DutiesDesk
from app.ui.desks.filing_lists import FilingListsDesk
from app.ui.desks.filings import FilingsDesk
from app.ui.desks.first_steps import FirstStepsDesk
from app.ui.desks.guide import GuideDesk
from app.ui.desks.institutions import InstitutionsDesk
from app.ui.desks.insured import InsuredDesks
from app.ui.desks.keys import KeysDesk
from app.ui.desks.manual import ManualDesk
from app.ui.desks.month_picture import MonthPictureDesk
from app.ui.desks.national import NationalDesk
from app.ui.desks.operators import OperatorsDesk
from app.ui.desks.papers import PapersDesk, plain_paper
from app.ui.desks.parameters import ParametersDesk
from app.ui.desks.queries import QueriesDesk
from app.ui.desks.register_papers import RegisterPapers
from app.ui.desks.register_settings import RegisterSettingsDesk
from app.ui.desks.registers import Keys, RegistersDesk
from app.ui.desks.requests import RequestsDesk
from app.ui.desks.rosters import RostersDesk
from app.ui.desks.settings import SettingsDesk
from app.ui.desks.slips import SlipsDesk
from app.ui.desks.statements import StatementsDesk
from app.ui.desks.station import StationDesk
from app.ui.desks.tables import TablesDesk
from app.ui.desks.verify import VerifyDesk
from app.ui.desks.waits import WaitsDesk
from app.ui.desks.worklist import WorklistDesk
from app.ui.doors import Door
from app.ui.place import Place
from app.ui.screens import columns
from app.ui.screens.about import AboutPage
from app.ui.screens.compare import ComparePage
from app.ui.screens.keyed_list import KeyedList
from app.ui.screens.lists import ListPage


class Pages(QObject):
    """``draft_wanted`` a kept draft to open, ``draft_dropped`` the id of one that was discarded; ``values_changed``: a
    local value was confirmed."""

    draft_wanted = Signal(object)
    draft_dropped = Signal(str)
    values_changed = Signal()

    def __init__(self, place: Place, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._last: Settled | None = None
        self.papers = PapersDesk(place, self)
        self.tables = TablesDesk(place, self.papers, self)
        self.corrections = CorrectionsDesk(place, self.papers, self)
        self.corrections.draft_wanted.connect(self._take_draft)
        self.adjustments = AdjustmentsDesk(place, self.papers, self.corrections, self)
        self.days = DayDesk(place, self.papers, self)
        self.backups = BackupsDesk(place, self)
        self.corrections.later_wanted.connect(self.adjustments.open_year)
        self.requests = RequestsDesk(place, self.papers, self)
        self.requests.later_wanted.connect(self.adjustments.open_year)
        self.requests.day_wanted.connect(self.days.open_day)
        for desk in (self.corrections, self.adjustments, self.days):
            desk.requested.connect(self.requests.filed)
        self.approval_keys = ApprovalKeysDesk(place, self)
        self.audit = AuditDesk(place, self)
        self.slips = SlipsDesk(place, self.papers, self.corrections, self)
        self._parameters = ParametersDesk(place, self)
        self._parameters.confirmed.connect(self.values_changed)
        self.people = OperatorsDesk(place, self)
        self.settings = SettingsDesk(place, self)
        self.rosters = RostersDesk(place, self)
        register_papers = RegisterPapers(place, self.papers, self)
        with_slips: Keys = {"Ctrl+T": ("对照结算单", lambda page: self.clinic_fees.open_report(page))}
        self.registers = RegistersDesk(place, self, {**register_papers.keys(), CLINIC_FEES.code: with_slips})
        register_papers.again = self.registers.again
        self.queries = QueriesDesk(place, self.registers, self.papers, self)
        self.register_settings = RegisterSettingsDesk(place, self)
        self.duties = DutiesDesk(place, self.doors, self)
        self.worklist = WorklistDesk(place, self.registers, self.doors, self)
        self.manual = ManualDesk(place, self.papers, self.doors, self)
        self.guide = GuideDesk(place, self)
        self._make_topics(place)
        self.directory = DirectoryDesk(place, self.doors, self)

    def _make_topics(self, place: Place) -> None:
        """The desks of what the window knows of people, institutions and money."""
        self.bills = BillsDesk(place, self)
        self.catalogue = CatalogueDesk(place, self)
        self.filings = FilingsDesk(place, self)
        self.filing_lists = FilingListsDesk(place, self.filings, self)
        self.institutions = InstitutionsDesk(place, self)
        self._make_money(place)
        self.insured = InsuredDesks(place, self.papers, self)
        self.calendar = CalendarDesk(place, self)
        self._make_acceptance_desks(place)
        self.verify = VerifyDesk(place, self.papers, self)
        self.doctor = DoctorDesk(place, self)
        self.station = StationDesk(place, self)
        self.keys = KeysDesk(place, self)
        self.first_steps = FirstStepsDesk(place, self.doors, self)
        self.directory = DirectoryDesk(place, self.doors, self)

    def _make_acceptance_desks(self, place: Place) -> None:
        """零星报销受理, what hospitals return, what waits for the hall."""
        self.acceptances = AcceptancesDesk(place, self.papers, self)
        self.claims = ClaimsDesk(place, self.papers, self)
        self.waits = WaitsDesk(place, self)
        for opening in (self.acceptances, self.waits):
            opening.draft_wanted.connect(self._take_draft)

    def _make_money(self, place: Place) -> None:
        """The desks of accounts and of the month's end."""
        self.accounts = AccountsDesk(place, self.papers, self)
        self.statements = StatementsDesk(place, self.papers, self)
        self.clinic_fees = ClinicFeesDesk(place, self.papers, self.registers, self)
        self.balances = BalanceDesks(place, self.papers, self.accounts, self)
        self.control = ControlDesk(place, self.papers, self)
        self.credit = CreditDesk(place, self)
        self.national = NationalDesk(place, self.papers, self)
        self.pictures = MonthPictureDesk(place, self.papers, self)

    def doors(self) -> tuple[Door, ...]:
        """Everything that the directory lists."""
        desks = (
            self.worklist,
            self.rosters,
            self.filings,
            self.filing_lists,
            self.insured,
            self.catalogue,
            self.bills,
            self.acceptances,
            self.claims,
            self.waits,
            self.institutions,
            self.accounts,
            self.statements,
            self.clinic_fees,
            self.balances,
            self.control,
            self.credit,
            self.pictures,
            self.national,
            self.calendar,
            self.slips,
            self.registers,
            self.queries,
            self.papers,
            self.register_settings,
            self.duties,
            self.verify,
            self.doctor,
            self.settings,
            self.station,
            self._parameters,
            self.people,
            self.first_steps,
            self.keys,
            self.manual,
            self.guide,
        )
        return tuple(door for desk in desks for door in desk.doors())

    def turn_list(self, step: int) -> None:
        """Sideways in the list where the cursor is, else in that of the page: to the right (1), to the left (-1)."""
        at = QApplication.focusWidget()
        while at is not None and not isinstance(at, ListPage):
            at = at.parentWidget()
        if at is None:
            at = next(iter(self._place.overlay.findChildren(ListPage)), None)
        if isinstance(at, ListPage):
            at.turn(step)

    # ---- slips ----

    def settled(self, done: Settled, text: str) -> None:
        """A case was settled: say so, and remember it for F9."""
        self._last = done
        word = "已经结算过" if done.already else "已结算"
        self._place.notice.tell(f"{word} {text} · 单号 {done.number} · 按 [F9] 打印结算单", "done")

    def print_case(self, case: Case) -> None:
        """F9: the trial paper of a case that is being entered, else the slip settled last."""
        quote, basis = case.quote, case.basis
        if not case.empty and quote is not None and basis is not None and quote.result is not None:
            desk, form = self._place.desk, case.form
            self.papers.show(lambda _job: plain_paper(trial_pdf(desk, basis, quote, form), "试算"))
        elif self._last is not None:
            self.papers.open_slip(self._last.document_id)
        else:
            self._place.notice.tell("还没有可以打印的单据：先结算，或按 [F10] 在“今日单据”里选一份补打。")

    # ---- lists ----

    def open_drafts(self) -> None:
        """Drafts that are neither settled nor discarded."""
        desk = self._place.desk
        self._place.operations.run(lambda _job: open_drafts(desk), self._show_drafts, self._place.failed, owner=self)

    def _show_drafts(self, rows: tuple[Draft, ...]) -> None:
        page = KeyedList(
            columns.DRAFTS,
            rows,
            name="未完成个案",
            nothing="没有未完成的个案。",
            stretch="what",
            keys={"Del": self._ask_discard},
            always={"Ctrl+E": self._open_discarded},
        )
        page.chosen.connect(self._take_draft)
        keys = "Enter 打开   Delete 丢弃   " if rows else ""
        self._place.overlay.open(page, "未完成个案", f"{keys}Ctrl+E 丢弃过的   Esc 返回")

    def _open_discarded(self) -> None:
        desk = self._place.desk

        def show(rows: tuple[Draft, ...]) -> None:
            page = ListPage(columns.DRAFTS, rows, name="丢弃过的个案", nothing="没有丢弃过的个案。", stretch="what")
            page.chosen.connect(self._bring_back)
            self._place.overlay.hold()
            self._place.overlay.open(page, "丢弃过的个案", "Enter 找回   Esc 返回" if rows else "Esc 返回")

        self._place.operations.run(
            lambda _job: discarded_drafts(desk), show, self._place.failed, owner=self, doing="查看丢弃过的个案"
        )

    def _bring_back(self, draft: Draft) -> None:
        desk = self._place.desk

        self._place.operations.run(
            lambda _job: bring_back(desk, draft.id), self._take_draft, self._place.failed, owner=self
        )

    def _take_draft(self, draft: Draft) -> None:
        self._place.overlay.close_page()
        self.draft_wanted.emit(draft)

    def open_about(self) -> None:
        """Version, data, licences in a few lines."""
        desk = self._place.desk
        people = "、".join(f"{one.name}（{one.role}）" for one in demo.OPERATORS)
        signs = f"演示操作员：{people}，口令都是 {demo.PASSWORD}。按 [F10]“换人”试复核和管理。"
        page = AboutPage(desk.station, [pack.title for pack in desk.packs.packs], signs)
        self._place.overlay.open(page, "版本和说明")

    def open_parameters(self) -> None:
        """The local values that the packs read: each beside its sentence, confirmed here."""
        self._parameters.open()

    def open_compare(self, case: Case) -> None:
        """F7: the same bill at other levels and with the filing."""
        comparison = compare(case.quote) if case.quote is not None else None
        if comparison is None:
            self._place.notice.tell("还没有可以比的：选好人、填完就诊和账单，再按 [F7] 换级比较。")
            return
        name = f"{case.name} · " if case.name else ""
        trial = "（试算）" if comparison.trial else ""
        self._place.overlay.open(ComparePage(comparison), f"{name}换级比较{trial}", "方向键 逐格看为什么   Esc 返回")

    def open_conflict(self, screen: CaseScreen, theirs: Draft) -> None:
        """Both windows' typing of one draft, field beside field; then the question again."""
        desk, here = self._place.desk, screen.case.form

        def show(rows: tuple[Difference, ...]) -> None:
            page = ListPage(columns.DIFFERENCES, rows, name="两边对照", nothing="两边录入的内容相同。", stretch="there")
            page.chosen.connect(lambda _row: self._place.overlay.close_page())
            title = (
                f"{theirs.person_name or '未选人的个案'} · 两个窗口的录入对照（那边保存于 {theirs.saved_at:%H:%M:%S}）"
            )
            self._place.overlay.open(
                page, title, "方向键 翻看   Enter 或 Esc 返回，再选用哪一份；两份都会留着", then=screen.saving.ask_again
            )

        self._place.operations.run(
            lambda _job: compare_typing(desk, here, theirs.form), show, self._place.failed, owner=screen
        )

    # ---- discarding ----

    def ask_discard(self, case: Case) -> None:
        """Ask in place, then discard the draft of an open case."""
        draft = case.autosave.seen
        if draft is None:
            self._place.notice.tell(
                "这个个案还没有内容，不用丢弃。" if case.empty else "这个个案正在保存，请稍等再丢弃。"
            )
            return
        self._ask_discard(draft)

    def _ask_discard(self, draft: Draft) -> None:
        name = draft.person_name or "未选人的个案"
        self._place.notice.ask(
            f"丢弃“{name}”这份未完成个案？已输入的内容不再列出，以后可以找回。",
            (("保留", lambda: None), ("丢弃", lambda: self._discard(draft))),
        )

    def _discard(self, draft: Draft) -> None:
        desk = self._place.desk

        def dropped(_answer: object) -> None:
            self._place.overlay.close_page()
            self.draft_dropped.emit(draft.id)
            self._place.notice.tell("已丢弃。要找回：[F10]“未完成个案”里按 Ctrl+E。", "done")

        self._place.operations.run(
            lambda _job: discard_draft(desk, draft.id), dropped, self._place.failed, owner=self, then="丢弃"
        )
