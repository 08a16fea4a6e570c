"""Text that reads as the same graph, and LaTeX that can be typeset."""

import math

import pytest

from gdsim.calculus import parse
from gdsim.calculus.printing import text as printed

TEXTS = [
    "(1 - x)**2 + 100*(y - x**2)**2",
    "x - (y - z) - (x + y)",
    "x/(y/z)/(x*y)",
    "x/y*z - x*(y/z)",
    "-x**2 + (-x)**2",
    "2**-x**2 + (2**x)**2",
    "-(x + y)*-(x - y)",
    "x*-2 - -3 + (-0.5)**2*y",
    "where(x + 1 <= y, min(x, y, 3), max(-x, y))",
    "exp(-0.2*sqrt(0.5*x**2))*sin(2*pi*x/4) + e",
    "x + -2*y",
    "x - -y + --z",
    "1e-7*x + 2.5e300*y - 100000000000000000000*z",
    "a*x**b + alpha; a = 1.5, b = 2, alpha = -1e-9",
    "cbrt(x)*hypot(x, y, 1)/atan2(y, x - 1) - log2(x)*log10(y)**2 + 2*step(x - 0.3)",
    "-x % 3 * y + x % (y*2) - mod(-x, y % 0.2)**2/(x % 2)",
    "clip(x, -1, y)*where(x == 0.3, 1, 2)**where(x + 1 != y, x, y)",
    "pow(x, 3)**0.1 + asin(x)/relu(y) - abs(floor(x) - ceil(y))",
]


@pytest.mark.parametrize("text", TEXTS)
def test_text_reads_as_the_same_graph(text):
    expression = parse(text)
    again = parse(str(expression))
    assert str(again) == str(expression)
    point = [0.3, 0.7, 0.9][: len(expression.variables)]
    assert again.value(point) == expression.value(point)
    assert again.gradient_at(point) == expression.gradient_at(point)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("((x)+((2.0*y)))", "x + 2*y"),
        ("(x**2)*(y/(3))", "x**2*(y/3)"),
        ("x^2^3", "x**2**3"),
        ("ln(arcsin(x))", "log(asin(x))"),
        ("2*pi*x", "2*pi*x"),
        ("x + -2*y", "x - 2*y"),
        ("Heaviside(x) + arctan2(x, y)", "step(x) + atan2(x, y)"),
        ("-(x % (3))", "-mod(x, 3)"),
        ("clip(x, -1, 1)", "min(max(x, -1), 1)"),
    ],
)
def test_text_has_no_more_brackets_than_it_needs(text, plain):
    assert str(parse(text)) == plain


def test_the_gradient_can_be_read():
    gradient = parse("(1 - x)**2 + 100*(y - x**2)**2").gradient
    assert [printed(each) for each in gradient] == [
        "-400*(y - x**2)*x - 2*(1 - x)",
        "200*(y - x**2)",
    ]


