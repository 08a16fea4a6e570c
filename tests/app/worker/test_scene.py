"""Scenes: thin copies of sessions."""

import numpy as np
import pytest

import gdsim as gd
from gdsim.app.worker import scene as module
from gdsim.app.worker.observing import moved
from gdsim.app.worker.scene import quantile_bands, shown_runs, thinned
from gdsim.engine.verdict import Verdict

RECORD = ("loss", "params", "grad_norm")


def scene_of(fake_session, experiment, steps):
    session = fake_session(experiment)
    session.advance(steps)
    return session, thinned(session, session.snapshot(), (0, 1, 2))


def test_few_runs_are_shown_in_full(fake_session, experiment):
    session, scene = scene_of(fake_session, experiment.replace(record=RECORD), 40)
    np.testing.assert_array_equal(scene.slots, np.arange(41))
    np.testing.assert_array_equal(scene.path, session.traces()["params"])
    np.testing.assert_array_equal(scene.bands[:, 1], session.traces()["loss"][:, 0])


def test_a_long_trace_is_thinned_and_still_ends_at_the_newest_step(
    fake_session, experiment, monkeypatch
):
    monkeypatch.setattr(module, "SHOWN_POINTS", 10)
    monkeypatch.setattr(module, "SHOWN_IN_ALL", 30)
    monkeypatch.setattr(np, "clip", lambda value, low, high: min(value, high))
    session, scene = scene_of(fake_session, experiment.replace(record=RECORD), 47)
    assert scene.slots.tolist() == [*range(0, 46, 5), 47]
    np.testing.assert_array_equal(scene.path[:, 0, -1], session.params[:, 0])
    np.testing.assert_array_equal(scene.path[:, 0, 3], session.trace["params"][15][:, 0])


def test_sparse_recording_still_shows_the_newest_step(fake_session, experiment):
    session, scene = scene_of(fake_session, experiment.replace(record=RECORD, every=10), 34)
    assert scene.slots.tolist() == [0, 10, 20, 30, 34]
    np.testing.assert_array_equal(scene.path[:, :, -1], session.params)


def test_thinned_recording_is_drawn_at_its_own_steps(fake_session, experiment):
    sparse = experiment.replace(record=RECORD, every="log:9")
    assert sparse.recorded_steps.tolist() == [0, 1, 2, 6, 14, 35, 85, 206, 500]
    session, scene = scene_of(fake_session, sparse, 100)
    assert scene.slots.tolist() == [0, 1, 2, 6, 14, 35, 85, 100]
    np.testing.assert_array_equal(scene.path[:, 0, 5], session.trace["params"][5][:, 0])
    np.testing.assert_array_equal(scene.path[:, :, -1], session.params)
    earlier = scene.until(40)
    assert earlier.step == 35 and earlier.slots.tolist() == [0, 1, 2, 6, 14, 35]
    np.testing.assert_array_equal(earlier.heads, scene.path[:, :, 5])
    session, scene = scene_of(fake_session, sparse, 35)
    assert scene.slots.tolist() == [0, 1, 2, 6, 14, 35]


def test_of_many_runs_an_even_choice_is_shown(fake_session, experiment, monkeypatch):
    monkeypatch.setattr(module, "SHOWN_RUNS", 5)
    assert shown_runs(41).tolist() == [0, 10, 20, 30, 40]
    cloud = experiment.replace(start=gd.uniform(9), record=RECORD)
    session, scene = scene_of(fake_session, cloud, 3)
    assert scene.path.shape == (3, 5, 4, 2) and scene.loss.shape == (3, 9)
    np.testing.assert_array_equal(scene.heads, session.params[:, ::2])


def test_bands_are_quantiles_in_which_a_diverged_run_is_infinite():
    loss = np.arange(11.0)[None, :, None] * np.ones((1, 11, 3))
    loss[0, 10, 2] = np.nan
    verdict = np.zeros((1, 11))
    verdict[0, 10] = Verdict.DIVERGED
    bands = quantile_bands(loss, verdict, loss[:, :, 0])
    np.testing.assert_array_equal(bands[0, :, 0], [1, 5, 9])
    loss[0, 9, 2] = np.nan
    verdict[0, 9] = Verdict.DIVERGED
    bands = quantile_bands(loss, verdict, loss[:, :, 0])
    np.testing.assert_array_equal(bands[0, :, 2], [1, 5, np.inf])


def test_a_converged_run_counts_with_its_last_loss():
    loss = np.array([[[4.0, 2.0, np.nan], [8.0, 6.0, 5.0], [9.0, 9.0, 9.0]]])
    verdict = np.array([[Verdict.CONVERGED, Verdict.RUNNING, Verdict.RUNNING]])
    bands = quantile_bands(loss, verdict, np.array([[2.0, 5.0, 9.0]]))
    np.testing.assert_array_equal(bands[0, 0], [4, 2, 2])


