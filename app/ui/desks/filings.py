"""Filings on their desk: a list for each kind, a person's own, one filed, one opened and dealt with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.records.fields import Field
from app.records.filings import KINDS, FilingLine, Kind
from app.records.ledger import PersonCard
from app.records.words import FILINGS
from app.services.filings import found, lists, register
from app.services.rights import refusal
from app.ui.desks.finders import finders_of
from app.ui.doors import Door
from app.ui.operations import Stops
from app.ui.place import Place
from app.ui.screens import filings as screens
from app.ui.screens.form_page import FormPage
from app.ui.screens.register_page import RegisterPage
from app.ui.widgets.entry_form import EntryForm
from app.ui.widgets.picker import Pick

GROUP = "备案和签约"
KEYS = "Ins 新登记   Enter 查看、办理   Esc 返回"
ACT_KEYS = "Enter 办理   Esc 返回"
FORM_KEYS = "Enter 下一格，填完{word}   Esc 返回"
PERSON = Field("person", "参保人", "person", hint="姓名、拼音或证号")
Reload = Callable[[], Sequence[Any]]


class FilingsDesk(QObject):
    """``changed`` after a filing was stored: open cases read it. One object per window."""

    changed = Signal()

    def __init__(self, place: Place, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place

    def doors(self) -> tuple[Door, ...]:
        """A door per kind."""
        return tuple(
            Door(FILINGS[kind.code], GROUP, kind.what, partial(self.open_kind, kind.code), kind.duties)
            for kind in KINDS.values()
        )

    # ---- lists ----

    def open_kind(self, kind: str) -> None:
        """All filings of a kind."""
        desk = self._place.desk
        word = FILINGS[kind]

        def show(rows: Sequence[FilingLine]) -> None:
            page = RegisterPage(
                screens.OF_KIND,
                rows,
                name=word,
                nothing=f"还没有{word}。按 Ins 登记第一条。",
                stretch="note",
                keys={"Ins": lambda _row: self._new(page, reload, KINDS[kind], None)},
                whole=screens.whole,
                said=KINDS[kind].what,
            )
            page.chosen.connect(lambda line: self.open_line(page, reload, line))
            self._place.overlay.open(page, word, KEYS)

        def reload() -> Sequence[FilingLine]:
            return lists.of_kind(desk, kind)

        self._run(reload, show)

    def open_person(self, card: PersonCard | None) -> None:
        """The filings of the person in the case that is open."""
        if card is None:
            self._place.notice.tell("还没有选人：先按 [F2] 找人，再看备案。")
            return
        desk, person = self._place.desk, card.person

        def show(rows: Sequence[FilingLine]) -> None:
            page = RegisterPage(
                screens.OF_PERSON,
                rows,
                name="备案",
                nothing="这个人还没有备案。按 Ins 登记。",
                stretch="note",
                keys={"Ins": lambda _row: self._choose_kind(page, reload, Pick(person.id, person.name))},
                whole=screens.whole,
            )
            page.chosen.connect(lambda line: self.open_line(page, reload, line))
            self._place.overlay.open(page, f"备案 · {person.name}", KEYS)

        def reload() -> Sequence[FilingLine]:
            return lists.of_person(desk, person.id)

        self._run(reload, show)

    # ---- a new one ----

    def _choose_kind(self, page: RegisterPage, reload: Reload, person: Pick) -> None:
        kinds = RegisterPage(screens.KIND_CHOICE, tuple(KINDS.values()), name="备案种类", nothing="", stretch="what")
        kinds.chosen.connect(lambda kind: self._new(page, reload, kind, person, steps=2))
        self._place.overlay.hold()
        self._place.overlay.open(kinds, f"新登记 · {person.name}：选种类", "Enter 选这一种   Esc 返回")

    def file_for(self, page: RegisterPage, reload: Reload, kind: str, person: Pick) -> None:
        """A new filing of somebody from a list of who should have one."""
        self._new(page, reload, KINDS[kind], person)

    def _new(self, page: RegisterPage, reload: Reload, kind: Kind, person: Pick | None, *, steps: int = 1) -> None:
        desk = self._place.desk
        may_not = refusal(desk, "filing.file")
        who = f" · {person.name}" if person else ""

        def show(fields: tuple[Field, ...]) -> None:
            asked = fields if person else (PERSON, *fields)

            def do(texts: Mapping[str, str]) -> register.Filed:
                rest = {key: text for key, text in texts.items() if key != "person"}
                return register.file(desk, kind.code, person.code if person else texts["person"], rest)

            self.ask(
                asked,
                "登记",
                f"{FILINGS[kind.code]}{who}：登记",
                _lead(kind),
                do,
                self._stored(page, reload, steps),
                may_not=may_not,
            )

        self._run(lambda: register.fields_of(desk, kind.code), show)

    # ---- one of them ----

    def open_line(self, page: RegisterPage, reload: Reload, line: FilingLine) -> None:
        """A filing's own page over a list."""
        desk = self._place.desk
        own = screens.FilingPage(line, register.acts_of(desk, line.filing))
        own.wanted.connect(lambda code: self._act(page, reload, line, code))
        self._place.overlay.hold()
        self._place.overlay.open(own, f"{FILINGS[line.filing.kind]} · {line.person_name}", ACT_KEYS)

    def _act(self, page: RegisterPage, reload: Reload, line: FilingLine, code: str) -> None:
        desk, filing = self._place.desk, line.filing
        if code == screens.SETTLED:
            self._settled(line)
            return
        act = register.ALL_ACTS[code]

        def show(fields: tuple[Field, ...]) -> None:
            picks = {
                one.key: Pick(str(filing.facts[one.key]), str(filing.facts.get(f"{one.key}_name")))
                for one in fields
                if one.kind == "institution" and filing.facts.get(one.key)
            }
            self.ask(
                fields,
                act.title,
                f"{FILINGS[filing.kind]} · {line.person_name}：{act.title}",
                act.what,
                lambda texts: register.act(desk, filing.id, code, texts),
                self._stored(page, reload, 2),
                typed=register.typed_of(filing, fields),
                picks=picks,
                may_not=refusal(desk, act.needs),
            )

        self._run(lambda: register.act_fields(desk, filing, code), show)

    def _settled(self, line: FilingLine) -> None:
        desk = self._place.desk

        def show(rows: Sequence[Any]) -> None:
            said = "取消以前结算的单据不变，归入拒付核查。" if line.filing.state == "cancelled" else ""
            page = RegisterPage(
                screens.REFUSED_PAY,
                rows,
                name="结算单据",
                nothing="没有单据读过这条备案。",
                stretch="hospital",
                said=said,
            )
            self._place.overlay.hold()
            self._place.overlay.open(page, f"按这条备案结算的单据 · {line.person_name}", "Esc 返回")

        self._run(lambda: found.settled_under(desk, line.filing.id), show)

    # ---- shared with the other desks of filings ----

    def ask(
        self,
        fields: Sequence[Field],
        word: str,
        title: str,
        lead: str,
        do: Callable[[Mapping[str, str]], Any],
        then: Callable[[Any], None],
        *,
        typed: Mapping[str, str] | None = None,
        picks: Mapping[str, Pick] | None = None,
        may_not: str = "",
    ) -> EntryForm:
        """A form of described fields over the page that is open; ``do`` off the window's thread, ``then`` with what it gave."""
        form = EntryForm(fields, word, finders_of(self._place.desk), typed=typed, picks=picks)
        page = FormPage(form, lead, may_not=may_not)
        form.finished.connect(
            lambda texts: self._place.operations.run(
                lambda _job: do(texts),
                then,
                lambda told: form.refuse(told.field, told.message),
                owner=form,
                doing=word,
                stops=Stops.NEVER,
            )
        )
        form.left.connect(self._place.overlay.step_back)
        self._place.overlay.hold()
        self._place.overlay.open(page, title, FORM_KEYS.format(word=word))
        return form

    def _stored(self, page: RegisterPage, reload: Reload, steps: int) -> Callable[[register.Filed], None]:
        """Back to the list, which is read again and says what was done."""

        def then(done: register.Filed) -> None:
            self.changed.emit()
            for _ in range(steps):
                self._place.overlay.step_back()
            mark = "warn" if "注意" in done.said or "请接着" in done.said else "done"
            self.refresh(page, reload, done.said, mark)

        return then

    def refresh(self, page: RegisterPage, reload: Reload, message: str, mark: str = "done") -> None:
        """Read a list again that something was done on; where it was left meanwhile, the window's line says it."""

        def show(rows: Sequence[Any]) -> None:
            if self._place.in_front(page):
                page.show_rows(rows)
                page.tell(message, mark)
            else:
                self._place.notice.tell(message, mark)

        self._run(reload, show)

    def _run(self, read: Callable[[], Any], show: Callable[[Any], None]) -> None:
        self._place.operations.run(lambda _job: read(), show, self._place.failed, owner=self, doing="读取备案")


def _lead(kind: Kind) -> str:
    clause = kind.sentences[0]
    return f"{clause.document} {clause.article}：“{clause.sentence}”"
