"""The description of every optimizer and schedule, and the precision it computes in."""

from __future__ import annotations

import re

import numpy as np
import pytest

from gdsim.base.ranges import Flag
from gdsim.catalogue import optimizers, schedules
from gdsim.catalogue.definitions import Optimizer
from gdsim.catalogue.discovery import arguments
from tests.reference.driver import bind, complete

ALL = {**optimizers.catalogue(), **{f"schedule {n}": d for n, d in schedules.catalogue().items()}}
STEPPERS = optimizers.catalogue()


def test_the_catalogue_has_every_method_once() -> None:
    assert len(STEPPERS) == 26
    assert len(schedules.catalogue()) == 11
    names = [d.name for d in ALL.values()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", ALL)
def test_texts_are_for_a_learner(name: str) -> None:
    definition = ALL[name]
    module = name.removeprefix("schedule ").replace("_", "")
    assert definition.name.lower() == module
    assert definition.name.isidentifier()
    assert 1 <= len(re.findall(r"[.](?= |$)", definition.summary)) <= 2
    assert definition.summary.endswith(".")
    assert len(definition.source) > 10
    for setting in definition.hyper.values():
        assert setting.summary.endswith("."), setting


@pytest.mark.parametrize("name", ALL)
def test_formula_can_be_drawn(name: str) -> None:
    from matplotlib.mathtext import MathTextParser

    box = MathTextParser("path").parse(f"${ALL[name].formula}$")
    assert box.width > 0


@pytest.mark.parametrize("name", ALL)
def test_defaults_are_allowed(name: str) -> None:
    for setting, hyper in ALL[name].hyper.items():
        if not isinstance(hyper, Flag):
            assert hyper.default in hyper.range, setting
            assert not hyper.whole or hyper.default == int(hyper.default)
            assert not hyper.log or hyper.default > 0


@pytest.mark.parametrize("name", STEPPERS)
def test_every_setting_is_used(name: str) -> None:
    definition = STEPPERS[name]
    used = set(arguments(definition.step))
    used |= set(arguments(definition.prepare)) if definition.prepare else set()
    used |= set(arguments(definition.gradient_point)) if definition.gradient_point else set()
    used |= {v for v in definition.state.values() if isinstance(v, str)}
    assert set(definition.hyper) <= used
    assert set(definition.coefficients) <= set(arguments(definition.step))


def one_update(definition: Optimizer, number: type) -> list:
    """The results of `prepare` and `step` in the fifth update, from numbers of one type."""
    hyper = complete(definition, {}, number)
    known = {**hyper, **{n: number(0.4) for n in definition.shared}, "t": number(5), "n": 2}
    results = []
    if definition.prepare:
        results += bind(definition.prepare, known)
        known |= dict(zip(definition.coefficients, results, strict=False))
        assert len(results) == len(definition.coefficients) + len(definition.shared)
    if definition.hessian:
        p, g = [number(1), number(2)], [number(-1), number(3)]
        bind(definition.step, {**known, "p": p, "g": g, "h": [number(x) for x in (3, -1, -1, -2)]})
        return [*results, *p]
    if definition.tensor:
        p, g = [number(1), number(2)], [number(-1), number(3)]
        slots = {n: [number(0.3)] * 2 for n in (*definition.state, *definition.scratch)}
        shape = {"rows": 2, "columns": 1, "vector": False}
        bind(definition.step, {**known, **shape, **slots, "p": p, "g": g})
        return [*results, *p, *(x for n in definition.state for x in slots[n])]
    known |= {slot: number(0.3) for slot in definition.state}
    known |= {"p": number(1.5), "g": number(-0.25), "y": number(1.5)}
    if definition.gradient_point:
        known["y"] = bind(definition.gradient_point, known)
        results.append(known["y"])
    new = bind(definition.step, known)
    assert isinstance(new, tuple) == bool(definition.state)
    assert not definition.state or len(new) == 1 + len(definition.state)
    return [*results, *(new if definition.state else [new])]


@pytest.mark.parametrize("number", [float, np.float32, np.float64])
@pytest.mark.parametrize("name", STEPPERS)
def test_precision_of_the_numbers_is_kept(name: str, number: type) -> None:
    for result in one_update(STEPPERS[name], number):
        assert type(result) is number


@pytest.mark.parametrize("name", STEPPERS)
def test_float32_is_float64_rounded(name: str) -> None:
    single, double = (one_update(STEPPERS[name], t) for t in (np.float32, np.float64))
    np.testing.assert_allclose(single, double, rtol=1e-6)


@pytest.mark.parametrize("name", [n for n, d in STEPPERS.items() if not d.hessian and not d.tensor])
def test_gradient_that_is_not_a_number_spoils_the_run(name: str) -> None:
    definition = STEPPERS[name]
    hyper = complete(definition, {}, np.float64)
    known = {**hyper, **{n: np.float64(0.4) for n in definition.shared}, "t": np.float64(5)}
    if definition.prepare:
        known |= dict(zip(definition.coefficients, bind(definition.prepare, known), strict=False))
    known |= {slot: np.float64(0.3) for slot in definition.state}
    places = {"p": np.float64(1.5), "y": np.float64(1.5), "g": np.float64("nan")}
    new = bind(definition.step, {**known, **places})
    assert np.isnan(new[0] if definition.state else new)


@pytest.mark.parametrize("beta2", [0.9, 0.99, 0.999, 0.9999])
def test_radam_knows_its_window_in_float32(beta2: float) -> None:
    """The paper's formula is off by 0.1 and more here: it subtracts two numbers near 2000."""
    from mpmath import mp, mpf

    radam = STEPPERS["radam"]
    rounded = mpf(float(np.float32(beta2)))
    known = {"beta1": np.float32(0.9), "beta2": np.float32(beta2)}
    known |= {n: np.float32(0) for n in radam.shared}
    with mp.workdps(40):
        for t in range(1, 200):
            window, _, *shared = bind(radam.prepare, known)
            known |= dict(zip(radam.shared, shared, strict=True))
            exact = 2 / (1 - rounded) - 1 - 2 * t * rounded**t / (1 - rounded**t)
            assert float(window) == pytest.approx(float(exact), rel=3e-6)


@pytest.mark.parametrize("name", [n for n, d in STEPPERS.items() if "weight1" in d.shared])
def test_bias_corrections_settle_without_underflow(name: str) -> None:
    definition = STEPPERS[name]
    known = complete(definition, {}, np.float32)
    known |= {n: np.float32(v) for n, v in definition.shared.items()}
    # In float32 0.9**t underflows after 830 steps.
    for t in range(1, 2000):
        results = bind(definition.prepare, {**known, "t": np.float32(t)})
        known |= dict(zip(definition.shared, results[len(definition.coefficients) :], strict=True))
        assert all(x == 0 or abs(x) > 1e-30 for x in results)
    assert known["weight1"] == pytest.approx(1, abs=1e-4)
