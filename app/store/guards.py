"""Triggers that keep posted rows as they were: no UPDATE, no DELETE, no INSERT OR REPLACE, nothing added later.

INSERT OR REPLACE fires delete triggers only where ``recursive_triggers`` is on, so a BEFORE INSERT trigger refuses it on
any connection. sqlite-utils' ``transform()`` drops triggers: it is never used on these tables, and ``missing`` is asked
at every opening.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from app.store.work import Work


@dataclass(frozen=True, slots=True)
class Guard:
    """One guarded table: its ``keys`` (each a tuple of columns that is unique), what the clerk calls it, what to do,
    and the schema that it came with."""

    table: str
    what: str
    instead: str
    keys: tuple[tuple[str, ...], ...]
    part: bool = False
    schema: int = 1


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
    Guard("document_forms", "已结算单据的录入内容", _REVERSE, (("document",),), part=True, schema=2),
    Guard("document_reasons", "冲红和差额的原因", _REVERSE, (("document",),), part=True, schema=2),
    Guard("approval_requests", "审批申请", "请另提一份申请", (("id",),), schema=2),
    Guard("approval_answers", "审批答复", "请另提一份申请", (("request",),), schema=2),
    Guard("day_closes", "日结记录", "需要更正时，请先解锁，再重新日结", (("row",), ("id",)), schema=2),
    Guard("day_unlocks", "日结解锁记录", "请重新日结", (("close",),), schema=2),
    Guard("imports", "名单导入记录", "请撤销这次导入，再导入正确的名单", (("row",), ("id",)), schema=3),
    Guard("import_undos", "名单撤销记录", "需要时请再导入一次", (("import",),), schema=3),
    Guard("import_changes", "名单导入的变动", "请撤销这次导入", (("row",),), schema=3),
    Guard("register_entries", "台账登记", "请写明原因撤销这一条，再另行登记", (("row",), ("id",)), schema=4),
    Guard("register_versions", "台账登记的改动", "请再改一次", (("row",), ("id",), ("entry", "version")), schema=4),
    Guard("filing_imports", "备案导入记录", "请撤销这次导入，再导入正确的表", (("row",), ("id",)), schema=4),
    Guard("filing_import_undos", "备案导入的撤销记录", "需要时请再导入一次", (("import",),), schema=4),
    Guard("drug_deliveries", "送药登记", "登记错了的，请另登记一次并在备注里写明", (("row",), ("id",)), schema=4),
    Guard("institution_terms", "医疗机构资料的版本", "请从哪一天起另记一版", (("row",), ("id",)), schema=4),
    Guard("institution_imports", "医疗机构名单导入记录", "请撤销这次导入", (("row",), ("id",)), schema=4),
    Guard("institution_undos", "医疗机构名单撤销记录", "需要时请再导入一次", (("import",),), schema=4),
    Guard("account_entries", "登记的账目", "请撤销这一笔，再另记一笔", (("row",), ("id",)), schema=4),
    Guard("line_reviews", "审核标记", "请另作一个标记", (("row",), ("id",)), schema=4),
    Guard("insured_payments", "参保缴费记录", "请撤销那次导入，再导入正确的名单", (("row",),), schema=4),
    Guard("insured_changes", "参保名单的变动", "请撤销那次导入", (("row",),), schema=4),
    Guard("insured_runs", "参保比对记录", "需要时请再比对一次", (("row",), ("id",)), schema=4),
    Guard("insured_findings", "参保比对的差异", "需要时请再比对一次", (("run", "person_id", "kind"),), schema=4),
    Guard("urgings", "动员记录", "请另记一次", (("row",), ("id",)), schema=4),
    Guard("bill_imports", "账单导入记录", "需要时请再导入一次", (("row",), ("id",)), schema=4),
    Guard(
        "acceptances",
        "受理登记",
        "需要更正时，请退回这一份，再重新受理",
        (("row",), ("id",), ("number",), ("station_id", "accepted_year", "sequence")),
        schema=4,
    ),
    Guard("acceptance_events", "受理经历", "请另办下一步", (("row",), ("id",)), schema=4),
    Guard("acceptance_invoices", "受理登记的发票", "请退回这一份，再重新受理", (("row",), ("id",)), schema=4),
    Guard(
        "acceptance_prints",
        "受理回执的打印记录",
        "需要时请再打印一次",
        (("row",), ("id",), ("event", "copy")),
        schema=4,
    ),
    Guard("claim_letters", "应退通知", "需要时请另发一份", (("row",), ("id",)), schema=4),
    Guard("claim_receipts", "医院应退的收款", "录错的请撤销，再另录一笔", (("row",), ("id",)), schema=4),
    Guard("hall_waits", "回厅待结登记", "请撤销这一条，再重新登记", (("row",), ("id",)), schema=4),
    Guard("hall_wait_events", "回厅待结的经历", "请另办下一步", (("row",), ("id",)), schema=4),
    Guard("entry_changes", "目录导入的变动", "请撤销这次导入", (("row",),), schema=4),
    Guard("document_groups", "已结算单据的统计归属", _REVERSE, (("document",),), part=True, schema=5),
    Guard("papers", "打印存档", "需要时请再打印一次", (("row",), ("id",)), schema=5),
    Guard("paper_spoils", "作废纸张的登记", "请另记一次", (("row",), ("id",)), schema=5),
    Guard("print_jobs", "送打记录", "需要时请再打印一次", (("row",), ("id",)), schema=5),
    Guard("fund_codes", "基金支付代码", "请从哪一天起另登记一个代码", (("row",), ("id",)), schema=5),
    Guard("print_job_ends", "送打结果", "需要时请再打印一次", (("row",), ("print_job",)), schema=5),
    Guard("year_runs", "年终清算和二次报销", "需要更正时，请先撤销这一批，再重新办理", (("row",), ("id",)), schema=5),
    Guard(
        "year_shares",
        "年终清算和二次报销的明细",
        "需要更正时，请先撤销这一批，再重新办理",
        (("run", "position"),),
        schema=5,
    ),
    Guard("year_run_ends", "年终批次的撤销记录", "需要时请再办一批", (("run",),), schema=5),
    Guard("year_payments", "年终款项的发放记录", "请另记一次", (("row",), ("id",)), schema=5),
    Guard("payer_files", "付款方文件的对账", "需要时请再导入一次", (("row",), ("id",)), schema=5),
    Guard("payer_file_rows", "对账结果", "需要时请再导入一次", (("file", "position"),), schema=5),
    Guard("payer_file_notes", "对账差异的说明", "请另写一条", (("row",), ("id",)), schema=5),
    Guard("slip_keys", "结算单密钥", "请停用它，换一个新的", (("row",), ("public_key",)), schema=5),
    Guard(
        "slip_certificates",
        "大厅对结算单密钥的签名",
        "请大厅另签一次",
        (("row",), ("id",), ("public_key", "hall_key")),
        schema=5,
    ),
    Guard(
        "slip_key_withdrawals",
        "结算单密钥的停用",
        "停用了的密钥不再启用，请换新的",
        (("row",), ("public_key",)),
        schema=5,
    ),
)

_LAST = "SELECT coalesce(max(sequence), 0) + 1 FROM"
_SAME = "station_id = NEW.station_id AND settling_year = NEW.settling_year"
_HASH = "coalesce((SELECT hash FROM audit ORDER BY sequence DESC LIMIT 1), '')"
# Slip numbers and the audit chain have no gaps, a closed day stays closed, also against a mistake of the program.
_CLOSED = (
    "EXISTS (SELECT 1 FROM day_closes WHERE station_id = NEW.station_id AND business_date {} NEW.business_date"
    " AND NOT EXISTS (SELECT 1 FROM day_unlocks WHERE close = day_closes.id))"
)
_CHAINS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "documents": (
        (_CLOSED.format("="), "这一天已经日结，不能再记账：请先由复核解锁，或改日办理。"),
        (
            _CLOSED.format(">"),
            "后面的一天已经日结，这一天不能再记账：请先核对电脑的日期；日期没有错的，请先由复核解锁那一天。",
        ),
        (
            f"NEW.sequence <> ({_LAST} documents WHERE {_SAME})",
            "单据号必须连续：这一号没有使用，请重新结算一次。",
        ),
    ),
    "acceptances": (
        (
            f"NEW.sequence <> ({_LAST} acceptances WHERE station_id = NEW.station_id AND accepted_year = NEW.accepted_year)",
            "受理编号必须连续：这一号没有使用，请重新受理一次。",
        ),
    ),
    "audit": (
        (
            f"NEW.sequence <> ({_LAST} audit) OR NEW.previous <> {_HASH}",
            "审计记录必须首尾相接：这一步没有完成，请重试一次。",
        ),
    ),
}


def statements(guard: Guard) -> tuple[str, ...]:
    """The CREATE TRIGGER statements of one table. They may name tables of a later schema: SQLite looks when they fire."""
    table = guard.table
    known = " OR ".join("(" + " AND ".join(f"{column} = NEW.{column}" for column in key) + ")" for key in guard.keys)
    replaced = f"EXISTS (SELECT 1 FROM {table} WHERE {known})"  # noqa: S608 - own names
    refused = [(replaced, _sentence(guard, "覆盖"))]
    if guard.part:
        refused.append(("EXISTS (SELECT 1 FROM documents WHERE row = NEW.document)", _sentence(guard, "添加")))
    refused.extend(_CHAINS.get(table, ()))
    # One trigger with the cases in order: of several triggers on one event, SQLite promises no order.
    cases = " ".join(f"WHEN {condition} THEN RAISE(ABORT, '{message}')" for condition, message in refused)
    return (
        (
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{_sentence(guard, '改动')}'); END"
        ),
        (
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{_sentence(guard, '删除')}'); END"
        ),
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} BEGIN SELECT CASE {cases} END; END",
    )


def _sentence(guard: Guard, verb: str) -> str:
    return f"{guard.what}不能{verb}：{guard.instead}。"


@cache
def names() -> frozenset[str]:
    """The names of all triggers that a file must have."""
    return frozenset(statement.split(" ", 3)[2] for guard in GUARDS for statement in statements(guard))


def missing(work: Work) -> frozenset[str]:
    """The triggers that a file should have and doesn't: it was changed by another program."""
    found = {row[0] for row in work.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    return names() - found
