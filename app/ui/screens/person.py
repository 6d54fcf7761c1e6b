"""The person's card: who, what they hold on the day, what to look out for, and the year so far."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from app.records.ledger import PersonCard, Posted
from app.records.people import Filing
from app.records.words import FILINGS, IDENTITIES, SEXES, WARNINGS
from app.services.filings.given import holds
from app.services.filings.lists import SOON
from app.ui.key_habits import with_keys
from app.ui.style import type as typeface
from app.ui.widgets.chips import Chip, Chips
from app.ui.widgets.year_bars import YearBars

LONGEST_IN_STRIP = 11
"""Characters of a name in the strip: what 1024 pixels in large type have room for; the tool tip has the rest."""

LATE = "资料还没有打开，先不能结算。\n按 [F2] 再试；能存下时也会自动再打开。"
_LATE_AFTER = 1_000
"""Milliseconds that a card may take before something is said: it is there within a few."""
REVEALED = 30_000
"""Milliseconds that a whole certificate number is shown."""
NOBODY = "还没有选人。\n按 [F2]，输入姓名、拼音首字母、证号或其尾号。"
SHORT = "还没有选人，按 [F2] 找人。"


def chips_of(card: PersonCard) -> tuple[Chip, ...]:
    """Identities, insurance, filings and warnings of the day, warnings first."""
    person = card.person
    made = [Chip(WARNINGS.get(warning, warning), "stop") for warning in card.warnings]
    held = {period.code: period for period in person.identities}
    for code in card.identity_codes:
        period = held.get(code)
        detail = " ".join(part for part in ((period.sub_status, period.document) if period else ()) if part)
        word = IDENTITIES.get(code, code)
        sub = f"·{period.sub_status}" if period and period.sub_status else ""
        made.append(Chip(f"{word}{sub}", "identity", f"{word} {detail}".strip()))
    if card.insured:
        made.append(Chip(f"{card.on.year} 参保", "done"))
    made.extend(chip for one in person.filings if (chip := _filing(one, card.on)) is not None)
    return tuple(made)


def _is_visit(one: Posted) -> bool:
    """A settlement that stands: no reversal or adjustment, and not taken back."""
    return one.kind == "settlement" and one.reversed_by is None


def _filing(filing: Filing, on: date) -> Chip | None:
    """A filing that counts on the day, waits to be decided, or begins soon; None for any other."""
    word = FILINGS.get(filing.kind, filing.kind)
    until = f"至 {filing.until}" if filing.until else "起"
    hint = f"{word} {filing.since} {until} {filing.note}".strip()
    if filing.state == "pending":
        return Chip(f"{word} 待办结", "", f"{word} {filing.since} 申报，还没有办结 {filing.note}".strip())
    if holds(filing, on):
        soon = filing.until is not None and (filing.until - on).days <= SOON
        return Chip(f"{word} 至 {filing.until:%m-%d}", "warn", hint) if soon else Chip(word, "done", hint)
    if filing.state == "valid" and on < filing.since and (filing.until is None or filing.since <= filing.until):
        return Chip(f"{word} {filing.since:%m-%d} 起", "", hint)
    return None


class PersonPane(QWidget):
    """Shows a PersonCard as a column, or as a strip where the window is narrow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("person")
        self._strip = False
        self._card: PersonCard | None = None
        self._visit_warnings: tuple[str, ...] = ()
        self._due = ""
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(_LATE_AFTER)
        self._late.timeout.connect(self._say_late)
        self._reveal = QTimer(self)
        self._reveal.setSingleShot(True)
        self._reveal.timeout.connect(self.conceal)
        self._name = QLabel(self)
        self._name.setObjectName("person_name")
        self._name.setProperty("role", "title")
        self._name.setWordWrap(True)
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._who = QLabel(self)
        self._who.setObjectName("person_who")
        self._who.setWordWrap(True)
        self._where = QLabel(self)
        self._where.setProperty("role", "caption")
        self._where.setWordWrap(True)
        self._where.setTextFormat(Qt.TextFormat.PlainText)
        self._chips = Chips(self)
        self._year = QLabel(self)
        self._year.setProperty("role", "caption")
        self._bars = YearBars(self)
        self._visits = QLabel(self)
        self._visits.setObjectName("person_visits")
        self._visits.setProperty("role", "caption")
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(typeface.px(8))
        self._parts: tuple[QWidget, ...] = (
            self._name,
            self._who,
            self._where,
            self._chips,
            self._year,
            self._bars,
            self._visits,
        )
        self.set_strip(strip=False)
        self.show_card(None)

    def show_card(self, card: PersonCard | None, waiting_for: str = "") -> None:
        """Show a person; None: nobody yet, or ``waiting_for`` that name."""
        self._card = card
        self._reveal.stop()
        self._late.stop()
        if card is None:
            if waiting_for:
                self._late.start()
            self._name.setText(waiting_for)
            self._who.setText("" if waiting_for else self._nobody())
            self.setAccessibleName(waiting_for or "还没有选人")
            for part in (self._where, self._chips, self._year, self._bars, self._visits):
                part.hide()
            self._name.setVisible(bool(waiting_for))
            return
        person = card.person
        self._name.setVisible(True)
        self._show_name(person.name)
        self._say_who(card, card.masked_number)
        where = "  ".join(part for part in (person.township, person.village) if part)
        household = f"户号 {person.household_number}" if person.household_number else ""
        self._where.setText("\n".join(part for part in (where, household) if part))
        self._show_chips()
        self._year.setText(f"{card.on.year} 年度累计")
        self._bars.show_bars(card.bars)
        count = sum(_is_visit(one) and one.discharged.year == card.on.year for one in card.posted)
        alone = f" · 自费 {card.self_paid} 次" if card.self_paid else ""
        self._visits.setText((with_keys(f"{count} 次结算 · [F6] 明细") if count else "本年度还没有结算") + alone)
        self.setAccessibleDescription("，".join(chip.text for chip in chips_of(card)))
        self._arrange()

    def _say_who(self, card: PersonCard, number: str) -> None:
        who = f"{SEXES.get(card.person.sex, '')}  {card.age} 岁  {number or '无证号'}"
        self._who.setText(typeface.narrow(who))
        self.setAccessibleName(f"{card.person.name} {who}")

    def reveal(self, number: str) -> None:
        """The whole certificate number in place of the masked one, for ``REVEALED``; nothing where the pane is not seen."""
        if self._card is not None and self.isVisible():
            self._say_who(self._card, number)
            self._reveal.start(REVEALED)

    def conceal(self) -> None:
        """The number masked again."""
        self._reveal.stop()
        if self._card is not None:
            self._say_who(self._card, self._card.masked_number)

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt: another case came to the front, or the window was locked."""
        self.conceal()
        super().hideEvent(event)

    def _say_late(self) -> None:
        """The card did not come (a full disk: no look-up without its audit row)."""
        if self._card is None:
            late = with_keys(LATE)
            self._who.setText(late.replace("\n", "") if self._strip else late)
            self.setAccessibleDescription(late)

    def warn(self, words: tuple[str, ...]) -> None:
        """Warnings that come from the visit as it is typed, beside those of the person."""
        if words != self._visit_warnings:
            self._visit_warnings = words
            self._show_chips()

    def _show_chips(self) -> None:
        if self._card is not None:
            warnings = tuple(Chip(word, "warn") for word in self._visit_warnings)
            self._chips.show_chips((*warnings, *chips_of(self._card)))

    def set_strip(self, *, strip: bool) -> None:
        """A strip has one line of words and one of chips; the bars are one key away (F6)."""
        self._strip = strip
        layout = self._layout
        for part in self._parts:
            layout.removeWidget(part)
        for at in range(len(self._parts) + 1):
            layout.setRowStretch(at, 0)
            layout.setColumnStretch(at, 0)
        if strip:
            for column, words in enumerate((self._name, self._who, self._visits)):
                layout.addWidget(words, 0, column)
            layout.addWidget(self._chips, 1, 0, 1, 4)
            layout.setColumnStretch(3, 1)
        else:
            for row, one in enumerate(self._parts):
                layout.addWidget(one, row, 0)
            layout.setRowStretch(len(self._parts), 1)
            layout.setColumnStretch(0, 1)
        layout.setVerticalSpacing(typeface.px(4 if strip else 8))
        self._name.setWordWrap(not strip)
        self._who.setWordWrap(not strip)
        vertical = QSizePolicy.Policy.Fixed if strip else QSizePolicy.Policy.Preferred
        self.setSizePolicy(QSizePolicy.Policy.Preferred, vertical)
        self._arrange()

    def _show_name(self, name: str) -> None:
        short = name if len(name) <= LONGEST_IN_STRIP or not self._strip else f"{name[: LONGEST_IN_STRIP - 1]}…"
        self._name.setText(short)
        self._name.setToolTip(name if short != name else "")
        self._name.setToolTip(name)

    def _arrange(self) -> None:
        if self._card is not None:
            self._show_name(self._card.person.name)
        there = self._card is not None
        for part in (self._where, self._year, self._bars):
            part.setVisible(there and not self._strip)
        self._chips.setVisible(there)
        self._visits.setVisible(there)
        if self._card is None and self._name.isHidden():
            self._who.setText(self._nobody())

    def show_due(self, words: str) -> None:
        """What is to be done today, quietly below the words for nobody, in a strip behind them."""
        self._due = words
        if self._card is None and self._name.isHidden():
            self._who.setText(self._nobody())

    def _nobody(self) -> str:
        due = f"今日待办（[F10]）：{self._due}。" if self._due else ""
        if self._strip:
            return with_keys(SHORT + due if due else NOBODY.replace("\n", ""))
        return with_keys(f"{NOBODY}\n\n{due}" if due else NOBODY)
