"""Terms of updates as functions of the quantities of one coordinate."""

import pytest

import gdsim as gd
from gdsim.base.errors import SettingError
from gdsim.learn.derivatives.chain_rule import chain_rule
from gdsim.learn.steps.run_steps import RunSteps
from gdsim.learn.steps.term_functions import function_of_term, function_of_update


def test_terms_are_functions_of_the_quantities_of_one_coordinate():
    run = gd.Experiment(
        "rosenbrock", [gd.Adam(lr=0.3, beta1=0.8), "sgd"], start=(-0.5, 2.5), steps=9
    )
    steps = RunSteps(run, 0).explained(2).steps
    for step in steps[2:]:
        function, at = function_of_term(step)
        value = step.value[0] if isinstance(step.value, tuple) else step.value
        assert function.value([at[name] for name in function.variables]) == pytest.approx(value)
    move, at = function_of_term(next(step for step in steps if step.name == "move"))
    assert move.variables == ("m", "v") and at["m"] != 0
    assert function_of_update(run, 1)[0].variables == ("g", "p")
    with pytest.raises(SettingError, match="no formula of numbers"):
        function_of_term(steps[1])


def test_an_update_is_differentiated_by_its_gradient():
    run = gd.Experiment("x**2", [gd.SGD(lr=0.25)], start=(3.0,), steps=3)
    function, at = function_of_update(run, 0)
    explained = chain_rule(function, at)
    slopes = {each["name"]: each["adjoint"] for each in explained.data["variables"]}
    assert at == {"g": 6.0, "p": 3.0} and slopes["g"] == -0.25 and slopes["p"] == 1.0
