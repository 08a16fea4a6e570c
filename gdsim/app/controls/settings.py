"""How long and how exactly runs run: steps, precision, noise and clipping of the gradient."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QComboBox, QVBoxLayout

from gdsim.app.controls.fields import NumberField
from gdsim.app.controls.section import Section, form, label
from gdsim.app.theme import GRID
from gdsim.app.workbench import Workbench
from gdsim.catalogue import Hyper, Range, nonnegative, positive

FIELDS = {
    "steps": ("steps", Hyper(1000, Range(1, 2**24), True, "Updates of each run.", True)),
    "noise": (
        "gradient noise σ",
        Hyper(0.0, nonnegative, True, "Standard deviation of noise added to each component."),
    ),
    "seed": ("noise seed", Hyper(0, Range(0, 2**32 - 1), False, "Of the gradient noise.", True)),
    "clip_value": ("clip each component", Hyper(1.0, positive, True, "Empty: no clipping.")),
    "clip_norm": ("clip the norm", Hyper(1.0, positive, True, "Empty: no clipping.")),
}
PRECISIONS = {"float32": "single (float32)", "float64": "double (float64)"}


class SettingsControl(Section):
    """Shows the experiment's common settings and replaces them."""

    def __init__(self, workbench: Workbench) -> None:
        super().__init__("Run", folds=True)
        self._workbench = workbench
        holder, grid = form()
        self.fields: dict[str, NumberField] = {}
        for row, (name, (words, hyper)) in enumerate(FIELDS.items()):
            off = {"empty": None, "placeholder": "off"} if name.startswith("clip") else {}
            field = NumberField(self._setter(name), hyper, complain=self.error.say, **off)
            self.fields[name] = field
            grid.addWidget(label(words, hyper.summary), row, 0)
            grid.addWidget(field, row, 1)
        self.precision = QComboBox()
        for name, words in PRECISIONS.items():
            self.precision.addItem(words, name)
        self.precision.activated.connect(
            lambda row: self._workbench.replace(dtype=self.precision.itemData(row))
        )
        grid.addWidget(label("precision"), len(FIELDS), 0)
        grid.addWidget(self.precision, len(FIELDS), 1)
        layout = QVBoxLayout(self.body)
        layout.setContentsMargins(0, 0, 0, GRID)
        layout.addWidget(holder)
        workbench.experiment_changed.connect(self.show_model)
        self.show_model()

    def show_model(self) -> None:
        """Show the experiment's settings."""
        experiment = self._workbench.experiment
        for name, field in self.fields.items():
            field.set_value(getattr(experiment, name))
        self.precision.setCurrentIndex(self.precision.findData(experiment.dtype))
        noise = experiment.noise
        noisy = f", noise {noise:g}" if isinstance(noise, (int, float)) and noise > 0 else ""
        self.summary.say(f"{experiment.steps:,} steps, {experiment.dtype}{noisy}")
        self.error.say("")

    def _setter(self, name: str) -> Any:
        return lambda value: self._workbench.replace(**{name: value})
