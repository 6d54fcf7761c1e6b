"""The part of the visit form that only some visits need: invoice, layers settled elsewhere, payee, agent, special cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPushButton, QSizePolicy, QWidget

from app.records.form import CaseForm, PaymentForm, Problem, VisitForm
from app.records.words import APPROVALS, LAYERS, LEVELS, PAYMENTS
from app.services.cash import payment_names
from app.services.filings.given import Given
from app.ui.models.bill_text import complete_money
from app.ui.screens.lookups import Layer
from app.ui.screens.visit_words import ACCIDENTS
from app.ui.style import type as typeface
from app.ui.widgets.choice import Choice
from app.ui.widgets.field import LabeledField

COLUMNS = 4
TEXTS = {
    "visit.invoice_number": "发票号码",
    "payment.account_holder": "收款户名",
    "payment.account_number": "收款账号",
    "payment.account_bank": "开户银行",
    "payment.deposit": "已收押金（元）",
    "visit.agent_name": "代办人姓名",
    "visit.agent_number": "代办人身份证号",
    "visit.note": "备注",
}
LONGEST = {"visit.note": 500, "visit.invoice_number": 80, "visit.agent_number": 18}
EXTRA = (
    "visit.agent_name",
    "visit.agent_number",
    "payment.deposit",
    "visit.transfer_from",
    "visit.approval",
    "visit.note",
)
"""Fields that open with “更多栏目”, or by themselves when they hold something or a problem names them."""


class VisitPapers(QWidget):
    """Lays out only the fields that the visit needs. ``changed`` after each change by the clerk."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, LabeledField] = {}
        self._layers: dict[str, LabeledField] = {}
        self._payment = PaymentForm()
        self._open = False
        self._shown: tuple[str, ...] = ()
        self._filed: dict[str, str] = {}
        self._stop_at_layers = False
        self._after: QWidget | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(typeface.px(12))
        self._grid.setVerticalSpacing(typeface.px(2))
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)
        pay_out = {kind: PAYMENTS[kind] for kind in payment_names()["pay_out"]}
        self._choice("visit.accident", "外伤：第三方责任", ACCIDENTS)
        self._choice("visit.prescription_level", "处方医院级别", LEVELS)
        self._text("visit.invoice_number")
        self._choice("payment.kind", "付款方式", pay_out)
        for path in ("payment.account_holder", "payment.account_number", "payment.account_bank"):
            self._text(path)
        for path in ("payment.deposit", "visit.agent_name", "visit.agent_number"):
            self._text(path)
        self._choice("visit.transfer_from", "上转自（医院级别）", {"": "不是逐级上转", **LEVELS})
        self._choice("visit.approval", "特殊病例", {"": "未审批", **APPROVALS})
        self._text("visit.note")
        self._more = QPushButton("更多栏目…", self)
        self._more.setObjectName("more_fields")
        self._more.setAccessibleName("更多栏目：代办人、押金、备注")
        self._more.setProperty("role", "quiet")
        self._more.clicked.connect(self._open_more)

    # ---- what it shows and gives ----

    def show_form(self, form: CaseForm) -> None:
        """Show a stored form."""
        self._payment = form.payment
        self._open = False
        self._filed = {}
        for path, field in self.fields.items():
            value = _value(form, path)
            if isinstance(field.editor, Choice):
                field.editor.show_code(value)
            elif isinstance(field.editor, QLineEdit):
                field.editor.setText(value)

    def visit(self, visit: VisitForm) -> VisitForm:
        """``visit`` with what is typed here."""
        texts = {path[6:]: self._read(path) for path in self.fields if path.startswith("visit.")}
        return replace(visit, **texts)  # type: ignore[arg-type]  # the paths name fields of VisitForm

    def payment(self) -> PaymentForm:
        """How and to whom the hall pays out."""
        texts = {path[8:]: self._read(path) for path in self.fields if path.startswith("payment.")}
        if not texts["kind"]:
            texts["kind"] = self._payment.kind
        return replace(self._payment, **texts)

    def set_payment(self, payment: PaymentForm) -> None:
        """The kind was chosen elsewhere (on the settle line)."""
        self._payment = payment
        editor = self.fields["payment.kind"].editor
        if isinstance(editor, Choice):
            editor.show_code(payment.kind)

    def paid(self) -> dict[str, str]:
        """Layer id → typed amount; empty ones left out."""
        typed = {layer: complete_money(field.text()) for layer, field in self._layers.items()}
        return {layer: text for layer, text in typed.items() if text}

    def in_order(self) -> list[tuple[str, LabeledField]]:
        """The fields that are shown, as they are read."""
        return [(path, self.fields[path]) for path in sorted(self._shown, key=_rank)]

    def follow(self, before: QWidget) -> None:
        """Tab comes to these fields from ``before``, and goes on to what follows the form."""
        self._after = before
        self._order_tabs()

    def refresh(self, form: CaseForm, layers: Sequence[Layer], given: Given) -> None:
        """Show the fields that the form needs, hide the others; what is filed is shown as it is filed, and not asked."""
        self._show_filed(form, given)
        # 补差 subtracts what each layer paid elsewhere: none of them is passed by
        self._stop_at_layers = form.visit.way == "top_up"
        self._need_layers(form, layers)
        self._lay_out(form)

    def last(self) -> QWidget | None:
        """Where Tab stops last among what is shown; None where nothing is."""
        if not self._more.isHidden():
            return self._more
        shown = self.in_order()
        return shown[-1][1].editor if shown else None

    def optional(self) -> tuple[str, ...]:
        """Fields that Enter passes by."""
        if self._stop_at_layers:
            return EXTRA
        amounts = tuple(path for path in self.fields if path.startswith("paid.") and path != self._first_layer())
        return (*EXTRA, *amounts)

    def reveal(self, path: str) -> None:
        """Show a field that a problem names."""
        if path in EXTRA:
            self._open = True
        if path not in self._shown:
            self._place((*self._shown, path))

    def show_problems(self, problems: Mapping[str, Problem]) -> None:
        """Say beside each field what is wrong with it; a wrong field that is hidden comes out."""
        for path, field in self.fields.items():
            problem = problems.get(path)
            if path == self._first_layer():
                problem = problem or problems.get("paid")
            field.show_problem(problem)
            if problem is not None and path not in self._shown:
                self.reveal(path)

    # ---- inside ----

    def _show_filed(self, form: CaseForm, given: Given) -> None:
        for path, value in (("visit.transfer_from", given.transfer_from), ("visit.approval", given.approval)):
            field = self.fields[path]
            was = path in self._filed
            if not value and not was:
                continue
            editor = field.editor
            if isinstance(editor, Choice):
                editor.show_code(value or self._filed[path])
                editor.setEnabled(not value)
            field.message.say(given.source(path[6:]), "")
            if value:
                self._filed.setdefault(path, _value(form, path))
            else:
                del self._filed[path]

    def _first_layer(self) -> str:
        return next((path for path in self.fields if path.startswith("paid.")), "")

    def _need_layers(self, form: CaseForm, layers: Sequence[Layer]) -> None:
        direct = form.visit.way == "direct"
        wanted = {one: name for one, name, by_hand in layers if by_hand or not direct or one in form.paid}
        wanted.update({one: one for one in form.paid if one not in wanted})
        if tuple(wanted) == tuple(self._layers):
            return
        for one in [one for one in self._layers if one not in wanted]:
            field = self._layers.pop(one)
            del self.fields[f"paid.{one}"]
            field.hide()
            field.deleteLater()
        kept = dict(self._layers)
        self._layers = {}
        for one, name in wanted.items():
            field = kept.get(one) or self._amount(
                f"paid.{one}", f"{LAYERS.get(one, name)} 已结", form.paid.get(one, "")
            )
            self._layers[one] = field
            self.fields.pop(f"paid.{one}", None)
            self.fields[f"paid.{one}"] = field
        self._shown = ()

    def _lay_out(self, form: CaseForm) -> None:
        visit, payment = form.visit, form.payment
        out = visit.way != "direct"
        wanted = {
            "visit.accident": bool(visit.accident) or visit.diagnosis_code[:1].upper() in ("S", "T"),
            "visit.prescription_level": visit.type == "pharmacy",
            "visit.invoice_number": out or bool(visit.invoice_number),
            "payment.kind": out,
            "payment.account_holder": out and payment.kind == "bank_transfer",
            "payment.account_number": out and payment.kind == "bank_transfer",
            "payment.account_bank": out and payment.kind == "bank_transfer",
        }
        for path in EXTRA:
            wanted[path] = self._open or path in self._filed or bool(_value(form, path))
        wanted.update({f"paid.{one}": out or one in form.paid or self._open for one in self._layers})
        self._place(tuple(path for path in self.fields if wanted.get(path)))

    def _place(self, paths: tuple[str, ...]) -> None:
        if paths == self._shown and self._shown:
            return
        self._shown = paths
        self._grid.removeWidget(self._more)
        for path, field in self.fields.items():
            self._grid.removeWidget(field)
            field.setVisible(path in paths)
        order = sorted(paths, key=_rank)
        for at, path in enumerate(order):
            self._grid.addWidget(self.fields[path], at // COLUMNS, at % COLUMNS)
        self._more.setVisible(not self._open)
        if not self._open:
            place = len(order)
            row, column = place // COLUMNS, place % COLUMNS
            self._grid.addWidget(self._more, row, column, 1, COLUMNS - column, Qt.AlignmentFlag.AlignLeft)
        self._order_tabs()

    def _order_tabs(self) -> None:
        """As they are read, hidden ones too: one that was left out would stay wherever it was made."""
        before = self._after
        if before is None:
            return
        hidden = [path for path in self.fields if path not in self._shown]
        for path in (*sorted(self._shown, key=_rank), *hidden):
            QWidget.setTabOrder(before, self.fields[path].editor)
            before = self.fields[path].editor
        QWidget.setTabOrder(before, self._more)

    def _open_more(self) -> None:
        self._open = True
        self.changed.emit()
        layers = tuple(f"paid.{one}" for one in self._layers)
        self._place(tuple(dict.fromkeys((*self._shown, *EXTRA, *layers))))
        self.fields["visit.agent_name"].setFocus(Qt.FocusReason.OtherFocusReason)

    def _text(self, path: str) -> None:
        edit = QLineEdit()
        edit.setMaxLength(LONGEST.get(path, 100))
        self._add(path, TEXTS[path], edit)
        edit.textEdited.connect(lambda _text: self.changed.emit())

    def _amount(self, path: str, label: str, text: str) -> LabeledField:
        edit = QLineEdit()
        edit.setMaxLength(20)
        edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        edit.setText(text)
        field = self._add(path, label, edit)
        edit.textEdited.connect(lambda _text: self.changed.emit())
        edit.editingFinished.connect(lambda: edit.setText(complete_money(edit.text())))
        return field

    def _choice(self, path: str, label: str, words: Mapping[str, str]) -> None:
        choice = Choice(words)
        self._add(path, label, choice)
        choice.picked.connect(lambda _code: self.changed.emit())

    def _add(self, path: str, label: str, editor: QWidget) -> LabeledField:
        field = LabeledField(label, editor, self)
        field.setObjectName(path)
        field.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        editor.setObjectName(f"{path}.editor")
        field.hide()
        self.fields[path] = field
        return field

    def _read(self, path: str) -> str:
        if path in self._filed:
            return self._filed[path]
        editor = self.fields[path].editor
        if isinstance(editor, Choice):
            return editor.code()
        text = editor.text().strip() if isinstance(editor, QLineEdit) else ""
        return complete_money(text) if path == "payment.deposit" else text


_ORDER = ("visit.accident", "visit.prescription_level", "visit.invoice_number")


def _rank(path: str) -> tuple[int, int]:
    if path in _ORDER:
        return 0, _ORDER.index(path)
    if path.startswith("paid."):
        return 1, 0
    return (3, EXTRA.index(path)) if path in EXTRA else (2, 0)


def _value(form: CaseForm, path: str) -> str:
    part, _, name = path.partition(".")
    if part == "paid":
        return form.paid.get(name, "")
    return str(getattr(form.visit if part == "visit" else form.payment, name))
