"""Write network_trajectories.npz; run with torch 2.13 installed.

python -m tests.reference.make_network_trajectories
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace

import numpy as np
import torch
from torch.nn import functional

from tests.reference.make_torch_trajectories import optimizer_of
from tests.reference.network_cases import FILE, KINK, LARGEST_MOVE, NUDGE, STEPS, NetworkChoice
from tests.reference.network_choices import choices

# (samples, batch, replacement, seed, step) -> the samples of a step's batch.
Order = Callable[[int, int, bool, int, int], list[int]]

VALUES: dict[str, Callable[..., torch.Tensor]] = {
    "identity": lambda z: z,
    "relu": functional.relu,
    "leaky_relu": functional.leaky_relu,
    "elu": functional.elu,
    "gelu": functional.gelu,
    "gelu_tanh": lambda z: functional.gelu(z, approximate="tanh"),
    "silu": functional.silu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    # Torch's goes over to z itself at 20, where they still differ by 2e-9.
    "softplus": lambda z: functional.softplus(z, threshold=60),
    "sin": torch.sin,
}
KINKED = {"relu", "leaky_relu", "elu"}

Data = tuple[torch.Tensor, torch.Tensor]


class RefusalError(Exception):
    """These settings give no reference: they lead to chaos, to a kink, or nowhere."""


class TorchNetwork:
    """A choice's loss as torch computes it; `kinks` gathers how near it came to any kink."""

    def __init__(self, choice: NetworkChoice) -> None:
        self.choice, self.kinks = choice, [math.inf]

    def shapes(self) -> Iterator[tuple[int, ...]]:
        """Of each parameter tensor, layer by layer, weights first."""
        for inputs, units in itertools.pairwise(self.choice.sizes):
            yield units, inputs
            if self.choice.bias:
                yield (units,)

    def split(self, flat: torch.Tensor) -> list[torch.Tensor]:
        """The tensors in a flat vector."""
        shapes = list(self.shapes())
        parts = torch.split(flat, [math.prod(shape) for shape in shapes])
        return [part.view(shape) for part, shape in zip(parts, shapes, strict=True)]

    def _near(self, distance: torch.Tensor) -> None:
        self.kinks.append(float(distance.detach().abs().min()))

    def last_sums(self, tensors: list[torch.Tensor], x: torch.Tensor) -> torch.Tensor:
        """What goes into the output function."""
        step = 2 if self.choice.bias else 1
        for layer in range(self.choice.depth + 1):
            weights, *biases = tensors[layer * step : (layer + 1) * step]
            x = functional.linear(x, weights * self.choice.multipliers[layer], *biases)
            if layer < self.choice.depth:
                name, *settings = self.choice.activations[layer]
                if name in KINKED:
                    self._near(x)
                x = VALUES[name](x, *settings)
        return x

    def outputs(self, tensors: list[torch.Tensor], x: torch.Tensor) -> torch.Tensor:
        """The network's answers."""
        z = self.last_sums(tensors, x)
        return (
            torch.softmax(z, 1)
            if self.choice.output == "softmax"
            else VALUES[self.choice.output](z)
        )

    def loss(self, tensors: list[torch.Tensor], x: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
        """The mean loss and the penalties."""
        weights = tensors[:: 2 if self.choice.bias else 1]
        total = self._data_loss(tensors, x, t)
        if self.choice.l1:
            for w in weights:
                self._near(w)
            total = total + self.choice.l1 * sum(w.abs().sum() for w in weights)
        if self.choice.l2:
            total = total + self.choice.l2 / 2 * sum(w.square().sum() for w in weights)
        return total

    def _data_loss(
        self, tensors: list[torch.Tensor], x: torch.Tensor, t: torch.Tensor
    ) -> torch.Tensor:
        if self.choice.loss == "binary_cross_entropy":
            return functional.binary_cross_entropy_with_logits(self.last_sums(tensors, x), t)
        if self.choice.loss == "cross_entropy":
            return functional.cross_entropy(self.last_sums(tensors, x), t)
        y = self.outputs(tensors, x)
        if self.choice.loss == "mae":
            self._near(y - t)
            return functional.l1_loss(y, t)
        if self.choice.loss == "huber":
            return functional.huber_loss(y, t, **self.choice.loss_settings)
        if self.choice.loss == "hinge":
            self._near(1 - t * y)
            return functional.relu(1 - t * y).mean()
        return functional.mse_loss(y, t)


def train(
    network: TorchNetwork, start: np.ndarray, data: Data, batches: list[list[int]]
) -> tuple[np.ndarray, np.ndarray]:
    """The loss of each batch, and the parameters at the last one; an update between any two."""
    choice = network.choice
    tensors = [t.clone().requires_grad_() for t in network.split(torch.tensor(start))]
    each = 2 if choice.bias else 1
    optimizer = optimizer_of(choice.optimizer, choice.settings, tensors[0])
    for tensor in tensors[1:]:
        optimizer.add_param_group({"params": [tensor]})
    for i, group in enumerate(optimizer.param_groups):
        group["lr"] = group["lr"] * choice.lr_factors[i // each]
    losses = []
    for step, batch in enumerate(batches):
        with torch.no_grad():
            for layer, weights in enumerate(tensors[::each]):
                weights += choice.drift[layer]
        optimizer.zero_grad()
        loss = network.loss(tensors, data[0][batch], data[1][batch])
        losses.append(loss.item())
        if step < len(batches) - 1:
            loss.backward()
            optimizer.step()
    return np.array(losses), torch.cat([t.detach().ravel() for t in tensors]).numpy()


def at_start(network: TorchNetwork, start: np.ndarray, data: Data) -> dict[str, np.ndarray]:
    """Outputs and derivatives over all samples."""
    flat = torch.tensor(start)
    vector = np.random.default_rng(len(start)).standard_normal(len(start))
    network.loss(network.split(flat), *data)

    def loss(p: torch.Tensor) -> torch.Tensor:
        return network.loss(network.split(p), *data)

    hessian = torch.autograd.functional.hessian(loss, flat)
    eigenvalues = torch.linalg.eigvalsh(hessian)
    return {
        "outputs": network.outputs(network.split(flat), data[0]).numpy(),
        "gradient": torch.autograd.functional.jacobian(loss, flat).numpy(),
        "vector": vector,
        "product": (hessian @ torch.tensor(vector)).numpy(),
        "eigenvalues": eigenvalues[[0, -1]].numpy(),
    }


def data_of(choice: NetworkChoice, draw: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Random inputs, and targets of the kind that the loss and the output take."""
    n, outputs = int(draw.choice([11, 13, 17])), choice.sizes[-1]
    inputs = draw.standard_normal((n, choice.sizes[0]))
    if choice.output == "softmax":
        targets = np.eye(outputs)[np.arange(n) % outputs]
    elif choice.output == "sigmoid":
        targets = draw.integers(2, size=(n, outputs)).astype(float)
    elif choice.output == "tanh" or choice.loss == "hinge":
        targets = 2.0 * draw.integers(2, size=(n, outputs)) - 1
    else:
        targets = np.sin(inputs.sum(axis=1, keepdims=True) + np.arange(outputs))
        targets += 0.3 * draw.standard_normal((n, outputs))
    return inputs, targets


def start_of(choice: NetworkChoice, draw: np.random.Generator) -> np.ndarray:
    """Random weights, and biases that are not zero."""
    spread = {
        "normal": lambda fan_in, fan_out: 0.7,
        "xavier": lambda fan_in, fan_out: math.sqrt(2 / (fan_in + fan_out)),
        "he": lambda fan_in, fan_out: math.sqrt(2 / fan_in),
        "ntk": lambda fan_in, fan_out: 1.0,
    }[choice.init]
    parts = []
    for inputs, units in itertools.pairwise(choice.sizes):
        parts.append(draw.normal(0, spread(inputs, units), units * inputs))
        parts.append(draw.normal(0, 0.3, units * choice.bias))
    return np.concatenate(parts)


def check(
    network: TorchNetwork, start: np.ndarray, found: list[np.ndarray], nudged: list[np.ndarray]
) -> None:
    """Refuse what is too near to chaos or a kink, or does not move."""
    if min(network.kinks) < KINK:
        raise RefusalError(f"a kink is only {min(network.kinks):.1e} away")
    for a, b in zip(found, nudged, strict=True):
        moved = np.abs(b / a - 1).max()
        if not moved < LARGEST_MOVE:
            raise RefusalError(f"{NUDGE} grows to {moved:.1e}")
    if not np.abs(found[-1] - start).max() > 1e-2:
        raise RefusalError("nothing is learned")


def reference(choice: NetworkChoice, key: tuple[int, ...], order: Order) -> dict[str, np.ndarray]:
    """All that is stored of a case, drawn by its key; RefusalError if it would be no reference."""
    draw = np.random.default_rng(key)
    inputs, targets = data_of(choice, draw)
    start, n = start_of(choice, draw), len(inputs)
    batches = [list(range(n))] * (STEPS + 1)
    if choice.batch:
        of_step = (choice.batch, choice.replacement, choice.seed)
        batches = [order(n, *of_step, step) for step in range(STEPS + 1)]
    data = torch.tensor(inputs), torch.tensor(targets)
    network = TorchNetwork(choice)
    losses, final = train(network, start, data, batches)
    derivatives = at_start(network, start, data)
    for _ in range(5):
        nudged = start * (1 + NUDGE * draw.choice([-1, 1], len(start)))
        check(network, start, [losses, final], list(train(network, nudged, data, batches)))
    longest = max(map(len, batches))
    return {
        "choice": np.array(json.dumps(asdict(choice))),
        "inputs": inputs,
        "targets": targets,
        "start": start,
        "batches": np.array([[*b, *[-1] * (longest - len(b))] for b in batches], np.int8),
        "losses": losses,
        "final": final,
        **derivatives,
    }


def main(order: Order) -> None:
    """Write the file; a refused case is tried with another start, then with half the rate."""
    torch.set_default_dtype(torch.float64)
    table = {}
    for number, choice in enumerate(choices()):
        for attempt in range(8):
            lr = choice.settings["lr"] * 0.5 ** (attempt // 2)
            tried = replace(choice, settings={**choice.settings, "lr": lr})
            try:
                found = reference(tried, (number, attempt), order)
                break
            except RefusalError as reason:
                print(f"{number}: {tried.title}, lr {lr}: {reason}")
        else:
            raise SystemExit(f"case {number} is no reference at any learning rate")
        table.update({f"{number}/{name}": array for name, array in found.items()})
    np.savez_compressed(FILE, **table)


if __name__ == "__main__":
    from gdsim.engine.networks.batches import order

    main(order)
