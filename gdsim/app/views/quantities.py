"""The quantities of the curves: the loss, and for networks also accuracy and batch loss."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from gdsim.app.look.theme import GRID
from gdsim.app.views.plot import figures
from gdsim.app.worker.scene import Scene


@dataclass(frozen=True)
class Quantity:
    """Curves of one kind: the names of the solid curve and of the dashed one."""

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


def offered(scene: Scene) -> tuple[Quantity, ...]:
    """The quantities that a scene has."""
    has_batches = scene.experiment.objective.samples_per_step is not None
    has_classes = "train_accuracy" in scene.more
    return (LOSS, *[ACCURACY] * has_classes, *[BATCH] * has_batches)


class Quantities(QWidget):
    """Buttons of which one is down; hidden unless there are several."""

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
        """Offer some quantities; the first is chosen unless the chosen one is among them."""
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
