"""The boundary of trainability (Sohl-Dickstein 2024): 16-16-1 at learning rates of both layers.

tanh, full batch, 272 samples, no biases; the rates of the input layer by those of the output layer,
1e-3 to 1e6. A picture is made of every loss of every run; a run that has overflowed counts with a
loss of 1e6 from there on, so gdsim may leave it, and JAX goes on computing it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from measure import Line, interleaved
from network_race import CHUNKED, JAX, PEERS
from network_work import Work
from racing import OURS, entered, most_apart, over_best, raced, throughput

import gdsim as gd
from gdsim.catalogue.measures.trainability import measure
from gdsim.engine.backends import cpu
from gdsim.engine.program import Cycle

TITLE = "boundary of trainability, float64"
PIXELS, STEPS = 512, 500  # of the map that is published, across and upwards


def window(quick: bool) -> Work:
    """A run a pixel."""
    pixels, steps = (32, 50) if quick else (64, 100)
    rates = np.logspace(-3, 6, pixels)
    return Work(
        (16, 16, 1),
        272,
        (Cycle(rates, 1), Cycle(rates, pixels)),
        pixels**2,
        steps,
        dtype="float64",
        ntk=True,
        traced=True,
    )


def shipped(pixels: int, steps: int, samples: int = 272) -> gd.Experiment:
    """What assets/experiments/trainability.toml has, at some pixels of 512 x 512, evenly chosen."""
    every = PIXELS // pixels
    rates = np.logspace(-3, 6, PIXELS)[every // 2 :: every]
    network = gd.Network(
        [16, 16, 1],
        "tanh(1.4142135623730951*z)",
        loss="mse",
        data=gd.datasets.random(samples=samples),
        init="ntk",
        bias=False,
        lr_scale=[rates, rates],
    )
    return gd.Experiment(
        network,
        "sgd",
        lr=1.0,
        steps=steps,
        tolerance=0.0,
        limit=np.inf,
        dtype="float64",
        measures=["trainability"],
    )


def run(quick: bool) -> Iterator[Line]:
    work = window(quick)
    taken = cpu.run(work.program).steps.sum() / work.run_steps
    yield Line("steps that gdsim has to take", 100 * taken, "% of all")
    yield from against_jax(work, 3 if quick else 7)
    yield from in_both_precisions(work, 5 if quick else 9)
    yield whole_map(32 if quick else 128)


def against_jax(work: Work, rounds: int) -> Iterator[Line]:
    names = (JAX, CHUNKED)
    contenders = entered(work, {name: PEERS[name] for name in names})
    losses = {name: each.call() for name, each in contenders.items()}
    apart = smooth_apart(work, losses)
    times = raced(contenders, rounds)
    yield throughput(TITLE, times, work, contenders, apart)
    if JAX in losses:
        share = 100 * same_sides(work, losses)
        yield Line("pixels on JAX's side of the boundary", share, "%", 99, at_least=True)
    best = over_best(TITLE, times, names, 8)
    if best is not None:
        yield best


def smooth_apart(work: Work, losses: dict[str, np.ndarray]) -> float:
    """How far losses are apart where training goes smoothly.

    At larger rates rounding grows to any size within some steps.
    """
    smooth = np.max(work.rates_of_runs(), axis=0) <= 1
    worst = max(most_apart(losses[OURS][smooth], each[smooth]) for each in losses.values())
    if not worst <= 1e-9:
        raise AssertionError(f"a peer computes something else: {worst:.3g}")
    return worst


def same_sides(work: Work, losses: dict[str, np.ndarray]) -> float:
    """The share of pixels that are on the same side of the boundary."""
    nobody = np.zeros(work.runs, bool)
    ours, theirs = (measure(losses[name][:, : work.steps], nobody) < 0 for name in (OURS, JAX))
    return float(np.mean(ours == theirs))


def in_both_precisions(work: Work, rounds: int) -> Iterator[Line]:
    """float32 against float64, by time and by steps taken: not as many runs end as early."""
    works = {dtype: replace(work, dtype=dtype) for dtype in ("float64", "float32")}
    taken = {dtype: cpu.run(each.program).steps.sum() for dtype, each in works.items()}
    times = interleaved({dtype: each.losses for dtype, each in works.items()}, rounds)
    faster = times.ratio("float64", "float32")
    each = faster.median * taken["float32"] / taken["float64"]
    note = f"{each:.3g} x for each step taken"
    yield Line.of("float32 over float64", faster, target=1.7, at_least=True, note=note)


def whole_map(pixels: int) -> Line:
    """The published map, from a part of its pixels."""
    shipped(pixels, 2).run()
    experiment = shipped(pixels, STEPS)
    times = interleaved({"map": experiment.run}, 1)
    scale = (PIXELS / pixels) ** 2
    note = f"from one in {scale:.0f} of its pixels, by {times.clock} time"
    minutes = times.spread([scale * t / 60 for t in times["map"]])
    return Line.of(
        f"map of {PIXELS} x {PIXELS}, {STEPS} steps", minutes, "min", target=4, note=note
    )
