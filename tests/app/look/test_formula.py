"""Formulas that are drawn in the background for labels that come and go."""

from gdsim.app.look.formula import FormulaLabel


def test_a_label_that_was_removed_while_its_formula_was_drawn_is_not_told(qtbot, make, formulas):
    removed, kept = FormulaLabel(formulas), make(FormulaLabel, formulas)
    removed.show_formula("key", lambda: "x^2", "x**2")
    kept.show_formula("key", lambda: "x^2", "x**2")  # asked for by both, drawn once
    removed.deleteLater()
    qtbot.waitUntil(lambda: kept._path is not None)
    assert not kept._path.isEmpty()
