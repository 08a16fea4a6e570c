"""Adafactor: Adam's scaling from row and column means only, and steps relative to the weights."""

import math

from gdsim.catalogue import Hyper, Optimizer, Range, nonnegative, positive
from gdsim.lanes.arithmetic import by_precision
from gdsim.lanes.columns import load, store, whole
from gdsim.lanes.math import fma, larger, power, select, smaller, sqrt
from gdsim.lanes.products import inner_product


def prepare(t, beta2_decay):
    """At update t: the newest gradient's share of the means, and the largest relative step."""
    return power(t, beta2_decay), 1 / sqrt(t)


def _gap_single(like):
    return select(like == like, 1.1920928955078125e-07, 0.0)


def _gap_double(like):
    """The distance from 1 to the next number of the same precision."""
    return select(like == like, 2.220446049250313e-16, 0.0)


gap = by_precision(_gap_single, _gap_double)


def _mean_square(column, first, count, stride):
    """The mean of the squares of `count` numbers of a column, `stride` apart."""
    total = inner_product(column, first, column, first, count, stride)
    return total / whole(count, total)


def _mean(column, count):
    total = load(column, 0)
    for i in range(1, count):
        total = total + load(column, i)
    return total / whole(count, total)


def _blend(column, i, value, share):
    """Move a running mean towards a new value."""
    old = load(column, i)
    store(column, i, fma(share, value - old, old))


def step(
    rows, columns, vector, p, g, by_row, by_column, lr, eps1, eps2, d, weight_decay, share, largest
):  # fmt: skip
    """One Adafactor step of one weight matrix, or of a bias if `vector`; g becomes the step.

    A matrix keeps the mean squares of its gradient's rows (at the start of `by_row`) and columns
    (at the start of `by_column`); that of entry (i, j) is estimated as row_i column_j / mean(row).
    A vector keeps the mean square of every number, in `by_row`.
    Source: Shazeer & Stern 2018, arXiv:1804.04235, algorithms 4 and 5; torch.optim.Adafactor (decay
    is decoupled and multiplied with lr; eps1 = 0 stands for torch's None, the precision's own). The
    paper, and transformers 5.24.0, add eps1 to every squared gradient; in torch 2.13.0 it is the
    lower bound of the divisor.
    """
    n = rows * columns
    size = larger(eps2, sqrt(_mean_square(p, 0, n, 1))) * smaller(lr, largest)
    floor = select(eps1 > 0, eps1, gap(load(p, 0)))
    if vector:
        for i in range(n):
            gradient = load(g, i)
            _blend(by_row, i, gradient * gradient, share)
            store(g, i, gradient / sqrt(larger(floor * floor, load(by_row, i))))
    else:
        for i in range(rows):
            _blend(by_row, i, _mean_square(g, i * columns, columns, 1), share)
        for j in range(columns):
            _blend(by_column, j, _mean_square(g, j, rows, columns), share)
        middle = larger(floor, _mean(by_row, rows))
        for i in range(rows):
            relative = load(by_row, i) / middle
            for j in range(columns):
                square = larger(floor * floor, relative * load(by_column, j))
                store(g, i * columns + j, load(g, i * columns + j) / sqrt(square))
    size = size / larger(1, sqrt(_mean_square(g, 0, n, 1)) / d)
    kept = 1 - lr * weight_decay
    for i in range(n):
        store(p, i, load(p, i) * kept - size * load(g, i))


DEFINITION = Optimizer(
    step,
    hyper={
        "lr": Hyper(1e-2, positive, log=True, summary="Largest step, per size of the weights."),
        "beta2_decay": Hyper(
            -0.8, Range(-10, 0), summary="The newest gradient counts t**beta2_decay."
        ),
        "eps1": Hyper(0.0, nonnegative, summary="Bounds the scaling; 0: the precision's own."),
        "eps2": Hyper(1e-3, positive, log=True, summary="The least size that weights count for."),
        "d": Hyper(
            1.0,
            Range(1, math.inf, True, False),
            log=True,
            summary="Largest root mean square of a scaled gradient.",
        ),
        "weight_decay": Hyper(0.0, nonnegative, summary="Share of p, times lr, lost each step."),
    },
    summary="Scales the gradient like Adam, but remembers only one mean for each row and one for "
    "each column of a weight matrix. Saves most of Adam's memory.",
    formula=r"W_{ij} \leftarrow W_{ij} - \eta_t\, g_{ij} / \sqrt{v_{ij}}, \quad "
    r"v_{ij} = r_i\, c_j / \bar r",
    letters={
        "s": r"t^\beta",
        "η_t": r"\max(\epsilon_2, \mathrm{rms}(W))\, \min(\eta, 1 / \sqrt{t})",
        "r": r"(1 - s)\, r + s\, (G \odot G)\, 1 / m",
        "c": r"(1 - s)\, c + s\, 1^T (G \odot G) / n",
        "V": r"r\, c / \bar r",
        "Y": r"G / \sqrt{V}",
        "U": r"Y / \max(1, \mathrm{rms}(Y) / d)",
        "W": r"(1 - \eta \lambda)\, W - \eta_t\, U",
    },
    source="Shazeer and Stern 2018, arXiv:1804.04235; torch.optim.Adafactor.",
    name="Adafactor",
    state={"by_row": 0.0, "by_column": 0.0},
    prepare=prepare,
    coefficients=("share", "largest"),
    tensor=True,
)
