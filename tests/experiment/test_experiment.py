"""An experiment is the product of its axes, and refuses what cannot be run."""

import dataclasses
import itertools
import math
import pickle

import numpy as np
import pytest

import gdsim as gd
from gdsim.engine import memory
from gdsim.engine.program import Cycle

# Every kind of axis at once; sizes differ, so that a mixed-up order cannot go unnoticed.
RICH = gd.Experiment(
    gd.Function("rosenbrock", b=[1, 10, 100]),
    [gd.Momentum(momentum=[0.5, 0.9], weight_decay=1e-3), gd.Adam(lr=0.05), gd.SGD()],
    lr=gd.logspace(1e-4, 1e-1, 5),
    schedule=[gd.Exponential(gamma=[0.9, 0.99, 0.995, 0.999]), "constant"],
    steps=20,
    noise=[0.0, 0.1],
    clip_norm=[1.0, math.inf],
    seed=[3, 4],
    start=gd.uniform(3, seed=1),
)


def settings_of_run(program, run):
    """The value of each setting of a program at one run, as the kernels read it."""
    parts = {
        "settings": program.settings,
        "schedule": program.schedule_settings,
        "parameters": program.parameters,
        "start": dict(enumerate(program.start)),
        "other": {name: getattr(program, name) for name in ("noise", "clip_norm", "seed")},
    }
    return {
        (part, name): value.of_runs(np.array([run]))[0] if isinstance(value, Cycle) else value
        for part, values in parts.items()
        for name, value in values.items()
    }


def test_dimensions_stand_in_the_documented_order():
    assert RICH.dims == (
        *("optimizer", "schedule", "b", "lr", "momentum", "gamma"),
        *("noise", "clip_norm", "seed", "start"),
    )
    assert RICH.shape == (3, 2, 3, 5, 2, 4, 2, 2, 2, 3)
    assert RICH.runs == math.prod(RICH.shape)
    assert [len(values) for values in RICH.axes.values()] == list(RICH.shape[2:])


def test_programs_give_every_run_its_own_corner_of_the_product():
    programs = RICH.programs()
    assert [(p.optimizer, p.schedule) for p in programs] == [
        *(("momentum", "exponential"), ("momentum", "constant")),
        *(("adam", "exponential"), ("adam", "constant")),
        *(("sgd", "exponential"), ("sgd", "constant")),
    ]
    corners = list(itertools.product(*RICH.axes.values()))
    assert [p.first_run for p in programs] == [i * len(corners) for i in range(6)]
    starts = RICH.start_coordinates
    for run in range(0, len(corners), 7):
        b, lr, momentum, gamma, noise, clip_norm, seed, start = corners[run]
        expected = {
            ("settings", "lr"): lr,
            ("settings", "momentum"): momentum,
            ("settings", "weight_decay"): 1e-3,
            ("schedule", "gamma"): gamma,
            ("parameters", "b"): b,
            ("parameters", "a"): 1.0,
            ("other", "noise"): noise,
            ("other", "clip_norm"): clip_norm,
            ("other", "seed"): seed,
            ("start", 0): starts["x"].values[int(start)],
            ("start", 1): starts["y"].values[int(start)],
        }
        found = settings_of_run(programs[0], run)
        assert expected.items() <= found.items()
        # Adam sets its own lr and has no momentum; the other axes are as for all.
        adam = settings_of_run(programs[2], run)
        assert adam["settings", "lr"] == 0.05
        assert ("settings", "momentum") not in adam
        assert adam["parameters", "b"] == b


def test_programs_have_every_setting_of_their_methods():
    from gdsim.catalogue.choices import methods

    known = methods("optimizer").values()
    optimizers = [method() for method in known if not method.definition.tensor]
    experiment = gd.Experiment("x**2 + y**2", optimizers)
    for choice, program in zip(optimizers, experiment.programs(), strict=True):
        hyper = choice.method.hyper
        assert dict(program.settings) == {name: each.default for name, each in hyper.items()}
        assert program.schedule == "constant"
        assert program.schedule_settings["warmup"] == 0


def test_axes_of_millions_are_not_laid_out_per_run():
    experiment = gd.Experiment(
        "rosenbrock", "adam", lr=gd.logspace(1e-4, 1, 1000), start=gd.grid(1000, 1000)
    )
    assert experiment.runs == 10**9
    (program,) = experiment.programs()
    assert sum(each.values.nbytes for each in program.start) < 20_000
    assert program.numbers is None and experiment.layout.numbers({}) == range(10**9)
    assert experiment.dims == ("optimizer", "lr", "start_y", "start_x")


