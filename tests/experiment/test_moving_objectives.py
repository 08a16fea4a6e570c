"""Functions that change with the step, as objectives, in files and where they are drawn."""

import pickle

import numpy as np
import pytest

import gdsim as gd
from gdsim.calculus import ExpressionError

TEXT = "(x - a*sin(t/20))**2 + t/100"


def test_the_step_is_neither_a_variable_nor_a_parameter():
    function = gd.Function(TEXT, step="t", a=2)
    assert function.variables == ("x",)
    assert function.parameters == {"a": 2.0}
    assert gd.Function(TEXT, a=2).variables == ("t", "x")
    assert gd.Function(TEXT, t=3, a=2).parameters == {"t": 3.0, "a": 2.0}


def test_values_and_slopes_of_a_function_of_the_step_are_those_of_step_0():
    function = gd.Function(TEXT, step="t", a=2)
    x = np.linspace(-2, 2, 9)
    np.testing.assert_allclose(function.evaluate(x), x**2)
    np.testing.assert_allclose(function.gradient(x)[:, 0], 2 * x)


def test_each_step_has_its_own_loss_however_many_optimizers_and_rates():
    experiment = gd.Experiment(
        gd.Function(TEXT, step="t", a=gd.linspace(0.5, 2, 3)), [gd.SGD(), gd.RMSprop()],
        lr=[0.01, 0.2], steps=70, record=["loss", "params"], dtype="float64",
    )  # fmt: skip
    result = experiment.run()
    step = result["step"]
    x = result["trace_params"].sel(variable="x")
    expected = (x - result["a"] * np.sin(step / 20)) ** 2 + step / 100
    np.testing.assert_allclose(result["trace_loss"], expected.transpose(..., "step"), rtol=1e-12)


def test_a_function_of_the_step_comes_back_from_its_file_and_from_a_copy():
    function = gd.Function(TEXT, step="t", start=(1.5,), a=[1, 2])
    experiment = gd.Experiment(function, gd.SGD(lr=0.1), steps=7)
    written = experiment.to_toml()
    assert 'start = [1.5], step = "t"' in written
    assert gd.Experiment.from_toml(written) == experiment
    assert pickle.loads(pickle.dumps(function)) == function
    assert eval(repr(function), {"Function": gd.Function}) == function
    assert function.replace(a=3).step == "t"
    assert function != gd.Function(TEXT, start=(1.5, 0.0), a=[1, 2])
    still = experiment.replace(objective=gd.Function("(x - 1)**2", start=(1.5,)))
    assert still.hash != experiment.hash


REFUSED = [
    ({"step": "s"}, ExpressionError, "'s' does not occur"),
    ({"step": 3}, TypeError, "step must be the name in the text of the step's number, got 3"),
    ({"step": "t", "t": 2.0}, ValueError, "t is the step, so it cannot be given a value"),
    ({"step": "sin"}, ExpressionError, "'sin' already has a meaning"),
]


@pytest.mark.parametrize(("arguments", "error", "sentence"), REFUSED)
def test_a_step_that_cannot_be_is_one_sentence(arguments, error, sentence):
    with pytest.raises(error, match=sentence):
        gd.Function(TEXT, **arguments)


def test_a_function_of_the_catalogue_does_not_change_with_the_step():
    with pytest.raises(ValueError, match="rosenbrock cannot have a step"):
        gd.Function("rosenbrock", step="b")


def test_a_wrong_step_in_a_file_has_its_line():
    text = 'gdsim = 1\nobjective = { function = "x**2", step = "t" }\noptimizers = "sgd"\n'
    with pytest.raises(ValueError, match="line 2") as caught:
        gd.Experiment.from_toml(text)
    assert "'t' does not occur" in str(caught.value)
