"""The chain rule on any function: values in the forward pass, products and sums in the backward."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from gdsim.base.figures import number
from gdsim.base.ranges import positive
from gdsim.base.settings import number as checked_number
from gdsim.learn.derivatives import kinks, points
from gdsim.learn.derivatives.differences import along, central, sides
from gdsim.learn.derivatives.points import Place
from gdsim.learn.derivatives.quantities import Quantity, quantities
from gdsim.learn.explanations.explanation import Explanation
from gdsim.learn.explanations.names import latex_name
from gdsim.learn.explanations.step import Step

_FORWARD = (
    "Each quantity is computed once, from those before it, together with its derivative by each of "
    "them, the others held constant (∂)."
)
_BACKWARD = (
    "From {f} back to its variables: the derivatives along a path are multiplied, and where "
    "several paths lead to a quantity, their products are added."
)


_UPDATE = "One step of gradient descent: against the derivative, times the learning rate {lr}."
Stage = tuple[str, str, tuple[Step, ...]]  # the pass, the quantity ("" for a heading), its steps


def chain_rule(
    subject: Any, at: Any = None, single: bool = False, lr: float | None = None
) -> Explanation:
    """The chain rule worked on a function at a point: value, local derivatives, gradient.

    `subject` is a Function, or the name or text of one; `at` a point as `points.place` takes it.
    `single`: every operation is a quantity of its own; else sums and multiples stay together.
    `lr`: the learning rate of one step of gradient descent that follows; None: no step.
    `data` has the graph: "quantities", each with its name, formula, value, the derivative of the
    function by it ("adjoint") and its arguments ("inputs", "locals"); the "gradient"; and the
    "stages" in which the graph is worked: each with its "pass" ("forward", "backward", "update"),
    its "quantity" and the indices of its "steps". Errors: SettingError.
    """
    place = points.place(subject, at)
    rate = None if lr is None else checked_number(lr, "lr", positive)
    inner, leaves = quantities(place, single)
    stages = [*_forward(place, inner, leaves)]
    if len(inner) > 1:
        stages += _backward(place, inner, leaves)
    if len(leaves) > 1:
        stages.append(("backward", "", (_gradient(inner[-1], leaves),)))
    if rate is not None:
        stages += _update(inner[-1], leaves, rate)
    return Explanation(
        kind="chain_rule",
        title=f"The chain rule on {place.text} at {place.words}",
        subject=place.function.given,
        steps=tuple(step for _, _, steps in stages for step in steps),
        conclusion=_conclusion(place, leaves),
        data=_data(place, inner, leaves) | {"stages": list(_indexed(stages))},
    )


def _forward(
    place: Place, inner: Sequence[Quantity], leaves: Sequence[Quantity]
) -> Iterator[Stage]:
    if len(inner) > 1:
        yield "forward", "", (Step("Forward pass", "", "", _FORWARD),)
    for each in inner:
        steps = [Step(each.name, each.text, each.latex, "", each.value, each.numbers)]
        for local in each.locals.values():
            name = _local_name(each, local.source)
            # The derivative of a function of one operation is complete here: no backward pass.
            ends = [leaf for leaf in leaves if len(inner) == 1 and leaf.name == local.source]
            check = _checked(place, ends[0]) if ends else None
            step = Step(name, local.text, local.latex, "", local.value, local.numbers, check)
            steps.append(step)
        yield "forward", each.name, tuple(steps)


def _backward(
    place: Place, inner: Sequence[Quantity], leaves: Sequence[Quantity]
) -> Iterator[Stage]:
    by_name = {each.name: each for each in inner}
    whole = inner[-1]
    heading = Step("Backward pass", "", "", _BACKWARD.format(f=whole.name))
    yield "backward", "", (heading,)
    for each in [*reversed(inner[:-1]), *leaves]:
        name = _total_name(whole.name, each.name)
        # A quantity that only f uses: its derivative was shown in the forward pass.
        was_shown = list(each.parts) == [whole.name] and len(whole.locals) == 1
        if was_shown and each not in leaves:
            yield "backward", each.name, ()
            continue
        users = sorted(each.parts, key=list(by_name).index)
        terms, values = _terms(whole, each, users, by_name)
        formula = " + ".join(terms)
        check = _checked(place, each) if each in leaves else None
        sentence = _sentence(each, whole, users)
        step = Step(name, formula, _latex(formula), sentence, each.adjoint, values, check)
        yield "backward", each.name, (step,)


def _update(whole: Quantity, leaves: Sequence[Quantity], lr: float) -> Iterator[Stage]:
    """One step of gradient descent."""
    yield "update", "", (Step("Update", "", "", _UPDATE.format(lr=number(lr))),)
    for each in leaves:
        slope = _total_name(whole.name, each.name)
        latex = rf"{latex_name(each.name)} - \eta \cdot {latex_name(slope)}"
        values = {each.name: each.value, "lr": lr, slope: each.adjoint}
        value = each.value - lr * each.adjoint
        step = Step(f"new {each.name}", f"{each.name} - lr * {slope}", latex, "", value, values)
        yield "update", each.name, (step,)


def _indexed(stages: Sequence[Stage]) -> Iterator[dict[str, Any]]:
    """The stages that are of a quantity or of the gradient, with their steps by index."""
    first = 0
    local: dict[str, int] = {}  # by name
    for kind, quantity, steps in stages:
        local |= {step.name: first + i for i, step in enumerate(steps)}
        is_heading = not quantity and not steps[0].formula
        if not is_heading:
            indices = list(range(first, first + len(steps)))
            if not steps:  # what was shown in the forward pass
                indices = [i for name, i in local.items() if name.endswith(f"/d{quantity}")][-1:]
            yield {"pass": kind, "quantity": quantity, "steps": indices}
        first += len(steps)


def _gradient(whole: Quantity, leaves: Sequence[Quantity]) -> Step:
    names = [_total_name(whole.name, each.name) for each in leaves]
    latex = r",\, ".join(map(latex_name, names))
    value = tuple(each.adjoint for each in leaves)
    return Step("gradient", f"({', '.join(names)})", rf"\left({latex}\right)", "", value)


def _terms(
    whole: Quantity, each: Quantity, users: Sequence[str], by_name: dict[str, Quantity]
) -> tuple[list[str], dict[str, float]]:
    """The terms of a quantity's derivative, one product per quantity that uses it, and numbers."""
    terms: list[str] = []
    values: dict[str, float] = {}
    for user in users:
        local = _local_name(by_name[user], each.name)
        values[local] = by_name[user].locals[each.name].value
        if user == whole.name:
            terms.append(local)
        else:
            above = _total_name(whole.name, user)
            values[above] = by_name[user].adjoint
            terms.append(f"{above} * {local}")
    return terms, values


