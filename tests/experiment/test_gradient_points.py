"""The point where a gradient is taken: in sessions, forks, files, stores, and users' methods."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray

import gdsim as gd
from gdsim.catalogue.plugins import in_use
from gdsim.engine import memory
from gdsim.experiment import labelled
from gdsim.experiment.programs import outlines
from gdsim.results.store.layout import ATTRIBUTE
from gdsim.results.store.store import Store

STEPS = 40
FREE = gd.ScheduleFreeAdamW(beta1=[0.7, 0.95], weight_decay=0.1)


def experiment(**changes: Any) -> gd.Experiment:
    """A method that takes its gradient elsewhere beside one that does not, with noise."""
    known: dict[str, Any] = {
        "optimizers": [FREE, gd.Adam(beta2=0.9)],
        "lr": [0.01, 0.05, 0.2],
        "start": [(-1.2, 1.0), (0.5, 0.5)],
        "schedule": gd.Cosine(warmup=5),
        "steps": STEPS,
        "noise": 0.2,
        "clip_norm": 3.0,
        "record": ("params", "gradient_point"),
        "every": 5,
    }
    return gd.Experiment("rosenbrock", **{**known, **changes})


@pytest.fixture(scope="module")
def whole() -> xarray.Dataset:
    return experiment().run()


def test_a_result_has_it_at_the_last_step_and_on_the_way(whole: xarray.Dataset) -> None:
    free, adam = (whole.sel(optimizer=name) for name in whole.optimizer.values)
    last = whole["trace_gradient_point"].isel(step=-1)
    np.testing.assert_array_equal(whole["gradient_point"], last)
    np.testing.assert_array_equal(adam["gradient_point"], adam["params"])
    np.testing.assert_array_equal(adam["trace_gradient_point"], adam["trace_params"])
    assert (free["gradient_point"] != free["params"]).all()
    assert whole["gradient_point"].attrs["long_name"].startswith("where the gradient is taken")


def test_a_result_has_it_only_where_it_says_something_new() -> None:
    assert "gradient_point" not in experiment(optimizers="adam", record=()).run()
    assert "gradient_point" not in experiment(keep_params=False, record=()).run()
    alone = memory.of_outcome(outlines(experiment(optimizers="adam", record=())))
    both = memory.of_outcome(outlines(experiment(optimizers=gd.ScheduleFreeSGD(), record=())))
    assert both - alone == 6 * 2 * 4  # two float32 numbers more of each of six runs


@pytest.mark.parametrize("parts", [[1] * STEPS, [7, 1, 0, 15, 100]], ids=["one by one", "uneven"])
def test_a_session_has_the_bits_of_a_run(whole: xarray.Dataset, parts: list[int]) -> None:
    session = gd.Session(experiment())
    for count in parts:
        session.advance(count)
    snapshot = session.snapshot()
    for name in ("params", "gradient_point", "loss", "grad_norm"):
        np.testing.assert_array_equal(getattr(snapshot, name), whole[name], err_msg=name)
    for name, trace in session.traces().items():
        np.testing.assert_array_equal(trace, whole[f"trace_{name}"], err_msg=name)
    session.rewind(20)
    here = session.snapshot()
    at = whole["trace_gradient_point"].sel(step=20)
    np.testing.assert_array_equal(here.gradient_point, at)
    session.advance(STEPS)
    np.testing.assert_array_equal(session.snapshot().gradient_point, whole["gradient_point"])


def test_a_fork_goes_on_from_the_answer_and_keeps_what_was_recorded(whole: xarray.Dataset) -> None:
    session = gd.Session(experiment())
    session.advance(20)
    before = session.snapshot()
    turned = session.fork(optimizers=[gd.Adam(beta2=[0.9, 0.99]), gd.ScheduleFreeSGD(beta=0.5)])
    here = turned.snapshot()
    np.testing.assert_array_equal(here.params, before.params)
    # Adam takes its gradient there; the other's average begins there, so that it does so too.
    np.testing.assert_array_equal(here.gradient_point, before.params)
    for name, trace in turned.traces().items():
        known = whole[f"trace_{name}"].sel(step=slice(0, 19))
        np.testing.assert_array_equal(trace[..., :4, :], known, err_msg=name)
    same = session.fork(lr=[0.01, 0.05, 0.2])
    same.advance(STEPS)
    np.testing.assert_array_equal(same.snapshot().gradient_point, whole["gradient_point"])


def test_files_have_it(whole: xarray.Dataset, tmp_path: Path) -> None:
    gd.save(whole, tmp_path / "a.nc")
    xarray.testing.assert_identical(gd.load(tmp_path / "a.nc"), whole)
    gd.save(whole, tmp_path / "a.csv")
    header = (tmp_path / "a.csv").read_text().split("\n")[0].split(",")
    assert header[-4:] == ["params_x", "params_y", "gradient_point_x", "gradient_point_y"]


def test_a_sweep_has_it_and_one_begun_under_the_earlier_rule_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given, path = experiment(record=(), noise=0.0), tmp_path / "a.zarr"
    found = gd.run(given, tmp_path / "b.zarr", shard_runs=4).load()
    xarray.testing.assert_identical(found, given.run())
    assert found.attrs["method_revisions"] == '{"schedule_free_adamw": 2}'
    provenance = labelled.provenance

    def earlier(of: gd.Experiment) -> dict[str, str]:
        return {n: text for n, text in provenance(of).items() if n != "method_revisions"}

    with monkeypatch.context() as of_before:
        of_before.setattr(labelled, "provenance", earlier)
        content = dict(Store.create(path, given, 4).attributes)
    assert "method_revisions" not in content
    with pytest.raises(ValueError, match=r"another revision .*none, here .*adamw.: 2"):
        gd.run(given, path)
    assert gd.load(path)["loss"].size == given.runs  # but it can be read
    assert ATTRIBUTE in content


def test_a_sweep_of_other_methods_is_gone_on_with(tmp_path: Path) -> None:
    given = experiment(optimizers="adam", record=())
    gd.run(given, tmp_path / "a.zarr", shard_runs=4)
    assert "method_revisions" not in Store.open(tmp_path / "a.zarr").attributes
    gd.run(given, tmp_path / "a.zarr")


LOOKAHEAD = '''
from gdsim.catalogue import Hyper, Optimizer, positive, unit


def gradient_point(p, velocity, momentum):
    """Where the velocity leads."""
    return p + momentum * velocity


def step(p, g, y, velocity, lr, momentum):
    """Nesterov's method as he wrote it: from the point that looks ahead."""
    new = y - lr * g
    return new, new - p


