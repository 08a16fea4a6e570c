"""An optimizer's own schedule: its runs are those of an experiment with that schedule."""

import numpy as np
import pytest

import gdsim as gd
from gdsim.engine.warming import missing, warm
from gdsim.experiment.one_run import one_run
from gdsim.experiment.programs import outlines
from gdsim.learn import diagnosis
from gdsim.learn.steps.run_steps import RunSteps
from gdsim.results.store.store import Store
from gdsim.sweeps.verification import verify
from tests.reference.naive_kernel import naive_run

COSINE = gd.Cosine(warmup=4, min_factor=0.1)
OWN = gd.Experiment(
    "rosenbrock",
    [gd.Adam(lr=0.1, schedule=COSINE), gd.Adam(lr=0.1), gd.SGD(schedule="step")],
    lr=[1e-4, 1e-3],
    schedule=gd.Exponential(gamma=0.95),
    steps=60,
    record=["loss", "lr"],
)
NETWORK = gd.Experiment(
    gd.Network(
        [2, 3, 1], loss="binary_cross_entropy", data=gd.datasets.circle(samples=40), batch_size=8
    ),
    [gd.SGD(schedule=COSINE), gd.SGD()],
    lr=[0.02, 0.7],
    steps=30,
)
# The rates of SGD fall by an axis of its own schedule; Adam has a number for it.
AXIS = gd.Experiment(
    "rosenbrock",
    [gd.Adam(lr=0.1, schedule=COSINE), gd.SGD(schedule=gd.Cosine(warmup=[0, 20]))],
    lr=1e-3,
    steps=60,
)


def plain(experiment, index):
    """The experiment of one optimizer, whose own schedule is the experiment's."""
    choice = experiment.optimizers[index]
    schedule = choice.schedule or experiment.schedule
    return experiment.replace(optimizers=[choice.replace(schedule=None)], schedule=schedule)


@pytest.mark.parametrize("experiment", [OWN, NETWORK, AXIS], ids=["function", "network", "axis"])
def test_its_runs_have_the_bits_of_the_experiment_with_that_schedule(experiment):
    result = experiment.run()
    for index in range(len(experiment.optimizers)):
        alone = plain(experiment, index).run()
        for name in result.data_vars:
            ours, theirs = np.broadcast_arrays(result[name][index], alone[name][0])
            assert ours.tobytes() == theirs.tobytes(), name


def test_so_does_the_reference_in_numpy_and_each_step_that_is_explained():
    for index, run in ((0, 1), (2, 0)):
        programs = OWN.programs()[index], plain(OWN, index).programs()[0]
        own, alone = (naive_run(program, run) for program in programs)
        assert own.loss == alone.loss and (own.params == alone.params).all()
        number = index * OWN.layout.runs + run
        exact = RunSteps(OWN, number).explained(30).data["after"]
        np.testing.assert_array_equal(RunSteps(plain(OWN, index), run).explained(30).data["after"],
                                      exact)  # fmt: skip
    assert "gamma" in str(RunSteps(OWN, 2).explained(30))  # of the experiment's schedule
    assert "min_factor" in str(gd.explain(gd.Adam(schedule=COSINE), step=20))


def test_one_of_its_runs_is_an_experiment_with_the_same_bits():
    result = AXIS.run()
    for optimizer, run in ((0, 1), (1, 0), (1, 1)):
        alone = one_run(AXIS, optimizer, run)
        assert alone.runs == 1
        assert alone.run()["loss"].item() == result["loss"].values[optimizer, run]
    assert one_run(AXIS, 1, 1).optimizers == (gd.SGD(schedule=gd.Cosine(warmup=20)),)
    assert AXIS.place_of(3) == (1, 1, 0, 1)


def test_a_sweep_on_disk_is_the_same_and_its_runs_are_computed_again(tmp_path):
    whole = AXIS.run()
    gd.run(AXIS, out=tmp_path / "sweep.zarr")
    stored = gd.load(tmp_path / "sweep.zarr")
    np.testing.assert_array_equal(stored["params"], whole["params"])
    assert list(stored["optimizer"].values) == ["Adam", "SGD"] and stored.sizes == whole.sizes
    assert gd.Experiment.from_toml(stored.attrs["experiment"], stored) == AXIS
    report = verify(Store.open(tmp_path / "sweep.zarr"))
    assert report.recomputed == AXIS.runs and not report.damages


def test_no_kernel_is_compiled_for_it_that_the_schedule_does_not_need_anyway():
    warm(outlines(OWN), lambda *_: None)
    for index in range(len(OWN.optimizers)):
        assert not missing(outlines(plain(OWN, index)))


