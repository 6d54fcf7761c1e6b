"""A report for help at a distance (``python -m app doctor``, 诊断报告): versions, sizes, checks, last errors. No name, no number of a
person, no amount is in it: it may be sent to anybody.

outside(path, clock)                                 # what is seen of a data file without opening it
inside(desk)                                         # the same and what is in it, counted
text_of(lines)                                       # the report as a text
"""

from __future__ import annotations

import locale
import platform
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from app.errors import KnownError
from app.records.program import VERSION
from app.records.progress import Step, part, silent
from app.services.audit_trail import verify_audit
from app.services.backups import listed, state
from app.services.clock_check import clock_problem
from app.services.desk import Desk
from app.services.log_file import last_lines
from app.services.parameters import parameter_groups
from app.services.rights import check, refusal
from app.store import counts, health, keys

LIBRARIES = (
    "PySide6-Essentials",
    "sqlcipher3",
    "sqlite-utils",
    "reportlab",
    "cryptography",
    "argon2-cffi",
    "pypdfium2",
)
LAST_ERRORS = 20
_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class DoctorLine:
    """One line: what it is about, what was found, and whether something has to be done about it."""

    what: str
    found: str
    wrong: bool = False


def outside(path: Path, at: datetime) -> tuple[DoctorLine, ...]:
    """The program, the system and the files around ``path``, seen from outside; never raises for what stands in the way."""
    lines = [
        DoctorLine("程序", f"{VERSION}{'（安装包）' if hasattr(sys, '_MEIPASS') else '（源码）'}"),
        DoctorLine("系统", f"{platform.system()} {platform.release()} {platform.machine()} · {_libc()}"),
        DoctorLine("Python", f"{platform.python_version()} · {locale.getpreferredencoding()}"),
        DoctorLine("组件", " · ".join(f"{name} {_version(name)}" for name in LIBRARIES)),
        DoctorLine("本机时间", f"{at:%Y-%m-%d %H:%M %z}"),
    ]
    lines += [_file("数据文件", path), _file("预写日志", path.with_name(f"{path.name}-wal"), needed=False)]
    lines.append(_file("密钥文件", keys.beside(path)))
    try:
        free = health.free_bytes(path)
        lines.append(DoctorLine("磁盘剩余", f"{free // _MB:,} MB", free < health.ROOM_WANTED))
    except OSError as wrong:
        lines.append(DoctorLine("磁盘剩余", f"读不到（{wrong.strerror}）", wrong=True))
    errors = last_lines(path.parent, LAST_ERRORS)
    lines += [DoctorLine("最近的错误", line) for line in errors] or [DoctorLine("最近的错误", "没有")]
    return tuple(lines)


def inside(desk: Desk, step: Step = silent) -> tuple[DoctorLine, ...]:
    """``outside`` of the desk's file and what is in it, read whole. UserError NOT_ALLOWED."""
    check(desk, "settings.read")
    lines = list(outside(desk.database.path, desk.clock()))
    with desk.database.reading() as work:
        rows, roles = counts.table_rows(work), counts.roles(work)
        lines.append(DoctorLine("数据格式", f"第 {counts.schema_version(work)} 版"))
    lines.append(DoctorLine("操作员", "、".join(f"{role} {many}" for role, many in roles.items()) or "没有"))
    lines.append(DoctorLine("各表行数", " · ".join(f"{table} {many:,}" for table, many in rows.items() if many)))
    step(0, 2)
    lines += [_clock(desk), _sound(desk)]
    lines += [_audit(desk, part(step, 1, 2)), *_copies(desk), *_packs(desk)]
    return tuple(lines)


def text_of(lines: Iterable[DoctorLine]) -> str:
    """One line each, what is wrong marked with an exclamation."""
    return "".join(f"{'！' if one.wrong else '　'}{one.what}：{one.found}\n" for one in lines)


def _libc() -> str:
    return " ".join(filter(None, platform.libc_ver())) or "libc 不明"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "（随安装包）"


def _file(what: str, file: Path, *, needed: bool = True) -> DoctorLine:
    try:
        size = file.stat().st_size
    except FileNotFoundError:
        return DoctorLine(what, "没有", needed)
    except OSError as wrong:
        return DoctorLine(what, f"读不到（{wrong.strerror}）", wrong=True)
    return DoctorLine(what, f"{size / _MB:,.1f} MB" if size >= _MB else f"{size:,} 字节")


def _clock(desk: Desk) -> DoctorLine:
    problem = clock_problem(desk)
    return DoctorLine("时钟", "早于上次办理的时间：请核对本机日期" if problem else "正常", bool(problem))


def _sound(desk: Desk) -> DoctorLine:
    found = health.integrity_check(desk.database)
    return DoctorLine("文件结构", f"{len(found)} 处问题，请从备份恢复" if found else "完好", bool(found))


def _audit(desk: Desk, step: Step) -> DoctorLine:
    if refusal(desk, "audit.read"):
        return DoctorLine("审计记录", "没有核查（这个身份不能核查）")
    verified = verify_audit(desk, step=step)
    if verified.sound:
        return DoctorLine("审计记录", f"{verified.rows:,} 行，链和数据一致")
    faults = len(verified.findings) + bool(verified.broken)
    return DoctorLine("审计记录", f"{verified.rows:,} 行，{faults} 处不一致：请在审计记录里按 Ctrl+H 核查", wrong=True)


def _copies(desk: Desk) -> tuple[DoctorLine, ...]:
    if desk.backups is None:
        return (DoctorLine("备份", "没有备份文件夹", wrong=True),)
    try:
        copies, told = listed(desk), state(desk)
    except KnownError as wrong:
        return (DoctorLine("备份", wrong.code, wrong=True),)
    newest = max((one.made for one in copies), default=None)
    many = f"{len(copies)} 份，最近 {newest:%Y-%m-%d %H:%M}" if newest else "没有"
    bad = sum(bool(one.problem) for one in copies)
    lines = [DoctorLine("备份", many, not copies)]
    if bad or told.problem:
        lines.append(DoctorLine("备份问题", f"{bad} 份读不出来" if bad else "上一次没有成功", wrong=True))
    return tuple(lines)


def _packs(desk: Desk) -> tuple[DoctorLine, ...]:
    return tuple(
        DoctorLine(
            "政策包",
            f"{group.pack_id} {_digest(desk, group.pack_id)}，{sum(line.unconfirmed for line in group.lines)} 个参数未确认",
        )
        for group in parameter_groups(desk)
    )


def _digest(desk: Desk, pack_id: str) -> str:
    pack = desk.packs.by_id(pack_id)
    return pack.digest[:12] if pack else ""
