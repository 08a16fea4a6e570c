"""The emitted code, compiled over lanes of runs: the bits of the walk over the graph."""

import numpy as np
import pytest

from gdsim.calculus import emit, parse
from gdsim.lanes import math as lanes

EVERYTHING = (
    "sqrt(x) + exp(x)*expm1(y) - log(x)/log1p(y) + sin(x)*cos(y) - tan(x/3) + sinh(x)*cosh(y)"
    " + tanh(x*y)*asin(x/3) + acos(y/4)*atan(x) + erf(x)*sigmoid(-y) + softplus(x - 3*y)"
    " + relu(x - 1)*abs(y - 1) - sign(x - 1)*y + floor(3*x) + ceil(y*3)"
    " + x**y + x**1.3 - 2**y + x**7 - y**-3 + (x - 2)**70/min(1e40, 9*x) + e**-x"
    " + hypot(x - 0.5, y - 0.5)*atan2(y - 0.5, x - 0.5) + cbrt(x - 1) + log10(y)*log2(x)"
    " + mod(3*x, y) + step(x - 1) - clip(x*y, 0.5, 1) + where(x == y, x, 2)*where(x != 1, y, 7)"
    " + min(x, y, 1)*max(x*y, 2) + where(x < y, x, 3)*where(x >= 1, 1, 2)"
)


def compiled(expression, dtype, width, order):
    """A function of a (variable, run) array that gives value, gradient and Hessian of each run."""
    from numba import njit

    from gdsim.lanes.memory import unit

    code = emit(expression, {"x": "p0", "y": "p1"}, order=order)
    results = [code.value, *code.gradient, *(atom for row in code.hessian for atom in row)]
    body = [
        "p0, p1 = load(x[0], k), load(x[1], k)",
        *code.lines,
        *(f"store(out[{i}], k, {atom})" for i, atom in enumerate(results)),
    ]
    source = [
        "def function(x, out):",
        f"    for k in range(0, x.shape[1], {width}):",
        *(f"        {line}" for line in body),
    ]
    memory = unit(dtype, width)
    scope = {name: getattr(lanes, name) for name in code.functions}
    scope |= {"load": memory.load, "store": memory.store}
    exec("\n".join(source), scope)
    function = njit(scope["function"], error_model="numpy")

    def call(points):
        out = np.empty((len(results), points.shape[1]), dtype)
        function(points, out)
        return out

    return call


@pytest.mark.parametrize(("dtype", "width"), [("float32", 16), ("float64", 4)])
def test_lanes_have_the_bits_of_the_graph(dtype, width):
    expression = parse(EVERYTHING)
    points = np.random.default_rng(7).uniform(0.1, 1.9, (2, 32)).astype(dtype)
    points[:, :4] = [[1, 1.25, 0.5, 1.5], [1, 2, 0.5, 1.5]]  # ties and kinks
    results = compiled(expression, dtype, width, order=1)(points)
    for point, result in zip(points.T, results.T, strict=True):
        assert [expression.value(point), *expression.gradient_at(point)] == list(result)
