"""Pictures of a plane of two settings: every pixel is the run that it stands for, bit for bit."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import gdsim as gd
from gdsim.app.model.plane import Area, Plane, Span
from gdsim.app.worker import survey as module
from gdsim.app.worker.survey import Picture, Strips, survey
from gdsim.engine.verdict import Verdict
from gdsim.experiment.one_run import one_run

QUADRATIC = one_run(
    gd.Experiment(
        gd.Function("quadratic", condition=30.0), gd.Momentum(lr=0.01), steps=60, dtype="float64"
    )
)
CAMEL = one_run(gd.Experiment("himmelblau", gd.SGD(lr=0.01), steps=80))
NETWORK = one_run(
    gd.Experiment(
        gd.Network([2, 4, 1], data=gd.datasets.xor(), loss="binary_cross_entropy"),
        gd.Adam(lr=0.1),
        steps=12,
    )
)
BATCHES = NETWORK.replace(objective=NETWORK.objective.replace(batch_size=8))


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
        (QUADRATIC, "schedule.warmup", "optimizer.lr"),
        (NETWORK, "objective.init_seed", "objective.gain"),
        (CAMEL, "start.x", "start.y"),
        (CAMEL, "start.y", "optimizer.lr"),
        (NETWORK, "optimizer.lr", "optimizer.beta1"),
        (BATCHES, "objective.batch_size", "optimizer.lr"),
        (NETWORK, "objective.width", "optimizer.lr"),
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


@pytest.mark.parametrize("first", range(4))
@pytest.mark.parametrize("more", range(3))
def test_few_whole_numbers_are_seen_however_coarse_a_picture_begins(
    monkeypatch: pytest.MonkeyPatch, first: int, more: int
) -> None:
    monkeypatch.setattr(module, "COARSE", 2)
    monkeypatch.setattr(Strips, "runs", lambda *_: 8)
    plane = Plane.of(NETWORK, "objective.init_seed", "optimizer.lr")
    picture = last(plane, Area(Span(first + 0.2, first + more + 0.8), Span(-3, -1)))
    columns, rows = plane.values(picture.lattice)
    assert columns.tolist() == list(range(first, first + len(columns))) and len(columns) <= 4
    assert len(rows) > 16 and picture.known.all()


def test_pixels_seen_before_are_not_run_again(monkeypatch: pytest.MonkeyPatch) -> None:
    plane = Plane.of(QUADRATIC, "optimizer.lr", "optimizer.momentum")
    first = last(plane, Area(Span(-3, -1), Span(0.0, 0.9)))
    runs: list[int] = []
    run = module._run

    def counted(*arguments: object) -> object:
        rows, columns = arguments[1]  # type: ignore[misc]
        runs.append(len(rows) * len(columns))
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
    monkeypatch.setattr(Strips, "runs", lambda *_: 100)
    return Strips()


PLANE = Plane.of(QUADRATIC, "optimizer.lr", "optimizer.momentum")


def test_a_slow_picture_is_coarse_everywhere_first_and_then_fine_where_it_is_not_flat(
    slow: Strips,
) -> None:
    pictures = list(survey(PLANE, PLANE.home, None, slow, lambda: True))
    *_, whole = pictures
    columns, rows = PLANE.allowed(whole.lattice)
    allowed = rows[:, None] & columns
    counts = [int(picture.known.sum()) for picture in pictures]
    assert counts == sorted(counts) and counts[-1] == allowed.sum()
    assert [picture.complete for picture in pictures] == [False] * (len(counts) - 1) + [True]
    early = next(each for each in pictures if each.drawn[allowed].all())
    assert early.known.sum() < 0.3 * allowed.sum()
    # Every pixel looks like a run next to it until it has its own.
    for row, column in np.argwhere(early.drawn & ~early.known)[::17]:
        reach = int(early.reach[row, column])
        near = np.s_[
            max(row - reach, 0) : row + reach + 1, max(column - reach, 0) : column + reach + 1
        ]
        assert early.numbers["loss"][row, column] in early.numbers["loss"][near][early.known[near]]


def test_batches_are_larger_once_a_picture_has_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Strips, "runs", lambda _, plane, seconds=0.0: 1000 if seconds else 100)
    sizes, run = list[int](), module._run

    def counted(*arguments: object) -> object:
        rows, columns = arguments[1]  # type: ignore[misc]
        sizes.append(len(rows) * len(columns))
        return run(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "_run", counted)
    first, *_ = survey(PLANE, PLANE.home, None, Strips(), lambda: True)
    assert first.known.sum() <= 2 * 100
    sizes.clear()
    whole = last(PLANE, PLANE.home)
    assert max(sizes[:2]) <= 100 < max(sizes) <= 1000
    assert whole.complete


def test_edges_are_sharp_before_flat_parts_are(slow: Strips) -> None:
    pictures = list(survey(PLANE, PLANE.home, None, slow, lambda: True))
    whole = pictures[-1]
    lost = whole.verdict == Verdict.DIVERGED
    edge = np.zeros_like(lost)
    edge[:, 1:] = lost[:, 1:] != lost[:, :-1]
    half = next(each for each in pictures if each.known.sum() > 0.6 * whole.known.sum())
    assert edge.any() and half.known[edge].mean() > half.known.mean() + 0.1


def test_a_picture_does_not_change_once_it_is_handed_out(slow: Strips) -> None:
    pictures = list(survey(PLANE, PLANE.home, None, slow, lambda: True))
    counts = [int(picture.known.sum()) for picture in pictures[:-1]]
    assert len(counts) > 3 and counts == sorted(set(counts))
    assert all(np.isnan(each.numbers["grad_norm"][~each.drawn]).all() for each in pictures)


def test_a_zoom_begins_with_what_was_seen_and_ends_with_its_own_runs(slow: Strips) -> None:
    area = Area(Span(-2.0, -1.5), Span(0.4, 0.6))
    first, *_, zoomed = survey(PLANE, area, last(PLANE, PLANE.home), slow, lambda: True)
    assert first.drawn.all() and not first.known.all()
    np.testing.assert_array_equal(zoomed.numbers["loss"], last(PLANE, area).numbers["loss"])


def test_nothing_is_computed_once_nobody_waits(slow: Strips) -> None:
    answers = itertools.chain([True] * 3, itertools.repeat(False))
    pictures = list(survey(PLANE, PLANE.home, None, slow, lambda: next(answers)))
    assert not any(picture.complete for picture in pictures)


def test_strips_grow_and_shrink_with_the_time_they_take_but_not_for_a_few_slow_ones() -> None:
    pace = Strips()
    first = pace.runs(PLANE)
    pace.measured(PLANE, first, 0.001)
    grown = pace.runs(PLANE)
    assert grown == min(2 * first, module.LARGEST_STRIP)
    for _ in range(module.REMEMBERED - 1):  # others use the machine
        pace.measured(PLANE, grown, 1.0)
    assert pace.runs(PLANE) >= grown
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


def test_a_map_of_an_experiment_whose_results_keep_no_parameters_has_its_basins_too() -> None:
    planes = (
        Plane.of(CAMEL.replace(keep_params=kept), "start.x", "start.y") for kept in (True, False)
    )
    pictures = (last(plane, plane.home) for plane in planes)
    one, other = (picture.layers["basin"] for picture in pictures)
    np.testing.assert_array_equal(one, other)
    assert len(np.unique(one)) > 2
