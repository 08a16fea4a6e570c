"""Labelled results: the outcome of an experiment's runs as an xarray.Dataset.

Dimensions are the experiment's (`Experiment.dims`). Variables:

loss, best_loss   last and least loss of each run; the loss at a step is that before its update
grad_norm         length of the gradient at the last step; infinite where its square overflows
steps             updates taken when the run stopped
verdict           a code of `gdsim.Verdict`, named in the attribute flag_meanings
params            the parameters, over the further dimension "variable"; only with `keep_params`
gradient_point    where the next gradient would be taken, likewise; only with an optimizer that
                  takes it elsewhere than at the parameters (schedule-free methods)
train_loss, ...   only for networks: also test_loss and, for classes, train_accuracy and
                  test_accuracy, over all samples at the last step
trainability      only with `measures`
trace_loss, ...   what `record` names, over the further dimension "step", and over "variable",
                  "layer", "hidden_layer" or "class" where it has one, or over "slot" and
                  "variable" (of networks "layer"); NaN after the run has stopped
train_class_loss, ...  over the further dimension "class", if `record` names them
done              only if runs were interrupted: False for these, which keep what they had reached

Steps of networks have a second coordinate, "epoch".

Attributes carry the experiment's text and hash and the versions that computed it, but no date: the
same experiment gives the same bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gdsim import catalogue
from gdsim.base.axes import ALL, WHOLE, Part, indices
from gdsim.base.version import __version__
from gdsim.catalogue.plugins import in_use
from gdsim.engine.outcome import Outcome
from gdsim.engine.verdict import Verdict
from gdsim.experiment.design import Design
from gdsim.experiment.toml import file as experiment_file
from gdsim.experiment.toml import long_arrays
from gdsim.objectives.records import CLASS_FINALS, DIMENSIONS

if TYPE_CHECKING:
    import xarray


Array = NDArray[Any]

# Whether the text of an experiment, but for its title, has the function of this name.
HAS_TANH = re.compile(r"^(?!title = ).*\btanh\b", re.MULTILINE)

# Variable -> long name and units. Objectives are pure numbers, so the unit of a loss is 1.
_DESCRIBED = {
    "loss": ("loss at the last step", "1"),
    "best_loss": ("least loss of all steps", "1"),
    "grad_norm": ("length of the gradient at the last step", "1"),
    "steps": ("updates taken", "step"),
    "verdict": ("what became of the run", "1"),
    "params": ("parameters at the last step", "1"),
    "gradient_point": ("where the gradient is taken at the last step", "1"),
}


# The same where each step sees a mini-batch.
_OF_BATCHES = {
    "loss": "loss of the last step's batch",
    "best_loss": "least loss over all training samples, with penalties, of the steps looked at",
    "grad_norm": "length of the gradient of the last step's batch",
    "trace_loss": "loss of each step's batch",
    "trace_grad_norm": "length of the gradient of each step's batch",
}


@dataclass(frozen=True)
class Variable:
    """A variable of a result: one number per run, or several along further dimensions of its own.

    `read` returns its array from a backend's outcome. `is_canonical`: where it has NaN, it has that
    of NumPy.
    """

    dims: tuple[str, ...]
    dtype: np.dtype[Any]
    attributes: Mapping[str, Any]
    read: Callable[[Outcome], Array]
    is_canonical: bool = False

    @property
    def missing(self) -> Any:
        """The value of a run that was not computed."""
        return np.nan if self.dtype.kind == "f" else 0

    def of(self, outcome: Outcome) -> Array:
        """Its values in an outcome, (runs, ...); they may share the outcome's memory."""
        values = np.ascontiguousarray(self.read(outcome), self.dtype)
        if self.dtype.kind == "f" and not self.is_canonical:
            flat = values.reshape(-1)
            for first in range(0, len(flat), _AT_ONCE):
                some = flat[first : first + _AT_ONCE]
                unknown = np.isnan(some)
                if unknown.any():  # canonical NaN: equal results are byte-identical
                    np.copyto(some, np.nan, where=unknown)
        return values


