"""The initializers of weights, one file each, found by discovery.

torch.nn.init's conventions hold wherever torch has the method. `scale` computes in float64 with
only the square root, which is correctly rounded on every machine. Settings may be arrays; `scale`
is elementwise.
"""

from collections.abc import Mapping

from gdsim.catalogue import Initializer, discover


def catalogue() -> Mapping[str, Initializer]:
    """Every initializer by its catalogue name, in alphabetical order."""
    return discover("initializer")
