"""A network as the objective: its data, layers, activation, loss, batches and penalties."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gdsim.app.controls import catalogue_items
from gdsim.app.controls.fields import Check, Choices, NumberField
from gdsim.app.controls.layers import HiddenLayers
from gdsim.app.controls.picker import Picker
from gdsim.app.controls.section import form, label, setting_label
from gdsim.app.look import icons
from gdsim.app.look.formula import Formulas
from gdsim.app.look.theme import GRID, Theme
from gdsim.app.model import network_edits
from gdsim.app.model.network_edits import title, title_of
from gdsim.app.model.workbench import Workbench
from gdsim.base.ranges import Hyper, Range, nonnegative

Edit = Callable[[Any], Any]  # a network to another
_BATCH = Hyper(
    32, Range(1, 2**20), log=True, whole=True, summary="Samples of a step. Empty: all, in order."
)
_PENALTIES = {
    "l1": Hyper(0.0, nonnegative, summary="l1 times the size of all weights joins the loss."),
    "l2": Hyper(0.0, nonnegative, summary="l2 / 2 times their squares joins the loss."),
}
SEVERAL = "one a layer"


class NetworkControl(QWidget):
    """Shows the experiment's network and replaces it."""

    def __init__(
        self, workbench: Workbench, formulas: Formulas, complain: Callable[[str], None]
    ) -> None:
        super().__init__()
        self._workbench, self._formulas, self._complain = workbench, formulas, complain
        self.pick = QPushButton()
        self.pick.setProperty("picker", True)
        self.pick.setToolTip("Choose what the network learns from")
        self.pick.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.pick.setIconSize(QSize(12, 12))
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
            self._setter("batch_size"), _BATCH, None, placeholder="all", complain=complain
        )
        self.replacement = Check("drawn with replacement")
        self.replacement.setToolTip("Each step draws its samples afresh, not a part of an epoch.")
        self.replacement.toggled.connect(
            lambda on: self._say(self.edit(lambda n: n.replace(replacement=on)))
        )
        self.penalties = {
            name: NumberField(self._setter(name), hyper, complain=complain)
            for name, hyper in _PENALTIES.items()
        }
        self.settings: dict[tuple[str, str], NumberField] = {}
        self._form: QWidget | None = None
        self._key: Any = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(GRID)
        self._layout.addWidget(self.pick)
        self._layout.addWidget(self.layers)

    def show_model(self, network: Any) -> None:
        """Show a network."""
        self.pick.setText(network_edits.data_title(network.data))
        self.layers.show_layers(network.layers[1:-1])
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
        """Minimise what `change` makes of the network; the sentence if that is refused."""
        return self._workbench.set_objective(lambda: change(self._network))

    def choose_data(self, name: str) -> None:
        """Train on a data set of the catalogue."""
        self._say(self.edit(lambda n: network_edits.with_data(n, network_edits.named_data(name))))

    def recolour(self, theme: Theme) -> None:
        """Take the theme's colours."""
        self.pick.setIcon(icons.icon("down", theme.muted, 12))
        self.layers.recolour(theme)

    @property
    def _network(self) -> Any:
        return self._workbench.experiment.objective

    def _show_activation(self, network: Any) -> None:
        names = {name: title(name) for name in catalogue_items.activations()}
        given = network.activation
        if isinstance(given, (str, tuple)):  # text, or one a layer
            chosen = given
            names[given] = given if isinstance(given, str) else SEVERAL
        else:
            chosen = given.name
        tips = _tips("activation")
        if isinstance(given, tuple):
            tips[given] = ", ".join(title_of(each) for each in given)
        self.activation.show_names(names, chosen, tips)

    def _choose_activation(self, name: Any) -> None:
        self._say(self.edit(lambda n: n.replace(activation=name)))

    def _settings_of(self, network: Any) -> dict[tuple[str, str], tuple[Hyper, Any]]:
        """The settings of the activation and the loss, and their values."""
        found = {}
        for kind in ("activation", "loss"):
            choice = getattr(network, kind)
            if hasattr(choice, "method") and (kind == "loss" or network.hidden):
                for name, hyper in choice.method.hyper.items():
                    value = choice.settings.get(name, hyper.default)
                    found[kind, name] = (hyper, value)
        return found

    def _build(self, network: Any, hypers: Any, with_output: bool) -> None:
        """The form: labels left, fields right."""
        fixed = [self.activation, self.loss, self.output, self.batch, self.replacement]
        for widget in (*fixed, *self.penalties.values()):
            widget.setParent(None)
        if self._form is not None:
            self._form.hide()
            self._form.deleteLater()
        self._form, grid = form()
        self.settings = {}

        def row(text: Any, widget: Any) -> None:
            at = grid.rowCount()
            grid.addWidget(label(text) if isinstance(text, str) else text, at, 0)
            if isinstance(widget, QWidget):
                grid.addWidget(widget, at, 1)
                widget.show()
            else:
                grid.addLayout(widget, at, 1)

        if network.hidden:
            row("activation", self.activation)
            self._add_settings("activation", hypers, row)
        row("loss", self.loss)
        self._add_settings("loss", hypers, row)
        if with_output:
            row("output", self.output)
        row("batch size", self.batch)
        if network.batch_size is not None:
            grid.addWidget(self.replacement, grid.rowCount(), 0, 1, 2)
            self.replacement.show()
        both = QHBoxLayout()
        both.setSpacing(GRID // 2)
        for field in self.penalties.values():
            both.addWidget(field)
        row(label("penalties l1, l2", "On the size and the square of weights, not biases."), both)
        for field in self.penalties.values():
            field.show()  # only now has it a parent: before it would be a window of its own
        self._layout.addWidget(self._form)
        self._form.show()

    def _add_settings(self, kind: str, hypers: Any, row: Callable[[Any, Any], None]) -> None:
        for (owner, name), (hyper, _) in hypers.items():
            if owner == kind:
                apply = partial(self._set_setting, kind, name)
                field = NumberField(apply, hyper, complain=self._complain)
                self.settings[kind, name] = field
                row(setting_label(name, hyper.summary), field)

    def _set_setting(self, kind: str, name: str, value: Any) -> str | None:
        def changed(network: Any) -> Any:
            return network.replace(**{kind: getattr(network, kind).replace(**{name: value})})

        return self.edit(changed)

    def _setter(self, name: str) -> Callable[[Any], str | None]:
        def apply(value: Any) -> str | None:
            changes = {name: value}
            if name == "batch_size" and value is None:
                changes["replacement"] = False
            return self.edit(lambda n: n.replace(**changes))

        return apply

    def _pop_up(self) -> None:
        if self.picker is None:
            items = catalogue_items.data_sets()
            self.picker = Picker(items, self._formulas, self, f"Search {len(items)} data sets")
            self.picker.picked.connect(self.choose_data)
        self.picker.pop_up(self.pick, (self._network.data.recipe or {}).get("name", ""))

    def _say(self, sentence: str | None) -> None:
        self._complain(sentence or "")
        if sentence:
            self.show_model(self._network)  # a list that was refused shows the old choice again


def _tips(kind: Any) -> dict[Any, str]:
    from gdsim.catalogue.choices import methods

    return {name: str(each.definition.summary) for name, each in methods(kind).items()}
