"""The arguments that a network is made with: written down, and changed."""

from __future__ import annotations

import inspect
from functools import cache
from typing import Any, Self

from gdsim.base.errors import SettingError, shown, suggestion
from gdsim.catalogue.choices import Choice
from gdsim.objectives.network_fields import KEY
from gdsim.objectives.network_parameters import PER_LAYER, NetworkParameters
from gdsim.objectives.targets import fitting_output


class NetworkArguments(NetworkParameters):
    """What a `Network` was given: its text in Python, its fields in a file, and others like it."""

    def replace(self, **changes: Any) -> Self:
        """The same network with some arguments or parameters ("std", "lr_2") changed."""
        given = self._arguments()
        for name, value in changes.items():
            prefix, _, number = name.rpartition("_")
            if name in given:
                given[name] = value
            elif prefix in PER_LAYER and number.isdecimal() and 1 <= int(number) < len(self.layers):
                usual = (self.declared(name).default,) * (len(self.layers) - 1)
                old = getattr(self, PER_LAYER[prefix]) or usual
                if prefix == "bias_lr" and self.bias_lr_scale is None and self.lr_scale:
                    old = self.lr_scale
                entries = list(given[PER_LAYER[prefix]] or old)
                entries[int(number) - 1] = value
                given[PER_LAYER[prefix]] = entries
            elif name in self.init_parameters:
                setting, _ = self.init_parameters[name]
                if isinstance(given["init"], tuple):
                    several = list(given["init"])
                    several[int(number) - 1] = several[int(number) - 1].replace(**{setting: value})
                    given["init"] = several
                else:
                    given["init"] = given["init"].replace(**{setting: value})
            else:
                known = [*given, *self.parameters]
                raise SettingError(
                    f"a network has no {shown(name)}; {suggestion(name, known)}", KEY
                )
        return type(self)(**given)

    def __repr__(self) -> str:
        parts = [f"layers={list(self.layers)}"]
        for name, value in self.file_fields().items():
            if name != "layers":
                parts.append(f"{name}={_call(value)}")
        return f"Network({', '.join(parts)})"

    def file_fields(self) -> dict[str, Any]:
        """The arguments that differ from their defaults, and the layers and data."""
        return {
            name: value
            for name, value in self._arguments().items()
            if not self._is_default(name, value)
        }

    def _arguments(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    def _is_default(self, name: str, value: Any) -> bool:
        if name == "output":
            return bool(value == fitting_output(None, self.loss))
        if isinstance(value, Choice):
            return value.name == _defaults(type(self))[name] and not value.given
        return bool(value == _defaults(type(self))[name])


@cache
def _defaults(kind: type[NetworkArguments]) -> dict[str, Any]:
    signature = inspect.signature(kind.__init__)
    return {name: each.default for name, each in signature.parameters.items()}


def _call(value: Any) -> str:
    return repr(list(value)) if isinstance(value, tuple) else repr(value)