def _local_name(quantity: Quantity, source: str) -> str:
    """The name of a quantity's derivative by one input: with ∂ if it has other inputs."""
    sign = "d" if len(quantity.locals) == 1 else "∂"
    return f"{sign}{quantity.name}/{sign}{source}"


def _total_name(whole: str, name: str) -> str:
    return f"d{whole}/d{name}"


def _latex(formula: str) -> str:
    """Sums of products of derivatives as LaTeX."""
    return " + ".join(
        r" \cdot ".join(latex_name(factor) for factor in term.split(" * "))
        for term in formula.split(" + ")
        if term
    )


def _sentence(each: Quantity, whole: Quantity, users: Sequence[str]) -> str:
    if not users:
        return f"{each.name} has no smooth path to {whole.name}, so the derivative is 0."
    if len(users) == 1:
        return ""
    through = [name for name in users if name != whole.name]
    ways = ["directly"] * (len(through) < len(users))
    ways.append(f"through {', '.join(through[:-1])}{' and ' * (len(through) > 1)}{through[-1]}")
    return f"{each.name} acts along {len(users)} paths, {' and '.join(ways)}: these are added."


def _checked(place: Place, leaf: Quantity) -> dict[str, Any] | None:
    """The slope along a variable by differences of values; at a kink the slopes on both sides."""
    index = place.variables.index(leaf.name)
    if any(kink.variable == leaf.name for kink in kinks.at(place)):
        both = sides(along(place.value, place.point, index), place.point[index])
        return {"by": "slopes to the left and right", "value": both}
    slope = central(along(place.value, place.point, index), place.point[index])
    return {"by": "central differences", "value": slope} if math.isfinite(slope) else None


def _conclusion(place: Place, leaves: Sequence[Quantity]) -> str:
    corners = [kink.sentence for kink in kinks.at(place)]
    ends = ", ".join(f"d{place.name}/d{each.name} = {number(each.adjoint)}" for each in leaves)
    return " ".join([f"At {place.words}: {ends}.", *corners])


def _data(place: Place, inner: Sequence[Quantity], leaves: Sequence[Quantity]) -> dict[str, Any]:
    return {
        "variables": [
            {"name": each.name, "value": each.value, "adjoint": each.adjoint} for each in leaves
        ],
        "quantities": [
            {
                "name": each.name,
                "formula": each.text,
                "latex": each.latex,
                "value": each.value,
                "adjoint": each.adjoint,
                "inputs": list(each.inputs),
                "locals": {
                    name: {"formula": local.text, "latex": local.latex, "value": local.value}
                    for name, local in each.locals.items()
                },
            }
            for each in inner
        ],
        "gradient": [each.adjoint for each in leaves],
        "point": list(place.point),
    }
