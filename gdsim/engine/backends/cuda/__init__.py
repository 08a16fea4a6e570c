"""Runs on an NVIDIA GPU: a thread for each run, with the bits of the CPU.

Needs the packages of the extra `cuda` and a driver; `gdsim doctor` says what of it is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from typing import Any

import numpy as np

from gdsim.base.errors import CudaError
from gdsim.base.words import counted
from gdsim.engine.backends import cpu
from gdsim.engine.backends.cuda.device import Device, open_device
from gdsim.engine.backends.cuda.network import (
    GpuParts,
    NetworkSegment,
    buffer_bytes,
    network_kernel,
    row_of,
)
from gdsim.engine.backends.cuda.segment import RECORDED, GpuSegment, gpu_kernel
from gdsim.engine.filling import empty_outcome, fill
from gdsim.engine.kernel import Kernel
from gdsim.engine.memory import in_words
from gdsim.engine.outcome import Outcome
from gdsim.engine.program import Program
from gdsim.engine.recipes import recipe_of
from gdsim.engine.segment import rooms
from gdsim.engine.traces import window_room
from gdsim.lanes.host import BLOCK

# The runs of a segment: enough for all threads of the largest card, and little memory here.
LARGEST = 2**20
SHARE = 0.8  # of the free memory of the card


def check(programs: Sequence[Program] = ()) -> None:
    """CudaError if no GPU can be used."""
    open_device()


def described(programs: Sequence[Program] = ()) -> str:
    """What computes here, for a result: "cuda, NVIDIA H200"."""
    return f"cuda, {open_device().name}"


def run(
    program: Program,
    *,
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    pool: Executor | None = None,
    into: Outcome | None = None,
) -> Outcome:
    """Run a program to its end and return the outcome: see `gdsim.engine.backends.cpu.run`.

    `threads` and `pool` are those of the CPU, which are not needed.
    Errors: CudaError where no GPU can be used, or one fails.
    """
    card = open_device()
    kernel = kernel_of(program, card)
    outcome = into or empty_outcome(program, params=program.keep_params)
    size = segment_blocks(kernel, card)
    done, stopped = 0, False

    def is_stopped() -> bool:
        nonlocal stopped
        stopped = cancelled is not None and cancelled()
        return stopped

    for first in range(0, kernel.blocks, size):
        if progress is not None:
            progress(done)
        blocks = min(size, kernel.blocks - first)
        runs = slice(first * kernel.recipe.block, (first + blocks) * kernel.recipe.block)
        if stopped:
            outcome.leave_out(runs)
            continue
        traces = {name: each[runs] for name, each in outcome.traces.items()}
        segment = segment_of(card, kernel, first, blocks, traces)
        fill(outcome, segment, is_stopped)
        done += int(np.count_nonzero(outcome.done[segment.runs]))
    if progress is not None:
        progress(done)
    return outcome


def kernel_of(program: Program, card: Device, born: int = 0) -> Kernel:
    """Compile (or load) the kernel of a program, whose optimizer begins at step `born`."""
    of_kind = gpu_kernel if program.network is None else network_kernel
    return of_kind(program, card, born)


def segment_of(card: Device, kernel: Kernel, *what: Any) -> GpuSegment:
    """Some blocks of runs, at their start; see `gdsim.engine.segment.Segment`."""
    kind = GpuSegment if kernel.parts is None else NetworkSegment
    return kind(card, kernel, *what)


def segment_blocks(kernel: Kernel, card: Device, at_once: int = 1) -> int:
    """The blocks of a segment, for which the card has memory.

    at_once: the blocks that are in its memory at the same time.
    Errors: CudaError where they do not fit.
    """
    recipe = kernel.recipe
    block = sum(room.nbytes for room in rooms(kernel.program, recipe, 1).values())
    block += 8 * recipe.block  # the list of those that run
    if isinstance(kernel.parts, GpuParts):
        block += buffer_bytes(recipe, kernel.parts)
    recorded = RECORDED if recipe.record else 0
    if recipe.record:
        block += window_room(recipe, 1, 2, 1).nbytes  # if two steps need more than that
    free = int(SHARE * card.memory[0])
    fits = (free - recorded) // block
    if fits < at_once:
        raise CudaError(
            f"{counted(at_once * recipe.block, 'run')} need about "
            f"{in_words(at_once * block + recorded)} of the memory of {card.name}, of which at "
            f"most {in_words(free)} are taken; use fewer runs, or the cpu"
        )
    return int(min(LARGEST // recipe.block, fits, kernel.blocks))


def beside(programs: Sequence[Program]) -> int:
    """The bytes that a segment takes here, beside what runs on the CPU take; outlines suffice."""
    most = 0
    for program in programs:
        recipe = recipe_of(program, BLOCK if program.network is None else row_of(program))
        blocks = min(recipe.blocks(program.runs), LARGEST // recipe.block)
        held = sum(room.nbytes for room in rooms(program, recipe, blocks).values())
        window = window_room(recipe, blocks, program.slots, RECORDED).nbytes
        most = max(most, held + 2 * window)
    return most


def run_all(programs: Sequence[Program], **options: Any) -> Outcome:
    """Run programs of equally many runs one after another; the outcome has the runs of all."""
    return cpu.run_all(programs, backend=run, **options)


class Batch(cpu.Batch):
    """All runs of several programs in the memory of a GPU, advanced together step by step."""

    def __init__(
        self, programs: Sequence[Program], threads: int | None = None, source: Batch | None = None
    ) -> None:
        """Compile (or load) the kernels; see `gdsim.engine.backends.cpu.Batch`.

        Errors: CudaError where no GPU can be used, or one fails.
        """
        self.card = open_device()
        super().__init__(programs, 1, source)  # one thread gives all orders

    def _kernel(self, program: Program, born: int, width: int | None) -> Kernel:
        return kernel_of(program, self.card, born)

    def _blocks(self, kernel: Kernel) -> int:
        return segment_blocks(kernel, self.card, kernel.blocks * len(self.programs))

    def _new(
        self, kernel: Kernel, first_block: int, blocks: int, traces: Mapping[str, np.ndarray]
    ) -> GpuSegment:
        return segment_of(self.card, kernel, first_block, blocks, traces)

    def advance(self, n_steps: int) -> None:
        """Take `n_steps` steps with every run."""
        for segment in self._all:
            self._advance(n_steps, segment)

    def evaluate(self) -> None:
        """Compute losses, gradients and records of the present step, where they are not known."""
        for segment in self._all:
            if not segment.is_evaluated:
                self._evaluate(segment)
