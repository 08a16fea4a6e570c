"""The window, drawn offscreen: from an edit to its picture, a live map, and the start.

Times are of the wall clock; the note has the processor time of all threads, which a busy machine
changes less. Each is the median of some edits (or starts), with the 95th percentile in the note.
"""

from __future__ import annotations

import math
import os
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from measure import Line, in_new_process

EDITS = 60
STARTS = 5
PATIENCE = 60.0  # s for anything


def run(quick: bool) -> Iterator[Line]:
    edits = EDITS // 4 if quick else EDITS
    for name, target in (("paths", 33), ("map", 60), ("basins", 60)):
        found = in_new_process("window", "dragged", name, edits)
        note = f"p95 {found['p95']:.0f} ms; {found['processor']:.0f} ms of processor time"
        yield Line(f"drag of the start: {TITLES[name]}", found["median"], "ms", target, note=note)
    starts = [in_new_process("window", "started") for _ in range(1 if quick else STARTS)]
    for name, target in (("to the first paint", 800), ("to the first paths", 1100)):
        times = [each[name] for each in starts]
        note = f"{min(times):.0f}-{max(times):.0f} ms"
        yield Line(f"from the start {name}", statistics.median(times), "ms", target, note=note)


TITLES = {
    "paths": "20 optimizers x 1,000 steps, every path",
    "map": "and a map of rate and momentum beside them, 200 steps a pixel",
    "basins": "and the basins under them",
}


def dragged(name: str, edits: int) -> dict[str, float]:
    """Edit the start again and again, each time until what it changes is drawn."""
    window, application = opened(200 if name != "paths" else 1000)

    def until(condition: Callable[[], bool]) -> None:
        end = time.perf_counter() + PATIENCE
        while not condition():
            application.processEvents()
            time.sleep(0.0005)
            if time.perf_counter() > end:
                raise RuntimeError(f"the window did not draw {name}")

    layer = None
    if name == "map":
        window.go_to("map")
        layer = window.map_page.view.layer
    elif name == "basins":
        ground = window.stage.ground
        ground.setCurrentIndex(ground.findData(1))
        ground.activated.emit(ground.currentIndex())
        layer = window.stage.map.basins

    def is_drawn() -> bool:
        scene = window.frame.scene if window.frame is not None else None
        wanted = window.workbench.experiment.start
        paths = scene is not None and scene.ahead is not None and scene.experiment.start == wanted
        if layer is None or not paths:
            return paths
        picture = layer.picture
        return picture is not None and picture.complete and picture.plane == layer.plane

    until(is_drawn)
    times, processor = [], []
    for edit in range(edits):
        angle = edit / 5
        begun, before = time.perf_counter(), time.process_time()
        window.stage.clicked.emit((-0.5 + 0.3 * math.cos(angle), 2.0 + 0.3 * math.sin(angle)))
        until(is_drawn)
        application.processEvents()  # it is painted
        times.append(1000 * (time.perf_counter() - begun))
        processor.append(1000 * (time.process_time() - before))
    window.close()
    times.sort()
    return {
        "median": statistics.median(times),
        "p95": times[int(0.95 * (len(times) - 1))],
        "processor": statistics.median(processor),
    }


def started() -> dict[str, float]:
    """Milliseconds from the start of the process to the first paint, and to the first paths."""
    window, application = opened(1000)
    painted = time.time()
    while window.frame is None or window.frame.scene is None or window.frame.scene.ahead is None:
        application.processEvents()
    application.processEvents()
    begun = _process_start()
    window.close()
    return {
        "to the first paint": 1000 * (painted - begun),
        "to the first paths": 1000 * (time.time() - begun),
    }


def opened(steps: int):
    """A window on the welcome experiment, painted once; and the application."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    import tempfile

    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication, QMessageBox

    from gdsim.app.main import begin_after_paint, load
    from gdsim.app.model.workbench import Workbench
    from gdsim.app.window import Window
    from gdsim.app.worker.opening import open_session
    from gdsim.app.worker.worker import Worker

    application = QApplication.instance() or QApplication([])
    folder = Path(tempfile.mkdtemp())
    settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
    window = Window(
        Workbench(load(None).replace(steps=steps)), Worker(open_session, waits=True), settings
    )
    window.files.ask = lambda: QMessageBox.StandardButton.Discard
    window.resize(1280, 800)
    window.show()
    begin_after_paint(window)
    application.processEvents()
    return window, application


def _process_start() -> float:
    """When this process began, in seconds since 1970; of /proc, to 10 ms."""
    ticks = float(Path("/proc/self/stat").read_text().rsplit(")", 1)[1].split()[19])
    uptime = float(Path("/proc/uptime").read_text().split()[0])
    return time.time() - (uptime - ticks / os.sysconf("SC_CLK_TCK"))
