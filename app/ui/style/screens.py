"""The style rules of the window's own parts: key bar, badges, the settle line, notices, the visit's header."""

SHEET = """
QPushButton[role="key"] {{
  background: transparent; border: 1px solid transparent; border-radius: 3px; padding: {p4}px {p6}px; color: {ink};
}}
QPushButton[role="key"]:hover {{ background: {accent_wash}; }}
QPushButton[role="key"]:pressed {{ background: {accent}; color: {on_accent}; }}
QPushButton[role="quiet"] {{
  background: transparent; border: 1px solid transparent; color: {accent}; padding: {p4}px {p4}px; text-align: left;
}}
QPushButton[role="quiet"]:focus {{ border: 2px solid {accent}; padding: {p3}px {p3}px; }}
QPushButton[role="choice"] {{ padding: {p4}px {p12}px; border: 1px solid {hairline}; color: {muted}; }}
QPushButton[role="choice"]:checked {{
  background: {accent_wash}; color: {accent}; border: 1px solid {accent}; font-weight: bold;
}}
QLabel[role="place"], QLabel[role="strong"] {{ font-weight: bold; }}
QLabel[role="badge"] {{ border-radius: 3px; padding: {p3}px {p8}px; font-weight: bold; }}
QLabel[role="badge"][mark="warn"] {{ background: {warn_wash}; color: {warn}; }}
QLabel[role="keycap"] {{ color: {accent}; font-weight: bold; }}
QFrame[role="confirm"] {{ background: {accent_wash}; border: none; border-top: 2px solid {accent}; }}
QFrame#notice[mark="warn"] {{ background: {warn_wash}; }}
QFrame#notice[mark="stop"] {{ background: {stop_wash}; }}
QFrame#notice[mark="done"] {{ background: {done_wash}; }}
QFrame[role="header"] {{ background: transparent; border: 2px solid transparent; border-radius: 3px; }}
QFrame[role="header"]:hover {{ background: {accent_wash}; }}
QFrame[role="header"]:focus {{ border: 2px solid {accent}; }}
QTabBar::close-button {{ image: url({icons}/close.svg); width: {p12}px; height: {p12}px; }}
QTabBar::close-button:hover {{ background: {accent_wash}; border-radius: 3px; }}
QWidget#desk_of_papers {{ background: {track}; }}
QTableView#list_view {{ border: 1px solid {hairline}; }}
QTableView#list_view::item {{ padding: 0 {p6}px; border-bottom: 1px solid {hairline}; }}
QTableView#list_view::item:selected {{ background: {accent}; color: {on_accent}; }}
QTableView#compare_table, QTableView#compare_table:focus {{ background: transparent; border: none; }}
QTableView#compare_table QHeaderView, QTableView#compare_table QTableCornerButton::section {{ background: transparent; }}
QScrollArea#visit_scroll, QScrollArea#visit_scroll > QWidget > QWidget {{ background: transparent; }}
QScrollArea#follow_area, QScrollArea#follow_area > QWidget > QWidget {{ background: transparent; }}
QScrollArea#parameter_detail {{ border: 2px solid transparent; }}
QScrollArea#parameter_detail:focus {{ border: 2px solid {accent}; }}
QScrollArea#parameter_detail > QWidget > QWidget {{ background: transparent; }}
QToolButton[role="eye"] {{ background: transparent; border: 1px solid transparent; border-radius: 3px; }}
QToolButton[role="eye"]:hover, QToolButton[role="eye"]:pressed {{ background: {accent_wash}; }}
QToolButton[role="eye"]:focus {{ border: 2px solid {accent}; }}
QFrame#threshold_side {{ background: {accent_wash}; border: none; }}
QListWidget#names {{ border: 1px solid {outline}; border-radius: 3px; }}
QListWidget#names:focus {{ border: 2px solid {accent}; }}
QListWidget#names::item {{ padding: {p6}px {p8}px; }}
QListWidget#names::item:selected {{ background: {accent}; color: {on_accent}; }}
QFrame#verdict {{ background: {band}; border: none; border-radius: 3px; }}
QFrame#verdict[mark="done"] {{ background: {done_wash}; }}
QFrame#verdict[mark="warn"] {{ background: {warn_wash}; }}
QFrame#verdict[mark="stop"] {{ background: {stop_wash}; }}
QFrame#wait {{ background: {surface}; border: none; }}
QFrame#guide {{ background: {accent_wash}; border: none; border-top: 2px solid {accent}; }}
QTextBrowser#manual_text {{ background: transparent; border: 2px solid transparent; }}
QTextBrowser#manual_text:focus {{ border: 2px solid {accent}; }}
QFrame#overlay {{ background: {surface}; border: none; }}
"""
