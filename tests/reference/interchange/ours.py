"""Gdsim's side: `write` the data that others read, and `read` what they wrote, in this folder."""

import json
import sys
from pathlib import Path

import numpy as np

import gdsim as gd
from gdsim.results.interchange.coco import write_coco
from gdsim.results.interchange.ioh import write_ioh

TARGETS = [10.0, 1.0, 1e-3, 1e-8]


def write() -> None:
    """Fifteen runs of two optimizers at two rates, one of which diverges; and equal starts."""
    race = gd.Experiment(
        "mccormick", ["sgd", "adam"], start=gd.uniform(n=15, seed=1), lr=[0.1, 1e200], steps=300,
        record=["loss"], dtype="float64", tolerance=0.0,
    ).run()  # fmt: skip
    equal = gd.Experiment(
        "sphere", ["sgd"], start=[[1.0, 1.0]] * 15, lr=1e200, steps=3, record=["loss"],
        dtype="float64",
    ).run()  # fmt: skip
    for name, result in (("race", race), ("equal", equal)):
        write_coco(result, f"{name}-coco")
        write_ioh(result, f"{name}-ioh")
    got = gd.gather(race, targets=TARGETS)
    expected = [
        {
            "evaluations": (got["steps"].values[0, row] + 1).tolist(),
            "best": got["loss"].values[0, row].tolist(),
            "hits": (got["hit"].values[0, row] + 1).tolist(),
        }
        for row in range(got.sizes["optimizer"])
    ]
    Path("expected.json").write_text(json.dumps({"targets": TARGETS, "runs": expected}))


def read() -> None:
    """What coco-experiment and ioh logged has the numbers that the functions gave."""
    for name, minimum in (("coco", 0.0), ("ioh", 0.0), ("mine", -2.5)):
        told = json.loads(Path(f"{name}.json").read_text())
        got = gd.gather(told["folder"], targets=TARGETS, minimum=minimum)
        assert got["hit"].shape[:3] == (
            len(told["runs"]),
            1,
            len(next(iter(told["runs"].values()))),
        )
        for problem, runs in told["runs"].items():
            for number, values in enumerate(runs):
                own = got.sel(problem=problem).isel(optimizer=0, start=number)
                best = np.minimum.accumulate(np.array(values)) - minimum
                assert int(own["steps"]) == len(values) - 1, (name, problem, number)
                np.testing.assert_allclose(float(own["loss"]), best[-1], rtol=1e-8, atol=1e-9)
                for target in TARGETS:
                    hit = float(own["hit"].sel(target=target))
                    under = np.flatnonzero(best <= target)
                    assert hit == (under[0] if under.size else np.inf), (name, problem, target)
        print(f"gdsim reads {name}: {got.sizes['problem']} problems, {int(got['hit'].size)} hits")


{"write": write, "read": read}[sys.argv[1]]()
