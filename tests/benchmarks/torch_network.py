"""Networks in torch: torch.func.grad of one run's loss, vmapped over runs, and a plain update.

torch.optim has one learning rate for all runs, so the update is written out.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import torch
from measure import interleaved
from network_work import Work

from gdsim.engine.backends.cpu import default_threads


def contender(work: Work) -> Callable[[], np.ndarray]:
    """A call that makes all steps of gradient descent of all runs and returns the last losses.

    On one thread or on all, whichever is faster: threads that wait for each other after every
    operation lose where there is little to do or where other programs run.
    """
    dtype = getattr(torch, work.dtype)
    inputs, targets = (torch.from_numpy(a).to(dtype) for a in (work.inputs, work.targets))
    rates = [torch.from_numpy(each) for each in work.rates_of_runs()]

    def loss(weights):
        values = inputs
        for i, (each, multiplier) in enumerate(zip(weights, work.multipliers, strict=True)):
            values = values @ each.T
            values = values * multiplier if work.ntk else values
            if i < len(weights) - 1:
                values = torch.tanh(work.gain * values) if work.ntk else torch.tanh(values)
        return ((values - targets) ** 2).mean()

    gradients = torch.func.vmap(torch.func.grad(loss))
    losses = torch.func.vmap(loss)

    @torch.no_grad()
    def run(threads: int) -> np.ndarray:
        torch.set_num_threads(threads)
        weights = [
            torch.from_numpy(w).to(dtype).expand(work.runs, *w.shape).contiguous()
            for (w,) in work.layers(work.start)
        ]
        for _ in range(work.steps):
            for w, g, rate in zip(weights, gradients(weights), rates, strict=True):
                w.addcmul_(g, rate[:, None, None], value=-1)
        return losses(weights).numpy()

    choices = {threads: partial(run, threads) for threads in (1, default_threads())}
    times = interleaved(choices, 2)
    return choices[min(choices, key=lambda threads: min(times[threads]))]
