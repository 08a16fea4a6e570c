"""Labelled results: what the runs of an experiment came to, as an xarray.Dataset.

Dimensions are the experiment's (`Experiment.dims`). Variables:

loss, best_loss   last and least loss of each run; the loss of a step is that before its update
grad_norm         length of the gradient at the last step; infinite where its square is
steps             updates taken when the run stopped
verdict           a code of `gdsim.Verdict`, named in the attribute flag_meanings
params            the parameters, over the further dimension "variable"; not without `keep_params`
gradient_point    where the next gradient would be taken, likewise; only with an optimizer that
                  takes it elsewhere than at the parameters (schedule-free methods)
train_loss, ...   only of networks: test_loss and, of classes, train_accuracy and test_accuracy,
                  over all samples at the last step
trainability      only with `measures`
trace_loss, ...   what `record` asked for, over the further dimension "step", and "variable",
                  "layer" or "hidden_layer" where there is one; NaN once stopped
done              only where runs were interrupted: False for those; what was reached is kept

Steps of networks have a second coordinate, "epoch".

Attributes carry the experiment's text and hash and the versions that computed it, but no date: the
same experiment gives the same bytes.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from gdsim import catalogue, catalogues, records
from gdsim.axes import ALL, indices
from gdsim.errors import SettingTypeError, shown
from gdsim.layout import chunk_shape, pieces
from gdsim.network import Network
from gdsim.programs import start_coordinates
from gdsim.records import NETWORK_RECORDS
from gdsim.starts import WHOLE, Part
from gdsim.verdict import Verdict

if TYPE_CHECKING:
    import xarray

    from gdsim.experiment import Experiment

Array = NDArray[Any]

# Variable -> long name and units. Objectives are pure numbers, so losses have no unit but 1.
_DESCRIBED = {
    "loss": ("loss at the last step", "1"),
    "best_loss": ("least loss of all steps", "1"),
    "grad_norm": ("length of the gradient at the last step", "1"),
    "steps": ("updates taken", "step"),
    "verdict": ("what became of the run", "1"),
    "params": ("parameters at the last step", "1"),
    "gradient_point": ("where the gradient is taken at the last step", "1"),
}


class Outcome(Protocol):
    """What a backend hands back: arrays over runs."""

    loss: Array
    best_loss: Array
    grad_norm: Array
    steps: Array
    verdict: Array
    params: Array
    gradient_point: Array
    traces: Mapping[str, Array]
    done: Array
    finals: Mapping[str, Array]
    measures: Mapping[str, Array]


@dataclass(frozen=True)
class Variable:
    """A variable of a result: a number a run, or several along further dimensions of its own.

    `read` finds it in a backend's outcome.
    """

    dims: tuple[str, ...]
    dtype: np.dtype[Any]
    attributes: Mapping[str, Any]
    read: Callable[[Outcome], Array]

    @property
    def missing(self) -> Any:
        """What stands for a run that was not computed."""
        return np.nan if self.dtype.kind == "f" else 0

    def of(self, outcome: Outcome) -> Array:
        """Its values in an outcome, (runs, ...), whose memory may be taken over."""
        values = np.ascontiguousarray(self.read(outcome), self.dtype)
        if self.dtype.kind == "f":
            flat = values.reshape(-1)
            for first in range(0, len(flat), _AT_ONCE):
                some = flat[first : first + _AT_ONCE]
                some[np.isnan(some)] = np.nan  # one NaN of the many, so that equal is equal bytes
        return values


def variables(experiment: Experiment) -> dict[str, Variable]:
    """The variables of an experiment's result by name, but for `done`."""
    single, found = np.dtype(experiment.dtype), {}
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
        found[name] = Variable(extra, kinds.get(name, single), words, attrgetter(name))
    for name in records.finals(experiment.objective):
        words = {"long_name": f"{NETWORK_RECORDS[name].long_name} at the last step", "units": "1"}
        found[name] = Variable((), single, words, _item("finals", name))
    for name in experiment.measures:
        summary = catalogue.discover("gdsim.measures")[name].summary
        words = {"long_name": summary, "units": "1"}
        found[name] = Variable((), np.dtype(np.float64), words, _item("measures", name))
    for name in experiment.record:
        record = NETWORK_RECORDS[name]
        extra = ("step",) if record.dim is None else ("step", record.dim)
        words = {"long_name": f"{record.long_name} at each step", "units": "1"}
        found[f"trace_{name}"] = Variable(extra, single, words, _item("traces", name))
    return found


