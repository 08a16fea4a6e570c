"""Kernels that call the objective have the bits of those that contain it, for any objective."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import gdsim as gd
from gdsim.engine import warming
from gdsim.engine.backends import cpu
from gdsim.engine.cache import Source
from gdsim.engine.modules import called, caller, calling, soonest, sources
from gdsim.engine.program import Program

FIRST = "x**2 + 1.7*y**2 + 0.3*sin(3*x*y)"
OTHER = "0.2*x**4 - x**2*y + exp(-y) + 3*y**2"


def experiment(text: str) -> gd.Experiment:
    """Methods that use a Hessian, that take the gradient elsewhere, and others; some diverge."""
    return gd.Experiment(
        text,
        ["adam", "newton", gd.ScheduleFreeSGD()],
        lr=gd.logspace(0.01, 5.0, 5),
        start=gd.uniform(15, seed=3),
        schedule=gd.Cosine(warmup=3),
        steps=60,
        noise=0.1,
        clip_norm=3.0,
        record=("loss", "params", "gradient_point", "grad_norm"),
        every=7,
    )


def programs(text: str) -> list[Program]:
    return experiment(text).programs()


def test_they_have_the_same_bits() -> None:
    for program in programs(FIRST):
        other = calling(program)
        assert other is not None
        plain, found = cpu.run(program), cpu.run(other)
        for name in ("loss", "best_loss", "grad_norm", "steps", "verdict", "params"):
            same = getattr(plain, name).tobytes() == getattr(found, name).tobytes()
            assert same, (program.optimizer, name)
        for name, trace in plain.traces.items():
            np.testing.assert_array_equal(found.traces[name], trace, err_msg=name)


def test_of_another_function_only_the_objective_is_another_module() -> None:
    for first, other in zip(programs(FIRST), programs(OTHER), strict=True):
        pair = calling(first), calling(other)
        assert pair[0] is not None and pair[1] is not None
        assert caller(first) == caller(other) in sources(pair[0])
        assert set(sources(pair[0])) ^ set(sources(pair[1])) == set(map(called, pair))
        assert caller(replace(first, dtype="float64")) != caller(first)


def test_functions_with_parameters_and_networks_have_none() -> None:
    halted = experiment(FIRST).replace(stop="loss < x").programs()[0]
    assert calling(halted) is None and caller(halted) is None
    assert calling(gd.Experiment("rosenbrock", "sgd").programs()[0]) is None
    network = gd.Experiment(gd.Network([2, 3, 1], data="xor", loss="mse"), "sgd").programs()[0]
    assert calling(network) is None and caller(network) is None


def test_a_session_that_is_to_begin_soon_takes_what_is_compiled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = [source.name for each in programs(FIRST) for source in sources(each)]
    monkeypatch.setattr(Source, "is_compiled", property(lambda source: source.name in known))
    assert all(soonest(each) is each for each in programs(FIRST) + programs(OTHER))
    assert warming.missing_objectives(programs(OTHER)) == []
    known += [caller(each).name for each in programs(OTHER)]  # type: ignore[union-attr]
    awaited = warming.missing_objectives(programs(OTHER))
    assert len(awaited) == 2  # one with a Hessian, one without
    assert all(soonest(each) is each for each in programs(OTHER))
    known += [each.name for each in awaited]
    assert all(soonest(each).calls_objective for each in programs(OTHER))
    assert not any(soonest(each).calls_objective for each in programs(FIRST))
    one = experiment(OTHER).replace(optimizers="newton")
    soon, plain = gd.Session(one, soon=True), gd.Session(one)
    for session in (soon, plain):
        session.advance(60)
    np.testing.assert_array_equal(soon.snapshot().params, plain.snapshot().params)
    assert not soon.restart_as(one)  # it is to have the usual kernels


def test_the_objective_is_compiled_first(monkeypatch: pytest.MonkeyPatch) -> None:
    batches: list[list[Source]] = []

    class Helpers:
        done = 0

        def __init__(self, needed: list[Source], reserve: object) -> None:
            batches.append(list(needed))

        def __enter__(self) -> Helpers:
            return self

        def __exit__(self, *_: object) -> None:
            return None

        def wait(self, seconds: float) -> bool:
            return False

        def compile_all(self, needed: list[Source]) -> bool:
            return False

    given = programs("x**2 + 7*y**2")
    strides = [caller(each).name for each in given]  # type: ignore[union-attr]
    monkeypatch.setattr(Source, "is_compiled", property(lambda source: source.name in strides))
    monkeypatch.setattr(Source, "load", lambda source: None)
    monkeypatch.setattr(warming, "Helpers", Helpers)
    reserve = warming.Reserve()
    monkeypatch.setattr(warming.Reserve, "__bool__", lambda _: True)
    warming.warm(given, lambda done, total: None, reserve)
    first, then = batches
    assert [source.kind for source in first] == ["objective", "objective"]
    assert then == warming.missing(given) and len(then) > 3


def test_what_cannot_run_otherwise_is_compiled_first(monkeypatch: pytest.MonkeyPatch) -> None:
    adam, newton, schedule_free = wanted = programs(OTHER)
    strides = {program.optimizer: sources(program)[-1] for program in wanted}
    known = {each.name for program in wanted for each in sources(program)}
    known -= {each.name for each in strides.values()}
    known |= {caller(adam).name, called(adam).name}  # type: ignore[union-attr]
    monkeypatch.setattr(Source, "is_compiled", property(lambda source: source.name in known))
    order = warming.unready_first(wanted)
    assert order == [newton, schedule_free, adam]
    assert warming.missing(order) == [strides[each.optimizer] for each in order]
