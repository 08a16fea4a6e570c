"""A loss: its formula, its slope, and what both are for outputs about a target."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from gdsim.base.figures import number
from gdsim.calculus import formula, parse
from gdsim.calculus.printing import text
from gdsim.catalogue.choices import Choice, chosen
from gdsim.catalogue.definitions import Loss
from gdsim.engine.evaluate import evaluate
from gdsim.learn.explanations.explanation import Explanation
from gdsim.learn.explanations.step import Step
from gdsim.learn.methods import settings
from gdsim.objectives.network import Network

_SHOWN = (-4.0, -2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 4.0)
_TARGETS = {"values": 0.0, "bits": 1.0, "signs": 1.0}
_MEAN = {
    "values": "any numbers",
    "bits": "0 and 1 for the two classes",
    "signs": "-1 and 1 for the two classes",
    "classes": "1 for the sample's class and 0 for the others",
}


def loss(subject: Any) -> Explanation:
    """The formula of a loss, its slope, and both for outputs about a target.

    subject: a name, such as "mse", a mapping with a name and settings, `{"name": "huber", "delta":
    0.5}`, or a Network, of which it is the loss. `data` has "outputs", "losses" and "slopes"; none
    of them for cross-entropy, which takes all outputs together. Errors: SettingError.
    """
    choice = subject.loss if isinstance(subject, Network) else chosen(subject, "loss", "loss")
    definition: Loss = choice.method.definition
    given = settings.numbers(choice)
    told, data = _numbers(choice, definition, given)
    return Explanation(
        "loss",
        f"The loss {definition.name}",
        repr(choice),
        (
            settings.rule(choice),
            *_formula(definition),
            Step("targets", "", "", f"Targets t are {_MEAN[definition.targets]}."),
            Step("outputs", "", "", f"Output functions: {', '.join(definition.outputs)}, the first "
                 f"by default.{_contained(definition)}"),
            *settings.of_settings(choice, given),
            *told,
        ),
        "A network's loss is the mean over "
        f"{'samples' if definition.whole else 'samples and outputs'}, with its penalties added.",
        data,
    )  # fmt: skip


def _contained(definition: Loss) -> str:
    if definition.contains is None:
        return ""
    return (
        f" It is computed from z, what {definition.contains} is given, so that nothing overflows."
    )


def _numbers(
    choice: Choice, definition: Loss, given: dict[str, Any]
) -> tuple[list[Step], dict[str, Any]]:
    """The slope, and a table of losses and slopes; for cross-entropy the slope alone."""
    if definition.whole:
        return [Step("dL/dz", "softmax(z) - t", r"\mathrm{softmax}(z) - t",
                     "The slope is the error of the probabilities themselves.")], {}  # fmt: skip
    variable = "z" if definition.contains else "y"
    expression = parse(definition.text, given, (variable, "t"))
    target = _TARGETS[definition.targets]
    points = np.array([[target + off, target] for off in _SHOWN])
    here = evaluate(expression, points, order=1)
    losses, slopes = here["value"].tolist(), here["gradient"][:, 0].tolist()
    columns = {variable: points[:, 0].tolist(), "loss": losses, f"dL/d{variable}": slopes}
    sentence = f"The loss and its slope where the target is {number(target)}."
    told = [*_slope(expression, variable), Step("numbers", "", "", sentence, None, columns)]
    data = {"outputs": points[:, 0].tolist(), "losses": losses, "slopes": slopes}
    return told, {"target": target, **data}


def _formula(definition: Loss) -> Iterator[Step]:
    """What is computed, where a formula says it."""
    if definition.text:
        yield Step("loss", definition.text, "", "What is computed for one output of a sample.")


def _slope(expression: Any, variable: str) -> Iterator[Step]:
    node = expression.gradient[0]
    sentence = "What backpropagation starts from: how the loss changes with one output."
    yield Step(f"dL/d{variable}", text(node), formula.latex(node), sentence)
