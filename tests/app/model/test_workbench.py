"""The document, its history and its edits."""

from dataclasses import replace
from pathlib import Path

import pytest

import gdsim as gd
from gdsim.app.model import workbench as module
from gdsim.app.model.document import Document
from gdsim.app.model.workbench import Workbench
from gdsim.base import presets
from gdsim.experiment.toml.window import Side, View

VIEW = View("here", Side("optimizer.lr", (1e-4, 0.5)), Side("start.x", (-1, 2)), optimizer=2)


@pytest.fixture(autouse=True)
def no_merging(monkeypatch):
    monkeypatch.setattr(module, "MERGE", -1.0)


def test_undo_and_redo_walk_the_history(workbench, experiment):
    workbench.replace(steps=70)
    workbench.replace(noise=0.25)
    workbench.undo()
    assert (workbench.experiment.steps, workbench.experiment.noise) == (70, 0.0)
    workbench.undo()
    assert workbench.experiment == experiment and not workbench.can_undo
    workbench.redo()
    workbench.redo()
    assert workbench.experiment.noise == 0.25 and not workbench.can_redo


def test_an_edit_after_undo_forgets_what_was_undone(workbench):
    workbench.replace(steps=70)
    workbench.undo()
    workbench.replace(steps=90)
    assert not workbench.can_redo and workbench.experiment.steps == 90


def test_quick_edits_of_one_setting_are_one_step_of_undo(workbench, monkeypatch):
    monkeypatch.setattr(module, "MERGE", 1e9)
    for steps in (10, 20, 30):
        workbench.replace(steps=steps)
    workbench.replace(noise=0.5)
    workbench.undo()
    assert workbench.experiment.steps == 30
    workbench.undo()
    assert workbench.experiment.steps == 500 and not workbench.can_undo


def test_what_is_dragged_there_and_back_is_no_step_of_undo(workbench, monkeypatch):
    monkeypatch.setattr(module, "MERGE", 1e9)
    workbench.replace(noise=0.5)
    for steps in (600, 500):
        workbench.replace(steps=steps)
    workbench.undo()
    assert workbench.experiment.noise == 0.0 and not workbench.can_undo


def test_what_was_before_a_drag_there_and_back_and_on_is_a_step_of_undo(workbench, monkeypatch):
    workbench.replace(steps=600)
    workbench.end_edit()
    monkeypatch.setattr(module, "MERGE", 1e9)
    for steps in (700, 600, 800, 900):
        workbench.replace(steps=steps)
    for steps in (600, 500):
        workbench.undo()
        assert workbench.experiment.steps == steps
    assert not workbench.can_undo


def test_a_refused_edit_is_a_sentence_and_changes_nothing(workbench, qtbot):
    before = workbench.document
    with qtbot.assertNotEmitted(workbench.changed):
        sentence = workbench.replace(steps=0)
    assert "steps must be" in sentence and workbench.document is before


def test_the_same_value_again_is_no_edit(workbench, qtbot):
    with qtbot.assertNotEmitted(workbench.changed):
        assert workbench.replace(steps=500) is None
    assert not workbench.can_undo


def test_a_setting_belongs_to_its_own_optimizer(workbench):
    workbench.add_optimizers([gd.Adam()])
    workbench.set_setting(3, "beta2", 0.9)
    adams = [c for c in workbench.experiment.optimizers if c.name == "adam"]
    assert adams == [gd.Adam(lr=0.05, beta1=0.8), gd.Adam(beta2=0.9)]


def test_an_optimizer_keeps_its_colour_while_others_come_and_go(workbench):
    workbench.remove_optimizers([0])
    assert workbench.document.colours == (1, 2)
    workbench.add_optimizers([gd.Momentum(), gd.Yogi()])
    assert workbench.document.colours == (1, 2, 0, 3)


def test_the_last_optimizer_stays(workbench):
    assert "at least one" in workbench.remove_optimizers([0, 1, 2])
    assert len(workbench.experiment.optimizers) == 3


