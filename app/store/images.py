"""Whole images of audited rows: what the audit chain holds of a document, a person, an operator, beside the live rows.

The chain proves that the audit is as it was written. To prove the same of what it speaks of, an audit row's ``after``
holds under ``ROWS`` the digest of every row that was added or changed ("table/key"), its ``before`` the digest that a
changed one had. A list of many (persons of a roster, the catalogue) stands there as one sum ("table"): its digests added
up modulo 2²⁵⁶, so that half a million persons cost one entry. ``proof`` compares all that with the file.

``AUDITED`` and ``NOT_AUDITED`` name every table of a file between them; a test holds them to it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType

from app.errors import require
from app.store.guards import GUARDS
from app.store.image_rows import DOCUMENTS, NOTHING_INSTEAD, PACKS, PERSONS, Among, Instead, Subject, read
from app.store.work import Work

ROWS = "rows"
"""The key of an audit row's ``before`` and ``after`` that holds digests. A text instead of names: a document's own, as
the first version wrote it."""
STANDING = "standing"
"""The key of the ``after`` that holds the sums of whole tables of a file that an earlier version began: what was there
when images of everything began."""
MODULUS = 1 << 256

_DOCUMENT_PARTS = tuple(guard.table for guard in GUARDS if guard.part)
_PERSON_PARTS = ("filings", "identities", "insured_years", "person_warnings")
_LINKS = ("replaces", "reverses", "adjusts")
_NUMBER = "(SELECT number FROM documents WHERE documents.{} = {})"
_REQUESTED = "(SELECT number FROM documents JOIN approval_requests ON document = documents.id WHERE approval_requests.id = request)"
_ACCEPTED = "(SELECT number FROM acceptances WHERE acceptances.id = {})"
_RECEIPT = _ACCEPTED.format("(SELECT acceptance FROM acceptance_events WHERE acceptance_events.id = event)")
_SUBJECTS = (
    Subject("stations", "id", "窗口", "name"),
    Subject("operators", "id", "操作员", "name"),
    Subject("settings", "name", "窗口设置", "name"),
    Subject(PACKS, "digest", "政策包", "pack_id"),
    Subject("parameter_values", "id", "政策参数", "pack_id || ' ' || name"),
    Subject(DOCUMENTS, "id", "单据", "number", _DOCUMENT_PARTS, "document", _LINKS, ("row",), "adjusts"),
    Subject("prints", "id", "打印记录", _NUMBER.format("row", "document"), links=("document",)),
    Subject("approval_requests", "id", "审批申请", f"coalesce({_NUMBER.format('id', 'document')}, kind)"),
    Subject("approval_answers", "request", "审批答复", f"coalesce({_REQUESTED}, request)"),
    Subject("approval_keys", "public_key", "复核公钥", "name"),
    Subject("day_closes", "id", "日结", "business_date"),
    Subject("day_unlocks", "close", "日结解锁", "(SELECT business_date FROM day_closes WHERE id = close)"),
    Subject(PERSONS, "id", "参保人", "name", _PERSON_PARTS, "person"),
    Subject("imports", "id", "名单导入", "document_number"),
    Subject("import_undos", "import", "名单撤销", "(SELECT document_number FROM imports WHERE id = import)"),
    Subject("import_changes", "row", "名单导入的变动", "(SELECT name FROM persons WHERE id = person_id)"),
    Subject("register_entries", "id", "台账登记", "register"),
    Subject("register_versions", "id", "台账登记的改动", "entry"),
    Subject("register_settings", "name", "台账参数", "name"),
    Subject("filing_imports", "id", "备案导入", "file_name"),
    Subject(
        "filing_import_undos", "import", "备案导入的撤销", "(SELECT file_name FROM filing_imports WHERE id = import)"
    ),
    Subject("filing_prospects", "id", "应备案名单", "(SELECT name FROM persons WHERE persons.row = person)"),
    Subject("drug_deliveries", "id", "送药登记", "drug"),
    Subject("listed_diseases", "id", "病种名单", "name"),
    Subject("disease_prices", "id", "病种定额", "disease"),
    Subject("insured_payments", "row", "参保缴费", "name"),
    Subject("insured_changes", "row", "参保名单的变动", "(SELECT name FROM persons WHERE id = person_id)"),
    Subject("insured_runs", "id", "参保比对", "month", ("insured_findings",), "run"),
    Subject("uninsured", "id", "未参保台账", "(SELECT name FROM persons WHERE id = person_id)"),
    Subject("urgings", "id", "动员记录", "(SELECT name FROM persons WHERE id = person_id)"),
    Subject("premium_rules", "id", "补贴和保费标准", "document_number"),
    Subject("self_paid", "id", "自费记录", "(SELECT name FROM persons WHERE id = person_id)"),
    Subject("person_aliases", "duplicate_id", "人员合并", "(SELECT name FROM persons WHERE id = duplicate_id)"),
    Subject("institutions", "id", "医疗机构", "name", later="dated"),
    Subject("institution_terms", "id", "医疗机构资料", "name"),
    Subject("institution_imports", "id", "医疗机构名单导入", "document_number"),
    Subject(
        "institution_undos",
        "import",
        "医疗机构名单撤销",
        "(SELECT document_number FROM institution_imports WHERE id = import)",
    ),
    Subject("account_entries", "id", "登记的账目", "register || ' ' || day"),
    Subject("line_reviews", "id", "审核标记", "(SELECT number FROM documents WHERE id = document)"),
    Subject("catalogue_items", "code", "目录项目", "name"),
    Subject("acceptances", "id", "受理登记", "number"),
    Subject("acceptance_invoices", "id", "受理登记的发票", "invoice_number"),
    Subject("acceptance_events", "id", "受理经历", _ACCEPTED.format("acceptance")),
    Subject("acceptance_prints", "id", "受理回执的打印记录", _RECEIPT),
    Subject("claim_letters", "id", "应退通知", "letter_number"),
    Subject("claim_receipts", "id", "医院应退的收款", "(SELECT number FROM documents WHERE id = document)"),
    Subject("hall_waits", "id", "回厅待结", "(SELECT name FROM persons WHERE id = person_id)"),
    Subject("hall_wait_events", "id", "回厅待结的经历", "state"),
    Subject("catalogue_versions", "row", "目录项目以前的版本", "name"),
    Subject("calendar_entries", "id", "放假安排", "document_number"),
    Subject("diagnoses", "code", "诊断", "name"),
    Subject("bill_matches", "id", "账单项目对应", "own_name"),
    Subject("bill_imports", "id", "账单导入", "file_name"),
    Subject("diagnosis_versions", "row", "诊断以前的版本", "name"),
    Subject("entry_changes", "row", "目录导入的变动", "code"),
    Subject("fund_codes", "id", "基金支付代码", "layer || ' ' || code"),
    Subject("papers", "id", "打印存档", "title"),
    Subject("paper_spoils", "id", "作废纸张", "(SELECT title FROM papers WHERE id = paper)"),
    Subject("print_jobs", "id", "送打记录", "title"),
    Subject("print_job_ends", "print_job", "送打结果", "(SELECT title FROM print_jobs WHERE id = print_job)"),
    Subject("year_runs", "id", "年终批次", "kind || ' ' || year", ("year_shares",), "run"),
    Subject("year_run_ends", "run", "年终批次的撤销", "document_number"),
    Subject("year_payments", "id", "年终款项的发放", "voucher"),
    Subject("payer_files", "id", "付款方对账", "payer || ' ' || period", ("payer_file_rows",), "file"),
    Subject("payer_file_notes", "id", "对账差异的说明", "note"),
    Subject("slip_keys", "public_key", "结算单密钥", "prefix"),
    Subject("slip_certificates", "id", "大厅对结算单密钥的签名", "prefix"),
    Subject("slip_key_withdrawals", "public_key", "结算单密钥的停用", "prefix"),
)
AUDITED: Mapping[str, Subject] = MappingProxyType({one.table: one for one in _SUBJECTS})
"""Table → how its rows make one image each; the tables of ``parts`` are in their subject's image."""

