"""What a queue says, in Chinese: what happened, what to do, and that no settlement is touched by it."""

from __future__ import annotations

from collections.abc import Iterable

SAFE = "结算不受影响。"
NO_CUPS = f"这台电脑没有打印服务（CUPS）：请联系管理员安装；可以先“另存为 PDF”，{SAFE}"
NO_SCHEDULER = f"打印服务没有运行：请联系管理员启动打印服务（CUPS），再打印一次；{SAFE}"
SLOW = f"打印服务很久没有回答：请看打印机有没有出纸，没有出纸就再打印一次；{SAFE}"

_REASONS = (
    ("media-empty", "打印机没有纸了：请装纸"),
    ("media-needed", "打印机在等纸：请装上单据用的纸"),
    ("media-jam", "打印机卡纸了：请取出卡住的纸"),
    ("cover-open", "打印机的盖子开着：请合上"),
    ("door-open", "打印机的盖子开着：请合上"),
    ("interlock-open", "打印机的盖子开着：请合上"),
    ("marker-supply-empty", "打印机的色带或墨粉用完了：请更换"),
    ("toner-empty", "打印机的墨粉用完了：请更换"),
    ("developer-empty", "打印机的墨粉用完了：请更换"),
    ("output-area-full", "打印机的出纸口满了：请取走打好的纸"),
    ("output-tray-missing", "打印机的出纸托盘没装好：请装好"),
    ("input-tray-missing", "打印机的纸盒没装好：请装好"),
    ("offline", "打印机没有联机：请检查电源、连线和“联机”灯"),
    ("connecting-to-device", "正在连接打印机：请检查电源和连线"),
    ("timed-out", "连不上打印机：请检查电源和连线"),
    ("shutdown", "打印机关机了：请打开电源"),
    ("cups-missing-filter", "打印机的驱动不完整：请联系管理员重新安装驱动"),
    ("cups-insecure-filter", "打印机的驱动装得不对：请联系管理员重新安装驱动"),
)
"""Beginning of a printer-state-reason → what it means; the first that fits is said."""
_HARMLESS = ("none", "paused", "cups-", "marker-supply-low", "toner-low", "media-low", "job-")


def reason(reasons: Iterable[str], message: str = "") -> str:
    """The reasons of a printer's or job's state as a piece of a sentence without its end, "" where all is well. ``message`` is the
    queue's own, told where no reason is known."""
    given = [one for one in reasons if not one.endswith("-report")]
    for start, meaning in _REASONS:
        if any(one.startswith(start) for one in given):
            return meaning
    strange = [one for one in given if not one.startswith(_HARMLESS)]
    if strange:
        return f"打印机报告“{message.strip() or strange[0]}”：请看打印机上的提示"
    return ""


def waits(why: str) -> str:
    """A job that waits for something: the clerk can mend it, and it comes out."""
    return f"{why}，弄好后会接着打；{SAFE}"


def stopped(printer: str, why: str) -> str:
    """A queue that an error or an administrator stopped."""
    told = f"（{why}）" if why else ""
    return f"打印机“{printer}”的队列停了{told}。处理好打印机以后，在系统的打印设置里让它“继续”，再打印一次，或改用别的打印机；{SAFE}"


def refuses(printer: str, why: str) -> str:
    """A queue that takes no jobs."""
    told = f"（{why}）" if why else ""
    return f"打印机“{printer}”现在不接收任务{told}：请联系管理员，或改用别的打印机；{SAFE}"


def gone(printer: str) -> str:
    """A printer that the system does not have."""
    return f"系统里没有打印机“{printer}”：请在“打印机和纸张”里另选一台；{SAFE}"


def no_sheet(printer: str, sheet: str) -> str:
    """A driver without the size."""
    return (
        f"打印机“{printer}”的驱动里没有这种纸（{sheet}），也不能自定义纸张：请在“打印机和纸张”里另选打印机或纸张，"
        f"或请管理员换驱动；{SAFE}"
    )


def not_taken(printer: str, told: str) -> str:
    """A refusal for which there is no sentence of its own: the queue's words are passed on."""
    return f"打印机“{printer}”没有收下这份单据（{told}）：请检查打印机，再打印一次；{SAFE}"


def failed(why: str) -> str:
    """A job that ended without a paper."""
    told = f"（{why}）" if why else ""
    return f"打印机没有打出这一份{told}：请检查打印机，再打印一次；{SAFE}"


CANCELLED = f"这一份在打印机或队列里被取消了：要的话再打印一次；{SAFE}"
LOST = f"打印队列里查不到这一份了：请看打印机有没有出纸，没有出纸就再打印一次；{SAFE}"
HELD = "任务在队列里被暂缓：请在系统的打印设置里放行"


def held(told: str) -> str:
    """A job that the queue holds back, or will try once more later."""
    return f"打印机报告“{told}”：请检查打印机" if told else HELD
