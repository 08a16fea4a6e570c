"""Networks on a GPU: their code, what they have in a card's memory, and the launches of it.

A thread advances a run by the code of the CPU, compiled for values of one lane; memory has the rows
of the CPU, so that threads side by side read numbers side by side. What is not a step (initial
weights, final losses, looks) is computed here, where its code is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from gdsim.engine import call, plan
from gdsim.engine.backends.cuda.code import compiled_parts, symbols
from gdsim.engine.backends.cuda.device import Device, Memory
from gdsim.engine.backends.cuda.segment import GpuSegment
from gdsim.engine.cache import Source
from gdsim.engine.kernel import Kernel
from gdsim.engine.modules import point_of
from gdsim.engine.networks import batches, modules
from gdsim.engine.networks.parts import Parts
from gdsim.engine.networks.source.product import OF_A_THREAD, product_text
from gdsim.engine.program import Program
from gdsim.engine.recipe import Recipe
from gdsim.engine.recipes import recipe_of
from gdsim.engine.scratch import Scratch
from gdsim.engine.segment import Segment
from gdsim.engine.source.gpu import advance_text_of_threads, for_threads, gpu_network_text
from gdsim.lanes.host import vector_unit
from gdsim.lanes.symbols import ADDRESSES, ENTRY, symbol

# The samples that go through the layers together: what thousands of threads keep of them at the
# same time is to stay in a card's cache.
CHUNK = 12
# The stack of a thread, which has the frames of calls six deep: see tests/benchmarks.
STACK = 4096


@dataclass(frozen=True)
class Loaded:
    """A network's code on a card: the kernel, and the addresses of parts by symbol."""

    function: Any
    addresses: Mapping[str, int]


def row_of(program: Program) -> int:
    """The runs of a row of memory, as on the CPU where its lanes are runs."""
    return vector_unit().narrow_width(program.dtype)


def sources_of(program: Program, recipe: Recipe) -> dict[str, Source]:
    """The modules of a network's code for a card, by what `Parts` calls them."""
    found = modules.trained(program, recipe)
    for elsewhere in ("draw", "order of all runs"):  # on the CPU
        found.pop(elsewhere, None)
    found["product"] = Source("product", product_text(recipe.dtype, recipe.width, OF_A_THREAD))
    if "order" in found:  # its words stand as far apart as numbers
        words = np.dtype(recipe.dtype).itemsize // 4
        found["order"] = batches.shuffler(recipe.width * words)
    return {
        **{name: Source(each.kind, for_threads(each.text)) for name, each in found.items()},
        "advance": Source("advance", advance_text_of_threads(recipe.dtype, recipe.width)),
        "entry": Source("gpu_network", gpu_network_text(recipe.dtype, recipe.width)),
    }


def joined(sources: Mapping[str, Source]) -> tuple[list[Source], str]:
    """The modules of a network's code, each once, and the symbol of what the kernel calls."""
    different = {each.name: each for each in sources.values()}
    return list(different.values()), symbol(sources["entry"].name, "advance_each")


def load(device: Device, sources: Mapping[str, Source]) -> Loaded:
    """Compile (or load) a network's modules, and ask the card where their parts are."""
    different, kernel = joined(sources)
    code = compiled_parts(different, kernel, device.capability)
    device.allow_stack(STACK)
    function, tell = device.load_all(code, ENTRY, ADDRESSES)
    names = list(symbols(different))
    found = device.new(8 * len(names))
    device.launch(tell, 1, [found.address])
    addresses = found.take(np.empty(len(names), np.int64)).tolist()
    return Loaded(function, dict(zip(names, addresses, strict=True)))


class GpuParts(Parts):
    """What the plan of a network points at, here and on a card."""

    def __init__(self, program: Program, recipe: Recipe, device: Device) -> None:
        super().__init__(program, recipe, trains=False)
        if recipe.stop is not None:
            self._modules["halt"] = modules.halter(recipe.stop, recipe.dtype, recipe.width).load()
        self.device, self._sources = device, sources_of(program, recipe)
        self.loaded = load(device, self._sources)
        self._there: dict[int, Memory] = {}
        scratch = Scratch.of(self.network, recipe, self._own_order, CHUNK)
        self.scratch_there = scratch.rows
        self._plan_there = self._filled(scratch, self._put, self.code)

    def _put(self, array: np.ndarray) -> int:
        """The address of a copy of an array that this object keeps."""
        if id(array) not in self._there:
            self._there[id(array)] = self.device.put(array)
        return self._there[id(array)].address

    def code(self, part: str, function: str) -> int:
        """The address of a function on the card; 0 where the part is missing."""
        source = self._sources.get(part)
        return 0 if source is None else self.loaded.addresses[symbol(source.name, function)]

    def plan_there(self, first_step: int, n_steps: int) -> tuple[Memory, ...]:
        """The plan for a launch of this many steps, first, and what it points at besides."""
        if self._plan_there[plan.BATCHES_ARE] != plan.TABLE:
            return (self._whole_plan_there,)
        inputs, targets, first = self._table(first_step, n_steps)
        tables = self.device.put(inputs), self.device.put(targets)
        of_call = self._plan_there.copy()
        of_call[plan.TABLE_INPUTS_AT], of_call[plan.TABLE_TARGETS_AT] = (t.address for t in tables)
        of_call[plan.TABLE_FIRST] = first
        return (self.device.put(of_call), *tables)

    @cached_property
    def _whole_plan_there(self) -> Memory:
        return self.device.put(self._plan_there)


