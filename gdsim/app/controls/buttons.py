"""Buttons without words."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QToolButton

from gdsim.app.look.type_size import fix


def tool_button(
    tip: str, do: Callable[[], object] | None = None, name: str = "", side: int = 0
) -> QToolButton:
    """A button for an icon. Its name is `name`, or its tip without the keys in brackets.

    side: px of a square one; 0: as large as its icon needs.
    """
    button = QToolButton()
    if side:
        fix(button, side, side)
    button.setToolTip(tip)
    button.setAccessibleName(name or tip.split(" (")[0])
    if do is not None:
        button.clicked.connect(lambda: do())
    return button
