"""The settings of a station: facts of the data file, changed by whoever manages it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from app.errors import UserError
from app.money.fen import format_fen
from app.records.settings import Settings, SettingsForm
from app.services.desk import Desk
from app.services.faults import desk_money
from app.services.rights import check
from app.services.trail import note
from app.store import images, settings
from app.store.images import Image
from app.store.work import Work

LOCK_MINUTES = range(1, 121)
BACKUP_EVERY = range(1, 1001)
PHONE_LONGEST = 60


def read_settings(desk: Desk) -> Settings:
    """The settings as they stand."""
    check(desk, "settings.read")
    with desk.database.reading() as work:
        return settings_of(work)


def settings_of(work: Work) -> Settings:
    """The settings inside a unit of work that needs them; what was never set is as ``Settings`` has it."""
    usual, stored = Settings(), settings.stored(work)
    return Settings(
        reversal_limit=int(stored.get("reversal_limit", usual.reversal_limit)),
        lock_minutes=int(stored.get("lock_minutes", usual.lock_minutes)),
        backup_every=int(stored.get("backup_every", usual.backup_every)),
        second_folder=stored.get("second_folder", usual.second_folder),
        phone=stored.get("phone", usual.phone),
    )


def form_of(settings: Settings) -> SettingsForm:
    """The settings as one would type them."""
    return SettingsForm(
        format_fen(settings.reversal_limit),
        str(settings.lock_minutes),
        str(settings.backup_every),
        settings.second_folder,
        settings.phone,
    )


def change_settings(desk: Desk, form: SettingsForm) -> Settings:
    """Store what was typed, with an audit row of before and after; nothing where nothing changed. UserError BAD_MONEY,
    BAD_VALUE at the field's name."""
    check(desk, "settings.change")
    wanted = read_form(form)
    with desk.database.unit_of_work() as work:
        before = settings_of(work)
        if wanted != before:
            image = keep(work, wanted)
            note(desk, work, "settings.change", desk.station.id, asdict(wanted), before=asdict(before), image=image)
    return wanted


def keep(work: Work, wanted: Settings) -> tuple[Image, ...]:
    """Store settings as they are, for a new file too; their images for the audit row."""
    values: Mapping[str, object] = asdict(wanted)
    before = tuple(images.held(work, "settings", name) for name in values)
    for name, value in values.items():
        settings.put(work, name, str(value))
    return before


def read_form(form: SettingsForm) -> Settings:
    """What was typed. UserError BAD_MONEY, BAD_VALUE at the field's name."""
    try:
        limit = desk_money(form.reversal_limit.strip())
    except UserError as refused:
        raise UserError(refused.code, "reversal_limit", refused.message) from refused
    folder = form.second_folder.strip()
    if folder and not Path(folder).is_absolute():
        raise UserError(
            "BAD_VALUE", "second_folder", "第二备份位置请写完整的路径，例如 U盘的盘符和文件夹；不用就留空。"
        )
    if "\x00" in folder or not folder.isprintable():
        raise UserError("BAD_VALUE", "second_folder", "第二备份位置里有不能用的字符：请重新填写。")
    phone = form.phone.strip()
    if len(phone) > PHONE_LONGEST or not phone.isprintable():
        raise UserError("BAD_VALUE", "phone", f"窗口电话最多 {PHONE_LONGEST} 个字，请重新填写。")
    return Settings(
        limit,
        _whole(form.lock_minutes, "lock_minutes", "锁屏时间（分钟）", LOCK_MINUTES),
        _whole(form.backup_every, "backup_every", "每多少笔备份一次", BACKUP_EVERY),
        folder,
        phone,
    )


def _whole(text: str, path: str, what: str, allowed: range) -> int:
    typed = text.strip()
    # Only plain digits: "１２" and "1_0" are whole numbers to Python.
    number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= 6 else -1
    if number not in allowed:
        raise UserError("BAD_VALUE", path, f"{what}应是 {allowed[0]} 到 {allowed[-1]} 的整数：请重新填写。")
    return number