def test_a_part_has_the_numbers_of_its_runs_in_the_whole():
    layout = gd.Experiment("rosenbrock", "adam", lr=[0.1, 0.2, 0.3], start=gd.grid(4, 5)).layout
    whole = np.arange(60).reshape(3, 5, 4)
    rows = {"start_y": slice(1, 4)}
    assert layout.numbers({"lr": slice(1, 2), **rows}) == range(24, 36)
    assert layout.numbers({"lr": slice(1, None)}) == range(20, 60)
    np.testing.assert_array_equal(layout.numbers(rows), whole[:, 1:4].ravel())
    every_other = layout.numbers({"start_x": slice(0, None, 2)})
    np.testing.assert_array_equal(every_other, whole[:, :, ::2].ravel())


def test_a_shared_setting_is_one_axis():
    experiment = gd.Experiment(
        "rosenbrock", [gd.Momentum(momentum=[0.1, 0.2]), gd.Nesterov(momentum=(0.1, 0.2))]
    )
    assert experiment.shape == (2, 2)


def test_an_axis_is_the_same_however_its_values_were_written():
    same = [gd.Momentum(momentum=[0.0, 0.5]), gd.Nesterov(momentum=gd.linspace(0, 0.5, 2))]
    assert gd.Experiment("rosenbrock", same).shape == (2, 2)


def test_taken_names_get_their_owner_in_front():
    experiment = gd.Experiment(
        gd.Function("loss*x**2 + lr*x", loss=[1, 2], lr=[0.1, 0.2]),
        "adam",
        lr=[0.01, 0.02, 0.03],
        schedule=gd.OneCycle(warmup=[0, 5]),
        steps=10,
    )
    assert experiment.dims == ("optimizer", "objective_loss", "lr", "optimizer_lr", "warmup")
    assert list(experiment.axes["optimizer_lr"]) == [0.01, 0.02, 0.03]


def test_fields_are_kept_in_one_form_whatever_was_given():
    given = gd.Experiment(
        "x**2 + y**2", "Adam", lr=np.float32(0.5), start=np.array([1, 2]), dtype=np.float64,
        record=["params", "loss"], seed=5.0, steps=np.int64(10), schedule=gd.Cosine,
    )  # fmt: skip
    kept = gd.Experiment(
        gd.Function("x**2 + y**2"), [gd.Adam()], lr=0.5, start=(1.0, 2.0), dtype="float64",
        record=("loss", "params"), seed=5, steps=10, schedule=[gd.Cosine()],
    )  # fmt: skip
    assert given == kept
    assert hash(given) == hash(kept)
    assert type(given.seed) is int and type(given.steps) is int


def test_an_experiment_cannot_be_changed_but_replaced():
    with pytest.raises(dataclasses.FrozenInstanceError):
        RICH.steps = 5
    changed = RICH.replace(steps=5, lr=None)
    assert (changed.steps, changed.lr) == (5, None)
    assert changed.replace(steps=20, lr=RICH.lr) == RICH
    assert pickle.loads(pickle.dumps(RICH)) == RICH


def test_the_hash_is_of_the_content():
    same = gd.Experiment.from_toml(RICH.to_toml())
    assert same.hash == RICH.hash
    assert RICH.replace(noise=[0.0, 0.11]).hash != RICH.hash


