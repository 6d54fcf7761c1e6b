"""The visit form (F3): Enter goes on through what has to be filled in, Tab through everything that is shown."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from app.records.form import CaseForm, PaymentForm, Problem, VisitForm
from app.records.people import Diagnosis, Institution
from app.records.words import REFERRALS, TAGS, VISIT_TYPES, WAYS
from app.services.filings.given import Given, tag_words
from app.ui.screens import visit_words
from app.ui.screens.lookups import Lookups
from app.ui.screens.visit_papers import VisitPapers
from app.ui.style import type as typeface
from app.ui.widgets.choice import Choice
from app.ui.widgets.date_field import DateField, read_date
from app.ui.widgets.field import LabeledField
from app.ui.widgets.suggest import SuggestEdit, Suggestion

SHOWN_TAGS = ("disease_23", "critical")
"""Tags that are always offered; others when they are proposed or set."""


class _Tags(QWidget):
    """One tick for each tag; a proposed one says so in its words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chosen: tuple[str, ...] = ()
        self.boxes = {code: QCheckBox(word, self) for code, word in TAGS.items()}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(typeface.px(12))
        for box in self.boxes.values():
            layout.addWidget(box)
        layout.addStretch(1)
        self.setMinimumHeight(typeface.px(30))

    def show_tags(self, chosen: Sequence[str], proposed: Mapping[str, str], given: Given) -> None:
        """What is filed is ticked and can't be taken off; ``chosen`` stays what the clerk ticked."""
        self._chosen = tuple(chosen)
        for code, box in self.boxes.items():
            filed = code in given.tags
            box.setChecked(filed or code in chosen)
            box.setEnabled(not filed)
            box.setVisible(filed or code in SHOWN_TAGS or code in chosen or code in proposed)
            why = "备案记录" if filed else proposed.get(code, "")
            box.setText(f"{TAGS[code]}？" if why and not filed and code not in chosen else TAGS[code])
            box.setToolTip(why)
            box.setAccessibleName(f"{TAGS[code]}，{'' if filed else '建议：'}{why}" if why else TAGS[code])
        usable = {code: box for code, box in self.boxes.items() if box.isEnabled()}
        first = next(
            (box for code, box in usable.items() if code in proposed),
            usable.get(SHOWN_TAGS[0], self.boxes[SHOWN_TAGS[1]]),
        )
        self.setFocusProxy(first)

    def chosen(self) -> tuple[str, ...]:
        return tuple(
            code for code, box in self.boxes.items() if (box.isChecked() if box.isEnabled() else code in self._chosen)
        )


