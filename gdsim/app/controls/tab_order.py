"""The order in which Tab goes through controls: as they stand, whenever each was made."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLayout, QScrollArea, QWidget


def put_in_order(holder: QWidget) -> None:
    """Have Tab go through what a widget holds from its top to its bottom.

    By itself Qt goes through what was made later after all else of the window. What stands first
    keeps its place among all.
    """
    policy = Qt.FocusPolicy.TabFocus
    stops = [each for each in _standing(holder) if each.focusPolicy() & policy]
    for before, after in pairwise(stops):
        QWidget.setTabOrder(before, after)


def _standing(holder: QWidget) -> Iterator[QWidget]:
    """The widgets in a widget's layout, each before those that it holds, and then all others."""
    if isinstance(holder, QScrollArea):
        inside = [held for held in [holder.widget()] if held is not None]
    else:
        inside = [*_laid_out(holder.layout())]
        children = holder.findChildren(QWidget, "", Qt.FindChildOption.FindDirectChildrenOnly)
        inside += [each for each in children if each not in inside and not each.isWindow()]
    for widget in inside:
        yield widget
        yield from _standing(widget)


def _laid_out(layout: QLayout | None) -> Iterator[QWidget]:
    if layout is None:
        return
    places = list(range(layout.count()))
    if isinstance(layout, QGridLayout):
        at = layout.getItemPosition
        places.sort(key=lambda place: cast(tuple[int, ...], at(place))[:2])  # row and column
    for item in map(layout.itemAt, places):
        if item is None:
            continue
        widget = item.widget()
        if widget is not None:
            yield widget
        else:
            yield from _laid_out(item.layout())