# Whether runs are there at all: of results of which some are missing.
DONE = Variable(
    (),
    np.dtype(bool),
    {"long_name": "whether the run came to its end", "units": "1"},
    attrgetter("done"),
)


def _item(group: str, name: str) -> Callable[[Outcome], Array]:
    return lambda outcome: np.asarray(getattr(outcome, group)[name])


def label(experiment: Experiment, outcome: Outcome) -> xarray.Dataset:
    """The outcome of all of an experiment's programs, in their order, as a labelled result.

    Its arrays are taken over, not copied.
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
    return xarray.Dataset(data, coords=coords, attrs=provenance(experiment))


def verdict_table(result: xarray.Dataset) -> list[dict[str, Any]]:
    """A row for each optimizer (and schedule): runs of each verdict, and the least loss found.

    Keys: "optimizer", "schedule" if there are several, "runs", each verdict's name, "best_loss",
    "steps" (the median of the runs that converged), of networks the least "test_loss" and largest
    "test_accuracy" of all runs, and "not_done" after an interrupted run.
    """
    check_result(result)
    over = [name for name in ("optimizer", "schedule") if name in result.dims]
    rows = []
    for index in np.ndindex(*(result.sizes[name] for name in over)):
        part = result.isel(dict(zip(over, index, strict=True)))
        row: dict[str, Any] = {name: str(part[name].item()) for name in over}
        rows.append(row | _row(part))
    return rows


# Numbers that are looked at together, so that results larger than the memory can be summed up.
_AT_ONCE = 2**22


def _row(part: xarray.Dataset) -> dict[str, Any]:
    """What became of the runs of one optimizer and schedule."""
    extremes = {"best_loss": np.fmin, "test_loss": np.fmin, "test_accuracy": np.fmax}
    found = {name: np.nan for name in extremes if name in part}
    counts, steps = np.zeros(len(Verdict), np.int64), np.zeros(1, np.int64)
    dims, shape = part["verdict"].dims, part["verdict"].shape
    for slices in pieces(shape, chunk_shape(shape, _AT_ONCE)):
        some = part.isel(dict(zip(dims, slices, strict=True)))
        verdicts = some["verdict"].values
        done = some["done"].values if "done" in part else np.ones(verdicts.shape, dtype=bool)
        counts += np.bincount(verdicts[done].ravel(), minlength=len(Verdict))
        taken = np.bincount(some["steps"].values[done & (verdicts == Verdict.CONVERGED)].ravel())
        longer = max(len(steps), len(taken))
        steps = np.pad(steps, (0, longer - len(steps))) + np.pad(taken, (0, longer - len(taken)))
        for name in found:
            values = some[name].values[done]
            finite = values[np.isfinite(values)]
            if finite.size:
                best = extremes[name].reduce(finite)
                found[name] = float(extremes[name](found[name], best))
    row: dict[str, Any] = {"runs": int(counts.sum())}
    row |= {str(each): int(counts[each]) for each in Verdict}
    row |= {"best_loss": found.pop("best_loss"), "steps": _median(steps), **found}
    return row | ({"not_done": math.prod(shape) - row["runs"]} if "done" in part else {})


def _median(counts: Array) -> float:
    """The median of whole numbers of which there are so many of 0, of 1, …; NaN of none."""
    total, upto = int(counts.sum()), np.cumsum(counts)
    if not total:
        return float("nan")
    middle = np.searchsorted(upto, [(total - 1) // 2, total // 2], side="right")
    return float(middle.sum() / 2)


def check_result(value: object) -> None:
    """SettingTypeError unless `value` can be a result."""
    if "verdict" not in getattr(value, "data_vars", ()):
        raise SettingTypeError(
            f"a result must be an xarray.Dataset as Experiment.run returns it, got {shown(value)}"
        )


def coordinates(
    experiment: Experiment, taken: Part = WHOLE
) -> dict[str, tuple[str, Any, dict[str, Any]]]:
    """The coordinates of a result: by name the dimension, the values and the attributes.

    Of the whole, or of a part: a slice of some dimensions that axes or starts run along.
    """
    variables = list(experiment.objective.variables)
    found: dict[str, Any] = {
        "optimizer": ("optimizer", list(experiment.labels), {"long_name": "optimizer"}),
        "variable": ("variable", variables, {"long_name": "variable of the objective"}),
    }
    if len(experiment.schedules) > 1:
        from gdsim.methods import labels

        names = list(labels(experiment.schedules))
        found["schedule"] = ("schedule", names, {"long_name": "learning-rate schedule"})
    for each in experiment.layout.dimensions:
        part = taken.get(each.name, ALL)
        count = indices(part, each.size)
        values = count if each.axis is None else each.axis.section(part)
        words = {"long_name": each.long_name, "units": each.units}
        found[each.name] = (each.name, values, words)
    for name, start in start_coordinates(experiment, taken).items():
        if start.dim == "start":
            words = {"long_name": f"start of {name}", "units": "1"}
            found[f"start_{name}"] = ("start", start.values, words)
    if experiment.record:
        steps = experiment.recorded_steps
        found["step"] = ("step", steps, {"long_name": "updates taken", "units": "step"})
        if isinstance(experiment.objective, Network):
            found |= _of_network(experiment.objective, experiment.record, steps)
    return found


def _of_network(network: Network, recorded: Sequence[str], steps: Array) -> dict[str, Any]:
    """The coordinates that only traces of networks have."""
    epochs = steps / network.steps_per_epoch
    words = {"long_name": "passes over the training data", "units": "epoch"}
    found: dict[str, Any] = {"epoch": ("step", epochs, words)}
    for dim, word in (("layer", "layer of weights"), ("hidden_layer", "hidden layer")):
        if any(NETWORK_RECORDS[name].dim == dim for name in recorded):
            count = np.arange(1, records.length(dim, network) + 1)
            found[dim] = (dim, count, {"long_name": word, "units": "1"})
    return found


def provenance(experiment: Experiment) -> dict[str, str]:
    """What made a result: the experiment's text and hash, and the versions that compute it.

    The text only names long arrays, which are coordinates.

    Of users' own methods also the names of their catalogues, and hashes of their sources (JSON).
    """
    from importlib.metadata import version

    import gdsim
    from gdsim import experiment_file, long_arrays

    sources = catalogues.fingerprint(experiment)
    own = {
        "catalogues": ", ".join(catalogues.origins(experiment)),
        "catalogue_sources": json.dumps(sources),
    }
    return {
        "title": experiment.title
        or f"{experiment.objective.title}: {', '.join(experiment.labels)}",
        "objective": experiment.objective.text,
        "experiment": experiment_file.write(experiment, named=long_arrays.referred(experiment)),
        "experiment_hash": experiment.hash,
        "gdsim_version": gdsim.__version__,
        "numpy_version": np.__version__,
        "numba_version": version("numba"),
        **(own if sources else {}),
        **_revisions(experiment),
    }


def _revisions(experiment: Experiment) -> dict[str, str]:
    """Of optimizers whose rule has changed since their first results: which of its rules (JSON)."""
    definitions = {each.name: each.method.definition for each in experiment.optimizers}
    found = {name: each.revision for name, each in definitions.items() if each.revision > 1}
    return {"method_revisions": json.dumps(dict(sorted(found.items())))} if found else {}


def _flags() -> dict[str, Any]:
    return {
        "flag_values": np.array(list(Verdict), dtype=np.uint8),
        "flag_meanings": " ".join(str(verdict) for verdict in Verdict),
    }
