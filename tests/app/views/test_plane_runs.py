"""What is drawn of a plane of settings while another one is on its way."""

from unittest.mock import Mock

import pytest
from PySide6.QtCore import QObject

import gdsim as gd
from gdsim.app.model.plane import Plane
from gdsim.app.views.plane_runs import PlaneRuns


@pytest.mark.parametrize(
    ("changes", "stays"),
    [
        ({"steps": 30}, True),
        ({"objective": gd.Function("rosenbrock", b=7)}, True),
        ({"objective": gd.Function("sin(3*x) + y**2")}, False),
    ],
)
def test_old_pixels_stay_through_an_edit_but_not_under_another_function(qapp, changes, stays):
    experiment = gd.Experiment("rosenbrock", ["adam"], start=(0.5, 0.5), steps=20)
    owner, drawn = QObject(), Mock()
    runs = PlaneRuns(owner)
    runs.join(drawn)
    old, new = (Plane.of(each, "start.x", "start.y")
                for each in (experiment, experiment.replace(**changes)))  # fmt: skip
    runs.show_plane(old)
    runs.picture = Mock(plane=old)
    runs.show_plane(new)
    assert (runs.picture is not None) == stays and drawn.clear.called != stays
    runs.close()
