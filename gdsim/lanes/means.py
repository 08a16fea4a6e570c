"""Running means: what many optimizers keep of the gradients."""

from __future__ import annotations

from gdsim.lanes.arithmetic import Number, fma


def running_mean(mean: Number, value: Number, beta: Number) -> Number:
    """`beta * mean + (1 - beta) * value`: the mean of values whose weights fall by beta a step."""
    return fma(beta, mean, (1 - beta) * value)