NOT_AUDITED: Mapping[str, str] = MappingProxyType(
    {
        "audit": "the chain itself: every row holds the hash of the one before",
        "drafts": "typing that is not posted; what is settled keeps its form in document_forms",
        "meta": "facts of the file: its id, when it was made, when it was last backed up",
        "import_members": "who stood on a list, for its history; what the list changed is in import_changes",
        "remembered_columns": "which header of a list was taken for what, offered the next time",
        **dict.fromkeys(
            (
                *("staged_imports", "staged_rows", "staged_refused"),
                *("staged_people", "staged_identities", "staged_ends", "staged_entries", "staged_changes"),
                *("staged_insured", "staged_uninsured"),
            ),
            "a list that is not imported yet; once it is, its changes are in import_changes, entry_changes, insured_changes",
        ),
        "terms": "search index, made from names",
        **dict.fromkeys(("entry_names", "entry_heads"), "search index, made from the names of entries"),
        "number_heads": "search index, made from certificate numbers",
        "_sqlite_migrations": "the migrations library's own",
    }
)
"""Table → why the chain holds no digest of it."""


@dataclass(frozen=True, slots=True)
class Image:
    """A row for the audit. ``after`` "" is read when the audit row is written, so that comes after the change; ``before``
    is "" for what is new. ``key`` "" stands for a list of many, with sums in place of digests."""

    table: str
    key: str
    before: str = ""
    after: str = ""


