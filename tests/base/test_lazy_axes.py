"""Axes that are given lazily cost nothing until they are run, for every setting."""

import pickle
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gdsim as gd
from gdsim.base import axes
from gdsim.base.axes import Linspace, Logspace, Values, several

MANY = 10**8
ALMOST = 2**24 + 1  # as many as a count of steps may have
SPIRAL = gd.datasets.spiral(samples=20)


def network(**settings):
    return gd.Network([2, 3, 1], data=SPIRAL, **settings)


LAZY = {
    "lr": lambda: {"lr": gd.logspace(1e-4, 0.3, MANY)},
    "lr of an optimizer": lambda: {"optimizers": gd.Adam(lr=gd.linspace(0.1, 0.3, MANY))},
    "beta2": lambda: {"optimizers": gd.Adam(beta2=gd.linspace(0.1, 0.3, MANY))},
    "the same of two": lambda: {
        "optimizers": [method(lr=gd.linspace(0.1, 0.3, MANY)) for method in (gd.Adam, gd.SGD)]
    },
    "parameter of the catalogue": lambda: {
        "objective": gd.Function("rosenbrock", b=gd.logspace(1, 200, MANY))
    },
    "parameter of a text": lambda: {
        "objective": gd.Function("a*x**2 + y**2", a=gd.linspace(1, 2, MANY))
    },
    "factor": lambda: {"schedule": gd.Exponential(gamma=gd.linspace(0.9, 0.99, MANY))},
    "warmup": lambda: {"schedule": gd.Cosine(warmup=gd.linspace(0, ALMOST - 1, ALMOST))},
    "noise": lambda: {"noise": gd.linspace(0, 1, MANY)},
    "clip_norm": lambda: {"clip_norm": gd.logspace(1e-3, 1e3, MANY)},
    "seed": lambda: {"noise": 0.1, "seed": gd.linspace(0, MANY - 1, MANY)},
    "range of seeds": lambda: {"noise": 0.1, "seed": range(3, 3 * MANY, 3)},
    "start": lambda: {"start": [gd.linspace(-1, 1, MANY), 0.3]},
    "draws": lambda: {"start": gd.uniform(MANY, seed=3)},
    "grid": lambda: {"start": gd.grid(10**4, 10**4)},
    "init_seed": lambda: {"objective": network(init_seed=range(MANY))},
    "l2": lambda: {"objective": network(l2=gd.logspace(1e-6, 1e-2, MANY))},
    "std": lambda: {"objective": network(init=gd.inits.normal(std=gd.linspace(0.1, 2, MANY)))},
    "rate of a layer": lambda: {"objective": network(lr_scale=[1.0, gd.linspace(0, 2, MANY)])},
}  # fmt: skip


def experiment(fields):
    return gd.Experiment(**{"objective": "rosenbrock", "optimizers": "adam", **fields})


def looked_at(made):
    """All that is asked of an experiment before it is run."""
    assert made.runs >= ALMOST - 1
    said = repr(made), made.to_toml(), made.hash, hash(made), made.labels, made.memory_estimate
    return made.shape, said, made.replace(steps=17) == made.replace(title="other", steps=17)


@pytest.mark.parametrize("name", LAZY)
def test_values_given_lazily_are_not_computed_before_they_are_run(name, monkeypatch):
    def at_most_one(section):
        def computed(self, part):
            if len(range(self.count)[part]) > 1:
                raise AssertionError(f"{part} of {self!r} was computed")
            return section(self, part)

        return computed

    def computed(self):
        raise AssertionError(f"all powers of {self!r} were computed")

    for kind in (Linspace, Logspace):
        monkeypatch.setattr(kind, "section", at_most_one(kind.section))
    monkeypatch.setattr(Logspace, "_factors", property(computed))
    looked_at(experiment(LAZY[name]()))


@pytest.mark.parametrize("name", LAZY)
def test_values_given_lazily_take_no_memory(name):
    looked_at(experiment(LAZY[name]()))  # whatever is loaded and remembered at the first time
    tracemalloc.start()
    try:
        looked_at(experiment(LAZY[name]()))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 500_000


