"""Every optimizer's published rule, once more: slow twins in plain Python, a few lines each.

A twin is a generator: it yields where it wants the gradient, and is sent the gradient there and the
learning rate of this update. Parameters are one array.
Powers, means with their weights typed out, matrix inverses: whatever is nearest to the paper.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from itertools import count

import numpy as np
from numpy import sqrt

Array = np.ndarray
Rule = Generator[Array, tuple[Array, float], None]
# Of a method whose answer is an average: where it wants the gradient, and its answer so far.
Averaging = Generator[tuple[Array, Array], tuple[Array, float], None]


def walk(rule: Rule, gradient: Callable[[Array], Array], rates: Sequence[float]) -> Array:
    """The parameters before the first and after every update: shape (steps + 1, …)."""
    passed = [next(rule)]
    for lr in rates:
        passed.append(rule.send((gradient(passed[-1]), lr)))
    return np.array(passed)


def walk_and_average(
    rule: Averaging, gradient: Callable[[Array], Array], rates: Sequence[float]
) -> tuple[Array, Array]:
    """Where the gradient is taken, and the averages, both as in `walk`."""
    passed = [next(rule)]
    for lr in rates:
        passed.append(rule.send((gradient(passed[-1][0]), lr)))
    points, averages = zip(*passed, strict=True)
    return np.array(points), np.array(averages)


def sgd(p: Array, *, weight_decay: float) -> Rule:
    """Robbins & Monro 1951."""
    while True:
        g, lr = yield p
        p = p - lr * (g + weight_decay * p)


def momentum(p: Array, *, momentum: float, dampening: float, weight_decay: float) -> Rule:
    """Polyak 1964; the first velocity is the whole gradient, as in torch."""
    velocity = None
    while True:
        g, lr = yield p
        g = g + weight_decay * p
        velocity = g if velocity is None else momentum * velocity + (1 - dampening) * g
        p = p - lr * velocity


def nesterov(p: Array, *, momentum: float, weight_decay: float) -> Rule:
    """Sutskever et al. 2013, equations 3 and 4, followed at the point that looks ahead.

    At a constant rate: p = theta + momentum v, with theta and v of the paper.
    """
    v = 0 * p
    while True:
        g, lr = yield p
        theta = p - momentum * v
        v = momentum * v - lr * (g + weight_decay * p)
        theta = theta + v
        p = theta + momentum * v


def sign_sgd(p: Array) -> Rule:
    """Bernstein et al. 2018, algorithm 1."""
    while True:
        g, lr = yield p
        p = p - lr * np.sign(g)


def lion(p: Array, *, beta1: float, beta2: float, weight_decay: float) -> Rule:
    """Chen et al. 2023, algorithm 2."""
    m = 0 * p
    while True:
        g, lr = yield p
        p = p - lr * (np.sign(beta1 * m + (1 - beta1) * g) + weight_decay * p)
        m = beta2 * m + (1 - beta2) * g


def qhm(p: Array, *, beta: float, nu: float, weight_decay: float) -> Rule:
    """Ma & Yarats 2019, equations 3 and 4."""
    m = 0 * p
    while True:
        g, lr = yield p
        g = g + weight_decay * p
        m = beta * m + (1 - beta) * g
        p = p - lr * ((1 - nu) * g + nu * m)


def qhadam(
    p: Array, *, beta1: float, beta2: float, nu1: float, nu2: float, eps: float, weight_decay: float
) -> Rule:
    """Ma & Yarats 2019, equations 15 and 16 with bias-corrected moments."""
    m = v = 0 * p
    for t in count(1):
        g, lr = yield p
        g = g + weight_decay * p
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        above = (1 - nu1) * g + nu1 * m / (1 - beta1**t)
        below = sqrt((1 - nu2) * g**2 + nu2 * v / (1 - beta2**t)) + eps
        p = p - lr * above / below


def adagrad(
    p: Array, *, lr_decay: float, initial_accumulator: float, eps: float, weight_decay: float
) -> Rule:
    """Duchi, Hazan & Singer 2011, with the diagonal of G."""
    total = initial_accumulator + 0 * p
    for t in count(1):
        g, lr = yield p
        g = g + weight_decay * p
        total = total + g**2
        p = p - lr / (1 + (t - 1) * lr_decay) * g / (sqrt(total) + eps)


def adadelta(p: Array, *, rho: float, eps: float, weight_decay: float) -> Rule:
    """Zeiler 2012, algorithm 1."""
    of_gradients = of_moves = 0 * p
    while True:
        g, lr = yield p
        g = g + weight_decay * p
        of_gradients = rho * of_gradients + (1 - rho) * g**2
        move = sqrt(of_moves + eps) / sqrt(of_gradients + eps) * g
        of_moves = rho * of_moves + (1 - rho) * move**2
        p = p - lr * move


def rmsprop(
    p: Array, *, alpha: float, eps: float, momentum: float, weight_decay: float, centered: bool
) -> Rule:
    """Hinton 2012, lecture 6e; centered: Graves 2013, equations 38 to 41."""
    square = mean = velocity = 0 * p
    while True:
        g, lr = yield p
        g = g + weight_decay * p
        square = alpha * square + (1 - alpha) * g**2
        mean = alpha * mean + (1 - alpha) * g
        spread = square - mean**2 if centered else square
        velocity = momentum * velocity + g / (sqrt(spread) + eps)
        p = p - lr * velocity


def rprop(p: Array, *, eta_minus: float, eta_plus: float, step_min: float, step_max: float) -> Rule:
    """Riedmiller & Braun 1993, in the form without steps back (iRprop-, Igel & Huesken 2000)."""
    previous = size = None
    while True:
        g, lr = yield p
        size = lr + 0 * p if size is None else size
        for i in range(len(p)):
            agreement = 0 if previous is None else g[i] * previous[i]
            if agreement > 0:
                size[i] = min(size[i] * eta_plus, step_max)
            elif agreement < 0:
                size[i] = max(size[i] * eta_minus, step_min)
                g[i] = 0
        p = p - np.sign(g) * size
        previous = g


def adam(p: Array, *, beta1: float, beta2: float, eps: float, weight_decay: float) -> Rule:
    """Kingma & Ba 2015, algorithm 1."""
    m = v = 0 * p
    for t in count(1):
        g, lr = yield p
        g = g + weight_decay * p
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        p = p - lr * m / (1 - beta1**t) / (sqrt(v / (1 - beta2**t)) + eps)


def adamw(p: Array, *, beta1: float, beta2: float, eps: float, weight_decay: float) -> Rule:
    """Loshchilov & Hutter 2019, algorithm 2, with the decay times lr."""
    m = v = 0 * p
    for t in count(1):
        g, lr = yield p
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        scaled = m / (1 - beta1**t) / (sqrt(v / (1 - beta2**t)) + eps)
        p = p - lr * (scaled + weight_decay * p)


def amsgrad(p: Array, *, beta1: float, beta2: float, eps: float, weight_decay: float) -> Rule:
    """Reddi, Kale & Kumar 2018, algorithm 2, with the bias corrections of Adam."""
    m = v = largest = 0 * p
    for t in count(1):
        g, lr = yield p
        g = g + weight_decay * p
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        largest = np.maximum(largest, v)
        p = p - lr * m / (1 - beta1**t) / (sqrt(largest / (1 - beta2**t)) + eps)


def adamax(p: Array, *, beta1: float, beta2: float, eps: float, weight_decay: float) -> Rule:
    """Kingma & Ba 2015, algorithm 2, with eps added to the size of the gradient."""
    m = u = 0 * p
    for t in count(1):
        g, lr = yield p
        g = g + weight_decay * p
        m = beta1 * m + (1 - beta1) * g
        u = np.maximum(beta2 * u, abs(g) + eps)
        p = p - lr / (1 - beta1**t) * m / u


def adabelief(p: Array, *, beta1: float, beta2: float, eps: float, eps_root: float) -> Rule:
    """Zhuang et al. 2020, algorithm 2 (its one epsilon stands in both places)."""
    m = s = 0 * p
    for t in count(1):
        g, lr = yield p
        m = beta1 * m + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * (g - m) ** 2 + eps_root
        p = p - lr * m / (1 - beta1**t) / (sqrt(s / (1 - beta2**t)) + eps)


def yogi(p: Array, *, beta1: float, beta2: float, eps: float, initial_accumulator: float) -> Rule:
    """Zaheer et al. 2018, algorithm 2, with the bias corrections of Adam."""
    m, v = initial_accumulator + 0 * p, initial_accumulator + 0 * p
    for t in count(1):
        g, lr = yield p
        m = beta1 * m + (1 - beta1) * g
        v = v - (1 - beta2) * np.sign(v - g**2) * g**2
        p = p - lr * m / (1 - beta1**t) / (sqrt(v / (1 - beta2**t)) + eps)


def nadam(
    p: Array, *, beta1: float, beta2: float, eps: float, momentum_decay: float,
    weight_decay: float, decoupled_weight_decay: bool,
) -> Rule:  # fmt: skip
    """Dozat 2016, algorithm 2, with the warming momenta of his section on schedules."""
    m = v = 0 * p
    product = 1.0
    for t in count(1):
        g, lr = yield p
        now, soon = (beta1 * (1 - 0.96 ** (k * momentum_decay) / 2) for k in (t, t + 1))
        product = product * now
        if decoupled_weight_decay:
            p = p - lr * weight_decay * p
        else:
            g = g + weight_decay * p
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        ahead = soon * m / (1 - product * soon) + (1 - now) * g / (1 - product)
        p = p - lr * ahead / (sqrt(v / (1 - beta2**t)) + eps)


def radam(
    p: Array, *, beta1: float, beta2: float, eps: float, weight_decay: float,
    decoupled_weight_decay: bool,
) -> Rule:  # fmt: skip
    """Liu et al. 2020, algorithm 2, with torch's bound of 5."""
    m = v = 0 * p
    at_last = 2 / (1 - beta2) - 1
    for t in count(1):
        g, lr = yield p
        if decoupled_weight_decay:
            p = p - lr * weight_decay * p
        else:
            g = g + weight_decay * p
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        mean, window = m / (1 - beta1**t), at_last - 2 * t * beta2**t / (1 - beta2**t)
        if window > 5:
            above = (window - 4) * (window - 2) * at_last
            below = (at_last - 4) * (at_last - 2) * window
            root = (sqrt(v) + eps) / sqrt(1 - beta2**t)
            p = p - lr * sqrt(above / below) * mean / root
        else:
            p = p - lr * mean


