"""One optimizer step: the terms are those of the definition, the numbers those of the kernel."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from matplotlib.mathtext import MathTextParser

import gdsim as gd
from gdsim.base.figures import written
from gdsim.base.ranges import Flag
from gdsim.catalogue import optimizers
from gdsim.catalogue.choices import methods
from gdsim.learn.steps.optimizer_step import optimizer_step
from gdsim.learn.steps.roles import ROLES
from tests.engine.test_trajectories import BOTH, COMPARED, SHARE
from tests.reference.objectives import OBJECTIVES
from tests.reference.trajectories import STEPS, Case

CATALOGUE = optimizers.catalogue()
# One case an optimizer, of those whose kernels the tests of kernels compile as well.
CASES = {case.optimizer: case for case in COMPARED}
XOR = gd.Network([2, 3, 1], data="xor", init_seed=5)
TENSORS = {
    "lamb": {"lr": 0.03, "beta1": 0.8, "weight_decay": 0.1},
    "adafactor": {"lr": 0.05, "d": 1.5, "weight_decay": 0.2},
    "muon": {"lr": 0.02, "momentum": 0.8, "nesterov": False},
}


def choice(case: Case) -> Any:
    return methods("optimizer")[case.optimizer](**case.settings)


def function(case: Case) -> gd.Function:
    if case.function in SHARE:
        return gd.Function(BOTH, a=SHARE[case.function])
    return gd.Function(OBJECTIVES[case.function].text)


def schedule(case: Case) -> Any:
    return methods("schedule")[case.schedule](**case.schedule_settings)


def term(found: Any, name: str, role: str | None = None) -> dict[str, Any]:
    return [t for t in found.data["terms"] if t["name"] == name and role in (None, t["role"])][-1]


def same_to_the_last_digit(found: list[float], expected: Any) -> None:
    assert [written(x) for x in found] == [written(float(x)) for x in expected]
    np.testing.assert_allclose(found, expected, rtol=1e-13)


@pytest.mark.parametrize("name", sorted(CASES))
def test_step_agrees_with_the_compiled_kernel(name: str) -> None:
    case = CASES[name]
    objective = OBJECTIVES[case.function]
    experiment = gd.Experiment(
        function(case),
        choice(case),
        start=list(objective.start),
        schedule=schedule(case),
        steps=STEPS,
        record=["params"],
        every=10,
        dtype="float64",
        tolerance=0,
    )
    kernel = experiment.run()["trace_params"].values.reshape(-1, len(objective.start))
    for slot in (1, 3):
        found = optimizer_step(
            choice(case),
            function(case),
            list(objective.start),
            10 * slot - 1,
            schedule(case),
            STEPS,
        )
        same_to_the_last_digit(found.data["after"], kernel[slot])
        assert np.ravel(term(found, "p")["value"]).tolist() == found.data["after"]


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("newton", {"lr": 0.7, "damping": 0.01, "floor": 1e-3}),
        ("qhm", {"lr": 0.002, "beta": 0.9, "nu": 0.6, "weight_decay": 0.03}),
        ("qhadam", {"lr": 0.05, "nu1": 0.6, "nu2": 0.9, "weight_decay": 0.02}),
    ],
)
def test_step_tells_what_the_compiled_kernel_gets_if_asked(
    name: str, settings: dict[str, float]
) -> None:
    given = methods("optimizer")[name](**settings)
    found = optimizer_step(given, "rosenbrock", [-1.2, 0.7], 4, compiled=True)
    assert found.steps[-1].check is not None and found.steps[-1].name == "new p"
    same_to_the_last_digit(found.data["after"], found.steps[-1].check["value"])
    assert found.steps[-1].value == tuple(found.data["after"])


@pytest.mark.parametrize("name", sorted(TENSORS))
def test_methods_of_whole_matrices_agree_with_the_compiled_kernel(name: str) -> None:
    given = methods("optimizer")[name](**TENSORS[name])
    experiment = gd.Experiment(XOR, given, steps=3, dtype="float64")
    found = optimizer_step(given, XOR, step=2)
    same_to_the_last_digit(found.data["after"], np.ravel(experiment.run()["params"]))
    assert {t["name"].split(":")[0] for t in found.data["terms"]} >= {"W1", "b1", "W2", "b2"}


def test_every_optimizer_is_compared() -> None:
    assert {*CASES, *TENSORS} == set(CATALOGUE)


def test_mini_batches_and_rates_of_layers_are_those_of_the_kernel() -> None:
    data = gd.datasets.moons(samples=40, noise=0.1)
    network = gd.Network(
        [2, 3, 1], "relu", loss="binary_cross_entropy", data=data, batch_size=7, l2=0.01, l1=0.002,
        lr_scale=[0.5, 2.0], init_seed=3,
    )  # fmt: skip
    given = gd.Momentum(lr=0.1, momentum=0.7)
    experiment = gd.Experiment(network, given, steps=4, dtype="float64")
    found = optimizer_step(given, network, step=3, steps=4)
    same_to_the_last_digit(found.data["after"], np.ravel(experiment.run()["params"]))
    shown = [v for v in term(found, "velocity")["value"]]
    largest = sorted(np.abs(found.data["gradient"]))[-4:]
    assert len(shown) == 4 and min(largest) > 0


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_every_term_has_a_formula_a_value_and_a_meaning(name: str) -> None:
    found = optimizer_step(name, step=2)
    assert found.steps[1].name == "textbook" and found.steps[1].formula
    letters = CATALOGUE[name].letters  # of the textbook's formula, which has no numbers
    assert [each.name for each in found.steps[2 : 2 + len(letters)]] == list(letters)
    for latex in letters.values():
        MathTextParser("path").parse(f"${latex}$")
    for each in found.steps[2 + len(letters) :]:
        assert each.sentence.endswith(".") and each.value is not None
        assert each.formula or each.name in ("|new p|", "new p")
    assert {t["role"] for t in found.data["terms"]} <= set(ROLES)
    assert found.conclusion.startswith("Update 3 moves")


@pytest.mark.parametrize("name", sorted(n for n, d in CATALOGUE.items() if not d.tensor))
def test_formulas_are_set_by_mathtext(name: str) -> None:
    for each in optimizer_step(name, step=1).steps:
        if each.latex and "mathtt" not in each.latex:
            MathTextParser("path").parse(f"${each.latex}$")


# What each slot of memory is for, as its paper has it.
MEMORIES = {
    "adam": {"m": "momentum", "v": "curvature"},
    "adabelief": {"m": "momentum", "s": "curvature"},
    "adamax": {"m": "momentum", "largest": "curvature"},
    "amsgrad": {"m": "momentum", "v": "curvature", "v_max": "curvature"},
    "yogi": {"m": "momentum", "v": "curvature"},
    "rmsprop": {"square_mean": "curvature", "velocity": "momentum"},
    "adadelta": {"square_mean": "curvature", "move_mean": "curvature"},
    "lion": {"m": "momentum"},
    "momentum": {"velocity": "momentum"},
    "adagrad": {"square_sum": "curvature"},
    "rprop": {"size": "step size"},
    "schedule_free_sgd": {"z": "average"},
}


@pytest.mark.parametrize("name", sorted(MEMORIES))
def test_what_a_memory_is_for_is_found_out_by_trying_the_definition(name: str) -> None:
    found = optimizer_step(name, step=4)
    for slot, role in MEMORIES[name].items():
        assert term(found, slot)["role"] == role, slot


def test_adam_by_hand() -> None:
    # x^2 at 3: g = 6; the first step's corrections undo the weights 0.1 and 0.001 exactly enough.
    found = optimizer_step(gd.Adam(lr=0.1, beta2=0.99), "x**2", [3.0])
    values = {t["name"]: t["value"] for t in found.data["terms"]}
    assert values["g"] == 6
    assert values["m"] == pytest.approx(0.6)
    assert values["v"] == pytest.approx(0.36)
    assert values["correction1"] == pytest.approx(10)
    assert values["correction2"] == pytest.approx(10)
    assert values["numerator"] == pytest.approx(0.1 * 10 * 0.6)
    assert values["denominator"] == pytest.approx(6, rel=1e-8)
    assert values["move"] == pytest.approx(0.1, rel=1e-8)
    assert found.data["after"] == [pytest.approx(2.9, rel=1e-8)]
    assert "beta2 = 0.99: memory of the mean squared gradient" in str(found).replace("\n    ", " ")


def test_memory_may_be_given() -> None:
    # AdamW at update 10 with m = 0.2 and v = 0.09 before it, and the decay before the step.
    found = optimizer_step(
        gd.AdamW(beta1=0.8, beta2=0.9, weight_decay=0.5), "x**2", [2.0], 9, lr=0.1, m=0.2, v=0.09
    )
    m, v = 0.8 * 0.2 + 0.2 * 4, 0.9 * 0.09 + 0.1 * 16
    m_hat, v_hat = m / (1 - 0.8**10), v / (1 - 0.9**10)
    expected = 2 * (1 - 0.1 * 0.5) - 0.1 * m_hat / (math.sqrt(v_hat) + 1e-8)
    assert found.data["before"] == [2.0]
    assert found.data["after"] == [pytest.approx(expected, rel=1e-12)]
    assert term(found, "p", "decay")["value"] == pytest.approx(1.9)
    assert found.data["state_after"] == {"m": [pytest.approx(m)], "v": [pytest.approx(v)]}


def test_the_schedule_has_its_factor_and_warmup_too() -> None:
    given = {"schedule": gd.Cosine(warmup=5), "steps": 25, "objective": "x**2", "at": [1.0]}
    warm = optimizer_step(gd.SGD(lr=0.2), step=1, **given)
    assert warm.data["factor"] == pytest.approx(2 / 5)
    assert warm.data["lr"] == pytest.approx(0.08)
    later = optimizer_step(gd.SGD(lr=0.2), step=15, **given)
    assert later.data["factor"] == pytest.approx(0.5)
    assert term(later, "factor", "schedule")["value"] == pytest.approx(0.5)
    assert term(later, "lr")["value"] == pytest.approx(0.1)
    assert "wave" in term(later, "factor", "schedule")["formula"]


def test_a_moving_function_is_taken_as_it_is_at_the_step() -> None:
    task = gd.Function("(x - t)**2", step="t")
    found = optimizer_step(gd.SGD(lr=0.25), task, [8.0], 2)
    # 8 -> 8 - 0.5*(8-0) = 4 -> 4 - 0.5*(4-1) = 2.5; there at t = 2 the slope is 2 (2.5 - 2).
    assert found.data["before"] == [2.5]
    assert found.data["gradient"] == [1.0]


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_flags_choose_which_statements_are_shown(name: str) -> None:
    definition = CATALOGUE[name]
    flags = [n for n, h in definition.hyper.items() if isinstance(h, Flag)]
    for flag in flags:
        shown = [
            [(t["name"], t["formula"]) for t in optimizer_step(name, **{flag: on}).data["terms"]]
            for on in (False, True)
        ]
        # Muon's nesterov chooses inside of one statement.
        assert shown[0] != shown[1] or (name, flag) == ("muon", "nesterov")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"optimizer": "adan", "step": -1}, "step must be a whole number from 0 to"),
        (
            {"optimizer": "sgd", "step": 7, "steps": 7},
            "step must be from 0 to 6, the last of the run, got 7",
        ),
        ({"optimizer": "adam", "w": 1}, "Adam has no setting and no memory called 'w'"),
        ({"optimizer": "adam", "m": "big"}, "m must be a number, or one number for each"),
        ({"optimizer": "adam", "lr": [0.1, 0.2]}, "one step of one run is explained"),
        ({"optimizer": "adamm"}, "did you mean adam"),
        (
            {"optimizer": "sgd", "lr": 20, "step": 99},
            "diverged at step 4, with loss 4.8",
        ),
        ({"optimizer": "sgd", "objective": "sqrt(x)", "at": [0.0]}, "gradient at step 0 is not"),
        ({"optimizer": "lamb", "objective": "x**2"}, "which only networks have"),
        (
            {"optimizer": "adam", "m": 1.0, "compiled": True},
            "cannot check a step that starts with a given m",
        ),
    ],
)
def test_wrong_input_gets_its_sentence(arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        optimizer_step(**arguments)
