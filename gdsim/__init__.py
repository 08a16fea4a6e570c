"""gdsim: a laboratory for gradient descent.

    import gdsim as gd

    experiment = gd.Experiment(
        objective=gd.Function("rosenbrock"),
        optimizers=[gd.Momentum(momentum=0.9), gd.Adam(beta2=0.99)],
        lr=gd.logspace(1e-4, 1.0, 512),
        start=gd.uniform(n=64, seed=0),
        schedule=gd.Cosine(warmup=50),
    )
    result = experiment.run()

Every optimizer and schedule of the catalogue is here by its name; `dir(gdsim)` lists them. An
objective may also be a network that is trained:

    gd.Network([2, 8, 8, 1], loss="binary_cross_entropy", data=gd.datasets.spiral(), batch_size=32)

What is behind all this, worked through with numbers, is in `gdsim.learn`:

    gd.explain("(2*x + 3)**2", at={"x": 1})
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gdsim import analysis, datasets, inits, learn
    from gdsim.axes import linspace, logspace
    from gdsim.catalogues import use_catalogue
    from gdsim.errors import SettingError, SettingTypeError
    from gdsim.experiment import Experiment
    from gdsim.learn import explain
    from gdsim.network import Network
    from gdsim.objective import Function
    from gdsim.plots import picture, plot
    from gdsim.result_file import export, load, save
    from gdsim.results import verdict_table
    from gdsim.session import Session
    from gdsim.starts import grid, uniform
    from gdsim.suites import Problem, Suite, compare, suite
    from gdsim.sweep import run
    from gdsim.verdict import Verdict

__version__ = "0.1.0"

# Public name -> the module it is in. All are found when they are first asked for, so that
# `import gdsim` loads neither Numba nor SymPy, xarray, matplotlib or Qt.
_PUBLIC = {
    "Experiment": "experiment",
    "Function": "objective",
    "Network": "network",
    "Problem": "suites",
    "Session": "session",
    "SettingError": "errors",
    "SettingTypeError": "errors",
    "Suite": "suites",
    "Verdict": "verdict",
    "compare": "suites",
    "explain": "learn",
    "export": "result_file",
    "grid": "starts",
    "linspace": "axes",
    "load": "result_file",
    "logspace": "axes",
    "picture": "plots",
    "plot": "plots",
    "run": "sweep",
    "save": "result_file",
    "suite": "suites",
    "uniform": "starts",
    "use_catalogue": "catalogues",
    "verdict_table": "results",
}

# Whose functions ask results, make the data and weights of networks, and explain.
_MODULES = ("analysis", "datasets", "inits", "learn")

__all__ = [  # noqa: RUF022 - the names that type checkers see, in the order of a session
    "Experiment", "Function", "Network", "datasets", "inits",
    "linspace", "logspace", "grid", "uniform", "use_catalogue",
    "Session", "Verdict", "run", "save", "load", "export", "verdict_table", "picture", "plot",
    "analysis", "explain", "learn", "suite", "Suite", "Problem", "compare",
    "SettingError", "SettingTypeError",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in _PUBLIC:
        value = getattr(importlib.import_module(f"gdsim.{_PUBLIC[name]}"), name)
        globals()[name] = value
        return value
    if name in _MODULES:
        return importlib.import_module(f"gdsim.{name}")
    if name[:1].isupper():  # an optimizer or a schedule: `gdsim.Adam`
        from gdsim.errors import suggestion
        from gdsim.methods import by_title

        known = by_title()
        if name in known:
            return known[name]
        hint = suggestion(name, [*known, *_PUBLIC])
        raise AttributeError(f"gdsim has no {name!r}; {hint}", name=name, obj=None)
    # With the module in hand, Python itself says "Did you mean: 'Adam'?" where it prints this.
    message = f"module 'gdsim' has no attribute {name!r}"
    raise AttributeError(message, name=name, obj=sys.modules[__name__])


def _use_catalogues_of_environment() -> None:
    from gdsim.catalogues import use_those_of_environment

    use_those_of_environment()


if os.environ.get("GDSIM_CATALOGUES"):
    from gdsim.additions import call_before_discovery

    call_before_discovery(_use_catalogues_of_environment)


def __dir__() -> list[str]:
    from gdsim.methods import by_title

    special = {name for name in globals() if name.startswith("__")}
    return sorted({*special, *_PUBLIC, *_MODULES, *by_title()})
