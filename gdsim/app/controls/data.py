"""The data of a network: how many samples, how noisy, which of them test, and which features."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gdsim.app.controls.fields import Check, NumberField
from gdsim.app.controls.section import Section, add_row, form, label, put_aside, setting_label
from gdsim.app.look import icons
from gdsim.app.look.theme import GRID, Theme
from gdsim.app.model import network_edits
from gdsim.app.model.network_edits import FEATURES
from gdsim.app.model.offered import is_edited_by, network_of
from gdsim.app.model.workbench import Workbench
from gdsim.app.translation import QT_TR_NOOP, grouped, tr
from gdsim.base.ranges import SEEDS, Hyper, Range
from gdsim.objectives import Network
from gdsim.objectives.datasets import Data, catalogue
from gdsim.objectives.datasets.formulas import SETTINGS

ACROSS = 4  # features in a line
TEST_SHARE = Hyper(
    0.5, Range(0, 1, True, False), summary=QT_TR_NOOP("Share of the samples put aside for testing.")
)
_SPLIT = Hyper(0, SEEDS, whole=True, summary=QT_TR_NOOP("Another seed puts others aside."))
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class DataControl(Section):
    """Shows the settings of the network's data and makes the data again with others."""

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(tr("Data"), folds=True)
        self._workbench = workbench
        self.fields: dict[str, NumberField] = {}
        self.features: dict[str, QPushButton] = {}
        self.standardize = Check(tr("standardise the inputs"))
        self.standardize.setToolTip(
            tr("Shift and scale every input to mean 0 and deviation 1. Targets stay as they are.")
        )
        self.standardize.toggled.connect(lambda on: self._tell(self._set("standardize", on)))
        self.dice = QToolButton()
        self.dice.setToolTip(tr("Draw other samples"))
        self.dice.clicked.connect(lambda: self.fields["seed"].nudge(True))
        self._form: QWidget | None = None
        self._key: object = None  # of the built form
        self._source: object = None  # the file, and what of it is predicted
        self._columns: tuple[str, ...] = ()  # that features can be of
        self._layout = QVBoxLayout(self.body)
        self._layout.setContentsMargins(0, 0, 0, GRID)
        self._layout.setSpacing(GRID)
        self._put_aside()
        workbench.experiment_changed.connect(self.show_model)
        self.show_model()

    def show_model(self) -> None:
        """Show the settings of the experiment's data."""
        objective = self._workbench.experiment.objective
        if not is_edited_by(objective, "data"):
            return
        data = network_of(objective).data
        hypers = _hypers(data)
        self._know_columns(data)
        key = tuple(hypers), self._columns, data.recipe is None
        if key != self._key:
            self._key = key
            self._build(data, hypers)
        recipe = data.recipe or {}
        for name, field in self.fields.items():
            field.set_value(recipe.get(name, hypers[name].default))
        for feature, button in self.features.items():
            button.setChecked(feature in data.names)
        self.standardize.blockSignals(True)
        self.standardize.setChecked(bool(data.preparation.means))
        self.standardize.blockSignals(False)
        train, test = len(data.inputs), len(data.test_inputs)
        if test:
            words = tr("{train} to train, {test} to test", train=grouped(train), test=grouped(test))
        else:
            words = tr("{count} sample", "{count} samples", train)
        self.summary.say(words)
        self.error.say("")

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        super().recolour(theme)
        icons.put(self.dice, "dice", theme.muted, 16)

    def _build(self, data: Data, hypers: dict[str, Hyper]) -> None:
        self._put_aside()
        if self._form is not None:
            self._form.hide()
            self._form.deleteLater()
        self._form, grid = form()
        self.fields, self.features = {}, {}
        if data.recipe is None:
            grid.addWidget(
                label(tr("These samples came from arrays: they stay as they are.")), 0, 0
            )
        for name, hyper in hypers.items():
            field = NumberField(partial(self._set, name), hyper, complain=self.error.say)
            self.fields[name] = field
            words = {"test": tr("test share"), "split_seed": tr("split seed")}.get(name, name)
            more = (self.dice,) if name == "seed" else ()
            add_row(grid, setting_label(words, hyper.summary), field, *more)
        if data.recipe is not None:
            grid.addWidget(self.standardize, grid.rowCount(), 0, 1, 2)
            self.standardize.show()
            if len(self._columns) == 2:
                grid.addLayout(self._feature_buttons(self._columns), grid.rowCount(), 0, 1, 2)
        self._layout.addWidget(self._form)
        self._form.show()

    def _know_columns(self, data: Data) -> None:
        """Keep the columns of a file on offer while no feature is of them: they are not read."""
        recipe = data.recipe or {}
        source = recipe.get("file"), recipe.get("target")
        if source != self._source or not {*data.raw_names} < {*self._columns}:
            self._source, self._columns = source, data.raw_names

    def _put_aside(self) -> None:
        """Have what stands in every form in none."""
        put_aside(
            self.body,
            {tr("standardise the inputs"): self.standardize, tr("Draw other samples"): self.dice},
        )

    def _feature_buttons(self, names: Sequence[str]) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(GRID // 2)
        tip = tr("What the network is given of each sample.")
        grid.addWidget(label(tr("features"), tip), 0, 0, 1, ACROSS)
        for index, pattern in enumerate(FEATURES):
            feature = pattern.format(*names)
            button = QPushButton(_pretty(feature))
            button.setCheckable(True)
            button.setProperty("segment", True)
            button.setToolTip(f"{tip}\n{feature}")
            button.clicked.connect(self._choose_features)
            self.features[feature] = button
            grid.addWidget(button, 1 + index // ACROSS, index % ACROSS)
        return grid

    def _choose_features(self) -> None:
        chosen = [name for name, button in self.features.items() if button.isChecked()]
        self._tell(self._set("features", chosen))

    def _set(self, name: str, value: Any) -> str | None:
        def changed() -> Network:
            network = network_of(self._workbench.experiment.objective)
            data = network_edits.with_recipe(network.data, {name: value})
            return network_edits.with_data(network, data)

        QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)  # many samples take seconds
        try:
            return self._workbench.set_objective(changed)
        finally:
            QApplication.restoreOverrideCursor()

    def _tell(self, sentence: str | None) -> None:
        if sentence:
            self.show_model()
        self.error.say(sentence or "")


def _hypers(data: Data) -> dict[str, Hyper]:
    """The numeric settings with which data can be made again."""
    recipe = data.recipe
    if recipe is None:
        return {}
    own = catalogue()[recipe["name"]].hyper if "name" in recipe else {}
    own = SETTINGS if "formula" in recipe else own
    return {**own, "test": TEST_SHARE, "split_seed": _SPLIT}


def _pretty(feature: str) -> str:
    """A feature as a formula: "sin(x1)" is "sin x₁"."""
    plain = feature.replace("^2", "²").replace("*", "")
    if plain.startswith("sin("):
        plain = f"sin {plain[4:-1]}"
    return plain.translate(_LOWERED)
