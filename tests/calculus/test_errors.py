"""Every text that cannot be read is refused with one sentence and its column."""

import math
import pickle
import re
import time
import warnings

import numpy as np
import pytest

from gdsim.calculus import Expression, ExpressionError, emit, notation, parse

REFUSED = [
    ("", 1, "expected a number, a name or '(' here, got the end of the text"),
    ("   ", 4, "here, got the end of the text"),
    ("3 + pi", 1, "no variable"),
    ("x +", 4, "expected a number, a name or '(' here"),
    ("x + * y", 5, "here, got '*'"),
    ("sin()", 5, "here, got ')'"),
    ("2x", 2, "write 2*x"),
    ("x y", 3, "write x*y"),
    ("2(x + 1)", 2, "write 2*(...)"),
    ("(x)(y)", 4, "write (...)*(...)"),
    ("(x + 1)y", 8, "write (...)*y"),
    ("x(y + 1) + x", 1, "write x*(...)"),
    ("f(y + 1)", 1, "unknown function 'f'; to multiply, write f*(...)"),
    ("1.2.3*x", 4, "write 1.2*.3"),
    ("x²⁻¹", 2, "raised digits must be one whole number, as in x⁻²³, got '²⁻¹'"),
    ("1 + x⁻", 6, "raised digits must be one whole number"),
    ("x² ³", 4, "write both powers as one"),
    ("²x", 1, "here, got '²'"),
    ("x + ²", 5, "here, got '²'"),
    ("x²¹y", 4, "write x²¹*y"),
    ("(x)²(y)", 5, "write (...)²*(...)"),
    ("sin²(x)", 1, "needs brackets"),
    ("x" + 310 * "⁹", 2, "this number is too large"),
    ("1 + sine(x)", 5, "unknown function 'sine'; did you mean sin or sinh?"),
    ("Sqrt(x)", 1, "did you mean sqrt"),
    ("cos x", 1, "cos is a function and needs brackets: cos(...)"),
    ("exp*x", 1, "needs brackets"),
    ("(x + (y)", 1, "this bracket is never closed"),
    ("sin(x + (y)", 4, "this bracket is never closed"),
    ("x + y)", 6, "this bracket was never opened"),
    ("x, y", 2, "comma"),
    ("(x, y)", 3, "comma"),
    ("sin(x, y)", 1, "sin takes 1 argument, got 2"),
    ("x + pow(x)", 5, "pow takes 2 arguments, got 1"),
    ("min(x)", 1, "min takes two or more arguments, got 1"),
    ("where(x < 1, 2)", 1, "where takes 3 arguments, got 2"),
    ("where(x, 1, 2)", 1, "where needs a comparison first"),
    ("where(x < y < 1, 1, 2)", 13, "chained"),
    ("where(x < 1, x < 2, 2)", 16, "first argument of where"),
    ("where((x < 1), 1, 2)", 10, "first argument of where"),
    ("x < 1", 3, "first argument of where"),
    ("y = x**2", 3, "a formula has no left side; leave out 'y ='"),
    ("f(x) = x**2", 6, "leave out 'f(x) ='"),
    ("f(x, y) = x**2 + y", 9, "leave out 'f(x, y) ='"),
    ("2 + x(1) = 3", 5, "write x*(...)"),
    ("where(x = 0, 1, 2)", 9, "to compare, write =="),
    ("x if x > 0 else -x", 3, "write where(condition, a, b) for 'a if condition else b'"),
    ("where(x > 0 and y > 0, 1, 2)", 13, "conditions cannot be joined"),
    ("x > 0 ? x : -x", 7, "write where(x < 1, a, b) for"),
    ("x // 2", 4, "for whole division write floor(x/y)"),
    ("sum((x_(i+1) - x_i)**2, 3)", 6, "x_j the one after it; there is no other index"),
    ("sum(x_{i+1})", 7, "x_j the one after it"),
    ("E**x", 1, "the constant is e: write e**x or exp(x)"),
    ("2*E^(-x)", 3, "the constant is e"),
    ("PI*x", 1, "the constant is pi"),
    ("x/inf", 3, "no infinity"),
    ("np.sin(x)", 3, "write sin(x) for np.sin(x)"),
    ("lambda x: x**2", 9, "write only the formula"),
    ("1,5*x", 2, "to write a decimal number, type 1.5"),
    ("sin^2(x)", 1, "a power comes after them: sin(x)**2"),
    ("log(x, 10)", 1, "log takes 1 argument, got 2; write log10(x), log2(x) or log(x)/log(b)"),
    ("atan(y, x)", 1, "write atan2(y, x)"),
    ("Heaviside(x, 0)", 1, "at 0 it is 1/2; write where("),
    ("logistic(x)", 1, "unknown function 'logistic'; write sigmoid(x)"),
    ("Round(x)", 1, "write floor(x + 1/2)"),
    ("mode(x)", 1, "did you mean mod?"),
    ("dom(x)", 1, "to multiply, write dom*(...)"),
    ("clip(x, 2, 1)", 1, "clip(x, low, high) needs low <= high"),
    ("clip(x, 2)", 1, "clip takes 3 arguments, got 2"),
    ("hypot(x)", 1, "hypot takes two or more arguments"),
    ("x % 0", 3, "divides by zero"),
    ("x mod 2", 3, "'mod' does not stand between numbers: write x % y or mod(x, y)"),
    ("(x + 1) MOD (y)", 9, "write x % y or mod(x, y)"),
    ("x² div -2", 4, "write floor(x/y)"),
    ("mod(x, 1 - 1)", 1, "divides by zero"),
    ("x == 1", 3, "first argument of where"),
    ("where(x == y != 1, 1, 2)", 14, "chained"),
    ("sin(x; a = 1)", 13, "never opened"),
    ("|x|", 1, "write abs(...)"),
    ("x[0]", 2, "x1, x2"),
    ("x!", 2, "factorials"),
    ("\\frac{x}{2}", 1, "LaTeX"),
    ("x + $y", 5, "the character '$' has no meaning here"),
    ("x/0 + y", 2, "divides by zero"),
    ("x/(1 - 1)", 2, "divides by zero"),
    ("x*log(-1)", 3, "not a finite number"),
    ("x + 9**9**9**9", 9, "not a finite number"),
    ("x + (-8)**0.5", 9, "not a finite number"),
    ("1e999*x", 1, "this number is too large"),
    ("a+b+c+d+e0+f+g+h+k+l", 18, "at most 8 variables are allowed; 'k' is one more"),
    ("x + x_i", 5, "only inside sum(...) or prod(...)"),
    ("sum(x_i, 2) + x_j", 15, "only inside"),
    ("sum(x_i**2)", 1, "state the number of variables"),
    ("x + sum(x**2)", 5, "must contain x_i"),
    ("sum(x_i, y)", 10, "a whole number from 1 to 8"),
    ("sum(x_i, 9)", 10, "a whole number from 1 to 8"),
    ("sum(x_i, )", 8, "a whole number from 1 to 8"),
    ("sum(x_i, 2, 3)", 10, "a whole number from 1 to 8"),
    ("sum(x_i*prod(x_i), 2)", 9, "inside another sum"),
    ("sum(x_i + , 2)", 11, "here, got ','"),
    ("sum(x_i", 4, "never closed"),
    ("sum(x_i*x_j, 1)", 1, "at least two variables"),
    ("2*sum + x", 3, "needs brackets"),
    ("a*x; a", 6, "values of parameters"),
    ("a*x; 3", 6, "values of parameters"),
    ("a*x; a = ", 10, "expected"),
    ("a*x; a = y", 10, "unknown name 'y'"),
    ("a*x; a = 1, a = 2", 13, "two values"),
    ("a*x; a = 1/0", 11, "divides by zero"),
    ("x; a = 1", 4, "'a' does not occur"),
    ("x*pi; pi = 3", 3, "already has a meaning"),
    ("x; a = 1; b = 2", 9, "';'"),
]


