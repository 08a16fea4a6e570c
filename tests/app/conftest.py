"""Shared by the window's tests: a plain session, an experiment, and parts that are closed again."""

from __future__ import annotations

import threading
from functools import lru_cache
from types import SimpleNamespace

import numpy as np
import pytest

import gdsim as gd
from gdsim.engine.verdict import Verdict
from tests.conftest import WITHOUT_QT

if not WITHOUT_QT:  # with which all tests here are skipped
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication

    from gdsim.app.look import style_sheet, type_size
    from gdsim.app.look.formula import Formulas
    from gdsim.app.look.theme import LIGHT
    from gdsim.app.model.workbench import Workbench
    from gdsim.app.window import Window
    from gdsim.app.worker import compiling
    from gdsim.app.worker.background import Background
    from gdsim.app.worker.making import Superseded
    from gdsim.app.worker.worker import Worker
    from tests.app.shared_window import SharedWindow, agree, shows_runs, undress


@lru_cache(1 << 17)
def _value_and_gradient(objective, point):
    """Those of an objective at a point: windows of many tests show the same runs."""
    return objective.expression.value(list(point)), objective.expression.gradient_at(list(point))


class FakeSession:
    """Gradient descent on any objective of an experiment; every run of it with lr 1e-3."""

    first_step = 0

    def __init__(self, experiment) -> None:
        self.experiment = experiment
        self.calls: list[tuple[str, int]] = []
        self.threads: set[int] = set()
        self.reset()

    def reset(self) -> None:
        """Back to the start."""
        experiment = self.experiment
        lines = [c.values for c in experiment.start_coordinates.values()]
        runs = max(map(len, lines))
        start = np.stack([np.broadcast_to(line, runs) for line in lines], axis=-1)
        self.params = np.repeat(start[None].astype(float), len(experiment.optimizers), axis=0)
        self.step = 0
        self.trace = {"loss": [], "params": [], "grad_norm": []}
        self._record()

    @property
    def finished(self) -> bool:
        """All steps taken."""
        return self.step >= self.experiment.steps

    def advance(self, n: int) -> int:
        """Take up to n steps."""
        self.calls.append(("advance", n))
        self.threads.add(threading.get_ident())
        count = min(n, self.experiment.steps - self.step)
        for _ in range(count):
            self.params = self.params - 1e-3 * self._each(1)
            self.step += 1
            if self.step in self.experiment.recorded_steps:
                self._record()
        return count

    def rewind(self, step: int) -> None:
        """Back to a step."""
        self.calls.append(("rewind", step))
        self.reset()
        self.advance(step)

    def restart_as(self, experiment):
        """A session for each experiment: tests count them."""
        return False

    def snapshot(self, runs=None):
        """The current state of the runs."""
        assert runs is None  # of so few runs all are wanted
        loss = self._loss()
        steps = np.full(loss.shape, self.step)
        verdict = np.full(loss.shape, int(Verdict.RUNNING), np.uint8)
        return SimpleNamespace(
            step=self.step, loss=loss, best_loss=loss, grad_norm=np.ones_like(loss), steps=steps,
            verdict=verdict, params=self.params.copy(), finals={},
        )  # fmt: skip

    def params_of_every(self, count):
        """The parameters of runs that are so many apart."""
        return self.params[:, ::count].copy()

    def traces(self, runs=None, slots=None, names=None):
        """What was recorded, of some runs at some slots if asked."""
        loss, params = self.trace["loss"], self.trace["params"]
        loss, params = np.stack(loss, axis=-1), np.stack(params, axis=-2)
        if runs is not None:
            loss, params = loss[:, runs][:, :, slots], params[:, runs][:, :, slots]
        return {"loss": loss, "params": params, "grad_norm": np.ones_like(loss)}

    def _record(self) -> None:
        self.trace["loss"].append(self._loss())
        self.trace["params"].append(self.params.copy())

    def _loss(self):
        return self._each(0)

    def _each(self, which):
        """The values (0) or gradients (1) of all runs, which are the same for each optimizer."""
        objective = self.experiment.objective
        values = [_value_and_gradient(objective, tuple(p))[which] for p in self.params[0].tolist()]
        return np.repeat(np.array(values, float)[None], len(self.params), axis=0)


