"""The README's moving picture of the window: moving_picture.py FILE.webp, with Pillow.

The start is dragged, then the learning rate and the momentum on the map, and paths and basins
follow. Everything is drawn offscreen, with the window's own parts.
"""

from __future__ import annotations

import math
import os
import sys
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

SIZE = 1280, 800
SHOWN = 960, 600  # px of the picture
FRAMES = 24  # of each of the two drags
FRAME = 90  # ms


def main(path: Path) -> None:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PIL import Image
    from PySide6.QtCore import QBuffer, QSettings
    from PySide6.QtWidgets import QApplication, QMessageBox

    import gdsim as gd
    from gdsim.app.look.picture import grab
    from gdsim.app.model.workbench import Workbench
    from gdsim.app.window import Window
    from gdsim.app.worker.opening import open_session
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

    pictures = []

    def shoot() -> None:
        until(is_drawn)
        application.processEvents()
        buffer = QBuffer()
        buffer.open(QBuffer.OpenModeFlag.ReadWrite)
        grab(window).save(buffer, "PNG")
        picture = Image.open(BytesIO(bytes(buffer.data()))).convert("RGB")
        pictures.append(picture.resize(SHOWN, Image.Resampling.LANCZOS))

    for turn in range(FRAMES):
        angle = 2 * math.pi * turn / FRAMES
        window.stage.clicked.emit((-0.5 + 2.2 * math.sin(angle), 2.4 + 1.8 * math.cos(angle)))
        shoot()
    for turn in range(FRAMES):
        angle = 2 * math.pi * turn / FRAMES
        rate = 10 ** (-2.52 + 0.9 * math.sin(angle))
        window.map_page.view.picked.emit(rate, 0.9 - 0.35 * (1 - math.cos(angle)))
        shoot()
    pictures[0].save(
        path, save_all=True, append_images=pictures[1:], duration=FRAME, loop=0, quality=60
    )
    window.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
