"""The person's card: who, what they hold on the day, what to look out for, and the year so far."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.records.ledger import PersonCard
from app.records.people import Filing
from app.records.words import FILINGS, IDENTITIES, SEXES, WARNINGS
from app.ui.style import type as typeface
from app.ui.widgets.chips import Chip, Chips
from app.ui.widgets.year_bars import YearBars

NOBODY = "还没有选人。\n按 F2，输入姓名、拼音首字母、证号或其尾号。"


def chips_of(card: PersonCard) -> tuple[Chip, ...]:
    """Identities, insurance, filings and warnings of the day, warnings first."""
    person = card.person
    made = [Chip(WARNINGS.get(warning, warning), "stop") for warning in card.warnings]
    if person.deceased_on is not None:
        made.append(Chip(f"已故 {person.deceased_on}", "stop"))
    if not card.insured:
        made.append(Chip(f"{card.on.year} 未参保", "stop", "本年度没有城乡居民医保的参保记录"))
    held = {period.code: period for period in person.identities}
    for code in card.identity_codes:
        period = held.get(code)
        detail = " ".join(part for part in ((period.sub_status, period.document) if period else ()) if part)
        word = IDENTITIES.get(code, code)
        sub = f"·{period.sub_status}" if period and period.sub_status else ""
        made.append(Chip(f"{word}{sub}", "identity", f"{word} {detail}".strip()))
    if card.insured:
        made.append(Chip(f"{card.on.year} 参保", "done"))
    made.extend(_filing(one) for one in person.filings if _holds(one, card))
    return tuple(made)


def _holds(filing: Filing, card: PersonCard) -> bool:
    return filing.since <= card.on and (filing.until is None or card.on <= filing.until)


def _filing(filing: Filing) -> Chip:
    until = f"至 {filing.until}" if filing.until else "起"
    word = FILINGS.get(filing.kind, filing.kind)
    return Chip(word, "done", f"{word} {filing.since} {until} {filing.note}".strip())


class PersonPane(QWidget):
    """Shows a PersonCard as a column, or as a strip where the window is narrow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("person")
        self._strip = False
        self._card: PersonCard | None = None
        self._name = QLabel(self)
        self._name.setObjectName("person_name")
        self._name.setProperty("role", "title")
        self._name.setWordWrap(True)
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._who = QLabel(self)
        self._who.setObjectName("person_who")
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
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(typeface.px(8))
        for part in (self._name, self._who, self._where, self._chips, self._year, self._bars, self._visits):
            self._layout.addWidget(part)
        self._layout.addStretch(1)
        self.show_card(None)

    def show_card(self, card: PersonCard | None, waiting_for: str = "") -> None:
        """Show a person; None: nobody yet, or ``waiting_for`` that name."""
        self._card = card
        if card is None:
            self._name.setText(waiting_for)
            self._who.setText("" if waiting_for else NOBODY)
            self.setAccessibleName(waiting_for or "还没有选人")
            for part in (self._where, self._chips, self._year, self._bars, self._visits):
                part.hide()
            self._name.setVisible(bool(waiting_for))
            return
        person = card.person
        self._name.setVisible(True)
        self._name.setText(person.name)
        who = f"{SEXES.get(person.sex, '')}  {card.age} 岁  {card.masked_number or '无证号'}"
        self._who.setText(who)
        where = "  ".join(part for part in (person.township, person.village) if part)
        household = f"户号 {person.household_number}" if person.household_number else ""
        self._where.setText("\n".join(part for part in (where, household) if part))
        self._chips.show_chips(chips_of(card))
        self._year.setText(f"{card.on.year} 年度累计")
        self._bars.show_bars(card.bars)
        count = len(card.posted)
        self._visits.setText(f"{count} 次结算 · F6 明细" if count else "本年度还没有结算")
        self.setAccessibleName(f"{person.name} {who}")
        self.setAccessibleDescription("，".join(chip.text for chip in chips_of(card)))
        self._arrange()

    def set_strip(self, *, strip: bool) -> None:
        """A strip has one line of words and the chips; the bars are one key away (F6)."""
        self._strip = strip
        direction = QBoxLayout.Direction.LeftToRight if strip else QBoxLayout.Direction.TopToBottom
        self._layout.setDirection(direction)
        self._name.setWordWrap(not strip)
        vertical = QSizePolicy.Policy.Fixed if strip else QSizePolicy.Policy.Preferred
        self.setSizePolicy(QSizePolicy.Policy.Preferred, vertical)
        self._layout.setStretchFactor(self._chips, 1 if strip else 0)
        self._arrange()

    def _arrange(self) -> None:
        there = self._card is not None
        for part in (self._where, self._year, self._bars):
            part.setVisible(there and not self._strip)
        self._chips.setVisible(there)
        self._visits.setVisible(there)
        if self._card is None and self._name.isHidden():
            self._who.setText(NOBODY.replace("\n", "") if self._strip else NOBODY)
