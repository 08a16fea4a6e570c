"""The views of a network's run while it plays, and the steps of backpropagation."""

from __future__ import annotations

import itertools
import math
import statistics
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
from measure import Line, in_new_process


def lines(quick: bool) -> Iterator[Line]:
    """Those of the window's benchmark that are of its diagram of a network."""
    found = in_new_process("diagram", "played", 1.0 if quick else 4.0)
    title = "4 optimizers x 8 seeds of 2-8-8-8-1 on 500 points, with the diagram"
    note = f"{found['interface']:.0f} ms of the interface thread's processor time for each"
    yield Line(f"{title}: between frames", found["between"], "ms", 33, note=note)
    note = f"by processor time {found['worth']:.2f}; {found['painted']:.1f} ms to paint the diagram"
    yield Line(f"{title}: full speed beside headless", found["share"], "", 0.8, at_least=True,
               note=note)  # fmt: skip
    found = in_new_process("diagram", "stepped")
    note = f"p99 {found['p99']:.1f} ms of processor time; all explained in {found['all']:.0f} ms"
    yield Line("a step of backpropagation through 2-8-8-8-1", found["step"], "ms", 30, note=note)


def spiral() -> Any:
    """The experiment that is played."""
    import gdsim as gd

    data = gd.datasets.spiral(samples=1000, test=0.5)
    network = gd.Network([2, 8, 8, 8, 1], loss="binary_cross_entropy", data=data,
                         init_seed=list(range(8)))  # fmt: skip
    rates = (gd.SGD(lr=0.3), gd.Momentum(lr=0.1), gd.RMSprop(lr=0.01), gd.Adam(lr=0.02))
    return gd.Experiment(network, rates, steps=200_000)


def shown(view: str) -> tuple[Any, Any, Any]:
    """A window on that experiment, the application, and one of its views, drawn."""
    from window import _until, opened

    window, application = opened(1000)
    window.workbench.start_over(spiral())
    scene = lambda: window.frame.scene if window.frame is not None else None  # noqa: E731
    _until(application, lambda: scene() is not None and scene().focus is not None)
    views = window.stage.network.views
    views.tabs.choose(view)
    _until(application, lambda: views.page.canvas.look is not None)
    return window, application, views.page


def played(seconds: float) -> dict[str, float]:
    """Play at full speed with the diagram: ms between frames, and the share of headless speed."""
    from PySide6.QtCore import QTimer
    from window import _until

    import gdsim as gd

    window, application, page = shown("diagram")
    frames, painted = [], []
    draw = page.draw

    def drawn(seen: Any) -> None:
        frames.append(time.perf_counter())
        painted.append(page.canvas.cost)
        draw(seen)

    page.draw = drawn
    window.worker.rate = math.inf
    window.playing.play()
    ready = time.perf_counter() + 1.0
    _until(application, lambda: time.perf_counter() > ready)  # its helpers are, too
    frames.clear()

    def now() -> np.ndarray:
        clocks = time.perf_counter(), time.thread_time(), time.process_time()
        return np.array([window.worker._session.step, *clocks])

    before = now()
    QTimer.singleShot(int(1000 * seconds), application.quit)
    application.exec()
    steps, spent, here, in_all = now() - before
    experiment = window.frame.scene.experiment
    window.close()
    session = gd.Session(experiment)
    session.advance()
    begun, own = time.perf_counter(), time.process_time()
    session.advance(int(steps))
    share = (time.perf_counter() - begun) / spent
    worth = (time.process_time() - own) / in_all
    between = [1000 * (b - a) for a, b in itertools.pairwise(frames)]
    return {
        "between": statistics.median(between or [1000 * seconds]),
        "interface": 1000 * here / max(len(frames), 1),
        "painted": 1000 * statistics.median(painted),
        "share": share,
        "worth": worth,  # of the processor time spent, that of the same steps headless
    }


def stepped() -> dict[str, float]:
    """Step through backpropagation: ms of processor time for a step, and for its explanation."""
    from window import _until

    from gdsim.learn.networks.backpropagation import explained
    from gdsim.learn.networks.moment import RunMoments

    window, application, page = shown("backpropagation")
    _until(application, lambda: bool(page.beats))
    times = []
    for number in range(0, len(page.beats), 3):
        begun = time.thread_time()
        page.go(number)
        application.processEvents()
        times.append(1000 * (time.thread_time() - begun))
    experiment = window.frame.scene.experiment
    window.close()
    here = RunMoments(experiment, 0).at(5)
    begun = time.thread_time()
    explained(here, 0, 400)
    times.sort()
    return {
        "step": statistics.median(times),
        "p99": times[int(0.99 * (len(times) - 1))],
        "all": 1000 * (time.thread_time() - begun),
    }
