"""The initial weights of a network."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from gdsim.app.controls.axis_wanted import Owned
from gdsim.app.controls.fields import Choices, NumberField
from gdsim.app.controls.network import SEVERAL
from gdsim.app.controls.section import Section, add_row, form, label, put_aside, setting_label
from gdsim.app.look import icons
from gdsim.app.look.theme import GRID, Theme
from gdsim.app.model.network_edits import title
from gdsim.app.model.offered import is_edited_by, network_of
from gdsim.app.model.workbench import Workbench
from gdsim.app.translation import QT_TR_NOOP, tr
from gdsim.base.axes import Axis
from gdsim.base.ranges import SEEDS, Hyper
from gdsim.base.settings import Setting
from gdsim.catalogue.choices import Choice, methods
from gdsim.objectives import Network

_SEED = Hyper(0, SEEDS, whole=True, summary=QT_TR_NOOP("Another seed draws other weights."))
EXACT = QT_TR_NOOP("given exactly")


class WeightsControl(Section):
    """Shows the initial weights of the experiment's network and replaces them."""

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(tr("Start"), folds=True)
        self._workbench = workbench
        self.init = Choices(lambda name: self._tell(self._replace(init=name)))
        self.seed = NumberField(
            lambda value: self._replace(init_seed=value), _SEED, complain=self.error.say
        )
        self.seed.setting = Owned("objective.init_seed")
        self.dice = QToolButton()
        self.dice.setToolTip(tr("Draw other weights"))
        self.dice.clicked.connect(lambda: self.seed.nudge(True))
        self.fields: dict[str, NumberField] = {}
        self._form: QWidget | None = None
        self._built = ""  # the name of the initializer that the form is for
        self._layout = QVBoxLayout(self.body)
        self._layout.setContentsMargins(0, 0, 0, GRID)
        self._put_aside()
        workbench.experiment_changed.connect(self.show_model)
        self.show_model()

    def show_model(self) -> None:
        """Show the initial weights of the experiment's network."""
        experiment = self._workbench.experiment
        if not is_edited_by(experiment.objective, "weights"):
            return
        network = network_of(experiment.objective)
        init = network.init if experiment.start is None else None
        other = tr(SEVERAL) if isinstance(init, tuple) else tr(EXACT)
        init = init if isinstance(init, Choice) else None  # None: exact weights, or several
        seed = network.init_seed
        initializers = methods("initializer")
        names = {name: title(name) for name in initializers}
        tips = {name: str(method.definition.summary) for name, method in initializers.items()}
        if init is None:
            names[EXACT] = other
        name = EXACT if init is None else init.name
        self.init.show_names(names, name, tips)
        if name != self._built:
            self._built = name
            self._build(init)
        if init is not None:
            for setting, field in self.fields.items():
                field.set_value(init.settings.get(setting, init.method.hyper[setting].default))
        self.seed.set_value(seed)
        self.summary.say(other if init is None else _in_words(title(init.name), seed))
        self.error.say("")

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        icons.put(self.dice, "dice", theme.muted, 16)

    def _build(self, init: Choice | None) -> None:
        self._put_aside()
        if self._form is not None:
            self._form.hide()
            self._form.deleteLater()
        self._form, grid = form()
        self.fields = {}
        add_row(grid, label(tr("weights")), self.init)
        parameters = {} if init is None else self._network.init_parameters
        for parameter, (name, hyper) in parameters.items():
            field = NumberField(partial(self._set, name), hyper, complain=self.error.say)
            field.setting = Owned(f"objective.{parameter}")
            self.fields[name] = field
            words = tr("biases") if name == "bias" else name
            add_row(grid, setting_label(words, hyper.summary), field)
        if init is not None:
            add_row(grid, label(tr("seed"), tr(_SEED.summary)), self.seed, self.dice)
        self._layout.addWidget(self._form)
        self._form.show()

    def _put_aside(self) -> None:
        """Have what stands in every form in none."""
        named = {
            tr("weights"): self.init,
            tr("seed"): self.seed,
            tr("Draw other weights"): self.dice,
        }
        put_aside(self.body, named)

    def _set(self, name: str, value: Any) -> str | None:
        if not is_edited_by(self._workbench.experiment.objective, "weights"):
            return None  # the kind was switched while the field was being edited
        init = self._network.init
        assert isinstance(init, Choice)  # exact weights have no settings
        try:
            changed = init.replace(**{name: value})
        except (ValueError, TypeError) as error:
            return str(error)
        return self._replace(init=changed)

    @property
    def _network(self) -> Network:
        return network_of(self._workbench.experiment.objective)

    def _replace(self, **changes: Any) -> str | None:
        if not is_edited_by(self._workbench.experiment.objective, "weights"):
            return None  # as above
        network = self._network
        if changes.get("init") == EXACT:
            return None
        if "init" in changes and self._workbench.experiment.start is not None:
            self._workbench.replace(start=None)
        return self._workbench.set_objective(lambda: network.replace(**changes))

    def _tell(self, sentence: str | None) -> None:
        self.show_model()
        self.error.say(sentence or "")


def _in_words(weights: str, seed: Setting) -> str:
    """Drawn weights in a line: by which initializer, and with which seeds."""
    if isinstance(seed, Axis):
        return tr("{weights}, {count} seed", "{weights}, {count} seeds", len(seed), weights=weights)
    return tr("{weights}, seed {seed}", weights=weights, seed=f"{seed:g}")
