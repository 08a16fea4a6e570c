"""Which steps are recorded: exact whole numbers, checked by fractions and by exact powers."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

import gdsim as gd
from gdsim.engine.recording import count_recorded, form_of, recorded_steps
from gdsim.results.store.shards import run_bytes

LENGTHS = [1, 2, 5, 63, 64, 65, 100, 999, 1000, 54321, 10**6, 2**24]
COUNTS = [2, 3, 4, 17, 64, 65, 250]


def rounded_power(steps: int, above: int, below: int, guess: int) -> bool:
    """Whether `guess` is the whole number nearest to steps**(above / below), in whole numbers."""
    power = 2**below * steps**above
    return (2 * guess - 1) ** below <= power < (2 * guess + 1) ** below


@pytest.mark.parametrize("steps", LENGTHS)
@pytest.mark.parametrize("count", COUNTS)
def test_log_steps_are_rounded_powers_or_one_step_further(count: int, steps: int) -> None:
    found = recorded_steps(f"log:{count}", steps).tolist()
    assert len(found) == min(count, steps + 1) == count_recorded(f"log:{count}", steps)
    assert found[0] == 0 and found[-1] == steps
    assert all(a < b for a, b in pairwise(found))
    if steps < count:
        assert found == list(range(steps + 1))
        return
    for place, step in enumerate(found[1:-1], 1):
        if step == place:  # as far as one step at a time goes further, or as far
            assert 2 ** (count - 2) * steps ** (place - 1) < (2 * step + 1) ** (count - 2)
        else:
            assert rounded_power(steps, place - 1, count - 2, step)


@pytest.mark.parametrize("steps", LENGTHS)
@pytest.mark.parametrize("count", COUNTS)
def test_linear_steps_are_rounded_shares(count: int, steps: int) -> None:
    found = recorded_steps(f"linear:{count}", steps).tolist()
    assert len(found) == count_recorded(f"linear:{count}", steps)
    if steps < count:
        assert found == list(range(steps + 1))
        return
    half = Fraction(1, 2)
    assert found == [int(Fraction(k * steps, count - 1) + half) for k in range(count)]


@pytest.mark.parametrize("every", [1, 3, 64, 2000])
def test_a_whole_number_is_a_stride(every: int) -> None:
    for steps in (1, 63, 64, 1000):
        found = recorded_steps(every, steps)
        assert found.tolist() == list(range(0, steps + 1, every))
        assert len(found) == count_recorded(every, steps)


def test_steps_are_as_they_were_on_the_first_machine() -> None:
    assert recorded_steps("log:12", 10**6).tolist() == [
        0, 1, 4, 16, 63, 251, 1000, 3981, 15849, 63096, 251189, 1000000,
    ]  # fmt: skip
    assert recorded_steps("log:20", 300).tolist() == [
        0, 1, 2, 3, 4, 5, 6, 7, 9, 13, 17, 24, 33, 45, 62, 84, 116, 159, 219, 300,
    ]  # fmt: skip
    assert recorded_steps("linear:7", 1000).tolist() == [0, 167, 333, 500, 667, 833, 1000]


def test_what_is_no_rule_is_none() -> None:
    assert form_of("log:64") == ("log", 64) and form_of("linear:2") == ("linear", 2)
    assert all(form_of(text) is None for text in ("log:1", "log", "log:-3", "log:6.5", "Log:64"))
    assert all(
        form_of(text) is None for text in ("linear: 64", "log:64 ", "log:٦٤", "log:" + "9" * 9)
    )
    with pytest.raises(ValueError, match="not a rule of recorded steps: 'often'"):
        recorded_steps("often", 10)


# --- In experiments -------------------------------------------------------------------------------


def experiment(**changes: Any) -> gd.Experiment:
    known = {"lr": [1e-4, 1e-2, 0.3], "start": (-1.1, 0.9), "steps": 2000, "target": 1e-3}
    return gd.Experiment("rosenbrock", ["momentum", "adam"], **{**known, **changes})


def test_a_table_says_what_and_when() -> None:
    table = experiment(record={"grad_norm": "log:40", "loss": "log:040"})
    plain = experiment(record=["loss", "grad_norm"], every="log:40")
    assert table == plain and table.hash == plain.hash and repr(table) == repr(plain)
    assert table.record == ("loss", "grad_norm") and table.every == "log:40"
    assert 'record = ["loss", "grad_norm"]\nevery = "log:40"\n' in table.to_toml()
    assert experiment(record={"loss": 7.0}) == experiment(record="loss", every=7)
    assert experiment(record={"loss": "linear:9"}, every="linear:9").every == "linear:9"
    assert table.replace(record={"loss": 4}).every == 4
    assert table.replace(record="lr").every == "log:40"


@pytest.mark.parametrize("every", ["log:64", "linear:2", 12])
def test_an_experiment_with_a_rule_comes_back_equal(every: str | int) -> None:
    given = experiment(record=("loss", "params"), every=every)
    again = gd.Experiment.from_toml(given.to_toml())
    assert again == given and again.hash == given.hash and again.to_toml() == given.to_toml()
    assert f"every={every!r}" in repr(given)


@pytest.mark.parametrize(
    "text",
    ['record = { loss = "log:30" }', '[record]\nloss = "log:30"', 'record.loss = "log:30"',
     'record = ["loss"]\nevery = "log:30"'],
)  # fmt: skip
def test_a_file_may_say_it_in_a_table(text: str) -> None:
    known = 'gdsim = 1\nobjective = "booth"\noptimizers = "adam"\n'
    expected = gd.Experiment("booth", "adam", record="loss", every="log:30")
    assert gd.Experiment.from_toml(f"{known}{text}\n") == expected


REFUSED = [
    ({"record": {"loss": "log:64", "lr": 3}}, "has one axis of steps", "record.lr"),
    ({"record": {"loss": 4}, "every": 3}, "got 3 (every) and 4 (record.loss)", "record.loss"),
    (
        {"record": {"loss": "log"}},
        "record of loss must be a whole number, or a text such",
        "record.loss",
    ),
    ({"record": {"loss": True}}, "record of loss must be a number, got True", "record.loss"),
    ({"record": {"los": "log:9"}}, "cannot record 'los'; did you mean loss?", "record"),
    ({"every": "log:1"}, "total number of steps, 2 or more, got 'log:1'", "every"),
    ({"every": 0}, "every must be a whole number from 1 to 16,777,216, got 0", "every"),
    ({"measures": "trainability", "every": "log:9"}, "every must be 1, got 'log:9'", "every"),
    ({"measures": "trainability", "record": {"lr": 2}}, "must be 1, got 2", "record.lr"),
]


@pytest.mark.parametrize(("changes", "sentence", "key"), REFUSED)
def test_what_is_no_rule_is_refused_in_a_sentence(changes, sentence, key) -> None:
    with pytest.raises(ValueError) as caught:
        experiment(**changes)
    assert sentence in str(caught.value) and "\n" not in str(caught.value)
    assert caught.value.key == key


def test_a_file_that_says_it_twice_is_refused_with_the_line() -> None:
    text = 'gdsim = 1\nobjective = "booth"\noptimizers = "adam"\nevery = 4\nrecord = { lr = 4 }\n'
    with pytest.raises(
        ValueError, match=r"line 4 \(every\): record is a table, which already has the steps"
    ):
        gd.Experiment.from_toml(text)
    with pytest.raises(ValueError, match=r"line 5 \(record.lr\): record of lr must be"):
        gd.Experiment.from_toml(text.replace("every = 4\n", "\n").replace("lr = 4", "lr = 0"))


@pytest.mark.parametrize("every", ["log:23", "linear:23"])
def test_a_result_has_the_steps_and_what_a_full_trace_has_there(every: str) -> None:
    given = experiment(record=("loss", "params", "grad_norm", "lr"), every=every)
    thin, full = given.run(), given.replace(every=1).run()
    assert given.recorded_steps.tolist() == thin["step"].values.tolist()
    assert thin["step"].dtype == full["step"].dtype and thin["step"].attrs == full["step"].attrs
    for name in ("loss", "params", "grad_norm", "lr"):
        there = full[f"trace_{name}"].sel(step=thin["step"])
        np.testing.assert_array_equal(thin[f"trace_{name}"].values, there.values, strict=True)
    stopped = thin["steps"].values[..., None] < thin["step"].values
    np.testing.assert_array_equal(np.isnan(thin["trace_loss"].values), stopped)
    assert stopped.any() and not stopped.all()


STORED = {
    "a summary": {},
    "without parameters": {"keep_params": False},
    "thinned traces": {"record": ("loss", "params", "lr"), "every": "log:37"},
    "in double precision": {"record": "loss", "every": "linear:500", "dtype": "float64"},
    "every third step": {"record": {"params": 3}, "steps": 1000},
    "a measure": {"measures": "trainability", "steps": 50},
}


@pytest.mark.parametrize("changes", STORED.values(), ids=STORED)
@pytest.mark.parametrize("task", ["a function", "a network"])
def test_the_size_on_disk_is_known_before(task: str, changes: dict[str, Any]) -> None:
    given = experiment(**{"steps": 300, **changes})
    if task == "a network":
        data = gd.datasets.circle(samples=20, seed=3, test=0.2)
        network = gd.Network(layers=[2, 3, 1], loss="binary_cross_entropy", data=data)
        given = given.replace(objective=network, start=None, target=None)
    result = given.run()
    done = given.runs  # a byte each, in a store
    stored = sum(variable.nbytes for variable in result.data_vars.values())
    assert run_bytes(given) * given.runs == stored + done
    assert given.memory_estimate >= stored


def test_a_large_sweep_fits_with_thinned_traces_only() -> None:
    full = experiment(lr=gd.logspace(1e-4, 1, 10**6), steps=10**6, record="loss")
    assert run_bytes(full) * full.runs > 8e12
    thin = full.replace(every="log:64")
    assert run_bytes(thin) == 4 * (3 + 2 + 64) + 4 + 1 + 1
    assert thin.memory_estimate < 1.5e9 < 8e12 < full.memory_estimate


def test_epochs_stand_beside_the_steps_of_a_network() -> None:
    data = gd.datasets.circle(samples=60, seed=3, test=0.2)
    task = gd.Network(layers=[2, 4, 1], loss="binary_cross_entropy", data=data, batch_size=16)
    result = gd.Experiment(task, "adam", steps=50, record={"train_loss": "log:9"}).run()
    expected = result["step"].values / task.steps_per_epoch
    np.testing.assert_array_equal(result["epoch"].values, expected)
    assert len(expected) == 9 and result["step"].values[-1] == 50
