"""Questions about results, answered as labelled data; one file per question.

`gdsim.plot` draws the answers.
"""

from gdsim.results.analysis.bands import bands
from gdsim.results.analysis.basins import basins, iterations
from gdsim.results.analysis.best import best
from gdsim.results.analysis.comparison import comparison
from gdsim.results.analysis.ecdf import ecdf
from gdsim.results.analysis.heat_map import heat_map
from gdsim.results.analysis.loss_line import loss_line
from gdsim.results.analysis.loss_plane import loss_plane
from gdsim.results.analysis.profiles import profiles
from gdsim.results.analysis.sensitivity import sensitivity
from gdsim.results.analysis.standings import standings
from gdsim.results.analysis.trials import trials

__all__ = [
    "bands", "basins", "best", "comparison", "ecdf", "heat_map", "iterations", "loss_line",
    "loss_plane", "profiles", "sensitivity", "standings", "trials",
]  # fmt: skip
