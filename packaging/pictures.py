"""The README's pictures of the window, in assets/pictures: `python packaging/pictures.py`.

Each is the window itself, drawn offscreen with an experiment and set up as by hand.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SIZE, SHOWN = (1280, 800), (960, 600)  # px of the window, and of its picture
LONGEST = 120  # s


def main() -> None:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    import numpy as np
    from PIL import Image
    from PySide6.QtCore import QSettings, Qt
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QApplication, QMessageBox

    import gdsim as gd
    from gdsim.app.look.picture import grab
    from gdsim.app.model.workbench import Workbench
    from gdsim.app.window import Window
    from gdsim.app.worker.opening import open_session
    from gdsim.app.worker.worker import Worker

    application = QApplication([])
    settings = str(Path(tempfile.mkdtemp()) / "settings.ini")

    def until(condition: Callable[[], bool]) -> None:
        end = time.monotonic() + LONGEST
        while not condition():
            if time.monotonic() > end:
                raise TimeoutError("what is to be seen does not come")
            application.processEvents()
            time.sleep(0.002)

    def opened(experiment: gd.Experiment) -> Window:
        chosen = QSettings(settings, QSettings.Format.IniFormat)
        chosen.setValue("theme", "light")
        window = Window(Workbench(experiment), Worker(open_session), chosen)
        window.files.ask = lambda: QMessageBox.StandardButton.Discard
        window.resize(*SIZE)
        window.show()
        until(lambda: window.frame is not None)
        return window

    def rest(window: Window, seconds: float = 2.0) -> None:
        """Wait until nothing is computed, and what follows from it is drawn."""
        until(lambda: not window.background.is_busy)
        end = time.monotonic() + seconds
        until(lambda: time.monotonic() > end)

    def save(window: Window, name: str) -> None:
        smooth = Qt.TransformationMode.SmoothTransformation
        picture = grab(window).toImage().scaled(*SHOWN, mode=smooth)
        picture = picture.convertToFormat(QImage.Format.Format_RGB888)
        bytes_of_lines = np.frombuffer(picture.constBits(), np.uint8)
        lines = bytes_of_lines.reshape(SHOWN[1], picture.bytesPerLine())[:, : 3 * SHOWN[0]]
        path = ROOT / "assets" / "pictures" / f"{name}.webp"
        Image.fromarray(lines.reshape(SHOWN[1], SHOWN[0], 3)).save(path, quality=82, method=6)
        print(path.name, path.stat().st_size)
        window.close()

    window = opened(
        gd.Experiment("himmelblau", [gd.Momentum(lr=0.011, momentum=0.8), gd.Adam(lr=0.3)],
                      start=(-0.5, 4.2), steps=300)
    )  # fmt: skip
    window.go_to("map")
    rest(window, 1.0)
    layer = window.map_page.view.layer
    until(lambda: layer.picture is not None and layer.picture.complete)
    rest(window)
    save(window, "map")

    network = gd.Network([2, 3, 1], "tanh", loss="binary_cross_entropy",
                         data=gd.datasets.xor(samples=200, noise=0.0), init_seed=4)  # fmt: skip
    window = opened(gd.Experiment(network, gd.Adam(lr=0.05), steps=400, record=["train_loss"]))
    window.go_to("network")
    rest(window, 1.0)
    window.worker.step(60)
    until(lambda: window.frame.step == 60)
    rest(window)
    window.stage.network.views.tabs.buttons["backpropagation"].click()
    page = window.stage.network.views.page
    until(lambda: bool(page.beats))
    page.go(len(page.beats) * 3 // 5)
    rest(window)
    save(window, "explained")


if __name__ == "__main__":
    main()
