"""The activations of a network's units, one file each, found by discovery.

torch.nn.functional's conventions hold wherever torch has the method, at kinks too.
"""

from collections.abc import Mapping

from gdsim.catalogue import Activation, discover


def catalogue() -> Mapping[str, Activation]:
    """Every activation by its catalogue name, in alphabetical order."""
    return discover("activation")
