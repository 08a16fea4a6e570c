"""The window opens without what only computing needs, and before it computes."""

from __future__ import annotations

import ast
import gc
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from gdsim.app import main, parts
from gdsim.app import window as window_module
from gdsim.app.made import made
from gdsim.app.model.offered import OFFERS
from gdsim.app.quick_start import collector_at_rest, import_in_background, wake_collector
from gdsim.app.window import Window
from gdsim.app.worker.making import Superseded
from gdsim.app.worker.worker import Worker
from tests.app.conftest import plain_session

HEAVY = (
    *("numba", "xarray", "pandas", "scipy", "sympy", "matplotlib", "contourpy", "dask"),
    # and of gdsim what is not seen at once
    *("gdsim.learn", "gdsim.results.files", "gdsim.results.analysis", "gdsim.sweeps"),
    *("gdsim.app.map_page", "gdsim.app.views.surface_3d", "gdsim.app.palette"),
)


@pytest.mark.usefixtures("complete_children")
def test_the_window_is_imported_without_the_compiler_and_other_heavy_packages():
    code = f"import sys, gdsim.app.window; print([m for m in {HEAVY} if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


@pytest.mark.usefixtures("complete_children")
def test_the_command_imports_qt_without_making_every_class_of_it():
    code = (
        "import sys; from gdsim.cli.window import why_no_qt; print(why_no_qt())\n"
        "import pyqtgraph as pg; from PySide6 import QtCore, QtGui, QtWidgets\n"
        "print(sum(len(vars(module)) for module in (pg.QtCore, pg.QtGui, pg.QtWidgets)) < 100)\n"
        "print(pg.QtGui.QColor is QtGui.QColor, hasattr(pg.QtWidgets, 'QNothing'))\n"
        "print('QWidget' in dir(QtWidgets))\n"
        "print('pyqtgraph.parametertree' in sys.modules, hasattr(pg, 'NothingItem'))\n"
        "print(pg.PlotItem.__module__, pg.GroupBox.__name__, pg.ViewBox is vars(pg)['ViewBox'])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.split() == [
        *("None", "True", "True", "False", "True", "False", "False"),
        *("pyqtgraph.graphicsItems.PlotItem.PlotItem", "GroupBox", "True"),
    ]


@pytest.mark.usefixtures("complete_children")
def test_the_window_opens_without_the_modules_of_opengl_which_the_frozen_program_has_not():
    code = (
        "import sys; from gdsim.app import quick_start; quick_start.find_spec = lambda _: None\n"
        "quick_start.import_qt(); quick_start.import_pyqtgraph()\n"
        "import gdsim.app.window, pyqtgraph as pg\n"
        "from PySide6.QtWidgets import QWidget\n"
        "print(pg.PlotCurveItem.__name__, pg.QtWidgets.QOpenGLWidget.__mro__[1] is QWidget)\n"
        "print([hasattr(sys.modules['PySide6.' + each], '__file__') for each in\n"
        "       ('QtOpenGL', 'QtOpenGLWidgets')])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.split("\n")[:2] == ["PlotCurveItem True", "[False, False]"]


@pytest.mark.parametrize("is_painted", [True, False])
def test_nothing_is_computed_before_the_window_is_painted_or_shown_minimised(
    qtbot, monkeypatch, workbench, settings, is_painted
):
    monkeypatch.setattr(window_module, "UNPAINTED", 60_000 if is_painted else 20)
    monkeypatch.setattr(window_module, "FORMULAS", 20)
    opened = []

    def open_session(experiment, _):
        opened.append(experiment)
        raise Superseded

    window = Window(workbench, Worker(open_session, waits=True), settings)
    qtbot.addWidget(window)
    asked, drawn = [], []
    window.background.ask("test", lambda: asked.append("picture"), asked.append)
    window.formulas.background.ask("test", lambda: None, drawn.append)
    qtbot.wait(50)
    assert opened == [] == asked
    window.setUpdatesEnabled(is_painted)  # as of a minimised one, which is never painted
    window.show()
    qtbot.waitUntil(lambda: bool(opened and asked))
    qtbot.waitUntil(lambda: bool(drawn))  # formulas, too, while the first runs are compiled
    window.close()


def test_pages_are_made_when_they_are_wanted_and_a_closed_window_leaves_no_widget(
    qapp, workbench, settings
):
    before = set(qapp.allWidgets())
    window = Window(workbench, Worker(plain_session, waits=True), settings)
    later = "map_page", "sweep_page", "keys", "commands", "exports", "inspector"
    assert made(window, *later) == [] == made(window.stage.landscape, "surface")
    window.appearance.choose("dark")
    window.go_to("map")
    assert made(window, *later) == [window.map_page]
    assert window.map_page.view.layer.look.theme.name == "dark"
    for name in later:
        getattr(window, name)
    window.show_side("both")
    window.appearance.choose("light")
    assert window.stage.landscape.surface.theme.name == "light"
    window.show()
    window.body.show_side(window.sweep_page, is_wide=True)
    assert window.sweep_page.view.theme.name == "light"  # once it is seen
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert set(qapp.allWidgets()) <= before


def test_all_that_is_imported_later_is_imported_once_the_start_is_over():
    tree = ast.parse(Path(parts.__file__).read_text("utf-8"))
    makers = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    inside = [each for maker in makers for each in ast.walk(maker)]
    named = {each.module for each in inside if isinstance(each, ast.ImportFrom)}
    assert len(named) == 12 and named <= set(parts.LATER)
    made_ready = []
    import_in_background(parts.LATER, lambda: made_ready.append(set(sys.modules))).join()
    assert set(parts.LATER) <= made_ready[0]


def test_the_first_network_is_made_ready_once_the_start_is_over(monkeypatch):
    asked = []
    monkeypatch.setattr(main, "import_in_background", lambda *given: asked.extend(given))
    monkeypatch.setattr(main, "wake_collector", lambda: None)
    main.settle()
    assert asked[1]() is OFFERS["network"].first()


def test_garbage_is_looked_for_again_after_the_start():
    with collector_at_rest():
        assert not gc.isenabled()
        wake_collector()
        assert gc.isenabled() and gc.get_freeze_count() > 0
        gc.unfreeze()
    with collector_at_rest():
        with collector_at_rest():
            pass
        assert not gc.isenabled(), "the outer one is still open"
    assert gc.isenabled()
