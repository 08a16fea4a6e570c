"""How the weights of a network begin."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from gdsim.app.controls.fields import Choices, NumberField
from gdsim.app.controls.section import Section, form, label, setting_label
from gdsim.app.look import icons
from gdsim.app.look.theme import GRID, Theme
from gdsim.app.model.network_edits import title
from gdsim.app.model.offered import is_edited_by
from gdsim.app.model.workbench import Workbench
from gdsim.base.axes import Axis
from gdsim.base.ranges import SEEDS, Hyper

_SEED = Hyper(0, SEEDS, whole=True, summary="Another seed draws other weights.")
EXACT = "given exactly"


class WeightsControl(Section):
    """Shows how the experiment's network begins and replaces that."""

    def __init__(self, workbench: Workbench) -> None:
        super().__init__("Start", folds=True)
        self._workbench = workbench
        self.init = Choices(lambda name: self._tell(self._replace(init=name)))
        self.seed = NumberField(
            lambda value: self._replace(init_seed=value), _SEED, complain=self.error.say
        )
        self.dice = QToolButton()
        self.dice.setToolTip("Draw other weights")
        self.dice.setIconSize(QSize(16, 16))
        self.dice.clicked.connect(lambda: self.seed.nudge(True))
        self.fields: dict[str, NumberField] = {}
        self._form: QWidget | None = None
        self._key: Any = ()
        self._layout = QVBoxLayout(self.body)
        self._layout.setContentsMargins(0, 0, 0, GRID)
        workbench.experiment_changed.connect(self.show_model)
        self.show_model()

    def show_model(self) -> None:
        """Show how the experiment's network begins."""
        from gdsim.catalogue.choices import methods

        experiment = self._workbench.experiment
        network = experiment.objective
        if not is_edited_by(network, "weights"):
            return
        exact = experiment.start is not None or not hasattr(network.init, "method")
        names: dict[Any, str] = {name: title(name) for name in methods("initializer")}
        tips = {name: str(each.definition.summary) for name, each in methods("initializer").items()}
        if exact:
            names[EXACT] = EXACT
        self.init.show_names(names, EXACT if exact else network.init.name, tips)
        hypers = {} if exact else network.init.method.hyper
        key = (exact, None if exact else network.init.name)
        if key != self._key:
            self._key = key
            self._build(hypers, exact)
        for name, field in self.fields.items():
            field.set_value(network.init.settings.get(name, hypers[name].default))
        self.seed.set_value(network.init_seed)
        seed = network.init_seed
        about = f"{len(seed)} seeds" if isinstance(seed, Axis) else f"seed {seed:g}"
        self.summary.say(EXACT if exact else f"{title(network.init.name)}, {about}")
        self.error.say("")

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        if hasattr(self, "dice"):
            self.dice.setIcon(icons.icon("dice", theme.muted, 16))

    def _build(self, hypers: dict[str, Hyper], exact: bool) -> None:
        for kept in (self.init, self.seed, self.dice):
            kept.setParent(None)
        if self._form is not None:
            self._form.hide()
            self._form.deleteLater()
        self._form, grid = form()
        self.fields = {}
        grid.addWidget(label("weights"), 0, 0)
        grid.addWidget(self.init, 0, 1)
        for name, hyper in hypers.items():
            row = grid.rowCount()
            field = NumberField(partial(self._set, name), hyper, complain=self.error.say)
            self.fields[name] = field
            grid.addWidget(
                setting_label("biases" if name == "bias" else name, hyper.summary), row, 0
            )
            grid.addWidget(field, row, 1)
        if not exact:
            seed = QHBoxLayout()
            seed.setSpacing(GRID // 2)
            seed.addWidget(self.seed)
            seed.addWidget(self.dice)
            row = grid.rowCount()
            grid.addWidget(label("seed", _SEED.summary), row, 0)
            grid.addLayout(seed, row, 1)
            self.seed.show()
            self.dice.show()
        self.init.show()
        self._layout.addWidget(self._form)
        self._form.show()

    def _set(self, name: str, value: Any) -> str | None:
        init = self._workbench.experiment.objective.init
        try:
            changed = init.replace(**{name: value})
        except (ValueError, TypeError) as error:
            return str(error)
        return self._replace(init=changed)

    def _replace(self, **changes: Any) -> str | None:
        network = self._workbench.experiment.objective
        if changes.get("init") == EXACT:
            return None
        if "init" in changes and self._workbench.experiment.start is not None:
            self._workbench.replace(start=None)
        return self._workbench.set_objective(lambda: network.replace(**changes))

    def _tell(self, sentence: str | None) -> None:
        self.show_model()
        self.error.say(sentence or "")
