"""Experiments, from their fields to labelled results.

`design` holds the checked fields and the grid of runs that they span, `programs` turns it into what
kernels run, `labelled` into its result, and `toml` into its file; `session` advances its runs step
by step.
"""

from gdsim.experiment.experiment import Experiment

__all__ = ["Experiment"]
