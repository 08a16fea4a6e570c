"""The objectives that experiments minimise (functions and networks), their data, and their starts.

Import `Function`, `Network` and `Objective`; a new kind of objective is a class of `Objective`.
"""

from gdsim.objectives.function import Function
from gdsim.objectives.given import objective
from gdsim.objectives.network import Network
from gdsim.objectives.objective import Objective

__all__ = ["Function", "Network", "Objective", "objective"]
