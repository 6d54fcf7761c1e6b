"""Qt's style sheet, built from the palette and the type scale, and the one call that dresses the application."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.ui.style import palette, screens
from app.ui.style import type as typeface

SCROLL_BAR = 10
"""How wide a scroll bar is; lists that may grow keep this room free, so that nothing moves when it comes."""

_SHEET = """
QToolTip {{ background: {field}; color: {ink}; border: 1px solid {outline}; padding: {p4}px {p8}px; }}
QLineEdit, QPlainTextEdit, QComboBox {{
  background: {field}; color: {ink}; border: 1px solid {outline}; border-radius: 3px;
  padding: {p4}px {p7}px; min-height: {line}px; selection-background-color: {accent}; selection-color: {on_accent};
  placeholder-text-color: {muted};
}}
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus {{
  border: 2px solid {accent}; padding: {p3}px {p6}px;
}}
QComboBox::drop-down {{ border: none; width: {p24}px; }}
QComboBox::down-arrow {{ image: url("{icons}/down.svg"); width: {p12}px; height: {p12}px; }}
QComboBox QAbstractItemView {{
  background: {field}; border: 1px solid {outline}; selection-background-color: {accent}; selection-color: {on_accent};
}}
QCheckBox::indicator {{ background: {field}; border: 1px solid {outline}; width: {p16}px; height: {p16}px; }}
QCheckBox::indicator:checked {{ image: url("{icons}/check.svg"); }}
QCheckBox::indicator:focus {{ border: 2px solid {accent}; }}
QLineEdit[mark="stop"] {{ border-color: {stop}; background: {stop_wash}; }}
QLineEdit[mark="warn"] {{ border-color: {warn}; background: {warn_wash}; }}
QLineEdit[role="cell"] {{ border: none; border-radius: 0; padding: 0 {p5}px; min-height: 0; background: {band}; }}
QLineEdit[role="cell"]:focus {{ border: 2px solid {accent}; padding: 0 {p3}px; background: {field}; }}
QLineEdit[role="cell"][mark="stop"] {{ background: {stop_wash}; color: {stop}; }}
QLineEdit[role="cell"][mark="warn"] {{ background: {warn_wash}; color: {warn}; }}
QLineEdit:disabled, QComboBox:disabled {{ background: {band}; color: {muted}; border-color: {hairline}; }}
QLineEdit:read-only {{ background: {band}; }}
QPushButton {{
  background: {field}; color: {ink}; border: 1px solid {outline}; border-radius: 3px;
  padding: {p4}px {p16}px; min-height: {line}px;
}}
QPushButton:hover {{ background: {accent_wash}; }}
QPushButton:focus {{ border: 2px solid {accent}; padding: {p3}px {p15}px; }}
QPushButton:default, QPushButton[role="main"] {{
  background: {accent}; color: {on_accent}; border-color: {accent}; font-weight: bold;
}}
QPushButton:default:focus, QPushButton[role="main"]:focus {{ border: 2px solid {ink}; }}
QPushButton:disabled {{ background: {band}; color: {muted}; border: 1px solid {hairline}; }}
QLabel[role="caption"] {{ color: {muted}; font-size: {caption}px; }}
QLabel[role="title"] {{ font-size: {title}px; font-weight: bold; }}
QLabel[role="muted"] {{ color: {muted}; }}
QLabel[mark="stop"] {{ color: {stop}; }}
QLabel[mark="warn"] {{ color: {warn}; }}
QLabel[mark="done"] {{ color: {done}; }}
QFrame[role="hairline"] {{ background: {hairline}; border: none; max-height: 1px; }}
QFrame[role="upright"] {{ background: {hairline}; border: none; max-width: 1px; }}
QFrame[role="popup"] {{ background: {field}; border: 1px solid {outline}; border-radius: 3px; }}
QTableView, QListView {{
  background: {field}; border: none; gridline-color: {hairline}; outline: none;
  selection-background-color: {accent_wash}; selection-color: {ink};
}}
QTableView:focus, QListView:focus {{ border: 2px solid {accent}; }}
QHeaderView {{ background: {field}; border: none; }}
QTableCornerButton::section {{ background: {band}; border: none; border-bottom: 1px solid {hairline}; }}
QHeaderView::section {{
  background: {band}; color: {muted}; font-size: {caption}px; border: none;
  border-bottom: 1px solid {hairline}; padding: {p4}px {p8}px;
}}
QHeaderView::section:vertical {{ background: {field}; padding: 0 {p4}px 0 0; }}
QScrollArea {{ border: none; background: transparent; }}
QScrollBar:vertical {{ background: transparent; width: {bar}px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: {bar}px; margin: 0; }}
QScrollBar::handle {{ background: {outline}; border-radius: 3px; margin: 2px; min-height: {p24}px; min-width: {p24}px; }}
QScrollBar::handle:disabled {{ background: transparent; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
  background: none; border: none; width: 0; height: 0;
}}
QTabBar::tab {{
  background: transparent; color: {muted}; padding: {p6}px {p16}px; border: none; border-bottom: 2px solid transparent;
}}
QTabBar::tab:selected {{ color: {ink}; border-bottom: 2px solid {accent}; }}
QTabBar::tab:focus {{ border: 2px solid {accent}; }}
QTabWidget::pane {{ border: none; border-top: 1px solid {hairline}; }}
QMenu {{ background: {field}; border: 1px solid {outline}; padding: {p4}px; }}
QMenu::item {{ padding: {p4}px {p24}px; }}
QMenu::separator {{ height: 1px; background: {hairline}; margin: {p4}px {p12}px; }}
QMenu::item:selected {{ background: {accent}; color: {on_accent}; }}
QCheckBox:focus, QRadioButton:focus {{ color: {accent}; }}
"""

_PIXELS = (3, 4, 5, 6, 7, 8, 12, 15, 16, 24)


def style_sheet() -> str:
    """The whole sheet at the scale in force (``type.scale``)."""
    px = typeface.px
    lengths = {f"p{length}": px(length) for length in _PIXELS}
    return (_SHEET + screens.SHEET).format(
        field=palette.FIELD,
        ink=palette.INK,
        muted=palette.MUTED,
        band=palette.BAND,
        hairline=palette.HAIRLINE,
        outline=palette.OUTLINE,
        accent=palette.ACCENT,
        accent_wash=palette.ACCENT_WASH,
        on_accent=palette.ON_ACCENT,
        warn=palette.WARN,
        warn_wash=palette.WARN_WASH,
        stop=palette.STOP,
        stop_wash=palette.STOP_WASH,
        done=palette.DONE,
        done_wash=palette.DONE_WASH,
        surface=palette.SURFACE,
        track=palette.TRACK,
        icons=typeface.resources().joinpath("icons").as_posix(),
        caption=px(typeface.SIZES["caption"]),
        title=px(typeface.SIZES["title"]),
        line=px(20),
        bar=px(SCROLL_BAR),
        **lengths,
    )


def apply(app: QApplication, scale: float = 1.0, fonts: Path | None = None) -> None:
    """Dress the application: fonts (loaded once), palette, sheet. Call again with another ``scale`` at any time; with the
    one that it has, its property ``scale``, nothing is done.

    KnownError NO_FONT where a bundled font can't be read."""
    if not app.property("fontsLoaded"):
        typeface.load_fonts(fonts or typeface.resources() / "fonts")
        app.setProperty("fontsLoaded", True)
        app.setStyle("Fusion")
        app.setPalette(palette.qt_palette())
    if app.property("scale") != scale:
        app.setFont(typeface.base_font(scale))
        app.setStyleSheet(style_sheet())
        app.setProperty("scale", scale)
