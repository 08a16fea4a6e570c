"""What experiments minimise: functions and networks, their data, and where runs start."""

from gdsim.objectives.function import Function
from gdsim.objectives.given import objective
from gdsim.objectives.network import Network
from gdsim.objectives.objective import Objective

__all__ = ["Function", "Network", "Objective", "objective"]
