"""The type scale and the bundled family. Sizes are logical pixels at 100 %; one factor enlarges all of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

from app.errors import KnownError

FAMILIES = ("Noto Sans SC", "HanaMinB")
"""The family and its fallback for rare characters; the figures of Noto Sans SC are all of one width."""
LARGE = 1.25
"""The factor of large-type mode."""

SIZES: Mapping[str, int] = MappingProxyType(
    {"person": 34, "figure": 22, "layer": 16, "title": 16, "body": 14, "caption": 12}
)
BOLD = frozenset({"person", "figure", "title"})
FONT_FILES = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf", "HanaMinB.ttf")


def resources() -> Path:
    """The folder of fonts and icons, beside the program also when it is packed."""
    return Path(__file__).parents[3] / "resources"


def load_fonts(folder: Path) -> None:
    """Make the bundled fonts known to Qt. A missing file is a KnownError (NO_FONT): without it Chinese is boxes."""
    for name in FONT_FILES:
        if QFontDatabase.addApplicationFont(str(folder / name)) < 0:
            raise KnownError("NO_FONT", f"程序自带的字体 {name} 读不出来，请重新安装本程序。")


def base_font(scale: float) -> QFont:
    """The application font: body size at ``scale``."""
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPixelSize(round(SIZES["body"] * scale))
    font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    return font


def narrow(text: str) -> str:
    """A text with a masked number as the screen shows it: the bundled family draws • in a whole square, this one in half of
    it, as wide as a digit. What is stored, printed and given to other programs keeps its •."""
    return text.replace("•", "･")


def scale() -> float:
    """The factor in force, read back from the application font."""
    return max(QGuiApplication.font().pixelSize(), 1) / SIZES["body"]


def px(size: float) -> int:
    """A length of the 100 % design in the scale in force."""
    return round(size * scale())


def font(role: str, *, bold: bool | None = None) -> QFont:
    """The font of a role of ``SIZES``; bold by the role unless said otherwise."""
    made = QFont(QGuiApplication.font())
    made.setPixelSize(px(SIZES[role]))
    made.setBold(role in BOLD if bold is None else bold)
    return made
