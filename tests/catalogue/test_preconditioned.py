"""The largest stable product of rate and preconditioned sharpness: closed forms, and real runs."""

import numpy as np
import pytest

import gdsim as gd
from gdsim.catalogue.preconditioned import stable_product

BETA, NU = 0.7, 0.4


@pytest.mark.parametrize(
    ("choice", "product"),
    [
        # Cohen et al. 2022, arXiv:2207.14484: momentum as a mean has (2 + 2 beta) / (1 - beta).
        (gd.Adam(), 38.0),
        (gd.Adam(beta1=0.5, weight_decay=0.1), 6.0),
        (gd.AdamW(beta1=0.0), 2.0),
        (gd.AMSGrad(beta1=BETA), 2 * (1 + BETA) / (1 - BETA)),
        (gd.AdaBelief(beta1=BETA), 2 * (1 + BETA) / (1 - BETA)),
        (gd.Yogi(beta1=BETA), 2 * (1 + BETA) / (1 - BETA)),
        (gd.Adamax(beta1=BETA), 2 * (1 + BETA) / (1 - BETA)),
        (gd.RAdam(beta1=BETA), 2 * (1 + BETA) / (1 - BETA)),
        # As heavy ball and QHM have (Gitman et al. 2019), and Nesterov's method as a mean.
        (gd.RMSprop(momentum=0.9, centered=True), 3.8),
        (gd.QHAdam(beta1=BETA, nu1=NU), 2 * (1 + BETA) / (1 + BETA * (1 - 2 * NU))),
        (gd.NAdam(beta1=BETA, momentum_decay=1), 2 * (1 + BETA) / (1 + 2 * BETA) / (1 - BETA)),
        (gd.RMSprop(), 2.0),
        (gd.Adagrad(), 2.0),
        (gd.Adadelta(), 2.0),
        (gd.SGD(), 2.0),
        (gd.Momentum(momentum=0.9), 3.8),
    ],
    ids=lambda value: repr(value) if not isinstance(value, float) else None,
)
def test_they_are_the_closed_forms(choice, product):
    assert stable_product(choice) == pytest.approx(product, rel=1e-6)


def test_what_has_no_preconditioner_or_several_settings_has_none():
    assert stable_product(gd.Lion()) is None
    assert stable_product(gd.Muon()) is None
    assert stable_product(gd.Adam(beta1=[0.8, 0.9])) is None


def test_a_run_with_a_still_scaling_grows_beyond_it_and_shrinks_below():
    """With an eps far above the gradients P is eps, and a bowl has a known sharpness under it."""
    choice = gd.Adan(beta1=0.7, beta2=0.6)
    product, start = stable_product(choice), 1e-6
    lengths = {}
    for share in (0.97, 1.03):
        experiment = gd.Experiment(
            "x**2/2", choice.replace(eps=1e9), lr=share * product * 1e9, start=start, steps=150,
            dtype="float64", tolerance=0.0, limit=1e30,
        )  # fmt: skip
        lengths[share] = abs(float(np.ravel(experiment.run()["params"])[0]))
    assert lengths[0.97] < start / 2 and lengths[1.03] > 2 * start
