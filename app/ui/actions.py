"""The ONE shortcut table: what each key does, what the key bar and the help card say about it.

A key that is not in this table does not exist: the window binds exactly these, the bar and the card are made from
them, and a test presses each. ``bound`` is False for keys that belong to whatever has the focus (Enter, Esc, Tab …):
they are listed for the card alone. What a clerk changed of the bound ones is ``key_habits``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from app.errors import require

_WORDS = (
    ("Return", "Enter"),
    ("Escape", "Esc"),
    ("Insert", "Ins"),
    ("Delete", "Del"),
    ("PgDown", "PgDn"),
    ("Ctrl+Up", "Ctrl+↑"),
    ("Ctrl+Down", "Ctrl+↓"),
    ("Ctrl+Right", "Ctrl+→"),
    ("Ctrl+Left", "Ctrl+←"),
)


def shown(key: str) -> str:
    """A key of the table as it is written on screen and paper."""
    for name, word in _WORDS:
        key = key.replace(name, word)
    return key


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One row: ``keys`` in Qt's portable text (the first is shown), ``label`` for the bar, ``help`` one clause."""

    id: str
    keys: tuple[str, ...]
    label: str
    help: str
    group: str
    in_bar: bool = False
    bound: bool = True

    @property
    def shown(self) -> str:
        """The first key as the card prints it."""
        return shown(self.keys[0])


