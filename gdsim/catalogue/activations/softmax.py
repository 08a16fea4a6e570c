"""Softmax: numbers as shares of 1. For outputs only, because it takes all of a layer together.

Each function reads an element before it writes there, so results may be written over arguments.
"""

from gdsim.catalogue import Activation, Whole
from gdsim.lanes.columns import load, store
from gdsim.lanes.math import exp, larger


def forward(n, z, y):
    """y = exp(z) / sum(exp(z)); the largest z is subtracted first, so nothing overflows."""
    largest = load(z, 0)
    for i in range(1, n):
        largest = larger(largest, load(z, i))
    total = exp(load(z, 0) - largest)
    store(y, 0, total)
    for i in range(1, n):
        e = exp(load(z, i) - largest)
        store(y, i, e)
        total = total + e
    scale = 1 / total
    for i in range(n):
        store(y, i, load(y, i) * scale)


def backward(n, y, g, d):
    """d = J^T g. J = diag(y) - y y^T is symmetric, so this is J g as well."""
    mean = load(y, 0) * load(g, 0)
    for i in range(1, n):
        mean = mean + load(y, i) * load(g, i)
    for i in range(n):
        store(d, i, load(y, i) * (load(g, i) - mean))


def tangent(n, y, v, w):
    """w = J v: how y changes where z changes by v."""
    mean = load(y, 0) * load(v, 0)
    for i in range(1, n):
        mean = mean + load(y, i) * load(v, i)
    for i in range(n):
        store(w, i, load(y, i) * (load(v, i) - mean))


def backward_tangent(n, y, w, g, u, d):
    """How J^T g changes where y changes by w and g by u."""
    mean = load(y, 0) * load(g, 0)
    change = load(w, 0) * load(g, 0) + load(y, 0) * load(u, 0)
    for i in range(1, n):
        mean = mean + load(y, i) * load(g, i)
        change = change + (load(w, i) * load(g, i) + load(y, i) * load(u, i))
    for i in range(n):
        moved = load(w, i) * (load(g, i) - mean) + load(y, i) * (load(u, i) - change)
        store(d, i, moved)


DEFINITION = Activation(
    "",
    summary="Turns the outputs into shares that sum to 1: the probabilities of classes.",
    formula=r"y_i = e^{z_i} / \sum_j e^{z_j}",
    source="Bridle 1990, Probabilistic interpretation of feedforward classification network "
    "outputs; torch.softmax.",
    name="Softmax",
    whole=Whole(forward, backward, tangent, backward_tangent),
)
