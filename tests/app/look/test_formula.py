"""Formulas that are drawn in the background for labels that come and go."""

from gdsim.app.look.formula import FormulaLabel


def test_a_label_that_was_removed_while_its_formula_was_drawn_is_not_told(qtbot, make, formulas):
    removed, kept = FormulaLabel(formulas), make(FormulaLabel, formulas)
    removed.show_formula("key", lambda: "x^2", "x**2")
    kept.show_formula("key", lambda: "x^2", "x**2")  # asked for by both, drawn once
    removed.deleteLater()
    qtbot.waitUntil(lambda: kept._path is not None)
    assert not kept._path.isEmpty()


def test_the_formulas_that_were_wanted_last_are_kept_and_others_are_made_again(
    qtbot, formulas, monkeypatch
):
    monkeypatch.setattr("gdsim.app.look.formula.KEPT", 3)
    made = []

    def wanted(name):
        def latex():
            made.append(name)
            return name

        return formulas.get(name, latex, lambda: None)

    for name in "abcadb":
        wanted(name)
        qtbot.waitUntil(lambda name=name: wanted(name) is not None)
    # b was the one that nobody had wanted for longest when d came.
    assert made == ["a", "b", "c", "d", "b"]
    assert len(formulas._known) == 3 and not formulas._waiting
