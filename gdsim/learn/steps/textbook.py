"""An update as textbooks write it: the published formula, and m-hat and v-hat by name.

The executed lines compute the same numbers in another order, so that they lose fewer digits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gdsim.learn.explanations.plain import plain
from gdsim.learn.explanations.step import Step
from gdsim.learn.steps.optimizer_terms import SHORT, one
from gdsim.learn.steps.replay import Replay, Update

# A coefficient of definitions -> the setting that it corrects for, and the states that it does.
_CORRECTED: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "correction1": ("beta1", ("m",)),
    "correction2": ("beta2", ("v_max", "v", "s")),
}
_OF_MATRICES = (
    "In matrix notation, for weights W of n units and m inputs with the gradient G; rms is the "
    "root mean square."
)
_HAT = "\u0302"


def textbook(replay: Replay, update: Update) -> Iterator[Step]:
    """The published formula, and after an update the corrected means that are in it."""
    definition = replay.definition
    yield Step(
        "textbook",
        plain(definition.formula),
        definition.formula,
        f"The update as it is published: {definition.source}",
    )
    words = _OF_MATRICES  # once, with the first of them
    for name, formula in definition.letters.items():
        yield Step(name, plain(formula), formula, words)
        words = ""
    if definition.hessian or definition.tensor or len(replay.p) > SHORT:
        return
    for coefficient, (beta, states) in _CORRECTED.items():
        name = next((each for each in states if each in definition.state), "")
        if coefficient in definition.coefficients and name and beta in replay.hyper:
            yield _corrected(replay, update, name, beta)


def _corrected(replay: Replay, update: Update, name: str, beta: str) -> Step:
    """A mean of the past, divided by the sum of its weights."""
    kept = float(replay.hyper[beta])
    weight = 1 - kept**update.t
    values = [float(each) / weight for each in replay.slots[name]]
    letter, _, rest = name.partition("_")
    number = beta.removeprefix("beta")
    hat = rf"\hat {letter}" + (rf"_{{\mathrm{{{rest}}}}}" if rest else "")
    below = rf"1 - \beta_{number}^t"
    few = {name: float(replay.slots[name][0])} if len(values) == 1 else {}
    return Step(
        f"{letter}{_HAT}{f'_{rest}' if rest else ''}",
        f"{name} / (1 - {beta}**t)",
        rf"{hat} = \frac{{{letter if not rest else name.replace('_', '_{') + '}'}}}{{{below}}}",
        f"In the textbook's formula: {name} begins at its start, so that its first means are too "
        "small, and is divided by the sum of their weights.",
        one(values),
        {**few, beta: kept, "t": float(update.t)},
    )
