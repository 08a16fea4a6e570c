"""Running means, which many optimizers keep of the gradients."""

from __future__ import annotations

from gdsim.lanes.arithmetic import Number, fma


def running_mean(mean: Number, value: Number, beta: Number) -> Number:
    """`beta * mean + (1 - beta) * value`: a mean whose weights fall by beta per step."""
    return fma(beta, mean, (1 - beta) * value)
