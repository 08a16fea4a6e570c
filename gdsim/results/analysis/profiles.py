"""Performance profiles: how often an optimizer is nearly as fast as the best one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gdsim.base.errors import SettingError
from gdsim.results.analysis.quantiles import median
from gdsim.results.analysis.selection import Selection

if TYPE_CHECKING:
    import xarray

    from gdsim.experiment.experiment import Experiment

Array = NDArray[np.float64]
TAU_MAX = 4.0  # as in AlgoPerf
_FACTORS = 257


def profiles(
    result: xarray.Dataset,
    tau_max: float = TAU_MAX,
    medians: bool = False,
    settings: str = "best",
    experiment: Experiment | None = None,
) -> xarray.Dataset:
    """rho(tau): the share of instances on which an optimizer takes at most tau times the fewest.

    An instance is a (problem, start, target); with `medians` a (problem, target), and its time the
    median over the starts. Time is the loss evaluations until the target, one more than steps; on
    an instance that nobody solves all are infinitely slow. A profile, and so a score, depends on
    who else is compared. settings: as `ecdf` has it.

    `rho` (optimizer, tau), with tau to 8 times `tau_max`; `score` (optimizer): the area under it
    from 1 to `tau_max`, divided by that width, exactly; `solved` (optimizer): the share solved at
    all. Errors: SettingError.
    Sources: Dolan and Moré 2002, Mathematical Programming 91(2), arXiv:cs/0102001; the score: Dahl
    et al. 2023, arXiv:2306.07179 (AlgoPerf), section 4.
    """
    import xarray

    if not tau_max > 1 or not np.isfinite(tau_max):
        raise SettingError(f"tau_max must be a number above 1, got {tau_max!r}", "tau_max")
    chosen = Selection.of(result, settings, experiment)
    times = chosen.hits + 1.0
    if medians:
        times = median(np.swapaxes(times, -1, -2))
    ratio = ratios(times.reshape(len(times), -1))
    taus = np.geomspace(1, 8 * tau_max, _FACTORS)
    rho = np.stack([np.searchsorted(np.sort(row), taus, side="right") for row in ratio])
    instances = max(ratio.shape[1], 1)
    score = np.maximum(tau_max - ratio, 0).sum(axis=1) / (tau_max - 1) / instances
    solved = np.isfinite(ratio).sum(axis=1) / instances
    factor = {"long_name": "times the fewest steps of any optimizer", "units": "1"}
    curves = xarray.Dataset(
        {
            "rho": (
                ("optimizer", "tau"),
                rho / instances,
                {"long_name": "share of instances solved within", "units": "1"},
            ),
            "score": ("optimizer", score, {"long_name": f"area under rho to {tau_max:g}"}),
            "solved": ("optimizer", solved, {"long_name": "share of instances solved"}),
        },
        coords={"tau": ("tau", taus, factor), **chosen.coordinates()},
    )
    each = "(problem, target)" if medians else "(problem, start, target)"
    curves.attrs = {
        "title": chosen.title, "of": f"{instances:,} {each}", "tau_max": float(tau_max),
    }  # fmt: skip
    return curves


def ratios(times: Array) -> Array:
    """Times (optimizer, instance) over the least time of each instance; infinite if none solved it.

    Instances with a missing time (NaN) are left out.
    """
    known = times[:, ~np.isnan(times).any(axis=0)]
    least = known.min(axis=0)
    ratios: Array = np.full(known.shape, np.inf)
    np.divide(known, least, out=ratios, where=np.isfinite(least))
    return ratios
