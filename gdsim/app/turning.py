"""Turning to another page of a stack."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget


def turn_to(stack: QStackedWidget, page: QWidget) -> None:
    """Show a page. If the one before had the keys it gets them, and not its first button."""
    before, focus = stack.currentWidget(), stack.window().focusWidget()
    stack.setCurrentWidget(page)
    if before is not None and focus is not None and (before is focus or before.isAncestorOf(focus)):
        page.setFocus()
