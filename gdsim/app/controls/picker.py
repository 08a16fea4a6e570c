"""A searchable list of the catalogue: name, one line of character, and the rendered formula."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QHideEvent, QImage, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)

from gdsim.app.look.formula import Formulas, draw
from gdsim.app.look.theme import DARK, GRID, LIGHT, Theme, strong
from gdsim.app.look.thumbnails import Thumbnails
from gdsim.app.look.type_size import px
from gdsim.app.translation import tr


@dataclass(frozen=True)
class Item:
    """One entry of the list: a method of the catalogue.

    picture: makes a small square picture of it in the colours of a theme, with so many pixels.
    """

    name: str
    title: str
    summary: str
    latex: Callable[[], str] | None
    note: str = ""
    picture: Callable[[Theme, int], QImage] | None = None

    @property
    def words(self) -> str:
        """The words that are searched."""
        return f"{self.title} {self.name} {self.summary} {self.note}".casefold()


MIDDLE = 128  # lightness of a ground above which the theme is light
ITEM = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class _Items(QAbstractListModel):
    def __init__(self, items: Sequence[Item]) -> None:
        super().__init__()
        self.items = items
        self.refused: dict[str, str] = {}  # why some cannot be picked at present, by name

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        item = self.items[index.row()]
        if role == ITEM:
            return item
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.refused.get(item.name)
        return item.title if role == Qt.ItemDataRole.DisplayRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Refused items cannot be picked."""
        allowed = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        refused = index.isValid() and self.items[index.row()].name in self.refused
        return Qt.ItemFlag.NoItemFlags if refused else allowed


class _Matching(QSortFilterProxyModel):
    def __init__(self, model: _Items) -> None:
        super().__init__()
        self._items = model
        self.wanted: tuple[str, ...] = ()
        self.setSourceModel(model)

    def look_for(self, text: str) -> None:
        self.wanted = tuple(text.casefold().split())
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        words = self._items.items[row].words
        return all(word in words for word in self.wanted)

    def lessThan(self, left: Index, right: Index) -> bool:
        return self._rank(left) < self._rank(right)

    def _rank(self, index: Index) -> tuple[bool, int]:
        item = self._items.items[index.row()]
        named = all(word in f"{item.title} {item.name}".casefold() for word in self.wanted)
        return not named, index.row()


class _Rows(QStyledItemDelegate):
    HEIGHT, FORMULA, PICTURE = 52, 24, 64

    def __init__(self, formulas: Formulas, view: QListView) -> None:
        super().__init__(view)
        self._formulas, self._view = formulas, view
        self._pictures = Thumbnails(formulas.background)

    def sizeHint(self, option: Any, index: Index) -> QSize:
        item: Item = index.data(ITEM)
        if item.picture is not None:
            return QSize(100, px(self.PICTURE + 2 * GRID))
        return QSize(100, px(self.HEIGHT + (self.FORMULA if item.latex else 0)))

    def paint(self, painter: QPainter, option: Any, index: Index) -> None:
        item: Item = index.data(ITEM)
        palette = option.palette
        box = QRectF(option.rect).adjusted(4, 2, -4, -2)
        reason = index.data(Qt.ItemDataRole.ToolTipRole)
        chosen = not reason and option.state & (
            QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver
        )
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.light())
            painter.drawRoundedRect(box, 5, 5)
        inner = box.adjusted(GRID, 6, -GRID, -6)
        if item.picture is not None:
            self._paint_picture(painter, item, inner, palette)
            inner.setLeft(inner.left() + inner.height() + GRID + GRID / 2)
        muted, text = palette.placeholderText().color(), palette.text().color()
        text = muted if reason else text
        painter.setPen(muted)
        painter.setFont(option.font)
        line = QRectF(inner.left(), inner.top(), inner.width(), px(18))
        painter.drawText(line, int(Qt.AlignmentFlag.AlignRight), item.note)
        note = painter.fontMetrics().horizontalAdvance(item.note) + GRID
        painter.setPen(text)
        painter.setFont(strong(option.font))
        title = painter.fontMetrics().elidedText(
            item.title, Qt.TextElideMode.ElideRight, int(line.width() - note)
        )
        painter.drawText(line, int(Qt.AlignmentFlag.AlignLeft), title)
        update = self._view.viewport().update
        path = None
        if item.latex is not None:
            path = self._formulas.get(("list", item.name, item.title), item.latex, update)
        if path is not None:
            painter.setOpacity(0.5 if reason else 1.0)
            draw(
                painter,
                path,
                QRectF(inner.left(), inner.top() + px(19), inner.width(), px(24)),
                px(13),
            )
            painter.setOpacity(1.0)
        painter.setPen(muted)
        painter.setFont(option.font)
        if item.picture is not None:  # which leaves room for two lines
            lines = inner.adjusted(0, px(22), 0, 0)
            wraps = int(Qt.TextFlag.TextWordWrap)
            painter.drawText(lines, wraps, reason or item.summary)
            painter.restore()
            return
        line = QRectF(inner.left(), inner.bottom() - px(18), inner.width(), px(18))
        mode = Qt.TextElideMode.ElideRight
        summary = painter.fontMetrics().elidedText(reason or item.summary, mode, int(line.width()))
        painter.drawText(line, int(Qt.AlignmentFlag.AlignLeft), summary)
        painter.restore()

    def _paint_picture(
        self, painter: QPainter, item: Item, inner: QRectF, palette: QPalette
    ) -> None:
        """The item's picture at the left, once it is made in the background."""
        make = item.picture
        assert make is not None
        theme = LIGHT if palette.base().color().lightness() > MIDDLE else DARK
        side = round(inner.height() * painter.device().devicePixelRatioF())
        key = item.name, theme.name, side
        update = self._view.viewport().update
        image = self._pictures.get(key, lambda: make(theme, side), update)
        if image is not None:
            place = QRectF(inner.left(), inner.top(), inner.height(), inner.height())
            painter.drawImage(place, image)


