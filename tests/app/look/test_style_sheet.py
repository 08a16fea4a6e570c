"""The style sheet takes its colours from the palette, so that a change of theme is quick."""

import numpy as np
import pytest
from PySide6.QtWidgets import QWidget

from gdsim.app.look import style_sheet
from gdsim.app.look.formula import FormulaLabel
from gdsim.app.look.theme import THEMES
from tests.app.by_hand import pixels_of


def seen(part: QWidget) -> np.ndarray:
    return pixels_of(part.grab().toImage())


@pytest.mark.parametrize("name", ["dark", "light"])
def test_a_theme_that_is_switched_to_looks_like_one_that_was_there_from_the_start(
    qapp, window, name
):
    before = "light" if name == "dark" else "dark"
    window.appearance.choose(before)
    for section in window.panel._folding:
        section.unfold(True)
    window.panel.objective.pick.setEnabled(False)
    for formula in window.panel.findChildren(FormulaLabel):
        formula.hide()  # they come later
    window.panel.settings.form.fields["steps"].setText("many")
    window.panel.settings.form.fields["steps"].commit()  # wrong, so that it is framed
    parts = window.panel.widget(), window.menuBar(), window.transport, window.rail
    qapp.processEvents()  # all is in its place
    old = [seen(part) for part in parts]
    window.appearance.choose(name)
    switched = [seen(part) for part in parts]
    style_sheet.strip(qapp)
    window.appearance.dress()
    qapp.processEvents()
    for was, quick, whole in zip(old, switched, map(seen, parts), strict=True):
        assert (was != whole).any()
        np.testing.assert_array_equal(quick, whole)
    ground = tuple(int(THEMES[name].surface[i : i + 2], 16) for i in (1, 3, 5))
    assert tuple(switched[3][0, 0, :3]) == ground
