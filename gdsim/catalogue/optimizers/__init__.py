"""The optimizers, one file each, found by discovery.

torch.optim's conventions and defaults hold wherever torch has the method; each file names its
source. Gradient clipping, gradient noise and warmup are not part of an optimizer: clipping is a
modifier (`gdsim.catalogue.modifiers`), and the kernel adds noise and warmup.
"""

from collections.abc import Mapping

from gdsim.catalogue import Optimizer, discover


def catalogue() -> Mapping[str, Optimizer]:
    """Every optimizer by its catalogue name, in alphabetical order."""
    return discover("optimizer")
