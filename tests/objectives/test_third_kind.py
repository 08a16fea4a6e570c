"""A third kind of objective, `toy.LeastSquares`, which nothing in gdsim knows: all of it goes."""

import numpy as np
import pytest

import gdsim as gd
from gdsim.base.errors import SettingError, SettingTypeError
from gdsim.objectives.objective import KINDS
from gdsim.results.store.store import Store
from gdsim.sweeps.verification import verify
from tests.conftest import needs_qt
from tests.objectives.toy import LeastSquares

KINDS.pop(LeastSquares.kind)  # other tests run without it
MATRIX, TARGETS = [[2.0, 1.0], [0.5, -1.5], [1.0, 0.25]], [1.0, 3.0, -2.0]
EXACT = [[1.0, 2.0], [3.0, -1.0]]  # with targets that it meets
THREE = [[1.0, 0.5, 0.0], [0.0, 2.0, -1.0], [0.3, 0.0, 1.5]]


@pytest.fixture(autouse=True)
def known(monkeypatch):
    monkeypatch.setitem(KINDS, LeastSquares.kind, LeastSquares)


def objective(**changes):
    return LeastSquares(**{"matrix": MATRIX, "targets": TARGETS, "ridge": 0.25, **changes})


def descended(problem, start, lr, steps):
    """The loss of plain descent in closed form, x* + (I - lr H)^k (x0 - x*)."""
    (solution,) = problem.minima
    shrunk = np.linalg.matrix_power(np.eye(problem.size) - lr * problem.curvature, steps)
    return problem.evaluate([solution + shrunk @ (np.array(start) - solution)])[0]


def test_runs_over_axes_have_the_losses_of_the_closed_form():
    rates, ridges = [0.01, 0.05, 0.2], [0.0, 0.5, 2.0]
    experiment = gd.Experiment(
        objective(ridge=ridges), ["sgd", gd.Adam(lr=0.3), "newton"], lr=rates, steps=12,
        start=(-3, 2), tolerance=0, dtype="float64",
    )  # fmt: skip
    result = experiment.run()
    assert result["loss"].dims == ("optimizer", "ridge", "lr")
    for ridge in ridges:
        problem = objective(ridge=ridge)
        for lr in rates:
            loss = float(result["loss"].sel(optimizer="SGD", ridge=ridge, lr=lr))
            assert loss == pytest.approx(descended(problem, (-3, 2), lr, 12), rel=1e-11)
    assert (result["loss"].sel(optimizer=result["optimizer"].values[1]) < 60).all()
    assert result["ridge"].attrs["long_name"] == "ridge of the least squares"


def test_newton_is_at_the_solution_after_one_step():
    problem = objective(matrix=THREE)
    result = gd.Experiment(problem, gd.Newton(damping=0), steps=1, dtype="float64").run()
    assert float(result["loss"].item()) == pytest.approx(problem.minimum, rel=1e-9)
    np.testing.assert_allclose(result["params"].values.ravel(), problem.minima[0], rtol=1e-6)


@pytest.mark.parametrize(
    ("start", "dims", "points"),
    [
        ((1.5, -2), (), [(1.5, -2)]),
        ([(1.5, -2), (0, 3)], ("start",), [(1.5, -2), (0, 3)]),
        (gd.grid(2, 3, domain=[(-1, 1), (0, 2)]), ("start_x2", "start_x1"),
         [(-1, 0), (1, 0), (-1, 1), (1, 1), (-1, 2), (1, 2)]),
    ],
)  # fmt: skip
def test_starts_are_points_lists_and_grids(start, dims, points):
    experiment = gd.Experiment(objective(), "sgd", lr=0.04, start=start, steps=7, dtype="float64")
    losses = experiment.run()["loss"]
    assert losses.dims == ("optimizer", *dims)
    wanted = [descended(objective(), point, 0.04, 7) for point in points]
    np.testing.assert_allclose(losses.values.ravel(), wanted, rtol=1e-11)


def test_starts_are_drawn_in_its_domain():
    experiment = gd.Experiment(objective(), "sgd", lr=0.04, start=gd.uniform(50, seed=3), steps=2)
    result = experiment.run()
    drawn = np.stack([result["start_x1"].values, result["start_x2"].values], axis=-1)
    assert (abs(drawn) <= 5).all() and len(np.unique(drawn, axis=0)) == 50


