"""A symptom of a run: what is wrong or right with it, why, and what to try."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gdsim.base.figures import number
from gdsim.catalogue.stability import stable_rate
from gdsim.learn.diagnosis.watched import Watched
from gdsim.learn.explanations.step import Step

_STANDING = 1e-5  # share of the loss that a step gains at most, where a run stands


@dataclass(frozen=True)
class Symptom:
    """A symptom of a run: its name, the reason as a clause, advice, and steps with the numbers.

    edits: what the advice would change, where it says to what: values of the run's optimizer ("lr",
    and "schedule" if it has its own) and of the experiment ("steps", "schedule", …), by name. Each
    is meant on its own.
    """

    name: str
    reason: str
    advice: str = ""
    steps: tuple[Step, ...] = ()
    edits: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Bound:
    """The stability of a method at a step: rate, largest curvature, and largest stable rate."""

    step: int
    lr: float
    curvature: float
    largest: float

    @classmethod
    def of(cls, seen: Watched, place: int = -1) -> Bound | None:
        """The bound at one of the last steps.

        None if the loss does not curve upwards, or for a method that has no stable rate.
        """
        eigenvalues = seen.eigenvalues(place)
        if eigenvalues is None or not eigenvalues[-1] > 0:
            return None
        largest = stable_rate(seen.run.optimizer, float(eigenvalues[-1]))
        if largest is None:
            return None
        step = int(seen.steps[place])
        return cls(step, seen.run.lr(step), float(eigenvalues[-1]), largest)

    @property
    def product(self) -> str:
        """Rate times curvature in words: "lr 0.5 x largest curvature 6.2 = 3.1"."""
        factors = f"lr {number(self.lr)} x largest curvature {number(self.curvature)}"
        return f"{factors} = {number(self.lr * self.curvature)}"

    @property
    def allowed(self) -> str:
        """The largest product that is stable: 2, or with momentum 2(1 + mu)."""
        return number(self.largest * self.curvature)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The numbers of the bound, as steps of an explanation."""
        sentence = f"Up to {self.allowed} the method is stable."
        values = {"lr": self.lr, "λmax": self.curvature}
        return (
            Step("lr", "", r"\eta", f"The learning rate at step {self.step}.", self.lr),
            Step("λmax", "", r"\lambda_{\max}", "The largest eigenvalue of the Hessian.",
                 self.curvature),
            Step("lr λmax", "lr*λmax", r"\eta\,\lambda_{\max}", sentence,
                 self.lr * self.curvature, values),
            Step("largest stable lr", "", "", "Above it the error in the steepest direction grows.",
                 self.largest),
        )  # fmt: skip


def all_curvatures(seen: Watched) -> NDArray[np.float64] | None:
    """Every eigenvalue of the Hessian at the last step; None if not all are known."""
    eigenvalues = seen.eigenvalues()
    is_complete = eigenvalues is not None and len(eigenvalues) == seen.params.shape[1]
    return eigenvalues if is_complete else None


def gain(seen: Watched) -> float | None:
    """The share of the loss that a step gains at the end; None with fewer than two steps."""
    if len(seen.losses) < 2 or not np.isfinite(seen.losses).all():
        return None
    gained = float(seen.losses[0] - seen.losses[-1]) / (len(seen.losses) - 1)
    return gained / max(abs(float(seen.losses[-1])), 1e-300)


def stands(seen: Watched) -> bool:
    """Whether the last steps hardly lower the loss."""
    share = gain(seen)
    return share is not None and abs(share) <= _STANDING


def divides(seen: Watched) -> bool:
    """Whether the method divides by the size of gradients, so that it has no stable rate."""
    return stable_rate(seen.run.optimizer, 1.0) is None


def surroundings(seen: Watched) -> tuple[Step, ...]:
    """The length of the gradient, and the curvatures, at the end of a run."""
    norm = float(np.linalg.norm(seen.gradient()))
    steps = [Step("|∇f|", "", r"\|\nabla f\|", "The length of the gradient at the end.", norm)]
    curvatures = all_curvatures(seen)
    if curvatures is not None:
        sentence = "The curvatures, eigenvalues of the Hessian, at the end."
        steps.append(Step("λ", "", r"\lambda", sentence, tuple(map(float, curvatures))))
    return tuple(steps)


def rounded_down(bound: float) -> str:
    """A bound rounded down to two digits, for advice."""
    exponent = int(np.floor(np.log10(bound))) - 1
    scaled = np.floor(bound / 10.0**exponent * (1 + 1e-9))
    return number(float(f"{scaled * 10.0**exponent:.3g}"))


def few_digits(value: float) -> float:
    """A value rounded to one digit, for advice."""
    return float(f"{value:.1g}")
