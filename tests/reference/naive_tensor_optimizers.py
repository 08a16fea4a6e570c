"""Slow twins of optimizers of whole weight matrices, as in `naive_optimizers`: one rule per tensor.

A tensor is a weight matrix (units, inputs), or a bias vector.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count

import numpy as np
from numpy.linalg import norm

from tests.reference.naive_optimizers import Array, Rule, adamw


def walk_together(
    rules: Sequence[Rule], gradient: Callable[[list[Array]], list[Array]], rates: Sequence[float]
) -> list[list[Array]]:
    """All tensors before the first and after every update; the gradient is of all of them."""
    passed = [[next(rule) for rule in rules]]
    for lr in rates:
        g = gradient(passed[-1])
        passed.append([rule.send((part, lr)) for rule, part in zip(rules, g, strict=True)])
    return passed


def lamb(p: Array, *, beta1: float, beta2: float, eps: float, weight_decay: float) -> Rule:
    """You et al. 2020, algorithm 2; where either length is 0 the step is Adam's own."""
    m = v = 0 * p
    for t in count(1):
        g, lr = yield p
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        r = m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps) + weight_decay * p
        trust = norm(p) / norm(r) if norm(p) and norm(r) else 1.0
        p = p - lr * trust * r


def adafactor(
    p: Array, *, beta2_decay: float, eps1: float, eps2: float, d: float, weight_decay: float
) -> Rule:
    """Shazeer & Stern 2018, algorithms 4 and 5, but eps1 bounds what is divided by, as in torch."""
    eps1 = eps1 or np.finfo(float).eps
    rows = columns = 0.0
    for t in count(1):
        g, lr = yield p
        kept = 1 - t**beta2_decay
        if p.ndim == 2:
            rows = kept * rows + (1 - kept) * (g**2).sum(axis=1)
            columns = kept * columns + (1 - kept) * (g**2).sum(axis=0)
            total = max(rows.sum(), eps1 * g.size)
            square = np.outer(rows, columns) / total
        else:
            rows = kept * rows + (1 - kept) * g**2
            square = rows
        u = g / np.sqrt(np.maximum(square, eps1**2))
        u = u / max(1, norm(u) / np.sqrt(u.size) / d)
        size = max(eps2, norm(p) / np.sqrt(p.size)) * min(lr, t**-0.5)
        p = p - lr * weight_decay * p - size * u


def muon(
    p: Array, *, momentum: float, weight_decay: float, a: float, b: float, c: float, eps: float,
    nesterov: bool, match_rms_adamw: bool,
) -> Rule:  # fmt: skip
    """Jordan et al. 2024 for matrices (Liu et al. 2025, equation 4, to match AdamW), else AdamW."""
    if p.ndim == 1:
        yield from adamw(p, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=weight_decay)
    m = 0 * p
    rows, columns = p.shape
    longer = max(rows, columns)
    while True:
        g, lr = yield p
        m = momentum * m + (1 - momentum) * g
        x = momentum * m + (1 - momentum) * g if nesterov else m
        x = x / max(norm(x), eps)
        for _ in range(5):
            gram = x @ x.T
            x = a * x + (b * gram + c * gram @ gram) @ x
        size = 0.2 * np.sqrt(longer) if match_rms_adamw else np.sqrt(max(1, rows / columns))
        p = p - lr * weight_decay * p - lr * size * x
