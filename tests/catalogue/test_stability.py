"""The largest stable rates at many curvatures are those at each."""

import numpy as np
import pytest

import gdsim as gd
from gdsim.catalogue.stability import stable_rate, stable_rates

CURVATURES = np.array([0.5, np.nan, 20.0, 3.0, -1.0, 0.0])


@pytest.mark.parametrize(
    "choice",
    [gd.SGD(), gd.Momentum(momentum=0.7), gd.Nesterov(momentum=0.6), gd.SGD(weight_decay=0.3)],
)
def test_they_are_those_at_each_curvature(choice):
    rates = stable_rates(choice, CURVATURES)
    each = [stable_rate(choice, c) if c > 0 else None for c in CURVATURES]
    np.testing.assert_allclose(rates, [np.nan if r is None else r for r in each], rtol=1e-6)
    assert np.isnan(rates[[1, 4, 5]]).all() and np.isfinite(rates[[0, 2, 3]]).all()


def test_a_method_that_scales_its_steps_has_none():
    assert np.isnan(stable_rates(gd.Adam(), CURVATURES)).all()