def test_hiding_is_a_step_of_undo_and_no_edit_of_the_experiment(workbench, qtbot, tmp_path):
    workbench.replace(steps=70)
    workbench.save(tmp_path / "mine.toml")
    with qtbot.assertNotEmitted(workbench.experiment_changed):
        workbench.set_hidden(frozenset({1}))
        workbench.set_hidden(frozenset({1, 2}))
        assert not workbench.modified  # the file does not say who is hidden
        workbench.undo()
        assert workbench.document.hidden == {1}
        workbench.undo()
        assert not workbench.document.hidden
    assert workbench.experiment.steps == 70
    workbench.redo()
    assert workbench.document.hidden == {1}


def test_an_optimizer_that_takes_the_place_of_a_hidden_one_is_seen(workbench):
    workbench.set_hidden(frozenset({2}))
    workbench.remove_optimizers([2])
    workbench.add_optimizers([gd.Adam()])
    assert workbench.document.colours[-1] == 2 and not workbench.document.hidden
    workbench.undo()
    workbench.undo()
    assert workbench.document.hidden == {2}


def test_an_objective_with_another_domain_starts_at_its_own_start(workbench):
    workbench.set_objective(lambda: gd.Function("himmelblau"))
    experiment = workbench.experiment
    assert experiment.start is None and experiment.objective.name == "himmelblau"


def test_a_target_is_kept_only_for_the_function_that_it_was_set_for(workbench):
    workbench.replace(target=1e-5)
    workbench.set_objective(lambda: gd.Function("rosenbrock", b=3))
    assert workbench.experiment.target == 1e-5
    workbench.set_objective(lambda: gd.Function("x**2 + y**2", domain=((-2, 2), (-1, 3))))
    assert workbench.experiment.target is None


def test_other_parameters_of_the_objective_keep_the_start(workbench):
    workbench.set_objective(lambda: gd.Function("rosenbrock", b=7))
    assert workbench.experiment.starts.coordinates == (-1.1, 0.7)


def test_a_cloud_stays_a_cloud_on_another_objective(workbench):
    workbench.replace(start=gd.uniform(30, seed=4))
    workbench.set_objective(lambda: gd.Function("x**4"))
    assert (workbench.experiment.starts.n, workbench.experiment.starts.seed) == (30, 4)


def test_another_schedule_keeps_the_warmup(workbench):
    workbench.set_schedule("cosine")
    workbench.set_schedule_settings({"warmup": 25})
    workbench.set_schedule("linear")
    assert workbench.experiment.schedules[0].settings["warmup"] == 25


def test_what_is_saved_opens_again(workbench, tmp_path):
    workbench.replace(steps=70)
    assert workbench.modified
    assert workbench.save(tmp_path / "mine.toml") is None
    assert not workbench.modified and workbench.path.name == "mine.toml"
    other = Workbench(gd.Experiment("sphere", "sgd"))
    assert other.open(tmp_path / "mine.toml") is None
    assert other.experiment == workbench.experiment and not other.can_undo


def test_a_file_that_gdsim_ships_is_not_written_over_unasked(workbench, tmp_path, monkeypatch):
    shipped = presets.experiment_file("lion")
    (tmp_path / "link.toml").symlink_to(shipped)
    monkeypatch.chdir(shipped.parent)
    for path in (shipped, Path(shipped.name), tmp_path / "link.toml"):
        assert workbench.open(path) is None and len(workbench.experiment.optimizers) == 3
        assert workbench.path is None and not workbench.modified


def test_a_file_that_cannot_be_read_changes_nothing(workbench, tmp_path):
    before = workbench.document
    assert workbench.open(tmp_path / "missing.toml")
    (tmp_path / "bad.toml").write_text("steps = = 3")
    assert "bad.toml" in workbench.open(tmp_path / "bad.toml")
    assert workbench.document is before


def test_names_colours_and_bookmarks_are_saved_and_make_edits(workbench, tmp_path):
    hash_before = workbench.experiment.hash
    workbench.move_optimizer(0, 2)  # the file has them in the new order
    workbench.rename_optimizer(2, "Plain")
    workbench.colour_optimizer(1, "#123456")
    workbench.keep_view(VIEW)
    workbench.keep_view(replace(VIEW, colour="steps"))  # in the place of the one of that name
    assert workbench.modified and workbench.document.views[0].colour == "steps"
    assert workbench.save(tmp_path / "mine.toml") is None and not workbench.modified
    other = Workbench(gd.Experiment("sphere", "sgd"))
    assert other.open(tmp_path / "mine.toml") is None and not other.modified
    assert other.document.labels[2] == "Plain" and dict(other.document.own) == {1: "#123456"}
    assert other.document.table == workbench.document.table
    assert other.document.table.views[0].optimizer == 1  # the second of the file
    assert gd.Experiment.load(tmp_path / "mine.toml").hash == other.experiment.hash
    other.move_optimizer(2, 0)
    assert other.experiment.hash == hash_before
    other.remove_optimizers([2])
    assert other.document.views == ()  # whose runs are gone
    other.undo()
    other.remove_view("here")
    assert other.modified and other.document.table.views == ()


