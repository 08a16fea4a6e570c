"""Samples in the format of LIBSVM and SVMlight: a target, then index:value for what is not 0.

Source: https://www.csie.ntu.edu.tw/~cjlin/libsvm/, its README. Indices ascend; they count from 1,
or from 0 where one is 0.
"""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.errors import SettingError, shown
from gdsim.base.files import LARGEST_DATA
from gdsim.objectives.datasets import arrays
from gdsim.objectives.datasets.making import Samples

_NUMBER = r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
_ALONE = re.compile(_NUMBER)
_TARGETS = re.compile(rf"{_NUMBER}(?:,{_NUMBER})*")
_INPUT = re.compile(rf"qid:[0-9]+|[0-9]+:(?:{_NUMBER}|[-+]?(?:nan|inf(?:inity)?))", re.I)
_PAIR = re.compile(r"([0-9]{1,9}):(\S+)")


def matches(text: str) -> bool:
    """Whether a text is in LIBSVM's format, by its first sample with inputs.

    Samples before it may be all zeros: a number alone.
    """
    for line in io.StringIO(text):
        first, *inputs = line.partition("#")[0].split() or [""]
        if inputs:
            starts = _TARGETS.fullmatch(first) and _INPUT.fullmatch(inputs[0])
            return bool(starts) and all(map(_PAIR.fullmatch, inputs[1:]))
        if first and not _ALONE.fullmatch(first):
            return False
    return False


def samples(
    name: str,
    text: str,
    classes: Any,
    names: Any,
    gaps: str,
    by_number: bool,
    first: int | None = None,
) -> Samples:
    """Raw samples of the text of a file, with every 0.

    first: the index of the first input, 0 or 1; None: 1, unless an index is 0.
    """
    targets: list[float] = []
    rows: list[int] = []
    indices: list[int] = []
    values: list[float] = []
    for number, line in enumerate(text.splitlines(), 1):
        parts = line.partition("#")[0].split()
        if not parts:
            continue
        place = f"{name}, line {number}"
        targets.append(_number(parts[0], f"{place}: the target"))
        last = -1
        for part in parts[1:]:
            index, value = _pair(part, place)
            if index <= last:
                problem = f"{place}: indices must ascend, got {index} after {last}"
                raise SettingError(problem, "file")
            last = index
            rows.append(len(targets) - 1)
            indices.append(index)
            values.append(value)
    if first is None:
        first = int(min(indices) > 0)
    if min(indices) < first:
        raise SettingError(
            f"{name} has the index 0, but the samples for training have none", "file"
        )
    columns = np.array(indices, np.int64) - first
    inputs = _dense(name, (len(targets), int(columns.max()) + 1))
    inputs[rows, columns] = values
    read = arrays.samples(inputs, targets, classes, names, f"{name}: ", gaps, by_number)
    return replace(read, first=first)


def widened(samples: Samples, names: tuple[str, ...]) -> Samples:
    """The samples with inputs of these names, if they have no more: those without values are 0."""
    lacking = len(names) - samples.inputs.shape[1]
    if lacking < 0:
        return samples
    return replace(samples, inputs=np.pad(samples.inputs, ((0, 0), (0, lacking))), names=names)


def _dense(name: str, shape: tuple[int, int]) -> NDArray[np.float64]:
    """Zeros; SettingError if they are too many."""
    if shape[0] * shape[1] * 8 > LARGEST_DATA:
        size = f"{shape[0]:,} samples of {shape[1]:,} inputs"
        most = f"{LARGEST_DATA // 8:,}"
        problem = f"{name} has {size}: with every 0 these are more than {most} numbers"
        raise SettingError(problem, "file")
    return np.zeros(shape)


def _pair(part: str, place: str) -> tuple[int, float]:
    match = _PAIR.fullmatch(part)
    if match is None:
        problem = f"{place}: after the target come index:value, got {shown(part)}"
        if part.startswith("qid:"):
            problem = f"{place} has {shown(part)}: samples to be ranked are not read"
        raise SettingError(problem, "file")
    return int(match.group(1)), _number(match.group(2), f"{place}: value {match.group(1)}")


def _number(text: str, what: str) -> float:
    try:
        return float(text if "_" not in text else "")
    except ValueError:
        several = "," in text and "target" in what
        hint = "; several labels of one sample are not read" if several else ""
        raise SettingError(f"{what} must be a number, got {shown(text)}{hint}", "file") from None