SHORTCUTS: tuple[Shortcut, ...] = (
    Shortcut("help", ("F1",), "帮助", "这一页的使用说明；再按一次是按键卡", "办理", in_bar=True),
    Shortcut("find", ("F2",), "找人", "光标到“找人”：姓名、拼音首字母、证号、户号、卡号", "办理", in_bar=True),
    Shortcut("visit", ("F3",), "就诊", "填写或修改就诊：医疗机构、类别、日期、诊断、结算方式", "办理", in_bar=True),
    Shortcut("bill", ("F4",), "项目", "光标到账单；在账单里再按一次，换逐项或按合计录入", "办理", in_bar=True),
    Shortcut("layers", ("F5",), "逐层明细", "逐层看“为什么是这个数”", "办理", in_bar=True),
    Shortcut("year", ("F6",), "本年度", "本年度和往年已结算的单据，可补打", "办理", in_bar=True),
    Shortcut("compare", ("F7",), "换级比较", "同一张账单在别的级别、办没办转诊备案，个人各付多少", "办理", in_bar=True),
    Shortcut("settle", ("F8",), "结算", "核对金额，再按一次确认结算", "办理", in_bar=True),
    Shortcut("print", ("F9",), "打印", "打印刚结算的单据，或补打", "办理", in_bar=True),
    Shortcut("more", ("F10",), "更多", "今日单据、未完成个案、大字、参数、版本", "办理", in_bar=True),
    Shortcut("slips", ("F11",), "查单据", "按单号、末尾几位、日期或姓名查已结算的单据", "办理"),
    Shortcut("answer", ("F12",), "回答提问", "光标到下方的提问：← → 选，Enter 定，Esc 回到原处", "办理"),
    Shortcut("directory", ("Ctrl+D",), "登记和名单", "名册、备案、台账、目录、报表：每一页都在这里找", "办理"),
    Shortcut("next", ("Return",), "下一步", "到下一个要填的地方", "光标", bound=False),
    Shortcut("leave", ("Escape",), "返回", "收起最后打开的一层，已输入的不会丢", "光标", bound=False),
    Shortcut("tab", ("Tab", "Shift+Tab"), "前后", "按阅读顺序前后移动", "光标", bound=False),
    Shortcut("grid_insert", ("Ctrl+Insert",), "插行", "在账单当前行上方插入一行", "账单", bound=False),
    Shortcut("grid_delete", ("Ctrl+Delete",), "删行", "删除账单当前行", "账单", bound=False),
    Shortcut("grid_paste", ("Ctrl+V",), "粘贴", "从表格软件粘贴多行", "账单", bound=False),
    Shortcut(
        "bill_import", ("Ctrl+O",), "导入", "在账单里导入医院的清单、电子票据；在页面里读入文件", "账单", bound=False
    ),
    Shortcut("grid_undo", ("Ctrl+Z", "Ctrl+Y"), "撤销", "撤销、重做账单的修改；名册里撤销导入", "账单", bound=False),
    Shortcut("grid_details", ("Ctrl+M",), "本行详情", "本行的特药、过度医疗认定、限价、费用类别", "账单", bound=False),
    Shortcut("slip_reverse", ("Ctrl+R",), "冲红", "在单据列表里：冲红这一张", "单据", bound=False),
    Shortcut("slip_again", ("Ctrl+E",), "重新录入", "在单据列表里：冲红后按原内容重新录入", "单据", bound=False),
    Shortcut("slip_life", ("Ctrl+J",), "经历", "在单据列表里：这一张从草稿到备份的经历", "单据", bound=False),
    Shortcut("request_file", ("Ctrl+T",), "提交申请", "冲红、解锁、补收没有复核人在场：提交申请", "单据", bound=False),
    Shortcut(
        "request_answer",
        ("Ctrl+G", "Ctrl+B"),
        "批准",
        "在审批申请里：批准、不批准；在单据列表里 Ctrl+B：打印存档",
        "单据",
        bound=False,
    ),
    Shortcut("page", ("Ctrl+S", "Ctrl+P"), "页面", "在页面里：提交或存文件、打印", "单据", bound=False),
    Shortcut(
        "list_filter",
        ("Ctrl+F", "/"),
        "筛选",
        "在任何列表里：只看合条件的行，如 医疗机构:人民 总费用>1000",
        "单据",
        bound=False,
    ),
    Shortcut("list_sort", ("Ctrl+Up", "Ctrl+Down"), "排序", "在任何列表里：按光标所在的列升、降", "单据", bound=False),
    Shortcut("list_right", ("Ctrl+Right",), "右边的列", "在任何列表里：看右边放不下的列", "单据"),
    Shortcut("list_left", ("Ctrl+Left",), "左边的列", "在任何列表里：回到左边的列", "单据"),
    Shortcut(
        "list_out", ("Ctrl+X", "Ctrl+U"), "导出", "在任何列表里：存成 xlsx 或 csv；选要看的列", "单据", bound=False
    ),
    Shortcut(
        "page_other", ("Ctrl+K",), "本页另一件", "在页面里：换恢复码、照清单取数等，见页面最下一行", "单据", bound=False
    ),
    Shortcut("audit_verify", ("Ctrl+H",), "核查", "在审计记录里：核查整条记录链", "单据", bound=False),
    Shortcut("new", ("Ctrl+N",), "新个案", "打开一个新个案", "个案"),
    Shortcut("close", ("Ctrl+W",), "收起个案", "收起当前个案，草稿留在“未完成个案”里", "个案"),
    Shortcut("next_case", ("Ctrl+Tab", "Ctrl+PgDown"), "下一个案", "切换到右边的个案", "个案"),
    Shortcut("previous_case", ("Ctrl+Shift+Tab", "Ctrl+PgUp"), "上一个案", "切换到左边的个案", "个案"),
    Shortcut("filings", ("Shift+F2",), "备案", "这个人的备案和签约：查看、办理、新登记", "个案"),
    Shortcut("uninsured", ("Shift+F8",), "参保", "看参保缴费；没有参保的，打印参保提示单、记自费", "个案"),
    Shortcut("unmask", ("Ctrl+I",), "完整证号", "写明原因，看这个人的完整证号 30 秒", "个案"),
    Shortcut("lock", ("Ctrl+L",), "锁定窗口", "离开时锁定：个案留在原处；换人也在这里", "窗口"),
    Shortcut("larger", ("Ctrl++", "Ctrl+="), "大字", "字放大到 125%", "窗口"),
    Shortcut("normal", ("Ctrl+0", "Ctrl+-"), "标准字", "字回到标准大小", "窗口"),
)


def bind(
    window: QWidget, handlers: Mapping[str, Callable[[], None]], rows: Sequence[Shortcut] = SHORTCUTS
) -> dict[str, QAction]:
    """Make one QAction per bound row, working from everywhere in ``window``. Every row needs its handler, no other."""
    wanted = {row.id for row in SHORTCUTS if row.bound}
    require(wanted == set(handlers), f"shortcuts and handlers differ: {sorted(wanted ^ set(handlers))}")
    made: dict[str, QAction] = {}
    for row in SHORTCUTS:
        if not row.bound:
            continue
        action = QAction(row.label, window)
        action.setObjectName(f"action.{row.id}")
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        # Enter held down on F8 must not settle by itself.
        action.setAutoRepeat(False)
        handler = handlers[row.id]
        action.triggered.connect(lambda _checked=False, run=handler: run())
        window.addAction(action)
        made[row.id] = action
    set_keys(made, rows)
    return made


def set_keys(made: Mapping[str, QAction], rows: Sequence[Shortcut]) -> None:
    """The keys of actions as the table has them now."""
    for row in rows:
        if row.bound:
            made[row.id].setShortcuts([QKeySequence(key) for key in row.keys])
