"""Help > About: the version, and what gdsim is made of, with the text of every licence."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from gdsim.app.look.theme import GRID
from gdsim.app.look.type_size import fix
from gdsim.app.translation import QT_TR_NOOP, tr
from gdsim.base.components import Component, components, frozen_licences
from gdsim.base.version import __version__

FROZEN = QT_TR_NOOP(
    "gdsim {version} is under the MIT licence. This program brings along what is listed below. Qt "
    "and Qt for Python are shared libraries under version 3 of the GNU LGPL: modified versions may "
    "take their place."
)
INSTALLED = QT_TR_NOOP(
    "gdsim {version} is under the MIT licence. It is a Python package here, and uses those below, "
    "which were installed with it; Qt and Qt for Python under version 3 of the GNU LGPL."
)
MISSING = QT_TR_NOOP("{name} comes without the text of its licence, which is named {licence}.")


class About(QDialog):
    """The components at the left; beside them the licence of the one that is chosen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("About gdsim"))
        self.resize(QSize(980, 640))
        self.sentence = QLabel(
            tr(INSTALLED if frozen_licences() is None else FROZEN, version=__version__)
        )
        self.sentence.setWordWrap(True)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Components"))
        for each in components():
            item = QListWidgetItem(f"{each.name} {each.version}")
            item.setToolTip(each.licence)
            item.setData(Qt.ItemDataRole.UserRole, each)
            self.list.addItem(item)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(tr("Licence"))
        self.list.currentItemChanged.connect(self._show)
        self.list.setCurrentRow(0)
        below = QHBoxLayout()
        below.setSpacing(GRID)
        fix(self.list, 288)
        below.addWidget(self.list)
        below.addWidget(self.text, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        layout.setSpacing(2 * GRID)
        layout.addWidget(self.sentence)
        layout.addLayout(below, 1)

    def _show(self, item: QListWidgetItem) -> None:
        component: Component = item.data(Qt.ItemDataRole.UserRole)
        texts = [file.read_text("utf-8", "replace") for file in component.texts]
        words = "\n\n".join([f"{component.name}: {component.licence}", *texts])
        if not texts:
            words = tr(MISSING, name=component.name, licence=component.licence or "?")
        self.text.setPlainText(words)
