"""What results say, as labelled data: a question a file. `gdsim.plots` draws the answers."""

from gdsim.analysis.bands import bands
from gdsim.analysis.best import best
from gdsim.analysis.heat_map import heat_map
from gdsim.analysis.sensitivity import sensitivity

__all__ = ["bands", "best", "heat_map", "sensitivity"]
