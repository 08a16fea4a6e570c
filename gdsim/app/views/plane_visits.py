"""The areas of a map that were seen: back to earlier ones, and forward again."""

from __future__ import annotations

from collections.abc import Callable

from gdsim.app.controls.buttons import tool_button
from gdsim.app.look import icons
from gdsim.app.look.theme import Theme
from gdsim.app.model.plane import Area


class Visits:
    """Remembers areas; two buttons go through them. `show` is called with the one to be seen."""

    def __init__(self, seen: Callable[[], Area], show: Callable[[Area], None]) -> None:
        self._seen, self._show = seen, show
        self.back = tool_button("Back to what was seen before (Backspace)", self.go_back)
        self.forward = tool_button("Forward again (Shift+Backspace)", self.go_forward)
        self._past: list[Area] = []
        self._future: list[Area] = []
        self._enable()

    def remember(self, area: Area) -> None:
        """An area was left for one that is new."""
        self._past.append(area)
        self._future.clear()
        self._enable()

    def forget(self) -> None:
        """The areas mean nothing any more: the axes are others."""
        self._past.clear()
        self._future.clear()
        self._enable()

    def go_back(self) -> None:
        """Show the area that was seen before."""
        self._go(self._past, self._future)

    def go_forward(self) -> None:
        """Show the area that was seen before the last step back."""
        self._go(self._future, self._past)

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        icons.put(self.back, "reset", theme.muted, 16)
        icons.put(self.forward, "forward", theme.muted, 16)

    def _go(self, where: list[Area], back: list[Area]) -> None:
        if where:
            back.append(self._seen())
            self._show(where.pop())
        self._enable()

    def _enable(self) -> None:
        self.back.setEnabled(bool(self._past))
        self.forward.setEnabled(bool(self._future))
