"""Results with hits made by hand, as suites give them."""

import numpy as np
import xarray


def of_hits(hits, steps=100, dims=("problem", "optimizer", "start", "target"), **coords):
    """A suite's result with these hits."""
    hits = np.asarray(hits, dtype=np.float32)
    sizes = dict(zip(dims, hits.shape, strict=True))
    names = [f"Optimizer {chr(65 + k)}" for k in range(sizes["optimizer"])]
    return xarray.Dataset(
        {"hit": (dims, hits)},
        coords={
            "optimizer": names,
            "problem": [f"problem {k}" for k in range(sizes["problem"])],
            "target": 0.1 ** np.arange(1, sizes["target"] + 1),
            "dimension": ("problem", np.arange(sizes["problem"]) + 1),
            **coords,
        },
        attrs={"title": "by hand", "steps": steps},
    )


def drawn(seed=0, shape=(3, 4, 5, 2), steps=100):
    """Hits drawn at random, a third of them never; ties among them, and hits at the start."""
    generator = np.random.default_rng(seed)
    hits = generator.integers(0, steps, shape).astype(float)
    return np.where(generator.random(shape) < 0.33, np.inf, hits)
