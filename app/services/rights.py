"""Who may do what: one table. Every service that reads or writes the file asks ``check`` first."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.errors import UserError, require
from app.records.people import Operator
from app.services.desk import Desk

CLERK = "经办"
REVIEWER = "复核"
MANAGER = "管理"
VILLAGE = "村医"
AUDITOR = "审计"
ROLES = (CLERK, REVIEWER, MANAGER, VILLAGE, AUDITOR)

SOLE = "单人"
"""单人窗口: the one operator of a small window. Nobody else could confirm a local value there, and its file would stay
试算 for good: so this role has the desk's rights and the manager's. Given at the first start alone; it is not among
``ROLES``: nobody is ever sent to it for help."""

_DESK = frozenset({CLERK, REVIEWER, VILLAGE, SOLE})
_ALL = frozenset({*ROLES, SOLE})
_VALUES = frozenset({MANAGER, SOLE})
_DECIDES = frozenset({CLERK, REVIEWER, MANAGER, SOLE})
"""Who decides on what was filed: the hall, not the village."""
_SECOND = frozenset({REVIEWER, MANAGER})
"""Who may stand behind what another one does; never the one who does it (``approval``)."""

RIGHTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "person.find": _ALL,
        "person.open": _ALL,
        "reference.read": _ALL,
        "institution.change": _VALUES,
        "account.read": _ALL,
        "account.write": frozenset({REVIEWER, MANAGER, SOLE}),
        "fund.read": _ALL,
        "fund.close": _VALUES,
        "year_end.read": _ALL,
        "year_end.run": _SECOND,
        "year_end.approve": _SECOND,
        "payer_file.read": _ALL,
        "payer_file.import": _DECIDES,
        "credit.write": _DESK | _VALUES,
        "credit.confirm": _SECOND,
        "review.mark": frozenset({CLERK, REVIEWER, MANAGER, SOLE}),
        "roster.read": _ALL,
        "roster.import": _VALUES,
        "register.read": _ALL,
        "register.edit": _ALL - {AUDITOR},
        "register.settings": _VALUES,
        "worklist.read": _ALL,
        "filing.read": _ALL,
        "filing.file": _DESK,
        "filing.decide": _DECIDES,
        "filing.cancel": frozenset({REVIEWER, MANAGER, SOLE}),
        "filing.import": _DECIDES,
        "filing.list": _VALUES,
        "catalogue.import": _VALUES,
        "insured.read": _ALL,
        "insured.import": _VALUES,
        "insured.compare": _DESK | _VALUES,
        "insured.follow": _DESK | _VALUES,
        "insured.money": _VALUES,
        "self_paid.record": _DESK,
        "draft.edit": _DESK,
        "bill.import": _DESK,
        "case.quote": _ALL,
        "case.settle": _DESK,
        "slip.print": _DESK,
        "slip.list": _ALL,
        "slip.verify": _ALL,
        "slip_key.sign": frozenset({MANAGER}),
        "printing.choose": _DESK | _VALUES,
        "printing.send": _ALL,
        "paper.read": _ALL,
        "paper.spoil": _ALL - {AUDITOR},
        "national.export": _ALL - {VILLAGE},
        "national.codes": _VALUES,
        "picture.read": _ALL,
        "parameter.read": _ALL,
        "parameter.confirm": _VALUES,
        "parameter.exchange": _VALUES,
        "person.unmask": _ALL,
        "document.reverse": _DESK,
        "reversal.approve": _SECOND,
        "reversal.exchange": _DESK | _SECOND,
        "adjustment.post": _DESK,
        "adjustment.collect": _SECOND,
        "day.read": _ALL,
        "day.close": _DESK,
        "day.unlock": _SECOND,
        "statement.read": _ALL,
        "list.export": _ALL - {VILLAGE},
        "list.print": _ALL,
        "operator.read": _ALL,
        "operator.manage": _VALUES,
        "operator.own": _ALL,
        "settings.read": _ALL,
        "settings.change": _VALUES,
        "acceptance.read": _ALL,
        "acceptance.edit": _DESK,
        "claim.read": _ALL,
        "claim.edit": _DESK,
        "hall_wait.read": _ALL,
        "hall_wait.edit": _DESK,
        "calendar.read": _ALL,
        "calendar.change": _VALUES,
        "audit.read": frozenset({REVIEWER, MANAGER, AUDITOR, SOLE}),
        "backup.make": _ALL - {AUDITOR},
        "backup.restore": _VALUES,
    }
)
"""Action → roles. 审计 looks at everything and changes nothing."""

_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "person.find": "查找参保人",
        "person.open": "查看参保人",
        "reference.read": "查看目录和医疗机构",
        "institution.change": "修改医疗机构资料",
        "account.read": "查看医疗机构账目和欠费",
        "account.write": "登记医疗机构账目",
        "fund.read": "查看健康扶贫基金专户",
        "fund.close": "办理年终决算",
        "year_end.read": "查看年终清算和二次报销",
        "year_end.run": "办理年终清算和二次报销",
        "year_end.approve": "复核年终清算和二次报销",
        "payer_file.read": "查看付款方对账",
        "payer_file.import": "导入付款方文件",
        "credit.write": "登记欠费",
        "credit.confirm": "确认黑名单和诚信等级",
        "review.mark": "审核医疗费用",
        "roster.read": "查看名单",
        "roster.import": "导入名单",
        "register.read": "查看台账",
        "register.edit": "登记台账",
        "register.settings": "设定台账参数",
        "worklist.read": "查看今日待办",
        "filing.read": "查看备案",
        "filing.file": "登记备案",
        "filing.decide": "办结、更正备案",
        "filing.cancel": "取消门特认定",
        "filing.import": "导入备案",
        "filing.list": "维护病种名单和定额",
        "catalogue.import": "导入目录",
        "insured.read": "查看参保情况",
        "insured.import": "导入参保名单",
        "insured.compare": "比对参保情况",
        "insured.follow": "登记未参保人员",
        "insured.money": "维护参保补贴标准",
        "self_paid.record": "登记自费记录",
        "draft.edit": "录入个案",
        "bill.import": "导入账单",
        "case.quote": "试算个案",
        "case.settle": "结算",
        "slip.print": "打印结算单",
        "slip.list": "查看结算单",
        "slip.verify": "核对结算单",
        "slip_key.sign": "签署结算单密钥",
        "printing.choose": "选择打印机和纸张",
        "printing.send": "打印",
        "paper.read": "查看打印存档",
        "paper.spoil": "登记作废纸张",
        "national.export": "按国家接口字段导出",
        "national.codes": "维护基金支付代码",
        "picture.read": "查看一月图表",
        "parameter.read": "查看政策参数",
        "parameter.confirm": "确认政策参数",
        "parameter.exchange": "导出或导入政策参数",
        "person.unmask": "查看完整证号",
        "document.reverse": "冲红",
        "reversal.approve": "复核冲红",
        "reversal.exchange": "审批申请文件",
        "adjustment.post": "出具差额单",
        "adjustment.collect": "复核向个人补收",
        "day.read": "查看日结",
        "day.close": "日结",
        "day.unlock": "复核日结解锁",
        "statement.read": "查看月结",
        "list.export": "导出列表",
        "list.print": "打印列表",
        "operator.read": "查看操作员",
        "operator.manage": "管理操作员",
        "operator.own": "修改自己的口令",
        "settings.read": "查看窗口设置",
        "settings.change": "修改窗口设置",
        "acceptance.read": "查看受理登记",
        "acceptance.edit": "受理零星报销",
        "claim.read": "查看医院应退",
        "claim.edit": "登记医院应退",
        "hall_wait.read": "查看回厅待结",
        "hall_wait.edit": "登记回厅待结",
        "calendar.read": "查看工作日历",
        "calendar.change": "修改工作日历",
        "audit.read": "查看审计记录",
        "backup.make": "备份",
        "backup.restore": "恢复备份",
    }
)


def check(desk: Desk, action: str) -> None:
    """UserError NOT_ALLOWED unless the operator's role may do ``action``; an action that is not in the table is a bug."""
    refused = refusal(desk, action)
    if refused:
        raise UserError("NOT_ALLOWED", "", refused)


def refusal(desk: Desk, action: str) -> str:
    """Why the operator's role may not do ``action``, empty where it may: for a screen that says so beforehand."""
    return refusal_of(desk.operator, action)


def refusal_of(operator: Operator, action: str) -> str:
    """``refusal`` for somebody else: the second person who was asked."""
    require(action in RIGHTS, f"no right is defined for {action}")
    allowed = RIGHTS[action]
    if operator.role in allowed:
        return ""
    roles = "、".join(role for role in ROLES if role in allowed)
    return f"“{_NAMES[action]}”需要{roles}权限，{operator.name}的身份是{operator.role}：请由有权限的人员办理。"
