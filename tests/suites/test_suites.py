"""Suites: their problems, their targets, and when runs reach them."""

import math
from contextlib import nullcontext

import numpy as np
import pytest

import gdsim as gd
from gdsim.base.errors import SettingError
from gdsim.catalogue.discovery import discover
from gdsim.engine import warming
from gdsim.engine.cache import Source
from gdsim.engine.modules import sources
from gdsim.suites import observing
from gdsim.suites.known import known


def test_the_classic_suite_has_every_function_of_two_variables_whose_minimum_is_known():
    suite = gd.suite("classic-2d", starts=3)
    wanted = [
        name for name in discover("function")
        if len(gd.Function(name).variables) == 2 and gd.Function(name).minimum is not None
    ]  # fmt: skip
    assert list(suite.names) == wanted and len(suite) == len(wanted) > 50


@pytest.mark.parametrize("name", known())
def test_every_problem_of_every_suite_has_starts_in_its_domain_and_falling_targets(name):
    for problem in gd.suite(name, starts=5):
        points = np.stack([each.values for each in problem.experiment.start_coordinates.values()])
        low, high = np.array(problem.function.domain).T[..., np.newaxis]
        np.testing.assert_array_equal(points, np.clip(points, low, high))
        assert points.shape == (problem.dimension, 5) and problem.starts == 5
        assert np.all(np.diff(problem.targets) < 0)
        assert problem.targets[-1] > problem.minimum


def test_an_unknown_suite_is_refused_with_the_known_ones():
    with pytest.raises(SettingError, match="did you mean classic-2d"):
        gd.suite("clasic-2d")
    with pytest.raises(SettingError, match="classic-1d, classic-2d, quick-2d"):
        gd.suite("everything that there is")


def test_targets_lie_by_each_precision_times_the_median_start_above_the_minimum():
    (problem,) = gd.suite(["booth"], starts=9, seed=4, precisions=(1e-3, 0.1))
    x, y = (each.values for each in problem.experiment.start_coordinates.values())
    height = np.median((x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2)
    np.testing.assert_allclose(problem.targets, [0.1 * height, 1e-3 * height], rtol=1e-12)
    assert np.ptp(x) > 1


def test_gradient_descent_on_a_parabola_hits_when_the_formula_says():
    rates = np.array([0.003, 0.02, 0.3, 0.9])
    suite = gd.suite(["parabola"], starts=6, seed=2)
    result = suite.run("sgd", lr=rates, steps=700)
    (problem,) = suite
    (starts,) = (each.values for each in problem.experiment.start_coordinates.values())
    expected = np.empty((4, 6, 8))
    for i, rate in enumerate(rates):
        for j, start in enumerate(starts):
            for k, target in enumerate(problem.targets):
                turns = math.log(target / start**2) / math.log((1 - 2 * rate) ** 2)
                steps = max(math.ceil(turns), 0)
                expected[i, j, k] = steps if steps <= 700 else np.inf
    hit = result["hit"].sel(problem="parabola", optimizer="SGD").values
    assert np.isinf(expected).any() and (expected == 0).any() and (expected == 1).any()
    np.testing.assert_array_equal(hit, expected)


def test_hits_are_those_of_a_slow_look_at_every_trace():
    suite = gd.suite(["himmelblau"], starts=5, seed=1, dtype="float32")
    optimizers = [gd.SGD(), gd.Adam(beta2=0.9)]
    result = suite.run(optimizers, lr=[0.003, 0.02, 0.5], steps=150)
    (problem,) = suite
    traced = problem.experiment.replace(
        optimizers=optimizers, lr=[0.003, 0.02, 0.5], steps=150, record="loss", tolerance=0
    ).run()
    for place in np.ndindex(2, 3, 5):
        losses = traced["trace_loss"].values[place]
        for k, target in enumerate(problem.targets):
            there = [step for step, loss in enumerate(losses) if loss <= target]
            assert result["hit"].values[(0, *place, k)] == (there[0] if there else np.inf)
    assert np.isinf(result["hit"]).any() and np.isfinite(result["hit"]).any()


def test_pieces_of_a_grid_have_the_bits_of_the_whole(monkeypatch):
    suite = gd.suite(["himmelblau"], starts=5, seed=1, dtype="float32")
    options = {"lr": [0.003, 0.02, 0.5], "steps": 60, "noise": 0.1}
    whole = suite.run(["sgd"], **options)
    told = []
    monkeypatch.setattr(observing, "TRACE_BYTES", 2 * 3 * 61 * 4)  # two runs at a time
    pieces = suite.run(["sgd"], **options, progress=lambda done, of: told.append((done, of)))
    assert whole.identical(pieces)
    assert len(told) > 6 and told[-1] == (15, 15)


def test_a_suite_result_says_what_it_is_of():
    result = gd.suite(["parabola"], starts=4).run(["sgd"], lr=0.1, steps=20)
    assert result["hit"].dims == ("problem", "optimizer", "start", "target")
    experiment = gd.Experiment.from_toml(result["experiment"].item())
    assert experiment.run()["loss"].values.tobytes() == result["loss"].values.tobytes()


def test_other_starts_leave_the_targets_where_they_are():
    suite = gd.suite(["parabola"], starts=4)
    other = suite.drawn(7, 3)
    assert other.problems[0].starts == 7
    assert other.problems[0].targets == suite.problems[0].targets
    first, second = (
        each.problems[0].experiment.start_coordinates["x"].values for each in (suite, other)
    )
    assert not set(first) & set(second)


def test_a_function_without_a_known_minimum_needs_one():
    with pytest.raises(SettingError, match=r"not known.*minimum=\.\.\."):
        gd.suite(["x**2 + 1"])
    problem = gd.Problem.of("x**2 + 1", minimum=1.0, starts=5)
    assert problem.targets[0] == pytest.approx(1 + 0.1 * problem.scale)
    assert gd.suite([problem]).names == ("x**2 + 1",)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([], "at least one problem"),
        (3, "a name .* or a list"),
        ([gd.Experiment("parabola", "sgd", noise=[0.1, 0.2])], "no axes other than starts"),
        ([gd.Problem.of("parabola", starts=3), "sphere"], "equally many starts"),
    ],
)
def test_what_is_no_suite_is_refused_in_a_sentence(given, words):
    with pytest.raises(SettingError, match=words):
        gd.suite(given)


