"""The largest stable rates of runs: the field's formulas, at the curvature where runs settle."""

from __future__ import annotations

import numpy as np
import pytest

import gdsim as gd
from gdsim.learn.steps.edge import stable_bounds, why_no_bound

BOWL = gd.Experiment(
    gd.Function("quadratic", condition=30.0), gd.Momentum(lr=0.02, momentum=0.7), steps=10
)


def test_the_bound_of_momentum_is_two_and_twice_the_momentum_over_the_curvature():
    heavy = [
        BOWL.replace(optimizers=[gd.Momentum(lr=0.5, momentum=momentum)])
        for momentum in (0.0, 0.4, 0.9)
    ]
    steep = [BOWL.replace(objective=gd.Function("quadratic", condition=c)) for c in (2, 50)]
    bounds = stable_bounds([*heavy, *steep])
    np.testing.assert_allclose(bounds.curvatures, [30, 30, 30, 2, 50])
    momenta = np.array([0.0, 0.4, 0.9, 0.7, 0.7])
    np.testing.assert_allclose(bounds.rates, 2 * (1 + momenta) / bounds.curvatures, rtol=1e-6)
    assert bounds.at_minimum.all()


def test_the_curvature_is_that_of_the_nearest_minimum_or_else_of_the_start():
    camel = gd.Experiment("himmelblau", "sgd", start=(2.5, 2.2), steps=10)
    other = camel.replace(start=(-3.0, 3.0))
    typed = camel.replace(objective=gd.Function("x**4 + 3*y**2"), start=(2.0, 0.0))
    flat = typed.replace(objective=gd.Function("-x**2 - y**2"))
    bounds = stable_bounds([camel, other, typed, flat])
    # Himmelblau's Hessian at (3, 2) is [[74, 20], [20, 34]]
    steepest = np.linalg.eigvalsh(np.array([[74.0, 20.0], [20.0, 34.0]]))[-1]
    assert bounds.curvatures[0] == pytest.approx(steepest, rel=1e-6)
    assert bounds.curvatures[1] != pytest.approx(steepest, rel=1e-2)
    assert bounds.curvatures[2] == pytest.approx(48.0)
    np.testing.assert_allclose(bounds.rates[:3], 2 / bounds.curvatures[:3], rtol=1e-6)
    assert np.isnan(bounds.rates[3])
    assert bounds.at_minimum.tolist() == [True, True, False, False]


def test_where_no_bound_is_known_it_is_said_why():
    def network(**changes):
        return gd.Network([2, 3, 1], data=gd.datasets.circle(samples=40), **changes)

    assert why_no_bound(BOWL) == ""
    assert (
        why_no_bound(BOWL.replace(noise=0.1, clip_norm=3.0, schedule=gd.Constant(warmup=5))) == ""
    )
    reasons = {
        "scales its steps": BOWL.replace(optimizers=["adam"]),
        "schedule changes": BOWL.replace(schedule=gd.Cosine()),
        "modifiers change": BOWL.replace(modifiers=[gd.ClipNorm(bound=0.5)]),
        "layers have rates": BOWL.replace(objective=network(lr_scale=[1.0, 0.5])),
    }
    for words, experiment in reasons.items():
        assert words in why_no_bound(experiment)
    assert why_no_bound(BOWL.replace(objective=network())) == ""
