"""The initial parameters of a network's runs: drawn for a seed, or given."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from gdsim.engine.cache import Source
from gdsim.engine.networks.source import kind_text
from gdsim.engine.perceptron import Perceptron
from gdsim.engine.program import Cycle, Draws, Program, Value, Vectors


@cache
def drawer(width: int) -> Source:
    """The module that draws weights for `width` runs at once."""
    return Source("draw", kind_text("draw", "float64", width))


def put(program: Program, parameters: np.ndarray, seeds: np.ndarray, runs: np.ndarray) -> None:
    """Write the initial parameters of runs to `parameters`, (blocks, parameters, lanes).

    `seeds` has the runs' init_seeds, `runs` their numbers: both (blocks, lanes).
    """
    assert program.network is not None
    start = program.start
    if isinstance(start, Draws):
        _draw(program.network, start, parameters, seeds, runs, _have_one_seed(program))
        return
    assert isinstance(start, Vectors)  # a tuple of values is for functions
    if len(start.values) == 1:
        parameters[...] = start.values[0, :, np.newaxis]
        return
    chosen = (runs // start.stride) % len(start.values)
    for block in range(len(parameters)):
        parameters[block] = start.values[chosen[block]].T


def _have_one_seed(program: Program) -> bool:
    return not isinstance(program.parameters.get("init_seed", 0), Cycle)


def _draw(
    network: Perceptron,
    draws: Draws,
    parameters: np.ndarray,
    seeds: np.ndarray,
    runs: np.ndarray,
    same: bool,
) -> None:
    """Write drawn parameters; runs with the same seed share the draws."""
    drawn = None
    scales = [value for each in draws.layers for value in (each.scale, each.bias)]
    is_one = same and not any(isinstance(each, Cycle) for each in scales)
    for block in range(1 if is_one else len(parameters)):
        if drawn is None or not same:
            drawn = drawn_weights(network, draws, seeds[block])
        for tensor in network.tensors:
            draw = draws.layers[tensor.layer]
            scale = _of_runs(draw.bias if tensor.is_bias else draw.scale, runs[block])
            rows = slice(tensor.first, tensor.first + tensor.size)
            parameters[block, rows] = drawn[rows] * scale
    if is_one:
        parameters[1:] = parameters[0]


def _of_runs(value: Value, runs: np.ndarray) -> Any:
    return value.of_runs(runs) if isinstance(value, Cycle) else value


def drawn_weights(network: Perceptron, draws: Draws, seeds: np.ndarray) -> np.ndarray:
    """Unscaled parameters for seeds of shape (lanes,): float64, (parameters, lanes).

    Biases and constant weights are 1.
    """
    lanes = len(seeds)
    code, seeds = drawer(lanes).load(), np.ascontiguousarray(seeds, np.uint32)
    drawn = np.ones((network.parameters, lanes))
    for tensor in network.tensors:
        kind = draws.layers[tensor.layer].distribution
        if tensor.is_bias or kind == "constant":
            continue
        at = drawn[tensor.first :].ctypes.data
        code.draw.ctypes(at, tensor.size, tensor.layer, seeds.ctypes.data, kind != "uniform")
        if kind == "orthogonal":
            rows, columns = tensor.rows, tensor.columns
            if rows <= columns:
                code.orthonormalize.ctypes(at, rows, columns, columns, 1)
            else:
                code.orthonormalize.ctypes(at, columns, rows, 1, columns)
    return drawn


def initial(network: Perceptron, draws: Draws, seed: int) -> np.ndarray:
    """The initial parameters, (P,), of runs with an init_seed, in float64."""
    parameters = np.empty((1, network.parameters, 1))
    first = np.zeros((1, 1), np.int64)
    _draw(network, draws, parameters, np.array([[seed]], np.uint32), first, True)
    return parameters[0, :, 0]
