"""What the curves show: the loss, and of networks also the accuracy and the loss of the batches."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from gdsim.app.look.theme import GRID
from gdsim.app.views.plot import figures
from gdsim.app.worker.frame import Frame


@dataclass(frozen=True)
class Quantity:
    """Curves of one kind: the names of what is drawn whole and what is drawn dashed."""

    title: str
    axis: str
    main: str
    test: str = ""
    is_share: bool = False

    def words(self, value: float, bare: bool = False) -> str:
        """A value for the readout."""
        text = f"{value:.1%}" if self.is_share else figures(value)
        return text if bare else f"{self.axis} {text}"


LOSS = Quantity("Loss", "loss", "train_loss", "test_loss")
ACCURACY = Quantity("Accuracy", "accuracy", "train_accuracy", "test_accuracy", is_share=True)
BATCH = Quantity("Batch", "loss of the batch", "loss")


def offered(frame: Frame) -> tuple[Quantity, ...]:
    """What can be drawn of a frame."""
    batches = frame.experiment.objective.samples_per_step is not None
    has_classes = "train_accuracy" in frame.more
    return (LOSS, *[ACCURACY] * has_classes, *[BATCH] * batches)


class Quantities(QWidget):
    """Buttons of which one is down; hidden where there is nothing to choose."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.quantity = LOSS
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(GRID // 2)
        for quantity in (LOSS, ACCURACY, BATCH):
            button = QPushButton(quantity.title)
            button.setCheckable(True)
            button.setProperty("segment", True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _, quantity=quantity: self._choose(quantity))
            self._group.addButton(button)
            self._layout.addWidget(button)
            self.buttons[quantity.title] = button
        self.offer((LOSS,))

    def offer(self, quantities: tuple[Quantity, ...]) -> None:
        """Offer some; if the chosen one is not among them, the first is."""
        if self.quantity not in quantities:
            self.quantity = quantities[0]
        titles = {quantity.title for quantity in quantities}
        for title, button in self.buttons.items():
            button.setHidden(title not in titles)
        self.buttons[self.quantity.title].setChecked(True)
        self.setHidden(len(quantities) < 2)

    def _choose(self, quantity: Quantity) -> None:
        self.quantity = quantity
        self.chosen.emit()
