"""Keys of slips on their desk: signed at the hall, sent there and back as files; the hall's public key handed out."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from app.exchange.slip_key_file import KeyAnswer
from app.services.approval_keys import ApprovalKey
from app.services.desk import Desk, today
from app.services.slip_key_files import (
    ANSWER,
    WITHDRAWALS,
    export_request,
    file_name,
    hall_key_file,
    hall_key_paper,
    import_answer,
    kind_of,
    read_request,
    sign_request,
)
from app.services.slip_key_lists import (
    LARGEST_LIST,
    TakenIn,
    export_withdrawals,
    import_withdrawals,
    list_file_name,
    told_words,
)
from app.services.slip_key_signing import WITHDRAWAL, SlipKey, SlipKeys, sign_own, slip_key_state, withdraw
from app.ui.desks.entry_pages import EntryPage, open_entry
from app.ui.desks.papers import PapersDesk, prepared_paper
from app.ui.doors import Door
from app.ui.files import read_whole, save_new
from app.ui.place import Place
from app.ui.screens.slip_keys import SlipKeysPage

HALL_KEY = "大厅公钥"
TITLE = "结算单密钥"
FOLDER = "slip_keys/folder"
KEYS = "Ctrl+G 签署   Ctrl+S 导出申请   Ctrl+O 读入文件   Ctrl+P 打印大厅公钥   Delete 停用   Tab 到按钮   Esc 返回"
LEAD = "停用以后，用这个密钥签的单据在别处一律不算；已在台账里的不受影响。下一张结算单会换上新密钥，要请大厅重新签名。"


class SlipKeysDesk(QObject):
    """One object per window."""

    def __init__(self, place: Place, papers: PapersDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._papers = papers

    def doors(self) -> tuple[Door, ...]:
        """The page of keys."""
        return (Door(TITLE, "设置", "结算单二维码用它签名；请大厅签署，导出大厅公钥", self.open),)

    def open(self) -> None:
        """This station's key, the hall's, and what was signed here."""
        self._open("", "")

    def _open(self, message: str, mark: str) -> None:
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: slip_key_state(desk),
            lambda found: self._show(found, message, mark),
            self._place.failed,
            owner=self,
        )

    def _show(self, found: SlipKeys, message: str, mark: str) -> None:
        desk = self._place.desk
        page = SlipKeysPage(
            found, self._place.folder(FOLDER), file_name(found.prefix), list_file_name(today(desk).isoformat())
        )
        page.sign_wanted.connect(lambda: self._sign(page))
        page.request_wanted.connect(lambda path: self._export(page, path))
        page.file_wanted.connect(lambda path: self._read(page, path))
        page.hall_wanted.connect(lambda path: self._export_hall(page, path))
        page.list_wanted.connect(lambda path: self._export_list(page, path))
        page.print_wanted.connect(
            lambda: self._papers.show(lambda _job: prepared_paper(desk, hall_key_paper(desk), "大厅公钥"))
        )
        page.withdraw_wanted.connect(self._withdraw)
        self._place.overlay.open(page, TITLE, KEYS)
        page.tell(message, mark)

    def _sign(self, page: SlipKeysPage) -> None:
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: sign_own(desk),
            lambda key: self._open(f"已签署 {key.prefix} 的结算单密钥：从下一张起，凭大厅公钥就能核对。", "done"),
            lambda told: page.tell(told.message, "warn"),
            owner=page,
        )

    def _export(self, page: SlipKeysPage, path: Path) -> None:
        desk = self._place.desk

        def saved(target: Path) -> None:
            self._place.used(FOLDER, target)
            self._open(f"申请已存为 {target}：请交大厅签名，核对指纹后把答复文件带回来读入。", "done")

        self._place.operations.run(
            lambda _job: save_new(export_request(desk), path),
            saved,
            lambda told: page.file_refused(told.message),
            owner=page,
        )

    def _export_hall(self, page: SlipKeysPage, path: Path) -> None:
        desk = self._place.desk

        def write() -> tuple[ApprovalKey, Path]:
            key, data = hall_key_file(desk)
            return key, save_new(data, path)

        def saved(done: tuple[ApprovalKey, Path]) -> None:
            self._place.used(FOLDER, done[1])
            page.tell(f"“{done[0].name}”的公钥已存为 {done[1]}：指纹 {done[0].fingerprint}。", "done")

        self._place.operations.run(
            lambda _job: write(), saved, lambda told: page.file_refused(told.message), owner=page
        )

    def _export_list(self, page: SlipKeysPage, path: Path) -> None:
        desk = self._place.desk

        def saved(target: Path) -> None:
            self._place.used(FOLDER, target)
            page.tell(f"停用清单已存为 {target}：请交给各窗口，在这一页按 Ctrl+O 读入。", "done")

        self._place.operations.run(
            lambda _job: save_new(export_withdrawals(desk), path),
            saved,
            lambda told: page.file_refused(told.message),
            owner=page,
        )

    def _read(self, page: SlipKeysPage, path: Path) -> None:
        """A file: the hall's answer or list is taken, a station's request is shown and asked about."""
        desk = self._place.desk

        def read() -> tuple[bytes, str] | KeyAnswer | TakenIn:
            data = read_whole(path, LARGEST_LIST)
            kind = kind_of(desk, data)
            if kind == ANSWER:
                return import_answer(desk, data)
            if kind == WITHDRAWALS:
                return import_withdrawals(desk, data)
            asked, fingerprint = read_request(desk, data)
            told = f"窗口 {asked.prefix}（{asked.station}）请大厅签署它的结算单密钥。请在电话里与那个窗口逐组核对指纹：{fingerprint}。"
            return data, told

        def done(found: tuple[bytes, str] | KeyAnswer | TakenIn) -> None:
            self._place.used(FOLDER, path)
            if isinstance(found, TakenIn):
                self._open(told_words(found), "done")
                return
            if isinstance(found, KeyAnswer):
                self._open(f"已读入“{found.hall}”的签名：从下一张结算单起，凭大厅公钥就能核对。", "done")
            else:
                self._ask(page, *found)

        self._place.operations.run(lambda _job: read(), done, lambda told: page.file_refused(told.message), owner=page)

    def _ask(self, page: SlipKeysPage, data: bytes, told: str) -> None:
        desk = self._place.desk
        page.signed_wanted.connect(
            lambda: self._place.operations.run(
                lambda _job: (sign_request(desk, data), read_request(desk, data)[0].prefix),
                lambda done: self._keep(page, *done),
                lambda refused: page.tell(refused.message, "warn"),
                owner=page,
            ),
        )
        page.ask_to_sign(told)

    def _keep(self, page: SlipKeysPage, answer: bytes, prefix: str) -> None:
        def saved(target: Path) -> None:
            self._place.used(FOLDER, target)
            self._open(f"已签署，答复存为 {target}：请交回 {prefix} 窗口读入。", "done")

        page.answer_wanted.connect(
            lambda path: self._place.operations.run(
                lambda _job: save_new(answer, path),
                saved,
                lambda told: page.file_refused(told.message),
                owner=page,
            )
        )
        page.ask_answer(file_name(prefix, answer=True), f"已签署 {prefix} 窗口的密钥：请把答复存成文件交回去。")

    def _withdraw(self, row: SlipKey) -> None:
        def store(desk: Desk, texts: dict[str, str]) -> SlipKey:
            return withdraw(desk, row.public_key, texts)

        def done(key: SlipKey) -> None:
            self._open(f"{key.prefix} 的密钥已从 {key.withdrawn} 起停用。", "done")

        page = EntryPage(
            f"停用 {row.prefix} 的结算单密钥（{row.fingerprint}）", WITHDRAWAL, "停用", LEAD, store, done, self.open
        )
        open_entry(self._place, self, page)
