"""Opens sessions; where many kernels have to be compiled first, helper processes do that.

Compiling holds Python's lock for up to 0.2 s at a time, which would make the window stutter. The
helpers fill the disk cache, from which this process then loads each kernel in some 20 ms. A
network's first kernel takes seconds and the others little, so helpers compile all of them.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, wait
from dataclasses import replace
from multiprocessing import connection
from pathlib import Path
from typing import Any

import numpy as np

from gdsim.catalogue.plugins.in_use import fingerprint

log = logging.getLogger(__name__)

COLD = 0.2  # s; a kernel that took longer was not in the cache
HELPERS = 3  # processes at most
FEW = 3  # kernels that are not worth a process
SMALL = 64  # runs that a helper draws: the kernel is the same for any number
_SHARED_PARTS = ("network",)  # kinds whose kernels are put together from parts that take seconds

Progress = Callable[[int, int], None]


class Compiler:
    """Opens sessions and tells how far compiling is; `progress` may raise to give it up.

    kept: the folder of compiled kernels. It is noted there which kernels of networks are complete,
    so that nobody waits for a helper to find them complete; None: nothing is noted.
    """

    def __init__(self, open_: Callable[[Any], Any] | None = None, kept: Path | None = None) -> None:
        self._open, self._kept = open_ or opened, kept
        self._pool: ProcessPoolExecutor | None = None
        self._warm = False
        self._known: set[str] = set()  # kernels of networks that this process has loaded

    def open_session(self, experiment: Any, progress: Progress) -> Any:
        """A session of the experiment."""
        if experiment.objective.kind in _SHARED_PARTS:
            return self._open_network(experiment, progress)
        choices = experiment.optimizers
        for done, choice in enumerate(choices):
            progress(done, len(choices))
            began = time.perf_counter()
            self._open(smaller(experiment, choice))
            # the first kernel of a process also pays for the compiler's own start
            cold = self._warm and time.perf_counter() - began > COLD
            self._warm = True
            if cold and len(choices) - done > FEW:
                self._compile(experiment, done + 1, progress)
                break
        return self._open(experiment)

    def close(self) -> None:
        """Let the helper processes end after the kernel each is at."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None

    def _open_network(self, experiment: Any, progress: Progress) -> Any:
        """A session of an experiment on a network."""
        small = [smaller(experiment, choice) for choice in experiment.optimizers]
        needed = {kernel_of(each): each for each in small}
        new = [each for name, each in needed.items() if not self._is_complete(name)]
        if new:
            # the parts that all networks share first, or each helper would compile them
            self._have_compiled(new[:1], 0, len(new), progress)
            self._have_compiled(new[1:], 1, len(new), progress)
        session = self._open(experiment)
        for name in needed:
            self._note(name)
        return session

    def _is_complete(self, name: str) -> bool:
        """Whether a kernel needs no compiling."""
        return name in self._known or (self._kept is not None and self._mark(name).exists())

    def _note(self, name: str) -> None:
        self._known.add(name)
        if self._kept is not None:
            with contextlib.suppress(OSError):
                self._mark(name).touch()

    def _mark(self, name: str) -> Path:
        assert self._kept is not None
        return self._kept / f"complete_{hashlib.sha256(name.encode()).hexdigest()[:24]}"

    def _compile(self, experiment: Any, first: int, progress: Progress) -> None:
        """Have the kernels from `first` on compiled by helpers."""
        choices = experiment.optimizers
        rest = [smaller(experiment, choice) for choice in choices[first:]]
        self._have_compiled(rest, first, len(choices), progress)

    def _have_compiled(
        self, experiments: list[Any], first: int, total: int, progress: Progress
    ) -> None:
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            helpers = min(HELPERS, os.cpu_count() or 1)
            self._pool = ProcessPoolExecutor(
                helpers, mp_context=context, initializer=end_with_the_window
            )
        waiting: set[Future[None]] = {self._pool.submit(compiled, each) for each in experiments}
        try:
            progress(first, total)
            while waiting:
                finished, waiting = wait(waiting, timeout=0.1, return_when="FIRST_COMPLETED")
                for future in finished:
                    if future.exception():  # then this process tries, and says what is wrong
                        log.warning("a helper could not compile", exc_info=future.exception())
                progress(first + len(experiments) - len(waiting), total)
        finally:
            for future in waiting:
                future.cancel()


def end_with_the_window() -> None:
    """Have a helper process end as soon as the window's process has, whatever ended that.

    Ctrl-C in the terminal is for the window.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    window = multiprocessing.parent_process()
    assert window is not None

    def watch() -> None:
        connection.wait([window.sentinel])
        os._exit(0)

    threading.Thread(target=watch, name="watches the window", daemon=True).start()


def opened(experiment: Any) -> Any:
    """A session of the experiment, compiled in this process if need be."""
    from gdsim.experiment.session import Session

    return Session(experiment)


def compiled(experiment: Any) -> None:
    """Fill the disk cache with the kernels of an experiment; what a helper process does."""
    opened(experiment)
    objective = experiment.objective
    if 1 <= objective.inputs <= 2:  # its outputs are drawn
        some = np.zeros(objective.size), np.zeros((1, objective.inputs))
        objective.outputs(*some, dtype=experiment.dtype)


def smaller(experiment: Any, choice: Any) -> Any:
    """The experiment with one optimizer and few runs, which needs the same kernel."""
    from gdsim.objectives.starts import Uniform

    start = experiment.start
    if isinstance(start, Uniform) and start.n > SMALL:
        start = replace(start, n=SMALL)
    if experiment.objective.kind not in _SHARED_PARTS:
        return experiment.replace(optimizers=[choice], start=start)
    return shortened(experiment.replace(optimizers=[choice]))


def shortened(experiment: Any) -> Any:
    """The experiment with two values on each of its axes."""

    def few(value: Any) -> Any:
        return list(value.section(slice(2))) if hasattr(value, "bounds") else value

    changes = {name: few(getattr(experiment, name)) for name in _NUMBERS}
    for name in ("optimizers", "schedule", "modifiers"):
        choices = getattr(experiment, name)
        if choices is not None:
            choices = choices if isinstance(choices, tuple) else (choices,)
            changes[name] = [c.replace(**{n: few(v) for n, v in c.given}) for c in choices]
    network = experiment.objective
    axes = {n: few(v) for n, v in network.parameters.items() if hasattr(v, "bounds")}
    return experiment.replace(objective=network.replace(**axes) if axes else network, **changes)


_NUMBERS = ("lr", "noise", "clip_value", "clip_norm", "seed")


def kernel_of(experiment: Any) -> str:
    """A name for the kernel of an experiment with one optimizer: all that it may depend on.

    Numbers do not count, but for those that switch something on.
    """
    network, choice = experiment.objective, experiment.optimizers[0]
    flags = tuple((n, v) for n, v in choice.given if isinstance(v, bool))
    several = tuple(n for n, v in choice.given if hasattr(v, "bounds"))
    modifiers = tuple((each.name, sorted(each.axes)) for each in experiment.modifiers)
    others = [getattr(experiment, name) for name in (*_NUMBERS, "tolerance")]
    switched = [each is None or each == 0 or type(each).__name__ for each in others]
    schedules = [(each.name, sorted(each.axes)) for each in experiment.schedules]
    activations = sorted(set(map(repr, network.hidden)))
    heads = network.output, network.loss, network.bias, network.batch_size is None
    trained = flags, several, modifiers, switched, schedules, experiment.dtype, experiment.record
    return repr((choice.name, *trained, activations, heads, fingerprint(experiment.methods)))
