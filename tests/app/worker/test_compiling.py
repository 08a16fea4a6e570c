"""Opening sessions, with and without helper processes."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import gdsim as gd
from gdsim.app.worker import compiling
from gdsim.app.worker.compiling import Compiler, smaller


class Stop(Exception):  # noqa: N818
    pass


class Pool:
    """Notes what helpers are asked, and has it done at once."""

    def __init__(self, *_, **__):
        self.asked = []

    def submit(self, function, experiment):
        from concurrent.futures import Future

        self.asked.append(experiment.optimizers[0].name)
        future = Future()
        future.set_result(None)
        return future


@pytest.fixture
def six(experiment):
    return experiment.replace(optimizers=["sgd", "adam", "lion", "yogi", "adagrad", "rprop"])


def test_warm_kernels_are_loaded_in_this_process(monkeypatch, six):
    monkeypatch.setattr(compiling, "ProcessPoolExecutor", None)
    told, opened = [], []
    compiler = Compiler(lambda e: opened.append(len(e.optimizers)) or "session")
    assert compiler.open_session(six, lambda *at: told.append(at)) == "session"
    assert opened == [1] * 6 + [6] and told == [(n, 6) for n in range(6)]


def test_the_rest_of_cold_kernels_goes_to_helpers(monkeypatch, six):
    monkeypatch.setattr(compiling, "COLD", 0.01)
    pools, opened, told = [], [], []
    monkeypatch.setattr(
        compiling, "ProcessPoolExecutor", lambda *a, **k: pools.append(Pool()) or pools[-1]
    )

    def slow(experiment):
        time.sleep(0.015)
        opened.append([choice.name for choice in experiment.optimizers])

    Compiler(slow).open_session(six, lambda *at: told.append(at))
    assert pools[0].asked == ["lion", "yogi", "adagrad", "rprop"]
    assert opened[:2] == [["sgd"], ["adam"]] and len(opened) == 3 and told[-1] == (6, 6)


def test_opening_can_be_given_up(six):
    def progress(done, total):
        if done == 2:
            raise Stop

    opened = []
    with pytest.raises(Stop):
        Compiler(opened.append).open_session(six, progress)
    assert len(opened) == 2


def test_helpers_are_not_asked_for_kernels_of_what_was_given_up(monkeypatch, six):
    asked = []

    class Busy(Pool):
        def submit(self, function, experiment):
            from concurrent.futures import Future

            asked.append(Future())
            return asked[-1]

    monkeypatch.setattr(compiling, "COLD", 0.01)
    monkeypatch.setattr(compiling, "ProcessPoolExecutor", lambda *_, **__: Busy())
    for given_up in range(2):  # at once, or while they compile
        asked.clear()
        told = []

        def progress(done, total, told=told, given_up=given_up):
            told.append(done)
            if len(asked) and len(told) > given_up + 2:
                raise Stop

        with pytest.raises(Stop):
            Compiler(lambda _: time.sleep(0.015)).open_session(six, progress)
        assert len(asked) == 4 and all(each.cancelled() for each in asked)


def test_a_helper_draws_few_runs_of_the_same_kind(experiment):
    cloud = experiment.replace(start=gd.uniform(10_000, seed=3))
    small = smaller(cloud, gd.Yogi())
    assert small.runs == compiling.SMALL and small.optimizers == (gd.Yogi(),)
    assert smaller(experiment, gd.Yogi()).start == experiment.start


def test_all_kernels_of_a_network_go_to_helpers_the_first_one_alone(monkeypatch, training):
    pools, order, told = [], [], []

    class Noting(Pool):
        def submit(self, function, experiment):
            assert function is compiling.compiled and experiment.runs <= 4
            order.append(experiment.optimizers[0].name)
            return super().submit(function, experiment)

    monkeypatch.setattr(
        compiling, "ProcessPoolExecutor", lambda *a, **k: pools.append(Noting()) or pools[-1]
    )
    many = training.replace(optimizers=["sgd", gd.Adam(), gd.Adam(beta1=0.8), "lion"])
    compiler = Compiler(lambda e: order.append(len(e.optimizers)) or "session")
    assert compiler.open_session(many, lambda *at: told.append(at)) == "session"
    # two Adams share a kernel; the session is opened when all is compiled
    assert order[0] == "sgd" and sorted(order[1:3]) == ["adam", "lion"] and order[3:] == [4]
    assert told[0] == (0, 3) and told[-1] == (3, 3) and len(pools) == 1
    compiler.open_session(many.replace(steps=7, lr=[0.5, 0.6]), lambda *_: None)
    assert order[4:] == [4]  # known by now
    wider = many.replace(objective=many.objective.replace(layers=[2, 9, 9, 1], l2=0.1))
    compiler.open_session(wider, lambda *_: None)
    assert order[5:] == [4]  # the same parts
    other = many.replace(objective=many.objective.replace(activation="relu"))
    compiler.open_session(other, lambda *_: None)
    assert len(order) == 6 + 3 + 1


def test_complete_kernels_are_noted_for_the_next_start(monkeypatch, training, tmp_path):
    monkeypatch.setattr(compiling, "ProcessPoolExecutor", lambda *_, **__: Pool())
    Compiler(lambda e: None, tmp_path).open_session(training, lambda *_: None)
    assert len(list(tmp_path.glob("complete_*"))) == 2
    monkeypatch.setattr(compiling, "ProcessPoolExecutor", None)
    opened = []
    Compiler(opened.append, tmp_path).open_session(training, lambda *_: None)
    assert opened == [training]
    for other in ({"schedule": "cosine"}, {"modifiers": "cautious"}):
        with pytest.raises(TypeError):  # helpers are asked for other kernels
            Compiler(opened.append, tmp_path).open_session(
                training.replace(**other), lambda *_: None
            )


def test_a_helper_has_two_values_of_each_axis_of_a_network(training):
    rates = gd.logspace(1e-3, 1.0, 50)
    axes = training.objective.replace(init=gd.inits.normal(std=[1, 2, 3]), l2=[0.0, 0.1, 0.2])
    many = training.replace(objective=axes, lr=rates, noise=[0.1, 0.2, 0.3], schedule=[
        gd.Cosine(warmup=[1, 2, 3]), "constant",
    ])  # fmt: skip
    small = smaller(many, gd.Adam(beta1=[0.1, 0.2, 0.3]))
    assert dict(zip(small.dims, small.shape, strict=True)) == {
        "optimizer": 1, "schedule": 2, "l2": 2, "init_seed": 2, "std": 2, "lr": 2, "beta1": 2,
        "warmup": 2, "noise": 2,
    }  # fmt: skip
    assert list(small.lr.values) == list(rates.values[:2])


@pytest.mark.slow
def test_helpers_leave_kernels_that_this_process_finds(six):
    one = six.replace(optimizers=["sgd"])
    compiler = Compiler()
    compiler._compile(one, 0, lambda *_: None)
    session = compiler.open_session(one, lambda *_: None)
    compiler.close()
    assert session.advance(10) == 10


HELD = """
import signal, sys, time
import gdsim as gd
from gdsim.app.worker import compiling
from gdsim.app.worker.compiling import Compiler

