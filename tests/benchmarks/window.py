"""The window, drawn offscreen: from an edit to its picture, a live map, and the start.

Times are of the wall clock; the note has the processor time of all threads, which a busy machine
changes less. Each is the median of some edits (or starts), with the 95th percentile in the note.
"""

from __future__ import annotations

import itertools
import math
import os
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import diagram
import live_map
from measure import Line, in_new_process

EDITS = 60
STARTS = 5
PATIENCE = 60.0  # s for anything
REST = 15.0  # s in which helpers and formulas get ready, and kernels are compiled for later


def run(quick: bool) -> Iterator[Line]:
    edits = EDITS // 4 if quick else EDITS
    for name, target in (("paths", 33), ("map", 60), ("basins", 60), ("rate", 60)):
        found = in_new_process("window", "dragged", name, edits)
        note = (
            f"p95 {found['p95']:.0f} ms; {found['processor']:.0f} ms of processor time, "
            f"{found['interface']:.0f} of the interface thread"
        )
        yield Line(TITLES[name], found["median"], "ms", target, note=note)
        note = (
            f"the hand goes on once it sees the map, and the rest follows a few times a second; "
            f"{found['flowing, interface']:.0f} ms of the interface thread"
        )
        yield Line("the same, to the map alone", found["flowing"], "ms", target, note=note)
    starts = [in_new_process("window", "started") for _ in range(1 if quick else STARTS)]
    for name, target in (("first paint", 800), ("first path", None), ("first moving frame", 1100)):
        times = [each[name] for each in starts]
        spent = statistics.median(each[f"{name}, processor"] for each in starts)
        note = f"{min(times):.0f}-{max(times):.0f} ms; {spent:.0f} ms of processor time"
        title = f"from the start to the {name}"
        yield Line(title, statistics.median(times), "ms", target, note=note)
    seconds = 1.0 if quick else 4.0
    for title, starts, count, target in PLAYED:
        if quick and starts > 10**5:
            continue
        found = in_new_process("window", "played", starts, count, seconds)
        note = f"{found['processor']:.0f} ms of the interface thread's processor time for each"
        title = f"{title} while playing"
        yield Line(f"{title}: between frames", found["between"], "ms", target, note=note)
        yield Line(f"{title}: a 5 ms heartbeat, p99", found["p99"], "ms", 16)
        yield Line(f"{title}: a 5 ms heartbeat, longest", found["longest"], "ms", 50)
    for title, starts, target in (("10^5 starts", 10**5, 0.95), ("3 x 10^6 starts", 3e6, 0.85)):
        if quick and starts > 10**5:
            continue
        found = in_new_process("window", "played", int(starts), 0, seconds)
        note = f"by processor time {found['worth']:.2f}; {found['between']:.0f} ms between frames"
        title = f"{title}: full speed beside headless"
        yield Line(title, found["share"], "", target, at_least=True, note=note)
    yield from diagram.lines(quick)
    yield from live_map.lines(quick)
    found = in_new_process("window", "switched")
    for name in ("theme", "workspace"):
        note = f"{found[f'{name}, processor']:.0f} ms of processor time of the interface thread"
        yield Line(f"another {name}", found[name], "ms", 60, note=note)
    found = in_new_process("tour", "toured", 6 if quick else 45)
    stops = [f"{name} {busy}" for name, (_, busy) in found["stops"].items()][:8]
    for name, target in (("p99", 16), ("longest", 50)):
        note = f"{found[f'{name}, processor']:.0f} ms of processor time between two beats"
        if name == "longest":
            note += f"; ms of the stops that took most: {', '.join(stops)}"
        yield Line(f"a tour: a 5 ms heartbeat, {name}", found[name], "ms", target, note=note)
    for count, target in ((7, 200), (20, 300)):
        found = in_new_process("window", "typed", count)
        note = f"{found['processor']:.0f} ms of processor time of this process"
        name = f"a new formula, {count} optimizers"
        yield Line(f"{name}, to the first path", found["first"] * 1000, "ms", target)
        yield Line(f"{name}, to all paths", found["seconds"] * 1000, "ms", 1200, note=note)
    found = in_new_process("window", "first")
    note = f"{found['processor']:.0f} ms of processor time of this process"
    title = "from the start to the first paths, nothing compiled"
    yield Line(title + found["shipped"], found["ms"], "ms", 3000, note=note)