def adan(
    p: Array, *, beta1: float, beta2: float, beta3: float, eps: float, weight_decay: float
) -> Rule:
    """Xie et al. 2022, algorithm 1; the paper's betas are 1 minus these."""
    m = d = n = 0 * p
    previous = None
    for t in count(1):
        g, lr = yield p
        change = 0 * g if previous is None else g - previous
        m = beta1 * m + (1 - beta1) * g
        d = beta2 * d + (1 - beta2) * change
        n = beta3 * n + (1 - beta3) * (g + beta2 * change) ** 2
        ahead = m / (1 - beta1**t) + beta2 * d / (1 - beta2**t)
        p = (p - lr * ahead / (sqrt(n / (1 - beta3**t)) + eps)) / (1 + lr * weight_decay)
        previous = g


def schedule_free_sgd(p: Array, *, beta: float, weight_decay: float) -> Averaging:
    """Defazio et al. 2024, equations 3 to 5; x is the weighted mean of all z so far."""
    z, x, y, zs, weights, largest = p, p, p, [], [], 0.0
    while True:
        g, lr = yield y, x
        z = z - lr * (g + weight_decay * y)
        largest = max(largest, np.max(lr))  # a rate for each parameter counts alike
        zs.append(z)
        weights.append(largest**2)
        x = np.average(zs, axis=0, weights=weights) if largest else p
        y = (1 - beta) * z + beta * x


def schedule_free_adamw(
    p: Array, *, beta1: float, beta2: float, eps: float, weight_decay: float
) -> Averaging:
    """Defazio et al. 2024, algorithm 1, with the mean of z weighted by the squares of lr."""
    z, x, y, v, zs, weights, largest = p, p, p, 0 * p, [], [], 0.0
    for t in count(1):
        g, lr = yield y, x
        v = beta2 * v + (1 - beta2) * g**2
        z = z - lr * (g / (sqrt(v / (1 - beta2**t)) + eps) + weight_decay * y)
        largest = max(largest, np.max(lr))  # a rate for each parameter counts alike
        zs.append(z)
        weights.append(largest**2)
        x = np.average(zs, axis=0, weights=weights) if largest else p
        y = (1 - beta1) * z + beta1 * x


def newton(p: Array, hessian: Callable[[Array], Array], *, damping: float, floor: float) -> Rule:
    """Newton's method with the matrix of `positive_definite` in the place of the Hessian."""
    while True:
        g, lr = yield p
        matrix = positive_definite(hessian(p) + damping * np.eye(len(p)), floor)
        p = p - lr * np.linalg.solve(matrix, g)


def positive_definite(matrix: Array, floor: float) -> Array:
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
