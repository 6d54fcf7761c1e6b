"""What the pages of an import call things: one table for each topic (lists of persons, catalogues, diagnoses)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.records.entries import EntryPreview
from app.records.insured import InsuredPreview
from app.records.roster import ImportedList, ListFacts, Preview
from app.ui.models.table import Align, Column

WHOLE, PART = "whole", "part"
"""The two answers to what becomes of what left the list."""


Counts = Preview | EntryPreview | InsuredPreview | ImportedList
"""Whatever counts what an import does or did."""


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A person, an entry or a refused row. ``place`` is what the next portion begins behind; ``number`` its number or code,
    ``where`` a further word; ``what``: differences or reasons."""

    place: int
    line: int
    name: str
    number: str
    where: str
    what: str


LINE: Column[PreviewRow] = Column("line", "行", lambda row: str(row.line) if row.line else "", Align.RIGHT)
WHAT: Column[PreviewRow] = Column("what", "变动或原因", lambda row: row.what)
PERSONS: tuple[Column[PreviewRow], ...] = (
    LINE,
    Column("name", "姓名", lambda row: row.name),
    Column("number", "证号", lambda row: row.number),
    Column("where", "苏木乡镇嘎查村", lambda row: row.where),
    WHAT,
)
"""The preview of a list of persons."""


@dataclass(frozen=True, slots=True)
class ListWords:
    """``kinds``: code → title; ``noun`` a list of them, ``unit`` what is counted, ``left`` what becomes of what it lacks.
    ``answers``: the two of ``WHOLE`` and ``PART`` under ``question``, as the confirmation repeats them in ``ends``.
    ``columns`` are those of the preview."""

    title: str
    noun: str
    kinds: Mapping[str, str]
    unit: str
    left: str
    question: str
    answers: Mapping[str, str]
    ends: Mapping[str, str]
    columns: Sequence[Column[PreviewRow]]
    undone: str
    """What an undo does with what was changed, at the end of the question."""

    def what(self) -> Mapping[str, str]:
        """The four lists of a preview by the counts' names."""
        return {"changed": "改动", "left": self.left, "refused": "退回的行", "added": "新增"}

    def counted(self, counts: Counts) -> str:
        """The counts in a line."""
        of = self.unit
        return (
            f"新增 {counts.added} {of}，改动 {counts.changed} {of}，{self.left} {counts.left} {of}，"
            f"不变 {counts.unchanged} {of}"
        )

    def asked(self, facts: ListFacts, counts: Counts, answer: str) -> str:
        """The question before importing."""
        refused = f"退回的 {counts.refused} 行不导入。" if counts.refused else ""
        of, new = self.unit, self.what()["added"]
        return (
            f"导入 {facts.document_number}，从 {facts.listed_on} 起：{new} {counts.added} {of}，改动 {counts.changed} {of}，"
            f"{self.ends[answer].format(left=counts.left)}。{refused}整份以后可以撤销。"
        )

    def asked_undo(self, row: ImportedList) -> str:
        """The question before an undo."""
        of = self.unit
        return (
            f"撤销 {row.document_number}（{self.kinds[row.kind]}，{row.listed_on}）这一次导入：新增的 {row.added} {of}不再列出，"
            f"改动的 {row.changed} {of}和{self.left}的 {row.left} {of}，{self.undone}恢复成导入之前的样子。"
        )

    def done(self, row: ImportedList) -> str:
        """What was imported."""
        refused = f"退回 {row.refused} 行没有导入。" if row.refused else ""
        return f"已导入 {row.document_number}：{self.counted(row)}。{refused}"

    def whole_row(self, row: ImportedList) -> str:
        """A row of the lists so far, in full."""
        counts = (
            f"{self.what()['added']} {row.added}，改动 {row.changed}，{self.left} {row.left}，不变 {row.unchanged}，"
            f"退回 {row.refused} 行"
        )
        return (
            f"{row.document_number}（{self.kinds[row.kind]}，{self.noun}日期 {row.listed_on}），"
            f"{row.operator_name} {row.at:%m-%d %H:%M} 导入：{counts}。"
        )
