"""The colours of the window."""

import itertools

import numpy as np
import pytest
from PySide6.QtGui import QColor

from gdsim.app.look.theme import (
    CLASSES,
    COLOURS,
    DARK,
    DASHES,
    LIGHT,
    class_colour,
    class_mark,
    contrast,
    map_colours,
    series_colour,
    series_dash,
)
from gdsim.engine.verdict import Verdict

THEMES = [LIGHT, DARK]


def test_contrast_is_that_of_the_web_guidelines():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)  # WCAG's own example


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("ground", ["background", "surface", "hover"])
def test_text_on_any_ground_can_be_read(theme, ground):
    texts = {theme.text, theme.muted, theme.error, *map(theme.verdict, Verdict)}
    assert min(contrast(text, getattr(theme, ground)) for text in texts) >= 4.5


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_what_stands_on_the_accent_can_be_read(theme):
    assert contrast(theme.on_accent, theme.accent) >= 4.5


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_optimizers_all_look_different_and_can_be_seen(theme):
    count = COLOURS * len(DASHES)
    looks = [(series_colour(n, theme).name(), str(series_dash(n))) for n in range(count)]
    assert len(set(looks)) == count >= 26
    colours = [series_colour(n, theme).name() for n in range(COLOURS)]
    # on white or black paper, and wherever they lie on the landscape
    for ground in (theme.background, theme.surface, theme.valley, theme.peak):
        assert min(contrast(colour, ground) for colour in colours) >= 3, ground


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_map_colours_rise_evenly_and_differ_from_the_runs(theme):
    table = map_colours(theme).astype(float)
    lightness = table[:, :3] @ [0.2126, 0.7152, 0.0722]
    assert (np.diff(lightness) > -1.1).all()  # bytes round
    runs = [series_colour(n, theme).getRgb()[:3] for n in range(6)]
    nearest = [np.abs(table[:, :3] - run).sum(axis=1).min() for run in runs]
    assert min(nearest) > 40


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_classes_have_hues_and_marks_that_no_optimizer_has(theme):
    hues = CLASSES[theme.name]
    assert min(contrast(hue, theme.background) for hue in hues) >= 3
    runs = [series_colour(n, theme) for n in range(COLOURS)]
    coloured = [run for run in runs if run.hslSaturation() > 50]  # a grey has no hue
    for hue in map(QColor, hues):
        turns = [(hue.hue() - run.hue() + 180) % 360 - 180 for run in coloured]
        assert min(map(abs, turns)) >= 12
        assert min(apart(hue, run) for run in runs) > 25
    pairs = [(class_colour(n, theme).name(), class_mark(n)) for n in range(16)]
    assert len(set(pairs)) == 16 and "o" not in {mark for _, mark in pairs}


def apart(first, second):
    """The distance of two colours as CIE 1976 has it: 2 is just seen."""
    return float(np.linalg.norm(lab(first) - lab(second)))


def lab(colour):
    """A colour in CIE L*a*b*, under D65."""
    channels = np.array([colour.redF(), colour.greenF(), colour.blueF()])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    primaries = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    x, y, z = np.cbrt(primaries @ linear / [0.9505, 1.0, 1.089])  # bright ones only
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def test_colours_of_neighbours_are_far_apart():
    colours = [np.array(series_colour(n, LIGHT).getRgb()[:3], float) for n in range(COLOURS)]
    distances = [np.abs(a - b).sum() for a, b in itertools.combinations(colours, 2)]
    assert min(distances) > 60
