"""What a register can do beyond entries: its prescribed form on paper and as a workbook, papers handed out and who got them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject

from app.records.register_list import BY_CODE, HANDED_OUT, PROBLEMS
from app.services.archive.leaving import Prepared
from app.services.desk import Desk, today
from app.services.registers import handing_out, papers
from app.services.registers.book import fresh_texts
from app.services.rights import refusal
from app.ui.desks.finders import finders_of
from app.ui.desks.papers import PapersDesk, prepared_paper
from app.ui.desks.registers import FORM_KEYS, Keys
from app.ui.desks.saving import SavePage, open_save
from app.ui.operations import Stops
from app.ui.place import Place
from app.ui.screens.form_page import FormPage
from app.ui.screens.registers import RegisterPage
from app.ui.widgets.entry_form import EntryForm

FOLDER = "lists/folder"
LEAD = "一次登记整户或整村：这一户、这个村里还没有这一版的医保扶贫对象，每人登记一条；已经领过的不重复。"


class RegisterPapers(QObject):
    """``keys`` by register; ``again`` reads a register's page anew after many entries were stored."""

    def __init__(self, place: Place, papers_desk: PapersDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._papers = papers_desk
        self.again: Callable[[RegisterPage, str, str], None] = lambda _page, _at, _message: None

    def keys(self) -> Mapping[str, Keys]:
        """The keys of the registers that have some of their own."""
        return {
            PROBLEMS.code: {
                "Ctrl+R": ("按附件2打印", lambda page: self._print_form(page.register.code)),
                "Ctrl+S": ("按附件2存表格", self._save_form),
            },
            HANDED_OUT.code: {
                "Ctrl+T": ("整户整村", self._hand_out),
                "Ctrl+R": ("印政策问答", lambda _page: self._show("政策问答", papers.questions_paper)),
                "Ctrl+B": ("印明白卡", lambda _page: self._show("政策明白卡", papers.card_paper)),
            },
        }

    def _show(self, name: str, draw: Callable[[Desk], Prepared]) -> None:
        desk = self._place.desk
        self._papers.show(lambda _job: prepared_paper(desk, draw(desk), f"{name} {today(desk)}", name))

    def _print_form(self, code: str) -> None:
        paper = BY_CODE[code].paper
        if paper is not None:
            self._show(paper.title, lambda desk: papers.form_paper(desk, code))

    def _save_form(self, page: RegisterPage) -> None:
        """Where the workbook goes, then it is written."""
        desk, code, paper = self._place.desk, page.register.code, page.register.paper
        open_save(
            self._place,
            SavePage(
                folder=FOLDER,
                name=f"{paper.title if paper is not None else code} {today(desk)}.xlsx",
                word="存表格",
                doing="存成表格",
                lead="按附件2的题目和列存成表格，一行不多，可以直接上报。",
                data=lambda: papers.form_xlsx(desk, code),
                told=page.tell,
                may_not=refusal(desk, "list.export"),
            ),
        )

    def _hand_out(self, page: RegisterPage) -> None:
        if page.may_not:
            page.tell(page.may_not, "warn")
            return
        desk, place = self._place.desk, self._place
        typed = {"scope": "household", **fresh_texts(desk, HANDED_OUT.code)}
        form = EntryForm(handing_out.FIELDS, "登记", finders_of(desk), typed=typed)

        def stored(done: handing_out.HandedOut) -> None:
            place.overlay.step_back()
            before = f"另有 {done.before} 人早先已经领过。" if done.before else ""
            self.again(page, "", f"已登记 {done.given} 人。{before}")

        form.finished.connect(
            lambda texts: place.operations.run(
                lambda _job: handing_out.hand_out(desk, texts),
                stored,
                lambda told: form.refuse(told.field, told.message),
                owner=form,
                doing="登记发放",
                stops=Stops.NEVER,
            )
        )
        form.left.connect(place.overlay.step_back)
        place.overlay.hold()
        place.overlay.open(FormPage(form, LEAD), f"{HANDED_OUT.title}：整户整村", FORM_KEYS)
        form.start()
