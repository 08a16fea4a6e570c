"""The version of gdsim, stated only here, and those of other packages."""

from __future__ import annotations

__version__ = "1.0.0rc1"

# The Pythons that gdsim is made for.
OLDEST_PYTHON = (3, 11)
NEWEST_PYTHON = (3, 14)


def version_of(package: str) -> str | None:
    """The version of an installed package; None if it is not installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return None


def needed_by(package: str) -> list[str]:
    """The requirements of an installed package, a line each; none if it is not installed."""
    from importlib.metadata import PackageNotFoundError, requires

    try:
        return requires(package) or []
    except PackageNotFoundError:
        return []
