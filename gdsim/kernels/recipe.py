"""The recipe of a kernel: all that its compiled code depends on, and the rows that follow."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from gdsim import catalogue
from gdsim.calculus import Expression
from gdsim.catalogue import Flag, Optimizer, arguments

# What every run has besides its parameters, optimizer state and shared values: what is noted at
# times, then what changes at every step (the smallest loss and the sum of losses of a window), with
# what it is before the first step. `gdsim.kernels.advance_template` relies on the order.
NOTED = {"best": math.inf, "loss": math.nan, "slope": math.nan, "stopped": 0.0, "status": 0.0}
WATCHED = {"low": math.inf, "total": 0.0}


@dataclass(frozen=True)
class Recipe:
    """All that a kernel's text depends on.

    `varying` names the settings that differ from run to run (the rest are the same for all runs of
    a call and cost nothing per run); `flags` are the optimizer's yes-or-no settings. `tolerant`: a
    small gradient ends a run, so that gradients must be watched at every step. `scheduled`: the
    learning rate changes from step to step.
    """

    expression: Expression
    optimizer: str
    dtype: str
    width: int
    varying: frozenset[str] = frozenset()
    flags: tuple[tuple[str, bool], ...] = ()
    record: tuple[str, ...] = ()
    noisy: bool = False
    clips_value: bool = False
    clips_norm: bool = False
    tolerant: bool = False
    scheduled: bool = True

    @cached_property
    def definition(self) -> Optimizer:
        """The optimizer's entry in the catalogue."""
        found: Optimizer = catalogue.look_up("gdsim.optimizers", self.optimizer, "optimizer")
        return found

    @property
    def dimensions(self) -> range:
        """The numbers of the parameters."""
        return range(len(self.expression.variables))

    @cached_property
    def settings(self) -> tuple[str, ...]:
        """The numeric settings in the order of their rows, the objective's parameters included."""
        hypers = [n for n, h in self.definition.hyper.items() if not isinstance(h, Flag)]
        objective = [f"objective.{name}" for name in self.expression.parameters]
        return (*hypers, *objective, *GENERAL)

    @property
    def uniform(self) -> tuple[str, ...]:
        """The settings that all runs share, in the order of the kernel's `uniform` argument."""
        return tuple(n for n in self.settings if n not in self.varying)

    @property
    def rowed(self) -> tuple[str, ...]:
        """The settings that have a row a run, in the order of the kernel's `varying` argument."""
        return tuple(n for n in self.settings if n in self.varying)

    @property
    def integers(self) -> tuple[str, ...]:
        """The whole-number settings that have a row a run."""
        return ("seed",) * self.noisy + ("schedule",) * ("schedule" in self.varying)

    @cached_property
    def prepares_in_lanes(self) -> bool:
        """Whether `prepare` needs something that differs from run to run."""
        prepare = self.definition.prepare
        needs = set(arguments(prepare)) if prepare else set()
        if "schedule" in self.varying and "lr" in needs:
            return True
        return bool(needs & self.varying)

    @cached_property
    def moving(self) -> tuple[str, ...]:
        """The rows of a block that every step changes."""
        state = [f"{slot}_{i}" for slot in self.definition.state for i in self.dimensions]
        shared = list(self.definition.shared) if self.prepares_in_lanes else []
        return (*WATCHED, *(f"p{i}" for i in self.dimensions), *state, *shared)

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows of a block: what one run keeps between two calls."""
        return (*NOTED, *self.moving)

    @property
    def prepares_once(self) -> bool:
        """Whether `prepare` gives the same for all runs, so that it is tabulated."""
        return self.definition.prepare is not None and not self.prepares_in_lanes

    def continues(self, other: Recipe) -> bool:
        """Whether runs of the other recipe can go on with this one, optimizer state and all."""
        return self.optimizer == other.optimizer and self.rows == other.rows

    @property
    def scratch(self) -> int:
        """The rows of memory that a stride writes to: results, and Newton's columns behind them."""
        n = len(self.dimensions)
        return 3 + len(self.moving) + (n * n + 2 * n if self.definition.hessian else 0)

    @cached_property
    def traced(self) -> tuple[str, ...]:
        """The rows of one recorded step."""
        rows = {"params": [f"p{i}" for i in self.dimensions]}
        return tuple(row for name in self.record for row in rows.get(name, [name]))


# Settings that are the kernel's own business, not the optimizer's.
GENERAL = ("noise", "clip_value", "clip_norm")
