"""Which backend computes the window's runs: a choice that is remembered."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QSettings, Signal

from gdsim.app.translation import QT_TR_NOOP, tr
from gdsim.app.worker import computing
from gdsim.app.worker.background import Background
from gdsim.app.worker.worker import Worker

BACKENDS = {
    computing.PROCESSOR: QT_TR_NOOP("&Processor"),
    computing.GPU: QT_TR_NOOP("NVIDIA &GPU"),
    computing.AUTO: QT_TR_NOOP("&Automatic"),
}


class Backend(QObject):
    """Chooses what computes, and says so; also why a GPU cannot, or no longer does."""

    _failed = Signal(str)  # from whichever thread computes

    def __init__(
        self,
        settings: QSettings,
        worker: Worker,
        background: Background,
        say: Callable[[str], None],
    ) -> None:
        super().__init__(background)
        self._settings, self._worker, self._background = settings, worker, background
        self._say = say
        self._failed.connect(self._say_failure)
        computing.choose(self.name, self._failed.emit)

    @property
    def name(self) -> str:
        """The chosen one: "cpu", "cuda" or "auto"."""
        name = str(self._settings.value("backend", computing.PROCESSOR))
        return name if name in BACKENDS else computing.PROCESSOR

    def choose(self, name: str) -> None:
        """Compute with another one from the present step on."""
        self._settings.setValue("backend", name)
        computing.choose(name, self._failed.emit)
        self._worker.move()
        if name == computing.PROCESSOR:
            self._background.drop("backend")
            self._say(tr("The processor computes"))
        else:
            self._background.ask("backend", computing.card, self._say_card)

    def close(self) -> None:
        """Leave the choice to the next window."""
        computing.choose(computing.PROCESSOR)

    def _say_card(self, card: str | None) -> None:
        if card is not None:
            words = {
                computing.GPU: QT_TR_NOOP("{card} computes; few networks, the processor"),
                computing.AUTO: QT_TR_NOOP("{card} computes where it is faster"),
            }
            self._say(tr(words[self.name], card=card))

    def _say_failure(self, sentence: str) -> None:
        self._say(tr("The processor computes: {reason}", reason=sentence))
