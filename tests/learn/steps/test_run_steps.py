"""The updates of one run of an experiment are those that its kernel makes."""

import numpy as np
import pytest

import gdsim as gd
from gdsim.base.errors import SettingError
from gdsim.learn.steps.run_steps import RunSteps

EXPERIMENT = gd.Experiment(
    "rosenbrock",
    [gd.SGD(lr=0.001), gd.Adam(lr=0.3, beta2=0.99)],
    start=[(-0.5, 2.5), (0.5, 1.0)],
    schedule=gd.Cosine(warmup=5),
    steps=60,
    dtype="float64",
)


def test_steps_in_any_order_are_those_of_the_kernel():
    run = RunSteps(EXPERIMENT, 3)
    session = gd.Session(EXPERIMENT)
    for step in (0, 7, 8, 40, 3):
        session.reset()
        session.advance(step + 1)
        np.testing.assert_allclose(
            run.explained(step).data["after"], session.snapshot().params[1, 1], rtol=1e-12
        )


def test_a_step_that_is_no_longer_wanted_is_given_up():
    run = RunSteps(EXPERIMENT, 0)
    assert run.explained(50, lambda: False) is None
    assert run.explained(50) is run.explained(50)


def test_what_is_not_explained_is_refused():
    with pytest.raises(SettingError, match="without noise"):
        RunSteps(EXPERIMENT.replace(noise=0.1))
    with pytest.raises(SettingError, match="step"):
        RunSteps(EXPERIMENT).explained(60)
