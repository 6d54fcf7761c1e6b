"""The one table of audit actions in words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

ACTIONS: Mapping[str, str] = MappingProxyType(
    {
        "person.add": "载入参保人",
        "person.update": "修改参保人资料",
        "person.filing": "添加备案",
        "person.merge": "合并重复的参保人",
        "person.search": "查找参保人",
        "person.open": "查看参保人",
        "person.unmask": "查看完整证号",
        "roster.import": "导入名单",
        "roster.undo": "撤销名单导入",
        "institution.save": "载入医疗机构",
        "catalogue.save": "载入目录",
        "diagnosis.save": "载入诊断",
        "parameter.confirm": "确认政策参数",
        "parameter.import": "导入政策参数",
        "parameter.export": "导出政策参数",
        "draft.discard": "收起草稿",
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
        "adjustment.post": "出具差额单",
        "day.close": "日结",
        "day.unlock": "日结解锁",
        "day.print": "打印日结单",
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
        "station.change": "修改窗口名称",
        "file.upgraded": "升级数据文件",
        "audit.verify": "核查审计记录",
        "backup.make": "备份",
        "backup.restore": "恢复备份",
    }
)
"""Action code → what it is called."""
