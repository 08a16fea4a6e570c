"""A network ready to run: its compiled parts, its data, and the memory that they work on."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from gdsim import catalogue
from gdsim.calculus import Expression
from gdsim.kernels import batches
from gdsim.kernels import cache as disk
from gdsim.kernels.network_source import (
    activation_text,
    head_text,
    kind_text,
    product_text,
    update_text,
)
from gdsim.kernels.plan import ALL, FIRST_LAYER, INDEX, LAYER, LAYER_INDEX, OWN, TABLE
from gdsim.kernels.program import Cycle, Draws, Program, Value, Vectors
from gdsim.kernels.recipe import Recipe
from gdsim.lanes.host import vector_unit
from gdsim.networks import Perceptron

# Bytes of a chunk of samples on their way through the layers: more than a first-level cache has, so
# that sums over samples are long enough, and less than a second-level one.
CHUNK_BYTES = 48 * 2**10
# Floating-point operations that take about as long as a step of a run of a function.
OPERATIONS = 30
# Steps of Lanczos' algorithm: far more than its largest eigenvalue needs on networks.
LANCZOS = 32
# What `Parts.measure` gives.
MEASURED = ("train_loss", "train_accuracy", "test_loss", "test_accuracy")
# Tables of mini-batches that are kept, for as many segments on their way at once.
TABLES = 8


@cache
def products(dtype: str, width: int) -> Any:
    """The module with the products of lanes."""
    unit = vector_unit()
    registers = unit.registers if width == unit.narrow_width(dtype) else 16
    return disk.load("product", product_text(dtype, width, registers))


@cache
def driver(dtype: str, width: int) -> Any:
    """The module with the `stride` of every network."""
    return disk.load("network", kind_text("network_template", dtype, width))


@cache
def passes(dtype: str, width: int) -> Any:
    """The module with the passes forward and backward."""
    return disk.load("passes", kind_text("passes_template", dtype, width))


@cache
def curver(dtype: str, width: int) -> Any:
    """The module with the second derivatives."""
    return disk.load("curvature", kind_text("curvature_template", dtype, width))


@cache
def observer(dtype: str, width: int) -> Any:
    """The module that records more than losses."""
    return disk.load("observe", kind_text("observe_template", dtype, width))


@cache
def activation(expression: Expression, dtype: str, width: int) -> Any:
    """The module with an activation."""
    return disk.load("activation", activation_text(expression, dtype, width))


def head(network: Perceptron, dtype: str, width: int) -> Any:
    """The module with a network's output function and loss."""
    text = head_text(network.output, network.loss, network.loss_settings, dtype, width)
    return disk.load("head", text)


@cache
def updater(recipe: Recipe) -> Any:
    """The module with an optimizer's update."""
    return disk.load("update", update_text(recipe))


@cache
def drawer(width: int) -> Any:
    """The module that draws weights."""
    return disk.load("draw", kind_text("draw_template", "float64", width))


class _Kept(np.ndarray[Any, Any]):
    """A plan that keeps the table that it points at."""

    table: tuple[np.ndarray, ...]

    @classmethod
    def of(cls, plan: np.ndarray, *table: np.ndarray) -> _Kept:
        kept = plan.view(cls)
        kept.table = table
        return kept


@dataclass
class Memory:
    """Places in the scratch memory of a lane group, given out one behind another.

    `used` counts lanes values of `size` bytes.
    """

    size: int
    used: int = 4  # what is there is told by the first numbers; see the template's `order`

    def take(self, count: int) -> int:
        """Room for so many lanes values; the byte at which it begins."""
        first = self.used
        self.used += max(count, 1)
        return first * self.size


