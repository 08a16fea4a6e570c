"""Explanations shown: text within its width, plain data, and what a notebook renders."""

import json
import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gdsim as gd
from gdsim.base.figures import number, written
from gdsim.learn.derivatives.chain_rule import chain_rule
from gdsim.learn.derivatives.derivative import derivative
from gdsim.learn.derivatives.gradient import gradient
from gdsim.learn.derivatives.key_derivatives import key_derivatives
from gdsim.learn.explanations.explanation import Explanation
from gdsim.learn.explanations.names import latex_name
from gdsim.learn.explanations.show import substituted, wrapped
from gdsim.learn.explanations.step import Step

LONG = " + ".join(f"(x{k} - {k}/7)**2*sin(x{k}*x1)" for k in range(1, 6))
SHOWN = {
    "chain rule": lambda: chain_rule("rosenbrock"),
    "five variables": lambda: chain_rule(LONG),
    "goldstein_price": lambda: gradient("goldstein_price"),
    "derivative": lambda: derivative("x**2 + floor(x)", 1.25),
    "infinite": lambda: derivative("sqrt(x)", 0),
    "key derivatives": key_derivatives,
    "network": lambda: gradient(gd.Network([2, 40, 1], data="moons")),
}


@pytest.fixture(params=list(SHOWN), scope="module")
def explanation(request):
    return SHOWN[request.param]()


@pytest.mark.parametrize("width", [30, 40, 57, 80, 120])
def test_text_keeps_to_its_width(explanation, width):
    lines = explanation.text(width).splitlines()
    assert max(map(len, lines)) <= width
    assert all(line == line.rstrip() for line in lines)
    assert not any(a == b == "" for a, b in pairwise(lines))


def test_narrow_text_says_the_same(explanation):
    def words(text):
        return "".join(text.replace("─", "").split())

    wide = words(Explanation(explanation.kind, explanation.title, "", ()).text(500))
    assert words(explanation.text(80)).startswith(wide)
    for width in (44, 80, 300):
        shown = words(explanation.text(width))
        for step in explanation.steps:
            assert words(step.sentence) in shown
            assert words(step.formula) in shown


def test_data_is_strict_json(explanation):
    text = json.dumps(explanation.to_json(), allow_nan=False)
    back = json.loads(text)
    assert [each["name"] for each in back["steps"]] == [each.name for each in explanation.steps]
    assert back["kind"] == explanation.kind


def test_notebooks_get_formulas_set(explanation):
    told = [step for step in explanation.steps if step.formula or step.value is not None]
    markdown, html = explanation._repr_markdown_(), explanation._repr_html_()
    latex = explanation._repr_latex_()
    assert markdown.replace("\\$", "").count("$$") % 2 == 0
    assert html.count("$") % 2 == 0
    for step in told:
        assert step.latex in markdown and step.latex in latex
    assert latex.replace(r"\{", "").count("{") == latex.count("}")
    assert latex.count(r"\left") == latex.count(r"\right")
    assert html.count("<p>") == html.count("</p>")
    for formula in latex.splitlines()[1:-1]:
        render(formula.removesuffix(" \\\\"))


def render(formula):
    """Fails if matplotlib's mathtext cannot read a formula; matrices it does not know."""
    from matplotlib.mathtext import MathTextParser

    if "pmatrix" not in formula:
        formula = formula.replace(r"\text{", r"\mathrm{").replace(r"\Vert", r"\|")
        MathTextParser("path").parse(f"${formula}$")


