"""Lists of persons: what they are called, and the services that know them."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.records.roster import ImportedList, PlannedPerson, Undone
from app.services import rosters
from app.ui.desks.list_import import ListImportDesk, ListTopic
from app.ui.doors import Door
from app.ui.place import Place
from app.ui.screens.list_preview import told_differences
from app.ui.screens.list_words import PART, PERSONS, WHOLE, ListWords, PreviewRow


class RostersDesk(ListImportDesk):
    """``changed`` after persons were changed by a list or its undoing. One object per window."""

    def __init__(self, place: Place, parent: QObject) -> None:
        super().__init__(place, TOPIC, parent)

    def doors(self) -> tuple[Door, ...]:
        """The official lists."""
        what = "扶贫、民政等部门正式文件的人员名单：导入、核对、整份撤销"
        return (Door("名册导入", "人员", what, self.open, ("NMd1", "NMd2", "YYd1", "YYd3")),)


def _person_row(place: int, person: PlannedPerson) -> PreviewRow:
    where = f"{person.township}{person.village}"
    what = told_differences(person.differences, {})
    return PreviewRow(place, person.line, person.name, person.masked_number, where, what)


def _undone(row: ImportedList, left: Undone) -> str:
    told = f"已撤销 {row.document_number} 这一次导入，人员资料和身份恢复成导入之前的样子。"
    if left.kept:
        told += f"{'、'.join(left.kept[:5])}等 {len(left.kept)} 人已有单据或另有登记，留着人，去掉了名单给的身份。"
    if left.between:
        numbers = "、".join(one.number for one in left.between[:5])
        told += f"其间结算过 {len(left.between)} 张单据（{numbers}），请在 [F10]“待重新核算”里核对。"
    return told


_WORDS = ListWords(
    title="名册导入",
    noun="名单",
    kinds=rosters.KINDS,
    unit="人",
    left="离开名单",
    question="离开名单的人",
    answers={WHOLE: "身份到名单日期的前一天为止", PART: "身份先留着"},
    ends={WHOLE: "离开名单的 {left} 人身份到前一天为止", PART: "离开名单的 {left} 人身份先留着"},
    columns=PERSONS,
    undone="资料和身份",
)
TOPIC = ListTopic(
    words=_WORDS,
    action="roster.import",
    folder="rosters/folder",
    answer=WHOLE,
    service=rosters,
    lists=rosters.lists,
    dry_run=lambda desk, import_id, whole, step: rosters.dry_run(desk, import_id, ends_left=whole, step=step),
    row=_person_row,
    undone=_undone,
)
