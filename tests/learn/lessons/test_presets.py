"""The examples of networks that ship show what their sentence says to look for."""

import tomllib
from pathlib import Path

import pytest

from gdsim.base import assets
from gdsim.learn.lessons import lessons

PRESETS = sorted(
    file
    for file in Path(assets.path("experiments")).glob("*.toml")
    if "lesson" in tomllib.loads(file.read_text("utf-8"))
)


def test_the_presets_of_the_network_workspace_are_there():
    assert {file.stem for file in PRESETS} >= {
        "xor_solved", "xor_stuck", "spiral_solved", "vanishing_gradients", "dead_units",
        "overfitting", "batch_noise", "edge_of_stability",
    }  # fmt: skip


@pytest.mark.parametrize("file", PRESETS, ids=lambda file: file.stem)
def test_a_preset_shows_what_it_says(file):
    preset = lessons.load(file)
    assert len(preset.paragraphs) == 1 and preset.source
    for finding in preset.run().findings:
        assert finding.held, finding.numbers
