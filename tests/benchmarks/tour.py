"""A tour of the window: every workspace, section, dialog, list, theme, size, example and lesson.

A 5 ms heartbeat in the interface thread says how long each stop blocks it.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

LOOK = 0.4  # s at each stop
Stop = tuple[str, Callable[[], object]]


def stops(window: Any, files: int) -> Iterator[Stop]:
    """What is done, one after the other. files: examples and lessons that are opened, about."""
    from gdsim.app.calculus.head import VIEWS
    from gdsim.app.look.type_size import SIZES
    from gdsim.app.model.recent import examples, lessons

    panel, stage, landscape = window.panel, window.stage, window.stage.landscape
    optimizers, objective = panel.optimizers, panel.objective
    for name in ("map", "network", "descent", "map", "descent"):
        yield f"workspace {name}", lambda name=name: window.go_to(name)
    for name in ("start", "compare", "calculus"):
        yield f"workspace {name}", lambda name=name: window.go_to(name)
    for view in VIEWS:
        yield f"calculus, {view}", lambda view=view: window.pages["calculus"].choose(view)
    yield "workspace network", lambda: window.go_to("network")
    for view in (*stage.network.views.tabs.buttons, "outputs"):
        yield f"network, {view}", lambda view=view: stage.network.views.tabs.choose(view)
    yield "workspace descent", lambda: window.go_to("descent")
    yield "a lesson", lambda: window.files.open_example(next(iter(lessons().values())))
    yield "its next part", lambda: window.go_through_lesson(1)
    yield "close it", lambda: window.lessons.close()
    yield "undo", window.workbench.undo
    for section in panel._folding:
        yield f"unfold {section.head.text()}", lambda section=section: section.unfold(True)
    for row in optimizers.rows[:3]:
        yield "unfold an optimizer", lambda row=row: row.unfold(True)
        yield "hide an optimizer", row.eye.click
    yield "look at a run", lambda: optimizers.single_out(1)
    yield "look at no run", lambda: optimizers.single_out(None)
    yield "list of optimizers", optimizers.add.click
    yield "close it", lambda: optimizers.picker.close()
    yield "list of functions", objective.pick.click
    yield "close it", lambda: objective.picker.close()
    yield "list of colours", optimizers.rows[0].pop_up_colours
    yield "close it", lambda: optimizers.rows[0].swatches.close()
    yield "search", window.search
    yield "close it", lambda: window.commands.picker.close()
    yield "keys", window.show_keys
    yield "close it", lambda: window.keys.close()
    yield "export a picture", lambda: window.exports.ask_picture()
    yield "close it", lambda: window.exports.dialog.reject()
    yield "another function", lambda: objective.choose("himmelblau")
    for name in ("surface", "both", "map"):
        yield f"landscape as {name}", lambda name=name: landscape.sides.choose(name)
    for ground in (1, 0):
        yield (
            "background",
            lambda ground=ground: stage.ground.activated.emit(
                stage.ground.setCurrentIndex(ground) or ground
            ),
        )
    yield "arrows", stage.picture.arrows.click
    for button in window.loss.choice.buttons.values():
        yield f"curves of {button.text()}", button.click
    yield "export a map", lambda: (window.go_to("map"), window.exports.ask_map())
    yield "close it", lambda: window.exports.dialog and window.exports.dialog.reject()
    for _ in range(2):
        yield "theme, beside the map", window.appearance.switch
    yield "workspace descent", lambda: window.go_to("descent")
    for _ in range(4):
        yield "theme", window.appearance.switch
    for sizes in (*[1] * (len(SIZES) - 1), 0):
        yield "size of type", lambda sizes=sizes: window.appearance.enlarge(sizes)
    yield "fold the panel", window.fold_panel
    yield "show it", window.fold_panel
    yield "play", window.playing.play
    yield "undo", window.workbench.undo
    yield "redo", window.workbench.redo
    shipped = [*examples().values(), *lessons().values()]
    for path in shipped[:: max(len(shipped) // files, 1)]:
        yield f"open {path.stem}", lambda path=path: window.files.open_example(path)


def toured(files: int) -> dict[str, Any]:
    """How late the heartbeat was, in ms: p99, longest, and the longest of each stop.

    Those of the processor are the time that the interface thread computed between two beats.
    """
    from PySide6.QtCore import Qt, QTimer
    from window import _until, opened

    from gdsim.app.main import settle

    window, application = opened(1000)
    _until(application, lambda: window.frame is not None and window.frame.scene is not None)
    settle()  # as some seconds after a start
    _rest(application, _until, 3.0)
    beats: list[tuple[float, float]] = []
    heart = QTimer(window, interval=5, timerType=Qt.TimerType.PreciseTimer)
    heart.timeout.connect(lambda: beats.append((time.perf_counter(), time.thread_time())))
    heart.start()
    waits, found = [], dict[str, tuple[float, float]]()
    for name, do in stops(window, files):
        beats[:] = [(time.perf_counter(), time.thread_time())]
        do()
        _rest(application, _until, LOOK)
        beats.append((time.perf_counter(), time.thread_time()))
        late = [1000 * max(b[0] - a[0] - 0.005, 0) for a, b in itertools.pairwise(beats)]
        busy = [1000 * (b[1] - a[1]) for a, b in itertools.pairwise(beats)]
        waits += zip(late, busy, strict=True)
        old = found.get(name, (0.0, 0.0))
        found[name] = max(old[0], *late), max(old[1], *busy)
    window.close()
    by = [sorted(column) for column in zip(*waits, strict=True)]
    place = int(0.99 * (len(waits) - 1))
    slow = sorted(found.items(), key=lambda each: -each[1][1])
    return {
        "p99": by[0][place], "longest": by[0][-1],
        "p99, processor": by[1][place], "longest, processor": by[1][-1],
        "stops": {name: [round(number) for number in numbers] for name, numbers in slow},
    }  # fmt: skip


def _rest(application: Any, until: Callable[..., None], seconds: float) -> None:
    end = time.perf_counter() + seconds
    until(application, lambda: time.perf_counter() > end)


if __name__ == "__main__":
    import sys

    sys.path.insert(0, str(Path(__file__).parent))
    found = toured(int(sys.argv[1]) if sys.argv[1:] else 8)
    for name, (wall, busy) in found.pop("stops").items():
        print(f"{busy:5d} ms of the processor {wall:5d} ms   {name}")
    print(", ".join(f"{name} {number:.0f} ms" for name, number in found.items()))
