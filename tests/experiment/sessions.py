"""The experiment that tests advance in sessions, and what is the same of two of them."""

from __future__ import annotations

from typing import Any

import numpy as np

import gdsim as gd
from gdsim.experiment.session import Session, Snapshot

STEPS = 60


def experiment(**changes: Any) -> gd.Experiment:
    """Two optimizers with noise on a banana; the largest rates diverge."""
    known: dict[str, Any] = {
        "objective": "rosenbrock",
        "optimizers": [gd.Momentum(momentum=0.7), gd.Adam(beta2=[0.9, 0.99])],
        "lr": gd.logspace(1e-4, 0.5, 5),
        "start": [(-1.2, 1.0), (0.5, 0.5), (1.5, -1.0)],
        "schedule": gd.Cosine(warmup=5),
        "steps": STEPS,
        "noise": 0.2,
        "record": ("loss", "params"),
        "every": 4,
    }
    return gd.Experiment(**{**known, **changes})


def same_as_result(session: Session, result: Any) -> None:
    snapshot, traces = session.snapshot(), session.traces()
    for name in ("loss", "best_loss", "grad_norm", "steps", "verdict", "params"):
        np.testing.assert_array_equal(getattr(snapshot, name), result[name], err_msg=name)
    for name, trace in traces.items():
        np.testing.assert_array_equal(trace, result[f"trace_{name}"], err_msg=f"trace {name}")


def same_snapshot(a: Snapshot, b: Snapshot) -> None:
    first, second = ({**vars(each), **each.finals} for each in (a, b))
    assert first.keys() == second.keys()
    for name in first.keys() - {"finals"}:
        np.testing.assert_array_equal(first[name], second[name], err_msg=name)


def same_traces(a: Session, b: Session) -> None:
    first, second = a.traces(), b.traces()
    assert first.keys() == second.keys()
    for name, trace in first.items():
        np.testing.assert_array_equal(trace, second[name], err_msg=name)