CONFLICTS = [
    (
        {"optimizers": [gd.Momentum(momentum=[0.1, 0.2]), gd.Nesterov(momentum=[0.1, 0.2, 0.3])]},
        "momentum is given 2 and 3 values ([0.1, 0.2] and [0.1, 0.2, 0.3])",
        "optimizers[1].momentum",
    ),
    (
        {"optimizers": [gd.Momentum(momentum=[0.1, 0.2]), gd.Nesterov(momentum=[0.1, 0.3])]},
        "momentum is given two different sets of 2 values",
        "optimizers[1].momentum",
    ),
    (
        {"optimizers": ["sgd", gd.Adam(lr=[0.1, 0.2])], "lr": [1, 2, 3]},
        "lr is given 3 and 2 values",
        "optimizers[1].lr",
    ),
    ({"optimizers": "adem"}, "unknown optimizer 'adem'; did you mean", "optimizers"),
    ({"optimizers": []}, "optimizers must name at least one optimizer, got none", "optimizers"),
    ({"optimizers": 3}, "optimizers must be optimizers or their names, got 3", "optimizers"),
    (
        {"optimizers": ["sgd", gd.Cosine()]},
        "must be an optimizer, but Cosine() is a schedule",
        "optimizers[1]",
    ),
    ({"schedule": gd.Adam()}, "must be a schedule, but Adam() is an optimizer", "schedule"),
    ({"schedule": "cosin"}, "unknown schedule 'cosin'; did you mean cosine", "schedule"),
    (
        {"objective": 7},
        "objective must be a Function or its name or text, or a Network, got 7",
        "objective",
    ),
    ({"objective": "rosenbrok"}, "unknown function 'rosenbrok'", "objective"),
    ({"lr": -1}, "lr must be a number at least 0, got -1", "lr"),
    ({"lr": 0}, "lr (of Adam) must be a number above 0, got 0", "lr"),
    ({"lr": "big"}, "lr must be a number, got 'big'", "lr"),
    ({"lr": [0.1, math.nan]}, "lr must be a number at least 0, got nan", "lr"),
    ({"lr": []}, "at least one, got none", "lr"),
    ({"steps": 0}, "steps must be a whole number from 1 to 16,777,216, got 0", "steps"),
    ({"steps": 2**24 + 1}, "got 16777217", "steps"),
    ({"steps": 2.5}, "steps must be a whole number, got 2.5", "steps"),
    ({"steps": None}, "steps must be a number, got None", "steps"),
    ({"every": 0}, "every must be a whole number from 1", "every"),
    ({"noise": -0.1}, "noise must be a number at least 0, got -0.1", "noise"),
    ({"clip_norm": 0}, "clip_norm must be a number above 0", "clip_norm"),
    ({"clip_value": [1, -1]}, "clip_value must be a number above 0", "clip_value"),
    ({"seed": 0.5}, "seed must be a whole number, got 0.5", "seed"),
    ({"seed": -1}, "seed must be a whole number from 0 to 4,294,967,295", "seed"),
    ({"target": math.nan}, "target must be any finite number, got nan", "target"),
    ({"tolerance": -1}, "tolerance must be a number at least 0", "tolerance"),
    ({"limit": 0}, "limit must be a number above 0", "limit"),
    ({"record": "los"}, "cannot record 'los'; did you mean loss?", "record"),
    (
        {"record": 5},
        "record must be names of loss, params, gradient_point, grad_norm, lr, state, got 5",
        "record",
    ),
    ({"dtype": "float16"}, "dtype must be 'float32' or 'float64', got 'float16'", "dtype"),
    ({"dtype": None}, "dtype must be 'float32' or 'float64', got None", "dtype"),
    ({"title": 5}, "title must be text, got 5", "title"),
    ({"title": "\ud800"}, "title has characters that cannot be written to a file", "title"),
    ({"start": (1, 2, 3)}, "start needs 2 coordinates (x, y), got 3", "start"),
    ({"start": "origin"}, "start must be a point (x, y), a list of points, uniform(n)", "start"),
    (
        {"objective": "log(x) + y**2", "start": (-1, 0)},
        "log(x) + y**2 has no finite value at x=-1, y=0",
        "start",
    ),
    (
        {"objective": "log(x) + y**2", "start": [(1, 0), (2, 0), (0, 5)]},
        "has no finite value at x=0, y=5",
        "start",
    ),
]


@pytest.mark.parametrize(("changes", "sentence", "key"), CONFLICTS)
def test_what_cannot_be_run_is_refused_in_a_sentence(changes, sentence, key):
    fields = {"objective": "rosenbrock", "optimizers": [gd.Adam()], **changes}
    with pytest.raises(ValueError) as caught:
        gd.Experiment(**fields)
    assert sentence in str(caught.value)
    assert caught.value.key == key
    assert "\n" not in str(caught.value)


def test_an_unknown_field_is_refused_with_the_nearest():
    with pytest.raises(ValueError, match="no field 'step'; did you mean steps"):
        RICH.replace(step=3)


def test_ten_million_runs_fit_into_a_gigabyte_and_a_half():
    experiment = gd.Experiment("rosenbrock", "adam", lr=[0.1, 0.2], start=gd.uniform(5 * 10**6))
    assert 25 * 10**7 <= experiment.memory_estimate <= 1.2e9


def test_traces_count_in_the_estimate():
    plain = gd.Experiment("rosenbrock", "adam", start=gd.uniform(1000), steps=999)
    traced = plain.replace(record=("loss", "params"), every=3)
    slots = 334
    assert traced.memory_estimate > 1000 * slots * 3 * 4
    assert traced.memory_estimate < 1000 * slots * 6 * 4


def test_more_runs_than_memory_holds_are_refused_before_they_start(monkeypatch):
    monkeypatch.setattr(memory, "available", lambda: 2 * 10**9)
    experiment = gd.Experiment(
        "rosenbrock", "adam", lr=gd.logspace(1e-3, 1, 1000), start=gd.uniform(10**6)
    )
    with pytest.raises(ValueError) as caught:
        experiment.run()
    said = str(caught.value)
    assert "an experiment of 1,000,000,000 runs needs about 26.1 GB of memory" in said
    assert "but of the 2 GB available at most 1.6 GB are taken" in said
    assert "give start fewer values than 1,000,000 or write a sweep to disk" in said


def test_available_memory_is_some_of_the_machine():
    assert 10**7 < memory.available() < 10**14
    assert memory.in_words(1.5e9) == "1.5 GB"
    assert memory.in_words(3.2e15) == "3,200 TB"


def test_an_unknown_backend_or_a_wrong_count_of_threads_is_refused():
    experiment = gd.Experiment("x**2", "sgd")
    with pytest.raises(ValueError, match="unknown backend 'gpu'; known: cpu, cuda, auto"):
        experiment.run(backend="gpu")
    with pytest.raises(ValueError, match="threads must be a whole number from 1 to 4,096"):
        experiment.run(threads=0)
