"""The objective of a run in a script: its data, its parameters at the start, and its loss."""

from __future__ import annotations

import keyword
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gdsim.calculus import Expression, parse
from gdsim.calculus.operations import OPERATIONS
from gdsim.catalogue.discovery import look_up
from gdsim.engine.perceptron import Perceptron
from gdsim.engine.program import Program, Vectors
from gdsim.learn.code import arrays
from gdsim.learn.code.dialect import Dialect, body, indented
from gdsim.learn.code.schedule import number, number_of
from gdsim.learn.networks.passes import output_of, rule_of


@dataclass(frozen=True)
class Model:
    """Lines of a script: functions, data, the names of the parameters' arrays, and their lengths.

    The loss is `loss_of(params, step, batch)`, in which params is the list of all parameters.
    """

    lines: list[str]
    names: list[str]
    batch: int | None


def start_of(program: Program) -> NDArray[np.float64]:
    """The parameters (P,) with which a run begins; those of a network are drawn as runs do."""
    if isinstance(program.start, tuple):
        return np.array([number_of(value) for value in program.start])
    if isinstance(program.start, Vectors):
        return np.array(program.start.values[0], np.float64)
    from gdsim.engine.backends.cpu import Batch

    batch = Batch([program], threads=1)
    try:
        return np.asarray(batch.params_of(np.arange(1))[0], np.float64)
    finally:
        batch.close()


def model(program: Program, dialect: Dialect) -> Model:
    """The model of a run that has a value for each setting."""
    if program.network is not None:
        return _network(program, program.network, dialect)
    assert program.expression is not None
    return _function(program, program.expression, dialect)


def _function(program: Program, expression: Expression, dialect: Dialect) -> Model:
    numbers = {name: repr(number(program.parameters, name)) for name in program.parameters}
    if program.step is not None:
        numbers[program.step] = "1.0 * step"
    stated = ", ".join(f"{name} = {value}" for name, value in numbers.items())
    named = _named(expression.variables, {*OPERATIONS, "step", dialect.array})
    # As arrays, since numbers of Python do not compare and divide as they do.
    given = {name: f"{dialect.array}({value})" for name, value in numbers.items()}
    lines, called = body(expression, named | given)
    variables = list(named.values())
    unpack = f"({variables[0]},)" if len(variables) == 1 else ", ".join(variables)
    return Model(
        [
            *dialect.functions(called),
            *arrays.assigned("start", start_of(program)),
            "",
            "",
            "def loss_of(params, step, batch):",
            f'    """{"; ".join(filter(None, [expression.text, stated]))}"""',
            f"    {unpack} = params[0]",
            *indented(lines),
            "",
            "",
        ],
        ["start"],
        None,
    )


def _named(variables: Iterable[str], taken: set[str]) -> dict[str, str]:
    """A name for each variable, which is neither a word of Python nor taken."""
    named: dict[str, str] = {}
    for each in variables:
        name = each
        while keyword.iskeyword(name) or name in taken:
            name += "_"
        named[each] = name
        taken = {*taken, name}
    return named


def _network(program: Program, network: Perceptron, dialect: Dialect) -> Model:
    flat, names, given = start_of(program), [], []
    for tensor in network.tensors:
        name = f"{'b' if tensor.is_bias else 'w'}{tensor.layer + 1}"
        shape = (tensor.rows,) if tensor.is_bias else (tensor.rows, tensor.columns)
        values = flat[tensor.first : tensor.first + tensor.size].reshape(shape)
        names.append(name)
        given.append((name, values))
    data = [("inputs", network.inputs), ("targets", network.targets)]
    packs = any(arrays.is_packed(values) for _, values in [*data, *given])
    layers, called = _layers(network)
    costs, more = _loss(program, network, names)
    return Model(
        [
            *dialect.functions(called | more),
            *(arrays.UNPACK if packs else []),
            *(line for each in [*data, *given] for line in arrays.assigned(*each)),
            f"inputs, targets = {dialect.array}(inputs), {dialect.array}(targets)",
            "",
            "",
            *layers,
            *costs,
            "",
            "",
        ],
        names,
        network.batch,
    )


