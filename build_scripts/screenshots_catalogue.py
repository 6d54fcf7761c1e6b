"""Pictures of official lists of entries: imported, looked through, what the bill says of an entry that ended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.records.people import CatalogueItem, Operator
from app.store.catalogue import entries
from tests.helpers.hands import CTRL, ENTER, TAB
from tests.helpers.service_desk import MANAGER
from tests.helpers.workbooks import xlsx

if TYPE_CHECKING:
    from build_scripts.screenshots import Studio

Key = Qt.Key
_TITLES = ("国家编码", "药品名称", "规格", "甲乙类", "药品分类", "先行自付比例", "支付标准")
_LIST = (
    ("内蒙古自治区基本医疗保险药品目录（2019 年）", "", "", "", "", "", ""),
    _TITLES,
    ("XA02BCA214A001", "奥美拉唑肠溶胶囊", "20mg*14粒", "乙", "西药", "10%", "30.00"),
    ("XJ01DCT001", "注射用头孢曲松钠", "1.0g", "甲", "西药", "", ""),
    ("XL01XXB001", "甲磺酸伊马替尼片", "100mg*60片", "乙", "西药", "30%", "7182.00"),
    ("ZA01AAG0001", "感冒清热颗粒", "12g*10袋", "甲", "中成药", "0", ""),
    ("ZA04CAP0002", "安宫牛黄丸", "3g", "乙", "中成药", "", "560"),
    ("ZA04CAP0003", "苏合香丸", "3g", "丁", "中成药", "10", "约 30"),
    ("T000100001", "甘草", "", "甲", "饮片", "", ""),
    ("T000100001", "炙甘草", "", "甲", "饮片", "", ""),
)


def fill(at: Studio, file: Path, day: str, number: str) -> None:
    """The form of an import, but for its last Enter."""
    at.hands.press(Key.Key_O, modifier=CTRL)
    at.hands.press(Key.Key_A, modifier=CTRL)
    at.hands.enter(str(file), "1", number)
    at.hands.type(day)


def list_file(at: Studio) -> Path:
    """A catalogue of eight rows."""
    file = at.folder / "药品目录2019.xlsx"
    file.write_bytes(xlsx(_LIST, 说明=(("本目录自 2019 年 11 月 1 日起执行", ""),)))
    return file


def importing(at: Studio) -> None:
    """A catalogue from an empty list of imports to the undo."""
    file = list_file(at)
    at.hands.open_door("医保目录导入")
    at.take("a0-catalogue-none")
    fill(at, file, "20191101", "内医保发〔2019〕5号")
    at.take("a1-catalogue-form")
    at.hands.enter("")
    at.hands.wait()
    at.take("a2-catalogue-columns")
    at.hands.press(Key.Key_S, modifier=CTRL)
    at.hands.wait()
    at.take("a3-catalogue-left")
    page = at.window.overlay.page
    if page is None:
        return
    at.hands.press(TAB)
    page.answer.setFocus()  # type: ignore[attr-defined]  # the preview's
    at.hands.press(Key.Key_2)
    at.hands.wait()
    at.take("a4-catalogue-refused")
    page = at.window.overlay.page
    page.which.setFocus()  # type: ignore[union-attr]  # the preview's
    at.hands.press(Key.Key_4)
    at.hands.wait()
    at.hands.press(ENTER)
    at.take("a5-catalogue-asked")
    at.hands.press(ENTER)
    at.hands.wait()
    at.take("a6-catalogue-imported")
    at.hands.press(Key.Key_Z, modifier=CTRL)
    at.take("a7-catalogue-undo")


def looking(at: Studio) -> None:
    """What a clerk finds, and the versions of one entry."""
    at.hands.open_door("医保目录查询")
    at.take("a8-catalogue-first")
    at.hands.type("amlz")
    at.hands.press(ENTER)
    at.hands.wait()
    at.take("a9-catalogue-found")
    at.hands.press(ENTER)
    at.hands.press(ENTER)
    at.take("b0-catalogue-versions")


def suggesting(at: Studio) -> None:
    """Suggestions in the bill."""
    ended = CatalogueItem(
        "XA02BCY0000", "注射用奥美拉唑钠", "支", "B", "09", "0.10", "12.90", "", until=date(2018, 12, 31)
    )
    limited = CatalogueItem(
        "XA02BCY0001", "奥美拉唑肠溶片", "盒", "B", "09", "0.10", "25.00", "20.00", spec="20mg*14片"
    )
    station, operator = at.desk.station.id, MANAGER.id
    with at.desk.database.unit_of_work() as work:
        entries.save_items(work, [ended, limited], at=at.desk.clock(), station_id=station, operator_id=operator)
    at.case()
    at.hands.type("amlz")
    at.take("b1-suggestions")


def directory(at: Studio) -> None:
    """All doors."""
    at.hands.press(Key.Key_D, modifier=CTRL)
    at.take("b2-directory")


def in_large(scene: Callable[[Studio], None]) -> Callable[[Studio], None]:
    """The same states in large type, each name with an L."""

    def show(at: Studio) -> None:
        at.mark = "L"
        at.hands.press(Key.Key_Equal, modifier=CTRL)
        scene(at)
        at.hands.press(Key.Key_0, modifier=CTRL)

    return show


_SCENES = {
    "catalogue_import": importing,
    "catalogue_look": looking,
    "catalogue_bill": suggesting,
    "directory": directory,
}
SCENES: Mapping[str, tuple[Callable[[Studio], None], str]] = {
    **{name: (scene, "1366") for name, scene in _SCENES.items()},
    "catalogue_import_large": (in_large(importing), "1366"),
    "catalogue_import_1024": (importing, "1024"),
}
OPERATORS: Mapping[str, Operator] = {name: MANAGER for name in SCENES if name.startswith("catalogue_import")}
"""Who works where it is not the clerk."""
