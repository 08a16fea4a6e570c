"""The largest learning rate at which a quadratic of given curvature is stable."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gdsim.base.figures import number
from gdsim.catalogue.choices import Choice, find
from gdsim.catalogue.stability import stable_rate
from gdsim.learn.explanations.step import Step


def rate_steps(largest: float, least: float | None, mu: float, of: str) -> Iterator[Step]:
    """The bounds 2/λmax, and 2(1 + μ)/λmax with momentum, or why there is no bound.

    `largest` and `least` are eigenvalues of the matrix that `of` names; `least` is None if it is
    not known.
    """
    name = "largest stable rate"
    if largest <= 0:
        curves = "downwards" if largest < 0 else "nowhere upwards"
        yield Step(
            name, "", "", f"None: {of} has no positive eigenvalue (the largest is "
            f"{number(largest)}), so the surface curves {curves} and no rate makes descent settle "
            "here.",
            None, {"λmax": largest},
        )  # fmt: skip
        return
    sentence = (
        "Below this rate plain gradient descent shrinks the error along the steepest curvature; "
        "above it the error grows with every step."
    )
    if least is not None and least < 0:
        sentence += (
            f" Along the negative curvature {number(least)} the distance grows at any rate: this "
            "is how runs leave a saddle."
        )
    bound, latex = 2 / largest, r"2 / \lambda_{\max}"
    check = _checked(find("optimizer", "sgd")(), largest)
    yield Step(name, "2/λmax", latex, sentence, bound, {"λmax": largest}, check)
    bound, latex = 2 * (1 + mu) / largest, r"2 (1 + \mu) / \lambda_{\max}"
    sentence = "Momentum averages oscillations out, which allows a larger rate."
    check = _checked(find("optimizer", "momentum")(momentum=mu), largest)
    values = {"μ": mu, "λmax": largest}
    yield Step(
        f"with momentum {number(mu)}", "2*(1 + μ)/λmax", latex, sentence, bound, values, check
    )


def _checked(choice: Choice, largest: float) -> dict[str, Any] | None:
    """The rate from which the optimizer's own update makes an error grow."""
    rate = stable_rate(choice, largest)
    by = "the eigenvalues of the optimizer's own update"
    return None if rate is None else {"by": by, "value": rate}


def rates(largest: float, mu: float) -> dict[str, float | None]:
    """The bounds as data: without momentum, with it, and the momentum; None: no bound."""
    if largest <= 0:
        return {"sgd": None, "momentum": None, "mu": mu}
    return {"sgd": 2 / largest, "momentum": 2 * (1 + mu) / largest, "mu": mu}
