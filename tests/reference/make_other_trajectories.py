"""Write other_trajectories.npz: rules that torch and optax lack, or have in another form.

Run with torch 2.13.0, pytorch_optimizer 4.1.0, qhoptim 1.1.0, schedulefree 1.4.1, sympy 1.14.0 and
scipy 1.17.1 installed.

python -m tests.reference.make_other_trajectories
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytorch_optimizer
import qhoptim.pyt
import schedulefree
import scipy.linalg
import sympy
import torch

from tests.reference.objectives import OBJECTIVES
from tests.reference.trajectories import (
    FOLDER,
    LARGEST_MOVE,
    NUDGE,
    OTHERS,
    STEPS,
    STORED,
    Case,
)

# gdsim's settings that are numbers of one tuple elsewhere.
TUPLES = {"betas": ("beta1", "beta2", "beta3"), "nus": ("nu1", "nu2")}
# Where a package's default is another than gdsim's.
DEFAULTS: dict[str, dict[str, Any]] = {
    "adan": {"beta1": 0.98, "beta2": 0.92, "beta3": 0.99},
    "qhadam": {"beta1": 0.995, "beta2": 0.999},
}


def torch_optimizer(case: Case, p: torch.Tensor) -> torch.optim.Optimizer:
    """The package's optimizer with gdsim's settings in its words."""
    s = {**DEFAULTS.get(case.optimizer, {}), **case.settings}
    for name, parts in TUPLES.items():
        if parts[0] in s:
            s[name] = tuple(s.pop(part) for part in parts if part in s)
    if "beta" in s:
        s["momentum"] = s.pop("beta")
    makers = {
        "adan": pytorch_optimizer.Adan,
        "qhm": qhoptim.pyt.QHM,
        "qhadam": qhoptim.pyt.QHAdam,
        "schedule_free_sgd": schedulefree.SGDScheduleFree,
        "schedule_free_adamw": schedulefree.AdamWScheduleFree,
    }
    return makers[case.optimizer]([p], **s)


def torch_run(case: Case, start: list[float]) -> tuple[np.ndarray, np.ndarray]:
    """Where the gradient is taken, and the package's answer, which is elsewhere if it averages."""
    p = torch.tensor(start, requires_grad=True)
    optimizer = torch_optimizer(case, p)
    averages = hasattr(optimizer, "eval")
    points, answers = [p.detach().numpy().copy()], [p.detach().numpy().copy()]
    for _ in range(STEPS):
        if averages:
            optimizer.train()
        p.grad = torch.tensor(OBJECTIVES[case.function].gradient(*p.tolist()))
        optimizer.step()
        points.append(p.detach().numpy().copy())
        answers.append(points[-1])
        if averages:
            optimizer.eval()
            answers[-1] = p.detach().numpy().copy()
    return np.array(points), np.array(answers)


def derivatives(text: str) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """Gradient and Hessian of a formula by SymPy, as functions of the variables."""
    variables = sympy.symbols("x y")[: 1 + ("y" in text)]
    formula = sympy.sympify(text.replace("^", "**"), rational=True)
    gradient = [sympy.diff(formula, x) for x in variables]
    return sympy.lambdify(variables, gradient), sympy.lambdify(
        variables, sympy.hessian(formula, variables)
    )


def newton_step(matrix: np.ndarray, g: np.ndarray, floor: float) -> np.ndarray:
    """Solve with LAPACK's factors by SciPy: L |D| L^T, |D| at least the floor.

    gdsim exchanges no rows; nor does LAPACK in a Cholesky factorisation, which is tried first. It
    also raises a pivot before L is divided by it, which is the same if only the last one is raised.
    """
    try:
        root = scipy.linalg.cholesky(matrix, lower=True)
        lower, pivots = root / np.diag(root), np.diag(root) ** 2
    except scipy.linalg.LinAlgError:
        lower, middle, order = scipy.linalg.ldl(matrix)
        pivots = np.diag(middle)
        assert (order == np.arange(len(g))).all(), "LAPACK exchanged rows"
        assert (middle == np.diag(pivots)).all(), "LAPACK took a pivot of two rows"
    assert (abs(pivots[:-1]) >= floor).all(), "an earlier pivot than the last is raised"
    y = scipy.linalg.solve_triangular(lower, g, lower=True) / np.maximum(abs(pivots), floor)
    return scipy.linalg.solve_triangular(lower.T, y)


def newton_run(case: Case, start: list[float]) -> tuple[np.ndarray, np.ndarray]:
    """Damped Newton with SymPy's derivatives and SciPy's factors."""
    gradient, hessian = derivatives(OBJECTIVES[case.function].text)
    s = case.settings
    passed = [np.array(start)]
    for _ in range(STEPS):
        matrix = np.array(hessian(*passed[-1]), float) + s["damping"] * np.eye(len(start))
        g = np.array(gradient(*passed[-1]), float)
        passed.append(passed[-1] - s["lr"] * newton_step(matrix, g, s["floor"]))
    return np.array(passed), np.array(passed)


def run(case: Case, nudged: int | None = None) -> tuple[np.ndarray, np.ndarray]:
    """The stored steps of both; with one coordinate of the start nudged, if told."""
    start = [x + NUDGE * (i == nudged) for i, x in enumerate(OBJECTIVES[case.function].start)]
    points, answers = (newton_run if case.optimizer == "newton" else torch_run)(case, start)
    return points[list(STORED)], answers[list(STORED)]


def main() -> None:
    """Write the file."""
    torch.set_default_dtype(torch.float64)
    trajectories = {}
    for case in OTHERS:
        points, answers = run(case)
        trajectories[case.key] = points
        if np.any(points != answers):
            trajectories[f"{case.key}: average"] = answers
        for i in range(points.shape[1]):
            moved = np.abs(run(case, nudged=i)[0] - points).max()
            assert moved < LARGEST_MOVE, f"{case.key} is chaotic: {NUDGE} grows to {moved:.1e}"
    np.savez_compressed(FOLDER / "other_trajectories.npz", **trajectories)


if __name__ == "__main__":
    main()