@pytest.fixture(autouse=True)
def usual_type_size():
    """A window that a test has enlarged leaves no large type to the next test."""
    yield
    app = QApplication.instance()
    if type_size.now() != 1.0:
        type_size.choose(1.0)
    if app is not None and app.font().pixelSize() > type_size.px(type_size.NORMAL):
        undress()
        style_sheet.prepare(app, LIGHT)


@pytest.fixture(autouse=True)
def unhelped(monkeypatch):
    """The kernels of tests are few: to start a helper takes longer than to compile them."""
    if not WITHOUT_QT:
        monkeypatch.setattr(compiling, "HELPED", 10**6)


@pytest.fixture
def fake_session():
    return FakeSession


@pytest.fixture
def experiment():
    return plain_experiment()


def plain_experiment():
    return gd.Experiment(
        gd.Function("rosenbrock", b=20),
        ["sgd", gd.Adam(lr=0.05, beta1=0.8), "lion"],
        start=(-1.1, 0.7),
        steps=500,
    )


@pytest.fixture
def workbench(qapp, experiment):
    return Workbench(experiment)


@pytest.fixture
def background(qapp):
    helper = Background()
    yield helper
    helper.close()


@pytest.fixture
def formulas(background):
    return Formulas(background)


@pytest.fixture
def settings(tmp_path):
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


def plain_session(experiment, _):
    """The plain session; it has functions alone, and networks are never ready."""
    if not experiment.objective.has_domain:
        raise Superseded
    return FakeSession(experiment)


@pytest.fixture
def window(qtbot, workbench, settings):
    """A window whose session is the plain one."""
    undress()
    opened = Window(workbench, Worker(plain_session), settings)
    qtbot.addWidget(opened)
    agree(opened)
    opened.show()
    qtbot.waitExposed(opened)
    qtbot.waitUntil(lambda: opened.frame is not None and opened.frame.scene is not None)
    yield opened
    opened.close()


@pytest.fixture
def make(qtbot):
    """Makes a control, shows it, and has it closed; before that, what computes for it ends."""

    def made(kind, *arguments):
        control = kind(*arguments)
        helpers = [each for each in arguments if isinstance(each, Background)]
        qtbot.addWidget(control, before_close_func=lambda _: [each.close() for each in helpers])
        control.show()
        return control

    return made


@pytest.fixture
def network():
    """Makes small networks that tell a disc from a ring."""

    def made(**changes):
        given = {
            "layers": [2, 4, 1],
            "loss": "binary_cross_entropy",
            "data": gd.datasets.circle(samples=60, noise=0.05, seed=3, test=0.4),
            "batch_size": 16,
            **changes,
        }
        return gd.Network(**given)

    return made


@pytest.fixture
def training(network):
    """Two optimizers, three rates and two seeds on a small network."""
    objective = network(init_seed=[5, 6])
    return gd.Experiment(objective, ["sgd", "adam"], lr=[0.02, 0.3, 0.7], steps=90)


@pytest.fixture
def open_window(qtbot, qapp, settings):
    """Opens windows on experiments, with sessions as they are, and closes them."""
    opened = []

    def made(experiment):
        from gdsim.experiment.session import Session

        undress()
        window = Window(Workbench(experiment), Worker(lambda e, _: Session(e)), settings)
        qtbot.addWidget(window)
        agree(window)
        window.show()
        qtbot.waitExposed(window)
        opened.append(window)
        # the kernels may have to be compiled first
        qtbot.waitUntil(lambda: shows_runs(window), timeout=120_000)
        return window

    yield made
    for window in opened:
        window.close()


@pytest.fixture(scope="module")
def shared(qapp, tmp_path_factory):
    """The window that tests of a file share."""
    path = tmp_path_factory.mktemp("window") / "settings.ini"
    settings = QSettings(str(path), QSettings.Format.IniFormat)
    held = SharedWindow(settings, plain_experiment, plain_session)
    yield held
    held.close()


@pytest.fixture
def shared_window(qtbot, shared):
    """The shared window, whose session is the plain one."""
    yield shared.take(qtbot)
    shared.put_back(qtbot)
