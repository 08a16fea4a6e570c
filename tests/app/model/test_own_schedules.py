"""An optimizer's own schedule, in what the window copies, turns and advises."""

import gdsim as gd
from gdsim.app.model import share
from gdsim.app.model.document import Document
from gdsim.app.model.remedies import remedies
from gdsim.app.model.script import as_python
from gdsim.app.model.turnable import axes_of, turnables
from gdsim.experiment.one_run import one_run

EXPERIMENT = gd.Experiment(
    "rosenbrock",
    [gd.Adam(lr=0.1, schedule=gd.Cosine(min_factor=0.1)), gd.SGD(schedule="step"), gd.SGD()],
    schedule=gd.Exponential(gamma=gd.linspace(0.9, 0.99, 3)),
)


def test_scripts_and_share_strings_carry_it():
    document = Document.of(EXPERIMENT)
    assert share.unpacked(share.packed(document)).experiment == EXPERIMENT
    names: dict[str, object] = {}
    exec(as_python(EXPERIMENT).split("result =")[0], names)
    assert names["experiment"] == EXPERIMENT


def test_what_a_diagnosis_advises_changes_the_schedule_that_the_run_has():
    each = EXPERIMENT.layout.runs
    (remedy,) = remedies(EXPERIMENT, each, {"schedule": "cosine"})
    assert remedy.apply(EXPERIMENT).optimizers[1] == gd.SGD(schedule="cosine")
    assert remedies(EXPERIMENT, each - 1, {"schedule": "cosine"}) == ()  # it was followed
    (remedy,) = remedies(EXPERIMENT, 2 * each, {"schedule": "linear"})
    assert remedy.apply(EXPERIMENT).schedule == gd.Linear()


def test_its_numbers_can_be_turned():
    floor = turnables(one_run(EXPERIMENT, 0))["schedule.min_factor"]
    changed = floor.put(EXPERIMENT, 0.5, 0)
    assert changed.optimizers[0] == gd.Adam(lr=0.1, schedule=gd.Cosine(min_factor=0.5))
    assert changed.replace(optimizers=EXPERIMENT.optimizers) == EXPERIMENT
    gamma = turnables(one_run(EXPERIMENT, 2))["schedule.gamma"]
    assert gamma.put(EXPERIMENT, 0.5, 2).schedule == gd.Exponential(gamma=0.5)
    assert axes_of(EXPERIMENT).keys() == {"schedule.gamma"}
