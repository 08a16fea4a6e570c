"""Write torch_trajectories.npz and torch_factors.npz; run with torch 2.13 installed.

python -m tests.reference.make_torch_trajectories
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch.optim import lr_scheduler

from tests.reference.objectives import OBJECTIVES
from tests.reference.trajectories import (
    FACTORS,
    FOLDER,
    LARGEST_MOVE,
    NUDGE,
    STEPS,
    STORED,
    TORCH,
    Case,
)

Settings = dict[str, Any]


def optimizer_of(name: str, settings: Mapping[str, Any], p: torch.Tensor) -> torch.optim.Optimizer:
    """Torch's optimizer with gdsim's settings in torch's words."""
    s = dict(settings)
    lr = {"lr": s.pop("lr")}
    if {"beta1", "beta2"} & set(s):
        default = 0.9, 0.999
        lr["betas"] = s.pop("beta1", default[0]), s.pop("beta2", default[1])
    if name == "rprop":
        lr["etas"] = s.pop("eta_minus", 0.5), s.pop("eta_plus", 1.2)
        lr["step_sizes"] = s.pop("step_min", 1e-6), s.pop("step_max", 50)
    if "initial_accumulator" in s:
        s["initial_accumulator_value"] = s.pop("initial_accumulator")
    known: dict[str, tuple[str, Settings]] = {
        "sgd": ("SGD", {}),
        "momentum": ("SGD", {}),
        "nesterov": ("SGD", {"nesterov": True}),
        "adagrad": ("Adagrad", {}),
        "adadelta": ("Adadelta", {}),
        "rmsprop": ("RMSprop", {}),
        "adam": ("Adam", {}),
        "amsgrad": ("Adam", {"amsgrad": True}),
        "adamw": ("AdamW", {}),
        "nadam": ("NAdam", {}),
        "radam": ("RAdam", {}),
        "adamax": ("Adamax", {}),
        "rprop": ("Rprop", {}),
    }
    kind, more = known[name]
    return getattr(torch.optim, kind)([p], foreach=False, **lr, **s, **more)


def scheduler_of(
    name: str, settings: Mapping[str, float], steps: int, optimizer: torch.optim.Optimizer
) -> Any:
    """Torch's scheduler with gdsim's settings in torch's words; after warmup where there is one."""
    s = dict(settings)
    warmup = int(s.pop("warmup", 0))
    steps = steps - warmup
    lr = optimizer.param_groups[0]["lr"]
    period = int(s.pop("period", 0)) or steps
    if name == "constant":
        main = lr_scheduler.ConstantLR(optimizer, 1.0)
    elif name == "step":
        main = lr_scheduler.StepLR(optimizer, int(s["step_size"]), s["gamma"])
    elif name == "multi_step":
        marks = [round(s[k] * steps) for k in sorted(s) if k.startswith("milestone")]
        main = lr_scheduler.MultiStepLR(optimizer, marks, s["gamma"])
    elif name == "exponential":
        main = lr_scheduler.ExponentialLR(optimizer, s["gamma"])
    elif name == "linear":
        main = lr_scheduler.LinearLR(optimizer, s["start_factor"], s["end_factor"], period)
    elif name == "polynomial":
        main = lr_scheduler.PolynomialLR(optimizer, period, s["power"])
    elif name == "cosine":
        main = lr_scheduler.CosineAnnealingLR(optimizer, period, s["min_factor"] * lr)
    elif name == "cosine_restarts":
        main = lr_scheduler.CosineAnnealingWarmRestarts(
            optimizer, period, int(s["mult"]), s["min_factor"] * lr
        )
    elif name == "one_cycle":
        main = lr_scheduler.OneCycleLR(optimizer, lr, steps, cycle_momentum=False, **s)
    else:
        raise ValueError(f"torch has no schedule {name!r}")
    if not warmup:
        return main
    rise = lr_scheduler.LinearLR(optimizer, 1 / warmup, 1.0, warmup - 1)
    return lr_scheduler.SequentialLR(optimizer, [rise, main], [warmup])


def run(case: Case, nudged: int | None = None) -> np.ndarray:
    """The parameters at the stored steps; with one coordinate of the start nudged, if told."""
    objective = OBJECTIVES[case.function]
    start = [x + NUDGE * (i == nudged) for i, x in enumerate(objective.start)]
    p = torch.tensor(start)
    optimizer = optimizer_of(case.optimizer, case.settings, p)
    scheduler = scheduler_of(case.schedule, case.schedule_settings, STEPS, optimizer)
    passed = [p.numpy().copy()]
    for _ in range(STEPS):
        p.grad = torch.tensor(objective.gradient(*p.tolist()))
        optimizer.step()
        scheduler.step()
        passed.append(p.numpy().copy())
    return np.array(passed)[list(STORED)]


def factors(schedule: str, settings: Mapping[str, float], steps: int, warmup: int) -> np.ndarray:
    """The factor of the learning rate at every update."""
    base = 0.5
    p = torch.zeros(1)
    optimizer = torch.optim.SGD([p], lr=base)
    scheduler = scheduler_of(schedule, {**settings, "warmup": warmup}, steps, optimizer)
    found = []
    for t in range(steps):
        found.append(optimizer.param_groups[0]["lr"] / base)
        optimizer.step()
        if t + 1 < steps:
            scheduler.step()
    return np.array(found)


def main() -> None:
    """Write both files."""
    # Else torch keeps its counters and NAdam's products of momenta in float32.
    torch.set_default_dtype(torch.float64)
    trajectories = {}
    for case in TORCH:
        trajectories[case.key] = run(case)
        for i in range(trajectories[case.key].shape[1]):
            moved = np.abs(run(case, nudged=i) - trajectories[case.key]).max()
            assert moved < LARGEST_MOVE, f"{case.key} is chaotic: {NUDGE} grows to {moved:.1e}"
    np.savez_compressed(FOLDER / "torch_trajectories.npz", **trajectories)
    table = {f.key: factors(f.schedule, f.settings, f.steps, f.warmup) for f in FACTORS}
    np.savez_compressed(FOLDER / "torch_factors.npz", **table)


if __name__ == "__main__":
    main()
