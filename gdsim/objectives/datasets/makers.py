"""The data sets of the catalogue as functions: `gdsim.datasets.spiral(noise=0.2)`."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import Any

import numpy as np

from gdsim import catalogue
from gdsim.base.errors import SettingError, SettingTypeError, shown, suggestion
from gdsim.base.settings import number
from gdsim.objectives.datasets import arrays, making
from gdsim.objectives.datasets.data import Data

_TREATMENT = ("test", "split_seed", "features", "standardize")


@dataclass(frozen=True)
class Maker:
    """A data set of the catalogue; call it with settings to get the data."""

    name: str

    @property
    def definition(self) -> catalogue.DataSet:
        """The data set's definition in the catalogue."""
        definition: catalogue.DataSet = catalogue.discover("data set")[self.name]
        return definition

    @property
    def defaults(self) -> dict[str, Any]:
        """The default of every setting: the data set's own, and those of `making.Treatment`."""
        own = {
            name: int(hyper.default) if hyper.whole else hyper.default
            for name, hyper in self.definition.hyper.items()
        }
        shared = making.Treatment(test=self.definition.test)
        return {**own, **{name: getattr(shared, name) for name in _TREATMENT}}

    @property
    def __doc__(self) -> str:  # type: ignore[override]
        return f"{self.definition.summary}\n\nSource: {self.definition.source}"

    @property
    def __signature__(self) -> inspect.Signature:
        keyword = inspect.Parameter.KEYWORD_ONLY
        return inspect.Signature(
            [inspect.Parameter(n, keyword, default=d) for n, d in self.defaults.items()]
        )

    def __call__(self, *unnamed: Any, **settings: Any) -> Data:
        """The data made with these settings; settings not given have their defaults."""
        defaults, hyper = self.defaults, self.definition.hyper
        if unnamed:
            raise SettingTypeError(
                f"{self.name} takes its settings by name, as in "
                f"{self.name}({next(iter(defaults))}={shown(unnamed[0])})"
            )
        for name in settings:
            if name not in defaults:
                hint = suggestion(name, defaults)
                raise SettingError(f"{self.name} has no setting {shown(name)}; {hint}", name)
        full = {**defaults, **settings}
        own = {
            name: number(full[name], name, each.range, each.whole) for name, each in hyper.items()
        }
        treatment = making.Treatment(**{name: full[name] for name in _TREATMENT})
        with np.errstate(over="ignore", invalid="ignore"):
            inputs, targets = self.definition.make(**own)
        if not (np.isfinite(inputs).all() and np.isfinite(targets).all()):
            raise SettingError(f"{self.name} has samples that are not finite with these settings")
        names = arrays.names_of(self.definition.inputs or None, inputs.shape[1])
        samples = making.Samples(inputs, targets, names, self.definition.class_names(own))
        return making.make(samples, treatment, {"name": self.name, **own})
