"""Settings of data sets that are allowed, and far from what anybody would want."""

from __future__ import annotations

import numpy as np
import pytest

import gdsim as gd
from gdsim.base.errors import SettingError


@pytest.mark.parametrize("name", ["xor", "spiral", "circle", "sine", "plane"])
def test_huge_noise_is_finite_data_or_one_sentence(name: str) -> None:
    make = getattr(gd.datasets, name)
    with np.errstate(all="raise"):
        try:
            data = make(samples=16, noise=1e300)
        except SettingError:
            return  # in a sentence
        else:
            assert np.isfinite(data.inputs).all()
