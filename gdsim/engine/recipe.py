"""The recipe of a kernel: all that its compiled code depends on, and the rows of its memory."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from gdsim import catalogue
from gdsim.base.ranges import Flag
from gdsim.calculus import Expression
from gdsim.catalogue.definitions import Modifier, Optimizer
from gdsim.catalogue.discovery import arguments
from gdsim.engine import plan
from gdsim.engine.rows import NOTED, RESULTS, WATCHED
from gdsim.lanes.host import BLOCK

# What can be recorded of a network's run for each layer, hidden layer, and class.
OF_LAYERS = ("layer_grad_norm", "weight_norm")
OF_HIDDEN_LAYERS = ("activation_mean", "activation_spread", "dead")
PRECONDITIONED = "preconditioned_sharpness"
OF_CLASSES = (
    "train_class_loss",
    "train_class_accuracy",
    "test_class_loss",
    "test_class_accuracy",
)


@dataclass(frozen=True)
class Recipe:
    """All that a kernel's text, and the memory it works on, depends on.

    The objective is an `expression`, or a network with the `sizes` of its layers. `varying` names
    the settings that differ from run to run (the others are the same for all runs of a call and
    cost nothing per run); `flags` are the optimizer's boolean settings. `tolerant`: a small
    gradient ends a run, so gradients are checked at every step. `scheduled`: the learning rate
    changes from step to step. `modifiers` act in this order. `step` is the parameter of the
    expression whose value is the number of the step. `classes` is the number of a
    network's classes; `seen_slots` are those of the record "state", of which the optimizer may
    lack some. `stop` is the formula of a stop condition. `calls`: the objective is called by its
    address (`engine.source.objective`); the expression then only says how many variables it has.
    """

    expression: Expression | None
    optimizer: str
    dtype: str
    width: int
    varying: frozenset[str] = frozenset()
    flags: tuple[tuple[str, bool], ...] = ()
    record: tuple[str, ...] = ()
    noisy: bool = False
    modifiers: tuple[str, ...] = ()
    tolerant: bool = False
    scheduled: bool = True
    sizes: tuple[int, ...] = ()
    bias: bool = False
    step: str | None = None
    stop: Expression | None = None
    classes: int = 0
    seen_slots: tuple[str, ...] = ()
    calls: bool = False

    @cached_property
    def definition(self) -> Optimizer:
        """The optimizer's entry in the catalogue."""
        definition: Optimizer = catalogue.look_up("optimizer", self.optimizer)
        return definition

    @cached_property
    def modifying(self) -> dict[str, Modifier]:
        """The modifiers' entries in the catalogue, in the order in which they act."""
        return {name: catalogue.look_up("modifier", name) for name in self.modifiers}

    @cached_property
    def slots(self) -> dict[str, float | str]:
        """The state per parameter, of the optimizer and of modifiers, with its initial values."""
        own = {
            slot_name(name, slot): value
            for name, each in self.modifying.items()
            for slot, value in each.state.items()
        }
        return {**self.definition.state, **own}

    @property
    def stops_by_gradient(self) -> bool:
        """Whether a stop condition needs the gradient's length."""
        return self.stop is not None and "grad_norm" in self.stop.variables

    @property
    def block(self) -> int:
        """The runs of a block of memory: one lane group, for a network."""
        return self.width if self.sizes else BLOCK

    def blocks(self, runs: int) -> int:
        """The number of blocks that hold this many runs."""
        return -(-runs // self.block)

    @property
    def scratch(self) -> int:
        """The rows of scratch memory of a function's stride."""
        n, order = self.dimensions, self.definition.order
        # A point, and there: the loss, the squared norm of the gradient, and all derivatives.
        called = n + 2 + sum(n**k for k in range(1, order + 1)) if self.calls else 0
        return self.rows_of_hessian + called

    def buffers(self, scratch: int) -> int:
        """The numbers in the memory of a call: scratch rows, results, and those of ended runs."""
        return (scratch + len(RESULTS)) * self.width + (self.rows - len(NOTED)) * self.block

    @property
    def rows_of_hessian(self) -> int:
        """Those of an optimizer that uses the Hessian: it, the parameters and the gradient."""
        n = self.dimensions
        return n * n + 2 * n if self.definition.hessian else 0

    @cached_property
    def dimensions(self) -> int:
        """The number of parameters."""
        if self.expression is not None:
            return len(self.expression.variables)
        pairs = zip(self.sizes, self.sizes[1:], strict=False)
        return sum((before + self.bias) * units for before, units in pairs)

    @property
    def of_classes(self) -> tuple[str, ...]:
        """What is recorded of each class."""
        return tuple(name for name in OF_CLASSES if name in self.record)

    @property
    def curved(self) -> bool:
        """Whether second derivatives of a network's loss are recorded."""
        return bool({"sharpness", PRECONDITIONED} & {*self.record})

    @property
    def scaled(self) -> bool:
        """Whether a record needs the optimizer's preconditioner, which is not the identity."""
        return PRECONDITIONED in self.record and callable(self.definition.preconditioner)

    @property
    def layers(self) -> int:
        """The number of weight layers; 0 of a function."""
        return max(len(self.sizes) - 1, 0)

    @cached_property
    def settings(self) -> tuple[str, ...]:
        """The numeric settings that compiled code reads, with the objective's parameters."""
        hypers = tuple(n for n, h in self.definition.hyper.items() if not isinstance(h, Flag))
        own = tuple(f"{name}.{n}" for name, each in self.modifying.items() for n in each.hyper)
        if self.expression is None:
            return (*hypers, *own)
        parameters = (name for name in self.expression.parameters if name != self.step)
        objective = (f"objective.{name}" for name in parameters)
        return (*hypers, *objective, "noise", *own)

    @cached_property
    def fixed(self) -> tuple[str, ...]:
        """The settings that always have a row in networks, before those that vary."""
        if self.expression is not None:
            return ()
        layers = range(1, self.layers + 1)
        own = [f"objective.{name}_{n}" for name in plan.OF_LAYERS for n in layers]
        return (*plan.SETTINGS, *own)

    @property
    def uniform(self) -> tuple[str, ...]:
        """The settings that all runs share, in the order of the kernel's `uniform` argument."""
        return tuple(n for n in self.settings if n not in self.varying)

    @property
    def rowed(self) -> tuple[str, ...]:
        """The settings with a value per run, in the order of the kernel's `varying` argument."""
        return tuple(n for n in self.settings if n in self.varying)

    @property
    def given_rows(self) -> int:
        """The number of rows of settings: of the kernel's `varying` argument, per block."""
        return len(self.fixed) + len(self.rowed)

    @property
    def integers(self) -> tuple[str, ...]:
        """The whole numbers with a value per run."""
        schedule = ("schedule",) * ("schedule" in self.varying)
        if self.expression is None:
            return (*plan.INTEGERS, *schedule)
        return ("run", "run_high", "seed") * self.noisy + schedule

    @cached_property
    def prepares_in_lanes(self) -> bool:
        """Whether `prepare` reads a setting that differs from run to run."""
        prepare = self.definition.prepare
        needs = set(arguments(prepare)) if prepare else set()
        if "schedule" in self.varying and "lr" in needs:
            return True
        return bool(needs & self.varying)

    @property
    def prepares_once(self) -> bool:
        """Whether `prepare` returns the same for all runs, so that it is tabulated."""
        return self.definition.prepare is not None and not self.prepares_in_lanes

    @cached_property
    def places(self) -> dict[str, range]:
        """The rows of each quantity in a block: what a run keeps between two calls."""
        vectors = ("p", *self.slots)
        shared = self.definition.shared if self.prepares_in_lanes else ()
        places, first = {}, 0
        for name in (*NOTED, *WATCHED, *vectors, *shared):
            count = self.dimensions if name in vectors else 1
            places[name] = range(first, first + count)
            first += count
        return places

    @property
    def rows(self) -> int:
        """The number of rows of a block."""
        *_, last = self.places.values()
        return last.stop

    @property
    def moving(self) -> tuple[str, ...]:
        """A name for each row that every step changes, in a function's kernel."""
        vectors = ("p", *self.slots)
        return tuple(
            _numbered(name, i) if name in vectors else name
            for name, rows in self.places.items()
            if name not in NOTED
            for i in range(len(rows))
        )

    def continues(self, other: Recipe) -> bool:
        """Whether runs of the other recipe can continue with this one, optimizer state included."""
        return self.optimizer == other.optimizer and self.places == other.places

    @cached_property
    def traced(self) -> dict[str, range]:
        """The rows of each recorded quantity in one recorded step."""
        places, first = {}, 0
        for name in self.record:
            count = math.prod(self.trace_shape(name))
            places[name] = range(first, first + count)
            first += count
        return places

    def trace_shape(self, name: str) -> tuple[int, ...]:
        """The shape of a record of one run at one step; () for a single number."""
        shapes: dict[str, tuple[int, ...]] = {
            **dict.fromkeys(OF_LAYERS, (self.layers,)),
            **dict.fromkeys(OF_HIDDEN_LAYERS, (self.layers - 1,)),
            **dict.fromkeys(OF_CLASSES, (self.classes,)),
            **dict.fromkeys(("params", "gradient_point"), (self.dimensions,)),
            "state": (len(self.seen_slots), self.layers or self.dimensions),
        }
        return shapes.get(name, ())

    @cached_property
    def traced_rows(self) -> int:
        """The number of rows of one recorded step."""
        return sum(map(len, self.traced.values()))


def _numbered(name: str, i: int) -> str:
    return f"p{i}" if name == "p" else f"{name}_{i}"


def slot_name(modifier: str, slot: str) -> str:
    """The name of a modifier's slot among those of the optimizer."""
    return f"{modifier}__{slot}"
