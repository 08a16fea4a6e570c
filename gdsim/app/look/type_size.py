"""How large type and lines are drawn: one number, of which sizes in pixels are multiples."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

NORMAL = 13  # px of type at a size of 1
SIZES = (1.0, 1.1, 1.25, 1.5, 1.75, 2.0)
PRESENTED = 1.5  # for projectors
_FIXED = "gdsim-fixed"
_now = 1.0


def now() -> float:
    """The size: 1, or up to 2 where type and lines are larger."""
    return _now


def px(normal: float) -> int:
    """Whole pixels of what has `normal` px at a size of 1."""
    return round(normal * _now)


def thick(normal: float) -> float:
    """The width of a line, or of a mark, that has `normal` px at a size of 1."""
    return normal * _now


def fix(widget: QWidget, width: int = 0, height: int = 0) -> None:
    """Fix the width, the height, or both, of a widget at a size of 1; they grow with the type."""
    widget.setProperty(_FIXED, QSize(width, height))
    refix(widget)


def choose(size: float) -> None:
    """Use another size; the style sheet is to be applied after that, which resizes all widgets."""
    global _now
    _now = size


def refix(widget: QWidget) -> None:
    """Give a widget whose width or height is fixed that of the size in use."""
    size: QSize | None = widget.property(_FIXED)
    if size is None:
        return
    if size.width():
        widget.setFixedWidth(px(size.width()))
    if size.height():
        widget.setFixedHeight(px(size.height()))