@pytest.mark.parametrize("ridge", [0.0, 0.3, gd.logspace(1e-3, 1, 5), [0.1, 0.7]])
def test_a_file_has_its_arguments_and_reads_as_an_equal_experiment(tmp_path, ridge):
    experiment = gd.Experiment(objective(ridge=ridge), "adam", lr=[0.1, 0.2], steps=9)
    assert "objective = { least_squares = { matrix = [[2.0, 1.0]" in experiment.to_toml()
    experiment.save(tmp_path / "mine.toml")
    read = gd.Experiment.load(tmp_path / "mine.toml")
    assert read == experiment and read.hash == experiment.hash
    assert read.hash != experiment.replace(objective=objective(ridge=0.4)).hash


def test_a_file_that_is_wrong_says_where():
    wrong = "objective = { least_squares = { matrix = [[1]], targets = [1], ridge = -1 } }"
    with pytest.raises(SettingError, match=r"line 2.*ridge must be"):
        gd.Experiment.from_toml(f'gdsim = 1\n{wrong}\noptimizers = ["sgd"]\n')


def test_what_only_networks_have_is_refused_in_a_sentence():
    with pytest.raises(SettingError, match="least squares is a least_squares"):
        gd.Experiment(objective(), "muon")
    with pytest.raises(
        SettingError, match="only networks record train_loss; a least_squares records"
    ):
        gd.Experiment(objective(), "sgd", record=["train_loss"])
    with pytest.raises(SettingError, match="a least_squares; give steps"):
        gd.Experiment(objective(), "sgd", epochs=3)
    with pytest.raises(SettingError, match="backpropagation is for networks"):
        gd.learn.backpropagation(gd.Experiment(objective(), "sgd"))
    with pytest.raises(SettingTypeError, match="must be a Function"):
        gd.learn.gradient(objective())
    with pytest.raises(SettingError, match="a least_squares alone has no explanation"):
        gd.explain(objective())


def test_a_session_is_the_run_and_goes_back():
    experiment = gd.Experiment(objective(), ["sgd", "adam"], lr=0.05, steps=30, record="loss")
    session = gd.Session(experiment)
    session.advance(20)
    session.rewind(5)
    session.advance(25)
    np.testing.assert_array_equal(session.snapshot().loss, experiment.run()["loss"].values)


def test_a_sweep_is_stored_gone_on_with_and_verified(tmp_path):
    experiment = gd.Experiment(
        objective(ridge=gd.linspace(0, 1, 6)), ["sgd", "adam"], lr=gd.logspace(1e-3, 0.1, 5),
        steps=20,
    )  # fmt: skip
    path = tmp_path / "mine.zarr"
    stored = gd.run(experiment, path, threads=1, shard_runs=8)
    np.testing.assert_array_equal(stored["loss"].values, experiment.run()["loss"].values)
    assert not verify(Store.open(path), 4).damages
    again = gd.load(path)
    assert gd.Experiment.from_toml(again.attrs["experiment"], again) == experiment


@pytest.fixture
def swept():
    starts = gd.grid(6, 6)
    return gd.Experiment(
        objective(), ["sgd", "adam"], lr=gd.logspace(1e-3, 0.3, 5), start=starts, steps=60
    ).run()


def test_results_are_asked_and_drawn(swept, tmp_path):
    best = gd.analysis.best(swept)
    assert float(best["best_loss"].sel(optimizer="SGD")) < 1
    seen = gd.analysis.heat_map(swept, x="start_x1", y="start_x2")
    assert float(seen["best_loss"].min()) < 1
    reached = gd.analysis.basins(swept, select={"lr": 0.3})
    assert float(reached["share"].sel(optimizer="SGD", outcome=reached["outcome"].values[0])) > 0.9
    gd.picture(swept, tmp_path / "mine.png")
    traced = gd.Experiment(objective(), ["sgd", "adam"], record=["params", "loss"], steps=40).run()
    gd.picture(traced, tmp_path / "paths.png")
    assert (tmp_path / "mine.png").stat().st_size > 5000 < (tmp_path / "paths.png").stat().st_size