LATEX = [
    ("x1**2/(y + 1)", r"\frac{x_{1}^{2}}{y + 1}"),
    ("2*3*x", r"2 \cdot 3 \, x"),
    ("-(x + 1)*y", r"-\left(x + 1\right) \, y"),
    ("x + -2*y", r"x - 2 \, y"),
    ("sin(2*pi*alpha)", r"\sin\left(2 \, \pi \, \alpha\right)"),
    ("sqrt(abs(x)) + e**-x", r"\sqrt{\left|x\right|} + e^{-x}"),
    ("(x/y)**2", r"\left(\frac{x}{y}\right)^{2}"),
    ("max(x, y, 1, 2*x)", r"\max\left(x,\, y,\, 1,\, 2 \, x\right)"),
    ("1e-7*rate_up2", r"10^{-7} \, \mathrm{rate}_{\mathrm{up},2}"),
    ("2.5e-7*x", r"2.5 \cdot 10^{-7} \, x"),
    ("erf(x)", r"\mathrm{erf}\left(x\right)"),
    ("cbrt(x)*log10(y)", r"\sqrt[3]{x} \, \log_{10}\left(y\right)"),
    ("step(log2(x))", r"\mathrm{step}\left(\log_{2}\left(x\right)\right)"),
    ("hypot(x, y + 1, 2)", r"\mathrm{hypot}\left(x,\, y + 1,\, 2\right)"),
    ("2*x % y**2", r"2 \, x\;\mathrm{mod}\;y^{2}"),
    ("x % (2*y) + 1", r"\left(x\;\mathrm{mod}\;\left(2 \, y\right)\right) + 1"),
    ("x*(y % 2)", r"x \, \left(y\;\mathrm{mod}\;2\right)"),
    ("x*y % 2", r"x \, y\;\mathrm{mod}\;2"),
    ("where(x == 1, 2, x)", r"\left\{2\;\mathrm{if}\;x = 1,\;\;x\;\mathrm{else}\right."),
    ("where(x != 1, 2, x)", r"\left\{2\;\mathrm{if}\;x \neq 1,\;\;x\;\mathrm{else}\right."),
    ("where(x < 1, 2, x)", r"\left\{2\;\mathrm{if}\;x < 1,\;\;x\;\mathrm{else}\right."),
]


@pytest.mark.parametrize(("text", "latex"), LATEX)
def test_latex_reads_as_in_a_book(text, latex):
    assert parse(text).latex == latex


# LaTeX as Python; mod is an operator that binds less tightly than sums, and a case least of all.
SPELLINGS = [
    (r"\frac{", "(("), ("}{", ")/("), ("^{", "**(("), (r"\sqrt{", "sqrt(("), ("}", "))"),
    (r"\;\mathrm{mod))\;", " |mod| "), (r"\left\{", "("), (r"\;\mathrm{if))\;", ") if ("),
    (r",\;\;", ") else ("), (r"\;\mathrm{else))\right.", ")"), (r"\left|", "abs("),
    (r"\right|", ")"), (r"\left(", "("), (r"\right)", ")"), (r",\,", ","), (r"\,", "*"),
    (r"\cdot", "*"), (r"\min", "min"), (r"\exp", "exp"),
]  # fmt: skip
OPERATIONS = [
    "({a} + {b})", "({a} - {b})", "({a} * {b})", "({a} / {b})", "({a} ** {b})", "({a} % {b})",
    "(-{a})", "where({a} < 2, {b}, {a})", "abs({a})", "sqrt({a})", "min({a}, {b})", "exp({a})",
    "(2 * {a})", "(1.5e-7 * {a})",
]  # fmt: skip


class Mod:
    def __init__(self, left=0.0):
        self.left = left

    def __ror__(self, left):
        return Mod(left)

    def __or__(self, right):
        return self.left % right


def read_latex(latex, **numbers):
    for written, python in SPELLINGS:
        latex = latex.replace(written, python)
    known = {"min": min, "abs": abs, "exp": math.exp, "sqrt": math.sqrt, "mod": Mod()}
    return eval(latex, {**known, **numbers})


@pytest.mark.parametrize("outer", OPERATIONS)
def test_latex_of_every_operation_in_every_other_reads_as_the_same_formula(outer):
    for inner in OPERATIONS:
        inside = inner.format(a="x", b="y")
        for a, b in ((inside, "z"), ("z", inside), (inside, inner.format(a="z", b="x"))):
            expression = parse(outer.format(a=a, b=b), variables="xyz")
            for point in ((1.7, 0.6, 2.3), (0.4, 2.9, 1.3)):
                expected = expression.value(point)
                if math.isfinite(expected):
                    read = read_latex(expression.latex, **dict(zip("xyz", point, strict=True)))
                    assert read == pytest.approx(expected, rel=1e-9), (a, b, expression.latex)


@pytest.mark.parametrize("text", [*TEXTS, *(text for text, _ in LATEX), "floor(x)*x_y_z + x__1"])
def test_matplotlib_can_set_the_latex(text):
    from matplotlib.mathtext import MathTextParser

    assert MathTextParser("path").parse(f"${parse(text).latex}$").width > 0
