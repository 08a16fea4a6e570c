"""Pictures of the views, by keys: of a size, with a title and a legend, to a file or copied."""

import threading

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gdsim.app.look.theme import series_colour
from gdsim.app.worker.image_file import BAND
from gdsim.app.worker.strokes import Strokes
from tests.app.by_hand import fill, pixels_of

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def colours_of(image):
    """The pixels of an image, (rows, columns) of 0xRRGGBB."""
    return pixels_of(image)[..., :3].astype(int) @ (1 << 16, 1 << 8, 1)


def has(pixels, colour):
    return (pixels == (QColor(colour).rgb() & 0xFFFFFF)).sum()


def test_views_are_exported_as_lines_and_letters(qtbot, window, tmp_path):
    qtbot.waitUntil(lambda: window.stage.map._picture.image is not None)
    qtbot.keyClick(window, Qt.Key.Key_E, CONTROL)
    dialog = window.exports.dialog
    fill(qtbot, dialog.place, str(tmp_path / "shot.svg"))
    assert dialog.about.text() == "Lines and letters, sharp at every size."
    size = dialog.sheet.size
    qtbot.keyClick(dialog.place, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Exported shot.svg" in window.stage.chip.text())
    text = (tmp_path / "shot.svg").read_text("utf-8")
    for words in ("Rosenbrock", "loss ", "step ", "SGD", "Lion"):
        assert f">{words}</text>" in text.replace("\n", ""), words
    assert text.count("<polyline") + text.count("<path") > 20
    drawn = QSvgRenderer(str(tmp_path / "shot.svg"))
    assert drawn.isValid() and drawn.viewBox().size() == size
    image = QImage(size, QImage.Format.Format_RGB32)
    drawn.render(QPainter(image))
    theme = window.stage.map.theme
    pixels = colours_of(image)
    assert has(pixels, series_colour(0, theme)) > 15 and has(pixels, theme.background) > 1000


def test_views_are_exported_at_a_chosen_size_and_copied(
    qtbot, window, workbench, tmp_path, monkeypatch
):
    workbench.rename_optimizer(0, "Plain descent")
    workbench.colour_optimizer(0, "#12ab34")
    workbench.set_hidden(frozenset({2}))
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_E, CONTROL)
    dialog = window.exports.dialog
    assert dialog.what.currentText() == "Runs and curves" and not dialog.across.isVisible()
    sheet = dialog.sheet
    size = sheet.size
    assert dialog.about.text() == f"{2 * size.width():,} × {2 * size.height():,} pixels."
    height = max(window.stage.landscape.height(), window.loss.height())
    assert size.width() > window.stage.landscape.width() + window.loss.width()
    assert size.height() > height
    dialog.scale.setFocus()
    qtbot.keyClick(dialog.scale, Qt.Key.Key_End)
    assert dialog.across.isVisible()
    fill(qtbot, dialog.across, "20000")
    assert not dialog.go.isEnabled() and "from 1 to 8,192" in dialog.about.text()
    fill(qtbot, dialog.across, "1 500")
    fill(qtbot, dialog.place, "shot.gif")
    assert not dialog.go.isEnabled() and "must end in .png / .svg" in dialog.about.text()
    fill(qtbot, dialog.place, str(tmp_path / "shot.png"))
    qtbot.keyClick(dialog.place, Qt.Key.Key_Return)
    qtbot.waitUntil((tmp_path / "shot.png").is_file)
    qtbot.waitUntil(lambda: "Exported shot.png" in window.stage.chip.text())
    pixels = colours_of(QImage(str(tmp_path / "shot.png")))
    assert pixels.shape[1] == 1500
    assert pixels.shape[0] == round(size.height() * 1500 / size.width())
    # the strokes of the legend: those of the optimizers that are drawn
    theme = window.stage.map.theme
    ratio = 1500 / size.width()
    assert [label for *_, label in sheet._entries] == ["Plain descent", "Adam"]
    for (x, y, colour, _), wanted in zip(sheet._entries, ("#12ab34", series_colour(1, theme)),
                                         strict=True):  # fmt: skip
        left, top = sheet._left + x, sheet._top + y
        rows = slice(int(top * ratio), int((top + 20) * ratio))
        stroke = pixels[rows, int(left * ratio) : int((left + 20) * ratio)]
        assert has(stroke, wanted) > 15, colour
    title = pixels[int(16 * ratio) : int(32 * ratio)]
    assert len(np.unique(title)) > 10  # letters

    # a large one is made in parts while the window goes on: it shows what was seen
    line, chip, made, part = window.exports.line, window.stage.chip, [], Strokes.part

    def noted(strokes, area, scale):
        made.append((threading.current_thread(), area.width() * area.height()))
        return part(strokes, area, scale)

    monkeypatch.setattr(Strokes, "part", noted)

    def begin(name):
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        qtbot.keyClick(window, Qt.Key.Key_E, CONTROL)
        dialog = window.exports.dialog
        dialog.scale.setFocus()
        qtbot.keyClick(dialog.scale, Qt.Key.Key_End)
        fill(qtbot, dialog.across, "4500")
        fill(qtbot, dialog.place, name)  # beside the last one
        qtbot.keyClick(dialog.place, Qt.Key.Key_Return)
        assert line.is_running

    begin("large.png")
    workbench.colour_optimizer(0, "#ab3412")
    qtbot.waitUntil(lambda: "Exported large.png" in chip.text())
    workbench.colour_optimizer(0, "#12ab34")
    begin("stopped.png")
    QTest.mouseClick(line.button, Qt.MouseButton.LeftButton)
    assert "stopped.png was not exported" in chip.text()
    files = lambda: {path.name for path in tmp_path.glob("*.png")}  # noqa: E731
    qtbot.waitUntil(lambda: files() == {"shot.png", "large.png"})  # nothing of it is left
    assert len(made) > 10 and threading.main_thread() not in [thread for thread, _ in made]
    assert max(pixels for _, pixels in made) <= BAND
    large = colours_of(QImage(str(tmp_path / "large.png")))
    assert large.shape[1] == 4500 and has(large, "#12ab34") > 500 and not has(large, "#ab3412")

    QTest.qWait(0)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QApplication.clipboard().clear()
    qtbot.keyClick(window, Qt.Key.Key_C, CONTROL | ALT)
    qtbot.waitUntil(lambda: not QApplication.clipboard().image().isNull())
    image = QApplication.clipboard().image()
    assert (image.width(), image.height()) == (2 * size.width(), 2 * size.height())
    assert has(colours_of(image), "#12ab34") > 50
