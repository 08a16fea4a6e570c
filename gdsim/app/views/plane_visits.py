"""The views of a map that were seen: back to earlier ones, and forward again."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

from gdsim.app.controls.buttons import tool_button
from gdsim.app.look import icons
from gdsim.app.look.theme import Theme
from gdsim.app.translation import tr
from gdsim.experiment.toml.window import View


class Visit(Enum):
    """What became of a view that was to be shown."""

    SHOWN = auto()
    NOT_NOW = auto()
    GONE = auto()  # the experiment has no such view


class Visits:
    """Remembers views; two buttons go through them, past those that are gone.

    `show` is called with the one to be seen.
    """

    def __init__(self, seen: Callable[[], View | None], show: Callable[[View], Visit]) -> None:
        self._seen, self._show = seen, show
        self.back = tool_button(tr("Back to what was seen before (Backspace)"), self.go_back)
        self.forward = tool_button(tr("Forward again (Shift+Backspace)"), self.go_forward)
        self._past: list[View] = []
        self._future: list[View] = []
        self._enable()

    def remember(self, view: View | None) -> None:
        """A view was left for one that is new."""
        if view is not None:
            self._past.append(view)
            self._future.clear()
            self._enable()

    def forget(self) -> None:
        """Another experiment is opened: what was seen before is not of it."""
        self._past.clear()
        self._future.clear()
        self._enable()

    def go_back(self) -> None:
        """Show what was seen before."""
        self._go(self._past, self._future)

    def go_forward(self) -> None:
        """Show what was seen before the last step back."""
        self._go(self._future, self._past)

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        icons.put(self.back, "reset", theme.muted, 16)
        icons.put(self.forward, "forward", theme.muted, 16)

    def _go(self, where: list[View], back: list[View]) -> None:
        now, visit = self._seen(), Visit.GONE
        while where and now is not None and visit is Visit.GONE:
            view = where[-1]
            visit = self._show(view)
            if not where or where[-1] is not view:
                break  # it was of an experiment in whose place another one was opened
            if visit is not Visit.NOT_NOW:
                where.pop()
            if visit is Visit.SHOWN:
                back.append(now)
        self._enable()

    def _enable(self) -> None:
        self.back.setEnabled(bool(self._past))
        self.forward.setEnabled(bool(self._future))
