"""The audit in words: its actions, and what its rows say."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.money.fen import format_fen
from app.records import words
from app.records.fields import Field
from app.records.filing_reference import DISEASE_FIELDS, LISTS, PRICE_FIELDS
from app.records.filings import ACTS, KINDS, STATES
from app.records.payer_files import CLASSES
from app.records.printing import JOB_STATES

ACTIONS: Mapping[str, str] = MappingProxyType(
    {
        "person.add": "载入参保人",
        "person.update": "修改参保人资料",
        "person.filing": "添加备案",
        "filing.file": "登记备案",
        "filing.decide": "办结备案",
        "filing.approve": "登记特殊病例审批",
        "filing.refuse": "备案未通过",
        "filing.stage": "登记救治进度",
        "filing.deliver": "登记送药",
        "filing.end": "终止备案",
        "filing.cancel": "取消门特认定",
        "filing.withdraw": "撤销备案",
        "filing.correct": "更正备案",
        "filing.import": "导入备案",
        "filing.undo": "撤销备案导入",
        "filing.prospects": "导入应备案名单",
        "filing.close": "注明不需备案",
        "filing.disease": "加入病种名单",
        "filing.diseases": "导入病种名单",
        "filing.price": "登记病种定额",
        "person.merge": "合并重复的参保人",
        "person.search": "查找参保人",
        "person.open": "查看参保人",
        "person.unmask": "查看完整证号",
        "roster.import": "导入名单",
        "roster.undo": "撤销名单导入",
        "register.add": "登记台账",
        "register.change": "修改台账",
        "register.move": "改台账状态",
        "register.withdraw": "撤销台账登记",
        "register.hand_out": "成批登记发放",
        "register.settings": "设定台账参数",
        "register.query": "查询台账",
        "register.paper": "打印台账",
        "insured.import": "导入参保名单",
        "insured.undo": "撤销参保名单导入",
        "insured.compare": "参保比对",
        "insured.reason": "登记不符合参保条件的原因",
        "insured.urge": "登记参保动员",
        "insured.rule": "添加补贴或保费标准",
        "insured.rule_withdraw": "撤销补贴或保费标准",
        "insured.notice": "开具参保提示单",
        "insured.contact": "修改参保提示单的联系单位",
        "self_paid.record": "登记自费记录",
        "self_paid.withdraw": "撤销自费记录",
        "institution.save": "载入医疗机构",
        "institution.change": "修改医疗机构资料",
        "institution.import": "导入医疗机构名单",
        "institution.undo": "撤销医疗机构名单导入",
        "account.add": "登记医疗机构账目或欠费",
        "account.void": "撤销登记的账目",
        "fund.close": "办理年终决算",
        "year_end.run": "办理年终清算或二次报销",
        "year_end.pay": "登记年终款项的发放",
        "year_end.take_back": "撤销年终批次",
        "payer_file.import": "导入付款方文件",
        "payer_file.note": "说明对账差异",
        "payer_file.undo": "撤销付款方文件",
        "review.mark": "审核医疗费用",
        "catalogue.import": "导入目录",
        "catalogue.undo": "撤销目录导入",
        "catalogue.save": "载入目录",
        "diagnosis.save": "载入诊断",
        "parameter.confirm": "确认政策参数",
        "parameter.import": "导入政策参数",
        "parameter.export": "导出政策参数",
        "bill.import": "导入账单",
        "draft.discard": "丢弃草稿",
        "draft.bring_back": "撤销丢弃，找回草稿",
        "draft.resettle": "按原单重录",
        "case.settle": "结算",
        "slip.print": "打印结算单",
        "document.reverse": "冲红",
        "approval.request": "提出审批申请",
        "approval.answer": "答复审批申请",
        "approval.export": "导出审批申请文件",
        "approval.sign": "签署审批答复文件",
        "approval.key_make": "生成审批密钥",
        "approval.key_accept": "接受审批密钥",
        "approval.key_withdraw": "撤销审批密钥",
        "approval.refused": "复核人被锁住",
        "slip.verify": "核对结算单",
        "slip_key.make": "生成结算单密钥",
        "slip_key.sign": "大厅签署结算单密钥",
        "slip_key.export": "导出结算单密钥的签名申请",
        "slip_key.import": "导入大厅对结算单密钥的签名",
        "slip_key.withdraw": "停用结算单密钥",
        "slip_key.list_export": "导出停用的结算单密钥清单",
        "slip_key.list_import": "按大厅的清单停用结算单密钥",
        "adjustment.post": "出具差额单",
        "day.close": "日结",
        "day.unlock": "日结解锁",
        "day.print": "打印日结单",
        "list.export": "导出列表",
        "list.print": "打印列表",
        "operator.first": "建立第一位操作员",
        "operator.add": "添加操作员",
        "operator.rename": "操作员改名",
        "operator.role": "操作员换角色",
        "operator.stop": "停用操作员",
        "operator.restart": "恢复操作员",
        "operator.password": "修改口令",
        "operator.password_reset": "重设口令",
        "operator.recover": "用恢复码登录",
        "operator.recovery_code": "更换恢复码",
        "operator.sign_in": "登录",
        "operator.sign_out": "退出登录",
        "operator.lock": "锁定窗口",
        "operator.unlock": "解除锁定",
        "settings.change": "修改窗口设置",
        "printing.choose": "选择打印机和纸张",
        "station.change": "修改窗口和单号",
        "station.keep": "记下本文件的窗口",
        "first_start.step": "第一次启动的步骤",
        "printing.offset": "校准打印机",
        "printing.send": "送往打印机",
        "printing.end": "打印任务结束",
        "paper.hand_out": "打印或存出单据",
        "paper.save": "把没有打成的单据存为文件",
        "paper.spoil": "登记作废纸张",
        "paper.undo_spoil": "撤销作废纸张的登记",
        "acceptance.accept": "受理零星报销",
        "acceptance.supplement": "补交受理材料",
        "acceptance.return": "退回受理",
        "acceptance.step": "受理进到下一步",
        "acceptance.print": "打印受理回执",
        "claim.letter": "发出应退通知",
        "claim.receive": "登记医院应退到账",
        "claim.undo": "撤销医院应退到账",
        "hall_wait.add": "登记回厅待结",
        "hall_wait.drop": "撤销回厅待结",
        "hall_wait.step": "回厅待结进到下一步",
        "calendar.enter": "录入放假安排",
        "calendar.withdraw": "撤销放假安排",
        "file.upgraded": "升级数据文件",
        "audit.verify": "核查审计记录",
        "national.export": "按国家接口字段导出",
        "national.code": "登记基金支付代码",
        "picture.print": "打印一月图表",
        "backup.make": "备份",
        "backup.not_made": "备份没有做成",
        "backup.restore": "恢复备份",
    }
)
"""Action code → what it is called."""

_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "name": "姓名",
        "institution_name": "医疗机构",
        "number": "单号",
        "reverses": "冲红原单",
        "adjusts": "差额原单",
        "replaces": "重新结算原单",
        "reason": "原因",
        "note": "说明",
        "why": "为什么",
        "day": "业务日期",
        "kind": "种类",
        "count": "数量",
        "copy": "第几份",
        "title": "标题",
        "paper": "单据",
        "sheets": "张数",
        "role": "身份",
        "active": "可登录",
        "text": "查找",
        "found": "找到",
        "failures_before": "之前口令不对次数",
        "approver_failures": "复核人之前口令不对次数",
        "approver": "复核人",
        "initiator": "申请人",
        "approved": "批准",
        "folder": "文件夹",
        "second": "第二备份位置",
        "second_folder": "第二备份位置",
        "begun": "开始的那一行",
        "checked": "核查行数",
        "findings": "不符处",
        "head": "链尾",
        "broken": "断在第几行",
        "document_number": "文件号",
        "value": "值",
        "since": "起用日期",
        "pack": "政策",
        "layers": "各层支付",
        "printer": "打印机",
        "copies": "份数",
        "choice": "打印机和纸张",
        "offset": "移动",
        "print_state": "结果",
        "message": "说明",
        "state": "状态",
        "register": "台账",
        "scope": "范围",
        "asked": "条件",
        "lock_minutes": "锁屏分钟",
        "phone": "窗口电话",
        "backup_every": "每多少笔备份",
        "operators": "操作员人数",
        "rows": "行数",
        "whole": "全表行数",
        "list": "列表",
        "filter": "筛选",
        "columns": "列",
        "form": "格式",
        "year": "年度",
        "values": "参数",
        "file": "文件",
        "matches": "新记住的对应",
        "added": "新增",
        "changed": "变更",
        "left": "离开",
        "ended": "终止",
        "unchanged": "不变",
        "unknown": "库中没有",
        "refused": "不能导入",
        "slips": "其间的结算单",
        "line": "第几行（0 为整单）",
        "period": "期间",
        "numbers": "证件号码",
        "layer": "哪一层",
        "payer": "付款方",
        "fund_code": "基金支付代码",
        "code_name": "代码名称",
        "counts_into": "计入",
        "mark": "结论",
        "version": "第几版",
        "what": "情况",
        **{f"class_{kind}": word for kind, word in CLASSES.items()},
        "verdict": "核对结果",
        "prefix": "哪个窗口的密钥",
        "fingerprint": "指纹",
        "station": "窗口",
        "hall": "大厅",
        "account.warn_days": "欠费到期前几天提醒",
        "account.late_days": "逾期多少天为 C 级",
        "account.late_count": "几笔未还清为 C 级",
    }
)
_FEN: Mapping[str, str] = MappingProxyType(
    {
        "total": "总费用",
        "fund_total": "各层支付合计",
        "institution_pays": "医疗机构承担",
        "person_pays": "个人负担",
        "counted": "清点现金",
        "difference": "现金相差",
        "reversal_limit": "冲红复核限额",
        "amount": "金额",
        "account.high_total": "高额",
    }
)
_IDS = frozenset(
    {
        *("id", "sha256", "institution", "person", "target", "draft", "request", "facts", "pdf", "digest"),
        *("document", "subject", "filing", "icd"),
    }
)
"""Ids and digests: what they point to stands in the row's subject or number already."""