def compiled(experiment):  # as long as one takes where there are no kernels yet
    time.sleep(3)

def progress(done, total):
    print(*(pool for pool in compiler._pool._processes), flush=True)
    time.sleep(60)

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
    compiling.compiled = compiled
    compiler = Compiler(lambda experiment: time.sleep(0.3))
    six = ["sgd", "lion", "adam", "yogi", "nadam", "rprop"]
    compiler.open_session(
        gd.Experiment("sphere", six), lambda *at: progress(*at) if compiler._pool else None
    )
"""


@pytest.mark.skipif(not Path("/proc").exists(), reason="asks /proc which processes there are")
@pytest.mark.parametrize("number", ["SIGTERM", "SIGKILL", "SIGINT"])
def test_helpers_end_with_the_window_whatever_ends_that(tmp_path, number):
    script = tmp_path / "held.py"
    script.write_text(HELD)
    window = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True)
    with window:
        helpers = window.stdout.readline().split()
        assert helpers and all(Path("/proc", each).exists() for each in helpers)
        os.kill(window.pid, getattr(signal, number))
        window.wait(30)
        until = time.monotonic() + 30
        while time.monotonic() < until and any(map(_runs, helpers)):
            time.sleep(0.05)
        assert not any(map(_runs, helpers))


def _runs(process):
    """Whether a process is there and not only waits for its end to be noted."""
    try:
        return Path("/proc", process, "stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
