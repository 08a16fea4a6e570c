"""Opening sessions, with and without helper processes."""

import time

import pytest

import gdsim as gd
from gdsim.app import compiling
from gdsim.app.compiling import Compiler, smaller


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


def test_a_helper_draws_few_runs_of_the_same_kind(experiment):
    cloud = experiment.replace(start=gd.uniform(10_000, seed=3))
    small = smaller(cloud, gd.Yogi())
    assert small.runs == compiling.SMALL and small.optimizers == (gd.Yogi(),)
    assert smaller(experiment, gd.Yogi()).start == experiment.start


@pytest.mark.slow
def test_helpers_leave_kernels_that_this_process_finds(six):
    one = six.replace(optimizers=["sgd"])
    compiler = Compiler()
    compiler._compile(one, 0, lambda *_: None)
    session = compiler.open_session(one, lambda *_: None)
    compiler.close()
    assert session.advance(10) == 10