def _layers(network: Perceptron) -> tuple[list[str], set[str]]:
    """The functions of the activations, and of the whole network up to its output function."""
    lines: list[str] = []
    called: set[str] = set()
    last = len(network.sizes) - 2
    passes: list[str] = []
    for layer in network.layers:
        factor = "" if network.multipliers[layer] == 1 else f"{network.multipliers[layer]!r} * "
        bias = f" + b{layer + 1}" if network.bias else ""
        passes.append(f"    z = {factor}(a @ w{layer + 1}.T){bias}")
        if layer < last:
            expression = _finite(network.activations[layer])
            inside, needed = body(expression, {expression.variables[0]: "z"})
            called |= needed
            lines += [
                f"def activation{layer + 1}(z):",
                f'    """{expression.text}"""',
                *indented(inside),
                "",
                "",
            ]
            passes.append(f"    a = activation{layer + 1}(z)")
    return [
        *lines,
        "def network(params, a):",
        '    """The input of the output function, of each sample a row."""',
        f"    {_unpacked(network)} = params",
        *passes,
        "    return z",
        "",
        "",
    ], called


def _finite(activation: Expression) -> Expression:
    """An activation that has a gradient in packages that also go back through branches not taken.

    There the gradient 0 is multiplied with the derivative, which is infinite for ELU's exponential.
    """
    elu = look_up("activation", "elu").text
    if activation.text != elu:
        return activation
    return parse(elu.replace("expm1(z)", "expm1(min(z, 0))"), activation.parameters)


def _unpacked(network: Perceptron) -> str:
    names = [f"{'b' if t.is_bias else 'w'}{t.layer + 1}" for t in network.tensors]
    return f"({names[0]},)" if len(names) == 1 else ", ".join(names)


def _loss(program: Program, network: Perceptron, names: list[str]) -> tuple[list[str], set[str]]:
    """The function of the loss, with its penalties, and what functions of numbers it calls."""
    rule, output = rule_of(network), output_of(network)
    called: set[str] = set()
    lines: list[str] = []

    def function(head: str, expression: Expression) -> None:
        inside, needed = body(expression)
        called.update(needed)
        lines.extend([head, f'    """{expression.text}"""', *indented(inside), "", ""])

    outputs = "z"
    if rule is None:  # cross-entropy, from the input of softmax
        called |= {"exp", "log", "largest"}
        cost = [
            "z = z - largest(z)",
            "cost = (log(exp(z).sum(1)) - (t * z).sum(1)).mean()",
        ]
    else:
        function(f"def cost_of({', '.join(rule.variables)}):", rule)
        if rule.variables[0] == "y" and output is None:
            called |= {"exp", "largest"}
            lines += ["def output(z):", "    e = exp(z - largest(z))",
                      "    return e / e.sum(1)[:, None]", "", ""]  # fmt: skip
            outputs = "output(z)"
        elif rule.variables[0] == "y" and output is not None and network.output != "identity":
            function("def output(z):", output)
            outputs = "output(z)"
        cost = [f"cost = cost_of({outputs}, t).mean()"]
    cost += _penalties(program, names)
    called |= {"abs"} if number(program.parameters, "l1") else set()
    lines += [
        "def loss_of(params, step, batch):",
        '    """The mean loss of the samples of a batch."""',
        "    z, t = network(params, inputs[batch]), targets[batch]",
        *indented(cost),
        "    return cost",
    ]
    return lines, called


def _penalties(program: Program, names: list[str]) -> list[str]:
    weights = [name for name in names if name.startswith("w")]
    places = ", ".join(f"params[{names.index(name)}]" for name in weights)
    lines = []
    if l1 := number(program.parameters, "l1"):
        lines.append(f"cost = cost + {l1!r} * sum(abs(w).sum() for w in [{places}])")
    if l2 := number(program.parameters, "l2"):
        lines.append(f"cost = cost + {l2 / 2!r} * sum((w * w).sum() for w in [{places}])")
    return lines
