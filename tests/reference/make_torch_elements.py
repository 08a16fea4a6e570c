"""Write torch_elements.npz: activations and losses with two derivatives, in float64.

Run with torch 2.13 installed: python -m tests.reference.make_torch_elements
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

FILE = Path(__file__).with_name("torch_elements.npz")
POINTS = [-1000, -100, -40, -20.5, -8, -3, -1.5, -1, -0.75, -0.5, -0.1, -1e-3, 0]
POINTS = np.array([*POINTS, *[-point for point in reversed(POINTS[:-1])]], np.float64)

# Settings are never the defaults. torch's softplus is z itself above a threshold; not so here.
ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "identity": nn.Identity(),
    "relu": nn.ReLU(),
    "leaky_relu slope=0.2": nn.LeakyReLU(0.2),
    "elu alpha=1.7": nn.ELU(1.7),
    "gelu": nn.GELU(),
    "gelu_tanh": nn.GELU(approximate="tanh"),
    "silu": nn.SiLU(),
    "sigmoid": nn.Sigmoid(),
    "tanh": nn.Tanh(),
    "softplus": nn.Softplus(threshold=100),
    "sin": torch.sin,
}
LOSSES: dict[str, tuple[list[float], Callable[[Tensor, Tensor], Tensor]]] = {
    "mse": ([-1.5, 0.25], nn.MSELoss(reduction="none")),
    "mae": ([-1.5, 0.25], nn.L1Loss(reduction="none")),
    "huber delta=0.3": ([-1.5, 0.25], nn.HuberLoss(delta=0.3, reduction="none")),
    "huber delta=2.5": ([-1.5, 0.25], nn.HuberLoss(delta=2.5, reduction="none")),
    "binary_cross_entropy": ([0, 1], nn.BCEWithLogitsLoss(reduction="none")),
}


def with_derivatives(function: Callable[[Tensor], Tensor]) -> np.ndarray:
    """Value, first and second derivative at every point: (3, points)."""
    z = torch.tensor(POINTS, requires_grad=True)
    value = function(z)
    (slope,) = torch.autograd.grad(value.sum(), z, create_graph=True)
    bend = torch.zeros_like(z)
    if slope.requires_grad:
        (bend,) = torch.autograd.grad(slope.sum(), z)
    return torch.stack([value, slope, bend]).detach().numpy()


def of_softmax() -> dict[str, np.ndarray]:
    """Softmax and cross-entropy of rows of logits, with derivatives; rows are (4, n) each."""
    rows = [
        [0.3, -1.2, 2.5],
        [1000.0, -1000.0, 999.0],
        [-3000.0, -3000.5, -2999.0, -3001.0, -3000.0],
    ]
    found = {}
    for k, row in enumerate(rows):
        z = torch.tensor(row, dtype=torch.float64)
        generator = torch.Generator().manual_seed(k)
        g, v, u = torch.randn(3, len(row), dtype=torch.float64, generator=generator)
        target = len(row) - 2

        def pulled(z: Tensor, g: Tensor) -> Tensor:
            return torch.func.vjp(lambda z: torch.softmax(z, 0), z)[1](g)[0]

        def loss(z: Tensor, target: int = target) -> Tensor:
            return nn.functional.cross_entropy(z[None], torch.tensor([target]))

        backward, change = torch.func.jvp(pulled, (z, g), (v, u))
        y, tangent = torch.func.jvp(lambda z: torch.softmax(z, 0), (z,), (v,))
        slope, curvature = torch.func.jvp(torch.func.grad(loss), (z,), (v,))
        parts = [z, g, v, u, y, backward, tangent, change, slope, curvature]
        found[f"softmax {k}"] = torch.stack(parts).numpy()
        found[f"cross_entropy {k}"] = np.array([target, loss(z).item()])
    return found


def main() -> None:
    found = {"points": POINTS}
    for name, function in ACTIVATIONS.items():
        found[f"activation {name}"] = with_derivatives(function)
    for name, (targets, loss) in LOSSES.items():
        for t in targets:
            target = torch.full(POINTS.shape, t, dtype=torch.float64)
            found[f"loss {name} t={t:g}"] = with_derivatives(lambda y: loss(y, target))  # noqa: B023
    np.savez_compressed(FILE, **found, **of_softmax())


if __name__ == "__main__":
    main()
