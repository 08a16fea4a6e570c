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

Every optimizer, schedule and modifier of the catalogue is here by its name; `dir(gdsim)` lists
them. An objective may also be a network that is trained:

    gd.Network([2, 8, 8, 1], loss="binary_cross_entropy", data=gd.datasets.spiral(), batch_size=32)

What is behind all this, worked through with numbers, is in `gdsim.learn`:

    gd.explain("(2*x + 3)**2", at={"x": 1})
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

from gdsim.base.elsewhere import is_known as _is_elsewhere
from gdsim.base.elsewhere import method as _method_elsewhere
from gdsim.base.elsewhere import named as _named_elsewhere
from gdsim.base.errors import suggestion as _suggestion
from gdsim.base.public import MODULES as _MODULES
from gdsim.base.public import PUBLIC as _PUBLIC
from gdsim.base.version import __version__ as __version__

# What type checkers see of these, and of the catalogue, is in the stub beside this file.
__all__ = [  # noqa: RUF022 - in the order of a session
    "Experiment", "Function", "Network", "datasets", "inits",
    "linspace", "logspace", "grid", "uniform", "use_catalogue",
    "Session", "Verdict", "run", "save", "load", "export", "gather", "read_study",
    "verdict_table", "picture", "plot", "page", "summary", "zoom", "analysis", "explain", "code",
    "learn", "suite", "Suite", "Problem", "compare", "SettingError", "SettingTypeError",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in _PUBLIC:
        globals()[name] = getattr(importlib.import_module(_PUBLIC[name]), name)
        return globals()[name]
    if name in _MODULES:
        return importlib.import_module(_MODULES[name])
    if name[:1].isupper():  # an optimizer or a schedule: `gdsim.Adam`
        from gdsim.catalogue.choices import by_title

        known = by_title()
        if name in known:
            return known[name]
        hint = _method_elsewhere(name, known) or _suggestion(name, [*known, *_PUBLIC])
        raise AttributeError(f"gdsim has no {name!r}; {hint}", name=name, obj=None)
    if hint := _given_by_name(name):
        raise AttributeError(f"gdsim has no {name!r}; {hint}", name=name, obj=None)
    # With the module in hand, Python itself says "Did you mean: 'Adam'?" where it prints this.
    message = f"module 'gdsim' has no attribute {name!r}"
    raise AttributeError(message, name=name, obj=sys.modules[__name__])


def _given_by_name(name: str) -> str:
    """How a method is given that others have as a function, such as `gdsim.swish`; "" if unknown.

    Submodules are asked for in the same way, so nothing is imported for other names.
    """
    if not _is_elsewhere(name):
        return ""
    catalogue = importlib.import_module("gdsim.catalogue")
    for kind in ("activation", "loss", "initializer"):
        meant = _named_elsewhere(name, catalogue.discover(kind))
        if meant:
            own = f"gdsim.inits.{meant}()" if kind == "initializer" else f'{kind}="{meant}"'
            return f"a Network is given {own}"
    return ""


def _use_catalogues_of_environment() -> None:
    from gdsim.catalogue.plugins.in_use import use_those_of_environment

    use_those_of_environment()


if os.environ.get("GDSIM_CATALOGUES"):
    from gdsim.catalogue.additions import call_before_discovery

    call_before_discovery(_use_catalogues_of_environment)


def __dir__() -> list[str]:
    from gdsim.catalogue.choices import by_title

    special = {name for name in globals() if name.startswith("__")}
    return sorted({*special, *_PUBLIC, *_MODULES, *by_title()})
