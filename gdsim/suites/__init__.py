"""Suites: functions with starts and targets, on which optimizers are compared.

    for problem in gd.suite("classic-2d"):
        print(problem.name, problem.targets)
    result = gd.suite("quick-2d").run(["adam", "sgd"], lr=gd.logspace(1e-4, 1, 9))

A suite of the catalogue is one file in `gdsim.catalogue.suites` with a `DEFINITION`; there is no
list of them.
"""

from gdsim.suites.collection import Suite
from gdsim.suites.known import known, suite
from gdsim.suites.problem import Problem
from gdsim.suites.tuning import compare

__all__ = ["Problem", "Suite", "compare", "known", "suite"]
