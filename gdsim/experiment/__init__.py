"""Experiments, from their fields to labelled results.

`design` has the checked fields and the grid that they span, `programs` what kernels run of it,
`labelled` its result, `toml` its file, and `session` one whose runs are advanced step by step.
"""

from gdsim.experiment.experiment import Experiment

__all__ = ["Experiment"]
