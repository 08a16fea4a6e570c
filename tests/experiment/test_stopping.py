"""Stop conditions: runs end at the first step at which the text holds, with the same bits."""

from __future__ import annotations

import numpy as np
import pytest

import gdsim as gd
from gdsim.experiment.stopping import condition

STEPS = 120
BOWL = gd.Experiment(
    gd.Function("a*x**2 + 3*y**2; a = 1", start=[-2.0, 1.0]),
    gd.ScheduleFreeSGD(),
    lr=[0.01, 0.05, 0.2],
    steps=STEPS,
    dtype="float64",
    record=["loss", "params", "grad_norm"],
)
WHOLE = BOWL.run()


def first_step(holds: np.ndarray, whole) -> np.ndarray:
    """The step at which each run of the experiment without a condition would end with it."""
    first = np.where(holds.any(axis=-1), holds.argmax(axis=-1), STEPS)
    return np.minimum(first, whole["steps"].values)


def check(stopped, whole, holds) -> None:
    wanted = first_step(holds, whole)
    np.testing.assert_array_equal(stopped["steps"].values, wanted)
    assert 0 < wanted.min() < STEPS and len(set(wanted.ravel().tolist())) > 1
    ended = holds.any(axis=-1)
    assert (stopped["verdict"].values[ended] == gd.Verdict.CONVERGED).all()
    for name in (each for each in stopped if str(each).startswith("trace_")):
        for index in np.ndindex(wanted.shape):
            end = wanted[index] + 1
            one, other = (each[name].values[index] for each in (stopped, whole))
            assert one[:end].tobytes() == other[:end].tobytes() and np.isnan(one[end:]).all()
    for name in ("loss", "grad_norm"):
        at_end = np.take_along_axis(whole[f"trace_{name}"].values, wanted[..., None], -1)[..., 0]
        assert stopped[name].values.tobytes() == at_end.tobytes()


def test_a_condition_of_parameters_ends_runs_of_a_function_at_its_first_step():
    x, y = np.moveaxis(WHOLE["trace_params"].values, -1, 0)
    norm, step = WHOLE["trace_grad_norm"].values, WHOLE["step"].values
    text = "x**2 + y**2 < a/4 and step >= 30 or x > 0 or grad_norm < 0.2"
    holds = ((x**2 + y**2 < 0.25) & (step >= 30)) | (x > 0) | (norm < 0.2)
    stopping = BOWL.replace(stop=text)
    result = stopping.run()
    check(result, WHOLE, holds)
    assert gd.Experiment.from_toml(stopping.to_toml()) == stopping
    session = gd.Session(stopping)
    for steps in (1, 40, STEPS):
        session.advance(steps)
    assert session.result().identical(result)
    other = stopping.replace(objective=gd.Function(BOWL.objective.text, start=(-2.0, 1.0), a=3))
    assert session.restart_as(other)  # with the same code
    session.advance(STEPS)
    assert session.result().identical(other.run())
    assert not np.array_equal(other.run()["steps"], result["steps"])


def test_a_condition_of_loss_and_gradient_ends_runs_of_a_network():
    network = gd.Network(
        [2, 4, 1],
        data=gd.datasets.moons(samples=24),
        loss="binary_cross_entropy",
        init_seed=range(3),
    )
    record = ["loss", "grad_norm"]
    given = {"lr": [0.02, 0.3], "steps": STEPS, "dtype": "float64", "record": record}
    experiment = gd.Experiment(network, gd.Adam(), **given)
    whole = experiment.run()
    loss, norm, step = (whole[name].values for name in ("trace_loss", "trace_grad_norm", "step"))
    holds = (loss < 0.3) & (norm < 0.2) & (step > 4)
    stopping = experiment.replace(stop="loss < 0.3 and grad_norm < 0.2 and step > 4")
    result = stopping.run()
    check(result, whole, holds)
    bare = stopping.replace(record=()).run()
    assert bare["loss"].values.tobytes() == result["loss"].values.tobytes()


def test_a_diagnosis_says_which_condition_ended_the_run():
    result = BOWL.replace(stop="x**2 + y**2 < a/4 and step >= 30 or x > 0 or grad_norm < 0.2").run()
    conclusion = gd.explain(result, run=2).conclusion
    assert "its condition x**2 + y**2 < a/4" in conclusion and "holds" in conclusion


def test_and_binds_more_closely_than_or():
    task = BOWL.objective
    either = condition("x > 1 or y > 1 and step > 5", task)
    assert either.variables == ("step", "x", "y")
    values = {point: either.value(point) > 0 for point in np.ndindex(8, 3, 3)}
    assert all(held == (x > 1 or (y > 1 and t > 5)) for (t, x, y), held in values.items())
    both = condition("((x > 1 or y > 1) and (step + 1) > 6)", task)
    values = {point: both.value(point) > 0 for point in np.ndindex(8, 3, 3)}
    assert all(held == ((x > 1 or y > 1) and t > 5) for (t, x, y), held in values.items())
    greek = condition("1 < \u03b2 and x > 0", gd.Function("beta**2 + x**2"))
    assert greek.value((2, 1)) > 0 >= greek.value((1, 1))
    where = condition("where(x < 1, y, 0) == 1", task)
    assert [where.value(p) > 0 for p in ((0, 1), (1, 1), (0, 0))] == [True, False, False]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("z > 0", "stop 'z > 0' has 'z'; "),
        ("los < 1", "did you mean loss"),
        ("x", "'x' must be one comparison"),
        ("0 < x < 1", "'0 < x < 1' must be one comparison"),
        ("x > 0 and", "'' must be one comparison"),
        ("x > __import__('os')", "stop "),
        ("x > (", "stop 'x > \\('"),
        ("x < 1, 5, 5) * max(1", "a bracket was never opened"),
        ("x < 1, 5", "'x < 1, 5' must be one comparison"),
        ("x < 1; a = 2", "must be one comparison"),
        ("(x < 1", "a bracket is never closed"),
        ("(" * 200 + "x < 1" + ")" * 200, "nested deeper than 100 levels"),
        ("(x < 1) == 1", "must be one comparison"),
        ("x = 1", "'x = 1' must be one comparison"),
        ("not x < 1", 'write the opposite comparison, "loss >= 1" for "not loss < 1"'),
        ("!(x < 1)", "write the opposite comparison"),
        ("x < 1 && y < 1", 'join conditions by "and"'),
        ("x < 1 || y < 1", 'join conditions by "or"'),
        (3, "stop must be a condition as text"),
    ],
)
def test_what_is_no_condition_is_refused_in_a_sentence(text, sentence):
    with pytest.raises(gd.SettingError, match=sentence):
        BOWL.replace(stop=text)


def test_a_name_with_two_meanings_is_refused():
    function = gd.Function("(loss - 1)**2 + z**2", start=[0.0, 1.0])
    with pytest.raises(gd.SettingError, match="has 'loss', which is the function's own loss and"):
        gd.Experiment(function, "sgd", stop="loss > 0.1")
    assert gd.Experiment(function, "sgd", stop="z < 0.1").stop == "z < 0.1"


def test_networks_have_no_names_of_parameters():
    network = gd.Network([2, 1], data=gd.datasets.moons(samples=24))
    with pytest.raises(gd.SettingError, match="a network has no other names"):
        gd.Experiment(network, "sgd", stop="w1_0_0 > 1")
    with pytest.raises(gd.SettingError, match=r"line 3 \(stop\)"):
        gd.Experiment.from_toml(
            'gdsim = 1\nobjective = "x**2"\nstop = "q > 1"\noptimizers = ["sgd"]\n'
        )