class Picker(QFrame):
    """Pops up beside a button: type to search, Enter or click to pick."""

    picked = Signal(str)

    def __init__(
        self, items: Sequence[Item], formulas: Formulas, parent: QWidget, hint: str
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._parent = parent
        self.setObjectName("popup")
        self.search = QLineEdit()
        self.search.setPlaceholderText(hint)
        self.search.setAccessibleName(hint)
        self.search.setClearButtonEnabled(True)
        self._model = _Items(items)
        self.matching = _Matching(self._model)
        self.matching.sort(0)
        self.list = QListView()
        self.list.setModel(self.matching)
        self.list.setAccessibleName(tr("What was found"))
        self.list.setItemDelegate(_Rows(formulas, self.list))
        self.list.setMouseTracking(True)
        self.list.setUniformItemSizes(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID, GRID, GRID, GRID)
        layout.setSpacing(GRID)
        layout.addWidget(self.search)
        layout.addWidget(self.list)
        self.search.textChanged.connect(self._look_for)
        self.search.returnPressed.connect(lambda: self._pick(self.list.currentIndex()))
        self.search.installEventFilter(self)
        self.list.clicked.connect(self._pick)

    def show_below(self, widget: QWidget) -> None:
        """Show a widget below the list."""
        layout = self.layout()
        assert layout is not None
        layout.addWidget(widget)

    def refuse(self, reasons: dict[str, str]) -> None:
        """Grey out some items, which cannot be picked, each with its reason."""
        self._model.refused = reasons

    def pop_up(self, beside: QWidget, current: str = "") -> None:
        """Show the list below a widget, with `current` selected."""
        self.search.clear()
        self.resize(px(440), px(480))
        corner = beside.mapToGlobal(QPoint(0, beside.height() + 2))
        screen = beside.screen().availableGeometry()
        corner.setX(max(screen.left(), min(corner.x(), screen.right() - self.width())))
        corner.setY(max(screen.top(), min(corner.y(), screen.bottom() - self.height())))
        self.move(corner)
        self.show()
        self.search.setFocus()
        names = [item.name for item in self._model.items]
        row = names.index(current) if current in names else 0
        self.list.setCurrentIndex(self.matching.mapFromSource(self._model.index(row)))
        self.list.scrollTo(self.list.currentIndex(), QListView.ScrollHint.PositionAtCenter)

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        """Up and Down in the search move through the list."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key()
            in (
                Qt.Key.Key_Up,
                Qt.Key.Key_Down,
                Qt.Key.Key_PageUp,
                Qt.Key.Key_PageDown,
            )
        ):
            self.list.keyPressEvent(event)
            return True
        return False

    def hideEvent(self, event: QHideEvent) -> None:
        """Give the keys back to the window, also without a window manager that would do it."""
        super().hideEvent(event)
        self._parent.window().activateWindow()

    def _look_for(self, text: str) -> None:
        self.matching.look_for(text)
        self.list.setCurrentIndex(self.matching.index(0, 0))
        self.list.scrollToTop()

    def _pick(self, index: QModelIndex) -> None:
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEnabled:
            self.hide()
            self.picked.emit(index.data(ITEM).name)