def network_kernel(program: Program, device: Device, born: int = 0) -> Kernel:
    """Compile (or load) the kernel of a network's program for a card."""
    recipe = recipe_of(program, row_of(program))
    parts = GpuParts(program, recipe, device)
    return Kernel.made(program, recipe, 0, parts.loaded.function, point_of(recipe), born, parts)


class NetworkSegment(GpuSegment):
    """Runs of a network in the memory of a card while they are advanced."""

    def _fill(self, first: int) -> None:
        """Write what runs begin with, here, where their weights are drawn."""
        for mirror in self.mirrors.values():
            mirror.change()
        Segment._fill(self, first)

    def _pad(self, status: int) -> None:
        Segment._pad(self, status)

    def _look(self) -> None:
        """Compute whole losses, and end runs; see `Segment`. It is done here."""
        self._home()
        super()._look()

    @cached_property
    def _buffers(self) -> Memory:
        """What each run works in; zeros at first."""
        recipe, parts = self.kernel.recipe, self._parts
        return self.device.new(buffer_bytes(recipe, parts) * self.blocks).fill(0)

    @property
    def _parts(self) -> GpuParts:
        parts = self.kernel.parts
        assert isinstance(parts, GpuParts)
        return parts

    @cached_property
    def _tables(self) -> dict[str, Memory]:
        """What all runs share."""
        kernel = self.kernel
        arrays = {
            "prepared": kernel.prepared,
            "factors": kernel.factors,
            "uniform": kernel.uniform,
            "ends": kernel.ends,
        }
        return {name: self.device.put(array) for name, array in arrays.items()}

    def _start(self, n_steps: int, look: bool, trace: Memory, steps: Memory, slots: int) -> Any:
        """Launch the kernel; return what must be kept until it has ended."""
        kernel, program, recipe, parts = (
            self.kernel, self.kernel.program, self.kernel.recipe, self._parts,
        )  # fmt: skip
        tables, of_plan = self._tables, parts.plan_there(self.step, n_steps)
        numbers = np.zeros(call.COUNT, np.int64)
        for place, number in {
            call.STRIDE_AT: parts.code("network", "stride"),
            call.END_AT: parts.code("advance", "end"),
            call.WIDTH: recipe.width,
            call.GROUPS: 1,
            call.FIRST_STEP: self.step,
            call.N_STEPS: n_steps,
            call.STEPS: program.steps,
            call.WINDOW: program.window,
            call.BORN: kernel.born,
            call.RECORDED_AT: steps.address,
            call.SLOTS: slots,
            call.ROWS: recipe.rows,
            call.VARYING_ROWS: self.varying.shape[1],
            call.INTEGER_ROWS: self.integers.shape[1],
            call.TRACED_ROWS: recipe.traced_rows,
            call.SCRATCH_ROWS: parts.scratch_there,
            call.LOOKS: look,
            call.ROWS_AT: self.mirrors["rows"].address_to_change(),
            call.VARYING_AT: self.mirrors["varying"].address(),
            call.INTEGERS_AT: self.mirrors["integers"].address(),
            call.UNIFORM_AT: tables["uniform"].address,
            call.PREPARED_AT: tables["prepared"].address,
            call.FACTORS_AT: tables["factors"].address,
            call.TRACE_AT: trace.address,
            call.ENDS_AT: tables["ends"].address,
            call.PLAN_AT: of_plan[0].address,
            call.BUFFERS_AT: self._buffers.address,
        }.items():
            numbers[place] = number
        of_call = self.device.put(numbers)
        given: tuple[Memory | int, ...] = of_call, self._running, self._threads, self._tally
        advance = parts.code("advance", "advance")
        self.device.launch(kernel.loop, self._threads, [advance, *map(_number, given)])
        return of_plan, of_call


def buffer_bytes(recipe: Recipe, parts: GpuParts) -> int:
    """The bytes that a block of runs works in."""
    return recipe.buffers(parts.scratch_there) * int(np.dtype(recipe.dtype).itemsize)


def _number(argument: Memory | int) -> int:
    return argument.address if isinstance(argument, Memory) else argument
