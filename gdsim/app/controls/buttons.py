"""Buttons without words."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QToolButton


def tool_button(tip: str, do: Callable[[], object] | None = None, name: str = "") -> QToolButton:
    """A button for an icon. Its name is `name`, or its tip without the keys in brackets."""
    button = QToolButton()
    button.setToolTip(tip)
    button.setAccessibleName(name or tip.split(" (")[0])
    if do is not None:
        button.clicked.connect(lambda: do())
    return button
