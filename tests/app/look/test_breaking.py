"""Wide formulas in several lines."""

import re

import pytest

import gdsim as gd
from gdsim.app.look.breaking import broken, letters_of
from gdsim.app.look.formula import SIZE, FormulaLabel, outline

WIDE = ("goldstein_price", "shubert", "muller_brown")


def plain(latex):
    return "".join(re.sub(r"\\(left|right)(?![a-z])\.?|\\,", "", latex).split())


@pytest.mark.parametrize("name", WIDE)
def test_a_wide_formula_is_broken_into_short_lines_that_hold_all_of_it(name):
    latex = gd.Function(name).latex
    lines = broken(latex, 42).split("\n")
    assert len(lines) >= 3
    assert max(map(letters_of, lines)) < 1.5 * 42 and min(map(letters_of, lines)) > 15
    assert plain("".join(lines)) == plain(latex)
    assert all(line.count("{") == line.count("}") for line in lines)


TERM = {
    "abs": "abs({} + abs({} - y))",
    "floor": "floor({} - ceil({} + y))",
    "where": "where({} + y > {}, x + y, x - y)",
    "parentheses": "sin({} + x*(y - {}))",
    "max": "max({} + x, y - {}, x*y)",
    "root": "sqrt({} + x**2 + abs(y - {}))",
}


@pytest.mark.parametrize("letters", [12, 20, 30])
@pytest.mark.parametrize("name", TERM)
def test_no_pair_of_delimiters_is_torn_apart(qapp, name, letters):
    terms = [TERM[name].format(f"{2 * i + 2}*x", f"{2 * i + 3}*x") for i in range(4)]
    latex = gd.Function(" + ".join(terms)).latex
    assert any(each in latex for each in (r"\left", r"\sqrt"))
    lines = broken(latex, letters).split("\n")
    assert len(lines) > 1 and plain("".join(lines)) == plain(latex)
    for line in lines:
        assert not outline(line).isEmpty(), line  # which mathtext refuses if something is torn


def test_a_formula_that_fits_stays_as_it_is():
    latex = gd.Function("rosenbrock").latex
    assert broken(latex, 42) == latex
    assert broken("x" * 300, 42) == "x" * 300  # there is no place to break


def test_no_line_breaks_inside_braces():
    assert broken(r"\frac{aaaa + bbbb + cccc}{dddd - eeee} + ffff", 12).split("\n") == [
        r"\frac{aaaa + bbbb + cccc}{dddd - eeee}",
        "+ ffff",
    ]


def test_lines_stand_under_each_other_and_the_others_are_indented(qapp):
    one, two = outline("x + y").boundingRect(), outline("x + y\n+ z").boundingRect()
    assert two.left() == one.left() and two.bottom() > one.bottom() + SIZE / 2
    first, second = outline("x").boundingRect(), outline("x\nx").boundingRect()
    assert second.right() == pytest.approx(SIZE + first.width(), abs=1)


@pytest.mark.parametrize("name", WIDE)
def test_a_wide_formula_is_drawn_large_enough_to_read(qtbot, formulas, name):
    label = FormulaLabel(formulas)
    qtbot.addWidget(label)
    label.resize(286, 44)
    function = gd.Function(name)
    label.show_formula(name, lambda: function.latex, function.text)
    qtbot.waitUntil(lambda: label._path is not None, timeout=10_000)
    bounds = label._path.boundingRect()
    assert SIZE * min((label.width() - 2) / bounds.width(), 1) > 9  # px
    assert 44 < label.height() <= 120
    short = gd.Function("sphere")
    label.show_formula("sphere", lambda: short.latex, short.text)
    qtbot.waitUntil(lambda: label._path is not None, timeout=10_000)
    assert label.height() == 44
