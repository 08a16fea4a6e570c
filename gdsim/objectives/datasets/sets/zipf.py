"""Zipf: clouds of samples, a few of them large and many small."""

import math

import numpy as np

from gdsim.base.ranges import Range, nonnegative
from gdsim.catalogue import DataSet, Hyper
from gdsim.lanes.math import exp, log
from gdsim.objectives.datasets.draws import Made, each, normals, uniforms
from gdsim.objectives.datasets.settings import NOISE, SAMPLES, SEED


def make(samples: int, classes: int, inputs: int, exponent: float, noise: float, seed: int) -> Made:
    """Normal points around a centre per class, which is anywhere in a cube of side 1.

    Class k = 1, 2, … has a share of the samples in proportion to 1 / k^exponent. What rounding down
    leaves goes to the largest remainders.
    """
    shares = each(exp, -exponent * each(log, np.arange(1.0, classes + 1)))
    wanted = samples * shares / math.fsum(shares.tolist())
    counts = np.floor(wanted).astype(np.int64)
    order = np.argsort(counts - wanted, kind="stable")
    counts[order[: samples - int(counts.sum())]] += 1
    targets = np.repeat(np.arange(classes), counts)
    centres = uniforms(seed, 0, classes, inputs)
    return centres[targets] + noise * normals(seed, 1, samples, inputs), targets


DEFINITION = DataSet(
    make,
    summary="A cloud per class; the second class has half as many samples as the first, the third "
    "a third.",
    source="Zipf 1932, Selected studies of the principle of relative frequency in language; "
    "Kunstner et al. 2024, arXiv:2402.19449, whose classes have such frequencies.",
    name="Zipf",
    classes="classes",
    hyper={
        "samples": SAMPLES,
        "classes": Hyper(32, Range(2, 1024), whole=True, summary="How many classes."),
        "inputs": Hyper(16, Range(1, 1024), whole=True, summary="Inputs per sample."),
        "exponent": Hyper(1.0, nonnegative, summary="Class k has 1 / k^exponent; 0: all alike."),
        "noise": NOISE,
        "seed": SEED,
    },
    test=0.25,
)
