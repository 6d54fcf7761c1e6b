"""使用说明 on its desk: the chapter of what is in front, the key card, and what is new after an update."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from app.records.key_card import KeyGroup, KeyLine
from app.records.paper import Handed
from app.records.program import VERSION
from app.services.manual import folder, news
from app.services.manual.chapters import DESK, GROUP, Chapter, Spot, chapters, look_for, made, spot_of
from app.services.manual.key_card import key_card_pdf
from app.services.spelling import Spelling
from app.ui import key_habits
from app.ui.actions import SHORTCUTS, Shortcut, shown
from app.ui.desks.papers import PapersDesk, plain_paper
from app.ui.doors import Door
from app.ui.place import Place
from app.ui.screens.help import HelpCard
from app.ui.screens.manual import ManualPage

TITLE, CARD, NEWS = "使用说明", "按键卡", "更新说明"
KEYS = "↑ ↓ 翻看   打字 找一个词   ← 目录   [F1] 按键卡   Ctrl+P 打印按键卡   Esc 返回"
CARD_KEYS = "↑ ↓ 翻看   Ctrl+P 打印   [F1] 或 Esc 返回"
SEEN = "program/seen"
"""The newest version that somebody on this computer was told of, among the window's own settings."""
NOTE = "说明里写的是平常的键。这个窗口改过：{keys}。全部按键看按键卡。"
MOST_CHANGED = 6
"""Changed keys that are named over a chapter."""
TOLD = "程序已更新到 {version}，按 [F1] 看有什么新的。"


class ManualDesk(QObject):
    """``open`` is F1. ``greet`` once after signing in. ``every_door`` gives all doors."""

    def __init__(
        self, place: Place, papers: PapersDesk, every_door: Callable[[], Sequence[Door]], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._every_door = every_door
        self._place = place
        self._papers = papers
        self._sounds = Spelling()
        self._since: str | None = None

    def doors(self) -> tuple[Door, ...]:
        """The manual, the key card and what is new also stand in the directory."""
        return (
            Door(TITLE, "设置", "一章一件事；在任何一页按 [F1] 直接打开那一页的说明", self._open_first),
            Door(CARD, "单据和打印", "全部按键印在一页 A4 上", self.open_card),
            Door(NEWS, "设置", "每个版本有什么新的", self._open_news),
        )

    # ---- after an update ----

    def greet(self) -> None:
        """Say so once where the program is newer than what was seen on this computer; not on the very first start."""
        settings = self._place.settings
        seen = str(settings.value(SEEN, "") or "")
        # Versions that did not keep this kept the window's place: with neither, nobody has worked here yet.
        first = not seen and settings.value("window/geometry") is None
        if self._place.notice.text:
            return  # what keeps drafts from being opened comes first; this is said at the next start
        if seen != VERSION:
            settings.setValue(SEEN, VERSION)
        if not first and news.changed(seen):
            self._since = seen
            self._place.notice.tell(self.told, "done")

    @property
    def told(self) -> str:
        """The sentence after an update."""
        return key_habits.with_keys(TOLD.format(version=VERSION))

    # ---- the manual ----

    def open(self, part: str) -> None:
        """F1: the chapter of the page in front, or of the ``part`` of the desk; on the manual the key card, on the card back."""
        overlay = self._place.overlay
        if isinstance(overlay.page, HelpCard):
            while isinstance(overlay.page, HelpCard | ManualPage):
                overlay.step_back()
        elif isinstance(overlay.page, ManualPage):
            self.open_card()
        elif self._since is not None and self._place.notice.text == self.told:
            self._place.notice.clear()
            self._show(Spot(self._new_chapter()))
        else:
            self._show(self.spot(part))

    def spot(self, part: str) -> Spot:
        """Where the page in front is told of; the ``part`` of the desk where none is open."""
        return spot_of(self._names(part), chapters())

    def _names(self, part: str) -> tuple[str, ...]:
        """What the chapters may call the page in front, the most exact name first."""
        names: list[str] = []
        for title in self._place.overlay.titles:
            below = [door for door in self._every_door() if title.startswith(door.title)]
            names.append(title)
            names += [door.title for door in sorted(below, key=lambda door: -len(door.title))]
            names += [f"{GROUP}·{door.group}" for door in below]
        return (*names, f"{DESK}·{part}")

    def open_card(self) -> None:
        """The shortcut table; Esc comes back to what was open."""
        page = HelpCard(self._table())
        page.print_wanted.connect(self.print_card)
        self._place.overlay.hold()
        self._place.overlay.open(page, CARD, CARD_KEYS)

    def print_card(self) -> None:
        """The card's paper, shown before it is printed."""
        desk, table = self._place.desk, self._table()
        self._papers.show(
            lambda _job: plain_paper(Handed(key_card_pdf(desk, key_groups(table)), "key_card", CARD), CARD)
        )

    def _table(self) -> tuple[Shortcut, ...]:
        """The keys as this window's clerk has them."""
        return key_habits.table(key_habits.changed(self._place.settings))

    def _open_first(self) -> None:
        self._show(Spot(chapters()[0]))

    def _open_news(self) -> None:
        self._show(Spot(_news(news.parts())))

    def _new_chapter(self) -> Chapter:
        return _news(news.newer(news.parts(), self._since or "") or news.parts()[:1])

    def _show(self, first: Spot) -> None:
        every = (*chapters(), first.chapter if first.chapter.title == NEWS else _news(news.parts()))
        page = ManualPage(
            first,
            lambda letters: look_for(letters, every, self._sounds.heard),
            folder.manual(),
            note=self._note(),
        )
        page.print_wanted.connect(self.print_card)
        self._place.overlay.hold()
        self._place.overlay.open(page, TITLE, KEYS)

    def _note(self) -> str:
        """The manual names the usual keys; which of them are others here."""
        changed = key_habits.changed(self._place.settings)
        told = [f"{row.label} {row.shown} → {shown(changed[row.id])}" for row in SHORTCUTS if row.id in changed]
        more = f" 等 {len(told)} 个" if len(told) > MOST_CHANGED else ""
        return NOTE.format(keys="，".join(told[:MOST_CHANGED]) + more) if told else ""


def _news(parts: Sequence[news.Part]) -> Chapter:
    return made("news", NEWS, f"# {NEWS}\n\n" + "\n\n".join(one.text for one in parts))


def key_groups(table: Sequence[Shortcut] = SHORTCUTS) -> tuple[KeyGroup, ...]:
    """The shortcut table as the card prints it."""
    titles = dict.fromkeys(row.group for row in table)
    return tuple(
        KeyGroup(
            title,
            tuple(KeyLine(tuple(shown(key) for key in row.keys), row.help) for row in table if row.group == title),
        )
        for title in titles
    )
