"""The targets of a network's outputs: the targets of data, encoded for a loss.

For a cross-entropy or a softmax, class numbers become one column per class, with a 1 for the right
class. For two classes one output is enough; its target is 0 or 1 after a sigmoid or for binary
cross-entropy, -1 or 1 for the other losses. Values do not change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.errors import SettingError, shown
from gdsim.base.words import counted
from gdsim.catalogue.choices import Choice
from gdsim.catalogue.discovery import discover

if TYPE_CHECKING:
    from gdsim.objectives.datasets.data import Data

Array = NDArray[np.float64]
_KEY = "objective.network"
_MARKS = {"bits": (0.0, 1.0), "signs": (-1.0, 1.0)}


@dataclass(frozen=True)
class Goal:
    """The encoding of targets for a loss.

    marks: "values", "bits" (0 or 1), "signs" (-1 or 1) or "classes" (shares of 1). outputs: their
    number. midpoint: a single output above it means class 1; None without classes.
    """

    marks: str
    outputs: int
    midpoint: float | None

    def encode(self, data: Data, targets: NDArray[Any]) -> Array:
        """Targets, (n,) class numbers or (n, outputs) values, as float64 (n, outputs)."""
        if not data.classes:
            return np.ascontiguousarray(targets, dtype=np.float64)
        low, high = _MARKS.get(self.marks, (0.0, 1.0))
        if self.outputs == 1:
            return np.where(targets[:, np.newaxis] == 1, high, low)
        return np.where(targets[:, np.newaxis] == np.arange(self.outputs), high, low)


def fitting_output(output: Any, loss: Choice) -> str:
    """The output function, by default the loss's usual one; SettingError if the two do not fit."""
    fitting = loss.method.definition.outputs
    if output is None:
        return str(fitting[0])
    if not isinstance(output, str) or output not in fitting:
        if not isinstance(output, str) or output not in outputs():
            raise SettingError(
                f"output must be one of {', '.join(outputs())}, got {shown(output)}",
                f"{_KEY}.output",
            )
        takers = [name for name, other in _losses().items() if output in other.outputs]
        raise SettingError(
            f"the output {shown(output)} does not fit the loss {loss.name}, which takes "
            f"{' or '.join(fitting)}; losses for {output}: {', '.join(takers)}",
            f"{_KEY}.output",
        )
    return str(output)


def outputs() -> list[str]:
    """The output functions of all losses."""
    return sorted({each for loss in _losses().values() for each in loss.outputs})


def goal(data: Data, loss: Choice, output: str, outputs: int) -> Goal:
    """The encoding of targets for a number of outputs; SettingError if data and loss do not fit."""
    definition = loss.method.definition
    marks = str(definition.targets)
    if output == "softmax":
        _check_softmax(outputs)
    if not data.classes:
        if outputs != data.outputs:
            raise SettingError(
                f"layers ends with {counted(outputs, 'output')}, but each sample has "
                f"{counted(data.outputs, 'target value')}; {_remedy(data, outputs)}",
                f"{_KEY}.layers",
            )
        if marks != "values":
            _check_marks(data, marks, loss)
        return Goal(marks, outputs, _midpoint(marks, output, definition.contains))
    if marks == "values":
        signed = output == "tanh" or (output == "identity" and outputs == 1)
        marks = "classes" if output == "softmax" else "signs" if signed else "bits"
    _check_classes(data.classes, marks, loss, outputs)
    return Goal(marks, outputs, _midpoint(marks, output, definition.contains))


def _remedy(data: Data, outputs: int) -> str:
    """What to do where the targets are values, and there are not as many as outputs."""
    ending = f"it must end with {data.outputs}"
    values = np.unique(data.targets)
    if data.outputs > 1 or len(values) != outputs or (values != np.round(values)).any():
        return ending
    listed = _listed([f"{value:g}" for value in values])
    words = f"if its {outputs} different values ({listed}) are classes, give the data classes=True"
    return f"{words}, else {ending}"


def _midpoint(marks: str, output: str, contains: str | None) -> float | None:
    if marks == "values":
        return None
    logits = contains == "sigmoid" and output == "identity"
    return 0.0 if marks == "signs" or logits else 0.5


def _check_softmax(outputs: int) -> None:
    if outputs < 2:
        raise SettingError(
            "a softmax needs at least 2 outputs, one per class, got 1; for one output use "
            "binary_cross_entropy",
            f"{_KEY}.layers",
        )


def _check_classes(classes: Sequence[str], marks: str, loss: Choice, outputs: int) -> None:
    count = len(classes)
    if outputs == count or (outputs == 1 and count == 2 and marks != "classes"):
        return
    wanted = "1 or 2" if count == 2 and marks != "classes" else f"{count}"
    raise SettingError(
        f"layers ends with {counted(outputs, 'output')}, but with {loss.name} the data's {count} "
        f"classes ({_listed(classes)}) need {wanted}",
        f"{_KEY}.layers",
    )


def _check_marks(data: Data, marks: str, loss: Choice) -> None:
    """SettingError unless targets that are values are in the form that the loss needs."""
    for targets, where in ((data.targets, ""), (data.test_targets, "test ")):
        if marks == "classes":
            outside = ((targets < 0) | (targets > 1)).any(axis=1)
            odd = outside | (abs(targets.sum(axis=1) - 1) > 1e-9)
            words = "0 or more, and 1 in sum, such as a 1 for the right class and 0 for the others"
        else:
            low, high = _MARKS[marks]
            odd = ((targets != low) & (targets != high)).any(axis=1)
            words = f"{low:g} or {high:g}"
        if odd.any():
            sample = int(np.flatnonzero(odd)[0])
            row = ", ".join(f"{value:g}" for value in targets[sample])
            raise SettingError(
                f"{loss.name} needs targets that are {words}; {where}sample {sample} has {row}",
                f"{_KEY}.data",
            )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) <= 5 else f"{', '.join(names[:4])}, ..."


def _losses() -> dict[str, Any]:
    return discover("loss")
