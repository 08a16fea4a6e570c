"""Shared by the tests of the Calculus workspace: its page, in a window that notes where to go."""

from types import SimpleNamespace

import pytest

import gdsim as gd
from tests.conftest import WITHOUT_QT

if not WITHOUT_QT:  # with which all tests here are skipped
    from gdsim.app.calculus.page import CalculusPage
    from gdsim.app.model.workbench import Workbench


def shown_text(page):
    """The function whose derivative is shown; None while it is computed."""
    made = page.derivative.slice
    return None if made is None else made.place.text


@pytest.fixture
def page(make, formulas, qtbot):
    """The page on an experiment of one variable, which it shows."""
    experiment = gd.Experiment("(2*x + 3)**2", ["sgd"], start=(1.0,), steps=20)
    gone_to = []
    window = SimpleNamespace(
        workbench=Workbench(experiment), formulas=formulas, go_to=gone_to.append, gone_to=gone_to
    )
    shown = make(CalculusPage, window)
    shown.window_given = window
    shown.resize(1224, 760)
    shown.show_experiment()
    qtbot.waitUntil(lambda: shown.derivative.slice is not None)
    yield shown
    shown.close_down()


@pytest.fixture
def look(page, qtbot):
    """Looks at a text at a point in one of the views, and waits until it is drawn."""

    def looked(view, text, **at):
        page.look_at(lambda: (gd.Function(text), at), view)
        wanted = gd.Function(text)

        def is_shown():
            if page.subject.function != wanted or page.shown != view:
                return False
            shown = getattr(page, view)
            if view == "derivative":
                return shown.slice is not None and shown.slice.place.function == wanted
            if view == "gradient":
                return shown.compass is not None and shown.compass.point == page.subject.point
            return shown.explanation is not None and shown.explanation.subject == wanted.given

        qtbot.waitUntil(is_shown)
        return getattr(page, view)

    return looked
