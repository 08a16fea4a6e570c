"""A million random events in one window: nothing raises, memory stays level, nothing is left.

Targets: no fault of any kind, and less than 100 MB more at the end than after the first tenth.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from measure import Line

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

EVENTS = 1_000_000
GROWTH = 100.0  # MB


def run(quick: bool) -> Iterator[Line]:
    from PySide6.QtWidgets import QApplication

    from tests.app.soak import Soak

    app = QApplication.instance() or QApplication([])
    count, start = EVENTS // (100 if quick else 1), time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        soak = Soak(Path(folder), seed=20)
        soak.run(count // 10)
        before = soak.memory()
        soak.run(count - count // 10)
        growth = soak.memory() - before
        soak.close()
    for words, times in soak.faults.most_common(5):
        print(f"{times} x {words}")
    each = 1000 * (time.perf_counter() - start) / count
    note = f"{count:,} events, {each:.1f} ms each"
    yield Line("faults: errors, warnings of Qt, threads and processes left",
               sum(soak.faults.values()), "", 0, note=note)  # fmt: skip
    yield Line("memory gained", growth, "MB", GROWTH)
    del app