PLAYED = (  # a title, starts, optimizers, and the most ms between frames
    ("20 optimizers", 1, 20, 17),
    ("cloud of 10^4 x 7", 10**4, 7, 17),
    ("cloud of 10^6 x 7", 10**6, 7, 33),
)
TITLES = {
    "paths": "drag of the start: 20 optimizers x 1,000 steps, every path",
    "map": "drag of the start: and a map of rate and momentum beside them, 200 steps a pixel",
    "basins": "drag of the start: and the basins under them, which stay",
    "rate": "drag of a rate: paths and the basins under them, 200 steps a pixel",
}


def dragged(name: str, edits: int) -> dict[str, float]:
    """Edit the start, or a rate, again and again, each time until what it changes is drawn."""
    window, application = opened(200 if name != "paths" else 1000)

    layer = None
    if name == "map":
        window.go_to("map")
        layer = window.map_page.view.layer
    elif name in ("basins", "rate"):
        ground = window.stage.ground
        ground.setCurrentIndex(ground.findData(1))
        ground.activated.emit(ground.currentIndex())
        layer = window.stage.map.basins

    def is_drawn() -> bool:
        scene = window.frame.scene if window.frame is not None else None
        wanted = window.workbench.experiment
        paths = scene is not None and scene.ahead is not None
        paths = paths and scene.experiment.start == wanted.start
        paths = paths and scene.experiment.optimizers == wanted.optimizers
        if layer is None or not paths:
            return paths
        picture = layer.picture
        return picture is not None and picture.complete and picture.plane == layer.plane

    def edit(number: int) -> None:
        angle = number / 5
        if name == "rate":
            window.workbench.set_setting(1, "lr", 0.002 * (1.5 + math.cos(angle)))
        else:
            x, y = -0.5 + 0.3 * math.cos(angle), 2.0 + 0.3 * math.sin(angle)
            window.stage.clicked.emit((x, y))

    _until(application, is_drawn)
    times, processor, interface = [], [], []
    for number in range(edits):
        begun, before = time.perf_counter(), (time.process_time(), time.thread_time())
        edit(number)
        _until(application, lambda: is_drawn() and not window.drawing.is_behind)
        application.processEvents()  # it is painted
        times.append(1000 * (time.perf_counter() - begun))
        processor.append(1000 * (time.process_time() - before[0]))
        interface.append(1000 * (time.thread_time() - before[1]))
    flowing, flowing_interface = _flow(window, application, edits, edit, is_drawn)
    window.close()
    times.sort()
    return {
        "flowing": flowing,
        "flowing, interface": flowing_interface,
        "median": statistics.median(times),
        "p95": times[int(0.95 * (len(times) - 1))],
        "processor": statistics.median(processor),
        "interface": statistics.median(interface),
    }


def _flow(window, application, edits: int, edit, is_drawn) -> tuple[float, float]:
    """Milliseconds from one edit to the next of a hand that goes on once the map shows its edit.

    The median, and those of the processor in the interface thread. As the moves of a mouse, the
    next edit comes before all that the window has put off.
    """
    from PySide6.QtCore import QObject, Qt, Signal

    class Hand(QObject):
        moved = Signal()

    hand, times = Hand(), [time.perf_counter()]
    view = window.map_page.view if window.map_page.isVisible() else window.stage.map
    paint = view.paintEvent

    def painted(event) -> None:
        paint(event)
        if is_drawn():
            hand.moved.emit()

    def go_on() -> None:
        if is_drawn() and len(times) <= edits:
            times.append(time.perf_counter())
            edit(edits + len(times))

    hand.moved.connect(go_on, Qt.ConnectionType.QueuedConnection)
    view.paintEvent = painted
    edit(edits)
    before = time.thread_time()
    _until(application, lambda: len(times) > edits)
    spent = 1000 * (time.thread_time() - before) / edits
    return 1000 * statistics.median(b - a for a, b in itertools.pairwise(times)), spent