def test_each_kind_of_objective_keeps_its_own_names(workbench):
    workbench.rename_optimizer(0, "Plain")
    workbench.set_hidden(frozenset({0}))
    workbench.switch_to("network")
    assert workbench.document.names == () and not workbench.document.hidden
    workbench.switch_to("function")
    assert workbench.document.labels[0] == "Plain" and workbench.document.hidden == {0}


def test_each_kind_of_objective_has_a_file_of_its_own(workbench, tmp_path):
    function, network = tmp_path / "function.toml", tmp_path / "network.toml"
    workbench.save(function)
    workbench.switch_to("network")
    assert workbench.path is None and not workbench.unsaved  # saving it asks for a file
    workbench.undo()
    assert workbench.path == function and not workbench.modified
    workbench.redo()
    workbench.replace(steps=70)
    assert workbench.modified and workbench.path is None
    workbench.save(network)
    workbench.switch_to("function")
    assert workbench.path == function and not workbench.unsaved
    kinds = [gd.Experiment.load(path).objective.kind for path in (function, network)]
    assert kinds == ["function", "network"]


def test_edits_on_another_kind_of_objective_are_unsaved_until_they_are_given_up(workbench):
    workbench.replace(steps=70)
    edited = workbench.document
    workbench.switch_to("network")
    assert workbench.unsaved == {"function": edited} and not workbench.modified
    workbench.start_over(gd.Experiment("sphere", "sgd"))
    assert not workbench.unsaved


def test_what_is_set_up_is_one_edit_that_can_be_given_up_unasked(workbench):
    before, opened = workbench.experiment, workbench.opened
    network = gd.Network([2, 3, 1], data="xor")
    given = Document.of(gd.Experiment(network, ["sgd", "adam"], lr=0.3))
    assert workbench.set_up(given, "lesson.do") is None
    assert workbench.experiment == given.experiment and workbench.document.colours == (0, 1)
    assert not workbench.unsaved and workbench.opened == opened
    workbench.replace(lr=0.2)
    assert workbench.unsaved
    workbench.undo()
    workbench.undo()
    assert workbench.experiment == before
    workbench.replace(steps=7)
    workbench.set_up(Document.of(before), "lesson.do")
    workbench.set_up(given, "lesson.do")
    assert workbench.switch_to(before.objective.kind) is None
    assert workbench.experiment == before  # it is the last one on functions


def test_a_title_that_others_gave_goes_with_its_function_or_data(tmp_path):
    given = gd.Experiment("rosenbrock", "sgd", title="One valley")
    workbench = Workbench(given)
    workbench.set_objective(lambda: gd.Function("rosenbrock", b=3))
    assert workbench.experiment.title == "One valley"
    workbench.set_objective(lambda: gd.Function("himmelblau"))
    assert workbench.experiment.title == ""
    workbench.undo()
    workbench.replace(title="Mine")
    workbench.set_objective(lambda: gd.Function("himmelblau"))
    assert workbench.experiment.title == "Mine"
    workbench.save(tmp_path / "mine.toml")
    workbench.set_objective(lambda: gd.Function("rosenbrock"))
    assert workbench.experiment.title == "Mine"
    network = gd.Network([2, 2, 1], data=gd.datasets.xor(), loss="mse")
    workbench = Workbench(gd.Experiment(network, "sgd", title="Exclusive or"))
    workbench.set_objective(lambda: network.replace(layers=[2, 3, 1]))
    assert workbench.experiment.title == "Exclusive or"
    workbench.set_objective(lambda: network.replace(data=gd.datasets.circle()))
    assert workbench.experiment.title == ""
