"""What runs programs: the CPU, or an NVIDIA GPU; a module for each, with the same names."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

from gdsim.base.errors import SettingError, shown, suggestion


def backend(name: str) -> Any:
    """The module of a backend, "cpu" or "cuda", with `run_all` and `Batch`.

    Errors: SettingError for any other name.
    """
    known = [module.name for module in pkgutil.iter_modules(__path__)]
    if not isinstance(name, str) or name not in known:
        hint = suggestion(name if isinstance(name, str) else "", known)
        raise SettingError(f"unknown backend {shown(name)}; {hint}")
    return importlib.import_module(f"{__name__}.{name}")
