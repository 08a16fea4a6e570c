"""Write tensor_trajectories.npz; run with torch 2.13, jax 0.10 and optax 0.2.8 installed.

python -m tests.reference.make_tensor_trajectories
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from unittest import mock

import jax
import numpy as np
import optax
import torch
from jax import numpy as jnp

from tests.reference.tensor_trajectories import (
    CASES,
    LARGEST_MOVE,
    NUDGE,
    PATH,
    SMALLEST_DIFFERENCE,
    STEPS,
    STORED,
    WAVES,
    Case,
    OfNetwork,
    Waves,
    apart,
    task_of,
)

Settings = dict[str, Any]
Task = Waves | OfNetwork


def muon(tensors: list[torch.Tensor], s: Settings) -> list[torch.optim.Optimizer]:
    """Torch's Muon for matrices and its AdamW for vectors, as torch's manual has it."""
    rates = {"lr": s["lr"], "weight_decay": s.get("weight_decay", 0.1)}
    more = {n: s[n] for n in ("momentum", "nesterov", "eps") if n in s}
    if {"a", "b", "c"} <= set(s):
        more["ns_coefficients"] = s["a"], s["b"], s["c"]
    if s.get("match_rms_adamw"):
        more["adjust_lr_fn"] = "match_rms_adamw"
    return [
        torch.optim.Muon([p for p in tensors if p.ndim == 2], **rates, **more),
        torch.optim.AdamW([p for p in tensors if p.ndim == 1], **rates),
    ]


def adafactor(tensors: list[torch.Tensor], s: Settings) -> list[torch.optim.Optimizer]:
    """Torch's Adafactor."""
    eps = s.pop("eps1", None), s.pop("eps2", 1e-3)
    return [torch.optim.Adafactor(tensors, eps=eps, foreach=False, **s)]


def by_torch(
    make: Callable[[list[torch.Tensor], Settings], list[torch.optim.Optimizer]],
) -> Callable[[Mapping[str, Any], Task, np.ndarray], np.ndarray]:
    """What runs torch's optimizers from a start."""

    def run(settings: Mapping[str, Any], task: Task, first: np.ndarray) -> np.ndarray:
        tensors = [torch.tensor(part) for part in apart(first, task.shapes)]
        optimizers = make(tensors, dict(settings))
        passed = [first]
        for t in range(1, STEPS + 1):
            g = apart(task.gradient(passed[-1], t), task.shapes)
            for p, part in zip(tensors, g, strict=True):
                p.grad = torch.tensor(part)
            # Torch makes Muon's matrices orthogonal in a copy in bfloat16; here it is in float64.
            with mock.patch.object(torch.Tensor, "bfloat16", torch.Tensor.clone):
                for optimizer in optimizers:
                    optimizer.step()
            passed.append(np.concatenate([p.numpy().ravel() for p in tensors]))
        return np.array(passed)

    return run


def lamb(settings: Mapping[str, Any], task: Task, first: np.ndarray) -> np.ndarray:
    """Optax's LAMB from a start."""
    words = {"lr": "learning_rate", "beta1": "b1", "beta2": "b2"}
    optimizer = optax.lamb(**{words.get(n, n): v for n, v in settings.items()})
    tensors = [jnp.array(part) for part in apart(first, task.shapes)]
    state = optimizer.init(tensors)
    update = jax.jit(optimizer.update)
    passed = [first]
    for t in range(1, STEPS + 1):
        g = [jnp.array(part) for part in apart(task.gradient(passed[-1], t), task.shapes)]
        updates, state = update(g, state, tensors)
        tensors = optax.apply_updates(tensors, updates)
        passed.append(np.concatenate([np.ravel(p) for p in tensors]))
    return np.array(passed)


RUNNERS = {"lamb": lamb, "adafactor": by_torch(adafactor), "muon": by_torch(muon)}


def run(case: Case, first: np.ndarray) -> np.ndarray:
    """The parameters at the stored steps."""
    return RUNNERS[case.optimizer](case.settings, task_of(case.task), first)[list(STORED)]


def main() -> None:
    """Write the file."""
    jax.config.update("jax_enable_x64", True)
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    trajectories = {}
    for case in CASES:
        first = task_of(case.task).start()
        trajectories[case.key] = run(case, first)
        for seed in range(3):
            # Zeros stay: LAMB treats a tensor of zeros unlike one that is nearly so.
            signs = np.random.default_rng(seed).choice([-1, 1], len(first))
            moved = np.abs(run(case, first * (1 + NUDGE * signs)) - trajectories[case.key]).max()
            assert moved < LARGEST_MOVE, f"{case.key} is chaotic: {NUDGE} grows to {moved:.1e}"
        for name in set(case.settings) - {"lr"} if case in WAVES else ():
            rest = {n: v for n, v in case.settings.items() if n != name}
            other = run(Case(case.optimizer, rest, case.task), first)
            moved = np.abs(other - trajectories[case.key]).max()
            assert moved > SMALLEST_DIFFERENCE, f"{case.key}: {name} hardly matters"
    np.savez_compressed(PATH, **trajectories)


if __name__ == "__main__":
    main()
