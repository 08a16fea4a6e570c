"""Digits are seen as images, those in a wrong class first; and small pictures of data."""

from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

import gdsim as gd
from gdsim.app.controls.catalogue_items import data_sets
from gdsim.app.controls.picker import Picker
from gdsim.app.look.data_picture import picture_of, sample_image
from gdsim.app.look.theme import DARK, LIGHT, class_colour
from gdsim.app.model.network_edits import with_data
from gdsim.app.views.images import EVERY, ImagesView, tiles
from gdsim.app.views.surface import Answers
from tests.app.by_hand import pixels_of


def digits(count):
    data = gd.datasets.digits()
    return data, data.raw_inputs[:count], data.targets[:count]


def answers(points, targets, sure):
    """Answers that are as sure as given; those of a negative number are wrong."""
    outputs = np.full((len(points), 10), 0.0)
    for row, share in enumerate(sure):
        taken = int(targets[row]) if share > 0 else (int(targets[row]) + 1) % 10
        outputs[row] = (1 - abs(share)) / 9
        outputs[row, taken] = abs(share)
    return Answers(points, targets, outputs)


def test_images_are_told_from_other_inputs():
    assert gd.datasets.digits().image_side == 8
    assert gd.datasets.iris().image_side is None and gd.datasets.moons().image_side is None
    numbers = np.arange(32.0).reshape(2, 16)
    assert gd.datasets.from_arrays(numbers, [0.0, 1.0]).image_side == 4
    assert gd.datasets.from_arrays(-numbers, [0.0, 1.0]).image_side is None
    names = [f"{letter}1" for letter in "abcdefghijklmnop"]
    assert gd.datasets.from_arrays(numbers, [0.0, 1.0], names=names).image_side is None


def test_the_wrong_ones_come_first_the_surest_ahead():
    data, points, targets = digits(5)
    given = answers(points, targets, (0.9, -0.5, 0.4, -0.8, 0.7))
    made, count, wrong = tiles(data, given, LIGHT, EVERY)
    first, second = (int(targets[i]) for i in (3, 1))
    assert [tile.words for tile in made[:2]] == [
        f"{first} → {(first + 1) % 10}",
        f"{second} → {(second + 1) % 10}",
    ]
    assert [tile.is_wrong for tile in made] == [True, True, False, False, False]
    assert [tile.words for tile in made[2:]] == [str(targets[i]) for i in (2, 4, 0)]
    assert (count, wrong) == (5, 2)
    alone, count, _ = tiles(data, given, LIGHT, int(targets[2]))
    assert count == int((targets == targets[2]).sum()) and alone[-1].words == str(targets[2])


def test_outputs_that_are_no_numbers_are_in_no_class():
    data, points, targets = digits(2)
    given = answers(points, targets, (0.9, -0.5))
    given.outputs[1] = np.nan
    made, _, wrong = tiles(data, given, LIGHT, EVERY)
    assert wrong == 0 and not any(tile.is_wrong for tile in made)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_an_image_goes_from_ground_to_ink(theme):
    image = sample_image(np.array([[0.0, 16.0], [8.0, 0.0]]), 16.0, theme)
    assert image.pixelColor(0, 0) == QColor(theme.surface)
    assert image.pixelColor(1, 0) == QColor(theme.text)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_picture_has_the_colours_of_the_classes(theme):
    seen = pixels_of(picture_of(gd.datasets.circle(), theme, 64))[..., :3].reshape(-1, 3)
    for mark in (0, 1):
        colour = class_colour(mark, theme)
        wanted = np.array([colour.red(), colour.green(), colour.blue()])
        assert (np.abs(seen.astype(int) - wanted).max(axis=1) < 6).sum() > 20


def test_the_picker_shows_a_picture_of_each_data_set(qtbot, formulas, make):
    from PySide6.QtWidgets import QWidget

    items = data_sets()
    picker = Picker(items, formulas, make(QWidget), "Search")
    picker.pop_up(picker._parent)
    known = picker.list.itemDelegate()._pictures._known
    qtbot.waitUntil(lambda: len(known) >= 5 and all(known.values()))
    first = next(iter(known.values()))
    assert first.width() == first.height() > 40
    picker.hide()
    assert all(item.picture(LIGHT, 40).width() == 40 for item in items)


def test_a_network_on_digits_shows_its_images(qtbot, background, make):
    network = gd.Network([64, 3, 10], data=gd.datasets.digits(), loss="cross_entropy")
    params = np.random.default_rng(1).normal(size=network.size)
    images = make(ImagesView, background)
    images.show_network(network)
    assert not images.sheet.tiles
    focus = SimpleNamespace(objective=network, params=params, place=(0, 0), step=7)
    images.show_run(focus, "float64")
    qtbot.waitUntil(lambda: images.drawn == ((0, 0), 7))
    wrong = 0
    data = network.data
    for points, targets in (
        (data.raw_inputs, data.targets),
        (data.raw_test_inputs, data.test_targets),
    ):
        wrong += int((network.outputs(params, points).argmax(axis=1) != targets).sum())
    assert images.about.text() == f"{wrong:,} of 1,797 in a wrong class"
    assert images.sheet.tiles[0].is_wrong
    images.which.setFocus()
    qtbot.keyClick(images.which, Qt.Key.Key_Down)
    zeros = int((data.targets == 0).sum() + (data.test_targets == 0).sum())
    qtbot.waitUntil(lambda: f"of {zeros} in" in images.about.text())
    assert {tile.words[0] for tile in images.sheet.tiles} == {"0"}
    images.clear_run()
    assert not images.sheet.tiles and images.drawn is None


def test_the_stage_turns_to_images_and_back(shared_window):
    workbench, view = shared_window.workbench, shared_window.stage.network
    workbench.switch_to("network")
    network = workbench.experiment.objective
    workbench.set_objective(lambda: with_data(network, gd.datasets.digits()))
    assert view.pages.currentWidget() is view.images and not view.legend.marks
    workbench.undo()
    assert view.pages.currentWidget() is view.outputs and view.legend.marks
