"""Pictures of a plane of two settings: every pixel is the run that it stands for, bit for bit."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import gdsim as gd
from gdsim.app.model.plane import Area, Plane, Span
from gdsim.app.model.turnable import single
from gdsim.app.worker import survey as module
from gdsim.app.worker.survey import Picture, Strips, survey
from gdsim.engine.verdict import Verdict

QUADRATIC = single(
    gd.Experiment(
        gd.Function("quadratic", condition=30.0), gd.Momentum(lr=0.01), steps=60, dtype="float64"
    )
)
CAMEL = single(gd.Experiment("himmelblau", gd.SGD(lr=0.01), steps=80))
NETWORK = single(
    gd.Experiment(
        gd.Network([2, 4, 1], data=gd.datasets.xor(), loss="binary_cross_entropy"),
        gd.Adam(lr=0.1),
        steps=12,
    )
)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FINE", 24)
    monkeypatch.setattr(module, "COARSE", 6)


def last(plane: Plane, window: Area, old: Picture | None = None) -> Picture:
    *_, picture = survey(plane, window, old, Strips(), lambda: True)
    return picture


@pytest.mark.parametrize(
    ("experiment", "x", "y"),
    [
        (QUADRATIC, "optimizer.lr", "optimizer.momentum"),
        (QUADRATIC, "objective.condition", "optimizer.lr"),
        (CAMEL, "start.x", "start.y"),
        (CAMEL, "start.y", "optimizer.lr"),
        (NETWORK, "optimizer.lr", "optimizer.beta1"),
    ],
)
def test_every_pixel_is_the_run_it_stands_for(experiment: gd.Experiment, x: str, y: str) -> None:
    plane = Plane.of(experiment, x, y)
    picture = last(plane, plane.home)
    assert picture.complete
    columns, rows = plane.values(picture.lattice)
    where = np.argwhere(picture.known)
    for row, column in where[:: len(where) // 7]:
        run = plane.at(experiment, columns[column], rows[row]).run()
        assert picture.steps[row, column] == run["steps"].item()
        assert picture.verdict[row, column] == run["verdict"].item()
        for name, values in picture.numbers.items():
            np.testing.assert_array_equal(values[row, column], run[name].item())


def test_what_is_not_allowed_is_left_out() -> None:
    plane = Plane.of(QUADRATIC, "optimizer.lr", "optimizer.momentum")
    picture = last(plane, Area(Span(-3, -1), Span(-0.5, 1.5)))
    _, rows = plane.values(picture.lattice)
    assert (picture.known.all(axis=1) == (rows >= 0)).all()
    assert np.isnan(picture.numbers["loss"][rows < 0]).all()


def test_pixels_seen_before_are_not_run_again(monkeypatch: pytest.MonkeyPatch) -> None:
    plane = Plane.of(QUADRATIC, "optimizer.lr", "optimizer.momentum")
    first = last(plane, Area(Span(-3, -1), Span(0.0, 0.9)))
    runs: list[int] = []
    run = module._run

    def counted(*arguments: object) -> object:
        picture, strip, _ = arguments
        runs.append(picture.known[strip].size)  # type: ignore[attr-defined]
        return run(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "_run", counted)
    moved = last(plane, Area(Span(-2.9, -0.9), Span(0.0, 0.9)), first)
    assert 0 < sum(runs) < 0.2 * first.known.sum()
    np.testing.assert_array_equal(
        moved.numbers["loss"], last(plane, Area(Span(-2.9, -0.9), Span(0.0, 0.9))).numbers["loss"]
    )


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Strips:
    """The pace of a plane of which few runs fit into a strip."""
    monkeypatch.setattr(Strips, "measured", lambda *_: None)
    return Strips(dict.fromkeys([module._kernel(PLANE)], 100))


PLANE = Plane.of(QUADRATIC, "optimizer.lr", "optimizer.momentum")


def test_a_slow_picture_comes_coarse_first_and_then_in_strips(slow: Strips) -> None:
    seen = [
        (picture.lattice.x.count, int(picture.known.sum()), picture.complete)
        for picture in survey(PLANE, PLANE.home, None, slow, lambda: True)
    ]
    assert seen == sorted(seen)
    assert seen[0][0] < seen[-1][0]
    assert [complete for *_, complete in seen] == [False] * (len(seen) - 1) + [True]


def test_a_picture_does_not_change_once_it_is_handed_out(slow: Strips) -> None:
    pictures = list(survey(PLANE, PLANE.home, None, slow, lambda: True))
    *earlier, whole = pictures
    fine = [picture for picture in earlier if picture.lattice == whole.lattice]
    counts = [int(picture.known.sum()) for picture in fine]
    assert len(counts) > 3 and counts == sorted(set(counts))
    for picture in fine:
        assert np.isnan(picture.numbers["grad_norm"][~picture.known]).all()


def test_nothing_is_computed_once_nobody_waits(slow: Strips) -> None:
    answers = itertools.chain([True] * 3, itertools.repeat(False))
    pictures = list(survey(PLANE, PLANE.home, None, slow, lambda: next(answers)))
    assert not any(picture.complete for picture in pictures)


def test_strips_grow_and_shrink_with_the_time_they_take() -> None:
    pace = Strips()
    first = pace.runs(PLANE)
    pace.measured(PLANE, first, 0.001)
    assert pace.runs(PLANE) == min(2 * first, module.LARGEST_STRIP)
    pace.measured(PLANE, first, 1.0)
    assert pace.runs(PLANE) < first
    for _ in range(20):
        pace.measured(PLANE, pace.runs(PLANE), 1.0)
    assert pace.runs(PLANE) * QUADRATIC.steps > 0.9 * module.WORK


def test_runs_end_in_the_basins_that_they_are_said_to() -> None:
    plane = Plane.of(CAMEL, "start.x", "start.y")
    picture = last(plane, plane.home)
    columns, rows = plane.values(picture.lattice)
    minima = np.array(CAMEL.objective.minima)
    for index, minimum in enumerate(minima):
        row, column = np.argmin(np.abs(rows - minimum[1])), np.argmin(np.abs(columns - minimum[0]))
        assert picture.basin[row, column] == index
    assert set(np.unique(picture.basin)) <= {-1, *range(len(minima))}
    assert (picture.basin[picture.verdict == Verdict.DIVERGED] == -1).all()