def test_the_axes_of_its_parameters_are_problems_not_settings():
    ridges = gd.Experiment(objective(ridge=[0.1, 1.0]), "sgd", lr=[0.01, 0.1], steps=5).run()
    assert gd.analysis.best(ridges).sizes.get("ridge", 1) == 1


def test_optimizers_are_compared_on_a_suite_of_it():
    problems = [
        gd.Problem.of(LeastSquares(EXACT, targets), minimum=0, name=name, starts=4)
        for name, targets in {"one": [1, 2], "other": [-3, 0.5]}.items()
    ]
    suite = gd.Suite("squares", tuple(problems))
    found = gd.compare(suite, [gd.SGD(), gd.Newton()], budget=4, steps=60, fresh=64)
    assert set(found["problem"].values) == {"one", "other"}
    assert bool(found["hit"].notnull().any())


def test_a_run_is_diagnosed():
    too_fast = gd.Experiment(objective(), gd.SGD(lr=2.0), steps=200)
    assert gd.learn.diagnosis(too_fast).data["finding"] == "divergence"
    slow = gd.Experiment(objective(), gd.SGD(lr=1e-5), steps=50)
    assert gd.learn.diagnosis(slow).data["finding"] in ("slow", "plateau")


def test_a_step_on_it_is_explained():
    told = gd.explain(gd.Experiment(objective(), gd.SGD(lr=0.1), steps=3), at=(1, -2))
    (gradient,) = objective().gradient([(1, -2)])
    assert told.data["gradient"] == pytest.approx(gradient.tolist())
    assert any(step.formula == "(dL/dx1, dL/dx2)" for step in told.steps)
    rates = gd.learn.learning_rate(objective(), steps=50, start=(1, -2))
    largest = np.linalg.eigvalsh(objective().curvature)[-1]
    assert rates.data["curvature"]["start"] == pytest.approx(largest, rel=1e-4)


@needs_qt
class TestInTheWindow:
    @pytest.fixture
    def window(self, qtbot, tmp_path):
        from PySide6.QtCore import QSettings
        from PySide6.QtWidgets import QMessageBox

        from gdsim.app.model.workbench import Workbench
        from gdsim.app.window import Window
        from gdsim.app.worker.opening import open_session
        from gdsim.app.worker.worker import Worker
        from tests.app.shared_window import shows_runs

        settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
        opened = []

        def made(problem):
            experiment = gd.Experiment(problem, ["sgd", "adam"], lr=0.05, steps=40)
            window = Window(Workbench(experiment), Worker(open_session), settings)
            qtbot.addWidget(window)
            window.files.ask = lambda: QMessageBox.StandardButton.Discard
            window.show()
            opened.append(window)
            qtbot.waitUntil(lambda: shows_runs(window), timeout=120_000)
            return window

        yield made
        for each in opened:
            each.close()

    def test_it_is_drawn_where_it_has_two_variables(self, window, qtbot):
        shown = window(objective())
        assert shown.stage.pages.currentWidget() is shown.stage.map
        assert shown.stage.title.text() == "Least squares, 3 x 2"
        assert "edited in its file" in shown.panel.objective.error.text()
        assert "f" in shown.stage.map.read(1.0, 2.0)
        shown.playing.step()
        qtbot.waitUntil(lambda: (shown.drawing.look(), shown.frame.step == 1)[1], timeout=60_000)
        assert shown.workbench.replace(start=(2.0, 2.0)) is None
        assert shown.workbench.switch_to("function") is None
        assert shown.workbench.switch_to("network") is None

    def test_its_script_has_the_text_of_its_file(self):
        from gdsim.app.model.script import as_python

        experiment = gd.Experiment(objective(ridge=[0.1, 0.7]), ["sgd", "adam"], steps=9)
        names = {}
        exec(as_python(experiment).split("result =")[0], names)
        assert names["experiment"] == experiment

    def test_of_more_variables_a_plane_is_drawn(self, window):
        shown = window(objective(matrix=THREE))
        assert shown.stage.pages.currentWidget() is shown.stage.map
        assert [line.texts[0] for line in shown.verdicts.rows.lines] == ["SGD", "Adam"]
