"""A schedule: its rule, the rule of warmup before it, and the learning rates of a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from gdsim.base.evenly import evenly
from gdsim.base.figures import number as written
from gdsim.base.ranges import positive
from gdsim.base.settings import number, whole
from gdsim.catalogue.choices import chosen
from gdsim.experiment.rates import factors
from gdsim.learn.explanations.explanation import Explanation
from gdsim.learn.explanations.step import Step
from gdsim.learn.methods import settings

ROWS = 11  # steps of a run that the table has
POINTS = 200  # and the curve


def schedule(subject: Any, steps: int = 1000, lr: float = 1.0) -> Explanation:
    """The rule of a schedule with its numbers, the rule of warmup, and the rates of a run.

    subject: a choice, `Cosine(warmup=50)`, or a name. steps: of the whole run. lr: the learning
    rate of the optimizer, which the schedule multiplies. `data` has "steps", some numbers of
    updates over the run, and "factors" and "rates" there. Errors: SettingError.
    """
    choice = chosen(subject, "schedule", "schedule")
    steps = whole(steps, "steps", 1, 2**24)
    lr = number(lr, "lr", positive)
    given = settings.numbers(choice)
    at = evenly(steps, POINTS)
    curve = factors(choice, steps, at)
    rows = evenly(steps, ROWS)
    table = factors(choice, steps, rows)
    columns = {
        "t": rows.tolist(),
        "factor": [float(each) for each in table],
        "lr": [lr * float(each) for each in table],
    }
    highest = int(np.argmax(curve))
    return Explanation(
        "schedule",
        f"The schedule {choice.method.title} over {steps:,} steps",
        repr(choice),
        (
            settings.rule(choice),
            *settings.of_settings(choice, given),
            *_warmup(given, steps),
            Step("rates", "", "", "The update after t updates has the rate lr times factor.",
                 None, columns),
        ),
        f"The rate is {written(lr * float(curve[0]))} at first, highest with "
        f"{written(lr * float(curve[highest]))} at step {at[highest]}, and "
        f"{written(lr * float(curve[-1]))} at the last step.",
        {"steps": at.tolist(), "factors": curve.tolist(), "rates": (lr * curve).tolist()},
    )  # fmt: skip


def _warmup(given: Mapping[str, Any], steps: int) -> Iterator[Step]:
    """The rule of the steps before the schedule, which every schedule has."""
    warmup = int(given["warmup"])
    if not warmup:
        return
    yield Step(
        "factor in warmup", "(t + 1)/warmup", r"(t + 1) / w",
        f"During the first {warmup} updates the rate rises evenly: the first has 1/{warmup} of it, "
        "never 0, and the last all of it.",
        None, {"warmup": float(warmup)},
    )  # fmt: skip
    yield Step(
        "after warmup", "t - warmup", r"t - w",
        f"After it the schedule counts from 0 again, and its run has the remaining "
        f"{max(steps - warmup, 1):,} steps.",
        None, {"warmup": float(warmup)},
    )  # fmt: skip
