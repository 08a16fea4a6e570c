"""The style sheet of the window."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from gdsim.app.look import type_size
from gdsim.app.look.restyling import Restyling
from gdsim.app.look.theme import Theme
from gdsim.app.look.type_size import px

_PREPARED, _STYLED = "gdsim-prepared", "gdsim-styled"  # the theme and size that were given last
_RESTYLING = "gdsim-restyling"


# The colours of a theme, as a style sheet takes them from the palette.
_ROLES = {
    "background": "base", "surface": "alternate-base", "line": "midlight", "text": "text",
    "muted": "mid", "accent": "accent", "on_accent": "highlighted-text", "hover": "light",
    "error": "bright-text",
}  # fmt: skip


def style_sheet() -> str:
    """The style sheet of all themes and sizes, for what palette and font alone cannot express."""
    t = SimpleNamespace(**{name: f"palette({role})" for name, role in _ROLES.items()})
    return f"""
    QToolTip {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.line};
        padding: 4px 6px; }}
    QMenuBar {{ background: {t.surface}; padding: 2px 4px; }}
    QMenuBar::item {{ padding: 4px 8px; border-radius: 4px; background: transparent; }}
    QMenuBar::item:selected {{ background: {t.hover}; }}
    QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
    QMenu {{ background: {t.background}; border: 1px solid {t.line}; padding: 4px; }}
    QMenu::item {{ padding: 5px 24px 5px 12px; border-radius: 4px; color: {t.text}; }}
    QMenu::item:selected {{ background: {t.hover}; }}
    QMenu::item:disabled {{ color: {t.muted}; }}
    QMenu::separator {{ height: 1px; background: {t.line}; margin: 4px 8px; }}
    #panel, #transport, #rail, #lesson {{ background: {t.surface}; }}
    #rail {{ border-right: 1px solid {t.line}; }}
    QToolButton[workspace="true"] {{ padding: 4px 0; border-radius: 6px; }}
    QToolButton[workspace="true"]:checked {{ background: {t.hover}; font-weight: 600; }}
    #panel {{ border: none; }}
    #transport {{ border-top: 1px solid {t.line}; }}
    #lesson {{ border-right: 1px solid {t.line}; }}
    #card {{ border: 1px solid transparent; border-radius: 6px; }}
    #card[current="true"] {{ border-color: {t.accent}; background: {t.background}; }}
    QRadioButton {{ color: {t.text}; spacing: 6px; }}
    #side {{ border-left: 1px solid {t.line}; }}
    QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
    QLabel {{ background: transparent; }}
    QLabel[role="muted"] {{ color: {t.muted}; }}
    QLabel[role="heading"] {{ color: {t.text}; font-weight: 600; }}
    QLabel[role="error"] {{ color: {t.error}; }}
    QLabel[role="chip"] {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.line};
        border-radius: 6px; padding: 4px 8px; }}
    QLineEdit {{ background: {t.background}; color: {t.text}; border: 1px solid {t.line};
        border-radius: 5px; padding: 3px 6px; min-height: 1.125em;
        selection-background-color: {t.accent}; selection-color: {t.on_accent}; }}
    QLineEdit[slides="true"] {{ padding: 1px 6px 9px 6px; }}
    QPlainTextEdit {{ background: {t.background}; color: {t.text}; border: 1px solid {t.line};
        border-radius: 5px; padding: 2px 2px; selection-background-color: {t.accent};
        selection-color: {t.on_accent}; }}
    QPlainTextEdit:hover {{ border-color: {t.muted}; }}
    QPlainTextEdit:focus {{ border-color: {t.accent}; }}
    QPlainTextEdit[wrong="true"] {{ border-color: {t.error}; }}
    QComboBox {{ background: {t.background}; color: {t.text}; border: 1px solid {t.line};
        border-radius: 5px; padding: 3px 6px; min-height: 1.125em; }}
    QComboBox:hover {{ border-color: {t.muted}; }}
    QComboBox:focus {{ border-color: {t.accent}; }}
    QComboBox::drop-down {{ border: none; width: 16px; }}
    QComboBox QAbstractItemView {{ background: {t.background}; border: 1px solid {t.line};
        selection-background-color: {t.hover}; selection-color: {t.text}; }}
    QPushButton[tab="true"] {{ padding: 4px 3px; }}
    QPushButton[segment="true"]:checked {{ background: {t.hover}; border-color: {t.muted};
        font-weight: 600; }}
    QCheckBox {{ color: {t.text}; spacing: 6px; }}
    QCheckBox::indicator {{ width: 1em; height: 1em; }}
    QLineEdit:hover {{ border-color: {t.muted}; }}
    QLineEdit:focus {{ border-color: {t.accent}; }}
    QLineEdit[wrong="true"] {{ border-color: {t.error}; }}
    QPushButton {{ background: {t.background}; color: {t.text}; border: 1px solid {t.line};
        border-radius: 5px; padding: 4px 10px; min-height: 1em; }}
    QPushButton:hover {{ border-color: {t.muted}; }}
    QPushButton:focus {{ border-color: {t.accent}; }}
    QPushButton:disabled {{ color: {t.muted}; }}
    QPushButton[primary="true"] {{ background: {t.accent}; color: {t.on_accent};
        border-color: {t.accent}; font-weight: 600; }}
    QPushButton[primary="true"]:focus, QPushButton[primary="true"]:hover {{
        border-color: {t.text}; }}
    QPushButton[picker="true"] {{ text-align: left; padding: 4px 8px; }}
    QToolButton {{ background: transparent; border: 1px solid transparent; border-radius: 5px;
        padding: 3px; color: {t.text}; }}
    QToolButton::menu-indicator {{ image: none; }}
    QToolButton[tight="true"] {{ padding: 0; }}
    QToolButton:hover {{ background: {t.hover}; }}
    QToolButton:checked {{ background: {t.hover}; border-color: {t.line}; }}
    QToolButton:focus {{ border-color: {t.accent}; }}
    QToolButton[primary="true"] {{ background: {t.accent}; border-radius: 1.06em; }}
    QToolButton[primary="true"]:disabled {{ background: {t.line}; }}
    QToolButton[section="true"] {{ font-weight: 600; padding: 5px 0; text-align: left; }}
    QToolButton[section="true"]:hover {{ background: transparent; color: {t.accent}; }}
    QTableView {{ background: transparent; border: none; gridline-color: transparent;
        selection-background-color: {t.hover}; selection-color: {t.text}; }}
    QTableView::item {{ padding: 0 4px; }}
    QHeaderView {{ background: transparent; }}
    QHeaderView::section {{ background: transparent; color: {t.muted}; border: none;
        border-bottom: 1px solid {t.line}; padding: 4px 7px; font-weight: 400; }}
    QTableCornerButton::section {{ background: transparent; border: none; }}
    QListView {{ background: {t.background}; border: none; outline: none; }}
    #points {{ border: 1px solid {t.line}; border-radius: 5px; }}
    #points:focus {{ border-color: {t.accent}; }}
    #points::item {{ padding: 0 6px; }}
    #points::item:selected {{ background: {t.hover}; color: {t.text}; }}
    QSplitter::handle {{ background: {t.line}; }}
    QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
    QScrollBar::handle:vertical {{ background: {t.line}; border-radius: 3px; min-height: 24px;
        margin: 2px; }}
    QScrollBar::handle:vertical:hover {{ background: {t.muted}; }}
    QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
    QScrollBar::handle:horizontal {{ background: {t.line}; border-radius: 3px; min-width: 24px;
        margin: 2px; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    QStatusBar {{ background: {t.surface}; border-top: 1px solid {t.line}; }}
    QStatusBar::item {{ border: none; }}
    QProgressBar {{ background: {t.line}; border: none; border-radius: 2px; max-height: 4px; }}
    QProgressBar::chunk {{ background: {t.accent}; border-radius: 2px; }}
    QSlider {{ background: transparent; min-height: 18px; }}
    QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {t.line}; }}
    QSlider::sub-page:horizontal {{ height: 4px; border-radius: 2px; background: {t.accent}; }}
    QSlider::handle:horizontal {{ width: 14px; height: 14px; margin: -5px 0; border-radius: 7px;
        background: {t.background}; border: 1px solid {t.muted}; }}
    QSlider::handle:horizontal:hover {{ border-color: {t.accent}; }}
    QSlider::handle:horizontal:focus {{ border-color: {t.accent}; }}
    #row[chosen="true"] {{ background: {t.hover}; border-radius: 5px; }}
    #mark {{ background: {t.accent}; }}
    #row:hover {{ background: {t.hover}; border-radius: 5px; }}
    #popup {{ background: {t.background}; border: 1px solid {t.muted}; border-radius: 6px; }}
    """


def letters(kind: str, size: int) -> str:
    """A sheet of a part of the window: its widgets of a kind have type of `size` px at a size of 1.

    That of the whole window stays when type grows, and can name no share of a font's size.
    """
    return f"{kind} {{ font-size: {px(size)}px; }}"


@contextmanager
def _kept(app: QApplication) -> Iterator[None]:
    """A context in which no widget is freed.

    Qt goes through a list of all widgets to restyle them, without looking whether they are still
    there: garbage that Python collects in a handler, or in another thread, would crash it.
    """
    widgets = app.allWidgets()  # as long as this context lasts
    yield
    del widgets


def prepare(app: QApplication, theme: Theme, family: str | None = None) -> None:
    """Give the application what widgets take when they are made: Fusion, palette and font."""
    old, wanted = app.property(_PREPARED), (theme.name, type_size.now())
    if old == wanted:
        return
    app.setProperty(_PREPARED, wanted)
    with _kept(app):
        if old is None:  # the style is that of both themes
            app.setStyle(QStyleFactory.create("Fusion"))
        if old is None or old[1] != wanted[1]:
            font = QFont(family) if family else QFont(app.font())
            font.setPixelSize(px(type_size.NORMAL))
            # Otherwise letters stand uneven.
            font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
            app.setFont(font)
        app.setPalette(_palette(theme))


def strip(app: QApplication) -> None:
    """Take the style sheet off, if there is one, until the next `apply`."""
    if app.styleSheet():
        app.setProperty(_STYLED, None)
        restyling(app).stop()
        with _kept(app):
            app.setStyleSheet("")


def apply(app: QApplication, theme: Theme, family: str | None = None) -> None:
    """Give the application the theme: palette and font, and a short style sheet.

    The sheet names colours of the palette and multiples of the font's height, so that it stays.
    With a style sheet, a widget that is put into another one is styled anew with all its parts: a
    window is made faster before it is there.
    """
    prepare(app, theme, family)
    old, wanted = app.property(_STYLED), (theme.name, type_size.now())
    if old == wanted:  # restyling every widget takes long
        return
    app.setProperty(_STYLED, wanted)
    if old is None:
        with _kept(app):
            app.setStyleSheet(style_sheet())
    else:
        restyling(app).restyle(is_resized=old[1] != wanted[1])


def restyling(app: QApplication) -> Restyling:
    """What gives the application's widgets their style anew."""
    made = app.findChild(Restyling, _RESTYLING)
    if made is None:
        made = Restyling(app)
        made.setObjectName(_RESTYLING)
    return made


def _palette(theme: Theme) -> QPalette:
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.background,
        role.WindowText: theme.text,
        role.Base: theme.background,
        role.AlternateBase: theme.surface,
        role.ToolTipBase: theme.surface,
        role.ToolTipText: theme.text,
        role.PlaceholderText: theme.muted,
        role.Text: theme.text,
        role.Button: theme.surface,
        role.ButtonText: theme.text,
        role.BrightText: theme.error,
        role.Link: theme.accent,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Light: theme.hover,
        role.Midlight: theme.line,
        role.Mid: theme.muted,
        role.Dark: theme.line,
        role.Shadow: theme.line,
        role.Accent: theme.accent,
    }
    palette = QPalette()
    for name, colour in colours.items():
        palette.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(theme.muted))
    return palette