@pytest.mark.parametrize(("text", "column", "sentence"), REFUSED)
def test_a_wrong_text_is_refused_where_it_is_wrong(text, column, sentence):
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    error = caught.value
    assert sentence in str(error)
    assert str(error).startswith(f"column {column}: ")
    assert error.column == column - 1
    assert error.text == text
    assert "\n" not in str(error)


def test_what_stands_for_a_function_of_another_language_can_be_read():
    for name, text in notation.FUNCTIONS.items():
        assert parse(text, variables=["x", "y", "a", "b", "low", "high"]).root
        with pytest.raises(ExpressionError, match="unknown function") as refused:
            parse(f"{name}(x)")
        remark = f"; {notation.REMARKS[name]}" if name in notation.REMARKS else ""
        assert refused.value.problem.endswith(f"write {text}{remark}")


COUNTERPARTS = (
    "fmod", "remainder", "trunc", "fix", "exp2", "square", "sinc", "fabs", "asinh", "arccosh",
    "arctanh",
)  # fmt: skip


@pytest.mark.parametrize("name", COUNTERPARTS)
def test_what_stands_for_a_function_has_its_values(name):
    text = notation.FUNCTIONS[name]
    names = [each for each in "xy" if re.search(rf"\b{each}\b", text)]
    stated = parse(text, variables=names)
    for x in (0.0, 1e-9, -1e-9, 0.3, -0.7, 1 + 1e-10, 2.0, -5.0, 20.25, -150.0):
        for y in (3.0, -3.0):
            point = [x, y][: len(names)]
            with np.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # of NumPy, which leaves fix
                expected = float(getattr(np, name)(*point))
            if math.isfinite(expected):
                assert stated.value(point) == pytest.approx(expected, rel=1e-13, abs=1e-16)


