"""Networks in torch: many runs by torch.func.vmap of grad, one by autograd and torch.optim.

torch.optim has one learning rate for all runs, so the update of many is written out.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from network_work import Work
from torch_threads import on_best_threads

UNITS = {"tanh": torch.tanh, "relu": torch.relu}


def contender(work: Work) -> Callable[[], np.ndarray]:
    """A call that makes all steps of all runs and returns the last losses."""
    return on_best_threads(one_run(work) if work.runs == 1 else many_runs(work))


def loss_of(work: Work, inputs: torch.Tensor, targets: torch.Tensor) -> Callable:
    """The mean squared error of a network of (weights, biases) or (weights,) of each layer."""
    unit = UNITS[work.activation]

    def loss(layers):
        values = inputs
        for i, ((weights, *biases), multiplier) in enumerate(
            zip(layers, work.multipliers, strict=True)
        ):
            values = torch.nn.functional.linear(values, weights, *biases)
            values = values * multiplier if work.ntk else values
            if i < len(layers) - 1:
                values = unit(work.gain * values) if work.ntk else unit(values)
        return ((values - targets) ** 2).mean()

    return loss


def samples(work: Work) -> list[torch.Tensor]:
    return [torch.from_numpy(a).to(getattr(torch, work.dtype)) for a in (work.inputs, work.targets)]


def many_runs(work: Work) -> Callable[[], np.ndarray]:
    """Gradient descent of networks without biases."""
    loss = loss_of(work, *samples(work))
    rates = [torch.from_numpy(each) for each in work.rates_of_runs()]
    dtype = getattr(torch, work.dtype)

    def of_weights(weights):
        return loss([(each,) for each in weights])

    gradients = torch.func.vmap(torch.func.grad(of_weights))
    losses = torch.func.vmap(of_weights)

    @torch.no_grad()
    def run() -> np.ndarray:
        weights = [
            torch.from_numpy(w).to(dtype).expand(work.runs, *w.shape).contiguous()
            for (w,) in work.layers(work.start)
        ]
        for _ in range(work.steps):
            for w, g, rate in zip(weights, gradients(weights), rates, strict=True):
                w.addcmul_(g, rate[:, None, None], value=-1)
        return losses(weights).numpy()

    return run


def one_run(work: Work) -> Callable[[], np.ndarray]:
    """A training loop as it is usually written, with the fused optimizer."""
    loss = loss_of(work, *samples(work))
    dtype, (rate, *_) = getattr(torch, work.dtype), work.rates_of_runs()
    optimizer = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[work.optimizer]

    def run() -> np.ndarray:
        layers = [
            [torch.from_numpy(a.copy()).to(dtype).requires_grad_() for a in layer]
            for layer in work.layers(work.start)
        ]
        steps = optimizer([a for layer in layers for a in layer], lr=float(rate[0]), fused=True)
        for _ in range(work.steps):
            steps.zero_grad()
            loss(layers).backward()
            steps.step()
        with torch.no_grad():
            return loss(layers).numpy()[None]

    return run
