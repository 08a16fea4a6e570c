"""Writes the small pictures that the window's cards show of shipped files: `make sketches`.

    python packaging/sketches.py

They are computed from the experiments themselves (gdsim/app/start/sketch.py). A picture is written
anew if its experiment, or how it is computed, has changed; tests/app/start/test_sketches.py holds
that none is old.
"""

from __future__ import annotations

import numpy as np

from gdsim.app.model.recent import examples, lessons
from gdsim.app.start.sketch import FORMAT, shipped, sketch
from gdsim.experiment import Experiment


def main() -> None:
    """Write those that are missing or old, and remove those without a file."""
    paths = [*lessons().values(), *examples().values()]
    wanted = {shipped(path): path for path in paths}
    folder = next(iter(wanted)).parent
    folder.mkdir(exist_ok=True)
    for old in set(folder.glob("*.npz")) - set(wanted):
        old.unlink()
    for target, path in wanted.items():
        experiment = Experiment.load(path)
        made_of = np.array([experiment.hash, FORMAT.decode()])
        if target.is_file() and np.array_equal(np.load(target).get("made_of"), made_of):
            continue
        arrays = sketch(experiment).arrays
        small = {n: a.astype(np.float16) if a.dtype.kind == "f" else a for n, a in arrays.items()}
        np.savez_compressed(target, made_of=made_of, **small)
        print(target.name)


if __name__ == "__main__":
    main()
