"""Modifiers of every optimizer's gradient or step: each is on or off, and has its settings."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gdsim.app.controls.axis_wanted import Owned
from gdsim.app.controls.fields import Check, NumberField
from gdsim.app.controls.section import Section, add_row, form, setting_label
from gdsim.app.look.theme import GRID
from gdsim.app.look.words import wrapped
from gdsim.app.made import made
from gdsim.app.model.workbench import Workbench
from gdsim.app.translation import tr
from gdsim.base.ranges import Hyper
from gdsim.catalogue.choices import Choice, find, methods

INDENT = 22  # px of the settings, below the name


class ModifiersForm(QWidget):
    """A box for each modifier, and its fields; `complain` is called with why one is refused."""

    def __init__(self, workbench: Workbench, complain: Callable[[str], None]) -> None:
        super().__init__()
        self._workbench, self._complain = workbench, complain
        self.boxes: dict[str, Check] = {}
        self.fields: dict[tuple[str, str], NumberField] = {}
        self._forms: dict[str, QWidget] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID // 2)
        for name, method in methods("modifier").items():
            box = Check(method.title)
            box.setToolTip(wrapped(str(method.definition.summary)))
            box.toggled.connect(partial(self._switch, name))
            self.boxes[name] = box
            layout.addWidget(box)
            self._forms[name], grid = form()
            for setting, hyper in method.hyper.items():
                if isinstance(hyper, Hyper):
                    apply = partial(self._set, name, setting)
                    field = NumberField(apply, hyper, complain=complain)
                    field.setAccessibleName(
                        tr("{setting} of {method}", setting=setting, method=method.title)
                    )
                    field.setting = Owned(f"{name}.{setting}")
                    words = setting_label(setting, hyper.summary)
                    words.setContentsMargins(INDENT, 0, 0, 0)
                    self.fields[name, setting] = field
                    add_row(grid, words, field)
            layout.addWidget(self._forms[name])
        self.show_model()

    def show_model(self) -> None:
        """Show the experiment's modifiers."""
        chosen = {choice.name: choice for choice in self._workbench.experiment.modifiers}
        for name, box in self.boxes.items():
            box.blockSignals(True)
            box.setChecked(name in chosen)
            box.blockSignals(False)
            self._forms[name].setVisible(name in chosen)
        for (name, setting), field in self.fields.items():
            if name in chosen:
                choice = chosen[name]
                default = choice.method.hyper[setting].default
                field.set_value(choice.settings.get(setting, default))

    def _switch(self, name: str, on: bool) -> None:
        others = [each for each in self._workbench.experiment.modifiers if each.name != name]
        wanted: list[Choice] = [*others, find("modifier", name)()] if on else others
        sentence = self._workbench.replace(modifiers=wanted)
        if sentence:
            self.show_model()
            self._complain(sentence)

    def _set(self, name: str, setting: str, value: Any) -> str | None:
        def changed() -> list[Choice]:
            return [
                each.replace(**{setting: value}) if each.name == name else each
                for each in self._workbench.experiment.modifiers
            ]

        return self._workbench.edit(
            lambda experiment: experiment.replace(modifiers=changed()), f"{name}.{setting}"
        )


class ModifiersControl(Section):
    """Shows the experiment's modifiers, switches them and sets them."""

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(tr("Modifiers"), folds=True)
        self._workbench = workbench
        workbench.experiment_changed.connect(self.show_model)
        self.show_model()

    @cached_property
    def form(self) -> ModifiersForm:
        """The boxes and fields."""
        form = ModifiersForm(self._workbench, self.error.say)
        self.put(form)
        return form

    def fill(self) -> None:
        self.form  # noqa: B018 - is made

    def show_model(self) -> None:
        """Show the experiment's modifiers."""
        chosen = [choice.method.title for choice in self._workbench.experiment.modifiers]
        self.summary.say(", ".join(chosen) or tr("None"))
        self.error.say("")
        for shown in made(self, "form"):
            shown.show_model()