def test_html_is_escaped():
    step = Step("a < b", "x", "x < 1 & y", "<b>no</b> & tags", 1.0, {"<i>": (1.0, 2.0)})
    html = Explanation("test", "<script>", "", (step,), "<end>")._repr_html_()
    for word in ("<script", "<b>", "<i>", "<end", "x < 1"):
        assert word not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (20.0, "20"), (0.576, "0.576"), (-3.8, "-3.8"), (2.5625, "2.5625"), (math.pi, "3.142"),
        (-1234.5678, "-1235"), (123456.0, "123456"), (1234567.0, "1.235e6"), (1e-5, "1e-5"),
        (3.0000000001, "3"), (1 / 3, "0.3333"), (-0.0, "0"), (1e100, "1e100"), (7, "7"),
        (math.inf, "infinite"), (-math.inf, "-infinite"), (math.nan, "undefined"),
        (np.float32(0.1), "0.1"), (np.float64(0.1) + 0.2, "0.3"), (np.int64(12), "12"),
        (True, "True"), ("all", "all"), (4.003e-6, "4.003e-6"), (16777216.0, "1.678e7"),
    ],
)  # fmt: skip
def test_numbers_have_four_figures_or_are_short(value, shown):
    assert number(value) == shown


@given(st.floats(-1e300, 1e300))
def test_numbers_shown_are_near_the_number(value):
    shown = number(value)
    assert float(shown) == pytest.approx(value, rel=5.1e-4)
    assert len(shown) <= 11


@pytest.mark.parametrize(
    ("formula", "values", "shown"),
    [
        ("2*x + 3", {"x": 1.0}, "2*1 + 3"),
        ("x**2 - y", {"x": -3.0, "y": -1.0}, "(-3)**2 - (-1)"),
        ("relu(x)*x", {"x": -2.0}, "relu(-2)*(-2)"),
        ("u1*u11 + exp(u)", {"u1": 2.0, "u11": 3.0, "u": 4.0}, "2*3 + exp(4)"),
        ("df/du * du/dx", {"df/du": 10.0, "du/dx": 2.0, "u": 7.0}, "10 * 2"),
        ("df/du1 * ∂u1/∂x", {"df/du1": -1.0, "∂u1/∂x": 0.5}, "-1 * 0.5"),
        ("x + y", {"x": (1.0, 2.0)}, "x + y"),
    ],
)
def test_numbers_stand_in_the_place_of_names(formula, values, shown):
    assert substituted(formula, values) == shown


def test_vectors_and_matrices_are_shortened():
    assert written((1.0, 0.5)) == "(1, 0.5)"
    assert written(tuple(range(100))) == "(0, 1, 2, 3, 4, 5, …, 99)"
    rows = tuple(tuple(float(10 * i + j) for j in range(12)) for i in range(12))
    text = Explanation("test", "T", "", (Step("H", "", "", "", rows),)).text(80)
    assert "…" in text and "121" in text
    assert max(map(len, text.splitlines())) <= 80


@given(st.text(alphabet="abc123*/+-,()  ", min_size=1, max_size=300), st.integers(20, 90))
def test_formulas_are_wrapped_and_nothing_is_lost(formula, width):
    lines = wrapped(formula, width)
    assert all(len(line.rstrip()) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(formula.split())


@pytest.mark.parametrize(
    ("name", "latex"),
    [
        ("df/dx", r"\frac{\mathrm{d} f}{\mathrm{d} x}"),
        ("∂u1/∂x2", r"\frac{\partial u_{1}}{\partial x_{2}}"),
        ("∂²f/∂x²", r"\frac{\partial ^2 f}{\partial x^2}"),
        ("∂²f/∂x∂y", r"\frac{\partial ^2 f}{\partial x \partial y}"),
        ("d²f/dx²", r"\frac{\mathrm{d} ^2 f}{\mathrm{d} x^2}"),
        ("f''(x)", r"f''\left(x\right)"),
        ("d(x**2)/dx", r"\frac{\mathrm{d}}{\mathrm{d} x} \left(x^{2}\right)"),
        ("u1", "u_{1}"),
        ("secant slope", r"\text{secant slope}"),
        ("50% of {x}", r"\text{50\% of \{x\}}"),
    ],
)
def test_names_are_set_as_in_books(name, latex):
    assert latex_name(name) == latex


def test_an_explanation_prints_as_text():
    explanation = chain_rule("(2*x + 3)**2", 1)
    assert str(explanation) == explanation.text(80)
    assert explanation.text(3) == explanation.text(30)
