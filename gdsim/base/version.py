"""The version of gdsim, stated only here, and those of other packages."""

from __future__ import annotations

__version__ = "1.0.0rc1"


def version_of(package: str) -> str | None:
    """The version of an installed package; None if it is not installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return None