def test_slopes_of_what_stands_for_inverse_functions_are_right_at_0():
    assert parse(notation.FUNCTIONS["asinh"]).gradient_at([0.0]) == (1.0,)
    assert parse(notation.FUNCTIONS["atanh"]).gradient_at([0.0]) == (1.0,)


def test_a_name_of_another_notation_is_ones_own_where_it_is_stated():
    assert parse("E**x; E = 2").value([3]) == 8
    assert parse("E**2 + PI", variables=["E", "PI"]).value([3, 1]) == 10
    assert parse("E**2*m", variables=["E", "m"]).value([3, 2]) == 18


@pytest.mark.parametrize(
    ("text", "parameters", "variables", "sentence"),
    [
        ("a*x", {"a": float("nan")}, None, "parameter a must be a finite number, got nan"),
        ("a*x", {"a": "1"}, None, "parameter a must be a finite number, got '1'"),
        ("a*x", {"a": True}, None, "parameter a must be a finite number, got True"),
        ("x", {"b": 1.0}, None, "'b' does not occur"),
        ("x*i", {"i": 1.0}, None, "'i' already has a meaning"),
        ("x", {"a b": 1.0}, None, "'a b' is not a valid name"),
        ("x", None, ["x", "x"], "'x' is listed twice"),
        ("x", None, ["x", "sin"], "'sin' is not a valid name for a variable"),
        ("x*y", None, ["x"], "unknown name 'y'"),
        ("a*x", {"a": 1.0}, ["a", "x"], "both a variable and a parameter"),
        ("x1", None, [f"x{i}" for i in range(9)], "at most 8 variables"),
    ],
)
def test_wrong_arguments_are_refused_too(text, parameters, variables, sentence):
    with pytest.raises(ExpressionError, match=sentence):
        parse(text, parameters, variables)


def test_text_that_is_no_text_is_a_type_error():
    with pytest.raises(TypeError, match="an expression must be text"):
        parse(3)


def test_an_order_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="order must be 0, 1 or 2, got 3"):
        emit(parse("x"), order=3)


def test_the_pointer_shows_the_place_below_the_text():
    with pytest.raises(ExpressionError) as caught:
        parse("x +\nsine(y)")
    assert caught.value.pointer == "x + sine(y)\n    ^"
    with pytest.raises(ExpressionError) as caught:
        parse("x + " * 100 + "$")
    line, caret = caught.value.pointer.splitlines()
    assert line[len(caret) - 1] == "$"
    assert len(line) <= 120