class Parts:
    """What the kernel of a network is made of besides the kernel's own: all that a plan points at.

    `stride` is the address of the compiled stride, `scratch` the rows of memory that it needs.
    """

    def __init__(self, program: Program, recipe: Recipe) -> None:
        assert program.network is not None
        self.program, self.recipe, self.network = program, recipe, program.network
        network, dtype, width = self.network, recipe.dtype, recipe.width
        self.stride: int = driver(dtype, width).stride.address
        self._arrays = {
            name: np.ascontiguousarray(getattr(network, name), dtype)
            for name in ("inputs", "targets", "test_inputs", "test_targets")
        }
        midpoint = 0.0 if network.midpoint is None else network.midpoint
        self._numbers = np.array([1.0, midpoint, *network.multipliers], dtype)
        self._tables: dict[tuple[int, int], tuple[np.ndarray, np.ndarray]] = {}
        self._plan = np.zeros(FIRST_LAYER + LAYER * recipe.layers, np.int64)
        self._fill_plan()

    @classmethod
    def of(cls, program: Program, recipe: Recipe) -> Parts:
        """Compile (or load) a network's parts."""
        return cls(program, recipe)

    @property
    def cost(self) -> float:
        """About how much longer a step of a run takes than one of a function of two variables."""
        network = self.network
        seen = network.batch or network.samples
        return max(1.0, network.parameters * (6.0 * seen + 10.0) / OPERATIONS)

    def plan(self, first_step: int, n_steps: int) -> np.ndarray:
        """The plan for a call that takes so many steps, with the samples that they see."""
        plan = self._plan
        if plan[INDEX["BATCHES_ARE"]] != TABLE:
            return plan
        network, samples = self.network, self.network.samples
        # The step behind the last is looked at as well.
        first, last = first_step, first_step + n_steps
        if not network.replacement:
            first, last = first // network.steps_per_epoch, last // network.steps_per_epoch
        seed = int(self.program.seed) if not isinstance(self.program.seed, Cycle) else 0
        key = (first, last)
        if key not in self._tables:
            if network.replacement:
                batch = network.batch or samples
                orders = [batches.draw(samples, batch, seed, s) for s in range(first, last + 1)]
            else:
                orders = [batches.shuffle(samples, seed, e) for e in range(first, last + 1)]
            chosen = np.concatenate(orders)
            table = self._arrays["inputs"][chosen], self._arrays["targets"][chosen]
            if len(self._tables) >= TABLES:
                self._tables.pop(next(iter(self._tables)), None)
            self._tables[key] = table
        inputs, targets = self._tables.get(key) or table
        plan = plan.copy()
        plan[INDEX["TABLE_INPUTS_AT"]] = inputs.ctypes.data
        plan[INDEX["TABLE_TARGETS_AT"]] = targets.ctypes.data
        plan[INDEX["TABLE_FIRST"]] = first
        return _Kept.of(plan, inputs, targets)

    def _fill_plan(self) -> None:
        network, recipe, program = self.network, self.recipe, self.program
        dtype, width = recipe.dtype, recipe.width
        definition = recipe.definition
        code, more = passes(dtype, width), set(recipe.record) - {"loss", "grad_norm", "lr"}
        product, costs, update = (
            products(dtype, width),
            head(network, dtype, width),
            updater(recipe),
        )
        loss = catalogue.look_up("gdsim.losses", network.loss, "loss")
        settings, curved = program.parameters, "sharpness" in recipe.record
        layers = len(network.layers)

        def given(kind: str) -> bool:
            off = 1.0 if kind == "lr" else 0.0
            values = (settings.get(f"{kind}_{n}", off) for n in range(1, layers + 1))
            return any(isinstance(v, Cycle) or v != off for v in values)

        def switched(name: str) -> bool:
            value = settings.get(name, 0.0)
            return isinstance(value, Cycle) or value != 0.0

        own_order = network.batch is not None and isinstance(program.seed, Cycle)
        chosen = {
            "LAYERS": layers,
            "PARAMETERS": network.parameters,
            "OUTPUTS": network.sizes[-1],
            "HIDDEN_UNITS": sum(network.sizes[1:-1]),
            "BIASED": network.bias,
            "PRODUCT_OF_SHARED_AT": product.product_of_shared.address,
            "PRODUCT_OF_LANES_AT": product.product_of_lanes.address,
            "COST_AT": costs.cost.address,
            "BEND_AT": costs.bend.address,
            "PUT_OUT_AT": costs.put_out.address,
            "BEGIN_AT": update.begin.address,
            "UPDATE_AT": update.update.address,
            "SHUFFLE_AT": batches.compiled(width).shuffle.address if own_order else 0,
            "DESCEND_AT": code.descend.address,
            "LOOK_AT": code.look.address,
            "SHOW_AT": code.show.address,
            "OBSERVE_AT": observer(dtype, width).observe.address if more else 0,
            "CURVE_AT": curver(dtype, width).curve.address if curved else 0,
            "SHARPEN_AT": curver(dtype, width).sharpen.address if curved else 0,
            "LANCZOS": min(LANCZOS, network.parameters),
            "INPUTS_AT": self._arrays["inputs"].ctypes.data,
            "TARGETS_AT": self._arrays["targets"].ctypes.data,
            "SAMPLES": network.samples,
            "TEST_INPUTS_AT": self._arrays["test_inputs"].ctypes.data,
            "TEST_TARGETS_AT": self._arrays["test_targets"].ctypes.data,
            "TEST_SAMPLES": len(network.test_inputs),
            "NUMBERS_AT": self._numbers.ctypes.data,
            "SHARED_BY": 1 if loss.whole is not None else network.sizes[-1],
            "BATCH": network.batch or network.samples,
            "BATCHES_ARE": ALL if network.batch is None else OWN if own_order else TABLE,
            "REPLACEMENT": network.batch is not None and network.replacement,
            "SLOTS": len(definition.state),
            "SHARED": len(definition.shared) if recipe.prepares_in_lanes else 0,
            "SCRATCH": len(definition.scratch),
            "NOISY": recipe.noisy,
            "CLIPS_VALUE": recipe.clips_value,
            "CLIPS_NORM": recipe.clips_norm,
            "L1": switched("l1"),
            "L2": switched("l2"),
            "RATED": given("lr"),
            "DRIFTS": given("drift"),
            "TOLERANT": recipe.tolerant,
            "ACCURATE": network.midpoint is not None,
            "TRACED": recipe.traced_rows,
        }
        for name in INDEX:
            if name.startswith("TRACE_"):
                rows = recipe.traced.get(name.removeprefix("TRACE_").lower())
                chosen[name] = -1 if rows is None else rows.start
        for name, value in chosen.items():
            self._plan[INDEX[name]] = value
        self._lay_out_memory(own_order, curved)

    def _lay_out_memory(self, own_order: bool, curved: bool) -> None:
        network, recipe = self.network, self.recipe
        definition, sizes = recipe.definition, network.sizes
        inputs, outputs, hidden = sizes[0], sizes[-1], sizes[1:-1]
        widest = max(hidden, default=0)
        a_sample = (2 + 3 * curved) * sum(hidden) + (3 + 2 * curved) * outputs
        a_sample += (1 + curved) * widest + inputs * own_order
        size = recipe.width * np.dtype(recipe.dtype).itemsize
        in_cache = CHUNK_BYTES // (a_sample * size)
        seen = max(network.samples, len(network.test_inputs))
        chunk = min(max(in_cache // 12 * 12, 12), seen)
        memory, put = Memory(size), self._plan.__setitem__
        put(INDEX["CHUNK"], chunk)
        for name, count in (
            ("SUMS", 4),
            ("COEFFICIENTS", 1 + len(definition.coefficients)),
            ("GRADIENT", network.parameters),
        ):
            put(INDEX[name], memory.take(count))
        tensors = {(t.layer, t.is_bias): t for t in network.tensors}
        for layer in network.layers:
            units, at = sizes[layer + 1], FIRST_LAYER + layer * LAYER
            last = layer == len(network.layers) - 1
            put(at + LAYER_INDEX["L_INPUTS"], sizes[layer])
            put(at + LAYER_INDEX["L_UNITS"], units)
            put(at + LAYER_INDEX["L_WEIGHTS"], tensors[layer, False].first)
            if network.bias:
                put(at + LAYER_INDEX["L_BIASES"], tensors[layer, True].first)
            multiplier = self._numbers[2 + layer :].ctypes.data
            put(at + LAYER_INDEX["L_MULTIPLIER_AT"], multiplier)
            put(at + LAYER_INDEX["L_VALUES"], memory.take(chunk * units))
            if not last:
                code = activation(network.activations[layer], recipe.dtype, recipe.width)
                put(at + LAYER_INDEX["L_ACTIVATE_AT"], code.activate.address)
                put(at + LAYER_INDEX["L_ACTIVATE_TWICE_AT"], code.activate_twice.address)
                put(at + LAYER_INDEX["L_DERIVATIVES"], memory.take(chunk * units))
            if curved:
                for name in ("L_SECONDS", "L_TANGENTS", "L_TANGENT_SUMS"):
                    put(at + LAYER_INDEX[name], memory.take(chunk * units))
        largest = max(tensor.size for tensor in network.tensors)
        for name, count in (
            ("SLOPES", chunk * outputs),
            ("WORK", max(chunk * widest, chunk * outputs, 4 * outputs)),
            ("GATHERED", chunk * (inputs * own_order + outputs)),
            ("ORDER", network.samples * own_order),
            ("SPARE", max(len(definition.scratch) * largest, 3 * len(hidden))),
            ("REACHED", sum(hidden)),
            ("BENDS", chunk * outputs * curved),
            ("SECOND_WORK", chunk * widest * curved),
            ("OTHER_SUMS", network.parameters * curved),
            ("DIRECTIONS", 3 * network.parameters * curved),
            ("DIAGONAL", (2 * LANCZOS + 1) * curved),
        ):
            put(INDEX[name], memory.take(count))
        self.scratch = memory.used

    def start(
        self, rows: np.ndarray, integers: np.ndarray, varying: np.ndarray, first_run: int
    ) -> None:
        """Write the runs' parameters before the first step into the rows of their blocks."""
        recipe, start = self.recipe, self.program.start
        blocks, _, lanes = rows.shape
        runs = np.arange(first_run, first_run + blocks * lanes).reshape(blocks, lanes)
        place = recipe.places["p"]
        parameters = rows[:, place.start : place.stop]
        if isinstance(start, Draws):
            seeds = integers[:, recipe.integers.index("objective.init_seed"), :]
            self._draw(start, parameters, seeds, runs)
        else:
            assert isinstance(start, Vectors)  # a tuple of values is a function's
            chosen = (runs // start.stride) % len(start.values)
            for block in range(blocks):
                parameters[block] = start.values[chosen[block]].T
        layers = len(self.network.layers)
        first_drift = len(recipe.fixed) - layers
        if self._plan[INDEX["DRIFTS"]]:
            for tensor in self.network.tensors:
                if not tensor.is_bias:
                    weights = parameters[:, tensor.first : tensor.first + tensor.size]
                    weights += varying[:, first_drift + tensor.layer, None, :]
        for slot, value in recipe.definition.state.items():
            if value == "p":
                rows[:, recipe.places[slot].start : recipe.places[slot].stop] = parameters

    def _draw(
        self, draws: Draws, parameters: np.ndarray, seeds: np.ndarray, runs: np.ndarray
    ) -> None:
        """Write drawn parameters; runs of one seed share what is drawn for it."""
        same = not isinstance(self.program.parameters.get("init_seed", 0), Cycle)
        drawn = None
        for block in range(len(parameters)):
            if drawn is None or not same:
                drawn = drawn_weights(self.network, draws, seeds[block])
            for tensor in self.network.tensors:
                draw = draws.layers[tensor.layer]
                scale = _of_runs(draw.bias if tensor.is_bias else draw.scale, runs[block])
                rows = slice(tensor.first, tensor.first + tensor.size)
                parameters[block, rows] = drawn[rows] * scale

    def measure(self, rows: np.ndarray) -> dict[str, np.ndarray]:
        """Losses and accuracies at the parameters in rows: each of shape (blocks, lanes)."""
        blocks, _, lanes = rows.shape
        scratch, start = _aligned(self.scratch * lanes, rows.dtype)
        found = np.empty((4, blocks, lanes), rows.dtype)
        row, look = self.recipe.places["p"].start, passes(self.recipe.dtype, lanes).look.ctypes
        for block in range(blocks):
            for first, of in ((0, ""), (2, "TEST_")):
                place = (f"{of}INPUTS_AT", f"{of}TARGETS_AT", f"{of}SAMPLES")
                look(
                    self._plan.ctypes.data,
                    start,
                    rows[block, row].ctypes.data,
                    *(int(self._plan[INDEX[name]]) for name in place),
                    found[first, block].ctypes.data,
                    blocks * lanes,
                )
        del scratch
        return dict(zip(MEASURED, found, strict=True))


def _of_runs(value: Value, runs: np.ndarray) -> Any:
    return value.of_runs(runs) if isinstance(value, Cycle) else value


def _aligned(count: int, dtype: Any) -> tuple[np.ndarray, int]:
    """Room for numbers from an address that is a multiple of 64 bytes, all 0: array and address."""
    array = np.zeros(count * np.dtype(dtype).itemsize + 64, np.uint8)
    return array, -(-array.ctypes.data // 64) * 64


def drawn_weights(network: Perceptron, draws: Draws, seeds: np.ndarray) -> np.ndarray:
    """Parameters before they are scaled, for seeds of shape (lanes,): float64 (parameters, lanes).

    Biases and constant weights are 1.
    """
    lanes = len(seeds)
    code, seeds = drawer(lanes), np.ascontiguousarray(seeds, np.uint32)
    drawn = np.ones((network.parameters, lanes))
    for tensor in network.tensors:
        kind = draws.layers[tensor.layer].distribution
        if tensor.is_bias or kind == "constant":
            continue
        at = drawn[tensor.first :].ctypes.data
        code.draw.ctypes(at, tensor.size, tensor.layer, seeds.ctypes.data, kind != "uniform")
        if kind == "orthogonal":
            rows, columns = tensor.rows, tensor.columns
            if rows <= columns:
                code.orthonormalize.ctypes(at, rows, columns, columns, 1)
            else:
                code.orthonormalize.ctypes(at, columns, rows, 1, columns)
    return drawn


class _At:
    """A network at given parameters, a lane each: what is asked about it outside of training."""

    def __init__(
        self,
        network: Perceptron,
        params: np.ndarray,
        settings: Mapping[str, float],
        dtype: str,
        curved: bool = False,
    ) -> None:
        network = dataclasses.replace(network, batch=None)
        program = Program(
            expression=None, network=network, optimizer="sgd", settings={"lr": 1.0},
            start=Vectors(params), runs=len(params), steps=1, dtype=dtype,
            parameters=dict(settings), record=("sharpness",) * curved,
        )  # fmt: skip
        width = vector_unit().narrow_width(dtype)
        sizes = {"sizes": network.sizes, "bias": network.bias, "record": program.record}
        recipe = Recipe(None, "sgd", dtype, width, scheduled=False, **sizes)  # type: ignore[arg-type]
        self.parts, self.width, self.dtype = Parts(program, recipe), width, np.dtype(dtype)
        self.count, self.plan = len(params), self.parts._plan
        self._kept, self.scratch = _aligned(self.parts.scratch * width, dtype)
        settled = [settings.get(name.removeprefix("objective."), 0.0) for name in recipe.fixed]
        self.settings = np.repeat(np.array(settled, dtype), width)
        self.params = self.lanes(params)

    def lanes(self, vectors: np.ndarray) -> np.ndarray:
        """Vectors (r, n) as groups of lanes (groups, n, width); what is behind the last is 0."""
        groups = -(-self.count // self.width)
        padded = np.zeros((groups * self.width, vectors.shape[1]), self.dtype)
        padded[: self.count] = vectors
        grouped = padded.reshape(groups, self.width, -1).transpose(0, 2, 1)
        return np.ascontiguousarray(grouped)

    def vectors(self, lanes: np.ndarray) -> np.ndarray:
        """The reverse of `lanes`."""
        return lanes.transpose(0, 2, 1).reshape(-1, lanes.shape[1])[: self.count]

    def room(self, rows: int) -> np.ndarray:
        """Room for so many numbers of each vector, in groups of lanes."""
        return np.zeros((len(self.params), rows, self.width), self.dtype)

    def call(self, function: Any, *arguments: Any) -> None:
        """Call a compiled part: addresses and numbers behind the plan and the scratch memory."""
        function.ctypes(self.plan.ctypes.data, self.scratch, *arguments)

    def scratched(self, what: str, rows: int) -> np.ndarray:
        """What is in a part of the scratch memory: a copy of shape (rows, width)."""
        start = self.scratch - self._kept.ctypes.data + int(self.plan[INDEX[what]])
        found = self._kept[start : start + rows * self.width * self.dtype.itemsize]
        return found.view(self.dtype).reshape(rows, self.width).copy()


def outputs(
    network: Perceptron, params: np.ndarray, inputs: np.ndarray, dtype: str = "float64"
) -> np.ndarray:
    """What networks of parameters (r, P) put out for inputs (m, n): (r, m, outputs)."""
    at = _At(network, params, {}, dtype)
    x = np.ascontiguousarray(inputs, dtype)
    found = at.room(len(x) * network.sizes[-1])
    code = passes(dtype, at.width)
    for p, y in zip(at.params, found, strict=True):
        at.call(code.put_out, p.ctypes.data, x.ctypes.data, len(x), y.ctypes.data)
    return at.vectors(found).reshape(len(params), len(x), -1)


def loss_and_gradient(
    network: Perceptron,
    params: np.ndarray,
    settings: Mapping[str, float] | None = None,
    dtype: str = "float64",
) -> tuple[np.ndarray, np.ndarray]:
    """The loss over all training samples at parameters (r, P), (r,), and its gradient, (r, P).

    With the penalties "l1" and "l2" of `settings`.
    """
    at = _At(network, params, settings or {}, dtype)
    losses, gradients = at.room(1), at.room(network.parameters)
    code, varying = passes(dtype, at.width), at.settings.ctypes.data
    for i, p in enumerate(at.params):
        at.call(code.descend, 0, p.ctypes.data, varying, 0, 0)
        losses[i] = at.scratched("SUMS", 2)[1:]
        gradients[i] = at.scratched("GRADIENT", network.parameters)
    return at.vectors(losses)[:, 0], at.vectors(gradients)


def hessian_vector_product(
    network: Perceptron,
    params: np.ndarray,
    vectors: np.ndarray,
    settings: Mapping[str, float] | None = None,
    dtype: str = "float64",
) -> np.ndarray:
    """The Hessian of the loss over all training samples at parameters (r, P) times vectors (r, P).

    With the penalty "l2" of `settings`; that of l1 has no curvature.
    """
    at = _At(network, params, settings or {}, dtype, curved=True)
    along, found = at.lanes(vectors), at.room(network.parameters)
    code, l2 = curver(dtype, at.width), at.settings[4 * at.width :].ctypes.data
    for p, v, h in zip(at.params, along, found, strict=True):
        at.call(code.curve, p.ctypes.data, v.ctypes.data, l2, h.ctypes.data)
    return at.vectors(found)


def sharpness(
    network: Perceptron,
    params: np.ndarray,
    settings: Mapping[str, float] | None = None,
    dtype: str = "float64",
) -> np.ndarray:
    """The largest eigenvalue of that Hessian at parameters (r, P): (r,)."""
    at = _At(network, params, settings or {}, dtype, curved=True)
    code, l2, found = curver(dtype, at.width), at.settings[4 * at.width :].ctypes.data, at.room(1)
    for p, largest in zip(at.params, found, strict=True):
        at.call(code.sharpen, p.ctypes.data, l2, largest.ctypes.data)
    return at.vectors(found)[:, 0]


def initial(network: Perceptron, draws: Draws, seed: int) -> np.ndarray:
    """The parameters, (P,), with which runs of an init_seed begin, in float64."""
    drawn = drawn_weights(network, draws, np.array([seed], np.uint32))[:, 0]
    for tensor in network.tensors:
        draw = draws.layers[tensor.layer]
        scale = draw.bias if tensor.is_bias else draw.scale
        first = scale.values[0] if isinstance(scale, Cycle) else scale
        drawn[tensor.first : tensor.first + tensor.size] *= first
    return drawn
