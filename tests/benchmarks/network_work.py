"""The work that gdsim and its peers race at: one small network, trained by many runs at once."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from gdsim.calculus import parse
from gdsim.catalogue.discovery import look_up
from gdsim.engine.backends import cpu
from gdsim.engine.networks import layers
from gdsim.engine.perceptron import Perceptron
from gdsim.engine.program import Cycle, Program, Vectors
from gdsim.lanes.random import philox


@dataclass(frozen=True, eq=False)
class Work:
    """Networks with linear outputs and squared errors, that differ in their rates.

    `rates` has a learning rate a run, or one for each layer. `ntk` is the scaling of the fractal
    experiments: units tanh(sqrt(2) z), sums divided by the square root of the inputs' number and
    outputs by the number itself. `traced` asks for every step's loss.
    """

    sizes: tuple[int, ...]
    samples: int
    rates: tuple[Cycle, ...]
    runs: int
    steps: int
    optimizer: str = "sgd"
    dtype: str = "float32"
    bias: bool = False
    batch: int | None = None
    activation: str = "tanh"  # or "relu"
    ntk: bool = False
    traced: bool = False

    @property
    def run_steps(self) -> int:
        return self.runs * self.steps

    @property
    def flops(self) -> int:
        """Operations of a step of one run: two a multiply-add of the dense parts, no others."""
        weights = [a * b for a, b in pairwise(self.sizes)]
        forward, gradient, backward = sum(weights), sum(weights), sum(weights[1:])
        return 2 * (self.batch or self.samples) * (forward + gradient + backward)

    @property
    def parameters(self) -> int:
        return self.start.size

    @property
    def multipliers(self) -> tuple[float, ...]:
        if not self.ntk:
            return (1.0,) * len(self.sizes[1:])
        return (*(n**-0.5 for n in self.sizes[:-2]), 1 / self.sizes[-2])

    @property
    def gain(self) -> float:
        """What a unit's sum is multiplied by before its activation."""
        return 2**0.5 if self.ntk else 1.0

    @cached_property
    def inputs(self) -> np.ndarray:
        return np.random.default_rng(1).standard_normal((self.samples, self.sizes[0]))

    @cached_property
    def targets(self) -> np.ndarray:
        return np.random.default_rng(2).standard_normal((self.samples, self.sizes[-1]))

    @cached_property
    def start(self) -> np.ndarray:
        """The weights that every run begins with: layer by layer, a row a unit, then biases."""
        generator = np.random.default_rng(3)
        parts = []
        for n, units in pairwise(self.sizes):
            weights = generator.standard_normal((units, n))
            parts.append((weights if self.ntk else weights / n**0.5).ravel())
            parts.append(np.zeros(units * self.bias))
        return np.concatenate(parts)

    def layers(self, flat: np.ndarray) -> list[tuple[np.ndarray, ...]]:
        """Flat parameters as peers take them: (weights, biases) or (weights,) of each layer."""
        found, first = [], 0
        for n, units in pairwise(self.sizes):
            weights = flat[first : first + units * n].reshape(units, n)
            first += units * n
            biases = (flat[first : first + units],) if self.bias else ()
            first += units * self.bias
            found.append((weights, *biases))
        return found

    def rates_of_runs(self) -> list[np.ndarray]:
        """What gdsim takes as axes, written out a number a run, as the peers take it: by layer."""
        every = [each.of_runs(np.arange(self.runs)).astype(self.dtype) for each in self.rates]
        return every * (len(self.sizes) - 1) if len(every) == 1 else every

    def losses(self, threads: int | None = None) -> np.ndarray:
        """gdsim's losses, as the peers return them."""
        _ = self.own_layers
        outcome = cpu.run(self.program, threads=threads)
        if self.traced:
            return outcome.traces["loss"]
        return outcome.finals["train_loss"] if self.batch else outcome.loss

    @cached_property
    def own_layers(self) -> None:
        """Have gdsim compile layers for their sizes, as it does after some seconds of such work.

        Peers, too, are compiled before they race.
        """
        usual = layers.LOADED_AFTER, layers.COMPILED_AFTER
        layers.LOADED_AFTER, layers.COMPILED_AFTER = 1.0, 2.0
        try:
            cpu.run(replace(self, steps=1).program)
        finally:
            layers.LOADED_AFTER, layers.COMPILED_AFTER = usual
        for thread in threading.enumerate():
            if thread.name == layers.THREAD:
                thread.join()

    def part(self, of: int) -> Work:
        """Every `of`-th run."""
        if of == 1:
            return self
        (rates,) = self.rates  # a rate a run
        return replace(self, rates=per_run(rates.values[::of]), runs=self.runs // of)

    @cached_property
    def batches(self) -> np.ndarray | None:
        """The samples of each step, (steps, batch), as gdsim shuffles them; batch divides samples.

        Fisher and Yates' shuffle of each epoch: position i goes by word i % 4 of Philox's output
        for the counter (i // 4, epoch) and the key (seed, 1).
        """
        if self.batch is None:
            return None
        epochs = -(-self.steps * self.batch // self.samples)
        orders = np.concatenate([_order(self.samples, epoch) for epoch in range(epochs)])
        return orders.reshape(-1, self.batch)[: self.steps]

    @cached_property
    def program(self) -> Program:
        shared = len(self.rates) == 1
        hyper = look_up("optimizer", self.optimizer).hyper
        settings: dict[str, Any] = {name: each.default for name, each in hyper.items()}
        of_layers = {f"lr_{i}": each for i, each in enumerate(self.rates, 1)}
        return Program(
            expression=None,
            network=self.network,
            optimizer=self.optimizer,
            settings={**settings, "lr": self.rates[0] if shared else 1.0},
            parameters={} if shared else of_layers,
            start=Vectors(self.start[None, :], 1),
            runs=self.runs,
            steps=self.steps,
            # No run ends before its last step unless its loss overflows: peers cannot stop one.
            limit=np.inf,
            record=("loss",) if self.traced else (),
            dtype=self.dtype,
        )

    @property
    def network(self) -> Perceptron:
        unit = parse(f"{self.activation}({self.gain} * z)" if self.ntk else f"{self.activation}(z)")
        return Perceptron(
            sizes=self.sizes,
            activations=(unit,) * (len(self.sizes) - 2),
            output="identity",
            loss="mse",
            multipliers=self.multipliers,
            bias=self.bias,
            inputs=self.inputs,
            targets=self.targets,
            test_inputs=self.inputs[:0],
            test_targets=self.targets[:0],
            batch=self.batch,
        )


def _order(samples: int, epoch: int, seed: int = 0) -> np.ndarray:
    groups = range(-(-samples // 4))
    words = [word for group in groups for word in philox(group, epoch, 0, 0, seed, 1)]
    order = np.arange(samples)
    for i in range(samples - 1, -1, -1):
        j = words[i] * (i + 1) >> 32
        order[[i, j]] = order[[j, i]]
    return order


def per_run(rates: np.ndarray) -> tuple[Cycle, ...]:
    """A learning rate for each run."""
    return (Cycle(rates, 1),)
