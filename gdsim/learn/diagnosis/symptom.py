"""A symptom of a run: what is wrong with it, or right, for what reason, and what to try."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdsim.learn.diagnosis.watched import Watched
from gdsim.learn.explanations.show import number
from gdsim.learn.explanations.step import Step
from gdsim.learn.steps.stability import stable_rate


@dataclass(frozen=True)
class Symptom:
    """What a run suffers from: its name, the reason as a clause, advice, and the numbers."""

    name: str
    reason: str
    advice: str = ""
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Bound:
    """What a method bears at a step: the rate, the largest curvature, the largest stable rate."""

    step: int
    lr: float
    curvature: float
    largest: float

    @classmethod
    def of(cls, seen: Watched, place: int = -1) -> Bound | None:
        """None where the loss is not curved upwards, and for a method without such a bound."""
        found = seen.eigenvalues(place)
        if found is None or not found[-1] > 0:
            return None
        largest = stable_rate(seen.run.optimizer, float(found[-1]))
        if largest is None:
            return None
        step = int(seen.steps[place])
        return cls(step, seen.run.lr(step), float(found[-1]), largest)

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
        """The numbers behind it."""
        sentence = f"Up to {self.allowed} the method is stable."
        values = {"lr": self.lr, "λmax": self.curvature}
        return (
            Step("lr", "", r"\eta", f"The learning rate at step {self.step}.", self.lr),
            Step("λmax", "", r"\lambda_{\max}", "The largest eigenvalue of the Hessian.",
                 self.curvature),
            Step("lr λmax", "lr*λmax", r"\eta\,\lambda_{\max}", sentence,
                 self.lr * self.curvature, values),
            Step("largest stable lr", "", "", "Beyond it the steepest direction grows.",
                 self.largest),
        )  # fmt: skip


def all_curvatures(seen: Watched) -> NDArray[np.float64] | None:
    """Every eigenvalue of the Hessian at the last step; None where they are not known."""
    found = seen.eigenvalues()
    return found if found is not None and len(found) == seen.params.shape[1] else None


def surroundings(seen: Watched) -> tuple[Step, ...]:
    """The length of the gradient, and the curvatures, where a run has ended."""
    norm = float(np.linalg.norm(seen.gradient()))
    steps = [Step("|∇f|", "", r"\|\nabla f\|", "The length of the gradient at the end.", norm)]
    found = all_curvatures(seen)
    if found is not None:
        sentence = "The curvatures, eigenvalues of the Hessian, at the end."
        steps.append(Step("λ", "", r"\lambda", sentence, tuple(map(float, found))))
    return tuple(steps)


def rounded_down(bound: float) -> str:
    """A bound to two digits, rounded down, as advice."""
    exponent = int(np.floor(np.log10(bound))) - 1
    scaled = np.floor(bound / 10.0**exponent * (1 + 1e-9))
    return number(float(f"{scaled * 10.0**exponent:.3g}"))