_FILED: Mapping[str, Field] = MappingProxyType(
    {
        one.key: one
        for group in (
            *(kind.fields for kind in KINDS.values()),
            *(act.fields for act in ACTS.values()),
            *(DISEASE_FIELDS, PRICE_FIELDS),
        )
        for one in group
    }
)
"""The fields of filings by key: rows on filings hold their values."""


def said(values: Mapping[str, object], names: Mapping[str, str]) -> tuple[str, ...]:
    """What an audit row's before or after says, field by field, in words; amounts in yuan, operators by their ``names``
    (id → name), ids and what is empty left out."""
    return tuple(
        f"{_word(name)} {_value(name, value, names)}"
        for name, value in values.items()
        if not _is_id(name) and value not in ("", None, {}, [])
    )


def _is_id(name: str) -> bool:
    """Ids, and what stands beside an institution's name."""
    filed = _FILED.get(name)
    return name in _IDS or (filed is not None and filed.kind == "institution") or name.endswith("_level")


def _word(name: str) -> str:
    known = _FEN.get(name) or _WORDS.get(name)
    filed = _FILED.get(name.removesuffix("_name"))
    return known or (filed.title if filed is not None else name)


def _value(name: str, value: object, names: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    filed = _FILED.get(name)
    if isinstance(value, int) and (name in _FEN or (filed is not None and filed.kind == "money")):
        return f"{format_fen(value, thousands=True)} 元"
    if isinstance(value, Mapping):
        shown = ((words.LAYERS.get(part, part), one) for part, one in value.items())
        return "，".join(f"{part} {format_fen(one, thousands=True)}" for part, one in shown if type(one) is int and one)
    text = str(value)
    return (
        names.get(text)
        or _CODES.get(name, {}).get(text)
        or (filed.choices.get(text, text) if filed is not None else text)
    )


_CODES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "reason": words.REASONS,
        "kind": words.FILINGS,
        "state": STATES,
        "list": LISTS,
        "print_state": JOB_STATES,
    }
)
"""Names whose values are codes, with their words."""
