"""One of an experiment's runs, as an experiment of its own."""

import numpy as np
import pytest

import gdsim as gd
from gdsim.experiment.one_run import one_run

SURFACE = gd.Experiment(
    gd.Function("rosenbrock", b=[20.0, 50.0]),
    ["sgd", gd.Adam(beta1=[0.8, 0.95])],
    lr=[1e-3, 1e-2],
    start=(gd.linspace(-1.0, 0.5, 2), 0.7),
    schedule=["constant", gd.Cosine()],
    clip_norm=[1.0, 2.0],
    steps=60,
)
CLOUD = gd.Experiment("rosenbrock", ["sgd"], lr=[1e-3, 2e-3], start=gd.uniform(5), steps=60)
NETWORK = gd.Experiment(
    gd.Network(
        [2, 3, 1],
        loss="binary_cross_entropy",
        data=gd.datasets.circle(samples=40, noise=0.05, seed=3, test=0.4),
        batch_size=8,
        init_seed=[5, 6],
    ),
    ["sgd"],
    lr=[0.02, 0.7],
    seed=[1, 2],
    steps=30,
)


@pytest.mark.parametrize("experiment", [SURFACE, CLOUD, NETWORK], ids=["axes", "cloud", "network"])
def test_it_has_the_bits_of_the_run_among_the_others(experiment):
    whole = experiment.run()
    sizes = len(experiment.optimizers), len(experiment.schedules), experiment.layout.runs
    names = ["loss", "best_loss", "steps", "verdict", "params"]
    for optimizer, schedule, run in ((0, 0, 0), (-1, -1, sizes[2] - 1), (-1, 0, sizes[2] // 3)):
        alone = one_run(experiment, optimizer, run, schedule)
        result = alone.run()
        assert alone.runs == 1
        for name in names:
            among = whole[name].values
            among = among.reshape(*sizes, *among.shape[len(experiment.dims) :])
            np.testing.assert_array_equal(
                among[optimizer, schedule, run], result[name].values.reshape(among.shape[3:]), name
            )


def test_a_run_that_does_not_exist_is_refused():
    with pytest.raises(IndexError, match="10 runs"):
        one_run(CLOUD, 0, 10)
