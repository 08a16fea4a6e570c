"""Slow twins of methods that neither torch nor optax has, written from their papers.

Each takes a gradient function on arrays and returns the parameters before the first and after
every update. Powers, sums over all past gradients, matrix inverses: whatever is plainest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

Gradient = Callable[[np.ndarray], np.ndarray]


def discounted_mean(gradients: list[np.ndarray], beta: float) -> np.ndarray:
    """(1 - beta) times the sum of beta**age times gradient."""
    ages = range(len(gradients) - 1, -1, -1)
    return (1 - beta) * sum(beta**age * g for age, g in zip(ages, gradients, strict=True))


def qhm(
    gradient: Gradient,
    start: Sequence[float],
    steps: int,
    *,
    lr: float,
    beta: float,
    nu: float,
    weight_decay: float,
) -> np.ndarray:
    """Ma & Yarats 2019, equations 3 and 4."""
    passed, gradients = [np.array(start)], []
    for _ in range(steps):
        gradients.append(gradient(passed[-1]) + weight_decay * passed[-1])
        buffer = discounted_mean(gradients, beta)
        passed.append(passed[-1] - lr * ((1 - nu) * gradients[-1] + nu * buffer))
    return np.array(passed)


def qhadam(
    gradient: Gradient,
    start: Sequence[float],
    steps: int,
    *,
    lr: float,
    beta1: float,
    beta2: float,
    nu1: float,
    nu2: float,
    eps: float,
    weight_decay: float,
) -> np.ndarray:
    """Ma & Yarats 2019, equations 15 and 16 with bias-corrected moments."""
    passed, gradients = [np.array(start)], []
    for t in range(1, steps + 1):
        g = gradient(passed[-1]) + weight_decay * passed[-1]
        gradients.append(g)
        first = discounted_mean(gradients, beta1) / (1 - beta1**t)
        second = discounted_mean([x**2 for x in gradients], beta2) / (1 - beta2**t)
        above = (1 - nu1) * g + nu1 * first
        below = np.sqrt((1 - nu2) * g**2 + nu2 * second) + eps
        passed.append(passed[-1] - lr * above / below)
    return np.array(passed)


def schedule_free_sgd(
    gradient: Gradient,
    start: Sequence[float],
    steps: int,
    *,
    rates: Sequence[float],
    beta: float,
    weight_decay: float,
) -> np.ndarray:
    """Defazio et al. 2024, algorithm with warmup: x is the weighted mean of all z, taken anew."""
    y = np.array(start)
    passed, zs, weights = [y], [y], []
    for t in range(steps):
        weights.append(max(rates[: t + 1]) ** 2)
        zs.append(zs[-1] - rates[t] * (gradient(y) + weight_decay * y))
        x = np.average(zs[1:], axis=0, weights=weights) if sum(weights) else y
        y = (1 - beta) * zs[-1] + beta * x
        passed.append(y)
    return np.array(passed)


def newton(
    gradient: Gradient,
    hessian: Callable[[np.ndarray], np.ndarray],
    start: Sequence[float],
    steps: int,
    *,
    lr: float,
    damping: float,
    floor: float,
) -> np.ndarray:
    """Newton's method with the matrix of `positive_definite` in the place of the Hessian."""
    passed = [np.array(start)]
    for _ in range(steps):
        damped = hessian(passed[-1]) + damping * np.eye(len(start))
        matrix = positive_definite(damped, floor)
        passed.append(passed[-1] - lr * np.linalg.solve(matrix, gradient(passed[-1])))
    return np.array(passed)


def positive_definite(matrix: np.ndarray, floor: float) -> np.ndarray:
    """L |D| L^T of a symmetric matrix, no pivot below the floor, by Schur complements."""
    n = len(matrix)
    pivot = max(abs(matrix[0, 0]), floor)
    column = matrix[:, :1] / pivot
    column[0] = 1
    found = pivot * column @ column.T
    if n > 1:
        rest = matrix[1:, 1:] - pivot * column[1:] @ column[1:].T
        found[1:, 1:] += positive_definite(rest, floor)
    return found
