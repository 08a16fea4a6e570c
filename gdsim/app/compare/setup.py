"""What is compared, and how: the column at the left of the page."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from gdsim.app.compare.optimizer_list import OptimizerList
from gdsim.app.compare.plan import (
    FRESH,
    HIGH,
    LOW,
    RATES,
    REPEATS,
    Wanted,
    quantities,
    rateless,
    usual_rates,
)
from gdsim.app.controls.buttons import WordButton
from gdsim.app.controls.fields import Choices, NumberField
from gdsim.app.controls.section import add_row, form, label
from gdsim.app.look.formula import Formulas
from gdsim.app.look.theme import GRID, Theme
from gdsim.app.look.type_size import fix
from gdsim.app.look.words import Sentence
from gdsim.app.model.document import Document
from gdsim.app.translation import tr
from gdsim.base.ranges import Hyper, Range, positive
from gdsim.catalogue.choices import Choice, labels
from gdsim.experiment import Experiment
from gdsim.experiment.fields import STEPS
from gdsim.suites.tuning import FEWEST

WIDTH = 272  # px
PARTS = 1000  # of the bar
_RATE = Hyper(LOW, positive, log=True)


def _count(default: int, least: int, most: int) -> Hyper:
    return Hyper(default, Range(least, most), log=True, whole=True)


class Setup(QWidget):
    """Chooses what is compared; says how much that is, and how far it is."""

    changed = Signal()
    started = Signal()
    stopped = Signal()
    chosen = Signal(str)  # another subject
    open_wanted = Signal()  # a result from a file

    def __init__(self, formulas: Formulas) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._numbers: dict[str, float] = {
            "low": LOW, "high": HIGH, "rates": RATES, "repeats": REPEATS, "fresh": FRESH,
            "steps": STEPS,
        }  # fmt: skip
        self._fields: dict[str, NumberField] = {}
        self._wrong: dict[str, str] = {}  # sentences by number; "" where it is right
        self._own: set[str] = set()  # the numbers that the user has set
        self.words, self.trouble = Sentence("muted"), Sentence()
        self.on = Choices(lambda name: self.chosen.emit(name))
        self.on.setAccessibleName(tr("What to compare on"))
        self.open_button = WordButton(tr("Open a result…"))
        self.open_button.setToolTip(tr("A stored sweep (.zarr) or a result (.nc)"))
        self.open_button.clicked.connect(self.open_wanted)
        self.optimizers = OptimizerList(formulas)
        self.optimizers.changed.connect(self.changed)
        self.low, self.high = self._field("low", _RATE), self._field("high", _RATE)
        self.rates = self._field("rates", _count(RATES, 2, 512))
        self.repeats = self._field("repeats", _count(REPEATS, 1, 4096))
        self.fresh = self._field("fresh", _count(FRESH, FEWEST, 4096))
        self.steps = self._field("steps", _count(STEPS, 1, 10**7))
        self.starts = Choices(lambda _: self._chose_starts())
        self.by = Choices(lambda _: self.changed.emit())
        self.button, self.stop = QPushButton(tr("Compare")), WordButton(tr("Stop"))
        self.button.setProperty("primary", True)
        self.button.clicked.connect(self.started)
        self.stop.setToolTip(tr("Stop the comparison; what is known of it stays"))
        self.stop.setAccessibleName(tr("Stop the comparison"))
        self.stop.clicked.connect(self.stopped)
        self.bar = QProgressBar()
        self.bar.setRange(0, PARTS)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Share of the comparison that is done"))
        names = {True: tr("drawn"), False: tr("as in the experiment")}
        self.starts.show_names(names, True, {})
        self._lay_out()
        self.show_progress(None)

    def show_subjects(self, names: Mapping[str, str], chosen: str) -> None:
        """Offer what can be compared on."""
        self.on.show_names(dict(names), chosen, {})

    def show_document(self, document: Document) -> None:
        """Follow the experiment that is worked on."""
        experiment = document.experiment
        self._propose(experiment)
        self.optimizers.show_choices(_named(document))

    def show_result(self, experiment: Experiment) -> None:
        """Follow an opened result: what it compares is given."""
        self._propose(experiment)
        labels = experiment.labels
        given = {c: (labels[i], i) for i, c in enumerate(experiment.optimizers)}
        self.optimizers.show_choices(given, is_fixed=True)

    @property
    def is_drawn(self) -> bool:
        """Whether starts, or seeds, are drawn."""
        return self.starts.currentData() is not False

    @property
    def wanted(self) -> Wanted:
        """What is chosen."""
        counts = {n: int(self._numbers[n]) for n in ("rates", "repeats", "fresh", "steps")}
        return Wanted(
            rateless(self.optimizers.chosen), low=self._numbers["low"],
            high=self._numbers["high"], drawn=self.is_drawn,
            by=str(self.by.currentData() or ""), **counts,
        )  # fmt: skip

    @property
    def colours(self) -> tuple[int, ...]:
        """The numbers of the colours of the optimizers that are compared."""
        return self.optimizers.colours

    def draw_starts(self) -> None:
        """Have starts, or seeds, drawn."""
        self.starts.setCurrentIndex(self.starts.findData(True))
        self._chose_starts()

    def show_progress(self, share: float | None, words: str = "") -> None:
        """Say how far a comparison is; None: none runs."""
        is_running = share is not None
        self.bar.setVisible(is_running)
        self.stop.setVisible(is_running)
        self.button.setVisible(not is_running)
        if share is not None:
            self.bar.setValue(round(PARTS * share))
            self.words.say(words)

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.optimizers.recolour(theme)

    def _propose(self, experiment: Experiment) -> None:
        """Rates and steps that suit an experiment, where the user has set none."""
        low, high = usual_rates(experiment)
        for name, value in (("low", low), ("high", high), ("steps", experiment.steps)):
            if name not in self._own:
                self._numbers[name] = value
                self._fields[name].set_value(value)
        offered = quantities(experiment)
        by = self.by.currentData()
        self.by.show_names(offered, by if by in offered else "", {})
        self.by.setEnabled(len(offered) > 1)

    def _chose_starts(self) -> None:
        self.repeats.setEnabled(self.is_drawn)
        self.changed.emit()

    def _complain(self, name: str, sentence: str) -> None:
        """Say what is wrong with a number, for as long as it is, and with those before it."""
        self._wrong[name] = sentence
        self.trouble.say(next(filter(None, self._wrong.values()), ""))

    def _field(self, name: str, hyper: Hyper) -> NumberField:
        """A field of one of the numbers."""

        def apply(value: object) -> str | None:
            if not isinstance(value, (int, float)) or value not in hyper.range:
                return tr("This must be {range}.", range=str(hyper.range))
            if hyper.whole and value != int(value):
                return tr("This must be a whole number.")
            self._numbers[name] = float(value)
            self._own.add(name)
            field.set_value(float(value))
            self.changed.emit()
            return None

        field = NumberField(
            apply, hyper, complain=lambda sentence: self._complain(name, sentence),
            slides=False, is_count=hyper.whole,
        )  # fmt: skip
        field.set_value(self._numbers[name])
        self._fields[name] = field
        return field

    def _lay_out(self) -> None:
        fix(self, WIDTH)
        holder, grid = form()
        rows: tuple[tuple[str, str, tuple[QWidget, ...]], ...] = (
            (tr("rates from"), tr("The least and the largest learning rate that is tried"),
             (self.low, self.high)),
            (tr("rates tried"), tr("Learning rates that each optimizer tries, its budget"),
             (self.rates,)),
            (tr("starts"), tr("Where runs start; of networks and noise also the seeds"),
             (self.starts,)),
            (tr("starts per rate"), tr("Starts, or seeds, that each rate is tried from"),
             (self.repeats,)),
            (tr("fresh starts"), tr("Starts that each optimizer is run from at its best rate"),
             (self.fresh,)),
            (tr("steps"), tr("Steps of each run"), (self.steps,)),
            (tr("compare by"), tr("The result by which settings are chosen and compared"),
             (self.by,)),
        )  # fmt: skip
        for words, tip, fields in rows:
            add_row(grid, label(words, tip), *fields)
        self.low.setAccessibleName(tr("Least learning rate"))
        self.high.setAccessibleName(tr("Largest learning rate"))
        heading = QLabel(tr("Compare"))
        heading.setProperty("role", "heading")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, GRID, 2 * GRID, 2 * GRID)
        layout.setSpacing(GRID)
        layout.addWidget(heading)
        layout.addWidget(self.on)
        layout.addWidget(self.open_button)
        layout.addWidget(self.optimizers, 1)
        layout.addWidget(holder)
        layout.addWidget(self.trouble)
        layout.addWidget(self.words)
        layout.addWidget(self.bar)
        layout.addWidget(self.button)
        layout.addWidget(self.stop)


def _named(document: Document) -> dict[Choice, tuple[str, int]]:
    """The optimizers of a document without their rates, equal ones once: names and colours."""
    choices = document.experiment.optimizers
    plain = rateless(choices)
    colours = dict(zip(map(_rateless, reversed(choices)), reversed(document.colours), strict=True))
    return {c: (name, colours[c]) for c, name in zip(plain, labels(plain), strict=True)}


def _rateless(choice: Choice) -> Choice:
    return rateless((choice,))[0]
