"""Write schedule_free_trajectories.npz; run with torch 2.13 and schedulefree 1.4.1 installed.

python -m tests.reference.make_schedule_free_trajectories
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import schedulefree
import torch

from gdsim.engine.networks.batches import order
from tests.reference.make_network_trajectories import TorchNetwork, data_of, start_of
from tests.reference.network_cases import STEPS as NETWORK_STEPS
from tests.reference.network_cases import NetworkChoice
from tests.reference.objectives import OBJECTIVES
from tests.reference.schedule_free import CASES, NETWORKS
from tests.reference.trajectories import FOLDER, LARGEST_MOVE, NUDGE, STEPS, STORED, Case

Groups = Sequence[dict[str, Any]]


def optimizer_of(name: str, settings: dict[str, Any], warmup: int, groups: Groups) -> Any:
    """The package's optimizer with gdsim's settings in its words."""
    s = {**settings, "warmup_steps": warmup, "foreach": False}
    if name == "schedule_free_sgd":
        return schedulefree.SGDScheduleFree(groups, momentum=s.pop("beta"), **s)
    return schedulefree.AdamWScheduleFree(groups, betas=(s.pop("beta1"), s.pop("beta2")), **s)


def flat(tensors: Sequence[torch.Tensor]) -> np.ndarray:
    """All numbers of some tensors, copied."""
    return torch.cat([t.detach().ravel() for t in tensors]).numpy().copy()


def train(
    optimizer: Any, tensors: Sequence[torch.Tensor], loss: Callable[[int], torch.Tensor], steps: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """x, y and the loss at x before each update and after the last."""
    xs, ys, losses = [], [], []
    for step in range(steps + 1):
        optimizer.eval()
        xs.append(flat(tensors))
        with torch.no_grad():
            losses.append(loss(step).item())
        optimizer.train()
        ys.append(flat(tensors))
        if step < steps:
            optimizer.zero_grad()
            loss(step).backward()
            optimizer.step()
    return np.array(xs), np.array(ys), np.array(losses)


def on_function(case: Case, nudged: int | None = None) -> np.ndarray:
    """x, y and the loss, side by side, at the stored steps: (steps, 2 * variables + 1)."""
    objective = OBJECTIVES[case.function]
    start = [x + NUDGE * (i == nudged) for i, x in enumerate(objective.start)]
    tensors = [torch.tensor(x, requires_grad=True) for x in start]
    names = ("x", "y")[: len(start)]
    code = compile(objective.text.replace("^", "**"), case.function, "eval")
    warmup = int(case.schedule_settings["warmup"])
    optimizer = optimizer_of(case.optimizer, dict(case.settings), warmup, [{"params": tensors}])

    def loss(_: int) -> torch.Tensor:
        return eval(code, dict(zip(names, tensors, strict=True)))

    x, y, losses = train(optimizer, tensors, loss, STEPS)
    return np.hstack([x, y, losses[:, None]])[list(STORED)]


def on_network(
    choice: NetworkChoice, warmup: int, start: np.ndarray, data: Any, batches: list[list[int]]
) -> dict[str, np.ndarray]:
    """Each batch's loss at x; x and y after the last update; the loss of all samples at x."""
    network = TorchNetwork(choice)
    tensors = [t.clone().requires_grad_() for t in network.split(torch.tensor(start))]
    each = 2 if choice.bias else 1
    groups = [
        {"params": [t], "lr": choice.settings["lr"] * choice.lr_factors[i // each]}
        for i, t in enumerate(tensors)
    ]
    optimizer = optimizer_of(choice.optimizer, dict(choice.settings), warmup, groups)
    inputs, targets = map(torch.tensor, data)

    def loss(step: int) -> torch.Tensor:
        return network.loss(tensors, inputs[batches[step]], targets[batches[step]])

    x, y, losses = train(optimizer, tensors, loss, len(batches) - 1)
    whole = network._data_loss(network.split(torch.tensor(x[-1])), inputs, targets).item()
    return {"losses": losses, "final": x[-1], "point": y[-1], "train_loss": np.array(whole)}


def main() -> None:
    """Write the file, of what is far from chaotic."""
    torch.set_default_dtype(torch.float64)
    table = {}
    for case in CASES:
        table[case.key] = found = on_function(case)
        for i in range(len(OBJECTIVES[case.function].start)):
            moved = np.abs(on_function(case, nudged=i) - found).max()
            assert moved < LARGEST_MOVE, f"{case.key} is chaotic: {NUDGE} grows to {moved:.1e}"
    for number, (name, (choice, warmup)) in enumerate(NETWORKS.items()):
        draw = np.random.default_rng((19, number))
        data = data_of(choice, draw)
        start, n = start_of(choice, draw), len(data[0])
        of_step = (choice.batch, choice.replacement, choice.seed)
        batches = [order(n, *of_step, step) for step in range(NETWORK_STEPS + 1)]
        found = on_network(choice, warmup, start, data, batches)
        nudged = on_network(choice, warmup, start * (1 + NUDGE), data, batches)
        moved = max(np.abs(nudged[each] / found[each] - 1).max() for each in found)
        assert moved < 1e-8, f"{name} is chaotic: {NUDGE} grows to {moved:.1e}"
        longest = max(map(len, batches))
        stored = {
            "choice": np.array(json.dumps(asdict(choice))),
            "inputs": data[0],
            "targets": data[1],
            "start": start,
            "batches": np.array([[*b, *[-1] * (longest - len(b))] for b in batches], np.int8),
            **found,
        }
        table |= {f"{name}/{each}": values for each, values in stored.items()}
    np.savez_compressed(FOLDER / "schedule_free_trajectories.npz", **table)


if __name__ == "__main__":
    main()