def test_files_carry_it():
    text = OWN.to_toml()
    assert 'schedule = { name = "cosine", min_factor = 0.1, warmup = 4 }' in text
    assert gd.Experiment.from_toml(text) == OWN
    written = gd.Experiment.from_toml(
        'gdsim = 1\nobjective = "rosenbrock"\n[[optimizers]]\nname = "adam"\nschedule = "cosine"\n'
        '[[optimizers]]\nname = "sgd"\n[optimizers.schedule]\nname = "step"\ngamma = 0.5\n'
    )
    assert written.optimizers == (gd.Adam(schedule="cosine"), gd.SGD(schedule=gd.Step(gamma=0.5)))


def test_it_is_part_of_the_hash_and_of_the_methods():
    assert OWN.hash != OWN.replace(optimizers=["adam", "adam", "sgd"]).hash
    assert {("schedule", "cosine"), ("schedule", "step"), ("schedule", "exponential")} < OWN.methods


def test_labels_name_it_where_optimizers_differ_by_it():
    assert OWN.labels == (
        "Adam (lr=0.1, schedule=Cosine(min_factor=0.1, warmup=4))", "Adam (lr=0.1)", "SGD",
    )  # fmt: skip
    two = OWN.replace(optimizers=[gd.SGD(), gd.SGD(schedule=gd.Linear())])
    assert two.labels == ("SGD", "SGD (schedule=Linear)")
    assert list(two.replace(steps=2).run()["optimizer"].values) == list(two.labels)


def test_a_result_of_several_schedules_is_diagnosed_by_its_coordinates():
    several = gd.Experiment(
        "rosenbrock", ["sgd"], lr=1e-3, schedule=[gd.Cosine(), gd.Cosine(warmup=5)], steps=60
    )
    found = diagnosis(several.run(), run=1)
    assert "SGD, Cosine (warmup=5)" in found.title


REFUSED = [
    (lambda: gd.Adam(schedule=3), "schedule must be a schedule or its name, got 3"),
    (lambda: gd.Adam(schedule=["step"]), "schedule must be a schedule or its name, got ['step']"),
    (lambda: gd.Adam(schedule=gd.SGD), "schedule must be a schedule, but SGD() is an optimizer"),
    (lambda: gd.Adam(shedule="step"), "Adam has no setting 'shedule'; did you mean schedule?"),
    (lambda: gd.Cosine(schedule="step"), "Cosine has no setting 'schedule'"),
    (
        lambda: OWN.replace(schedule=["cosine", "step"]),
        "the 2 schedules of the experiment are compared with every optimizer, but Adam has a "
        "schedule of its own; give the experiment one schedule",
    ),
    (
        lambda: AXIS.replace(schedule=gd.Cosine(warmup=[1, 2, 3])),
        "an experiment has one axis of that name, so give the same values",
    ),
    (
        lambda: gd.Experiment.from_toml(
            'gdsim = 1\nobjective = "rosenbrock"\n[[optimizers]]\nname = "adam"\n'
            '[optimizers.schedule]\nname = "cosine"\n[[optimizers]]\nname = "sgd"\n'
            'schedule = { name = "step", gamma = 0 }\n'
        ),
        "line 9 (optimizers[1].schedule.gamma): Step: gamma must be a number above 0, got 0",
    ),
]


@pytest.mark.parametrize(("make", "sentence"), REFUSED)
def test_what_is_no_schedule_of_an_optimizer_is_refused_in_a_sentence(make, sentence):
    with pytest.raises(ValueError) as caught:
        make()
    assert sentence in str(caught.value)


def test_a_suite_runs_each_optimizer_with_its_own():
    suite = gd.suite(["booth"])
    given = [gd.SGD(schedule=gd.Step(gamma=0.5)), gd.SGD()]
    both = suite.run(given, lr=0.01, steps=40)
    alone = suite.run(["sgd"], lr=0.01, steps=40, schedule=gd.Step(gamma=0.5))
    np.testing.assert_array_equal(both["loss"][:, 0], alone["loss"][:, 0])
    assert (both["loss"][:, 0] != both["loss"][:, 1]).any()
    axis = gd.Cosine(warmup=[0, 5])
    for optimizer, fields in ((gd.SGD(schedule=axis), {}), (gd.SGD(), {"schedule": axis})):
        with pytest.raises(ValueError, match="but warmup of a schedule or of all runs has several"):
            gd.compare("booth", [optimizer, "momentum"], budget=3, fresh=8, steps=30, **fields)
