"""Points that are edited, and what becomes of an edit whose function has gone."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest

import gdsim as gd
from gdsim.app.controls.start_points import PointsPage
from gdsim.app.model.workbench import Workbench


@pytest.mark.parametrize("other", ["a network", "one variable", "the same"])
def test_a_coordinate_that_is_being_edited_goes_with_its_function(make, network, other):
    workbench, said = Workbench(gd.Experiment("rosenbrock", "sgd", start=(0.5, 1.0))), []
    page = make(PointsPage, workbench, said.append)
    page.show_model(workbench.experiment.starts, workbench.experiment.objective)
    field = page.coordinates[1]
    field.selectAll()
    QTest.keyClicks(field, "1.5")
    objectives = {
        "a network": network,
        "one variable": lambda: gd.Function("x**2", domain=[(-2, 2)]),
        "the same": lambda: "rosenbrock",
    }
    workbench.start_over(gd.Experiment(objectives[other](), "adam"))
    opened = workbench.experiment
    field.commit()  # as where it loses the focus, which is later
    assert not any(said) and not field.property("wrong")
    if other == "the same":
        assert workbench.experiment.starts.coordinates[1] == 1.5
    else:
        assert workbench.experiment is opened
