"""Newton: steps scaled by the inverse of the curvature."""

from gdsim.catalogue import Hyper, Optimizer, nonnegative, positive
from gdsim.lanes.columns import load, store
from gdsim.lanes.math import abs, larger


def step(n, p, g, h, lr, damping, floor):
    """One damped Newton step of n parameters, in place; g and h are overwritten.

    h + damping I is factorised as L D L^T with every pivot d replaced by max(|d|, floor), and p
    moves by -lr (L D L^T)^-1 g. Where h + damping I is positive definite that is Newton's step;
    elsewhere L D L^T is still positive definite, so the direction leads downhill. No rows are
    exchanged, because that would differ from run to run: n is small, and the floor bounds growth.
    Source: Gill, Murray & Wright 1981, Practical Optimization, section 4.4 (modified
    factorisation); reversed pivots as in saddle-free Newton, Dauphin et al. 2014, arXiv:1406.2572.
    """
    # Factorise: L below the diagonal of h, 1 / D on it.
    for j in range(n):
        inverse = 1 / larger(floor, abs(load(h, j * n + j) + damping))
        store(h, j * n + j, inverse)
        for i in range(j + 1, n):
            entry = load(h, i * n + j)
            store(h, i * n + j, entry * inverse)
            # Rows j + 1 to i have their L already, and L[k, j] * D[j] is the old entry of row k.
            for k in range(j + 1, i + 1):
                store(h, i * n + k, load(h, i * n + k) - entry * load(h, k * n + j))
    # Solve L y = g, then D L^T direction = y; both overwrite g.
    for i in range(n):
        for j in range(i):
            store(g, i, load(g, i) - load(h, i * n + j) * load(g, j))
    for back in range(n):
        i = n - 1 - back
        store(g, i, load(g, i) * load(h, i * n + i))
        for j in range(i + 1, n):
            store(g, i, load(g, i) - load(h, j * n + i) * load(g, j))
    for i in range(n):
        store(p, i, load(p, i) - lr * load(g, i))


DEFINITION = Optimizer(
    step,
    hyper={
        "lr": Hyper(1.0, positive, log=True, summary="Share of the full Newton step."),
        "damping": Hyper(1e-3, nonnegative, summary="Added to the Hessian's diagonal."),
        "floor": Hyper(1e-6, positive, log=True, summary="The smallest pivot; bounds the step."),
    },
    summary="Divides the gradient by the curvature and so jumps to the bottom of the parabola that "
    "fits here. Few steps, each at the price of the Hessian.",
    formula=r"\theta \leftarrow \theta - \eta\, (H + \lambda I)^{-1} g",
    source="Newton's method; modified Cholesky after Gill, Murray and Wright 1981; "
    "Dauphin et al. 2014, arXiv:1406.2572.",
    name="Newton",
    hessian=True,
)
