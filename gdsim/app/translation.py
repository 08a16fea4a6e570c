"""The texts of the window in the user's language.

All that the window says is written in English where it is said, inside `tr("...")`, or inside
`QT_TR_NOOP("...")` where it is said later, by `tr(NAME)`. `pyside6-lupdate` finds both. What the
library says stays in English: errors, reasons of verdicts, summaries and names of the catalogue,
lessons.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gdsim.base import assets

if TYPE_CHECKING:
    from PySide6.QtCore import QCoreApplication

ENGLISH = "en"


def QT_TR_NOOP(text: str) -> str:
    """The text: it is translated where it is shown, and found by `pyside6-lupdate` here."""
    return text


def tr(text: str, plural: str = "", count: int | None = None, /, **values: object) -> str:
    """A text in the user's language, with `values` in the places of their names: "{name}".

    A text about a number has a `plural`, as "{count} runs" for "{count} run", and the `count`.
    """
    from PySide6.QtCore import QCoreApplication

    if count is None:
        said = QCoreApplication.translate("", text)
    else:
        # Qt takes 32 bits; the form of a word depends on the last digits at most.
        near = count if count < 10**9 else 10**9 + count % 10**6
        said = QCoreApplication.translate("", text, plural, near)
        if said == text and count != 1:  # English, which no file translates
            said = plural
        values["count"] = grouped(count)
    return said.format(**values) if values else said


def grouped(number: int) -> str:
    """A whole number for people, in groups of three digits: 1,000,000 in English.

    Where a language groups by points, which are decimal points everywhere in the window, there is a
    narrow space instead. Fields that are typed in have `gdsim.app.controls.number_text`.
    """
    from PySide6.QtCore import QLocale

    by = QLocale().groupSeparator()
    return f"{number:,}".replace(",", "\u202f" if by == "." else by)


def languages() -> dict[str, str]:
    """The languages of the window by their codes, each by its own name."""
    from PySide6.QtCore import QLocale

    codes = [path.stem.removeprefix("gdsim_") for path in _folder().glob("gdsim_*.qm")]
    names = {code: QLocale(code).nativeLanguageName() for code in sorted(codes)}
    return {ENGLISH: "English", **names}


def language(wanted: str) -> str:
    """The code of the language to speak: the wanted one, or ("") the first of the system's."""
    from PySide6.QtCore import QLocale

    known = languages()
    if wanted in known:
        return wanted
    names = [name.replace("-", "_") for name in QLocale.system().uiLanguages()]
    return next((name for name in names if name in known), ENGLISH)


def speak(app: QCoreApplication, code: str) -> None:
    """Have the texts of gdsim, those of Qt itself, and dates in a language from now on."""
    from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator

    QLocale.setDefault(QLocale(code))
    qt = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    for path in (qt / f"qtbase_{code}.qm", _folder() / f"gdsim_{code}.qm"):
        translator = QTranslator(app)
        if path.is_file() and translator.load(str(path)):
            app.installTranslator(translator)


def _folder() -> Path:
    return assets.path("translations")