def test_minima_that_are_above_the_starts_are_refused():
    with pytest.raises(SettingError, match="starts that lie above it"):
        gd.Problem.of("x**2", minimum=1e9).targets  # noqa: B018 - the property is what refuses


def test_an_experiment_with_one_start_and_noise_differs_by_its_seeds():
    experiment = gd.Experiment("parabola", "sgd", start=1.0, noise=0.1)
    problem = gd.Problem.of(experiment, starts=3, seed=2)
    assert list(problem.experiment.seed.values) == [131072, 131073, 131074]
    with pytest.raises(SettingError, match="given one by one"):
        gd.Problem.of(gd.Experiment("parabola", "sgd", start=1.0)).drawn(3, 0)


def test_helpers_compile_the_modules_that_a_comparison_uses_in_order(monkeypatch):
    ahead, loaded, load = [], [], Source.load

    def noted(programs):
        ahead.extend(dict.fromkeys(source for each in programs for source in sources(each)))
        return nullcontext()

    monkeypatch.setattr(warming, "ahead", noted)
    monkeypatch.setattr(Source, "load", lambda self: loaded.append(self) or load(self))
    problems = gd.suite(["parabola", "booth"], starts=3)
    optimizers = [gd.SGD(), gd.Adam(beta1=gd.linspace(0.5, 0.9, 3))]
    gd.compare(
        problems, optimizers, budget=3, fresh=8, trials=2, steps=5, lr=gd.logspace(0.1, 1, 3)
    )
    strides = [each for each in dict.fromkeys(loaded) if each.kind == "stride"]
    assert strides == [each for each in ahead if each.kind == "stride"] and len(strides) == 4
    assert {each for each in loaded if each.kind != "spread"} == set(ahead)


def test_functions_of_ones_own_do_not_change_a_suite_of_the_catalogue(tmp_path):
    from gdsim.catalogue.plugins import in_use

    before = gd.suite("classic-2d", starts=1).names
    (tmp_path / "my_bowl.py").write_text(
        "from gdsim.catalogue import Function\n\n"
        'DEFINITION = Function("x**2 + 3*y**2", domain=((-1, 1), (-1, 1)), start=(0.5, 0.5),\n'
        '    minima=((0, 0),), minimum=0.0, summary="A bowl.", source="A test.")\n',
        "utf-8",
    )
    try:
        in_use.use_catalogue(tmp_path / "my_bowl.py")
        assert gd.suite("classic-2d", starts=1).names == before
        assert gd.suite(["my_bowl"], starts=2).names == ("my_bowl",)
    finally:
        in_use.set_aside()
