"""The catalogue and the diagnoses on their desk: official lists imported, entries looked through with their versions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QObject
from shiboken6 import isValid

from app.records.entries import PlannedEntry
from app.records.people import CatalogueItem, Diagnosis
from app.records.roster import Difference, ImportedList, Undone
from app.records.words import CATEGORIES, ITEM_CLASSES
from app.services.catalogue import browse, imports
from app.services.desk import Desk, today
from app.ui.desks.list_import import ListImportDesk, ListTopic
from app.ui.doors import Door
from app.ui.models.bill_text import rate_percent
from app.ui.models.table import Column
from app.ui.place import Place
from app.ui.screens import catalogue as screens
from app.ui.screens.list_preview import told_differences
from app.ui.screens.list_words import LINE, PART, WHAT, WHOLE, ListWords, PreviewRow
from app.ui.screens.lists import ListPage

KEYS = "Enter 到列表，再按看各个版本   Tab 到日期   Esc 返回"
_GROUP = "医疗机构和目录"
Entries = Sequence[CatalogueItem] | Sequence[Diagnosis]


@dataclass(frozen=True, slots=True)
class _Book:
    """What is looked through: its entries, their versions, and the columns of both."""

    title: str
    nothing: str
    find: Callable[[Desk, str, date], Entries]
    versions: Callable[[Desk, str], Entries]
    columns: tuple[Column[Any], ...]
    version_columns: tuple[Column[Any], ...]


class CatalogueDesk(QObject):
    """One object per window."""

    def __init__(self, place: Place, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self._items = ListImportDesk(place, ITEMS, self)
        self._diagnoses = ListImportDesk(place, DIAGNOSES, self)

    def doors(self) -> tuple[Door, ...]:
        """Imports and look-ups of both."""
        return (
            Door("医保目录查询", _GROUP, "按编码、名称、拼音找项目，看某一天的规定和各个版本", self.open_items),
            Door("医保目录导入", _GROUP, "药品、诊疗、耗材目录：核对、导入、整份撤销", self._items.open),
            Door("诊断目录查询", _GROUP, "按编码、名称、拼音找诊断", self.open_diagnoses),
            Door("诊断目录导入", _GROUP, "ICD-10 医保版：核对、导入、整份撤销", self._diagnoses.open),
        )

    def open_items(self) -> None:
        """Look through the catalogue."""
        self._open(_ITEMS)

    def open_diagnoses(self) -> None:
        """Look through the diagnoses."""
        self._open(_DIAGNOSES)

    def _open(self, book: _Book) -> None:
        desk = self._place.desk
        page = screens.CataloguePage(book.columns, book.nothing, lambda: today(desk))
        page.asked.connect(lambda text, day: self._find(page, book, text, day))
        page.chosen.connect(lambda entry: self._show_versions(book, entry))
        self._place.overlay.open(page, book.title, KEYS)
        page.ask()

    def _find(self, page: screens.CataloguePage, book: _Book, text: str, day: date) -> None:
        desk = self._place.desk
        self._place.operations.run(
            lambda _job: book.find(desk, text, day),
            lambda rows: page.show_found(text, day, rows, browse.PAGE),
            lambda told: page.refuse(told.message) if isValid(page) else None,
            owner=page,
        )

    def _show_versions(self, book: _Book, entry: CatalogueItem | Diagnosis) -> None:
        desk = self._place.desk

        def show(rows: Entries) -> None:
            page = ListPage(
                book.version_columns,
                rows,
                name="各个版本，新的在前",
                nothing="",
                stretch="name",
                whole=screens.whole_entry,
            )
            self._place.overlay.hold()
            self._place.overlay.open(page, f"{entry.code} {entry.name}：各个版本", "方向键 翻看   Esc 返回")

        self._place.operations.run(lambda _job: book.versions(desk, entry.code), show, self._place.failed, owner=self)


_ITEMS = _Book(
    "医保目录查询",
    "还没有目录：请由管理在“医保目录导入”里导入。",
    browse.items,
    browse.item_versions,
    screens.ITEMS,
    screens.ITEM_VERSIONS,
)
_DIAGNOSES = _Book(
    "诊断目录查询",
    "还没有诊断目录：请由管理在“诊断目录导入”里导入；没有它，诊断照样可以手工填写。",
    browse.diagnoses,
    browse.diagnosis_versions,
    screens.DIAGNOSES,
    screens.DIAGNOSIS_VERSIONS,
)

_FIELDS: Mapping[str, str] = {
    "name": "名称",
    "pinyin": "拼音码",
    "spec": "规格",
    "unit": "单位",
    "item_class": "类",
    "category": "费用类别",
    "prepay_rate": "先行自付",
    "unit_price": "单价",
    "price_limit": "限价",
    "until": "停用",
}
_SHOWN: Mapping[str, Mapping[str, str]] = {"item_class": ITEM_CLASSES, "category": CATEGORIES}


def _entry_row(place: int, entry: PlannedEntry) -> PreviewRow:
    differences = tuple(_shown(one) for one in entry.differences if one.old or one.field != "name")
    if entry.what == "left":
        what = "这份目录没有列入，到前一天为止"
    else:
        what = told_differences(differences, _FIELDS)
    return PreviewRow(place, entry.line, entry.name, entry.code, "", what)


def _shown(one: Difference) -> Difference:
    if one.field == "prepay_rate":
        old, new = (f"{rate_percent(text)}%" if text else "" for text in (one.old, one.new))
        return Difference(one.field, old, new)
    words = _SHOWN.get(one.field, {})
    return Difference(one.field, words.get(one.old, one.old), words.get(one.new, one.new))


def _undone(row: ImportedList, left: Undone) -> str:
    told = f"已撤销 {row.document_number} 这一次导入，目录恢复成导入之前的样子。"
    if left.between:
        numbers = "、".join(one.number for one in left.between[:5])
        told += f"其间结算过 {len(left.between)} 张用到这些项目的单据（{numbers}），单据不变，请核对要不要冲红重结。"
    return told


def _topic(title: str, noun: str, folder: str, kinds: Mapping[str, str]) -> ListTopic:
    return ListTopic(
        words=ListWords(
            title=title,
            noun=noun,
            kinds=kinds,
            unit="项",
            left="停用",
            question="没有列入的",
            answers={WHOLE: "整份替换：到前一天停用", PART: "增补：不动"},
            ends={WHOLE: "没有列入的 {left} 项到前一天停用", PART: "没有列入的不动"},
            columns=(
                LINE,
                Column("number", "编码", lambda row: row.number),
                Column("name", "名称", lambda row: row.name),
                WHAT,
            ),
            undone="都",
        ),
        action="catalogue.import",
        folder=folder,
        answer=WHOLE,
        service=imports,
        lists=lambda desk: imports.lists(desk, kinds),
        dry_run=lambda desk, import_id, whole, step: imports.dry_run(desk, import_id, whole=whole, step=step),
        row=_entry_row,
        undone=_undone,
    )


ITEMS = _topic("医保目录导入", "目录", "catalogue/folder", imports.ITEM_KINDS)
DIAGNOSES = _topic("诊断目录导入", "诊断目录", "diagnoses/folder", imports.DIAGNOSIS_KINDS)
