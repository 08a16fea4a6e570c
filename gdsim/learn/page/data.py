"""What the page's script draws, as JSON: numbers as base64 of little-endian float32."""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gdsim.base.evenly import evenly
from gdsim.base.palette import SERIES
from gdsim.engine.verdict import Verdict
from gdsim.learn.page import outputs
from gdsim.learn.page.subject import PageSubject
from gdsim.learn.page.traces import DISTANCE, Trace, Traces
from gdsim.objectives.function import Function
from gdsim.objectives.objective import Objective
from gdsim.results.geometry.curve_ends import curve_ends
from gdsim.results.geometry.ground import as_bytes, ground
from gdsim.results.geometry.sample_plane import box_of

MOST_CONTOURS = 250_000  # bytes before base64
COLOURS = len(SERIES["light"])
_LINES = ("-", "--", ":")  # each round of colours has the next
_WORDS = {DISTANCE: "distance to the minimum", "grad_norm": "gradient norm", "lr": "learning rate"}


def data_of(subject: PageSubject, traces: Traces) -> dict[str, Any]:
    """The landscape, the curves' axes and the runs, JSON-like."""
    landscape = _ground(subject, traces)
    return {
        "steps": packed(traces.steps),
        "ground": landscape,
        "curves": [_axis(name, traces) for name in traces.curves],
        "runs": [
            {
                "words": words_of_run(subject, run), "colour": colour_of(subject, run),
                "linestyle": linestyle(subject, run),
                "path": packed(run.points if "line" in landscape else ()),
                "count": len(run.curves["loss"]), "pictures": _base64(run.pictures),
                "curves": {name: packed(values) for name, values in run.curves.items()},
            }
            for run in traces.runs
        ],
    }  # fmt: skip


def as_json(data: Any) -> str:
    """Data as the text of a script element, which nothing in it can end."""
    return json.dumps(data, allow_nan=False, ensure_ascii=False).replace("<", "\\u003c")


def packed(values: ArrayLike) -> str:
    """Numbers as base64 of little-endian float32: to seven digits, what is larger infinite."""
    numbers = np.frombuffer(as_bytes(values), np.float32)
    return base64.b64encode(numbers.astype("<f4").tobytes()).decode()


def own_colours(subject: PageSubject) -> dict[str, str]:
    """The colours that were given to optimizers in the window, by their names on the page."""
    given = enumerate(subject.look.colours)
    return {f"o{place}": c for place, c in given if isinstance(c, str) and c}


def colour_of(subject: PageSubject, run: Trace) -> str:
    """The name of a run's colour on the page: that which its optimizer has in the window."""
    own = f"o{run.optimizer}"
    return own if own in own_colours(subject) else f"s{_number(subject, run) % COLOURS}"


def linestyle(subject: PageSubject, run: Trace) -> str:
    """The dashes of a run: none for the first twelve colours, as in the window."""
    return _LINES[(_number(subject, run) // COLOURS) % len(_LINES)]


def _number(subject: PageSubject, run: Trace) -> int:
    """The number of a run's colour: the one given to its optimizer, or that of its row."""
    given = dict(enumerate(subject.look.colours)).get(run.optimizer)
    return given if isinstance(given, int) else run.row


def words_of_run(subject: PageSubject, run: Trace) -> str:
    """The words of a run, with the name that its optimizer has in the window."""
    usual = subject.experiment.labels[run.optimizer]
    name = dict(enumerate(subject.look.names)).get(run.optimizer, "")
    return run.words.replace(usual, name, 1) if name else run.words


def words_of(name: str) -> str:
    """A record in words."""
    return _WORDS.get(name, name.replace("_", " "))


def _axis(name: str, traces: Traces) -> dict[str, Any]:
    curves, longest = [run.curves[name] for run in traces.runs], len(traces.steps)
    padded = [np.pad(each, (0, longest - len(each)), constant_values=np.nan) for each in curves]
    lasting = [run.verdict != Verdict.DIVERGED for run in traces.runs]
    # What diverged leaves the picture, if anything did not.
    shown = np.array(padded)[lasting if any(lasting) else slice(None)]
    low, high, log = curve_ends(shown)
    return {"name": name, "words": words_of(name), "of": [low, high], "log": log}


def _ground(subject: PageSubject, traces: Traces) -> dict[str, Any]:
    task = landscape_of(subject)
    if task is None:
        return _outputs(subject, traces)
    made = ground(_widened(task, traces), MOST_CONTOURS)
    if not made["kind"]:
        return made
    ends = np.array(task.minima).reshape(-1, task.size)
    minima = ends if task.size == 2 else np.stack([ends[:, 0], task.evaluate(ends)], axis=-1)
    if "shades" in made:
        made["shades"] = base64.b64encode(made["shades"]).decode()
    return {**made, "line": packed(np.frombuffer(made["line"], np.float32)),
            "minima": minima.tolist()}  # fmt: skip


def _outputs(subject: PageSubject, traces: Traces) -> dict[str, Any]:
    """What lies round the pictures of a network's outputs: its samples, and when they are of."""
    network = outputs.drawn(subject.experiment.objective)
    if network is None or not len(traces.moments):
        return {"kind": ""}
    data = network.data
    chosen = evenly(len(data.raw_inputs), outputs.MOST_SAMPLES)
    left, right, bottom, top = box_of(data)
    return {
        "kind": "outputs", "box": [left, right, bottom, top], "names": list(data.raw_names),
        "pixels": outputs.SIDE, "classes": len(data.classes), "moments": traces.moments.tolist(),
        "samples": packed(data.raw_inputs[chosen]),
        "marks": _base64(outputs.marks(network, data.targets[chosen])),
    }  # fmt: skip


def _base64(values: NDArray[np.uint8]) -> str:
    return base64.b64encode(values.tobytes()).decode()


def landscape_of(subject: PageSubject) -> Objective | None:
    """The function of one or two variables that all runs have; None if there is none."""
    task = subject.experiment.objective
    has_axes = any(not isinstance(value, float) for value in task.parameters.values())
    return task if task.has_domain and task.size < 3 and not has_axes else None


def _widened(task: Objective, traces: Traces) -> Objective:
    """The function over its domain and where the runs start."""
    starts = np.array([run.points[0, : task.size] for run in traces.runs])
    low, high = np.array(task.domain, float).T
    sides = high - low
    least, most = starts.min(axis=0), starts.max(axis=0)
    low = np.where(least < low, least - 0.05 * sides, low)
    high = np.where(most > high, most + 0.05 * sides, high)
    box = tuple(zip(low.tolist(), high.tolist(), strict=True))
    if not np.isfinite(box).all() or box == tuple(map(tuple, task.domain)):
        return task
    assert isinstance(task, Function)  # only functions have a domain
    return task.replace(domain=box)
