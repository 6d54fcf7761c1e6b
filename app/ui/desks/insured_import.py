"""Payment lists: what they are called, and the services that know them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject

from app.records.insured import InsuredPreview, PlannedInsured
from app.records.roster import ImportedList, Undone
from app.services.desk import today
from app.services.insured import imports
from app.ui.desks.list_import import ListImportDesk, ListTopic
from app.ui.doors import Door
from app.ui.place import Place
from app.ui.screens.list_preview import told_differences
from app.ui.screens.list_words import PART, PERSONS, WHOLE, Counts, ListWords, PreviewRow


class InsuredImportDesk(ListImportDesk):
    """``changed`` after somebody's insurance was changed by a list or its undoing. One object per window."""

    def __init__(self, place: Place, parent: QObject) -> None:
        super().__init__(place, _topic(imports.kinds(today(place.desk))), parent)

    def doors(self) -> tuple[Door, ...]:
        """The payment lists."""
        what = "按年度导入参保缴费名单：新参保、停保、缴费和补贴，整份撤销"
        return (Door("参保名单导入", "人员", what, self.open, ("GXd1", "NMd13", "YYd3", "LNd2")),)


@dataclass(frozen=True, slots=True)
class _Words(ListWords):
    """The words of lists that also name people whom the file does not have."""

    def what(self) -> Mapping[str, str]:
        """The lists of a preview by the counts' names."""
        return {
            "added": "新参保",
            "changed": "改动",
            "left": self.left,
            "unknown": "库中没有的人",
            "refused": "退回的行",
        }

    def counted(self, counts: Counts) -> str:
        """The counts in a line."""
        unknown = f"，库中没有 {counts.unknown} 人（不添加）" if isinstance(counts, InsuredPreview) else ""
        return (
            f"新参保 {counts.added} 人，改动 {counts.changed} 人，{self.left} {counts.left} 人，"
            f"不变 {counts.unchanged} 人{unknown}"
        )


def _row(place: int, one: PlannedInsured) -> PreviewRow:
    what = told_differences(one.differences, {})
    return PreviewRow(place, one.line, one.name, one.masked_number, one.where, what)


def _undone(row: ImportedList, left: Undone) -> str:
    told = f"已撤销 {row.document_number} 这一次导入，参保情况恢复成导入之前的样子。"
    if left.between:
        numbers = "、".join(one.number for one in left.between[:5])
        told += f"其间结算过 {len(left.between)} 张单据（{numbers}），请逐张核对该不该结算。"
    return told


def _topic(kinds: Mapping[str, str]) -> ListTopic:
    return ListTopic(
        words=_Words(
            title="参保名单导入",
            noun="名单",
            kinds=kinds,
            unit="人",
            left="不在名单上",
            question="不在名单上的人",
            answers={PART: "参保不变（名单不是全部）", WHOLE: "不再参保（名单是全部）"},
            ends={PART: "不在名单上的 {left} 人参保不变", WHOLE: "不在名单上的 {left} 人不再参保"},
            columns=PERSONS,
            undone="参保情况",
        ),
        action="insured.import",
        folder="insured/folder",
        answer=PART,
        service=imports,
        lists=imports.lists,
        dry_run=lambda desk, import_id, whole, step: imports.dry_run(desk, import_id, whole=whole, step=step),
        row=_row,
        undone=_undone,
    )
