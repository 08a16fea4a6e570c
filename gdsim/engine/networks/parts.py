"""What the kernel of a network consists of: code, data, memory, and a plan of them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any

import numpy as np

from gdsim import catalogue
from gdsim.engine import plan
from gdsim.engine.judge import HALTED
from gdsim.engine.networks import batches, layers, modules, starting
from gdsim.engine.perceptron import Perceptron
from gdsim.engine.program import Cycle, Program
from gdsim.engine.recipe import Recipe
from gdsim.engine.room import aligned
from gdsim.engine.rows import COMPARED, RESULTS, SQUARE, VALUE
from gdsim.engine.scratch import LANCZOS, Scratch

# Floating-point operations that take about as long as one step of a run on a function.
OPERATIONS = 60
# The data that `Parts.measure` reads, and the names of its results.
_TRAINING = (plan.INPUTS_AT, plan.TARGETS_AT, plan.SAMPLES)
_TRAINING_CLASSES = (plan.CLASS_INPUTS_AT, plan.CLASS_TARGETS_AT, plan.CLASS_ENDS_AT)
_TEST_CLASSES = (plan.TEST_CLASS_INPUTS_AT, plan.TEST_CLASS_TARGETS_AT, plan.TEST_CLASS_ENDS_AT)
_TEST = (plan.TEST_INPUTS_AT, plan.TEST_TARGETS_AT, plan.TEST_SAMPLES)
MEASURED = ("train_loss", "train_accuracy", "test_loss", "test_accuracy")
# Where a plan has the address of a compiled function: its module, and its name there.
_CODE = {
    plan.PRODUCT_OF_SHARED_AT: ("product", "product_of_shared"),
    plan.PRODUCT_OF_LANES_AT: ("product", "product_of_lanes"),
    plan.COST_AT: ("head", "cost"),
    plan.BEND_AT: ("head", "bend"),
    plan.PUT_OUT_AT: ("head", "put_out"),
    plan.BEGIN_AT: ("update", "begin"),
    plan.UPDATE_AT: ("update", "update"),
    plan.NOISE_AT: ("network", "add_noise"),
    plan.DESCEND_AT: ("passes", "descend"),
    plan.LOOK_AT: ("passes", "look"),
    plan.SHOW_AT: ("passes", "show"),
    plan.SHUFFLE_AT: ("order", "shuffle"),
    plan.OBSERVE_AT: ("observe", "observe"),
    plan.CURVE_AT: ("curvature", "curve"),
    plan.SHARPEN_AT: ("curvature", "sharpen"),
    plan.POINT_AT: ("point", "point"),
    plan.TEMPER_AT: ("temper", "temper"),
    plan.HALT_AT: ("halt", "halt"),
    plan.SCALE_AT: ("scale", "scale"),
}

# The address of an array, and of a function of a part, for those that the plan is made for.
PlaceOf = Callable[[np.ndarray], int]
CodeOf = Callable[[str, str], int]


class _Kept(np.ndarray[Any, Any]):
    """A plan that keeps the table alive that it points at."""

    table: tuple[np.ndarray, ...]

    @classmethod
    def of(cls, plan: np.ndarray, *table: np.ndarray) -> _Kept:
        kept = plan.view(cls)
        kept.table = table
        return kept


def cost(network: Perceptron) -> float:
    """How many times longer a step takes, about, than on a function of two variables."""
    seen = network.batch or network.samples
    return max(1.0, network.parameters * (6.0 * seen + 10.0) / OPERATIONS)


class Parts:
    """All that the plan of a network points at.

    `scratch` is the number of rows of scratch memory. `trains`: whether it is used for training;
    otherwise a network is only computed at given parameters.
    """

    def __init__(self, program: Program, recipe: Recipe, trains: bool = True) -> None:
        assert program.network is not None
        self.program, self.recipe, self.network = program, recipe, program.network
        network, dtype = self.network, recipe.dtype
        sources = modules.trained(program, recipe) if trains else modules.asked(network, recipe)
        self._modules = {part: source.load() for part, source in sources.items()}
        self._samples = batches.Samples.of(network, dtype)
        midpoint = 0.0 if network.midpoint is None else network.midpoint
        self._numbers = np.array([1.0, midpoint, *network.multipliers], dtype)
        slots = list(recipe.slots)
        self._seen_slots = np.array(
            [slots.index(name) if name in slots else -1 for name in recipe.seen_slots], np.int64
        )
        scratch = Scratch.of(network, recipe, self._own_order)
        self.scratch = scratch.rows
        self._plan = self._filled(scratch, lambda array: array.ctypes.data, self._address)
        self._layers = (
            layers.layers_of(network, dtype, recipe.width, self._own_order)
            if trains and recipe.width > 1
            else ()
        )
        self._work = recipe.width * cost(network)  # of a step of a lane group
        self._tailor(0.0)

    @property
    def stride(self) -> int:
        """The address of the compiled stride."""
        address: int = self._modules["network"].stride.address
        return address

    def plan(self, first_step: int, n_steps: int, groups: int = 1, board: int = 0) -> np.ndarray:
        """The plan for a call of this many steps of lane groups, with their samples.

        board: the address of that of the thread that makes the call, if others help it.
        """
        self._tailor(n_steps * groups * self._work)
        if self._plan[plan.BATCHES_ARE] != plan.TABLE:
            return self._on(board)
        inputs, targets, first = self._table(first_step, n_steps)
        of_call = self._plan.copy()
        of_call[plan.TEAM_AT] = board
        of_call[plan.TABLE_INPUTS_AT] = inputs.ctypes.data
        of_call[plan.TABLE_TARGETS_AT] = targets.ctypes.data
        of_call[plan.TABLE_FIRST] = first
        return _Kept.of(of_call, inputs, targets)

    def _table(self, first_step: int, n_steps: int) -> tuple[np.ndarray, np.ndarray, int]:
        """The samples of a call, inputs and targets, and the epoch or step that they begin with."""
        # Losses may also be computed at the step after the last.
        first, last = first_step, first_step + n_steps
        if not self.network.replacement:
            epoch = self.network.steps_per_epoch
            first, last = first // epoch, last // epoch
        seed = self.program.seed
        assert not isinstance(seed, Cycle)  # otherwise each run has its own order
        inputs, targets = self._samples.table(int(seed), first, last + 1 - first)
        return inputs, targets, first

    def _on(self, board: int) -> np.ndarray:
        """The plan of a thread with a board."""
        if board == 0:
            return self._plan
        of_thread = self._plan.copy()
        of_thread[plan.TEAM_AT] = board
        return of_thread

    @property
    def is_tailored(self) -> bool:
        """Whether its layers are computed by code of their own."""
        return bool(self._plan[plan.TAILORED])

    def _tailor(self, work: float) -> None:
        """Have a new plan with the layers' own code, if it is loaded; `work` is what is to be done.

        Calls in progress go on with theirs.
        """
        if not self._layers or self.is_tailored:
            return
        codes = layers.codes(self._layers, work)
        if codes is not None:
            tailored = self._plan.copy()
            tailored[plan.TAILORED] = plan.OWN_INPUTS if self._own_order else plan.SHARED_INPUTS
            for layer, code in enumerate(codes):
                first = plan.COUNT + layer * plan.LAYER
                tailored[first + plan.L_FORWARD_AT] = code.forward.address
                tailored[first + plan.L_BACKWARD_AT] = code.backward.address
            self._plan = tailored

    def _address(self, part: str, function: str) -> int:
        """The address of compiled code; 0 where the part is missing."""
        module = self._modules.get(part)
        return 0 if module is None else getattr(module, function).address

    def _filled(self, scratch: Scratch, at: PlaceOf, code: CodeOf) -> np.ndarray:
        """The plan without the samples of mini-batches, which change from call to call.

        at: the address of an array; code: that of a function of a part, 0 if there is none.
        """
        filled = np.zeros(plan.COUNT + plan.LAYER * self.recipe.layers, np.int64)
        chosen = {**self._sizes(at), **self._code(code), **self._data(at), **self._switches()}
        if self.recipe.of_classes:
            chosen |= self._classes(at)
        for place, value in chosen.items():
            filled[place] = value
        for name, place in plan.TRACES.items():
            rows = self.recipe.traced.get(name)
            filled[place] = -1 if rows is None else rows.start
        shared, of_layers = scratch.places(self.recipe.width * np.dtype(self.recipe.dtype).itemsize)
        filled[plan.CHUNK] = scratch.chunk
        for place, first in shared.items():
            filled[place] = first
        for layer, places in enumerate(of_layers):
            known = filled[plan.COUNT + layer * plan.LAYER :]
            for place, value in {**self._layer(layer, at, code), **places}.items():
                known[place] = value
        return filled

    @property
    def _own_order(self) -> bool:
        """Whether each run has its own order of samples."""
        return batches.own_order(self.program)

    def _sizes(self, at: PlaceOf) -> dict[int, int]:
        network, definition = self.network, self.recipe.definition
        return {
            plan.LAYERS: len(network.layers),
            plan.PARAMETERS: network.parameters,
            plan.OUTPUTS: network.sizes[-1],
            plan.HIDDEN_UNITS: sum(network.sizes[1:-1]),
            plan.LANCZOS: min(LANCZOS, network.parameters),
            plan.SLOTS: len(self.recipe.slots),
            plan.SHARED: len(definition.shared) if self.recipe.prepares_in_lanes else 0,
            plan.TRACED: self.recipe.traced_rows,
            plan.SEEN_SLOTS: len(self._seen_slots),
            plan.SEEN_SLOTS_AT: at(self._seen_slots),
        }

    def _code(self, code: CodeOf) -> dict[int, int]:
        """The addresses of compiled parts."""
        known = dict(_CODE)
        if self.recipe.width == 1:  # numbers that all runs share are like those of each
            known[plan.PRODUCT_OF_SHARED_AT] = known[plan.PRODUCT_OF_LANES_AT]
        return {
            place: code(part, function)
            for place, (part, function) in known.items()
            if not (part == "halt" and self.program.stops_at_looks)
        }

    def _data(self, at: PlaceOf) -> dict[int, int]:
        network = self.network
        loss = catalogue.look_up("loss", network.loss)
        order = plan.OWN if self._own_order else plan.TABLE
        return {
            plan.INPUTS_AT: at(self._samples.arrays["inputs"]),
            plan.TARGETS_AT: at(self._samples.arrays["targets"]),
            plan.SAMPLES: network.samples,
            plan.TEST_INPUTS_AT: at(self._samples.arrays["test_inputs"]),
            plan.TEST_TARGETS_AT: at(self._samples.arrays["test_targets"]),
            plan.TEST_SAMPLES: len(network.test_inputs),
            plan.NUMBERS_AT: at(self._numbers),
            plan.SHARED_BY: 1 if loss.whole is not None else network.sizes[-1],
            plan.BATCH: network.batch or network.samples,
            plan.BATCHES_ARE: plan.ALL if network.batch is None else order,
            plan.REPLACEMENT: network.batch is not None and network.replacement,
        }

    def _classes(self, at: PlaceOf) -> dict[int, int]:
        """The data in the order of their classes."""
        ordered = self._samples.by_class
        places = {name: [at(array) for array in some] for name, some in ordered.items()}
        return {
            plan.CLASSES: self.network.classes,
            **dict(zip(_TRAINING_CLASSES, places[""], strict=True)),
            **dict(zip(_TEST_CLASSES, places["test_"], strict=True)),
        }

    def _switches(self) -> dict[int, int]:
        recipe, settings = self.recipe, self.program.parameters

        def on(names: Iterable[str]) -> bool:
            values = [settings.get(name, 0.0) for name in names]
            return any(isinstance(value, Cycle) or value != 0.0 for value in values)

        numbers = [n + 1 for n in self.network.layers]
        return {
            plan.BIASED: self.network.bias,
            plan.PIECEWISE: not recipe.definition.tensor
            and all(each.update is None for each in recipe.modifying.values()),
            plan.ACCURATE: self.network.midpoint is not None,
            plan.NOISY: recipe.noisy,
            plan.TOLERANT: recipe.tolerant
            or (recipe.stops_by_gradient and not self.program.stops_at_looks),
            plan.L1: on(["l1"]),
            plan.L2: on(["l2"]),
            plan.RATED: any(
                isinstance(each, Cycle) or each != 1.0
                for pair in self.program.rate_factors
                for each in pair
            ),
            plan.DRIFTS: on([f"drift_{n}" for n in numbers]),
        }

    def _layer(self, layer: int, at: PlaceOf, code: CodeOf) -> dict[int, int]:
        """The numbers of one layer, without the places of its memory."""
        network = self.network
        tensors = {tensor.is_bias: tensor for tensor in network.tensors if tensor.layer == layer}
        numbers = {
            plan.L_INPUTS: network.sizes[layer],
            plan.L_UNITS: network.sizes[layer + 1],
            plan.L_WEIGHTS: tensors[False].first,
            plan.L_MULTIPLIER_AT: at(self._numbers) + (2 + layer) * self._numbers.itemsize,
        }
        if network.bias:
            numbers[plan.L_BIASES] = tensors[True].first
        if layer < len(network.activations):
            numbers[plan.L_ACTIVATE_AT] = code(f"activation {layer}", "activate")
            numbers[plan.L_ACTIVATE_TWICE_AT] = code(f"activation {layer}", "activate_twice")
        return numbers

    def start(
        self, rows: np.ndarray, integers: np.ndarray, varying: np.ndarray, first_run: int
    ) -> None:
        """Write the runs' initial parameters into the rows of their blocks."""
        recipe = self.recipe
        blocks, _, lanes = rows.shape
        runs = np.arange(first_run, first_run + blocks * lanes).reshape(blocks, lanes)
        place = recipe.places["p"]
        parameters = rows[:, place.start : place.stop]
        seeds = integers[:, recipe.integers.index("objective.init_seed"), :]
        starting.put(self.program, parameters, seeds, runs)
        if self._plan[plan.DRIFTS]:
            first_drift = len(recipe.fixed) - len(self.network.layers)
            for tensor in self.network.tensors:
                if not tensor.is_bias:
                    weights = parameters[:, tensor.first : tensor.first + tensor.size]
                    weights += varying[:, first_drift + tensor.layer, None, :]
        for slot, value in recipe.slots.items():
            if value == "p":
                rows[:, recipe.places[slot].start : recipe.places[slot].stop] = parameters

    def whole(
        self,
        rows: np.ndarray,
        varying: np.ndarray,
        blocks: Iterable[int],
        sloped: bool,
        board: int = 0,
    ) -> tuple[np.ndarray, np.ndarray]:
        """The loss of all training samples, with penalties, at the parameters of some blocks.

        (blocks, lanes), NaN in others; and, if `sloped`, the squared length of its gradient.
        board: as for `plan`.
        """
        count, _, lanes = rows.shape
        of_all = self._plan.copy()
        of_all[plan.TEAM_AT] = board
        of_all[plan.BATCHES_ARE], of_all[plan.BATCH] = plan.ALL, self.network.samples
        kept, scratch = aligned(self.scratch * lanes, rows.dtype)
        numbers = kept[scratch - kept.ctypes.data :][: self.scratch * lanes * rows.itemsize]

        def left(what: int, first: int, size: int) -> np.ndarray:
            part = numbers[int(self._plan[what]) :].view(rows.dtype).reshape(-1, lanes)
            return part[first : first + size]

        (loss,), gradient = left(plan.SUMS, 1, 1), left(plan.GRADIENT, 0, self.network.parameters)
        losses, squares = (np.full((count, lanes), np.nan, rows.dtype) for _ in range(2))
        descend, place = self._modules["passes"].descend.ctypes, of_all.ctypes.data
        first = rows.ctypes.data + self.recipe.places["p"].start * rows.strides[1]
        given = varying.ctypes.data
        for block in blocks:
            p, own = first + block * rows.strides[0], given + block * varying.strides[0]
            descend(place, scratch, 0, p, own, 0, 0, int(sloped))
            losses[block] = loss
            if sloped:
                squares[block] = np.sum(gradient * gradient, axis=0)
        return losses, squares

    def holds(self, losses: np.ndarray, squares: np.ndarray, step: int) -> np.ndarray:
        """Where the stop condition holds at a step, (blocks, lanes), by what `whole` returns."""
        blocks, lanes = losses.shape
        memory, address = aligned(len(RESULTS) * lanes, losses.dtype)
        size = len(RESULTS) * lanes * losses.itemsize
        out = memory[address - memory.ctypes.data :][:size].view(losses.dtype).reshape(-1, lanes)
        held = np.zeros((blocks, lanes), bool)
        for block in range(blocks):
            out[VALUE], out[SQUARE] = losses[block], squares[block]
            self._modules["halt"].halt.ctypes(address, step)
            held[block] = out[COMPARED] == HALTED
        return held

    def measure(self, rows: np.ndarray, board: int = 0) -> dict[str, np.ndarray]:
        """The losses and accuracies at the parameters in rows: (blocks, lanes) by name.

        Those of each class, if they are recorded, are (blocks, lanes, classes). board: as for
        `plan`.
        """
        blocks, _, lanes = rows.shape
        scratch, start = aligned(self.scratch * lanes, rows.dtype)
        passes, row = self._modules["passes"], self.recipe.places["p"].start
        of_thread, p, apart = self._on(board), rows[0, row].ctypes.data, rows.strides[0]
        plan_at = of_thread.ctypes.data

        def looked(data: tuple[int, int, int]) -> np.ndarray:
            """The loss and the accuracy of samples: (2, blocks, lanes)."""
            pair = np.empty((2, blocks, lanes), rows.dtype)
            given = passes.look.address, plan_at, start, p, apart, *data
            passes.look_each.ctypes(*given, pair.ctypes.data, blocks * lanes, blocks)
            return pair

        def of_classes(part: str) -> np.ndarray:
            """Those of each class: (2, blocks, lanes, classes)."""
            x, t, ends = self._samples.by_class[part]
            pairs = [
                looked((x[first:].ctypes.data, t[first:].ctypes.data, last - first))
                for first, last in pairwise(ends.tolist())
            ]
            return np.stack(pairs, axis=-1)

        known = [*looked(self._places(_TRAINING)), *looked(self._places(_TEST))]
        measured = dict(zip(MEASURED, known, strict=True))
        for part, of in (("", "train"), ("test_", "test")):
            names = (f"{of}_class_loss", f"{of}_class_accuracy")
            if {*names} & {*self.recipe.of_classes}:
                pair = dict(zip(names, of_classes(part), strict=True))
                measured |= {n: v for n, v in pair.items() if n in self.recipe.of_classes}
        del scratch
        return measured

    def _places(self, data: tuple[int, int, int]) -> tuple[int, int, int]:
        x, t, samples = (int(self._plan[place]) for place in data)
        return x, t, samples
