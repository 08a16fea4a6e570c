"""Muon: momentum that is made orthogonal, matrix by matrix, before the step along it."""

from gdsim.catalogue import Flag, Hyper, Optimizer, nonnegative, positive, unit
from gdsim.lanes.columns import load, store, whole
from gdsim.lanes.math import fma, larger, sqrt
from gdsim.lanes.means import running_mean
from gdsim.lanes.products import inner_product

ITERATIONS = 5
# AdamW's for biases.
BETA1, BETA2, EPS = 0.9, 0.999, 1e-8


def prepare(weight1, weight2):
    """AdamW's bias corrections, for biases; see Adam."""
    weight1 = BETA1 * weight1 + (1 - BETA1)
    weight2 = BETA2 * weight2 + (1 - BETA2)
    return 1 / weight1, 1 / sqrt(weight2), weight1, weight2


def _adamw(p, g, m, v, lr, weight_decay, correction1, correction2):
    m = fma(BETA1, m, (1 - BETA1) * g)
    v = fma(BETA2, v, (1 - BETA2) * (g * g))
    moved = (lr * correction1) * m / fma(sqrt(v), correction2, EPS)
    return p * (1 - lr * weight_decay) - moved, m, v


def _orthogonalize(x, r, s, down, across, gram, polynomial, a, b, c):
    """Bring the singular values of x near 1: five Newton-Schulz steps, in place.

    A step is X <- (a + b A + c A A) X with A = X X^T; X has r rows and s columns, r <= s, and its
    entry (i, k) is x[i * down + k * across].
    """
    for _ in range(ITERATIONS):
        for i in range(r):
            for j in range(i + 1):
                entry = inner_product(x, i * down, x, j * down, s, across)
                store(gram, i * r + j, entry)
                store(gram, j * r + i, entry)
        for i in range(r):
            for j in range(i + 1):
                # The Gram matrix is symmetric: its row j is its column j.
                square = inner_product(gram, i * r, gram, j * r, r, 1)
                entry = fma(c, square, b * load(gram, i * r + j))
                store(polynomial, i * r + j, entry)
                store(polynomial, j * r + i, entry)
        for k in range(s):
            for i in range(r):
                store(gram, i, load(x, i * down + k * across))
            for i in range(r):
                entry = inner_product(polynomial, i * r, gram, 0, r, 1)
                store(x, i * down + k * across, fma(a, load(gram, i), entry))


def step(
    rows, columns, vector, p, g, m, v, gram, polynomial, lr, momentum, weight_decay, a, b, c, eps,
    nesterov, match_rms_adamw, correction1, correction2,
):  # fmt: skip
    """One Muon step of one weight matrix, or an AdamW step of a bias if `vector`.

    AdamW has the same lr and weight_decay, betas 0.9 and 0.999, eps 1e-8. g becomes the direction.
    Source: Jordan et al. 2024, https://kellerjordan.github.io/posts/muon; Liu et al. 2025,
    arXiv:2502.16982 (match_rms_adamw); torch.optim.Muon, but in the run's own precision, where
    torch 2.13.0 makes the matrix orthogonal in bfloat16: its steps are up to some percent longer.
    """
    n = rows * columns
    if vector:
        for i in range(n):
            new, mean, square = _adamw(
                load(p, i), load(g, i), load(m, i), load(v, i), lr, weight_decay, correction1,
                correction2,
            )  # fmt: skip
            store(p, i, new)
            store(m, i, mean)
            store(v, i, square)
    else:
        for i in range(n):
            mean = running_mean(load(m, i), load(g, i), momentum)
            store(m, i, mean)
            store(g, i, running_mean(mean, load(g, i), momentum) if nesterov else mean)
        shrink = 1 / larger(eps, sqrt(inner_product(g, 0, g, 0, n, 1)))
        for i in range(n):
            store(g, i, load(g, i) * shrink)
        if rows > columns:
            r, s, down, across = columns, rows, 1, columns
        else:
            r, s, down, across = rows, columns, columns, 1
        _orthogonalize(g, r, s, down, across, gram, polynomial, a, b, c)
        longer = whole(s, lr)
        if match_rms_adamw:
            size = lr * (0.2 * sqrt(longer))
        else:
            size = lr * sqrt(longer / whole(columns, lr))
        for i in range(n):
            store(p, i, load(p, i) * (1 - lr * weight_decay) - size * load(g, i))


DEFINITION = Optimizer(
    step,
    hyper={
        "lr": Hyper(
            1e-3, positive, log=True, summary="About the largest change of a unit's input."
        ),
        "momentum": Hyper(0.95, unit, summary="Memory of the mean gradient."),
        "weight_decay": Hyper(0.1, nonnegative, summary="Share of p, times lr, lost each step."),
        "a": Hyper(3.4445, summary="Newton-Schulz polynomial: what multiplies x."),
        "b": Hyper(-4.775, summary="Newton-Schulz polynomial: what multiplies x cubed."),
        "c": Hyper(2.0315, summary="Newton-Schulz polynomial: what multiplies x to the fifth."),
        "eps": Hyper(1e-7, positive, log=True, summary="The least length to divide a step by."),
        "nesterov": Flag(True, summary="Steps along the momentum that is to come."),
        "match_rms_adamw": Flag(False, summary="Makes steps as large as AdamW's."),
    },
    summary="Replaces the momentum of a weight matrix by the nearest orthogonal matrix, so that it "
    "moves in all directions alike. Fast for hidden layers; biases are left to AdamW.",
    formula=r"W \leftarrow (1 - \eta \lambda)\, W - \eta\, \sqrt{\max(1, n / m)}\, U V^T, \quad "
    r"M = U \Sigma V^T",
    letters={
        "G\u0304": r"\mu\, \bar G + (1 - \mu)\, G",
        "M": r"\mu\, \bar G + (1 - \mu)\, G, \quad \mathrm{without\ nesterov}\; \bar G",
        "X": r"M / \|M\|, \quad \mathrm{transposed\ if}\; n > m, \quad "
        r"5\; \mathrm{times}\; (a + b\, X X^T + c\, (X X^T)^2)\, X",
        "a, b, c": r"\mathrm{settings,\ which\ bring\ singular\ values\ near}\; 1",
        "U V^T": r"X, \quad \mathrm{nearly;\ transposed\ back\ if}\; n > m",
    },
    source="Jordan et al. 2024, kellerjordan.github.io/posts/muon; torch.optim.Muon.",
    name="Muon",
    state={"m": 0.0, "v": 0.0},
    prepare=prepare,
    shared={"weight1": 0.0, "weight2": 0.0},
    coefficients=("correction1", "correction2"),
    tensor=True,
    scratch=("gram", "polynomial"),
)