DEFINITION = Optimizer(
    step,
    hyper={
        "lr": Hyper(0.1, positive, log=True, summary="Step length."),
        "momentum": Hyper(0.9, unit, summary="Memory."),
    },
    summary="Looks ahead.",
    formula="p",
    source="Nesterov 1983.",
    name="LooksAhead",
    state={"velocity": 0.0},
    gradient_point=gradient_point,
)
'''


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Callable[[str], None]]:
    used = []

    def use(text: str) -> None:
        (tmp_path / "looks_ahead.py").write_text(text)
        used.append(in_use.use_catalogue(tmp_path / "looks_ahead.py"))

    yield use
    in_use.set_aside(*used)


def test_a_method_of_ones_own_may_look_ahead(own: Callable[[str], None]) -> None:
    own(LOOKAHEAD)
    start, lr, mu = np.array([1.5, -1.0]), 0.02, 0.8
    result = gd.Experiment(
        "x**2 + 10*y**2",
        "looks_ahead",
        lr=lr,
        start=start.tolist(),
        steps=30,
        dtype="float64",
        tolerance=0.0,
        record=["loss", "gradient_point"],
    )
    found = result.replace(optimizers=[result.optimizers[0].replace(momentum=mu)]).run()
    p, velocity, losses, points = start, np.zeros(2), [], []
    for _ in range(31):
        y = p + mu * velocity
        losses.append(p[0] ** 2 + 10 * p[1] ** 2)
        points.append(y)
        new = y - lr * np.array([2 * y[0], 20 * y[1]])
        p, velocity = new, new - p
    np.testing.assert_allclose(found["trace_loss"].values[0], losses, rtol=1e-11)
    np.testing.assert_allclose(found["trace_gradient_point"].values[0], points, rtol=1e-11)
    explained = gd.learn.optimizer_step("looks_ahead", "x**2 + y**4", [1.5, 1.0], step=3)
    terms = {term["name"]: term["role"] for term in explained.data["terms"]}
    assert terms["y"] == "gradient point"
    assert explained.data["gradient_point"] != explained.data["before"]
    assert explained.data["gradient"][0] == 2 * explained.data["gradient_point"][0]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("gradient_point(p, velocity, momentum)", "gradient_point(p, lr)", "takes 'lr'"),
        ("gradient_point(p, velocity, momentum)", "gradient_point(p, t)", "takes 't'"),
        ("return p + momentum * velocity", "return p, velocity", "must return one number"),
        ("return p + momentum * velocity", "return p if p > 0 else velocity", "branches on a"),
        ("    gradient_point=gradient_point,\n", "", "takes 'y'"),
        ("    gradient_point=gradient_point,", "    gradient_point=3,", "must be a function"),
        ("    gradient_point=gradient_point,", "    revision=0,", "whole number from 1"),
        ('state={"velocity": 0.0}', 'state={"velocity": 0.0, "y": 0.0}', "'y' is in state"),
    ],
)
def test_what_is_no_such_function_is_refused(
    own: Callable[[str], None], old: str, new: str, said: str
) -> None:
    text = LOOKAHEAD if "revision" not in new else LOOKAHEAD.replace("p, g, y,", "p, g,")
    text = text.replace("new = y - lr", "new = p - lr") if "revision" in new else text
    assert old in text
    with pytest.raises(ValueError, match=said):
        own(text.replace(old, new))