def test_axes_that_differ_are_told_apart_by_few_of_their_values(monkeypatch):
    counts = []
    indices = axes.indices

    def counted(part, count):
        counts.append(len(range(*part.indices(count))))
        return indices(part, count)

    monkeypatch.setattr(axes, "indices", counted)
    optimizers = gd.Adam(lr=gd.linspace(1, 2, MANY)), gd.SGD(lr=gd.logspace(1, 2, MANY))
    with pytest.raises(gd.SettingError, match="two different sets of 100,000,000 values"):
        gd.Experiment("rosenbrock", optimizers)
    assert sum(counts) <= 2**18


def test_whole_numbers_from_end_to_end_are_exact():
    axis = gd.linspace(0, MANY - 1, MANY)
    for first in (0, 94_906_266, MANY - 1000):
        part = axis.section(slice(first, first + 1000))
        assert part.tolist() == list(range(first, first + 1000))
    down = gd.linspace(2**32 - 1, 5, (2**32 - 6) // 65_537 + 1)
    assert down.is_whole is ((2**32 - 6) % 65_537 == 0)


@given(st.integers(-(2**53), 2**53), st.integers(-(10**6), 10**6), st.integers(2, 2**30), st.data())
def test_a_linspace_of_whole_steps_is_that_of_whole_numbers(low, step, count, data):
    high = low + step * (count - 1)
    if abs(high) > 2**53:
        return
    axis, index = gd.linspace(low, high, count), data.draw(st.integers(0, count - 1))
    assert axis.is_whole
    assert axis.section(slice(index, index + 1)).tolist() == [low + step * index]


@given(st.integers(0, 60), st.integers(0, 60), st.integers(2, 25), st.sampled_from([1, 2, 3]))
def test_whether_values_are_whole_is_known_without_them(low, high, count, parts):
    axis = gd.linspace(low / parts, high / parts, count)
    assert axis.is_whole == all(x.is_integer() for x in axis.values.tolist())
    if low and high:
        axis = gd.logspace(low, high, count)
        assert axis.is_whole == all(x.is_integer() for x in axis.values.tolist())


@pytest.mark.parametrize(
    "axis",
    [
        gd.linspace(0, 10, 4),
        gd.linspace(0.5, 10.5, 11),
        gd.linspace(0, MANY, MANY),
        gd.logspace(1, 2**20, 2**18),
        gd.linspace(0.5, 0.5, 3),
        np.array([1.0, 2.5]),
        [1, 2, np.inf],
    ],
)
def test_whole_settings_take_whole_numbers_only(axis):
    with pytest.raises(gd.SettingError, match="whole number"):
        gd.Experiment("rosenbrock", "adam", noise=0.1, seed=axis)


def test_whole_numbers_by_a_factor_are_seeds():
    seeds = gd.logspace(1, 2**30, 31)
    result = gd.Experiment("sphere", "sgd", noise=0.1, seed=seeds, steps=2).run()
    assert result.seed.values.tolist() == [2.0**k for k in range(31)]


def test_a_short_range_is_a_list_and_a_long_one_has_its_ends():
    assert several(range(7, 0, -2)) == Values([7.0, 5.0, 3.0, 1.0])
    assert several(range(7, 10**6, 2)) == gd.linspace(7, 10**6 - 1, (10**6 - 7 + 1) // 2)
    assert several(range(0, -5000, -1)).section(slice(-2, None)).tolist() == [-4998, -4999]
    with pytest.raises(gd.SettingError, match="at least one, got none"):
        several(range(5, 5))
    with pytest.raises(gd.SettingError, match=r"count of values of seed must be .* to 2\*\*40"):
        gd.Experiment("sphere", "sgd", seed=range(10**30))
    with pytest.raises(gd.SettingError, match="from 0 to 4,294,967,295, got 4294967296"):
        gd.Experiment("sphere", "sgd", seed=range(2**32, 2**33))


def test_runs_of_a_long_range_are_those_of_the_numbers_in_it():
    fields = {"objective": "sphere", "optimizers": "sgd", "noise": 0.3, "steps": 3}
    long = gd.Experiment(**fields, seed=range(1, 4001, 2)).run()
    listed = gd.Experiment(**fields, seed=list(range(1, 4001, 2))).run()
    assert long.identical(long) and np.array_equal(long.seed, listed.seed)
    assert long.loss.values.tobytes() == listed.loss.values.tobytes()


NUMBERS = np.random.default_rng(5).uniform(1e-4, 0.3, 5000)


def test_an_array_stays_what_it_was_when_it_was_given():
    array = NUMBERS.copy()
    made = gd.Experiment("rosenbrock", "adam", lr=array)
    array[:] = 7.0
    assert np.array_equal(made.lr.values, NUMBERS)
    with pytest.raises(ValueError, match="read-only"):
        made.lr.values[0] = 7.0


@pytest.mark.parametrize("form", [np.asarray, list, tuple, np.ndarray.tolist, Values])
def test_arrays_of_the_same_numbers_are_equal_however_they_are_given(form):
    one, other = (gd.Experiment("rosenbrock", "adam", lr=f(NUMBERS)) for f in (np.asarray, form))
    assert one == other and hash(one) == hash(other) and one.hash == other.hash
    again = pickle.loads(pickle.dumps(other))
    assert again == one and not again.lr.values.flags.writeable
    changed = NUMBERS.copy()
    changed[4321] = np.nextafter(changed[4321], 1)
    different = gd.Experiment("rosenbrock", "adam", lr=form(changed))
    assert different != one and different.hash != one.hash


@pytest.mark.parametrize("kind", ["float16", "float32", "longdouble", "uint8", "int64"])
def test_arrays_of_any_real_type_are_numbers(kind):
    array = np.linspace(1, 9, 9).astype(kind)
    assert several(array) == Values(np.arange(1.0, 10.0))


@pytest.mark.parametrize("form", [np.asarray, np.ndarray.tolist])
def test_points_of_an_array_are_looked_at_together(form):
    points = np.random.default_rng(6).uniform(-1, 1, (3000, 2))
    made = gd.Experiment("rosenbrock", "adam", start=form(points))
    assert made.shape == (1, 3000)
    assert made == gd.Experiment("rosenbrock", "adam", start=[list(point) for point in points])
    points[1234, 1] = np.nan
    with pytest.raises(gd.SettingError, match="start must be any finite number, got nan"):
        gd.Experiment("rosenbrock", "adam", start=form(points))


def test_numbers_of_one_variable_are_points_however_they_are_given():
    column = np.linspace(-1, 2, 2000)
    listed = gd.Experiment("x**2", "sgd", start=column.tolist())
    assert listed == gd.Experiment("x**2", "sgd", start=column)
    assert listed == gd.Experiment("x**2", "sgd", start=column[:, np.newaxis])
    assert listed.dims == ("optimizer", "start")


@pytest.mark.parametrize(
    ("array", "sentence"),
    [
        (np.array([0.1, np.nan]), "got nan"),
        (np.array([0.1, -0.2, -0.3]), "got -0.2"),
        (np.ma.array([0.1, 0.2], mask=[0, 1]), "an array with masked values"),
        (np.array([True, False]), "got np.True_"),
        (np.array(["0.1"]), "got np.str_"),
        (np.array([0.1 + 1j]), "got np.complex128"),
        (np.zeros((2, 2)), r"got shape \(2, 2\)"),
        (np.zeros(0), "at least one, got none"),
        ([0.1, True], "got True"),
        ([0.1, 10**400], "below 1.8e308"),
        (np.array([0.1, None]), "got None"),
    ],
)
def test_the_first_odd_value_of_an_array_is_named(array, sentence):
    with pytest.raises(gd.SettingError, match=sentence):
        gd.Experiment("rosenbrock", "adam", lr=array)


def test_long_arrays_are_quoted_in_few_words():
    made = gd.Experiment("rosenbrock", "adam", lr=NUMBERS)
    assert "array of 5,000 numbers from 0.0001" in repr(made)
    assert len(repr(made)) < 1000


@pytest.mark.parametrize("count", [10**12, 2**40])
def test_a_value_of_the_longest_axes_is_worked_out_alone(count):
    axis = gd.logspace(1e-3, 10.0, count)
    for index in (1, 4096, count // 2, count - 2):
        (value,) = axis.section(slice(index, index + 1))
        assert value == pytest.approx(1e-3 * 1e4 ** (index / (count - 1)), rel=1e-13)
    assert len(axis.section(slice(7, None, count // 50))) == len(range(7, count, count // 50))


@given(st.floats(1e-9, 1e9), st.integers(4097, 100_000), st.data())
def test_a_section_has_the_bits_of_the_whole(high, count, data):
    axis = gd.logspace(1e-3, high, count)
    begin, step = data.draw(st.integers(0, count - 1)), data.draw(st.integers(1, 9000))
    for part in (slice(begin, begin + 3), slice(begin, None, step), slice(None, None, -step)):
        assert axis.section(part).tobytes() == axis.values[part].tobytes()
