"""What becomes of what is typed: stored, not stored, or changed in another window meanwhile; said on the case's own line."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.records.form import CaseForm, Draft
from app.ui.case import Case
from app.ui.screens.notice import NoticeLine


class CaseSaving(QObject):
    """``changed`` after each of them, ``compared`` with the Draft that another window stored: to be shown beside what is typed
    here. ``line`` gives the case's line, which is made anew with other type."""

    changed = Signal()
    compared = Signal(object)

    def __init__(self, case: Case, line: Callable[[], NoticeLine], parent: QObject) -> None:
        super().__init__(parent)
        self._case = case
        self._line = line
        self._told = ""
        self._theirs: Draft | None = None
        case.autosave.saved.connect(self._saved)
        case.autosave.kept.connect(self._saved)
        case.autosave.failed.connect(self._not_saved)
        case.autosave.conflicted.connect(self._conflict)

    def text(self) -> tuple[str, bool]:
        """What the key bar says about saving, and whether that stops the clerk."""
        if self._told:
            return "还没有存下", True
        draft = self._case.autosave.seen
        if draft is None:
            return ("", False) if self._case.empty else ("正在保存…", False)
        return f"保存于 {draft.saved_at:%H:%M:%S}", False

    def ask(self) -> None:
        """Which of the two drafts is to stand: the question that was asked, once more."""
        self._conflict("", self._theirs)

    def ask_again(self) -> None:
        """The two sides were looked at: the question stands as before."""
        self.ask()
        self._line().go()

    def _saved(self) -> None:
        if self._told:
            if self._line().text == self._told:
                self._line().clear()
            self._told = ""
        self.changed.emit()

    def _not_saved(self, message: str) -> None:
        self._told = message
        if not self._line().text.endswith(message):  # said already, or that nothing was settled because of it
            self._line().tell(message, "stop", lasting=True)
        self.changed.emit()

    def _conflict(self, _message: str, theirs: Draft | None) -> None:
        self._theirs = theirs
        case = self._case
        here = _in_words(case.form, case.name)
        if theirs is None:
            self._line().offer(
                f"另一窗口已经办结或收走这份草稿。这里是{here}，还在，可以接着录；按 [F12] 到这里另存。",
                (("另存为新个案，接着录", case.keep_mine),),
            )
        else:
            there = _in_words(theirs.form, theirs.person_name)
            self._line().offer(
                f"另一窗口在 {theirs.saved_at:%H:%M:%S} 改过这份草稿。这里：{here}；那边：{there}。两份都会留着；按 [F12] 到这里选。",
                (
                    ("这里的另存，接着录", case.keep_mine),
                    ("换成那边的", case.take_theirs),
                    ("两边对照", lambda: self.compared.emit(theirs)),
                ),
            )
        self.changed.emit()


def _in_words(form: CaseForm, name: str) -> str:
    """A form in a few words, to tell two of them apart."""
    bill = f"账单 {len(form.rows)} 行" if form.bill_kind == "items" else f"总费用 {form.totals.get('total') or '未填'}"
    return "、".join(part for part in (name or "未选人", form.visit.diagnosis_name, bill) if part)
