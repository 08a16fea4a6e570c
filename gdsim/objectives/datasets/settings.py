"""Settings that several data sets have, and those that every one has."""

from __future__ import annotations

from gdsim.base.ranges import SEEDS, Hyper, Range, nonnegative

SAMPLES = Hyper(500, Range(2, 2**17), whole=True, summary="How many samples.")
NOISE = Hyper(0.1, nonnegative, summary="How far chance moves them; 0: not at all.")
SEED = Hyper(0, SEEDS, whole=True, summary="Which of all random draws.")
TEST = Hyper(0.0, Range(0, 1, True, False), summary="Share of the samples put aside for testing.")
