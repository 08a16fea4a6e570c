"""Shared by the tests of the Calculus workspace: its page, in a window that notes where to go."""

from types import SimpleNamespace

import pytest

import gdsim as gd
from tests.conftest import WITHOUT_QT

if not WITHOUT_QT:  # with which all tests here are skipped
    from gdsim.app.calculus.page import CalculusPage
    from gdsim.app.look.formula import Formulas
    from gdsim.app.made import made
    from gdsim.app.model.workbench import Workbench
    from gdsim.app.worker.background import Background


def shown_text(page):
    """The function whose derivative is shown; None while it is computed."""
    made = page.derivative.slice
    return None if made is None else made.place.text


EXPERIMENT = gd.Experiment("(2*x + 3)**2", ["sgd"], start=(1.0,), steps=20)


@pytest.fixture(scope="module")
def held_page(qapp):
    """The page that the tests of a file share, as it takes a quarter of a second to make."""
    helper = Background()
    gone_to = []
    window = SimpleNamespace(
        workbench=Workbench(EXPERIMENT), formulas=Formulas(helper), go_to=gone_to.append,
        gone_to=gone_to,
    )  # fmt: skip
    shown = CalculusPage(window)
    shown.window_given = window
    shown.resize(1224, 760)
    shown.show()
    yield shown
    shown.close_down()
    helper.close()
    shown.close()
    shown.deleteLater()


@pytest.fixture
def page(held_page, qtbot):
    """The page on an experiment of one variable, which it shows as at first."""
    held_page.window_given.workbench.start_over(EXPERIMENT)
    held_page.window_given.gone_to.clear()
    held_page.subject, held_page._follows = None, True
    held_page.show_experiment()
    held_page.choose("derivative")
    view = held_page.derivative
    view._take_h(0.5)
    for held in made(held_page, "gradient"):
        held.reveal.setChecked(False)
    for held in made(held_page, "chain"):
        held.single.setChecked(True)
        held.lr = 0.01
    qtbot.waitUntil(lambda: shown_text(held_page) == "(2*x + 3)**2")
    view.show_subject(held_page.subject)
    view.slope.forget()
    return held_page


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
