"""The README's moving picture of the window: moving_picture.py FILE.webp (.gif, .mp4).

The start is dragged, then the learning rate and the momentum on the map, and paths and basins
follow. Everything is drawn offscreen, with the window's own parts.
"""

from __future__ import annotations

import math
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

SIZE = 1280, 800
SHOWN = 960, 600  # px of the picture
FRAMES = 24  # of each of the two drags
RATE = 10  # frames per second


def main(path: Path) -> None:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    import numpy as np
    from PySide6.QtCore import QSettings, Qt
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QApplication, QMessageBox

    import gdsim as gd
    from gdsim.app.look.picture import grab
    from gdsim.app.model.workbench import Workbench
    from gdsim.app.window import Window
    from gdsim.app.worker.movie_file import write_movie
    from gdsim.app.worker.opening import open_session
    from gdsim.app.worker.strokes import Pixels
    from gdsim.app.worker.worker import Worker

    experiment = gd.Experiment(
        "himmelblau",
        [gd.Momentum(lr=0.003, momentum=0.9), gd.Adam(lr=0.25), gd.SGD(lr=0.01)],
        start=(-0.5, 4.2),
        steps=300,
    )
    application = QApplication([])
    file = Path(tempfile.mkdtemp()) / "settings.ini"
    settings = QSettings(str(file), QSettings.Format.IniFormat)
    settings.setValue("theme", "light")
    window = Window(Workbench(experiment), Worker(open_session), settings)
    window.files.ask = lambda: QMessageBox.StandardButton.Discard
    window.resize(*SIZE)
    window.show()
    window.go_to("map")
    ground = window.stage.ground
    ground.setCurrentIndex(ground.findData(0))
    ground.activated.emit(ground.currentIndex())
    layers = window.map_page.view.layer, window.stage.map.basins

    def until(condition: Callable[[], bool]) -> None:
        end = time.monotonic() + 60
        while not condition() and time.monotonic() < end:
            application.processEvents()
            time.sleep(0.002)

    def is_drawn() -> bool:
        scene = window.frame.scene if window.frame is not None else None
        wanted = window.workbench.experiment
        if scene is None or scene.ahead is None:
            return False
        if (scene.experiment.start, scene.experiment.optimizers) != (
            wanted.start,
            wanted.optimizers,
        ):
            return False
        pictures = [(layer.picture, layer.plane) for layer in layers]
        return all(p is not None and p.complete and p.plane == plane for p, plane in pictures)

    def frame() -> Pixels:
        until(is_drawn)
        application.processEvents()
        smooth = Qt.TransformationMode.SmoothTransformation
        picture = grab(window).toImage().scaled(*SHOWN, mode=smooth)
        picture = picture.convertToFormat(QImage.Format.Format_RGBA8888)
        pixels: Pixels = np.frombuffer(picture.constBits(), np.uint8)
        return pixels.reshape(SHOWN[1], SHOWN[0], 4).copy()

    def frames() -> Iterator[Pixels]:
        for turn in range(FRAMES):
            angle = 2 * math.pi * turn / FRAMES
            window.stage.clicked.emit((-0.5 + 2.2 * math.sin(angle), 2.4 + 1.8 * math.cos(angle)))
            yield frame()
        for turn in range(FRAMES):
            angle = 2 * math.pi * turn / FRAMES
            rate = 10 ** (-2.52 + 0.9 * math.sin(angle))
            window.map_page.view.picked.emit(rate, 0.9 - 0.35 * (1 - math.cos(angle)))
            yield frame()

    sample = [frame()] if path.suffix == ".gif" else []
    write_movie(path, frames(), RATE, sample)
    window.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