@pytest.mark.parametrize(
    ("text", "columns", "sentence"),
    [
        (
            "sin(x*)+foo(y",
            (7, 9, 12),
            "column 7: expected a number, a name or '(' here, got ')'; also column 9: unknown "
            "function 'foo', column 12: this bracket is never closed",
        ),
        ("2x + 3y", (2, 7), "column 2: to multiply, write 2*x; also column 7: to multiply, "),
        ("x y = 3", (3, 5), "values of parameters come after a ';', as in '; a = 1.5'"),
        ("sin(x, y) + max(x)", (1, 13), "got 2; also column 13: max takes two or more arguments"),
        ("x) + (y, x)", (2, 8), "never opened; also column 8: a comma may stand only between"),
        ("(x + ", (6,), "got the end of the text"),  # what is unclosed may yet be closed
        ("sum(x_i y, 3)", (9,), "column 9: to multiply, write x_i*y"),  # once, not per variable
        ("1/(2 - ) + x", (8,), "got ')'"),  # what is missing is no number that could be divided by
        ("2x + 3x + 4x + 5x + 6x", (2, 7, 12, 17, 22), "column 17: to multiply, write 5*x, and 1"),
    ],
)
def test_a_text_with_several_errors_is_told_all_of_them(text, columns, sentence):
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    error = caught.value
    assert tuple(column + 1 for column in error.columns) == columns
    assert sentence in str(error)
    copy = pickle.loads(pickle.dumps(error))
    assert str(copy) == str(error) and copy.columns == error.columns


def test_the_error_crosses_processes():
    error = ExpressionError("this is wrong", "x +", 2)
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), copy.text, copy.column) == ("column 3: this is wrong", "x +", 2)
    assert isinstance(copy, ValueError)


HUGE = {
    "characters": "x + " * 25_000 + "x",
    "brackets": "(" * 10_000 + "x" + ")" * 10_000,
    "fewer brackets": "(" * 4_000 + "x" + ")" * 4_000,
    "calls": "sin(" * 2_000 + "x" + ")" * 2_000,
    "minus signs": "-" * 9_000 + "x",
    "towers": "x**" * 3_000 + "x",
    "tower of numbers": "x*9**9**9**9",
    "powers of powers": "((((x**64)**64)**64)**64)*" * 90 + "2**99999",
    "products": "*".join(["sin(x1*x2*x3*x4*x5*x6*x7*x8)*x1"] * 300),
    "sums of sums": "+".join(["sum(sin(x_i)*cos(x_i)**i,8)"] * 350),
}


@pytest.mark.parametrize("what", HUGE)
def test_huge_input_is_refused_or_read_quickly(what):
    started = time.process_time()
    try:
        assert isinstance(parse(HUGE[what]), Expression)
    except ExpressionError as error:
        assert len(str(error)) < 200
    assert time.process_time() - started < 1.0


@pytest.mark.parametrize(
    "what", ["characters", "brackets", "fewer brackets", "calls", "minus signs", "towers"]
)
def test_too_long_or_too_deep_is_said_so(what):
    with pytest.raises(ExpressionError, match=r"at most 10,000|deeper than 100 levels"):
        parse(HUGE[what])


def test_too_many_operations_are_said_so():
    text = "+".join(f"{i}*x" for i in range(300))
    assert parse(text).value([2.0]) == sum(range(300)) * 2.0
    with pytest.raises(ExpressionError, match="more than 1,000 operations"):
        parse("+".join(f"sum(sin(x_i*{i}),8)" for i in range(300)))


def test_a_derivative_of_too_many_operations_is_said_so(monkeypatch):
    monkeypatch.setattr("gdsim.calculus.expression.MAX_NODES", 60)
    text = "*".join(f"sin(x*{i})" for i in range(1, 9))
    with pytest.raises(ExpressionError, match="its derivative has more than 60 operations"):
        parse(text)
    expression = parse("*".join(f"sin(x*{i})" for i in range(1, 6)))
    with pytest.raises(ExpressionError, match="its derivative has more than 60 operations"):
        expression.hessian_at([1.0])


def test_a_long_chain_is_no_problem():
    expression = parse("+".join(["x"] * 600) + "-sin(x)" * 100)
    assert expression.value([0.5]) == pytest.approx(300 - 100 * 0.479425538604203, rel=1e-12)
    assert expression.gradient_at([0.0]) == (500.0,)
    assert parse(str(expression)).value([0.5]) == expression.value([0.5])
    assert len(expression.latex) > 2_000
    assert parse("+".join(["x"] * 990)).gradient_at([0.0]) == (990.0,)
