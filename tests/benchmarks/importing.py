"""The time of `import gdsim`, and what it must not load."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from statistics import median

from measure import Line, in_new_process, seconds

HEAVY = ("PySide6", "shiboken6", "pyqtgraph", "numba", "sympy", "xarray", "matplotlib", "pandas")
QT = HEAVY[:3]


def run(quick: bool) -> Iterator[Line]:
    found = [in_new_process("importing", "import_gdsim") for _ in range(3 if quick else 7)]
    bare = median(each["bare"] for each in found)
    ready = median(each["ready"] for each in found)
    loaded = sorted(set(found[0]["loaded"]))
    yield Line("import gdsim", bare * 1e3, "ms", 400, note=f"median of {len(found)} processes")
    yield Line("the same and gdsim.Experiment", ready * 1e3, "ms", 400, note="with NumPy")
    qt = [name for name in loaded if name in QT]
    yield Line("Qt modules loaded by both", len(qt), "", 0, note=", ".join(qt))
    others = [name for name in loaded if name not in QT]
    yield Line("heavy modules loaded by both", len(others), "", 0, note=", ".join(others))


def import_gdsim() -> dict[str, object]:
    """Seconds to import gdsim and then to reach Experiment, and what that loaded."""

    def bare() -> None:
        import gdsim  # noqa: F401

    def ready() -> None:
        import gdsim

        _ = gdsim.Experiment

    first = seconds(bare)
    rest = seconds(ready)
    return {"bare": first, "ready": first + rest, "loaded": [n for n in HEAVY if n in sys.modules]}
