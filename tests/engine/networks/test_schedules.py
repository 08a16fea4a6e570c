"""Schedules whose settings differ from run to run."""

from __future__ import annotations

import numpy as np

import gdsim as gd


def test_runs_of_an_axis_of_a_schedule_have_the_bits_of_single_ones() -> None:
    network = gd.Network([2, 3, 1], data="xor")
    warmups, given = [0, 6], {"lr": [0.3, 0.9], "steps": 12}
    several = gd.Experiment(network, "sgd", schedule=gd.Cosine(warmup=warmups), **given).run()
    losses = [
        gd.Experiment(network, "sgd", schedule=gd.Cosine(warmup=warmup), **given).run()["loss"]
        for warmup in warmups
    ]
    assert len(np.unique(losses)) == 4
    for warmup, loss in zip(warmups, losses, strict=True):
        np.testing.assert_array_equal(several["loss"].sel(warmup=warmup), loss)