def held(work: Work, table: str, key: str) -> Image:
    """A row as it is before a change, to hand to the audit after it; where it isn't there yet, as ``Image(table, key)``."""
    return Image(table, key, before=_found(work, table, key))


def posted(work: Work, document_id: str) -> tuple[Image, ...]:
    """A document that was just posted, and the pack that it was worked out by where that is the pack's first."""
    row = work.rows("SELECT row, pack FROM documents WHERE id = ?", (document_id,))[0]
    used = work.value("SELECT 1 FROM documents WHERE pack = ? AND row < ?", (row["pack"], row["row"]))
    own = Image(DOCUMENTS, document_id)
    return (own,) if used else (own, Image(PACKS, row["pack"]))


def added(work: Work, table: str, after_row: int) -> Image:
    """All that a table got after local row ``after_row``, as one entry."""
    return Image(table, "", after=summed(work, table, after_row=after_row))


def whole(work: Work, table: str) -> Image:
    """A table as it is before many of its rows change; its sum afterwards is read when the audit row is written."""
    return Image(table, "", before=_sum(work, table))


def entries(work: Work, images: Sequence[Image]) -> tuple[dict[str, str], dict[str, str]]:
    """What stands under ``ROWS`` in an audit row's before and after. InvariantError for a row that isn't there."""
    return {_name(one): one.before for one in images if one.before}, {_name(one): _now(work, one) for one in images}


def _name(one: Image) -> str:
    return f"{one.table}/{one.key}" if one.key else one.table


def _now(work: Work, one: Image) -> str:
    if one.after:
        return one.after
    return digest(work, one.table, one.key) if one.key else _sum(work, one.table)


def standing(work: Work) -> dict[str, str]:
    """The sum of every audited table but the documents, whose digests stand in the audit from the first version on."""
    return {table: _sum(work, table) for table in AUDITED if table != DOCUMENTS}


def _sum(work: Work, table: str) -> str:
    return summed(work, table)


def summed(
    work: Work,
    table: str,
    *,
    after_row: int | None = None,
    among: Among | None = None,
    without: Collection[str] = frozenset(),
    instead: Instead = NOTHING_INSTEAD,
) -> str:
    """The ``total`` of the digests that ``live`` gives, but for the subjects whose keys are in ``without``. ``instead``: see
    ``image_rows.read``."""
    found = read(work, AUDITED[table], after_row=after_row, among=among, instead=instead)
    number = int.from_bytes
    made = sum(number(sha256(image).digest(), "big") for key, image in found if key not in without)
    return f"{made % MODULUS:064x}"


def total(digests: Iterable[str]) -> str:
    """Digests added up, 64 hex digits: their order does not matter, one more, less or other does."""
    return f"{sum(int(one, 16) for one in digests) % MODULUS:064x}"


def digest(work: Work, table: str, key: str) -> str:
    """SHA-256 over every stored row of one subject. InvariantError where there is none."""
    made = _found(work, table, key)
    require(made != "", f"{table} has no such row")
    return made


def _found(work: Work, table: str, key: str) -> str:
    image = next((image for _, image in read(work, AUDITED[table], key=key)), None)
    return "" if image is None else sha256(image).hexdigest()


def live(
    work: Work, table: str, *, after_row: int | None = None, among: Among | None = None
) -> Iterator[tuple[str, str]]:
    """Key and digest of every subject of a table (of those with a local row above ``after_row``, or in ``among``)."""
    for key, image in read(work, AUDITED[table], after_row=after_row, among=among):
        yield key, sha256(image).hexdigest()
