"""The objective functions of the catalogue, one file each, found by discovery."""

from collections.abc import Mapping

from gdsim.catalogue import Function, discover


def catalogue() -> Mapping[str, Function]:
    """Name -> definition of every objective function, by name."""
    return discover("function")
