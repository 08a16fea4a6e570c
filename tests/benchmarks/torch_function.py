"""A method on Rosenbrock in torch: one tensor per quantity, one element per run.

torch.optim has one learning rate a group, so updates are written out, in place, after torch.optim.
"""

from __future__ import annotations

import torch
from rosenbrock import Work
from torch_threads import on_best_threads


def adam(point, g, lr, m, v, t):
    m.lerp_(g, 0.1)
    v.mul_(0.999).addcmul_(g, g, value=0.001)
    root = v.sqrt().div_((1 - 0.999**t) ** 0.5).add_(1e-8)
    point.addcdiv_(m * lr, root, value=-1 / (1 - 0.9**t))


def momentum(point, g, lr, m, v, t):
    m.mul_(0.9).add_(g)
    point.addcmul_(lr, m, value=-1)


def sgd(point, g, lr, m, v, t):
    point.addcmul_(lr, g, value=-1)


UPDATES = {"adam": adam, "momentum": momentum, "sgd": sgd}


def contender(work: Work):
    """A call that makes all steps of all runs and returns the losses."""
    update = UPDATES[work.optimizer]

    @torch.no_grad()
    def run():
        x, y = torch.from_numpy(work.x).clone(), torch.from_numpy(work.y).clone()
        lr = torch.from_numpy(work.lr)
        moments = [[torch.zeros_like(x) for _ in range(2)] for _ in range(2)]
        for t in range(1, work.steps + 1):
            b = y - x * x
            gradients = (2 * (x - 1) - 400 * x * b, 200 * b)
            for point, g, (m, v) in zip((x, y), gradients, moments, strict=True):
                update(point, g, lr, m, v, t)
        return ((1 - x) ** 2 + 100 * (y - x * x) ** 2).numpy()

    return on_best_threads(run)
