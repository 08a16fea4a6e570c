"""The quantities of the curves: the loss, what runs of functions do, and networks' accuracy."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from gdsim.app.controls.buttons import segment
from gdsim.app.controls.fields import Choices
from gdsim.app.look import type_size
from gdsim.app.look.figures import figures
from gdsim.app.look.theme import GRID
from gdsim.app.translation import QT_TR_NOOP, tr
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

    def number(self, value: float) -> str:
        """A value without its name."""
        return f"{value:.1%}" if self.is_share else figures(value)

    def words(self, value: float) -> str:
        """A value for the readout."""
        return f"{tr(self.axis)} {self.number(value)}"

    def axis_of(self, scene: Scene) -> str:
        """The name of the axis, which says whether steps are averaged."""
        averaged = self.is_of_steps and not are_one_apart(scene)
        axis = tr(self.axis)
        return tr("{quantity}, mean per step", quantity=axis) if averaged else axis


LOSS = Quantity(
    QT_TR_NOOP("Loss"),
    QT_TR_NOOP("loss"),
    "train_loss",
    "test_loss",
    QT_TR_NOOP("What is minimised"),
)
ACCURACY = Quantity(
    QT_TR_NOOP("Accuracy"), QT_TR_NOOP("accuracy"), "train_accuracy", "test_accuracy", is_share=True
)
BATCH = Quantity(QT_TR_NOOP("Batch"), QT_TR_NOOP("loss of the batch"), "loss")
DISTANCE = Quantity(
    QT_TR_NOOP("Distance"),
    QT_TR_NOOP("distance to the nearest minimum"),
    "distance",
    is_derived=True,
    about=QT_TR_NOOP("How far a run is from the nearest known minimum"),
)
GRADIENT = Quantity(
    QT_TR_NOOP("Gradient norm"),
    QT_TR_NOOP("gradient norm"),
    "gradient",
    is_derived=True,
    about=QT_TR_NOOP("The length of the gradient"),
)
STEP = Quantity(
    QT_TR_NOOP("Step length"),
    QT_TR_NOOP("step length"),
    "step",
    is_derived=True,
    is_of_steps=True,
    about=QT_TR_NOOP("How far each step goes"),
)
RATE = Quantity(
    QT_TR_NOOP("Effective rate"),
    QT_TR_NOOP("effective rate"),
    "rate",
    is_derived=True,
    is_of_steps=True,
    about=QT_TR_NOOP(
        "Step length over gradient norm: the learning rate of a plain descent step as long"
    ),
)
STABILITY = Quantity(
    QT_TR_NOOP("Stability"),
    QT_TR_NOOP("rate / largest stable rate"),
    "stability",
    is_derived=True,
    edge=1.0,
    about=QT_TR_NOOP(
        "The learning rate over the largest stable one at the sharpness here: above 1 errors grow"
    ),
)


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
            button = segment(tr(quantity.title), _capital(tr(quantity.axis)))
            button.clicked.connect(lambda _, quantity=quantity: self._choose(quantity))
            self._group.addButton(button)
            layout.addWidget(button)
            self.buttons[quantity.title] = button
        self.list = Choices(self._choose)
        self.list.setAccessibleName(tr("Quantity of the curves"))
        self.list.fit_names()
        layout.addWidget(self.list)
        self.log = segment(tr("Log"), tr("Logarithmic axis"))
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
            names = {quantity: tr(quantity.title) for quantity in quantities}
            tips = {quantity: tr(quantity.about) for quantity in quantities}
            self.list.show_names(names, self.quantity, tips)
        self.log.setHidden(self.quantity.is_share)

    def _choose(self, quantity: Quantity) -> None:
        self.quantity = quantity
        self.chosen.emit()


def _capital(words: str) -> str:
    """Words that begin with a capital letter."""
    return words[:1].upper() + words[1:]
