"""Triggers that keep posted rows as they were: no UPDATE, no DELETE, no INSERT OR REPLACE, nothing added later.

INSERT OR REPLACE fires delete triggers only where ``recursive_triggers`` is on, so a BEFORE INSERT trigger refuses it on
any connection. sqlite-utils' ``transform()`` drops triggers: it is never used on these tables, and ``missing`` is asked
at every opening.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.store.work import Work


@dataclass(frozen=True, slots=True)
class Guard:
    """One guarded table: its ``keys`` (each a tuple of columns that is unique), what the clerk calls it, what to do."""

    table: str
    what: str
    instead: str
    keys: tuple[tuple[str, ...], ...]
    part: bool = False


_REVERSE = "需要更正时，请先冲红，再重新结算"
_PARTS = (
    ("document_facts", "已结算单据的单面内容", (("document",),)),
    ("document_lines", "已结算单据的费用明细", (("document", "line"),)),
    ("document_line_splits", "已结算单据的费用归类", (("document", "line"),)),
    ("document_layers", "已结算单据的各层支付", (("document", "position"), ("document", "layer"))),
    ("document_added", "已结算单据的年度累计", (("document", "layer"),)),
    ("document_tallies", "已结算单据的年度计数", (("document", "name"),)),
    ("document_steps", "已结算单据的计算过程", (("document", "owner", "position"),)),
    ("document_estimates", "已结算单据的预计待遇", (("document", "position"),)),
    ("document_notices", "已结算单据的提示", (("document", "position"),)),
    ("payments", "收付款记录", (("document", "position"),)),
)
GUARDS: tuple[Guard, ...] = (
    Guard(
        "documents",
        "已结算的单据",
        _REVERSE,
        (
            ("row",),
            ("id",),
            ("request_id",),
            ("number",),
            ("station_id", "settling_year", "sequence"),
            ("reverses",),
            ("replaces",),
        ),
    ),
    *(Guard(table, what, _REVERSE, keys, part=True) for table, what, keys in _PARTS),
    Guard("prints", "打印记录", "需要时请再打印一次", (("row",), ("id",), ("document", "copy"))),
    Guard("packs", "结算用过的政策包", "请使用新的政策包", (("digest",),)),
    Guard("parameter_values", "已确认的参数", "请另行确认一个新的值", (("row",), ("id",))),
    Guard("audit", "审计记录", "审计记录只能追加", (("sequence",), ("hash",))),
    Guard("person_aliases", "人员合并记录", "请联系管理员处理", (("duplicate_id",),)),
)


def statements(guard: Guard) -> tuple[str, ...]:
    """The CREATE TRIGGER statements of one table."""
    table = guard.table
    known = " OR ".join("(" + " AND ".join(f"{column} = NEW.{column}" for column in key) + ")" for key in guard.keys)
    posted = "EXISTS (SELECT 1 FROM documents WHERE row = NEW.document)"
    made = [
        _trigger(f"{table}_no_update", f"UPDATE ON {table}", f"{guard.what}不能改动：{guard.instead}。"),
        _trigger(f"{table}_no_delete", f"DELETE ON {table}", f"{guard.what}不能删除：{guard.instead}。"),
        _trigger(
            f"{table}_no_replace",
            f"INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {known})",  # noqa: S608 - own names
            f"{guard.what}不能覆盖：{guard.instead}。",
        ),
    ]
    if guard.part:
        made.append(
            _trigger(
                f"{table}_no_addition",
                f"INSERT ON {table} WHEN {posted}",
                f"{guard.what}不能添加：{guard.instead}。",
            )
        )
    return tuple(made)


def chains() -> tuple[str, ...]:
    """Triggers that keep slip numbers and the audit chain without gaps, also against a mistake of the program."""
    last = "SELECT coalesce(max(sequence), 0) + 1 FROM"
    same = "station_id = NEW.station_id AND settling_year = NEW.settling_year"
    hashes = "SELECT hash FROM audit ORDER BY sequence DESC LIMIT 1"
    return (
        _trigger(
            "documents_no_gap",
            f"INSERT ON documents WHEN NEW.sequence <> ({last} documents WHERE {same})",
            "单据号必须连续：这一号没有使用，请重新结算一次。",
        ),
        _trigger(
            "audit_no_gap",
            f"INSERT ON audit WHEN NEW.sequence <> ({last} audit) OR NEW.previous <> coalesce(({hashes}), '')",
            "审计记录必须首尾相接：这一步没有完成，请重试一次。",
        ),
    )


def names() -> frozenset[str]:
    """The names of all triggers that a file must have."""
    made = [statement for guard in GUARDS for statement in statements(guard)]
    return frozenset(statement.split(" ", 3)[2] for statement in (*made, *chains()))


def missing(work: Work) -> frozenset[str]:
    """The triggers that a file should have and doesn't: it was changed by another program."""
    found = {row[0] for row in work.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    return names() - found


def _trigger(name: str, event: str, message: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {event} BEGIN SELECT RAISE(ABORT, '{message}'); END"