class VisitFields(QWidget):
    """Edits VisitForm, PaymentForm and the typed layers. ``changed`` after each change by the clerk, ``finished`` when
    Enter is pressed in the last field, ``left`` on Esc, ``field_left`` when a field loses the focus."""

    changed = Signal()
    finished = Signal()
    left = Signal()

    def __init__(self, lookups: Lookups, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lookups = lookups
        self._visit = VisitForm()
        self._institution: Institution | None = None
        self._born: date | None = None
        self._proposed: dict[str, str] = {}
        self._given = Given()
        self._notes: dict[str, str] = {}
        self._faults: frozenset[str] = frozenset()
        self._institution_edit: SuggestEdit[Institution] = SuggestEdit(
            lookups.find_institutions,
            _institution_line,
            self,
            empty_note="没有找到这家医疗机构：请核对名称或拼音首字母",
        )
        self._institution_edit.offers = True
        self._institution_edit.setPlaceholderText("按 ↓ 选最近用过的")
        self._diagnosis_edit: SuggestEdit[Diagnosis] = SuggestEdit(
            lookups.find_diagnoses, _diagnosis_line, self, empty_note="没有找到这个诊断：可以只写名称"
        )
        self._admitted = DateField(lookups.today, self)
        self._discharged = DateField(lookups.today, self)
        self._type, self._way = Choice(VISIT_TYPES, self), Choice(WAYS, self)
        self._referral = Choice(REFERRALS, self)
        self._tags = _Tags(self)
        self.papers = VisitPapers(self)
        self.fields: dict[str, LabeledField] = {}
        self._build()
        self._connect()

    # ---- what it shows and gives ----

    def show_form(self, form: CaseForm, born: date | None) -> None:
        """Show a stored or restored form."""
        visit = self._visit = form.visit
        self._born = born
        self._institution = self._of_day(visit)
        self._institution_edit.setText(self._institution.name if self._institution else visit.institution_text)
        self._diagnosis_edit.setText(f"{visit.diagnosis_code} {visit.diagnosis_name}".strip())
        self._type.show_code(visit.type)
        self._way.show_code(visit.way)
        self._referral.show_code(visit.referral)
        self._admitted.setText(visit.admitted)
        self._discharged.setText(visit.discharged)
        self._propose()
        self.papers.show_form(form)
        self.refresh(form)

    def set_born(self, born: date | None, form: CaseForm) -> None:
        """The person is known now: some proposals depend on the age, the referral on filings."""
        self._born = born
        self._propose()
        self.refresh(form)

    @property
    def institution(self) -> Institution | None:
        """The chosen institution."""
        return self._institution

    def visit(self) -> VisitForm:
        """The visit as it is typed now."""
        return self.papers.visit(self._visit)

    def payment(self) -> PaymentForm:
        """The payee as it is typed now."""
        return self.papers.payment()

    def paid(self) -> dict[str, str]:
        """The layers typed from an outside slip."""
        return self.papers.paid()

    def refresh(self, form: CaseForm) -> None:
        """What follows from the form: which fields are needed, the notes under them."""
        visit = form.visit
        inpatient = visit.type == "inpatient"
        self.fields["visit.admitted"].setVisible(inpatient or bool(visit.admitted))
        self._rename("visit.discharged", "出院日期" if inpatient else "就诊日期")
        given = self._given = self._lookups.given(form, self._institution)
        region = self._institution.region if self._institution else ""
        filed = given.source("referral")
        self._referral.setEnabled(region != "in_county" and not filed)
        self._referral.show_code(given.referral if filed else visit.referral)
        self._note("visit.referral", filed or _referral_note(region))
        self._note(
            "visit.institution_id", visit_words.institution_words(self._institution) if self._institution else ""
        )
        self._note("visit.type", given.source("type"))
        self._note("visit.discharged", visit_words.days(visit))
        self._note("visit.diagnosis_code", visit_words.diagnosis_note(visit))
        self._tags.show_tags(visit.tags, self._proposed, given)
        whys = [why for code, why in self._proposed.items() if code not in visit.tags and code not in given.tags]
        filed = f"{tag_words(given.tags)}（{given.source('tags')}）" if given.tags else ""
        self._note("visit.tags", f"建议：{'；'.join(whys)}，空格勾选" if whys else filed)
        day = read_date(visit.discharged) or self._lookups.today()
        self.papers.refresh(form, self._lookups.layers(day), given)

    def complete(self) -> None:
        """Write readable days out before what is typed is used (F8 does not leave the field)."""
        for date_field in (self._admitted, self._discharged):
            date_field.complete()

    def show_problems(self, problems: Mapping[str, Problem]) -> None:
        """Say beside each field what is wrong with it."""
        self._faults = frozenset(path for path, problem in problems.items() if not problem.pending)
        for path, field in self.fields.items():
            problem = problems.get(path)
            if problem is not None:
                field.show_problem(problem)
            elif field.property("wrong"):
                field.show_problem(None)
                field.message.say(self._notes.get(path, ""), "")
            field.setProperty("wrong", problem is not None)
        self.papers.show_problems(problems)

    def focus_field(self, path: str = "visit.institution_id") -> bool:
        """The cursor into the field of a problem; False where it is not one of these."""
        field = self.fields.get(path) or self.papers.fields.get(path)
        if field is None:
            return False
        if path in self.papers.fields:
            self.papers.reveal(path)
        field.setVisible(True)
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(field.editor, QLineEdit):
            field.editor.selectAll()
        return True

    # ---- building ----

    def _build(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(typeface.px(12))
        grid.setVerticalSpacing(typeface.px(2))
        places: tuple[tuple[str, str, QWidget, int, int, int], ...] = (
            ("visit.institution_id", "医疗机构（拼音首字母或名称）", self._institution_edit, 0, 0, 8),
            ("visit.type", "就诊类型", self._type, 0, 8, 4),
            ("visit.admitted", "入院日期", self._admitted, 1, 0, 3),
            ("visit.discharged", "出院日期", self._discharged, 1, 3, 3),
            ("visit.diagnosis_code", "诊断（编码、拼音或名称）", self._diagnosis_edit, 1, 6, 6),
            ("visit.tags", "病种标记", self._tags, 2, 0, 5),
            ("visit.referral", "转诊", self._referral, 2, 5, 3),
            ("visit.way", "结算方式", self._way, 2, 8, 4),
        )
        for path, label, editor, row, column, span in places:
            field = LabeledField(label, editor, self)
            field.setObjectName(path)
            editor.setObjectName(f"{path}.editor")
            self.fields[path] = field
            grid.addWidget(field, row, column, 1, span)
        for column in range(12):
            grid.setColumnStretch(column, 1)
        grid.addWidget(self.papers, 3, 0, 1, 12)
        order: list[QWidget] = []
        for _path, _label, editor, *_place in places:
            order.extend(self._tags.boxes.values() if editor is self._tags else (editor,))
        for before, after in itertools.pairwise(order):
            QWidget.setTabOrder(before, after)
        self.papers.follow(order[-1])

    def _connect(self) -> None:
        self._institution_edit.chosen.connect(self._take_institution)
        self._institution_edit.textEdited.connect(self._typed_institution)
        self._diagnosis_edit.chosen.connect(self._take_diagnosis)
        self._diagnosis_edit.textEdited.connect(self._typed_diagnosis)
        for date_field, name in ((self._admitted, "admitted"), (self._discharged, "discharged")):
            date_field.changed.connect(lambda field=date_field, key=name: self._put(**{key: field.text().strip()}))
            date_field.entered.connect(self.go_on)
        for choice, name in ((self._type, "type"), (self._way, "way"), (self._referral, "referral")):
            choice.picked.connect(lambda code, key=name: self._put(**{key: code}))
        for box in self._tags.boxes.values():
            box.clicked.connect(lambda _checked=False: self._put(tags=self._tags.chosen()))
        self._institution_edit.entered.connect(self._enter_institution)
        self._diagnosis_edit.entered.connect(self.go_on)
        self.papers.changed.connect(self.changed)

    def _put(self, **values: object) -> None:
        self._visit = replace(self._visit, **values)  # type: ignore[arg-type]  # keys are fields of VisitForm
        if "discharged" in values:
            self._institution = self._of_day(self._visit)
            self._propose()
        self.changed.emit()

    def _of_day(self, visit: VisitForm) -> Institution | None:
        """The chosen institution as it is on the day of discharge."""
        if not visit.institution_id:
            return None
        return self._lookups.institution(visit.institution_id, read_date(visit.discharged))

    def _take_institution(self, one: Institution) -> None:
        self._institution_edit.setText(one.name)
        kind = self._visit.type
        if (one.kind == "pharmacy") != (kind == "pharmacy"):
            kind = "pharmacy" if one.kind == "pharmacy" else "inpatient"
            self._type.show_code(kind)
        self._visit = replace(self._visit, institution_id=one.id)
        self._institution = self._of_day(self._visit) or one
        self._put(institution_id=one.id, institution_text="", type=kind)
        self.go_on()

    def _enter_institution(self) -> None:
        typed = self._institution_edit.text().strip()
        if self._institution is None and typed:
            self._note("visit.institution_id", f"没有选中医疗机构：请从列表里选一家，没有“{typed[:20]}”的请管理员登记")
            self._institution_edit.selectAll()
        else:
            self.go_on()

    def _typed_institution(self, text: str) -> None:
        self._institution = None
        self._put(institution_id="", institution_text=text.strip())

    def _take_diagnosis(self, one: Diagnosis) -> None:
        self._diagnosis_edit.setText(f"{one.code} {one.name}")
        self._visit = replace(self._visit, diagnosis_code=one.code, diagnosis_name=one.name)
        self._propose()
        self._put()
        self.go_on()

    def _typed_diagnosis(self, text: str) -> None:
        self._visit = replace(self._visit, diagnosis_code="", diagnosis_name=text.strip())
        self._propose()
        self._put()

    def _propose(self) -> None:
        day = read_date(self._visit.discharged) or self._lookups.today()
        code = self._visit.diagnosis_code
        self._proposed = dict(self._lookups.proposed_tags(code, self._born, day)) if code else {}

    # ---- keys ----

    def go_on(self) -> None:
        """Enter: the next field that a clerk fills in; after the last one ``finished``. A field that holds a fault keeps
        the cursor: its sentence is beside it."""
        order = self._stops()
        now = QApplication.focusWidget()
        if self._held(now):
            return
        at = next((place for place, (_path, field) in enumerate(order) if now and field.isAncestorOf(now)), -1)
        everything = [(path, field) for path, field in self._all() if field.isVisible()]
        if at < 0 and now is not None:
            # In an optional field: go on to the next stop after it.
            here = next((place for place, (_path, field) in enumerate(everything) if field.isAncestorOf(now)), -1)
            later = {path for path, _field in everything[here + 1 :]}
            at = next((place for place, (path, _field) in enumerate(order) if path in later), len(order)) - 1
        if at + 1 < len(order):
            self.focus_field(order[at + 1][0])
        else:
            self.finished.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter that the editor did not want goes on; Esc leaves the form."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go_on()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Qt: Tab in the last field goes on to the bill (its grid is entered by ``finished`` alone), as Enter does."""
        now = QApplication.focusWidget()
        if forward and now is not None and now is (self.papers.last() or self._way):
            self.finished.emit()
            return True
        return super().focusNextPrevChild(forward)

    def _held(self, now: QWidget | None) -> bool:
        """Whether the cursor is in a field that holds a fault; what it holds is selected, to be typed over."""
        for path, field in self._all():
            if path == "visit.admitted" and self._discharged.text() and self._admitted.value() is not None:
                continue  # the two days do not go together: which one is wrong? The other is next.
            if path in self._faults and now is not None and field.isAncestorOf(now):
                if isinstance(field.editor, QLineEdit):
                    field.editor.selectAll()
                return True
        return False

    def _all(self) -> list[tuple[str, LabeledField]]:
        return [*self.fields.items(), *self.papers.in_order()]

    def _stops(self) -> list[tuple[str, LabeledField]]:
        skipped = set(self.papers.optional())
        if all(code in self._visit.tags or code in self._given.tags for code in self._proposed):
            skipped.add("visit.tags")
        if not self._referral.isEnabled():
            skipped.add("visit.referral")
        return [(path, field) for path, field in self._all() if path not in skipped and not field.isHidden()]

    def _note(self, path: str, text: str) -> None:
        self._notes[path] = text
        field = self.fields[path]
        if not field.property("wrong"):
            field.message.say(text, "")

    def _rename(self, path: str, label: str) -> None:
        field = self.fields[path]
        field.label.setText(label)
        field.editor.setAccessibleName(label)


def _institution_line(one: Institution) -> Suggestion:
    return Suggestion(one.name, visit_words.institution_words(one))


def _diagnosis_line(one: Diagnosis) -> Suggestion:
    return Suggestion(f"{one.code} {one.name}", "", f"{one.until} 已停用" if one.ended else "")


def _referral_note(region: str) -> str:
    if not region:
        return ""
    return "旗县内就医不需要转诊" if region == "in_county" else "没有备案会失去倾斜政策"
