"""The experiment in hand is exported as a page, by the menu, in the colours that are seen."""

import pytest

import gdsim as gd
from gdsim.app.worker.map_export import Stopped
from gdsim.app.worker.page_file import write_page
from gdsim.experiment.toml.window import WindowTable
from tests.app.by_hand import enter, fill


@pytest.fixture
def window(open_window):
    adam = gd.Adam(lr=0.3, beta1=0.7)
    experiment = gd.Experiment("himmelblau", [gd.SGD(lr=0.01), adam], start=(-1.0, 2.0), steps=60)
    return open_window(experiment.replace(title="In hand"))


def asked(window):
    (action,) = [act for _, act in window.menus.actions if act.text() == "Export Pa&ge…"]
    action.trigger()
    return window.exports.dialog


def test_a_page_is_exported(qtbot, window, tmp_path):
    window.workbench.remove_optimizers([0])
    dialog, line = asked(window), window.exports.line
    assert dialog.path.name == "page.html" and dialog.about.text().startswith("One HTML file")
    fill(qtbot, dialog.place, str(tmp_path / "page.pdf"))
    assert not dialog.go.isEnabled() and "must end in .html" in dialog.about.text()
    enter(qtbot, dialog.place, str(tmp_path / "page.html"))
    assert line.isVisible() and line.words.text().startswith("Exporting page.html: ")
    qtbot.waitUntil(lambda: not line.is_running, timeout=60_000)
    assert "Exported page.html" in window.stage.chip.text()
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "<h1>In hand</h1>" in text and "1 run of Adam on" in text
    assert '"words": "Adam", "colour": "s1"' in text  # the colour that it has in the window


@pytest.mark.parametrize("looks", [1, 2, 3])
def test_a_page_that_is_given_up_leaves_the_file_as_it_was(tmp_path, looks):
    """It may be given up before its run is computed, before that is explained, and at the end."""
    path, experiment = tmp_path / "page.html", gd.Experiment("himmelblau", "sgd", steps=3)
    path.write_text("an older page")
    wanted, shares = iter([True] * (looks - 1) + [False]), []
    with pytest.raises(Stopped):
        write_page(path, experiment, WindowTable(), shares.append, lambda: next(wanted))
    assert path.read_text() == "an older page" and len(list(tmp_path.iterdir())) == 1
    assert shares == [0, 0.5][: looks - 1]