def variables(experiment: Design) -> dict[str, Variable]:
    """The variables of an experiment's result by name, without `done`."""
    single, described = np.dtype(experiment.dtype), {}
    kinds: dict[str, np.dtype[Any]] = {
        "steps": np.dtype(np.int32),
        "verdict": np.dtype(np.uint8),
    }
    for name, (long_name, units) in _DESCRIBED.items():
        if name in ("params", "gradient_point") and not experiment.keep_params:
            continue
        if name == "gradient_point" and not experiment.takes_gradient_elsewhere:
            continue
        extra: tuple[str, ...] = ("variable",) if name in ("params", "gradient_point") else ()
        words: dict[str, Any] = {"long_name": long_name, "units": units}
        words |= _flags() if name == "verdict" else {}
        described[name] = Variable(extra, kinds.get(name, single), words, attrgetter(name))
    for name in experiment.objective.finals:
        words = {
            "long_name": f"{experiment.objective.records[name].long_name} at the last step",
            "units": "1",
        }
        described[name] = Variable((), single, words, _item("finals", name))
    for name in experiment.measures:
        summary = catalogue.discover("measure")[name].summary
        words = {"long_name": summary, "units": "1"}
        described[name] = Variable((), np.dtype(np.float64), words, _item("measures", name))
    for name in experiment.record:
        record = experiment.objective.records[name]
        words = {"long_name": f"{record.long_name} at each step", "units": "1"}
        dims = ("step", *record.dims)
        traced = Variable(dims, single, words, _item("traces", name), is_canonical=True)
        described[f"trace_{name}"] = traced
        if name in CLASS_FINALS:
            words = {"long_name": f"{record.long_name} at the last step", "units": "1"}
            described[name] = Variable(record.dims, single, words, _item("finals", name))
    return _of_batches(described, experiment.objective.looks(experiment.steps))


def _of_batches(described: dict[str, Variable], looks: Sequence[int]) -> dict[str, Variable]:
    """The variables, which say what is a batch's where runs are judged at looks."""
    if not looks:
        return described
    for name in described.keys() & _OF_BATCHES.keys():
        words = {**described[name].attributes, "long_name": _OF_BATCHES[name]}
        described[name] = replace(described[name], attributes=words)
    told = {
        "judged_by": "loss over all training samples, with penalties",
        "judged_at": np.array(looks),
    }
    for name in ("best_loss", "verdict"):
        words = {**described[name].attributes, **told}
        described[name] = replace(described[name], attributes=words)
    return described


# Which runs are complete; present only in incomplete results.
DONE = Variable(
    (),
    np.dtype(bool),
    {"long_name": "whether the run came to its end", "units": "1"},
    attrgetter("done"),
)


def _item(group: str, name: str) -> Callable[[Outcome], Array]:
    return lambda outcome: np.asarray(getattr(outcome, group)[name])


def label(experiment: Design, outcome: Outcome) -> xarray.Dataset:
    """The outcome of all of an experiment's programs, in their order, as a labelled result.

    The result uses the outcome's arrays, not copies.
    """
    import xarray

    described = variables(experiment)
    if not np.all(outcome.done):
        described["done"] = DONE
    coords = coordinates(experiment)
    lengths = {dim: len(values) for dim, (_, values, _) in coords.items()}
    data = {}
    for name, variable in described.items():
        shape = (*experiment.shape, *(lengths[dim] for dim in variable.dims))
        dims = (*experiment.dims, *variable.dims)
        data[name] = (dims, variable.of(outcome).reshape(shape), dict(variable.attributes))
    labels = {**coords, "variable": _variable_of_names(*coords["variable"])}
    return xarray.Dataset(data, coords=labels, attrs=provenance(experiment))


def _variable_of_names(dim: str, names: list[str], attributes: dict[str, Any]) -> xarray.Variable:
    """A coordinate of names, whose index is made of the names themselves: there may be a million.

    Of its arguments alone xarray makes an array of text, and several indexes of that.
    """
    import pandas as pd
    from xarray.indexes import PandasIndex

    text = np.dtype(f"U{max(map(len, names))}")
    variable = PandasIndex(pd.Index(names), dim, coord_dtype=text).create_variables()[dim]
    variable.attrs = attributes
    return variable


# Numbers checked for NaN at a time, so that no temporary array is as large as the result.
_AT_ONCE = 2**22


