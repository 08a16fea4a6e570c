"""The suites of the catalogue, and suites made from a list of problems."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from gdsim import catalogue
from gdsim.base.axes import plain_count
from gdsim.base.errors import SettingError, SettingTypeError, shown, suggestion
from gdsim.base.settings import whole
from gdsim.base.words import counted
from gdsim.catalogue.additions import addition
from gdsim.suites.collection import Suite
from gdsim.suites.problem import STARTS, Problem

_LARGEST_SEED = 2**15 - 1


def known() -> dict[str, catalogue.Suite]:
    """The suites of the catalogue by name."""
    definitions = catalogue.discover("suite")
    return {name.replace("_", "-"): definition for name, definition in definitions.items()}


def suite(
    given: str | Iterable[Any],
    starts: int = STARTS,
    seed: int = 0,
    dtype: str = "float64",
    precisions: Sequence[float] | None = None,
) -> Suite:
    """A suite of the catalogue by its name, or a suite of your own problems.

    given: a name such as "classic-2d"; or a list of functions (also by name or text), networks,
    experiments and `Problem`s. starts, seed: the number of points drawn over each domain, and their
    seed. dtype: "float64" or "float32". precisions: how far targets lie above the minimum, as
    shares of the median start's height above it; by default 0.1, 0.01, … to 1e-8 in float64, to
    1e-5 in float32. Errors: SettingError.
    """
    count = plain_count(starts, "starts")
    key = whole(seed, "seed", 0, _LARGEST_SEED)
    name, members = _members(given)
    options: dict[str, Any] = {"dtype": dtype, "precisions": precisions}
    problems = (Problem.of(each, starts=count, seed=key, **options) for each in members)
    return Suite(name, tuple(problems))


def _members(given: str | Iterable[Any]) -> tuple[str, list[Any]]:
    """The name of a suite, and its members."""
    if isinstance(given, str):
        names = known()
        wanted = given.replace("_", "-").casefold()
        if wanted not in names:
            raise SettingError(
                f"unknown suite {shown(given)}; {suggestion(wanted, names)}", "suite"
            )
        return wanted, names[wanted].choose(_functions())
    try:
        members = list(given)
    except Exception:  # not a sequence, or not of known length
        raise SettingTypeError(
            f"a suite is a name ({', '.join(known())}) or a list of functions, got {shown(given)}"
        ) from None
    return counted(len(members), "problem"), members


def _functions() -> dict[str, catalogue.Function]:
    """gdsim's own functions, so that a suite does not depend on what a user has loaded."""
    functions = catalogue.discover("function")
    return {name: each for name, each in functions.items() if not addition("function", name)}
