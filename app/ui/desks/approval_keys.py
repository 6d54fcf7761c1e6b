"""Keys of approval on their desk: the own one is shown and exported, a hall's is compared and accepted."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from app.services.approval_keys import (
    ApprovalKey,
    accept_key,
    accepted_keys,
    fingerprint_of,
    own_key,
    withdraw_key,
)
from app.services.desk import Desk
from app.services.reverse import APPROVE
from app.services.rights import refusal
from app.ui.desks.requests import FOLDER
from app.ui.files import read_whole, save_new
from app.ui.place import Place
from app.ui.screens.approval_keys import ApprovalKeysPage

_LARGEST = 2_000
"""Bytes of a file with a public key, which has some fifty."""


class ApprovalKeysDesk(QObject):
    """One object per window."""

    def __init__(self, place: Place, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place

    def open(self) -> None:
        """The own key, and those accepted here."""
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: _keys(desk), lambda found: self._show(*found), self._place.failed, owner=self
        )

    def _show(self, own: ApprovalKey | None, accepted: tuple[ApprovalKey, ...]) -> None:
        desk = self._place.desk
        may_not_sign, may_not_accept = refusal(desk, APPROVE), refusal(desk, "settings.change")
        page = ApprovalKeysPage(own, accepted, may_not_sign, may_not_accept, self._place.folder(FOLDER))
        page.checked.connect(lambda public_key, _name: self._check(page, public_key))
        page.accepted.connect(lambda public_key, name: self._accept(page, public_key, name))
        page.withdraw_wanted.connect(lambda public_key: self._withdraw(page, public_key))
        page.file_wanted.connect(lambda path: self._read(page, path))
        page.left.connect(self._place.overlay.step_back)
        if own is not None:
            public_key = own.public_key
            page.export_wanted.connect(lambda path: self._export(page, public_key, path))
        accepts = "" if may_not_accept else "Enter 下一项   Ctrl+O 读公钥文件   Delete 撤销密钥   "
        signs = "" if own is None else "Ctrl+S 导出本窗口公钥   "
        self._place.overlay.open(page, "审批密钥", f"{accepts}{signs}Esc 返回")

    def _check(self, page: ApprovalKeysPage, public_key: str) -> None:
        self._place.operations.run(
            lambda _job: fingerprint_of(public_key),
            page.ask,
            lambda told: page.refuse(told.message, told.field),
            owner=page,
        )

    def _accept(self, page: ApprovalKeysPage, public_key: str, name: str) -> None:
        desk = self._place.desk

        def stored(key: ApprovalKey) -> None:
            self._place.notice.tell(f"已接受“{key.name}”的密钥，指纹 {key.fingerprint}。", "done")
            self.open()

        self._place.operations.run(
            lambda _job: accept_key(desk, public_key, name),
            stored,
            lambda told: page.refuse(told.message, told.field),
            owner=page,
        )

    def _withdraw(self, page: ApprovalKeysPage, public_key: str) -> None:
        desk = self._place.desk

        def stored(key: ApprovalKey) -> None:
            self._place.notice.tell(f"已撤销“{key.name}”的密钥：它签署的审批不再生效。", "done")
            self.open()

        self._place.operations.run(
            lambda _job: withdraw_key(desk, public_key),
            stored,
            lambda told: page.tell(told.message, "warn"),
            owner=page,
        )

    def _export(self, page: ApprovalKeysPage, public_key: str, path: Path) -> None:
        def saved(target: Path) -> None:
            self._place.used(FOLDER, target)
            page.tell(f"已存为 {target}：交给要接受它的窗口。", "done")

        self._place.operations.run(
            lambda _job: save_new(f"{public_key}\n".encode("ascii"), path),
            saved,
            lambda told: page.file_refused(told.message),
            owner=page,
        )

    def _read(self, page: ApprovalKeysPage, path: Path) -> None:
        self._place.operations.run(
            lambda _job: _key_text(read_whole(path, _LARGEST)),
            page.show_key,
            lambda told: page.file_refused(told.message),
            owner=page,
        )


def _keys(desk: Desk) -> tuple[ApprovalKey | None, tuple[ApprovalKey, ...]]:
    return (own_key(desk) if not refusal(desk, APPROVE) else None), accepted_keys(desk)


def _key_text(data: bytes) -> str:
    """The public key in a small text file. UserError BAD_KEY."""
    text = data.decode("ascii", "replace").strip()
    fingerprint_of(text)
    return text
