"""How weights begin: one file a method, found by discovery.

torch.nn.init's conventions hold wherever torch has the method. `scale` computes in float64 with
square roots only, which are rounded correctly everywhere: settings may be arrays, elementwise.
"""

from collections.abc import Mapping

from gdsim.catalogue import Initializer, discover


def catalogue() -> Mapping[str, Initializer]:
    """Every initializer by its catalogue name, in alphabetical order."""
    return discover("initializer")
