"""An experiment says which modifiers act, in Python, in its file and in its results."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import gdsim as gd
from gdsim.learn.steps.replay import Replay

PLAIN = gd.Experiment("rosenbrock", [gd.Adam(beta1=0.8)], lr=0.05, steps=30)
MODIFIED = PLAIN.replace(
    modifiers=[gd.ClipNorm(bound=[5.0, 50.0]), "decoupled_decay", gd.Cautious(floor=0.2)]
)


def test_it_comes_back_from_its_text_and_from_python() -> None:
    text = MODIFIED.to_toml()
    assert gd.Experiment.from_toml(text) == MODIFIED
    assert gd.Experiment.from_toml(text).hash == MODIFIED.hash != PLAIN.hash
    names = {name: getattr(gd, name) for name in ("Cautious", "ClipNorm", "DecoupledDecay")}
    known = {**names, "Values": type(MODIFIED.modifiers[0].settings["bound"])}
    again = eval(repr(MODIFIED.modifiers), known)
    assert PLAIN.replace(modifiers=again) == MODIFIED


def test_without_modifiers_its_text_is_as_it_was() -> None:
    assert "modifiers" not in PLAIN.to_toml()
    assert MODIFIED.replace(modifiers=[]) == PLAIN


def test_a_setting_of_a_modifier_may_be_an_axis() -> None:
    assert MODIFIED.dims == ("optimizer", "bound")
    assert MODIFIED.axes["bound"].tolist() == [5.0, 50.0]
    both = PLAIN.replace(modifiers=[gd.ClipNorm(bound=[1, 2]), gd.ClipValue(bound=[1, 2, 3])])
    assert both.dims == ("optimizer", "bound", "clip_value_bound")
    assert ("modifier", "clip_value") in both.methods


def test_a_bound_of_the_experiment_is_the_modifier_of_that_name() -> None:
    field = PLAIN.replace(clip_norm=3.0).run()["params"].values
    modifier = PLAIN.replace(modifiers=gd.ClipNorm(bound=3.0)).run()["params"].values
    np.testing.assert_array_equal(field, modifier)


def test_a_session_and_a_result_have_the_same_bits() -> None:
    whole = MODIFIED.run()
    session = gd.Session(MODIFIED)
    session.advance(7)
    session.advance(23)
    np.testing.assert_array_equal(session.snapshot().params, whole["params"].values)
    assert gd.Experiment.from_toml(whole.experiment, whole) == MODIFIED


@pytest.mark.parametrize(
    ("modifiers", "words"),
    [
        (["cautios"], "unknown modifier 'cautios'; did you mean"),
        (["cautious", gd.Cautious(floor=0.5)], "Cautious is given twice in modifiers"),
        ([gd.Adam()], "must be a modifier, but Adam\\(\\) is an optimizer"),
        (3, "modifiers must be modifiers or their names"),
    ],
)
def test_what_is_no_modifier_is_refused(modifiers: Any, words: str) -> None:
    with pytest.raises(gd.SettingError, match=words):
        PLAIN.replace(modifiers=modifiers)


def test_a_modifier_is_not_given_besides_the_field_that_is_it() -> None:
    with pytest.raises(gd.SettingError, match="ClipNorm is given twice, in modifiers and as"):
        PLAIN.replace(clip_norm=2.0, modifiers=[gd.ClipNorm()])


def test_a_step_is_explained_without_modifiers_only() -> None:
    with pytest.raises(gd.SettingError, match="one step is explained without modifiers"):
        Replay(PLAIN.replace(modifiers=["cautious"]))
