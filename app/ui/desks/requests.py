"""Requests for approval on their desk: the list and its answers, files to the hall and back, and what came of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.records.approval import CollectSubject, ReversalSubject, Subject
from app.records.ledger import Posted
from app.services.approval_files import (
    LARGEST,
    RequestView,
    export_request,
    file_name,
    import_answer,
    is_answer,
    read_request,
    sign_answer,
)
from app.services.approval_requests import (
    ANSWERED_BY,
    Answered,
    ApprovalRequest,
    answer_request,
    requests,
    withdraw_request,
)
from app.services.desk import Desk
from app.services.later import later
from app.services.reverse import Reversed
from app.services.rights import refusal
from app.ui.desks.papers import PapersDesk
from app.ui.files import read_whole, save_new
from app.ui.operations import Stops
from app.ui.place import Place
from app.ui.screens.request_file import RequestFilePage
from app.ui.screens.request_words import unchanged
from app.ui.screens.requests import RequestsPage

FOLDER = "requests/folder"
_KEYS = "Enter 打开   Ctrl+S 导出申请   Ctrl+O 读入文件   Esc 返回"
_ANSWER_KEYS = "Ctrl+G 批准   Ctrl+B 不批准   Esc 返回"


class RequestsDesk(QObject):
    """``changed`` with the id of the person whose year is no longer as it was; ``later_wanted`` with person, name and year
    that are to be evaluated again or looked at; ``day_wanted`` with a day."""

    changed = Signal(str)
    day_wanted = Signal(object)
    later_wanted = Signal(str, str, int)

    def __init__(self, place: Place, papers: PapersDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._papers = papers

    # ---- the list ----

    def open(self) -> None:
        """Requests that wait for an answer."""
        self._open(lambda _page: None)

    def open_export(self, request_id: str) -> None:
        """The list, asking where the file of one request goes."""

        def ask(page: RequestsPage) -> None:
            page.show_request(request_id)
            page.ask_export()

        self._open(ask)

    def filed(self, asked: ApprovalRequest) -> None:
        """A request was filed on one of the pages: say so, and offer its file."""
        self._place.overlay.close_page()
        self._place.notice.ask(
            f"“{asked.name}”的申请已提交，等待复核。本窗口没有复核人的，导出申请文件交大厅审批。",
            (("好", lambda: None), ("导出申请文件", lambda: self.open_export(asked.id))),
        )

    def _open(self, then: Callable[[RequestsPage], None]) -> None:
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: requests(desk), lambda rows: then(self._show(rows)), self._place.failed, owner=self
        )

    def _show(self, rows: tuple[ApprovalRequest, ...]) -> RequestsPage:
        desk = self._place.desk
        may_not = {kind: refusal(desk, right) for kind, right in ANSWERED_BY.items()}
        page = RequestsPage(rows, desk.operator, may_not, self._place.folder(FOLDER))
        page.subject_wanted.connect(self._look)
        page.answer_wanted.connect(
            lambda request_id, approved, note: self._run(
                page, lambda: answer_request(desk, request_id, approved, note), "没有批准，申请已结束"
            )
        )
        page.withdraw_wanted.connect(
            lambda request_id: self._run(page, lambda: withdraw_request(desk, request_id), "申请已撤回或结束")
        )
        page.export_wanted.connect(lambda row, path: self._export(page, row, path))
        page.file_wanted.connect(lambda path: self._read(page, path))
        keys = _KEYS if all(may_not.values()) else f"{_ANSWER_KEYS.removesuffix('Esc 返回')}{_KEYS}"
        self._place.overlay.open(page, "审批申请", keys if rows else "Ctrl+O 读入文件   Esc 返回")
        return page

    def _look(self, subject: Subject) -> None:
        """What a request is about: the slip, the day, the person's year."""
        if isinstance(subject, ReversalSubject):
            self._papers.open_slip(subject.document_id)
        elif isinstance(subject, CollectSubject):
            self.later_wanted.emit(subject.person_id, subject.person_name, subject.year)
        else:
            self.day_wanted.emit(subject.day)

    def _run(self, page: RequestsPage, act: Callable[[], Answered], no: str) -> None:
        """Answer or take back; then the list as it is now, or what can be done after an approval."""
        desk = self._place.desk

        def done(answered: tuple[Answered, int]) -> None:
            if answered[0].approved:
                self._approved("已批准", *answered)
            else:
                self._place.notice.tell(f"{no}：{unchanged(answered[0].subject)}。", "done")
                self.open()

        self._place.operations.run(
            lambda _job: _with_later(desk, act()),
            done,
            lambda told: page.refuse(told.message, told.field),
            owner=page,
            doing="办理",
            stops=Stops.NEVER,
        )

    def _approved(self, words: str, answered: Answered, differ: int) -> None:
        self._place.overlay.close_page()
        if answered.reversed is not None:
            self._reversed(words, answered.reversed, differ)
        elif answered.adjusted is not None and isinstance(answered.subject, CollectSubject):
            self.changed.emit(answered.subject.person_id)
            first, count = answered.adjusted.documents[0], len(answered.adjusted.documents)
            self._place.notice.ask(
                f"{words}：已出具 {count} 张差额单，从 {first.number} 起。都在“今日单据”里。",
                (("打印第一张", lambda: self._papers.open_slip(first.id)), ("以后再说", lambda: None)),
            )
        elif answered.unlocked is not None:
            self._place.notice.tell(f"{words}：{answered.unlocked.on} 已解锁，补办后请重新日结。", "done")
            self.day_wanted.emit(answered.unlocked.on)

    def _reversed(self, words: str, done: Reversed, differ: int) -> None:
        posted: Posted = done.posted
        self.changed.emit(posted.person_id)
        steps: list[tuple[str, Callable[[], None]]] = [("打印冲红单", lambda: self._papers.open_slip(done.document_id))]
        if differ:
            whose = (posted.person_id, posted.person_name, posted.discharged.year)
            steps.append((f"后面 {differ} 张重新核算", lambda: self.later_wanted.emit(*whose)))
        self._place.notice.ask(
            f"{words}：已冲红 {posted.reverses}，冲红单 {done.number}。", (*steps, ("以后再说", lambda: None)), "done"
        )

    # ---- files ----

    def _export(self, page: RequestsPage, row: ApprovalRequest, path: Path) -> None:
        desk = self._place.desk

        def saved(target: Path) -> None:
            self._place.used(FOLDER, target)
            page.tell(f"已存为 {target}：请交大厅审批，审批文件回来后在这里读入（Ctrl+O）。", "done")

        self._place.operations.run(
            lambda _job: save_new(export_request(desk, row.id), path),
            saved,
            lambda told: page.file_refused(told.message),
            owner=page,
        )

    def _read(self, page: RequestsPage, path: Path) -> None:
        """A hall's answer is taken at once; a station's request is shown."""
        desk = self._place.desk

        def read() -> tuple[bytes, RequestView | tuple[Answered, int]]:
            data = read_whole(path, LARGEST)
            if is_answer(desk, data):
                return data, _with_later(desk, import_answer(desk, data))
            return data, read_request(desk, data)

        def show(found: tuple[bytes, RequestView | tuple[Answered, int]]) -> None:
            self._place.used(FOLDER, path)
            data, seen = found
            if isinstance(seen, RequestView):
                self._show_file(path, data, seen)
            else:
                self._imported(*seen)

        self._place.operations.run(lambda _job: read(), show, lambda told: page.file_refused(told.message), owner=page)

    def _imported(self, answered: Answered, differ: int) -> None:
        if answered.approved:
            self._approved(f"{answered.approver}已批准", answered, differ)
            return
        note = f"，意见：{answered.note}" if answered.note else ""
        self._place.notice.tell(f"{answered.approver}没有批准{note}。申请已结束，{unchanged(answered.subject)}。")
        self.open()

    def _show_file(self, path: Path, data: bytes, view: RequestView) -> None:
        subject = view.request.subject
        page = RequestFilePage(view, refusal(self._place.desk, ANSWERED_BY[subject.kind]))
        target = path.with_name(file_name(subject, answer=True))
        page.answer_wanted.connect(lambda approved, note: self._sign(page, data, target, approved, note))
        title = f"{view.request.station_name}的申请：{view.name}"
        self._place.overlay.open(page, title, _ANSWER_KEYS)

    def _sign(self, page: RequestFilePage, data: bytes, target: Path, approved: bool, note: str) -> None:
        desk = self._place.desk

        def signed(answer: bytes) -> None:
            page.place_wanted.connect(lambda other: self._save(page, answer, other))
            self._save(page, answer, target)

        self._place.operations.run(
            lambda _job: sign_answer(desk, data, approved, note),
            signed,
            lambda told: page.refuse(told.message, told.field),
            owner=page,
        )

    def _save(self, page: RequestFilePage, answer: bytes, target: Path) -> None:
        elsewhere = self._place.documents / target.name
        self._place.operations.run(
            lambda _job: save_new(answer, target),
            page.saved,
            lambda told: page.not_saved(told.message, elsewhere),
            owner=page,
        )


def _with_later(desk: Desk, answered: Answered) -> tuple[Answered, int]:
    """An answer, and how many later settlements differ after its reversal."""
    if answered.reversed is None:
        return answered, 0
    posted = answered.reversed.posted
    return answered, sum(one.flagged for one in later(desk, posted.person_id, posted.discharged.year))
