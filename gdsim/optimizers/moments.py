"""What many optimizers keep of a run's gradients."""

from gdsim.lanes.math import fma


def running_mean(mean, value, beta):
    """`beta * mean + (1 - beta) * value`: the mean of values whose weights fall by beta a step."""
    return fma(beta, mean, (1 - beta) * value)