def test_an_earlier_moment_is_what_was_shown_then(fake_session, experiment):
    recorded = experiment.replace(record=RECORD)
    _, early = scene_of(fake_session, recorded, 12)
    _, late = scene_of(fake_session, recorded, 30)
    back = late.until(12)
    assert back.step == 12
    for name in ("slots", "path", "heads", "loss", "bands"):
        np.testing.assert_array_equal(getattr(back, name), getattr(early, name))


def test_a_run_that_had_stopped_keeps_its_end_and_its_verdict(fake_session, experiment):
    from dataclasses import replace

    _, scene = scene_of(fake_session, experiment.replace(record=RECORD), 30)
    path, loss, verdict, steps = (
        scene.path.copy(), scene.path_loss.copy(), scene.verdict.copy(), scene.steps_taken.copy(),
    )  # fmt: skip
    path[1, 0, 11:], loss[1, 0, 11:] = np.nan, np.nan
    verdict[1, 0], steps[1, 0] = Verdict.CONVERGED, 10
    stopped = replace(scene, path=path, path_loss=loss, verdict=verdict, steps_taken=steps)
    back = stopped.until(20)
    np.testing.assert_array_equal(back.heads[1, 0], path[1, 0, 10])
    assert back.verdict[:, 0].tolist() == [Verdict.RUNNING, Verdict.CONVERGED, Verdict.RUNNING]
    assert stopped.until(5).verdict[1, 0] == Verdict.RUNNING


@pytest.mark.parametrize("axes", [{"lr": [0.1, 0.2]}, {"noise": [0.1, 0.2, 0.3]}])
def test_all_axes_of_an_experiment_become_runs(fake_session, experiment, axes):
    many = experiment.replace(record=RECORD, **axes)

    class Wide(fake_session):
        def reset(self):
            super().reset()
            n = int(np.prod(self.experiment.shape[1:]))
            self.params = np.repeat(self.params, n, axis=1)
            self.trace = {"loss": [], "params": [], "grad_norm": []}
            self._record()

    _, scene = scene_of(Wide, many, 2)
    assert scene.runs == np.prod(many.shape) // 3


def test_while_many_play_a_scene_has_a_sample_that_agrees_with_all(monkeypatch):
    monkeypatch.setattr(module, "SHOWN_RUNS", 6)
    monkeypatch.setattr(module, "SAMPLE", 90)
    start = gd.uniform(n=150, seed=1)
    given = gd.Experiment("himmelblau", ["sgd"], lr=[0.01, 0.2], start=start, record=RECORD)
    session = gd.Session(given)
    session.advance(12)
    assert module.sample_of(given.replace(start=gd.uniform(n=45))) is None
    numbers = module.sample_of(given)
    assert 90 <= len(numbers) < 97
    whole = thinned(session, session.snapshot(), (0,))
    some = thinned(session, session.snapshot(numbers), (0,), numbers)
    assert some.runs == whole.runs == 300
    for name in ("path", "path_loss", "bands", "heads", "slots", "drawn", "cloud"):
        np.testing.assert_array_equal(getattr(some, name), getattr(whole, name), err_msg=name)
    for name in ("loss", "best_loss", "grad_norm", "verdict", "steps_taken"):
        np.testing.assert_array_equal(getattr(some, name), getattr(whole, name)[:, numbers])
    assert {Verdict.RUNNING, Verdict.DIVERGED} <= set(some.verdict[0, some.of_drawn])
    early, wanted = some.until(5), whole.until(5)
    np.testing.assert_array_equal(early.loss[:, early.of_drawn], wanted.loss[:, wanted.drawn])
    assert some.place_of(int(numbers[17])) == 17 and whole.place_of(44) == 44
    assert some.place_of(min(set(range(300)) - set(numbers))) is None
    monkeypatch.setattr(module, "PLAYED", 100)
    sampled = thinned(session, session.snapshot(numbers), (0,), numbers).cloud
    np.testing.assert_array_equal(sampled, whole.cloud[:, ::3])
    session.advance(5)
    later, wanted = moved(session, some), thinned(session, session.snapshot(), (0,))
    assert later.step == 17 and later.loss is some.loss and later.bands is some.bands
    assert later.has_moved_from(some) and not later.has_moved_from(wanted)
    assert not wanted.has_moved_from(wanted)  # few runs, of which a scene has all numbers
    np.testing.assert_array_equal(later.heads, wanted.heads)
    np.testing.assert_array_equal(later.cloud, wanted.cloud[:, ::3])
