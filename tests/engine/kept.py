"""Cache folders of tests' own that have what takes longest to compile and is not what they try."""

from __future__ import annotations

import shutil
from pathlib import Path

from gdsim.engine import cache
from gdsim.engine.modules import usual_advancer


def with_loop(root: Path, dtype: str = "float32") -> Path:
    """Copy the loop around the kernels of functions, their largest module, to a cache folder."""
    loop = usual_advancer(dtype)
    loop.load()
    made = next(path for path in loop._paths if path.exists())
    copy = root / "kernels" / cache.folder().name / made.name
    copy.parent.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copyfile(made, copy))
