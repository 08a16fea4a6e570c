"""What results say, as labelled data: a question a file. `gdsim.plots` draws the answers."""

from gdsim.analysis.bands import bands
from gdsim.analysis.basins import basins, iterations
from gdsim.analysis.best import best
from gdsim.analysis.comparison import comparison
from gdsim.analysis.ecdf import ecdf
from gdsim.analysis.heat_map import heat_map
from gdsim.analysis.profiles import profiles
from gdsim.analysis.sensitivity import sensitivity
from gdsim.analysis.standings import standings

__all__ = [
    "bands", "basins", "best", "comparison", "ecdf", "heat_map", "iterations", "profiles",
    "sensitivity", "standings",
]  # fmt: skip
