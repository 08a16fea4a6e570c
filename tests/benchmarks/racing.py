"""A race: contenders that do the same work in turn, and how gdsim compares with each of them."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np
from bounds import Bound
from measure import Line, Times, interleaved

OURS = "gdsim"
BEST = "the best peer"


@dataclass(frozen=True)
class Contender:
    """A call that returns the losses of its runs; it makes one in `of` of all runs, in turn."""

    call: Callable[[], np.ndarray]
    of: int = 1


@dataclass(frozen=True)
class Peer:
    """What makes a contender: a function of a module of this folder, of the work to do.

    `of`: that it does this fraction of the runs, where all of them would take minutes.
    """

    module: str
    function: str = "contender"
    of: int = 1

    def contender(self, work: Any) -> Contender | None:
        """The contender, compiled; None where its package is missing (__main__ says which)."""
        try:
            module = importlib.import_module(self.module)
        except ModuleNotFoundError as error:
            if error.name == self.module:
                raise
            return None
        of = min(self.of, work.runs)
        return Contender(getattr(module, self.function)(work.part(of)), of)


def entered(work: Any, peers: Mapping[str, Peer]) -> dict[str, Contender]:
    """gdsim and the peers that are installed; each has done the work once."""
    found = {OURS: Contender(work.losses)}
    for name, peer in peers.items():
        contender = peer.contender(work)
        if contender is not None:
            found[name] = contender
    return found


def raced(
    contenders: Mapping[str, Contender], rounds: int, bound: Bound | None = None, **more: Any
) -> Times:
    """What all of the work takes each."""
    calls: dict[str, Callable[[], object]] = {n: each.call for n, each in contenders.items()}
    if bound is not None:
        calls[bound.name] = bound.call
    times = interleaved(calls, rounds, **more)
    return times.longer({name: each.of for name, each in contenders.items()})


def throughput(title: str, times: Times, work: Any, names: Iterable[str], apart: float) -> Line:
    """gdsim's rate; in the note those of the others, and how far their losses are apart."""
    rates = {name: work.run_steps / median(times[name]) for name in names}
    notes = [f"{name} {rate:.3g}" for name, rate in rates.items() if name != OURS]
    notes += [f"losses within {apart:.1g}"]
    own = times.spread([work.run_steps / t for t in times[OURS]])
    return Line.of(f"{title}: {OURS}", own, "run-steps/s", note="; ".join(notes))


def over(
    title: str, times: Times, others: Sequence[str], targets: Mapping[str, float] | None = None
) -> Iterator[Line]:
    """How many times faster gdsim is than each of the others."""
    for name in others:
        target = (targets or {}).get(name)
        spread = times.ratio(name, OURS)
        yield Line.of(f"{title}: over {name}", spread, target=target, at_least=True)


def over_best(
    title: str, times: Times, peers: Sequence[str], target: float | None = None
) -> Line | None:
    """How many times faster gdsim is than the fastest of its peers; None if none is installed."""
    here = [name for name in peers if name in times]
    if not here:
        return None
    best = times.best(here)
    spread = times.ratio(best, OURS)
    return Line.of(f"{title}: over {BEST}", spread, target=target, at_least=True, note=best)


def losses_apart(
    title: str, contenders: Mapping[str, Contender], most: float, apart: Callable[..., float]
) -> float:
    """How far losses are from gdsim's, relative; nobody may race with a wrong computation."""
    ours, worst = contenders[OURS].call(), 0.0
    for name, each in contenders.items():
        if name != OURS:
            found = apart(ours[:: each.of], each.call())
            if not found <= most:
                raise AssertionError(f"{title}: {name} computes something else: {found:.3g}")
            worst = max(worst, found)
    return worst


def median_apart(ours: np.ndarray, theirs: np.ndarray) -> float:
    """The median relative difference of two results; runs may be chaotic."""
    scale = np.maximum(np.abs(ours), np.abs(theirs))
    return float(np.median(np.abs(ours - theirs) / np.maximum(scale, 1e-30)))


def most_apart(ours: np.ndarray, theirs: np.ndarray) -> float:
    """The largest relative difference of two results."""
    return float(np.max(np.abs(ours - theirs) / np.maximum(np.abs(theirs), 1e-30)))
