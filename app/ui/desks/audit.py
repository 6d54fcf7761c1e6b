"""The audit on its desk: rows read as they are scrolled to, and the check of the whole chain beside the daily work."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject

from app.records.audit import AuditFilter, AuditLine
from app.services.audit_trail import AuditSubject, entries, subjects, verify_audit
from app.services.desk import today
from app.services.operators import list_operators
from app.services.people import note_search
from app.services.rights import refusal
from app.ui.place import Place
from app.ui.screens.audit import PAGE, AuditPage

STOPPED = "已停下，没有结论。"
NOT_READ = "已停下，没有读出来；换一个筛选，或再选一次。"
_KEYS = "Tab 筛选   Ctrl+H 核查整条记录链   Esc 返回"


class AuditDesk(QObject):
    """One object per window."""

    def __init__(self, place: Place, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place

    def open(self) -> None:
        """What was done last, or why this operator may not see it."""
        desk = self._place.desk
        may_not = refusal(desk, "audit.read")
        if may_not:
            self._place.notice.tell(may_not)
            return

        def read() -> tuple[tuple[AuditLine, ...], Mapping[str, str]]:
            names = {one.operator.id: one.operator.name for one in list_operators(desk)}
            return entries(desk, AuditFilter(), PAGE), names

        self._place.operations.run(
            lambda _job: read(), lambda found: self._show(*found), self._place.failed, owner=self, doing="读取审计记录"
        )

    def _show(self, rows: tuple[AuditLine, ...], names: Mapping[str, str]) -> None:
        desk = self._place.desk
        page = AuditPage(rows, names, lambda text: subjects(desk, text), lambda: today(desk))
        page.wanted.connect(lambda wanted: self._read(page, wanted, None))
        page.more_wanted.connect(lambda wanted, before: self._read(page, wanted, before))
        page.taken.connect(self._note)
        page.verify_wanted.connect(lambda head: self._verify(page, head))
        self._place.overlay.open(page, "审计记录", _KEYS)

    def _read(self, page: AuditPage, wanted: AuditFilter, before: int | None) -> None:
        desk = self._place.desk
        show = page.show_rows if before is None else page.add_rows
        self._place.operations.run(
            lambda _job: entries(desk, wanted, PAGE, before),
            lambda rows: show(wanted, rows),
            lambda told: page.refuse(told.message),
            owner=page,
            doing="读取审计记录",
            on_stopped=lambda: page.refuse(NOT_READ),
        )

    def _note(self, one: AuditSubject) -> None:
        """A person was looked up: that is written down, as everywhere."""
        desk = self._place.desk
        if one.is_person:
            self._place.operations.run(
                lambda _job: note_search(desk, one.words, 1),
                lambda _none: None,
                self._place.failed,
                owner=self,
                quiet=True,
            )

    def _verify(self, page: AuditPage, head: str) -> None:
        desk = self._place.desk

        self._place.operations.run(
            lambda job: verify_audit(desk, head, job.step),
            page.show_verified,
            lambda told: page.not_verified(told.message),
            owner=page,
            doing="核查整条记录链",
            on_stopped=lambda: page.not_verified(STOPPED),
        )
