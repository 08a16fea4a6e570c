"""The losses of networks, one file each, found by discovery.

torch's conventions hold, with reduction="mean".
"""

from collections.abc import Mapping

from gdsim.catalogue import Loss, discover


def catalogue() -> Mapping[str, Loss]:
    """Every loss by its catalogue name, in alphabetical order."""
    return discover("loss")
