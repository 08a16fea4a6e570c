"""The boundary of trainability as a live map: its first picture, and a zoom into its edge."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from typing import Any

from measure import Line, in_new_process

ZOOMS = 3


def lines(quick: bool) -> Iterator[Line]:
    """Those of the window's benchmark that are of it: one sample, 500 steps a pixel, float64."""
    found = in_new_process("live_map", "explored", 1 if quick else ZOOMS)
    title = "boundary of trainability, one sample, 500 steps"
    note = f"{found['first, processor']:.0f} ms of processor time"
    yield Line(f"{title}: first picture", found["first"], "ms", 2000, note=note)
    note = f"{found['pixels']} pixels; {found['zoomed, processor']:.0f} ms of processor time"
    yield Line(f"{title}: sharp after a zoom", found["zoomed"], "ms", 4000, note=note)


def explored(zooms: int) -> dict[str, Any]:
    """Open the map of two layers' rates and zoom into its edge: ms, and those of the processor.

    The first picture shows at each pixel its own run or one near it; it is sharp once all are own.
    Of zooms the median, and the fewest pixels.
    """
    from statistics import median

    from window import _until, opened, rest

    from gdsim.base import assets

    window, application = opened(1000)
    rest(application)
    times: dict[str, list[float]] = {}

    def until(name: str, is_there: Any) -> None:
        begun, before = time.perf_counter(), time.process_time()
        _until(application, is_there)
        application.processEvents()  # it is painted
        times.setdefault(name, []).append(1000 * (time.perf_counter() - begun))
        times.setdefault(f"{name}, processor", []).append(1000 * (time.process_time() - before))

    layer = window.map_page.view.layer

    def is_drawn() -> bool:
        plane, picture = layer.plane, layer.picture
        if plane is None or picture is None or plane.x.key != "objective.lr_2":
            return False
        return picture.plane == plane and picture.drawn.all()

    window.files.open_example(assets.path("experiments/trainability_one_sample.toml"))
    window.go_to("map")
    until("first", is_drawn)
    _until(application, lambda: layer.picture.complete)
    pixels = math.inf
    for _ in range(zooms):
        old = layer.picture.lattice
        window.map_page.edge.click()
        until("zoomed", lambda old=old: layer.picture.complete and layer.picture.lattice != old)
        pixels = min(pixels, layer.picture.steps.size)
    window.close()
    return {name: median(each) for name, each in times.items()} | {"pixels": f"{pixels:,}"}
