"""Backpropagation stepped in the window, by clicks and keys, in the library's numbers."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

import gdsim as gd
from gdsim.app.look.figures import figures
from gdsim.app.network.beats import beats_of
from gdsim.app.worker.frame import State
from gdsim.learn.explanations.show import is_heading

LEFT = Qt.MouseButton.LeftButton
KEY = Qt.Key


def page_of(qtbot, window, step):
    """The page, with the update that follows a step."""
    window.worker.step(step)
    rests = (State.PAUSED, State.FINISHED)
    qtbot.waitUntil(lambda: window.frame.step == step and window.frame.state in rests)
    window.drawing.look()
    qtbot.mouseClick(window.stage.network.views.tabs.buttons["backpropagation"], LEFT)
    page = window.stage.network.views.page
    qtbot.waitUntil(lambda: bool(page.beats))
    return page


@pytest.fixture
def one_sample(network):
    """Plain descent on one sample: what is stepped is the whole update of the run."""
    data = gd.datasets.from_arrays([[0.7, -1.2], [0.3, 0.4]], ["a", "b"])
    objective = network(layers=[2, 2, 1], data=data, batch_size=1, init_seed=3)
    return gd.Experiment(objective, gd.SGD(lr=0.3), steps=6)


def test_each_number_of_the_library_is_shown_once_and_the_last_are_the_runs_next_step(
    qtbot, open_window, one_sample
):
    window = open_window(one_sample)
    page = page_of(qtbot, window, 3)
    (sample,) = one_sample.objective.batch(3).tolist()
    page.sample.setFocus()
    page.sample.selectAll()
    qtbot.keyClicks(page.sample, str(sample))
    qtbot.keyClick(page.sample, KEY.Key_Return)
    qtbot.waitUntil(lambda: page.explanation.data["samples"] == [sample])
    library = gd.learn.backpropagation(one_sample, step=3, sample=sample)
    assert page.explanation.to_json() == library.to_json()

    page.setFocus()
    qtbot.keyClick(page, KEY.Key_Home)
    shown, units = [], {}
    for number in range(len(page.beats)):
        beat = page.beats[page.beat]
        assert page.beat == number and page.count.text() == f"{number + 1} / {len(page.beats)}"
        assert page.phase.text() == beat.phase.name
        assert page.sentence.text() == beat.step.sentence
        look = page.canvas.look
        if not beat.is_term and beat.step is not beat.phase:
            shown.append(beat.step)
            kind, *at = beat.step.place
            if kind in ("a", "error"):
                units[kind, *at] = beat.step.value
                texts = look.texts if kind == "a" else look.above
                assert figures(beat.step.value, 3) in texts[tuple(at)]
        if len(beat.weights) == 1 and beat.step.value is not None:
            (index,) = beat.weights  # one edge is lit, with its number
            assert look.edge_texts == {index: figures(beat.step.value, 3)}
            assert look.lit_edges == beat.weights
        qtbot.keyClick(page, KEY.Key_Right)
    assert shown == [step for step in library.steps if not is_heading(step)]
    assert len({step.place for step in shown}) == len(shown)
    after = one_sample.replace(steps=4).run()["params"].values.reshape(-1)
    new = [step.value for step in shown if str(step.place[0]).startswith("new")]
    np.testing.assert_array_equal(new, after)
    weights = [t for t in one_sample.objective.tensors if not t.is_bias]
    for tensor in weights:
        part = slice(tensor.first, tensor.first + tensor.size)
        np.testing.assert_array_equal(page.canvas.look.values[part], after[part])

    edge = page.canvas.sketch.by_index[1]
    qtbot.mouseMove(page.canvas, edge.line.pointAt(0.3).toPoint() + QPoint(2, 2))
    qtbot.mouseMove(page.canvas, edge.line.pointAt(0.3).toPoint())
    told, data = page.readout.whole, library.data
    numbers = data["params"][1], data["gradient"][1], data["new_params"][1]
    weight, slope, new = map(figures, numbers)
    assert told == f"x2 → unit 0 of layer 1   weight {weight}   dL/dw {slope}   new weight {new}"


def test_the_keys_go_by_parts_and_play_goes_on_by_itself(qtbot, open_window, one_sample):
    window = open_window(one_sample)
    page = page_of(qtbot, window, 1)
    heads = [n for n, beat in enumerate(page.beats) if beat.step is beat.phase]
    names = [page.beats[n].phase.name for n in heads]
    assert names == ["Forward pass", "Backward pass", "Update"]
    view = window.stage.network  # which has the keys of the workspace
    qtbot.keyClick(view, KEY.Key_Down)
    qtbot.keyClick(view, KEY.Key_Down)
    assert page.beat == heads[2]
    qtbot.keyClick(view, KEY.Key_Up)
    assert page.beat == heads[1]
    qtbot.mouseClick(page.back_button, LEFT)
    assert page.beat == heads[1] - 1
    page._player.setInterval(1)
    qtbot.keyClick(view, KEY.Key_End)
    qtbot.mouseClick(page.play_button, LEFT)  # from the first again
    qtbot.waitUntil(lambda: page.beat == len(page.beats) - 1 and not page._player.isActive())

    qtbot.keyClick(view, KEY.Key_Home)
    window.worker.step(1)
    before = page.explanation
    qtbot.waitUntil(lambda: page.explanation is not before)
    assert page.explanation.title.endswith("step 2")


def test_a_run_that_has_ended_says_that_no_update_follows(qtbot, open_window, one_sample):
    page = page_of(qtbot, open_window(one_sample), 6)
    qtbot.keyClick(page, KEY.Key_End)
    assert page.sentence.text() == "The run has taken all its steps: no update follows."


def test_a_large_network_is_stepped_layer_by_layer_with_the_numbers_of_its_units(network):
    made = network(layers=[2, 24, 24, 1])
    explanation = gd.learn.backpropagation(made, sample=2)
    beats = beats_of(explanation, made)
    (first,) = [beat for beat in beats if beat.step.name == "a2"]
    row = explanation.data["layers"][1]["a"][0]
    assert first.known == {("a", 2, unit): value for unit, value in enumerate(row)}
    assert first.units == frozenset((2, unit) for unit in range(24))
    (slopes,) = [beat for beat in beats if beat.step.name == "|dL/dW2|"]
    rows = explanation.data["layers"][1]["weight_gradient"]
    assert slopes.known["weight_gradient", 2, 5, 7] == rows[5][7]
