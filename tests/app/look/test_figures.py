"""How numbers are written on screen."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gdsim.app
from gdsim.app.look.figures import (
    between,
    figures,
    shortened,
    styled,
    told_apart,
    with_minus,
    written,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.000123456, "1.235e−4"), (0.001, "0.001"), (-2.5, "−2.5"), (3e-12, "3e−12"), (0.0, "0"),
     (9999.4, "9999"), (9999.6, "1e4"), (123456.0, "1.235e5"), (150.0, "150"),
     (np.inf, "∞"), (-np.inf, "−∞"), (np.nan, "undefined")],
)  # fmt: skip
def test_figures_are_at_most_four(value, text):
    assert figures(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_no_digit_of_a_number_is_lost(value):
    assert float(styled(repr(value))) == value
    assert float(figures(value, 17).replace("−", "-")) == value


def test_ticks_have_as_many_figures_as_tell_neighbours_apart():
    assert between([-1.5, -1.0, 0.0, 0.5], 0.5) == ["−1.5", "−1", "0", "0.5"]
    assert between([1.0001, 1.0002], 1e-4) == ["1.0001", "1.0002"]
    assert between([1e-5, 1.5e-5], 5e-6) == ["1e−5", "1.5e−5"]


@pytest.mark.parametrize(
    ("formula", "typed", "short"),
    [
        (r"0.30000000000000004 \, x^{2} + x_{12345}", "", r"0.3 \, x^{2} + x_{12345}"),
        ("cos(3.141592653589793*t) - 12345678.9", "", "cos(3.142*t) - 12345679"),
        (r"1.23456789 \cdot 10^{-17}", "", r"1.235 \cdot 10^{-17}"),
        ("0.24691357802469135*x + 0.12345678", "0.12345678*x", "0.2469*x + 0.12345678"),
        ("0.0012 + 12.25 + 100000", "", "0.0012 + 12.25 + 100000"),
        ("0.00012345678 + 1.5e-05", "", "0.0001235 + 1.5e-05"),
    ],
)
def test_numbers_of_formulas_have_four_figures_unless_the_user_typed_them(formula, typed, short):
    assert shortened(formula, typed) == short


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ([], []),
        ([0.3, 0.69312, 0.69314, 5.38], ["0.3", "0.69312", "0.69314", "5.38"]),
        ([0.3, 0.69314718, 0.69314719, 5.38], ["0.3", "0.693", "0.693", "5.38"]),
        ([0.3, 0.3, 0.4], ["0.3", "0.3", "0.4"]),
        ([-0.9731812, -0.9731807, -0.9731802], ["−0.973", "+5e−7", "+1e−6"]),
    ],
)
def test_close_numbers_are_told_apart_where_few_figures_do(values, names):
    assert told_apart(values) == names


def test_values_of_explanations_are_written_as_all_others():
    assert written((-0.0230249, [3, 1e-5])) == "(−0.02302, (3, 1e−5))"
    assert written(np.arange(20.0)).count("…") == 1


def test_minus_signs_in_sentences_are_true_and_hyphens_stay():
    assert with_minus("Set lr to 1e-5, x = -3 (-2.5)") == "Set lr to 1e−5, x = −3 (−2.5)"
    assert with_minus("first-order, f(x)-1, 2-8-1") == "first-order, f(x)-1, 2-8-1"


def test_the_window_has_one_way_of_writing_numbers():
    # A format such as ":.3g" beside `figures` writes 1e-05 where others write 1e−5.
    # One such as ":," groups digits as in English; only fields that are typed in take commas.
    own = re.compile(r"""\{[^{}]*:\.\d+[ge]\}|10[⁻⁰¹²³⁴-⁹]|\{[^{}\n]*:,[.\df]*\}""")
    usual = {"translation.py: {number:,}", "controls/number_text.py: {value:,.0f}"}
    folder = Path(gdsim.app.__file__).parent
    with_own = {
        f"{file.relative_to(folder)}: {match}"
        for file in folder.rglob("*.py")
        for match in own.findall(file.read_text(encoding="utf-8"))
        if f'float(f"{match}' not in file.read_text(encoding="utf-8")  # rounded, not written
    }
    assert with_own == usual