def played(starts: int, count: int, seconds: float) -> dict[str, float]:
    """Play: the time between frames, a heartbeat, and the share of headless speed.

    A single start plays at 100 steps per second, more at full speed. count: of the optimizers; 0
    for one whose runs go on: speeds are compared while there is as much to do as at first.
    """
    from PySide6.QtCore import QTimer

    import gdsim as gd
    from gdsim.app.controls.transport import FASTEST
    from gdsim.app.worker.frame import State
    from gdsim.app.worker.recording import recorded

    window, application = opened(100_000)
    bench = window.workbench
    changes = {"tolerance": 0.0}
    if starts > 1:
        changes |= {
            "optimizers": bench.experiment.optimizers[:count] or [gd.SGD(lr=1e-4)],
            "start": gd.uniform(starts),
        }
    bench.start_over(bench.experiment.replace(**changes))
    wanted = bench.experiment.start

    def is_open() -> bool:
        scene = window.frame.scene if window.frame is not None else None
        if scene is None or window.frame.state is State.COMPILING:
            return False
        return scene.experiment.start == wanted and scene.steps == 100_000

    _until(application, is_open)
    rest(application)
    frames, beats = [], []
    draw = window.stage.draw

    def drawn(*arguments) -> None:
        frames.append(time.perf_counter())
        draw(*arguments)

    window.stage.draw = drawn
    heart = QTimer(window, interval=5)
    heart.timeout.connect(lambda: beats.append(time.perf_counter()))
    window.worker.rate = math.inf if starts > 1 else FASTEST / 1e4
    window.playing.play()
    heart.start()
    before, begun, spent_here = window.frame.step, time.perf_counter(), time.thread_time()
    in_all = time.process_time()
    QTimer.singleShot(int(1000 * seconds), application.quit)
    application.exec()
    heart.stop()
    steps, spent = window.frame.step - before, time.perf_counter() - begun
    spent_here, in_all = time.thread_time() - spent_here, time.process_time() - in_all
    window.close()
    share = worth = 1.0
    if starts > 1:
        session = gd.Session(recorded(bench.experiment))
        session.advance()  # its kernel is loaded; the same steps follow, as runs end on the way
        session.reset()
        begun, own = time.perf_counter(), time.process_time()
        while session.step < steps and session.advance(max(steps // 10, 1)):
            pass
        share = (time.perf_counter() - begun) / spent
        worth = (time.process_time() - own) / in_all
    between = sorted(1000 * (b - a) for a, b in itertools.pairwise(frames))
    late = sorted(max(1000 * (b - a) - 5, 0.0) for a, b in itertools.pairwise(beats))
    return {
        "between": statistics.median(between or [1000 * seconds]),  # fewer than two: too slow
        "p99": late[int(0.99 * (len(late) - 1))],
        "longest": late[-1],
        "processor": 1000 * spent_here / max(len(frames), 1),
        "share": share,
        "worth": worth,  # of the processor time spent, that of the same steps headless
    }


def switched() -> dict[str, float]:
    """Milliseconds until another theme, and another workspace, is painted, and of the processor."""
    window, application = opened(1000)
    from gdsim.app.look.style_sheet import restyling

    _until(application, lambda: window.frame is not None and window.frame.scene is not None)
    times = {name: [] for each in ("theme", "workspace") for name in (each, f"{each}, processor")}
    for turn in range(6):
        for name, change in (
            ("theme", window.appearance.switch),
            ("workspace", lambda turn=turn: window.go_to("descent" if turn % 2 else "map")),
        ):
            begun, before = time.perf_counter(), time.thread_time()
            change()
            application.processEvents()
            while not restyling(application).is_seen:
                application.processEvents()
            application.processEvents()  # it is painted
            times[name].append(1000 * (time.perf_counter() - begun))
            times[f"{name}, processor"].append(1000 * (time.thread_time() - before))
            end = time.perf_counter() + 0.2
            _until(application, lambda end=end: time.perf_counter() > end)
    window.close()
    return {name: statistics.median(values) for name, values in times.items()}


def typed(count: int) -> dict[str, float]:
    """Seconds from another formula, compiled nowhere, to the first complete path and to all."""
    import gdsim as gd

    window, application = opened(1000)
    bench = window.workbench
    chosen = bench.experiment.optimizers[:count]
    bench.start_over(bench.experiment.replace(optimizers=chosen))

    def is_open() -> bool:
        scene = window.frame.scene if window.frame is not None else None
        return scene is not None and scene.experiment.optimizers == chosen

    _until(application, is_open)
    rest(application)
    text = f"x**2 + {1 + time.time_ns() % 10**9 / 1e9}*y**2 + sin(3*x*y)"
    begun, before = time.perf_counter(), time.process_time()
    bench.set_objective(lambda: gd.Function(text))

    def drawn() -> int:
        scene = window.frame.scene
        is_new = scene.experiment.objective.text == text and scene.ahead is not None
        return len(scene.colours) if is_new else 0

    _until(application, lambda: drawn() > 0)
    first = time.perf_counter() - begun
    _until(application, lambda: drawn() == count)
    seconds, processor = time.perf_counter() - begun, time.process_time() - before
    window.close()
    return {"first": first, "seconds": seconds, "processor": 1000 * processor}


def first() -> dict[str, Any]:
    """Milliseconds from the start of a process to the first paths, with an empty cache."""
    import tempfile

    from gdsim.engine import shipped

    with tempfile.TemporaryDirectory() as folder:
        os.environ["GDSIM_CACHE"] = folder
        window, application = opened(1000)
        _until(application, lambda: window.frame is not None and window.frame.scene is not None)
        spent, processor = 1000 * (time.time() - _process_start()), 1000 * time.process_time()
        window.close()
    ready = "" if shipped.folder() is None else " but what is shipped"
    return {"ms": spent, "processor": processor, "shipped": ready}


def _until(application, condition: Callable[[], bool]) -> None:
    end = time.perf_counter() + PATIENCE
    while not condition():
        application.processEvents()
        time.sleep(0.0005)
        if time.perf_counter() > end:
            raise RuntimeError("the window did not get there")


def rest(application) -> None:
    """Wait until what a window gets ready after its start, beside all else, is ready."""
    rested = time.perf_counter() + REST
    _until(application, lambda: time.perf_counter() > rested)


def started() -> dict[str, float]:
    """Milliseconds, of wall and processor, from the start of `gdsim app` to what is seen.

    Those of the processor are of all threads.
    """
    import tempfile

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["XDG_CONFIG_HOME"] = os.environ["XDG_STATE_HOME"] = tempfile.mkdtemp()
    from gdsim.app.quick_start import collector_at_rest, import_pyqtgraph, import_qt
    from gdsim.cli import run_command

    found: dict[str, float] = {}

    def note(name: str) -> None:
        if name not in found:
            found[name] = 1000 * (time.time() - begun)
            found[f"{name}, processor"] = 1000 * time.process_time()

    with collector_at_rest():
        import_qt()
        import_pyqtgraph()
        from gdsim.app.drawing import Drawing
        from gdsim.app.window import Window

        draw, begin = Drawing._draw_map, Window._begin

        def drawn(drawing: Drawing) -> bool:
            more = draw(drawing)
            scene = drawing.frame.scene if drawing.frame is not None else None
            if scene is not None:
                note("first path")
                if scene.step > 0:
                    note("first moving frame")
                    drawing._window.close()
            return more

        def painted(window: Window) -> None:
            note("first paint")
            begin(window)

        Drawing._draw_map, Window._begin = drawn, painted
        begun = _process_start()
        run_command(["app"])
    return found


def opened(steps: int):
    """A window on the welcome experiment, painted once; and the application."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    import tempfile

    from gdsim.app.main import load, unfit
    from gdsim.app.quick_start import import_pyqtgraph

    assert unfit() is None  # first, as where the window is started
    import_pyqtgraph()
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication, QMessageBox

    from gdsim.app.model.workbench import Workbench
    from gdsim.app.window import Window
    from gdsim.app.worker.opening import Opener, compiled
    from gdsim.app.worker.worker import Worker

    application = QApplication.instance() or QApplication([])
    folder = Path(tempfile.mkdtemp())
    settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
    window = Window(
        Workbench(load(None).experiment.replace(steps=steps)),
        Worker(Opener(), waits=True, compiled=compiled),
        settings,
    )
    window.files.ask = lambda: QMessageBox.StandardButton.Discard
    window.resize(1280, 800)
    window.show()
    application.processEvents()
    return window, application


def _process_start() -> float:
    """When this process began, in seconds since 1970; of /proc, to 10 ms."""
    ticks = float(Path("/proc/self/stat").read_text().rsplit(")", 1)[1].split()[19])
    uptime = float(Path("/proc/uptime").read_text().split()[0])
    return time.time() - (uptime - ticks / os.sysconf("SC_CLK_TCK"))
