"""Parts of a grid: runs of any slice have the same bits as in the whole experiment."""

from __future__ import annotations

import numpy as np
import pytest

import gdsim as gd
from gdsim.engine.backends import cpu
from gdsim.experiment import labelled, programs

FUNCTION = gd.Experiment(
    gd.Function("rosenbrock", b=[10.0, 50.0, 100.0]),
    [gd.Adam(beta1=gd.linspace(0.5, 0.9, 4)), gd.SGD()],
    lr=gd.logspace(1e-4, 0.3, 7),
    start=gd.uniform(11, seed=5),
    schedule=[gd.Cosine(warmup=[0, 9]), gd.Step(gamma=0.3)],
    noise=0.3,
    seed=[4, 5],
    steps=60,
    record=["loss", "lr"],
)
NETWORK = gd.Experiment(
    gd.Network(
        [2, 3, 1], data=gd.datasets.xor(samples=12), init_seed=range(5), l2=[0.0, 0.1], batch_size=5
    ),
    [gd.Momentum(), gd.Adam()],
    lr=gd.logspace(1e-3, 1.0, 6),
    noise=0.1,
    seed=[1, 2, 3],
    steps=13,
    dtype="float64",
)
PARTS = [
    {"lr": slice(2, 3)},
    {"lr": slice(1, 6, 2), "seed": slice(1, None)},
    {"start": slice(3, 9), "b": slice(1, 2), "beta1": slice(0, 4, 3), "warmup": slice(1, 2)},
    {"init_seed": slice(1, 4), "l2": slice(1, 2), "lr": slice(5, 6)},
]


def same_bits(one: np.ndarray, other: np.ndarray) -> bool:
    return one.shape == other.shape and np.ascontiguousarray(one).tobytes() == (
        np.ascontiguousarray(other).tobytes()
    )


@pytest.mark.parametrize("given", [FUNCTION, NETWORK], ids=["function", "network"])
@pytest.mark.parametrize("taken", PARTS, ids=["one", "strided", "inner", "of_network"])
def test_a_part_has_the_bits_that_it_has_in_the_whole(given, taken):
    taken = {name: part for name, part in taken.items() if name in given.axes}
    whole = given.run()
    variables = labelled.variables(given)
    schedules = len(given.schedules)
    for pair in range(len(given.optimizers) * schedules):
        program = programs.part(given, pair, taken)
        outcome = cpu.run(program)
        index = {"optimizer": pair // schedules} | (
            {"schedule": pair % schedules} if schedules > 1 else {}
        )
        expected = whole.isel(index).isel(taken)
        for name, variable in variables.items():
            wanted = expected[name].values
            assert same_bits(variable.of(outcome).reshape(wanted.shape), wanted), name


def test_a_part_needs_no_other_kernel_than_the_whole():
    from gdsim.engine.recipes import recipe_of

    taken = {name: slice(0, 1) for name in FUNCTION.axes}
    for pair, program in enumerate(FUNCTION.programs()):
        assert recipe_of(programs.part(FUNCTION, pair, taken)) == recipe_of(program)


@pytest.mark.parametrize(
    "axis",
    [
        gd.logspace(1e-5, 7.0, 10_000),
        gd.logspace(2.0, 3.0, 5),
        gd.linspace(-1.0, 0.1, 9001),
        gd.linspace(3.0, 3.0, 1),
    ],
    ids=repr,
)
def test_a_section_of_an_axis_has_the_values_of_the_whole(axis):
    for part in (slice(None), slice(0, 1), slice(3, 4500, 7), slice(-2, None), slice(4095, 4099)):
        assert same_bits(axis.section(part), axis.values[part])


def test_an_axis_of_a_billion_values_is_not_written_out_for_a_part():
    given = gd.Experiment("rosenbrock", "sgd", lr=gd.logspace(1e-6, 1.0, 10**9), steps=3)
    some = slice(10**8, 10**8 + 5)
    program = programs.part(given, 0, {"lr": some})
    assert program.runs == 5 and program.first_run == 10**8
    exact = 10.0 ** (-6 + 6 * np.arange(10**8, 10**8 + 5) / (10**9 - 1))
    np.testing.assert_allclose(program.settings["lr"].values, exact, rtol=1e-13)
    assert "values" not in vars(given.lr)


def test_without_parameters_a_result_has_none_and_the_rest_is_the_same():
    given = NETWORK.replace(keep_params=False)
    plain, lean = NETWORK.run(), given.run()
    assert "params" not in lean and lean.sizes["variable"] == NETWORK.objective.size
    for name in lean.data_vars:
        assert same_bits(plain[name].values, lean[name].values), name
    assert gd.Experiment.from_toml(given.to_toml()) == given
    assert given.hash != NETWORK.hash and given.memory_estimate < NETWORK.memory_estimate
    with pytest.raises(TypeError, match="keep_params must be True or False, got 1"):
        NETWORK.replace(keep_params=1)