def coordinates(
    experiment: Design, taken: Part = WHOLE
) -> dict[str, tuple[str, Any, dict[str, Any]]]:
    """The coordinates of a result: by name the dimension, the values and the attributes.

    `taken` selects a part: one slice per dimension of axes or starts; others are whole.
    """
    variables = list(experiment.objective.variables)
    coords: dict[str, Any] = {
        "optimizer": ("optimizer", list(experiment.labels), {"long_name": "optimizer"}),
        "variable": ("variable", variables, {"long_name": "variable of the objective"}),
    }
    if len(experiment.schedules) > 1:
        names = list(experiment.schedule_labels)
        coords["schedule"] = ("schedule", names, {"long_name": "learning-rate schedule"})
    for each in experiment.layout.dimensions:
        part = taken.get(each.name, ALL)
        count = indices(part, each.size)
        values = count if each.axis is None else each.axis.section(part)
        words = {"long_name": each.long_name, "units": each.units}
        coords[each.name] = (each.name, values, words)
    for name, start in experiment.objective.start_coordinates(experiment.starts, taken).items():
        if start.dim == "start":
            words = {"long_name": f"start of {name}", "units": "1"}
            coords[f"start_{name}"] = ("start", start.values, words)
    if experiment.record:
        steps = experiment.recorded_steps
        coords["step"] = ("step", steps, {"long_name": "updates taken", "units": "step"})
        coords |= _of_records(experiment, steps)
    return coords


def _of_records(experiment: Design, steps: Array) -> dict[str, Any]:
    """The coordinates of traces other than steps: epochs, and the dimensions of records."""
    task = experiment.objective
    coords: dict[str, Any] = {}
    if task.steps_per_epoch is not None:
        words = {"long_name": "passes over the training data", "units": "epoch"}
        coords["epoch"] = ("step", steps / task.steps_per_epoch, words)
    for dim, word in DIMENSIONS.items():
        if any(dim in task.records[name].dims for name in experiment.record):
            places = experiment.slots if dim == "slot" else task.places(dim)
            values = np.array(places) if isinstance(places, range) else list(places)
            coords[dim] = (dim, values, {"long_name": word, "units": "1"})
    return coords


def provenance(experiment: Design) -> dict[str, str]:
    """What made a result: the experiment's text and hash, and the versions that compute it.

    The text only names long arrays, which are coordinates. If users' own methods are among them,
    also the names of their catalogues, and hashes of their sources (JSON).
    """
    sources = in_use.fingerprint(experiment.methods)
    text = experiment_file.write(experiment, named=long_arrays.referred(experiment))
    own = {
        "catalogues": ", ".join(in_use.origins(experiment.methods)),
        "catalogue_sources": json.dumps(sources),
    }
    return {
        "title": experiment.title
        or f"{experiment.objective.title}: {', '.join(experiment.labels)}",
        "objective": experiment.objective.text,
        "experiment": text,
        "experiment_hash": experiment_file.digest(experiment),
        "gdsim_version": __version__,
        "numpy_version": np.__version__,
        "numba_version": _version_of("numba"),
        **(own if sources else {}),
        **_revisions(experiment, text),
    }


@cache
def _version_of(package: str) -> str:
    """The version of an installed package, which is read from a file."""
    from importlib.metadata import version

    return version(package)


def _revisions(experiment: Design, text: str) -> dict[str, str]:
    """The revision of each method and function that has changed since its first results (JSON)."""
    definitions = {each.name: each.method.definition for each in experiment.optimizers}
    revisions = {name: each.revision for name, each in definitions.items() if each.revision > 1}
    if experiment.objective.looks(experiment.steps):
        revisions["mini-batches"] = 2  # revision 1 judged runs by the losses of batches
    if HAS_TANH.search(f"{experiment.objective.text}\n{text}"):
        revisions["tanh"] = 2  # revision 1 had other last bits
    return {"method_revisions": json.dumps(dict(sorted(revisions.items())))} if revisions else {}


def _flags() -> dict[str, Any]:
    return {
        "flag_values": np.array(list(Verdict), dtype=np.uint8),
        "flag_meanings": " ".join(str(verdict) for verdict in Verdict),
    }
