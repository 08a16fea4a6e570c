"""The colours of the window."""

import itertools

import numpy as np
import pytest

from gdsim.app.look.theme import (
    COLOURS,
    DARK,
    DASHES,
    LIGHT,
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
    assert min(contrast(colour, theme.background) for colour in colours) >= 3


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_map_colours_rise_evenly_and_differ_from_the_runs(theme):
    table = map_colours(theme).astype(float)
    lightness = table[:, :3] @ [0.2126, 0.7152, 0.0722]
    assert (np.diff(lightness) > -1.1).all()  # bytes round
    runs = [series_colour(n, theme).getRgb()[:3] for n in range(6)]
    nearest = [np.abs(table[:, :3] - run).sum(axis=1).min() for run in runs]
    assert min(nearest) > 40


def test_colours_of_neighbours_are_far_apart():
    colours = [np.array(series_colour(n, LIGHT).getRgb()[:3], float) for n in range(COLOURS)]
    distances = [np.abs(a - b).sum() for a, b in itertools.combinations(colours, 2)]
    assert min(distances) > 60
