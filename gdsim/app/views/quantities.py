"""The quantities of the curves: the loss, what runs of functions do, and networks' accuracy."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from gdsim.app.controls.fields import Choices
from gdsim.app.look import type_size
from gdsim.app.look.figures import figures
from gdsim.app.look.theme import GRID
from gdsim.app.worker.curves import are_one_apart
from gdsim.app.worker.scene import Scene
from gdsim.objectives import Objective

FEW = 3  # quantities at most that are offered as buttons, of which large type has no room for two
LARGE = 1.25


@dataclass(frozen=True)
class Quantity:
    """Curves of one kind: the names of the solid curve and of the dashed one.

    is_derived: `main` is computed from the paths of a scene (`worker.curves`), not recorded.
    is_of_steps: one value belongs to one step, or to the mean of several.
    edge: a value at which a line is drawn.
    """

    title: str
    axis: str
    main: str
    test: str = ""
    about: str = ""
    is_share: bool = False
    is_derived: bool = False
    is_of_steps: bool = False
    edge: float | None = None

    def words(self, value: float, bare: bool = False) -> str:
        """A value for the readout."""
        text = f"{value:.1%}" if self.is_share else figures(value)
        return text if bare else f"{self.axis} {text}"

    def axis_of(self, scene: Scene) -> str:
        """The name of the axis, which says whether steps are averaged."""
        averaged = self.is_of_steps and not are_one_apart(scene)
        return f"{self.axis}, mean per step" if averaged else self.axis


LOSS = Quantity("Loss", "loss", "train_loss", "test_loss", "What is minimised")
ACCURACY = Quantity("Accuracy", "accuracy", "train_accuracy", "test_accuracy", is_share=True)
BATCH = Quantity("Batch", "loss of the batch", "loss")
DISTANCE = Quantity(
    "Distance", "distance to the nearest minimum", "distance", is_derived=True,
    about="How far a run is from the nearest known minimum",
)  # fmt: skip
GRADIENT = Quantity(
    "Gradient norm", "gradient norm", "gradient", is_derived=True,
    about="The length of the gradient",
)  # fmt: skip
STEP = Quantity(
    "Step length", "step length", "step", is_derived=True, is_of_steps=True,
    about="How far each step goes",
)  # fmt: skip
RATE = Quantity(
    "Effective rate", "effective rate", "rate", is_derived=True, is_of_steps=True,
    about="Step length over gradient norm: the learning rate of a plain descent step as long",
)  # fmt: skip
STABILITY = Quantity(
    "Stability", "rate / largest stable rate", "stability", is_derived=True, edge=1.0,
    about="The learning rate over the largest stable one at the sharpness here: above 1 errors "
    "grow",
)  # fmt: skip


def offered(objective: Objective) -> tuple[Quantity, ...]:
    """The quantities that runs of an objective have."""
    if objective.has_domain:
        return (LOSS, *[DISTANCE] * bool(objective.minima), GRADIENT, STEP, RATE, STABILITY)
    has_batches = objective.samples_per_step is not None
    has_classes = "train_accuracy" in objective.finals
    return (LOSS, *[ACCURACY] * has_classes, *[BATCH] * has_batches)


class Quantities(QWidget):
    """The choice of a quantity, as buttons or as a list of many, and of a log or linear axis."""

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.quantity = LOSS
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID // 2)
        for quantity in (LOSS, ACCURACY, BATCH):
            button = _segment(quantity.title, quantity.axis.capitalize())
            button.clicked.connect(lambda _, quantity=quantity: self._choose(quantity))
            self._group.addButton(button)
            layout.addWidget(button)
            self.buttons[quantity.title] = button
        self.list = Choices(self._choose)
        self.list.setAccessibleName("Quantity of the curves")
        self.list.fit_names()
        layout.addWidget(self.list)
        self.log = _segment("Log", "Logarithmic axis")
        self.log.setChecked(True)
        self.log.clicked.connect(self.chosen)
        layout.addWidget(self.log)
        self.offer((LOSS,))

    @property
    def is_log(self) -> bool:
        """Whether the axis is logarithmic, which one of shares never is."""
        return self.log.isChecked() and not self.quantity.is_share

    def offer(self, quantities: tuple[Quantity, ...]) -> None:
        """Offer some quantities; the first is chosen unless the chosen one is among them."""
        if self.quantity not in quantities:
            self.quantity = quantities[0]
        many = len(quantities) > (FEW if type_size.now() < LARGE else 1)
        titles = set() if many or len(quantities) < 2 else {each.title for each in quantities}
        for title, button in self.buttons.items():
            button.setHidden(title not in titles)
            button.setChecked(title == self.quantity.title)
        self.list.setHidden(not many)
        if many:
            names = {quantity: quantity.title for quantity in quantities}
            tips = {quantity: quantity.about for quantity in quantities}
            self.list.show_names(names, self.quantity, tips)
        self.log.setHidden(self.quantity.is_share)

    def _choose(self, quantity: Quantity) -> None:
        self.quantity = quantity
        self.chosen.emit()


def _segment(title: str, about: str) -> QPushButton:
    """A button that can be down."""
    button = QPushButton(title)
    button.setCheckable(True)
    button.setProperty("segment", True)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAccessibleName(about)
    button.setToolTip(about)
    return button
