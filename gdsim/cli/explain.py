"""`gdsim explain`: the calculus of a function, a network or an optimizer's step, with numbers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gdsim.base.errors import SettingError
from gdsim.cli.completion import experiments, listed
from gdsim.cli.listing import Kind
from gdsim.cli.pairs import once
from gdsim.cli.screen import print_json, width

if TYPE_CHECKING:
    from gdsim.learn import Explanation
    from gdsim.objectives.function import Function

_WIDEST = 100  # columns of running text
# Arguments of `optimizer_step` that are no settings of the optimizer.
_OF_STEP = ("optimizer", "objective", "at", "step", "steps", "schedule", "compiled")


class Part(StrEnum):
    """The part of a function's explanation."""

    CHAIN = "chain"
    DERIVATIVE = "derivative"
    GRADIENT = "gradient"


def explain(
    expression: Annotated[
        str | None,
        typer.Argument(
            help='A function\'s name, or text: "x**2 + y".', autocompletion=listed(Kind.FUNCTIONS)
        ),
    ] = None,
    at: Annotated[
        str | None, typer.Option(help='A point: "x=1,y=2"; by default where runs start.')
    ] = None,
    only: Annotated[Part | None, typer.Option(help="Only this part.")] = None,
    by: Annotated[str | None, typer.Option(help="The variable to differentiate by.")] = None,
    momentum: Annotated[
        float | None,
        typer.Option(help="Momentum for the largest stable learning rate; by default 0.9."),
    ] = None,
    keys: Annotated[
        bool,
        typer.Option("--key-derivatives", help="The derivatives that learning is built on."),
    ] = False,
    network: Annotated[
        Path | None,
        typer.Option(
            help="Backpropagation: an experiment with a network, a file or a name (xor_stuck).",
            autocompletion=experiments(".toml"),
        ),
    ] = None,
    run: Annotated[int | None, typer.Option(help="Number of its run, from 0.")] = None,
    sample: Annotated[
        str | None,
        typer.Option(help='Number of a training sample, from 0; or "all" of the step\'s batch.'),
    ] = None,
    optimizer: Annotated[
        str | None,
        typer.Option(
            help="One step of an optimizer: its name.", autocompletion=listed(Kind.OPTIMIZERS)
        ),
    ] = None,
    schedule: Annotated[
        str | None,
        typer.Option(
            help="A schedule of the learning rate: its name.",
            autocompletion=listed(Kind.SCHEDULES),
        ),
    ] = None,
    loss: Annotated[
        str | None,
        typer.Option(help="A loss of networks: its name.", autocompletion=listed(Kind.LOSSES)),
    ] = None,
    init: Annotated[
        str | None,
        typer.Option(
            help="An initializer of networks' weights: its name.",
            autocompletion=listed(Kind.INITIALIZERS),
        ),
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set", help="Its setting or memory: beta2=0.99. May be given several times."
        ),
    ] = None,
    on: Annotated[
        str | None,
        typer.Option(
            help="The function that it minimises; by default x**2.",
            autocompletion=listed(Kind.FUNCTIONS),
        ),
    ] = None,
    step: Annotated[
        int | None, typer.Option(help="Number of the step of the run or optimizer, from 0.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> int:
    """Explain the calculus of a function, of a network or of an optimizer, with its numbers.

    A function: its chain rule, and its derivative or gradient. A network: forward, backward and the
    update. An optimizer: every term of one step. A schedule, loss or initializer: its rule.
    """
    subjects = {
        "an expression": expression is not None,
        "--network": network is not None,
        "--optimizer": optimizer is not None,
        "--schedule": schedule is not None,
        "--loss": loss is not None,
        "--init": init is not None,
        "--key-derivatives": keys,
    }
    given = [name for name, is_given in subjects.items() if is_given]
    if len(given) != 1:
        what = f"got {' and '.join(given)}" if given else "got none"
        raise SettingError(f"explain takes one of {', '.join(subjects)}; {what}")
    expressions, networks, steppers = ("an expression",), ("--network",), ("--optimizer",)
    methods = ("--schedule", "--loss", "--init")
    _refuse_strays(given[0], {
        "--at": (at, (*expressions, *steppers)),
        f"--only {only}": (only, [each for each in subjects if only and _is_part(only, each)]),
        "--by": (by, expressions),
        "--momentum": (momentum, expressions),
        "--run": (run, networks),
        "--sample": (sample, networks),
        "--set": (settings, (*steppers, *methods)),
        "--on": (on, steppers),
        "--step": (step, (*networks, *steppers)),
    })  # fmt: skip
    notes: list[str] = []
    if expression is not None:
        function = _function(expression)
        explanations = _of_function(function, _point(at, function), only, by, momentum)
        notes = _notes(function, only)
    elif network is not None:
        explanations = [
            _of_network(network, run or 0, step or 0, "0" if sample is None else sample, only)
        ]
    elif optimizer is not None:
        explanations = [_of_optimizer(optimizer, settings or [], on, at, step or 0)]
    elif given[0] in methods:
        explanations = [
            _of_method(schedule, loss, init, once(map(_setting, settings or []), "--set"))
        ]
    else:
        from gdsim.learn import key_derivatives

        explanations = [key_derivatives()]
    _print(explanations, notes, as_json)
    return 0


def _is_part(only: Part, subject: str) -> bool:
    """Whether this is a part of the explanation of a subject."""
    return subject == "an expression" or (subject == "--network" and only is Part.GRADIENT)


def _refuse_strays(subject: str, options: dict[str, tuple[Any, Collection[str]]]) -> None:
    """SettingError for a given option that does not apply to the subject."""
    for option, (value, subjects) in options.items():
        if value is not None and subject not in subjects:
            raise SettingError(f"{option} does not apply to {subject}; leave it out")


def _function(text: str) -> Function:
    from gdsim.objectives.function import Function

    return Function(text)


def _of_function(
    function: Function,
    point: dict[str, float] | None,
    only: Part | None,
    by: str | None,
    momentum: float | None,
) -> list[Explanation]:
    from gdsim.learn import chain_rule, derivative, gradient

    is_derivative = len(function.variables) == 1 or by is not None
    slopes = Part.DERIVATIVE if is_derivative else Part.GRADIENT
    parts = [Part.CHAIN, slopes] if only is None else [only]
    if by is not None and Part.DERIVATIVE not in parts:
        raise SettingError(f"--by does not apply to --only {only}; leave one of them out")
    tellers = {
        Part.CHAIN: lambda: chain_rule(function, point),
        Part.DERIVATIVE: lambda: derivative(function, point, by),
        Part.GRADIENT: lambda: gradient(function, point, 0.9 if momentum is None else momentum),
    }
    return [tellers[part]() for part in parts]


def _of_network(file: Path, run: int, step: int, sample: str, only: Part | None) -> Explanation:
    from gdsim.learn import explain as explained
    from gdsim.objectives.network import Network
    from gdsim.objectives.objective import only as checked
    from gdsim.results.origin import experiment_at

    experiment = experiment_at(file)
    reason = f"{file}: it trains no network, so there is no backpropagation in it"
    checked(Network, experiment.objective, SettingError(reason))
    if sample != "all" and not sample.isdecimal():
        raise SettingError(f"--sample must be a whole number from 0, or all, got {sample!r}")
    if only is not None:
        return explained(experiment, about=str(only), run=run, step=step)
    number = None if sample == "all" else int(sample)
    return explained(experiment, run=run, step=step, sample=number)


def _of_optimizer(
    name: str, settings: Sequence[str], on: str | None, at: str | None, step: int
) -> Explanation:
    from gdsim.learn import optimizer_step

    objective = None if on is None else _function(on)
    function = _function("x**2") if objective is None else objective
    coordinates = _point(at, function)
    point = None if coordinates is None else [coordinates[each] for each in function.variables]
    given: dict[str, Any] = once((_setting(each, _OF_STEP) for each in settings), "--set")
    return optimizer_step(name, objective, at=point, step=step, **given)


def _of_method(
    schedule: str | None, loss: str | None, init: str | None, settings: dict[str, Any]
) -> Explanation:
    from gdsim import learn
    from gdsim.catalogue.choices import find

    if schedule is not None:
        return learn.schedule(find("schedule", schedule)(**settings))
    if loss is not None:
        return learn.loss(find("loss", loss)(**settings))
    assert init is not None
    return learn.initializer(find("initializer", init)(**settings))


def _setting(text: str, reserved: Collection[str] = ()) -> tuple[str, float | bool]:
    name, sign, value = (each.strip() for each in text.partition("="))
    if not sign or not name.isidentifier() or name in reserved:
        raise SettingError(f"--set must be a setting and its value, as in beta2=0.99, got {text!r}")
    if value.lower() in ("true", "false"):
        return name, value.lower() == "true"
    try:
        return name, float(value)
    except ValueError:
        raise SettingError(
            f"--set: {name} must be a number, true or false, got {value!r}"
        ) from None


def _point(text: str | None, function: Function) -> dict[str, float] | None:
    """The point that --at gives: every variable, and perhaps parameters."""
    if text is None:
        return None
    variables, numbers = function.variables, {}
    names = (*variables, *function.expression.parameters)
    for part in text.split(","):
        name, sign, number = (each.strip() for each in part.partition("="))
        if not sign or name not in names or name in numbers:
            raise SettingError(
                f"--at must give each of {', '.join(variables)} once, as in "
                f"{','.join(f'{each}=1' for each in variables)}, got {text!r}"
            )
        try:
            numbers[name] = float(number)
        except ValueError:
            raise SettingError(f"--at: {name} must be a number, got {number!r}") from None
    missing = [name for name in variables if name not in numbers]
    if missing:
        raise SettingError(f"--at must also give {', '.join(missing)}, got {text!r}")
    return numbers


def _notes(function: Function, only: Part | None) -> list[str]:
    """Notes on a function: its summary, its simplified form, its minima."""
    from gdsim.calculus.symbolic import simplified

    if only is not None:
        return []
    notes = []
    if function.definition is not None:
        notes.append(f"{function.title}: {function.definition.summary}")
    simpler = str(simplified(function.expression))
    if simpler != str(function.expression):
        notes.append(f"simplified: {simpler}")
    for minimum in function.minima:
        pairs = zip(function.variables, minimum, strict=True)
        point = ", ".join(f"{name}={value:g}" for name, value in pairs)
        notes.append(f"minimum: {function.minimum:g} at {point}")
    return notes


def _print(explanations: Sequence[Explanation], notes: Sequence[str], as_json: bool) -> None:
    if as_json:
        print_json([each.to_json() for each in explanations])
        return
    from gdsim.learn.explanations.show import wrapped

    columns = min(width(), _WIDEST)
    parts = [each.text(columns) for each in explanations]
    if notes:
        parts.append("\n".join(line for note in notes for line in wrapped(note, columns)))
    print("\n\n".join(parts))
