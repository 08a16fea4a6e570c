"""A number field: text that becomes a number (or several), with ladder steps on the arrow keys."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QKeyCombination, QRectF, QSize, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from gdsim.app.controls.axis_wanted import Owned, ask, pop_up_menu
from gdsim.app.controls.ladder import nudged
from gdsim.app.controls.line_field import LineField
from gdsim.app.controls.number_text import Shown, Typed, count, counted, is_long, parsed, shown
from gdsim.app.controls.slider import HEIGHT, Slider
from gdsim.app.look import icons
from gdsim.app.look.type_size import px
from gdsim.app.look.words import wrapped
from gdsim.app.translation import tr
from gdsim.base.axes import Axis
from gdsim.base.ranges import Hyper
from gdsim.base.scale import Scale, scale_of

Apply = Callable[[Typed | None], str | None]
Within = tuple[float, float] | None
PLAIN = Hyper(0.0)
LONG, ARROW = 88, 34  # px of a name that is not cut, and beside it
WORDS = 240  # px of a box and words that are not cut
FIELD = 104  # px of a field, at least, where there is room
_ALT = Qt.KeyboardModifier.AltModifier
AXIS_KEYS = {  # whether the setting becomes the x axis of the map, or else the y axis
    QKeyCombination(_ALT, Qt.Key.Key_X): True,
    QKeyCombination(_ALT, Qt.Key.Key_Y): False,
}
STRIDE = 3  # rungs of a long stride: a power of ten on a ladder of 1, 2 and 5


class NumberField(LineField):
    """Shows a setting and hands an edited one to `apply`, which returns a sentence if it refuses.

    Takes a number, several ("0.1, 0.2") or "logspace(1e-4, 1, 5)". Up and Down and the wheel walk a
    ladder that suits the setting, Page Up and Page Down in long strides; a slider along its lower
    edge is dragged, and a double click on it brings the default back. empty: the word shown in an
    empty field, whose setting is then None, such as "off"; without it the field must not be empty.
    within: the part of its range that the slider shows; None: what suits the setting. slides:
    whether there is a slider, if the setting has an order. is_count: whether it is a number of
    things, with commas as in 1,000,000, and never several.
    """

    def __init__(
        self,
        apply: Apply,
        hyper: Hyper = PLAIN,
        empty: str = "",
        complain: Callable[[str], None] | None = None,
        within: Within = None,
        slides: bool = True,
        is_count: bool = False,
    ) -> None:
        super().__init__()
        self._write, self._read = (counted, count) if is_count else (shown, parsed)
        self._apply, self._hyper, self._empty, self._within = apply, hyper, empty, within
        self._tip = ""  # shown again after each edit, of any field
        self._complain = complain or (lambda sentence: None)
        self._value: Shown = None
        self.setting: Owned | None = None  # what it shows, if that can be an axis of the map
        self.setPlaceholderText(empty)
        self._explain()
        self.editingFinished.connect(self.commit)
        self.slider: Slider | None = None
        if slides and self._scale_for(None) is not None:
            self.slider = Slider(self)
            self.slider.slid.connect(self._take)
            self.slider.let_go.connect(self._show_on_slider)
            self.slider.reset.connect(lambda: self._take(None if empty else self._hyper.default))
            self.setProperty("slides", True)
            self._show_on_slider()

    def sizeHint(self) -> QSize:
        return QSize(FIELD, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(FIELD, super().minimumSizeHint().width()), self.sizeHint().height())

    @property
    def value(self) -> Shown:
        """The shown setting."""
        return self._value

    def set_value(self, value: Shown) -> None:
        """Show a setting; a refused edit stays until the setting changes."""
        if self.property("wrong") and value == self._value:
            return
        self._show(value)

    def turn_to(self, hyper: Hyper, setting: Owned) -> None:
        """Show another setting of the same kind from now on; what is typed is given up."""
        self._hyper, self.setting, self._value = hyper, setting, None
        self._explain()
        self._mark(None)

    def _explain(self) -> None:
        self._tip = wrapped(_tip(self._hyper))
        self.setToolTip(self._tip)

    def show_within(self, low: float, high: float) -> None:
        """Have the slider show another part of the range."""
        if self._within != (low, high):
            self._within = low, high
            self._show_on_slider()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The slider lies along the lower edge."""
        super().resizeEvent(event)
        if self.slider is not None:
            self.slider.setGeometry(1, self.height() - HEIGHT - 1, self.width() - 2, HEIGHT)

    def leaves(self, key: QKeyEvent) -> bool:
        """Space is for playing, too."""
        return key.key() == Qt.Key.Key_Space or super().leaves(key)

    @property
    def may_grow(self) -> bool:
        """Not while its slider is held, which would move."""
        return super().may_grow and not (self.slider is not None and self.slider.is_held)

    def _show(self, value: Shown) -> None:
        """Show a setting; an edit is dropped."""
        if value != self._value or self._value is None:
            self._value = value
            self._show_on_slider()
        text = self._write(value)
        if text != self.text():
            self.setText(text)
            self.setCursorPosition(0)
        self.setModified(False)
        self._mark(None)

    def commit(self) -> None:
        """Apply the text, if it differs from the shown setting."""
        text = self.text().strip()
        if is_long(self._value) and text == self._write(self._value):
            self._show(self._value)  # the words for a long array do not read as a setting
            return
        value = None if text == self._empty else self._read(text)
        if value is None and not (self._empty and text in ("", self._empty)):
            missing = tr("A number is missing here.")
            self._mark(tr("{text} is not a number.", text=repr(text)) if text else missing)
        elif value == self._value:
            self._show(self._value)
        else:
            self._mark(self._apply(value))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down walk the ladder, Escape takes the edit back, Alt+X and Alt+Y make an axis."""
        if event.keyCombination() in AXIS_KEYS and self.setting is not None:
            ask(self, self.setting, AXIS_KEYS[event.keyCombination()])
            return
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            event.ignore()  # for the row that it is in
            return
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.nudge(event.key() == Qt.Key.Key_Up)
        elif event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.nudge(event.key() == Qt.Key.Key_PageUp, STRIDE)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.commit()
            if not self.property("wrong"):
                self.clearFocus()  # Space is for playing again
        elif event.key() == Qt.Key.Key_Escape:
            self._show(self._value)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the setting as an axis of the map, besides what every field offers."""
        if self.setting is None:
            super().contextMenuEvent(event)
        else:
            pop_up_menu(self, self.setting, event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel walks the ladder of a field with the focus; otherwise it scrolls the panel."""
        if self.hasFocus():
            self.nudge(event.angleDelta().y() > 0)
        else:
            event.ignore()

    def nudge(self, up: bool, rungs: int = 1) -> None:
        """Up or down the ladder, as far as the range goes."""
        value = self._read(self.text().strip())
        if not isinstance(value, (int, float)):
            return
        for _ in range(rungs):
            further = nudged(float(value), up, self._hyper)
            if further not in self._hyper.range:
                break
            value = further
        self._take(value)

    def _take(self, value: float | None) -> None:
        """Use a number that was not typed."""
        self.setText(self._write(value))
        self.commit()

    def _show_on_slider(self) -> None:
        if self.slider is not None:
            ends = _ends(self._value)
            held = self.slider.scale if self.slider.is_held else None
            scale = held or self._scale_for(ends)
            assert scale is not None  # else there is no slider
            self.slider.show_span(scale, ends)

    def _scale_for(self, ends: tuple[float, float] | None) -> Scale | None:
        """The usual scale of the setting, or one about the shown number if that has no room."""
        usual = scale_of(self._hyper, self._hyper.default, self._within)
        if usual is None or ends is None or all(usual.low < end < usual.high for end in ends):
            return usual
        return scale_of(self._hyper, ends[0], self._within) if math.isfinite(ends[0]) else usual

    def _mark(self, sentence: str | None) -> None:
        mark_wrong(self, bool(sentence))
        self.setToolTip(wrapped(sentence) if sentence else self._tip)
        self._complain(sentence or "")


class Choices(QComboBox):
    """A list to choose from, which the wheel only walks while it has the focus."""

    def __init__(self, choose: Callable[[Any], object]) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self._fits_names = False
        self.activated.connect(lambda row: choose(self.itemData(row)))

    def fit_names(self) -> None:
        """Be as wide as the names; of the chosen one, long words may be cut."""
        self._fits_names = True  # Qt's own policy for that resizes a list without its layout
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Room for the longest name."""
        hint = super().sizeHint()
        if self._fits_names:
            widths = map(self._width, map(self.itemText, range(self.count())))
            hint.setWidth(max(widths, default=0) + px(ARROW))
        return hint

    def minimumSizeHint(self) -> QSize:
        """Room for the chosen name, or for much of a long one."""
        least = super().minimumSizeHint()
        if self._fits_names:
            least.setWidth(min(self._width(self.currentText()), px(LONG)) + px(ARROW))
        return least

    def _width(self, words: str) -> int:
        return self.fontMetrics().horizontalAdvance(words) + 1  # which is rounded, also down

    def show_names(self, names: Mapping[Any, str], chosen: object, tips: Mapping[Any, str]) -> None:
        """Offer names, with `chosen` chosen."""
        old, index = self.currentIndex(), [*names].index(chosen)
        if [(self.itemData(i), self.itemText(i)) for i in range(self.count())] != [*names.items()]:
            old = -1
            self.clear()
            for name, words in names.items():
                self.addItem(words, name)
                tip = tips.get(name, "")
                self.setItemData(self.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        if index != old:
            self.setCurrentIndex(index)
            self.updateGeometry()
        self.setToolTip(wrapped(tips.get(chosen, "")))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The style sheet has no arrow of the right colour, and lets words run into it."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        room, end = self.width() - px(ARROW), Qt.TextElideMode.ElideRight
        option.currentText = self.fontMetrics().elidedText(option.currentText, end, room)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        arrow = icons.pixmap("down", self.palette().placeholderText().color().name(), px(12))
        painter.drawPixmap(self.width() - 8 - px(12), (self.height() - px(12)) // 2, arrow)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolls the panel unless the list has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class Check(QCheckBox):
    """A box to tick, whose outline can be seen on dark ground too."""

    SIZE = 16

    def __init__(self, text: str) -> None:
        super().__init__(text)
        policy = self.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Preferred)  # it may be cut
        self.setSizePolicy(policy)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw box, tick and words."""
        palette, size = self.palette(), px(self.SIZE)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self.underMouse() or self.hasFocus()
        line = palette.accent() if self.isChecked() or lit else palette.mid()
        painter.setPen(line.color())
        painter.setBrush(palette.accent() if self.isChecked() else palette.base())
        top = (self.height() - size) / 2
        painter.drawRoundedRect(QRectF(0.5, top + 0.5, size - 1, size - 1), 3, 3)
        if self.isChecked():
            tick = icons.pixmap("tick", palette.highlightedText().color().name(), px(12))
            painter.drawPixmap(2, round(top) + 2, tick)
        painter.setPen(palette.text().color())
        words = QRectF(size + 6, 0, self.width() - size - 6, self.height())
        mode = Qt.TextElideMode.ElideRight
        text = self.fontMetrics().elidedText(self.text(), mode, math.ceil(words.width()))
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), text)

    def minimumSizeHint(self) -> QSize:
        """Room for the words, or for most of them: in some languages the panel has no more."""
        return QSize(min(px(WORDS), self.sizeHint().width()), self.sizeHint().height())


def _tip(hyper: Hyper) -> str:
    parts = [tr(hyper.summary)] if hyper.summary else []
    kind = str(hyper.range)
    parts.append(kind.replace("number", "whole number") if hyper.whole else kind)
    if len(parts) == 2:
        parts[1] = parts[1][0].upper() + parts[1][1:] + "."
    parts.append(tr("Up and Down change it in steps, Page Up and Page Down in large ones."))
    return "\n".join(parts)


def _ends(value: Shown) -> tuple[float, float] | None:
    """The smallest and the largest number of a setting."""
    if isinstance(value, Axis):
        return value.bounds
    numbers = value if isinstance(value, list) else [] if value is None else [float(value)]
    return (min(numbers), max(numbers)) if numbers else None


def mark_wrong(widget: QWidget, is_wrong: bool) -> None:
    """Mark a field whose text is refused, or take the mark away."""
    if bool(widget.property("wrong")) != is_wrong:
        widget.setProperty("wrong", is_wrong)
        repolish(widget)  # takes a millisecond, and there are many fields


def repolish(widget: QWidget) -> None:
    """Apply the style sheet again after a property has changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
