"""Cross-entropy of several classes, computed from the softmax's input.

The largest z is subtracted from all first: nothing overflows, and terms that underflow are
negligible.
"""

from gdsim.catalogue import Loss, WholeLoss
from gdsim.lanes.columns import load, store
from gdsim.lanes.math import exp, larger, log


def value(n, z, t):
    """log(sum(exp(z))) - sum(t z), for targets t that sum to 1."""
    largest = load(z, 0)
    for i in range(1, n):
        largest = larger(largest, load(z, i))
    total = exp(load(z, 0) - largest)
    wanted = load(t, 0) * (load(z, 0) - largest)
    for i in range(1, n):
        total = total + exp(load(z, i) - largest)
        wanted = wanted + load(t, i) * (load(z, i) - largest)
    return log(total) - wanted


def gradient(n, z, t, d):
    """d = softmax(z) - t; d may be written over z."""
    largest = load(z, 0)
    for i in range(1, n):
        largest = larger(largest, load(z, i))
    total = exp(load(z, 0) - largest)
    store(d, 0, total)
    for i in range(1, n):
        e = exp(load(z, i) - largest)
        store(d, i, e)
        total = total + e
    scale = 1 / total
    for i in range(n):
        store(d, i, load(d, i) * scale - load(t, i))


def curvature(n, z, t, v, h):
    """h = y (v - sum(y v)) with y = softmax(z), for any t; h may be written over v."""
    largest = load(z, 0)
    for i in range(1, n):
        largest = larger(largest, load(z, i))
    total = exp(load(z, 0) - largest)
    mean = total * load(v, 0)
    for i in range(1, n):
        e = exp(load(z, i) - largest)
        total = total + e
        mean = mean + e * load(v, i)
    scale = 1 / total
    mean = mean * scale
    for i in range(n):
        store(h, i, (exp(load(z, i) - largest) * scale) * (load(v, i) - mean))


DEFINITION = Loss(
    "",
    summary="Minus the log of the probability given to the right class.",
    formula=r"\ell = -\sum_i t_i \log y_i",
    source="Bridle 1990, Probabilistic interpretation of feedforward classification network "
    "outputs; torch.nn.CrossEntropyLoss.",
    name="CrossEntropy",
    targets="classes",
    outputs=("softmax",),
    contains="softmax",
    whole=WholeLoss(value, gradient, curvature),
)
