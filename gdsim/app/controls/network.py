"""A network as the objective: its data, layers, activation, loss, batches and penalties."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from gdsim.app.controls import catalogue_items
from gdsim.app.controls.axis_wanted import Owned
from gdsim.app.controls.fields import Check, Choices, NumberField
from gdsim.app.controls.layers import HiddenLayers
from gdsim.app.controls.picker import Picker
from gdsim.app.controls.section import add_row, form, label, put_aside, setting_label
from gdsim.app.look import icons
from gdsim.app.look.formula import Formulas
from gdsim.app.look.theme import GRID, Theme
from gdsim.app.model import network_edits
from gdsim.app.model.network_edits import title, title_of
from gdsim.app.model.offered import is_edited_by, network_of
from gdsim.app.model.workbench import Workbench
from gdsim.app.translation import QT_TR_NOOP, tr
from gdsim.base.ranges import Flag, Hyper, Range, nonnegative
from gdsim.base.settings import Setting
from gdsim.catalogue.choices import Choice, Kind, methods
from gdsim.objectives import Network

Edit = Callable[[Network], Network]
Settings = dict[tuple[str, str], tuple[Hyper, Setting]]  # by kind and name
_BATCH = Hyper(
    32,
    Range(1, 2**20),
    log=True,
    whole=True,
    summary=QT_TR_NOOP("Samples of a step. Empty: all, in order."),
)
_PENALTIES = {
    "l1": Hyper(
        0.0, nonnegative, summary=QT_TR_NOOP("l1 times the size of all weights joins the loss.")
    ),
    "l2": Hyper(0.0, nonnegative, summary=QT_TR_NOOP("l2 / 2 times their squares joins the loss.")),
}
SEVERAL = QT_TR_NOOP("one a layer")


class NetworkControl(QWidget):
    """Shows the experiment's network and replaces it."""

    def __init__(
        self, workbench: Workbench, formulas: Formulas, complain: Callable[[str], None]
    ) -> None:
        super().__init__()
        self._workbench, self._formulas, self._complain = workbench, formulas, complain
        self.pick = QPushButton()
        self.pick.setProperty("picker", True)
        self.pick.setToolTip(tr("Choose what the network learns from"))
        self.pick.setAccessibleName(tr("Data"))
        self.pick.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.pick.clicked.connect(self._pop_up)
        self.picker: Picker | None = None
        self.layers = HiddenLayers(
            lambda units: self.edit(lambda n: network_edits.with_hidden(n, units)), complain
        )
        self.activation = Choices(self._choose_activation)
        self.loss = Choices(
            lambda name: self._say(self.edit(lambda n: network_edits.with_loss(n, name)))
        )
        self.output = Choices(
            lambda name: self._say(self.edit(lambda n: network_edits.with_output(n, name)))
        )
        self.batch = NumberField(
            self._setter("batch_size"), _BATCH, empty=tr("all"), complain=complain
        )
        self.batch.setting = Owned("objective.batch_size")
        self.replacement = Check(tr("drawn with replacement"))
        self.replacement.setToolTip(
            tr("Each step draws its samples afresh, not a part of an epoch.")
        )
        self.replacement.toggled.connect(
            lambda on: self._say(self.edit(lambda n: n.replace(replacement=on)))
        )
        self.penalties = {
            name: NumberField(self._setter(name), hyper, complain=complain)
            for name, hyper in _PENALTIES.items()
        }
        for name, field in self.penalties.items():
            field.setting = Owned(f"objective.{name}")
        self.settings: dict[tuple[str, str], NumberField] = {}
        self._form: QWidget | None = None
        self._key: object = None  # of the built form
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(GRID)
        self._layout.addWidget(self.pick)
        self._layout.addWidget(self.layers)
        self._put_aside()

    def show_model(self, network: Network) -> None:
        """Show a network."""
        self.pick.setText(network_edits.data_title(network.data))
        sized = {**network.parameters, **network.sizes}
        self.layers.show_layers(network.layers[1:-1], "width" in sized)
        self._show_activation(network)
        losses = network_edits.fitting_losses(network.data)
        self.loss.show_names({n: title(n) for n in losses}, network.loss.name, _tips("loss"))
        outputs = network_edits.fitting_outputs(network)
        self.output.show_names({n: title(n) for n in outputs}, network.output, {})
        hypers = self._settings_of(network)
        key = tuple(hypers), len(outputs) > 1, network.batch_size is None, not network.hidden
        if key != self._key:
            self._key = key
            self._build(network, hypers, len(outputs) > 1)
        for place, (_, value) in hypers.items():
            self.settings[place].set_value(value)
        self.batch.set_value(network.batch_size)
        self.replacement.blockSignals(True)
        self.replacement.setChecked(network.replacement)
        self.replacement.blockSignals(False)
        for name, field in self.penalties.items():
            field.set_value(getattr(network, name))

    def edit(self, change: Edit) -> str | None:
        """Change the network; the sentence that says why if that is refused."""
        return self._workbench.set_objective(lambda: change(self._network))

    def choose_data(self, name: str) -> None:
        """Train on a data set of the catalogue."""
        self._say(self.edit(lambda n: network_edits.with_data(n, network_edits.named_data(name))))

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        icons.put(self.pick, "down", theme.muted, 12)
        self.layers.recolour(theme)

    @property
    def _network(self) -> Network:
        return network_of(self._workbench.experiment.objective)

    def _show_activation(self, network: Network) -> None:
        names: dict[object, str] = {name: title(name) for name in catalogue_items.activations()}
        given, tips = network.activation, _tips("activation")
        chosen = given.name if isinstance(given, Choice) else given
        if isinstance(given, tuple):
            names[given] = tr(SEVERAL)
            tips[given] = ", ".join(title_of(activation) for activation in given)
        elif isinstance(given, str):
            names[given] = given
        self.activation.show_names(names, chosen, tips)

    def _choose_activation(self, name: object) -> None:
        self._say(self.edit(lambda n: n.replace(activation=name)))

    def _settings_of(self, network: Network) -> Settings:
        """The settings of the activation and the loss, and their values."""
        settings: Settings = {}
        for kind in ("activation", "loss"):
            choice = getattr(network, kind)
            if isinstance(choice, Choice) and (kind == "loss" or network.hidden):
                for name, hyper in choice.method.hyper.items():
                    if not isinstance(hyper, Flag):
                        settings[kind, name] = hyper, choice.settings.get(name, hyper.default)
        return settings

    def _put_aside(self) -> None:
        """Have what stands in every form in none."""
        named = {
            tr("activation"): self.activation, tr("loss"): self.loss, tr("output"): self.output,
            tr("batch size"): self.batch, tr("drawn with replacement"): self.replacement,
        }  # fmt: skip
        penalties = {
            tr("penalty {name}", name=name): field for name, field in self.penalties.items()
        }
        put_aside(self, {**named, **penalties})

    def _build(self, network: Network, hypers: Settings, with_output: bool) -> None:
        """Build the form: labels left, fields right."""
        self._put_aside()
        if self._form is not None:
            self._form.hide()
            self._form.deleteLater()
        self._form, grid = form()
        self.settings = {}
        if network.hidden:
            add_row(grid, label(tr("activation")), self.activation)
            self._add_settings("activation", hypers, grid)
        add_row(grid, label(tr("loss")), self.loss)
        self._add_settings("loss", hypers, grid)
        if with_output:
            add_row(grid, label(tr("output")), self.output)
        add_row(grid, label(tr("batch size"), tr(_BATCH.summary)), self.batch)
        if network.batch_size is not None:
            grid.addWidget(self.replacement, grid.rowCount(), 0, 1, 2)
            self.replacement.show()
        for name, field in self.penalties.items():
            add_row(
                grid, label(tr("penalty {name}", name=name), tr(_PENALTIES[name].summary)), field
            )
        self._layout.addWidget(self._form)
        self._form.show()

    def _add_settings(self, kind: str, hypers: Settings, grid: QGridLayout) -> None:
        for (owner, name), (hyper, _) in hypers.items():
            if owner == kind:
                apply = partial(self._set_setting, kind, name)
                field = NumberField(apply, hyper, complain=self._complain)
                self.settings[kind, name] = field
                add_row(grid, setting_label(name, hyper.summary), field)

    def _set_setting(self, kind: str, name: str, value: Any) -> str | None:
        def changed(network: Network) -> Network:
            return network.replace(**{kind: getattr(network, kind).replace(**{name: value})})

        return self.edit(changed)

    def _setter(self, name: str) -> Callable[[Any], str | None]:
        def apply(value: Any) -> str | None:
            changes: dict[str, Any] = {name: value}
            if name == "batch_size" and value is None:
                changes["replacement"] = False
            return self.edit(lambda n: n.replace(**changes))

        return apply

    def _pop_up(self) -> None:
        if self.picker is None:
            items = catalogue_items.data_sets()
            self.picker = Picker(
                items,
                self._formulas,
                self,
                tr("Search {count} data set", "Search {count} data sets", len(items)),
            )
            self.picker.picked.connect(self.choose_data)
        self.picker.pop_up(self.pick, (self._network.data.recipe or {}).get("name", ""))

    def _say(self, sentence: str | None) -> None:
        self._complain(sentence or "")
        if sentence and is_edited_by(self._workbench.experiment.objective, "weights"):
            self.show_model(self._network)  # after a refusal a list shows the old choice again


def _tips(kind: Kind) -> dict[object, str]:
    return {name: str(method.definition.summary) for name, method in methods(kind).items()}
