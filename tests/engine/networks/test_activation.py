"""The activation of one run's units is that of m z + bias, whatever units and samples there are."""

from __future__ import annotations

import numpy as np
import pytest

from gdsim.calculus import parse
from gdsim.engine.networks.modules import activation


@pytest.mark.parametrize("biased", [True, False])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_sums_become_activations_and_negative_zero_stays_one(dtype: str, biased: bool) -> None:
    activate = activation(parse("z * 1"), dtype, 1).load().activate.ctypes
    rng = np.random.default_rng(5)
    for samples, units in ((1, 1), (3, 5), (2, 70), (9, 16)):
        # Eighths, so that m z + bias has one value however it is rounded.
        z = (rng.integers(-40, 40, (samples, units)) / 8).astype(dtype)
        bias = (rng.integers(-40, 40, units) / 8).astype(dtype) if biased else np.zeros(1, dtype)
        z[:, 0] = bias[0] = -0.0 if biased else 0.0
        m, slopes, memory = np.array([0.5], dtype), np.empty_like(z), z.copy()
        addresses = [each.ctypes.data for each in (memory, slopes, bias)]
        activate(*addresses, int(biased), m.ctypes.data, samples, units)
        expected = m * z + bias
        np.testing.assert_array_equal(memory, expected)
        np.testing.assert_array_equal(np.signbit(memory), np.signbit(expected))
        np.testing.assert_array_equal(slopes, np.ones_like(z))
